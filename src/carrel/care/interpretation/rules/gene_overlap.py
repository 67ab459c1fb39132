"""Which green genes of a panel a structural variant reaches into, by place and by annotation."""

from __future__ import annotations

from dataclasses import dataclass

from carrel.care.genomes.values import Consequence, FamilyVariant
from carrel.care.interpretation.rules.copies import overlap, span
from carrel.foundation.knowledge.values import Panel, PanelGene
from carrel.foundation.vocabulary.consequences import CODING_BIOTYPES, severity
from carrel.foundation.vocabulary.genome import Assembly, plain_chromosome
from carrel.foundation.vocabulary.inheritance import Rating


BESIDE_THE_GENE = frozenset(("upstream_gene_variant", "downstream_gene_variant", "intergenic_variant"))
OUTSIDE_EXONS = BESIDE_THE_GENE | frozenset((
    "intron_variant", "NMD_transcript_variant", "non_coding_transcript_variant", "coding_transcript_variant",
    "feature_truncation", "feature_elongation", "regulatory_region_variant",
))  # fmt: skip


@dataclass(frozen=True, slots=True)
class PlacedGene:
    """A panel's row of a gene with its place, 1-based inclusive; None where the panel gives none for the assembly."""

    row: int  # its place on the panel
    gene: PanelGene
    chromosome: str
    place: tuple[int, int] | None

    def effects(self, variant: FamilyVariant) -> tuple[Consequence, ...]:
        """The annotation of this gene: of its coding transcripts where there are any, else of all."""
        own = tuple(item for item in variant.consequences if self._is_of(item))
        return tuple(item for item in own if item.biotype in CODING_BIOTYPES) or own

    def _is_of(self, effect: Consequence) -> bool:
        if effect.hgnc_id and self.gene.hgnc_id:
            return effect.hgnc_id == self.gene.hgnc_id
        return effect.symbol == self.gene.symbol

    def touched(self, variant: FamilyVariant) -> bool:
        """Does the variant reach into the gene, by the panel's place or by its annotation?"""
        if self.place and self.chromosome == variant.key.chromosome and overlap(span(variant), self.place):
            return True
        return any(set(item.terms) - BESIDE_THE_GENE for item in self.effects(variant))

    def swallowed(self, variant: FamilyVariant) -> bool:
        """Does the whole gene lie within the variant, by the panel's place?"""
        if self.place is None or self.chromosome != variant.key.chromosome:
            return False
        start, end = span(variant)
        return start <= self.place[0] and self.place[1] <= end

    def outside_exons(self, variant: FamilyVariant) -> bool:
        """Does the annotation say that it lies in introns, or beside the gene, in every transcript?"""
        effects = self.effects(variant)
        return bool(effects) and all(set(item.terms) <= OUTSIDE_EXONS for item in effects)


class GreenGenes:
    """The green genes of a panel, by chromosome and by name, so that thousands of variants find theirs quickly."""

    def __init__(self, panel: Panel, assembly: Assembly) -> None:
        self.panel = panel
        self._at: dict[str, list[PlacedGene]] = {}
        self._named: dict[str, list[PlacedGene]] = {}
        for row, gene in enumerate(panel.genes):
            if gene.rating is Rating.GREEN:
                where = location(gene, assembly)
                found = PlacedGene(row, gene, *where) if where else PlacedGene(row, gene, "", None)
                for name in {gene.hgnc_id, gene.symbol} - {""}:
                    self._named.setdefault(name, []).append(found)
                self._at.setdefault(found.chromosome, []).append(found)

    def touched(self, variant: FamilyVariant) -> list[PlacedGene]:
        """The green genes that the variant reaches into, in the panel's order."""
        changed = span(variant)
        here = self._at.get(variant.key.chromosome, ())
        near = {found.row: found for found in here if found.place and overlap(changed, found.place)}
        names = {name for effect in variant.consequences for name in (effect.hgnc_id, effect.symbol)}
        for name in names:
            near |= {found.row: found for found in self._named.get(name, ()) if found.touched(variant)}
        return [near[row] for row in sorted(near)]


def most_severe_first(consequence: Consequence) -> tuple[int, bool, bool, str]:
    """Sorts a gene's consequences: most severe, then MANE Select, then canonical."""
    best = min(map(severity, consequence.terms), default=severity(""))
    return (best, not consequence.mane_select, not consequence.canonical, consequence.transcript)


def location(gene: PanelGene, assembly: Assembly) -> tuple[str, tuple[int, int]] | None:
    """Plain chromosome and span of a gene as the panel gives it; None where it does not or cannot be read."""
    for build, text in gene.locations:
        chromosome, _, places = text.partition(":")
        start, _, end = places.partition("-")
        name = plain_chromosome(chromosome)
        readable = name and all(number.isascii() and number.isdigit() and len(number) < 12 for number in (start, end))
        if build.lower() == assembly.value.lower() and name and readable:
            return name, (int(start), int(end))
    return None
