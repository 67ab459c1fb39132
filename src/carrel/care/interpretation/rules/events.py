"""The events of a variant in a gene: each panel row, filter and penetrance by which it reaches a tier."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from carrel.care.interpretation.rules import inheritance_match, tiers
from carrel.care.interpretation.rules.candidates import Candidate, Grade
from carrel.care.interpretation.rules.frequency import FILTER_CUTS
from carrel.care.interpretation.rules.genes import Gene, Member, Pass
from carrel.care.interpretation.rules.panel_genes import PanelRow
from carrel.care.interpretation.values import Event
from carrel.foundation.vocabulary.inheritance import Penetrance, SegregationFilter


NOT_ASSESSED = "de_novo_quality_not_assessed"
_FILTER_ORDER = {found: place for place, found in enumerate(SegregationFilter)}


@dataclass(frozen=True, slots=True)
class Subject:
    """One variant in one gene, with the filters that it passes and the number of its compound heterozygous group."""

    gene: Gene
    member: Member
    passes: tuple[Pass, ...]
    group: int | None

    @property
    def candidate(self) -> Candidate:
        return self.member.candidate

    @property
    def counting(self) -> tuple[Pass, ...]:
        """The passes that may count on some row of the gene."""
        modes = {row.gene.mode_of_inheritance for row in self.gene.green or self.gene.rows} or {""}
        return tuple(
            one for one in self.passes if any(inheritance_match.counts(mode, one.segregation) for mode in modes)
        )

    @property
    def carrier(self) -> bool:
        """Is it a heterozygous variant in a gene that is green for biallelic disease only?"""
        return self.gene.biallelic_only and self.candidate.heterozygous


def events(subject: Subject) -> list[Event]:
    """Every way in which the variant reaches a tier, best first.

    Where the gene is green and no filter of its modes passes, filters outside them count for tier 3, except for a lone
    heterozygous variant of a gene that is green for biallelic disease only.
    """
    made = list(_events(subject, match=True))
    if subject.gene.green and not made and not subject.carrier:
        made = list(_events(subject, match=False))
    unique: dict[tuple[str | None, str, str, str], Event] = {}
    for event in sorted(made, key=order):
        unique.setdefault((event.panel, event.mode_of_inheritance, event.segregation, event.penetrance), event)
    return list(unique.values())


def order(event: Event) -> tuple[str, bool, int]:
    """Best first: tier, complete before incomplete penetrance, then the order of the filters. Stable for the rest."""
    return event.tier.value, event.penetrance is Penetrance.INCOMPLETE, _FILTER_ORDER[event.segregation]


def _events(subject: Subject, match: bool) -> Iterator[Event]:
    green = subject.gene.green
    rows: Sequence[PanelRow | None] = green or subject.gene.rows or (None,)
    for row in rows:
        mode = row.gene.mode_of_inheritance if row else ""
        asked = mode if green else ""  # where the gene is not green, its mode is not asked
        for one in subject.passes:
            if not inheritance_match.counts(mode, one.segregation):
                continue
            if inheritance_match.matches(asked, one.segregation, subject.candidate.hemizygous) is not match:
                continue
            graded = _best(subject, row if green else None, one, match)
            if graded:
                yield _event(subject, row, one, *graded)


def _best(subject: Subject, row: PanelRow | None, one: Pass, match: bool) -> tuple[tiers.TierRow, Grade] | None:
    """The best tier among the reasons for which the variant counts; of equal tiers the first, most severe reason."""
    cut = FILTER_CUTS[one.segregation]
    lof_excluded = row is not None and tiers.loss_of_function_excluded(row.gene.mode_of_pathogenicity)
    found = [
        (fitting, grade)
        for grade in subject.member.grades
        if subject.member.rare(grade, cut)
        and (
            fitting := tiers.row_for(
                tiers.Standing(row is not None, match, one.segregation, grade.name, lof_excluded, subject.gene.coding)
            )
        )
    ]
    return min(found, key=lambda pair: pair[0].tier.value, default=None)


def _event(subject: Subject, row: PanelRow | None, one: Pass, fitting: tiers.TierRow, grade: Grade) -> Event:
    new = one.segregation is SegregationFilter.DE_NOVO
    quality = subject.candidate.quality
    partners = [subject.gene.members[place].candidate for place in one.partners]
    mode = row.gene.mode_of_inheritance if row else ""
    flags = {*fitting.flags, *grade.flags, *one.flags}
    flags.update(inheritance_match.mode_flags(mode) if subject.gene.green else ())
    flags.update((NOT_ASSESSED,) if new and quality.nothing_assessed else ())
    missing = {person for candidate in (subject.candidate, *partners) for person in candidate.missing}
    return Event(
        tier=fitting.tier,
        gene_symbol=subject.gene.symbol,
        hgnc_id=subject.gene.hgnc_id,
        panel=row.panel.reference if row else None,
        panel_name=row.panel.name if row else "",
        mode_of_inheritance=mode,
        segregation=one.segregation,
        penetrance=one.penetrance,
        justification=f"Classified as: Tier{fitting.tier}, passed the {one.segregation} segregation filter",
        rule=fitting.id,
        consequence=grade.term,
        transcript=grade.transcript,
        flags=tuple(sorted(flags)),
        partners=tuple(candidate.name for candidate in partners),
        group=subject.group if partners else None,
        missing=tuple(sorted(missing)),
        de_novo_quality=quality.words if new else "",
    )
