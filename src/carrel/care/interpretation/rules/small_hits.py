"""The small variants of a recessive gene that may be one hit of a pair with a loss or an expanded repeat."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from carrel.care.genomes.values import FamilyVariant
from carrel.care.interpretation.rules import candidates, genes, tiers
from carrel.care.interpretation.rules.candidates import Candidate, GeneConsequences, Setting
from carrel.care.interpretation.rules.cross_type import SmallHit, counts_pairs
from carrel.care.interpretation.rules.frequency import Cut
from carrel.care.interpretation.rules.panel_genes import GeneIndex, PanelRow
from carrel.foundation.knowledge.values import Panel
from carrel.foundation.vocabulary.inheritance import SegregationFilter


def small_hits(
    variants: Sequence[FamilyVariant], setting: Setting, panels: Sequence[Panel], wanted: frozenset[str]
) -> tuple[SmallHit, ...]:
    """The small variants that meet filter, recessive frequency cut and consequence in green, biallelic genes.

    `wanted` are the HGNC ids of the genes that have a hit of another type: only these are looked at. The tier of a hit is
    that of the compound heterozygous filter.
    """
    if not wanted:
        return ()
    near = [variant for variant in variants if _may_name(variant, wanted)]
    admitted = (candidates.admit(variant, setting) for variant in near)
    found = [one for one in admitted if isinstance(one, Candidate)]
    index = GeneIndex(panels, (effect for one in found for effect in one.variant.consequences))
    gathered: dict[str, list[tuple[Candidate, GeneConsequences]]] = {}
    for candidate in found:
        for key, here in candidates.by_gene(candidate, index, setting.profile.extended_moderate):
            gathered.setdefault(key, []).append((candidate, here))
    return tuple(
        hit for key, members in gathered.items() for hit in _of_gene(genes.gene_of(index.of(key), members), wanted)
    )


def _may_name(variant: FamilyVariant, wanted: frozenset[str]) -> bool:
    """A quick look before the careful one: an effect without an HGNC id may be of any gene."""
    return any(not effect.hgnc_id or effect.hgnc_id in wanted for effect in variant.consequences)


def _of_gene(gene: genes.Gene, wanted: frozenset[str]) -> Iterator[SmallHit]:
    for row in gene.green:
        if row.gene.hgnc_id in wanted and counts_pairs(row.gene.mode_of_inheritance):
            for member in gene.members:
                hit = _hit(gene, row, member)
                if hit is not None:
                    yield hit


def _hit(gene: genes.Gene, row: PanelRow, member: genes.Member) -> SmallHit | None:
    """The best tier among the reasons for which the variant counts; of equal tiers the first."""
    excluded = tiers.loss_of_function_excluded(row.gene.mode_of_pathogenicity)
    pair = SegregationFilter.COMPOUND_HETEROZYGOUS
    found = [
        (fitting, grade)
        for grade in member.grades
        if member.rare(grade, Cut.RECESSIVE)
        and (fitting := tiers.row_for(tiers.Standing(True, True, pair, grade.name, excluded, gene.coding)))
    ]
    if not found:
        return None
    fitting, grade = min(found, key=lambda one: one[0].tier.value)
    return SmallHit(
        variant=member.candidate.variant,
        locus=member.candidate.locus,
        hgnc_id=row.gene.hgnc_id,
        tier=fitting.tier,
        consequence=grade.term,
        transcript=grade.transcript,
        panel=row.panel.reference,
        flags=(*fitting.flags, *grade.flags),
    )
