"""One gene with the variants that count in it: which segregation filters they pass, alone and in pairs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from carrel.care.interpretation.rules import inheritance_match, pairs
from carrel.care.interpretation.rules.candidates import Candidate, GeneConsequences, Grade, grades
from carrel.care.interpretation.rules.consequence import is_coding
from carrel.care.interpretation.rules.family_passes import FamilyPasses
from carrel.care.interpretation.rules.frequency import Cut
from carrel.care.interpretation.rules.panel_genes import PanelRow
from carrel.foundation.vocabulary.inheritance import Penetrance, SegregationFilter


@dataclass(frozen=True, slots=True)
class Pass:
    """A filter that a variant passes, with the other variants of its pairs (by their place in the gene)."""

    segregation: SegregationFilter
    penetrance: Penetrance
    flags: frozenset[str]
    partners: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Member:
    """One variant of the gene."""

    candidate: Candidate
    here: GeneConsequences
    grades: tuple[Grade, ...]

    def rare(self, grade: Grade, cut: Cut) -> bool:
        return grade.past_frequency or self.candidate.excess.get(cut) is None

    @property
    def pairable(self) -> bool:
        """A tiered consequence and rare enough for recessive disease, or known pathogenic."""
        return any(self.rare(grade, Cut.RECESSIVE) for grade in self.grades)


@dataclass(frozen=True, slots=True)
class Gene:
    """A gene with the variants that count in it and its rows on the applied panels."""

    symbol: str
    hgnc_id: str
    rows: tuple[PanelRow, ...]
    coding: bool
    members: tuple[Member, ...]

    @property
    def green(self) -> tuple[PanelRow, ...]:
        return tuple(row for row in self.rows if row.green)

    @property
    def biallelic_only(self) -> bool:
        """Is the gene green, and for biallelic modes only?"""
        green = self.green
        return bool(green) and all(inheritance_match.biallelic_only(row.gene.mode_of_inheritance) for row in green)


def gene_of(rows: Sequence[PanelRow], found: Sequence[tuple[Candidate, GeneConsequences]]) -> Gene:
    """The gene, named as annotated, else as on the panel."""
    every = [one for _, here in found for one in here.all]
    symbol = next((one.symbol for one in every if one.symbol), rows[0].gene.symbol if rows else every[0].gene_id)
    hgnc_id = next((one.hgnc_id for one in every if one.hgnc_id), rows[0].gene.hgnc_id if rows else "")
    biotype = next((row.gene.biotype for row in rows if row.gene.biotype), None)
    coding = is_coding(biotype) if biotype else any(is_coding(one.biotype) for one in every)
    members = tuple(Member(one, here, tuple(grades(one, here, coding))) for one, here in found)
    return Gene(symbol, hgnc_id, tuple(rows), coding, members)


def passes(gene: Gene, family: FamilyPasses, penetrances: Sequence[Penetrance]) -> list[list[Pass]]:
    """For each member of the gene, all the filters that it passes."""
    found: list[list[Pass]] = [[] for _ in gene.members]
    for penetrance in penetrances:
        for own, member in zip(found, gene.members, strict=True):
            single = family.single(member.candidate.locus, penetrance)
            own += [Pass(name, penetrance, flags) for name, flags in single.items()]
        for place, partners in _partners(gene, family, penetrance).items():
            flags = frozenset.intersection(*partners.values())
            name = pairs.FILTERS[gene.members[place].candidate.locus.region]
            found[place].append(Pass(name, penetrance, flags, tuple(sorted(partners))))
    return found


def _partners(gene: Gene, family: FamilyPasses, penetrance: Penetrance) -> dict[int, dict[int, frozenset[str]]]:
    """For each member in a pair that passes: its partners, with the flags of the pair."""
    able = [(place, member.candidate.locus) for place, member in enumerate(gene.members) if member.pairable]
    numbers = {place: family.number(locus) for place, locus in able}
    found: dict[int, dict[int, frozenset[str]]] = {}
    for at, (one, first) in enumerate(able):
        for two, second in able[at + 1 :]:
            flags = family.joint(first, second, (numbers[one], numbers[two]), penetrance)
            if flags is not None:
                found.setdefault(one, {})[two] = flags
                found.setdefault(two, {})[one] = flags
    return found


def groups(found: Sequence[Sequence[Pass]]) -> dict[int, int]:
    """Members that pairs connect share a group: its number is the place of its first member."""
    group: dict[int, int] = {}
    for start in range(len(found)):
        queue = [start] if start not in group and any(one.partners for one in found[start]) else []
        while queue:
            place = queue.pop()
            if place not in group:
                group[place] = start
                queue += [partner for one in found[place] for partner in one.partners]
    return group
