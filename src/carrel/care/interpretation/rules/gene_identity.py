"""Gives genes their HGNC id where the annotation only had a symbol or an Ensembl id, and says which genes no record named."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from carrel.care.genomes.values import Consequence, FamilyVariant
from carrel.care.interpretation.values import NotExamined
from carrel.foundation.knowledge.values import Panel
from carrel.foundation.vocabulary.inheritance import Rating


Resolve = Callable[[str], str]  # symbol or Ensembl id -> HGNC id, "" where it means no gene or several


def nameless(variants: Sequence[FamilyVariant]) -> bool:
    """Does any consequence name a gene without its HGNC id?"""
    return any(one.symbol and not one.hgnc_id for variant in variants for one in variant.consequences)


def with_hgnc_ids(variants: Sequence[FamilyVariant], resolve: Resolve) -> tuple[FamilyVariant, ...]:
    """The variants with HGNC ids wherever the name of the gene means exactly one gene. Other fields are untouched."""
    known: dict[tuple[str, str], str] = {}

    def named(one: Consequence) -> Consequence:
        if one.hgnc_id or not (one.symbol or one.gene_id):
            return one
        names = (one.symbol, one.gene_id)
        if names not in known:
            known[names] = next((found for name in names if name and (found := resolve(name))), "")
        return replace(one, hgnc_id=known[names]) if known[names] else one

    return tuple(replace(variant, consequences=tuple(map(named, variant.consequences))) for variant in variants)


def never_named(panels: Sequence[Panel], annotated: frozenset[str]) -> Iterator[NotExamined]:
    """Green genes of the panels that no record of the files names: without coverage data nobody can say they were read."""
    for panel in panels:
        for gene in panel.genes:
            if gene.rating is Rating.GREEN and not annotated & {gene.hgnc_id, gene.symbol, *gene.aliases}:
                yield NotExamined(
                    gene.symbol,
                    "No record of the files names this gene: it has no variant, or it was not read. A VCF does not tell which.",
                    panel.reference,
                )
