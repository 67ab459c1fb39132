"""From the files of a request to counts, candidates and the numbers of everything that was passed over."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from operator import attrgetter
from pathlib import Path
from typing import Any

import numpy as np

from carrel.care.genomes.adapters import local_knowledge
from carrel.care.genomes.adapters.alignment import left_aligned_variants
from carrel.care.genomes.adapters.passed_over import sorted_keys
from carrel.care.genomes.adapters.preparation import Prepared, prepared_files
from carrel.care.genomes.adapters.sieve import Sifted, sift
from carrel.care.genomes.adapters.sieve_setting import NO_KEYS, compiled
from carrel.care.genomes.rules import reading
from carrel.care.genomes.rules import reading_counts as counting
from carrel.care.genomes.rules.annotation import gene_name
from carrel.care.genomes.rules.annotation_layout import layout_of
from carrel.care.genomes.rules.reading_records import Setting
from carrel.care.genomes.values import FamilyVariant, ReadRequest, Stop
from carrel.foundation.vocabulary.genome import CHROMOSOME_INDEX, Assembly, VariantKey


NO_FREQUENCIES = "gives no population frequencies."
ABSENT_IS_MISSING = (
    "The family's genomes are in files of their own that do not say where a person is like the reference. A place that a "
    "file lacks counts as no call: nothing can be told to be new in the proband, and unaffected members exclude less. Call "
    "the family jointly, or give gVCFs."
)


@dataclass
class Read:
    """All that the table will hold."""

    assembly: Assembly
    annotation: str
    tally: counting.Tally
    keys: Any
    variants: list[FamilyVariant]
    genes: frozenset[str]
    frequency_sources: tuple[str, ...]
    significance_sources: tuple[str, ...]
    warnings: tuple[str, ...]


def read_files(request: ReadRequest, folder: Path, report: Callable[[float, str], None]) -> Read:
    """Reads the files of a request; `folder` is for what has to be prepared first."""
    trios = tuple(tuple(request.people.index(person) for person in trio) for trio in request.trios)
    files = prepared_files(request, folder, report)
    known = _known_keys(request, files[0].assembly)
    found = []
    for number, file in enumerate(files):
        setting = replace(setting_of(file, trios), is_known=lambda key: local_knowledge.is_listed(key, known))

        def told(share: float, number: int = number) -> None:
            report(0.95 * (number + share) / len(files), "reading")

        found.append((file, setting, sift(file.path, setting, compiled(setting, known), told)))
    return _with_knowledge(request, _aligned(request, _read_of(request, found)), known)


def _aligned(request: ReadRequest, read: Read) -> Read:
    """Shifts the candidates' indels to the left where a FASTA is given; a shifted one is found under both its names."""
    if not request.fasta:
        return read
    shifted = left_aligned_variants(read.variants, request.fasta)
    moved = [after for before, after in zip(read.variants, shifted, strict=True) if before.key != after.key]
    if moved:
        read.keys = np.sort(np.append(read.keys, np.array([local_knowledge.key_of(one) for one in moved], np.uint64)))
        read.variants = in_place_order(list({variant.key: variant for variant in shifted}.values()))
    return read


def _known_keys(request: ReadRequest, assembly: Assembly) -> Any:
    for folder in (request.frequency_edition, request.clinvar_edition):
        if folder:
            local_knowledge.manifest_of(folder, assembly)
    return local_knowledge.known_keys(request.clinvar_edition) if request.clinvar_edition else NO_KEYS


