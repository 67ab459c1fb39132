"""One person's genotype column as a call: alleles, reads, quality and phase."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from carrel.care.genomes.values import Call


MISSING = Call()
WHOLE = re.compile(r"([0-9]*)\.[0-9]+|([0-9]+)\.")


@dataclass(frozen=True, slots=True)
class Genotype:
    """A GT field: allele numbers in the order written (None for `.`), and whether `|` parts them."""

    alleles: tuple[int | None, ...]
    phased: bool

    @property
    def called(self) -> tuple[int, ...]:
        return tuple(allele for allele in self.alleles if allele is not None)

    @property
    def full(self) -> bool:
        return bool(self.alleles) and None not in self.alleles


def genotype_of(text: str) -> Genotype:
    """`0/1`, `1|0`, `1`, `./.`, `.` as a value. Raises ValueError where an allele is neither a number nor a dot."""
    phased = "|" in text
    parts = text.lstrip("/|").replace("|", "/").split("/")  # VCF 4.4 may begin with the phase
    return Genotype(tuple(_allele(part) for part in parts), phased)


def _allele(part: str) -> int | None:
    if part in (".", ""):
        return None
    if not part.isdecimal():
        raise ValueError(part)
    return int(part)


def whole(text: str) -> int | None:
    """A whole number, also of `99.5`; None for a dot or nothing."""
    if text.isdecimal():
        return int(text)
    found = WHOLE.fullmatch(text)
    return int(found.group(1) or found.group(2) or 0) if found else None


def reads_of(fields: Mapping[str, str], alternate: int) -> tuple[int | None, int | None]:
    """Reads that show the reference and the alternate (1-based number): AD, else RO and AO, else DP and DV."""
    depths = fields.get("AD", "").split(",")
    if len(depths) > alternate:
        reference, other = whole(depths[0]), whole(depths[alternate])
        if reference is not None and other is not None:
            return reference, other
    observed = fields.get("AO", "").split(",")
    if len(observed) >= alternate:
        reference, other = whole(fields.get("RO", "")), whole(observed[alternate - 1])
        if reference is not None and other is not None:
            return reference, other
    depth, variant = whole(fields.get("DP", "")), whole(fields.get("DV", ""))
    if alternate == 1 and depth is not None and variant is not None:
        return max(depth - variant, 0), variant
    return None, None


def depth_of(fields: Mapping[str, str]) -> int | None:
    """DP, or the sum of AD, or of RO and AO; None where none is given."""
    depth = whole(fields.get("DP", ""))
    if depth is not None:
        return depth
    depths = [number for part in fields.get("AD", "").split(",") if (number := whole(part)) is not None]
    if depths:
        return sum(depths)
    observed = [whole(part) for part in f"{fields.get('RO', '')},{fields.get('AO', '')}".split(",")]
    known = [number for number in observed if number is not None]
    return sum(known) if known else None


def phase_of(fields: Mapping[str, str], genotype: Genotype, alternate: int) -> tuple[str, int | None]:
    """Phase set and haplotype of the alternate: GT with PS, else PGT with PID (GATK), else GT alone as set `file`."""
    given = fields.get("PS", ".")
    local = fields.get("PID", ".")
    if genotype.phased and given not in (".", ""):
        return given, haplotype(genotype, alternate)
    physical = fields.get("PGT", ".")
    if local not in (".", "") and "|" in physical:
        return local, haplotype(genotype_of(physical), 1) if len(set(genotype.called)) == 2 else None
    if genotype.phased:
        return (local if local not in (".", "") else "file"), haplotype(genotype, alternate)
    return "", None


def haplotype(genotype: Genotype, alternate: int) -> int | None:
    """0 or 1 where exactly one of two alleles is the alternate; None otherwise."""
    if len(genotype.alleles) != 2 or not genotype.full or genotype.alleles.count(alternate) != 1:
        return None
    return genotype.alleles.index(alternate)


def call_of(fields: Mapping[str, str], genotype: Genotype, alternate: int) -> Call:
    """The call at one alternate (1-based number) from a sample's FORMAT fields."""
    called = genotype.called
    reference_reads, alternate_reads = reads_of(fields, alternate)
    phase_set, side = phase_of(fields, genotype, alternate) if called else ("", None)
    return Call(
        copies=called.count(alternate),
        ploidy=len(genotype.alleles) if called else 0,
        reference_reads=reference_reads,
        alternate_reads=alternate_reads,
        depth=depth_of(fields),
        quality=whole(fields.get("GQ", "")),
        phase_set=phase_set,
        haplotype=side,
        partial=bool(called) and not genotype.full,
        other_alternate=any(allele not in (0, alternate) for allele in called),
        de_novo_flag=fields.get("DN", "").strip("."),
        de_novo_quality=_decimal(fields.get("DQ", "")),
        filter=fields.get("FT", "").strip("."),
    )


def _decimal(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None
