"""What the report says, before it is decided how it looks: one value that the page and the PDF both show."""

from __future__ import annotations

from dataclasses import dataclass

from carrel.care.interpretation.adapters import report_sections as sections
from carrel.care.interpretation.adapters import report_summary as summary
from carrel.care.interpretation.adapters.pedigree_drawing import describe
from carrel.care.interpretation.adapters.report_cards import Finding, GeneCard, gene_cards
from carrel.care.interpretation.adapters.report_cards import findings as sorted_findings
from carrel.care.interpretation.adapters.report_sections import Row
from carrel.care.interpretation.adapters.wording import AFFECTION_WORDS, SEX_WORDS, relation
from carrel.care.interpretation.values import Interpretation


@dataclass(frozen=True, slots=True)
class Content:
    """The report's words in reading order. Empty tuples leave a section out, unless the section says that it is empty."""

    case_id: str
    verdict: str  # "found", "clear" or "stopped"
    headline: str
    explanation: tuple[str, ...]
    cautions: tuple[str, ...]
    stops: tuple[summary.Stop, ...]
    candidates: tuple[summary.Candidate, ...]
    asked: tuple[Row, ...]
    features: tuple[str, ...]
    excluded_features: tuple[str, ...]
    relatives_features: tuple[Row, ...]
    panels: tuple[sections.PanelLine, ...]
    panels_proposed: bool
    people: tuple[tuple[str, str, str, str, str], ...]  # relation, id, sex, affection, genome
    pedigree_description: str
    findings: tuple[Finding, ...]  # tier 1 and 2
    cards: tuple[GeneCard, ...]
    copy_numbers: tuple[Finding, ...]
    repeats: tuple[Finding, ...]
    others: tuple[Finding, ...]  # tier 3
    carriers: tuple[sections.TraceLine, ...]
    held_back: tuple[sections.TraceLine, ...]
    not_examined: tuple[Row, ...]
    checks: tuple[sections.CheckLine, ...]
    kinship: tuple[sections.KinshipLine, ...]
    measures: sections.Measures
    reading: tuple[Row, ...]
    provenance: tuple[Row, ...]


def content(interpretation: Interpretation) -> Content:
    """Everything the report says of an interpretation. A blocked one shows no variant, whatever the value holds."""
    seen = summary.visible(interpretation)
    family = seen.case.family
    sequenced = summary.sequenced(seen)
    findings = sorted_findings(seen)
    return Content(
        case_id=seen.case.id,
        verdict=summary.verdict(seen),
        headline=summary.headline(seen),
        explanation=summary.explanation(seen),
        cautions=summary.cautions(seen),
        stops=summary.stops(seen),
        candidates=summary.candidates(seen),
        asked=summary.asked(seen),
        features=tuple(sections.feature_words(feature) for feature in seen.case.features if not feature.excluded),
        excluded_features=tuple(sections.feature_words(feature) for feature in seen.case.features if feature.excluded),
        relatives_features=sections.relatives_features(seen),
        panels=sections.panels(seen),
        panels_proposed=seen.panels_proposed,
        people=tuple(
            (
                relation(family, member.id).capitalize(),
                member.id,
                SEX_WORDS[member.sex],
                AFFECTION_WORDS[member.affection],
                sections.genome_words(seen, member.id, sequenced),
            )
            for member in family.members
        ),
        pedigree_description=describe(family, sequenced),
        findings=findings.small,
        cards=gene_cards(seen),
        copy_numbers=findings.copy_numbers,
        repeats=findings.repeats,
        others=findings.others,
        carriers=sections.trace_lines(seen, seen.carriers),
        held_back=sections.trace_lines(seen, seen.traces),
        not_examined=sections.not_examined(seen),
        checks=sections.checks(seen),
        kinship=sections.kinship(seen),
        measures=sections.measures(seen),
        reading=sections.reading(seen),
        provenance=sections.provenance(seen),
    )
