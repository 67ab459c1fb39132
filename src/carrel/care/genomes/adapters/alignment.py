"""Aligns variants to the left along a FASTA."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import pysam

from carrel.care.genomes.errors import AnnotationFailed
from carrel.care.genomes.rules.reading_alignment import left_aligned
from carrel.care.genomes.values import FamilyVariant
from carrel.foundation.vocabulary.genome import VariantKey, plain_chromosome


def references_of(fasta: str) -> tuple[str, ...]:
    """The names of a FASTA's sequences. Raises AnnotationFailed."""
    try:
        with pysam.FastaFile(fasta) as sequence:
            return tuple(sequence.references)
    except (OSError, ValueError):
        raise AnnotationFailed(
            f"The FASTA {fasta.rpartition('/')[2]} cannot be read; check the path, and index it with samtools faidx."
        ) from None


def left_aligned_variants(variants: Sequence[FamilyVariant], fasta: str) -> list[FamilyVariant]:
    """The variants with their indels as far left as the sequence allows, in the same order. Raises AnnotationFailed."""
    try:
        with pysam.FastaFile(fasta) as sequence:
            names = {plain_chromosome(name): name for name in sequence.references}
            return [_aligned(variant, sequence, names) for variant in variants]
    except (OSError, ValueError):
        raise AnnotationFailed(
            f"The FASTA {fasta.rpartition('/')[2]} cannot be read; index it with samtools faidx."
        ) from None


def _aligned(variant: FamilyVariant, sequence: pysam.FastaFile, names: dict[str | None, str]) -> FamilyVariant:
    key = variant.key
    name = names.get(key.chromosome)
    if name is None or len(key.reference) == len(key.alternate):
        return variant
    place = left_aligned(key.position, key.reference, key.alternate, _bases(sequence, name))
    return replace(variant, key=VariantKey(key.chromosome, *place))


def _bases(sequence: pysam.FastaFile, name: str) -> Callable[[int], str]:
    def base_at(position: int) -> str:
        base: str = sequence.fetch(name, position - 1, position).upper()
        return base if base in ("A", "C", "G", "T") else ""

    return base_at
