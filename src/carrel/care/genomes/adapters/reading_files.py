"""From the files of a request to counts, candidates and the numbers of everything that was passed over."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from operator import attrgetter
from pathlib import Path
from typing import Any

from carrel.care.genomes.adapters.passed_over import sorted_keys
from carrel.care.genomes.adapters.preparation import Prepared, prepared_files
from carrel.care.genomes.adapters.sieve import Sifted, sift
from carrel.care.genomes.adapters.sieve_setting import compiled
from carrel.care.genomes.rules import reading_counts as counting
from carrel.care.genomes.rules.annotation import gene_name
from carrel.care.genomes.rules.annotation_layout import layout_of
from carrel.care.genomes.rules.reading_records import Setting
from carrel.care.genomes.values import FamilyVariant, ReadRequest
from carrel.foundation.vocabulary.genome import CHROMOSOME_INDEX, Assembly, VariantKey


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
    found = []
    for number, file in enumerate(files):
        setting = setting_of(file, trios)

        def told(share: float, number: int = number) -> None:
            report(0.95 * (number + share) / len(files), "reading")

        found.append((file, setting, sift(file.path, setting, compiled(setting), told)))
    return _read_of(request, found)


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
    if not tally.file[counting.FILTERED]:
        warnings.append("No record has a FILTER; every call was taken as good.")
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
        if sifted.unlinked:
            warnings.append(
                f"{len(sifted.unlinked):,} records of {file.header.name} point to a consequence at another place that the "
                f"file does not have, the first at {sifted.unlinked[0]}; those have no consequence."
            )
        if not setting.layout.populations:
            warnings.append(f"{file.header.name} gives no population frequencies.")
    return warnings


def in_place_order(variants: list[FamilyVariant]) -> list[FamilyVariant]:
    """By chromosome, position, alleles."""
    key = attrgetter("position", "reference", "alternate")
    return sorted(variants, key=lambda variant: (CHROMOSOME_INDEX[variant.key.chromosome], *key(variant.key)))
