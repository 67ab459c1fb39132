"""Indels as far to the left as the reference sequence allows, so that one change has one name."""

from __future__ import annotations

from collections.abc import Callable

from carrel.foundation.vocabulary.genome import trim_alleles


def left_aligned(position: int, reference: str, alternate: str, base_at: Callable[[int], str]) -> tuple[int, str, str]:
    """The normal form of Tan et al. 2015 (doi:10.1093/bioinformatics/btv112).

    Positions are 1-based; `base_at` gives the reference base of a position, "" where it is not known: there the shift ends.
    """
    if len(reference) == len(alternate):
        return trim_alleles(position, reference, alternate)
    while reference[-1] == alternate[-1] and position > 1:
        if len(reference) > 1 and len(alternate) > 1:
            reference, alternate = reference[:-1], alternate[:-1]
            continue
        before = base_at(position - 1)
        if not before:
            break
        position, reference, alternate = position - 1, before + reference[:-1], before + alternate[:-1]
    return trim_alleles(position, reference, alternate)
