"""Where a copy-number variant lies, how far two of them agree, and whether a person carries a loss or a gain."""

from __future__ import annotations

from enum import StrEnum

from carrel.care.genomes.values import Call, FamilyVariant
from carrel.foundation.vocabulary.genome import Assembly, Region, region_of


class Direction(StrEnum):
    """Fewer or more copies than expected."""

    LOSS = "LOSS"
    GAIN = "GAIN"


def span(variant: FamilyVariant) -> tuple[int, int]:
    """First and last changed base, 1-based inclusive. POS itself is the base before the change."""
    end = variant.end or variant.key.position
    return (min(variant.key.position + 1, end), end)


def length(variant: FamilyVariant) -> int:
    """Bases lost or gained: END - POS, as SVLEN has it."""
    return (variant.end or variant.key.position) - variant.key.position


def overlap(one: tuple[int, int], two: tuple[int, int]) -> int:
    """Bases that two spans (1-based inclusive) share."""
    return max(0, min(one[1], two[1]) - max(one[0], two[0]) + 1)


def reciprocal_overlap(one: tuple[int, int], two: tuple[int, int]) -> float:
    """The smaller of the shares of each span that lies in the other, 0 to 1."""
    return overlap(one, two) / max(one[1] - one[0] + 1, two[1] - two[0] + 1)


def expected_copies(variant: FamilyVariant, x_copies: int, assembly: Assembly) -> int:
    """Copies that a person with this many X chromosomes has of the place: 2 but on X, and on Y."""
    region = region_of(assembly, variant.key.chromosome, variant.key.position)
    if region is Region.X:
        return x_copies
    return {Region.Y: 1}.get(region, 2)


def direction(variant: FamilyVariant, call: Call, expected: int) -> Direction | None:
    """Does the person carry a loss or a gain here? None where not, or where the call does not say."""
    changed = _changed_copies(call, expected)
    if variant.type == "CNV":
        return changed if call.missing or call.copies else None
    stated = {"DEL": Direction.LOSS, "DUP": Direction.GAIN}.get(variant.type)
    if call.missing:
        return stated if changed is stated else None
    return stated if call.copies else None


def _changed_copies(call: Call, expected: int) -> Direction | None:
    if call.copy_number is None or call.copy_number == expected:
        return None
    return Direction.LOSS if call.copy_number < expected else Direction.GAIN
