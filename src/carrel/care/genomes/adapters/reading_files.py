"""From the files of a request to counts, candidates and the numbers of everything that was passed over."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from operator import attrgetter
from pathlib import Path
from typing import Any

from carrel.care.genomes.adapters import pieces
from carrel.care.genomes.adapters.passed_over import sorted_keys
from carrel.care.genomes.adapters.sieve import Sifted, sift
from carrel.care.genomes.adapters.sieve_setting import compiled
from carrel.care.genomes.errors import AnnotationIsMissing
from carrel.care.genomes.rules import reading_counts as counting
from carrel.care.genomes.rules.annotation import gene_name
from carrel.care.genomes.rules.annotation_layout import layout_of
from carrel.care.genomes.rules.reading_header import Header, assembly_of, header_of, sample_place
from carrel.care.genomes.rules.reading_records import Setting
from carrel.care.genomes.values import FamilyVariant, ReadRequest, VariantFile
from carrel.foundation.vocabulary.genome import CHROMOSOME_INDEX, Assembly


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
    file = request.files[0]
    header = header_of(pieces.header_of(Path(file.path)), Path(file.path).name)
    assembly = assembly_of([header], request.assembly)
    setting = setting_of(request, file, header, assembly)
    sifted = sift(Path(file.path), setting, compiled(setting), lambda share: report(0.95 * share, "reading"))
    return read_of(setting, sifted)


def setting_of(request: ReadRequest, file: VariantFile, header: Header, assembly: Assembly) -> Setting:
    """The setting of one file. Raises PersonIsNotInFile, AnnotationIsMissing."""
    layout = layout_of(header.descriptions, header.name)
    if layout is None:
        raise AnnotationIsMissing(
            f"{header.name} has no consequences (no INFO/CSQ, BCSQ or ANN); annotate it with VEP or bcftools csq, or give "
            "a GFF3 and a FASTA so that Carrel can."
        )
    people = tuple(
        sample_place(header, person, file.samples[person]) if person in file.samples else -1 for person in request.people
    )
    trios = tuple(tuple(request.people.index(person) for person in trio) for trio in request.trios)
    return Setting(layout, people, header.columns, assembly, trios)  # type: ignore[arg-type]


def read_of(setting: Setting, sifted: Sifted) -> Read:
    keys, in_order = sorted_keys(sifted.keys)
    layout = setting.layout
    warnings = [] if in_order else ["The records are not in the order of their places; they were sorted."]
    return Read(
        assembly=setting.assembly,
        annotation=layout.style,
        tally=sifted.tally,
        keys=keys,
        variants=in_place_order(sifted.variants),
        genes=frozenset(gene_name(layout, gene) for gene in sifted.genes),
        frequency_sources=tuple(dict.fromkeys(name.partition(":")[0] for name in layout.populations)),
        significance_sources=("clinvar",) if layout.names_significance else (),
        warnings=tuple(warnings),
    )


def in_place_order(variants: list[FamilyVariant]) -> list[FamilyVariant]:
    """By chromosome, position, alleles."""
    key = attrgetter("position", "reference", "alternate")
    return sorted(variants, key=lambda variant: (CHROMOSOME_INDEX[variant.key.chromosome], *key(variant.key)))
