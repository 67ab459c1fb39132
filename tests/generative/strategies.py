"""Hypothesis strategies for families, genotypes, variants and panels, made of the same draws as the seeded families.

Hypothesis hands its own source of randomness to the generators of `tests.reference`, so what it finds it can also shrink.
"""

from __future__ import annotations

from hypothesis import strategies as st

from carrel.foundation.vocabulary.genome import Region
from tests.reference import families as generators


def families(region: Region | None = None, loci: int | None = None) -> st.SearchStrategy[generators.Drawn]:
    """Families of any shape with one to three loci of one gene, X copies and karyotypes."""
    return st.randoms(note_method_calls=False).map(lambda source: generators.draw(source, region, loci))