def _with_knowledge(request: ReadRequest, read: Read, known: Any) -> Read:
    """Adds what local editions say; what they show to be common is passed over now."""
    if request.clinvar_edition:
        read.variants = local_knowledge.with_significances(read.variants, request.clinvar_edition)
        read.significance_sources = ("clinvar",)
    if request.frequency_edition:
        manifest = local_knowledge.manifest_of(request.frequency_edition, read.assembly)
        datasets = [str(name) for name, _ in manifest["datasets"]]
        read.frequency_sources = tuple(dict.fromkeys([*read.frequency_sources, *datasets]))
        read.warnings = tuple(warning for warning in read.warnings if not warning.endswith(NO_FREQUENCIES))
        asked = local_knowledge.with_frequencies(read.variants, request.frequency_edition)
        common = [variant for variant in asked if local_knowledge.is_too_common(variant, known)]
        stop = reading.STOP_NUMBERS[Stop.FREQUENCY]
        for variant in common:
            read.keys[np.searchsorted(read.keys, np.uint64(local_knowledge.key_of(variant)))] |= np.uint64(stop)
        read.tally.file[counting.STOP + stop] += len(common)
        read.tally.file[counting.STOP + reading.CANDIDATE] -= len(common)
        gone = {variant.key for variant in common}
        read.variants = [variant for variant in asked if variant.key not in gone]
    return read


def setting_of(file: Prepared, trios: tuple[Any, ...]) -> Setting:
    """The setting of one file that has consequences."""
    layout = layout_of(file.header.descriptions, file.header.name)
    assert layout is not None  # noqa: S101 (preparation annotates or refuses)
    return Setting(layout, file.people, file.header.columns, file.assembly, trios)


def _read_of(request: ReadRequest, found: Sequence[tuple[Prepared, Setting, Sifted]]) -> Read:
    tally = counting.new_tally(len(request.people), len(request.trios))
    variants: dict[VariantKey, FamilyVariant] = {}
    for _, _, sifted in found:
        tally.add(sifted.tally)
        for variant in sifted.variants:
            variants.setdefault(variant.key, variant)
    keys, in_order = sorted_keys([part for _, _, sifted in found for part in sifted.keys])
    layouts = [setting.layout for _, setting, _ in found]
    populations = [name for layout in layouts for name in layout.populations]
    return Read(
        assembly=found[0][1].assembly,
        annotation=", ".join(dict.fromkeys(file.annotation or setting.layout.style for file, setting, _ in found)),
        tally=tally,
        keys=keys,
        variants=in_place_order(list(variants.values())),
        genes=frozenset(gene_name(setting.layout, gene) for _, setting, sifted in found for gene in sifted.genes),
        frequency_sources=tuple(dict.fromkeys(name.partition(":")[0] for name in populations)),
        significance_sources=("clinvar",) if any(layout.names_significance for layout in layouts) else (),
        warnings=tuple(warnings_of(found, tally, in_order)),
    )


def warnings_of(found: Sequence[tuple[Prepared, Setting, Sifted]], tally: counting.Tally, in_order: bool) -> list[str]:
    """What a reader of the report should know of the files."""
    warnings = []
    if not in_order:
        warnings.append("The records are not in the order of their places; they were sorted.")
    symbolic = int(tally.file[counting.NOT_SPELLED])
    if symbolic:
        warnings.append(
            f"{symbolic:,} alleles are not spelled out (<DEL>, breakends and the like); they were not read as small variants."
        )
    for file, setting, sifted in found:
        if not file.header.normalised and not file.annotation:
            warnings.append(
                f"The header of {file.header.name} does not show that indels were aligned to the left (bcftools norm); "
                "some may miss their frequency or ClinVar record."
            )
        if file.absent_is_missing:
            warnings.append(ABSENT_IS_MISSING)
        if sifted.unlinked:
            warnings.append(
                f"{len(sifted.unlinked):,} records of {file.header.name} point to a consequence at another place that the "
                f"file does not have, the first at {sifted.unlinked[0]}; those have no consequence."
            )
        if not setting.layout.populations:
            warnings.append(f"{file.header.name} {NO_FREQUENCIES}")
    return warnings


def in_place_order(variants: list[FamilyVariant]) -> list[FamilyVariant]:
    """By chromosome, position, alleles."""
    key = attrgetter("position", "reference", "alternate")
    return sorted(variants, key=lambda variant: (CHROMOSOME_INDEX[variant.key.chromosome], *key(variant.key)))
