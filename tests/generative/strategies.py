"""Hypothesis strategies for families, genotypes, variants and panels, made of the same draws as the seeded families.

Hypothesis hands its own source of randomness to the generators of `tests.reference`, so what it finds it can also shrink.
"""

from __future__ import annotations

from hypothesis import strategies as st

from carrel.foundation.knowledge.values import Panel
from carrel.foundation.vocabulary.genome import Region
from tests.reference import families as generators
from tests.reference import variants


def families(region: Region | None = None, loci: int | None = None) -> st.SearchStrategy[generators.Drawn]:
    """Families of any shape with one to three loci of one gene, X copies and karyotypes."""
    return st.randoms(note_method_calls=False).map(lambda source: generators.draw(source, region, loci))


def cases() -> st.SearchStrategy[variants.DrawnCase]:
    """Families with annotated variants of one or two genes, calls with reads, and up to two panels."""
    return st.randoms(note_method_calls=False).map(variants.case)


def panels(region: Region = Region.AUTOSOMAL) -> st.SearchStrategy[Panel]:
    """Panels of the genes `HGNC:1` and `HGNC:2`: rows of every rating and mode of inheritance, also twice the same gene."""
    coding = dict.fromkeys(variants.GENES, "protein_coding")
    return st.randoms(note_method_calls=False).map(lambda source: variants.panel(source, "1", region, coding))
