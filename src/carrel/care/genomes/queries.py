"""Reading a family's variant table: what was read, what may be tiered, and why anything else was passed over."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from carrel.care.genomes.adapters import pieces, repeat_vcf, structural_vcf, table
from carrel.care.genomes.rules import reading, reading_header
from carrel.care.genomes.values import FamilyVariant, Stop, TableSummary, VariantFile
from carrel.foundation.vocabulary.genome import Assembly, VariantKey, trim_alleles


@dataclass(frozen=True)
class FamilyTable:
    """A family's frozen table, opened lazily. Keys are trimmed before they are looked up."""

    path: Path

    @cached_property
    def summary(self) -> TableSummary:
        return table.summary_of(self.path)

    @cached_property
    def _candidates(self) -> tuple[FamilyVariant, ...]:
        return table.candidates_of(self.path)

    def candidates(self) -> tuple[FamilyVariant, ...]:
        """Every variant that could reach a tier, by chromosome and position, then alleles."""
        return self._candidates

    def carried_by(self, person: str) -> tuple[FamilyVariant, ...]:
        """The candidates that one person is known to carry; quicker than all of them. Raises KeyError for a stranger."""
        if person not in self.summary.people:
            raise KeyError(person)
        return table.candidates_of(self.path, self.summary.people.index(person))

    def candidate(self, key: VariantKey) -> FamilyVariant | None:
        """The candidate of this key, None where the variant is none."""
        wanted = trimmed(key)
        return next((variant for variant in self._candidates if variant.key == wanted), None)

    def stop_of(self, key: VariantKey) -> Stop | None:
        """Why a variant was passed over; None for a candidate and for what is not in the files (ask `has`)."""
        number = self._number(key)
        return None if number is None else reading.STOPS[number]

    def has(self, key: VariantKey) -> bool:
        """Whether any of the family's files has this variant, candidate or not."""
        return self._number(key) is not None

    def _number(self, key: VariantKey) -> int | None:
        from carrel.care.genomes.adapters import passed_over  # noqa: PLC0415 (numpy costs 0.1 s, and few ask)

        return passed_over.stop_number_of(self.path, trimmed(key))


def trimmed(key: VariantKey) -> VariantKey:
    """A key as the table writes it: alleles without shared bases."""
    if not (key.reference.isalpha() and key.alternate.isalpha()):
        return key
    return VariantKey(key.chromosome, *trim_alleles(key.position, key.reference, key.alternate))


def open_table(path: Path) -> FamilyTable:
    """The table in a folder that `read_family` returned. Raises TableCannotBeOpened."""
    opened = FamilyTable(Path(path))
    opened.summary  # noqa: B018 (so that a damaged table is told here)
    return opened


def samples_of(path: Path) -> tuple[str, ...]:
    """The sample names of a VCF or BCF, in the order of its columns. Raises a GenomesCannotBeRead."""
    return _header(path).samples


def assembly_of(paths: Sequence[str], stated: Assembly | None = None) -> Assembly:
    """The build that all these files agree on. Raises AssembliesDisagree or AssemblyIsUnknown."""
    return reading_header.assembly_of([_header(Path(path)) for path in paths], stated)


def _header(path: Path) -> reading_header.Header:
    return reading_header.header_of(pieces.header_of(path), path.name)


def structural_variants(
    files: Sequence[VariantFile], people: Sequence[str], assembly: Assembly
) -> tuple[FamilyVariant, ...]:
    """Copy-number and structural variants of the files. Raises a GenomesCannotBeRead."""
    return structural_vcf.read_structural_files(files, people, assembly)


def repeats(files: Sequence[VariantFile], people: Sequence[str], assembly: Assembly) -> tuple[FamilyVariant, ...]:
    """Short tandem repeats of the files, one variant a locus and unit. Raises a GenomesCannotBeRead."""
    return repeat_vcf.read_repeat_files(files, people, assembly)
