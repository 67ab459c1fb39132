"""Which rule stopped a variant in a gene in which it counts: the later half of the order of the rules."""

from __future__ import annotations

from dataclasses import replace

from carrel.care.interpretation.rules import reasons, segregation
from carrel.care.interpretation.rules.events import Subject
from carrel.care.interpretation.rules.frequency import FILTER_CUTS, Cut
from carrel.care.interpretation.rules.kinship import Kinship
from carrel.care.interpretation.values import Trace
from carrel.foundation.vocabulary.inheritance import Penetrance, SegregationFilter


def why_not(subject: Subject, kin: Kinship) -> Trace:
    """The rule that stopped a variant without events in this gene."""
    rule, sentence = _rule(subject, kin)
    return reasons.trace(subject.candidate.variant, rule, sentence, subject.gene.symbol)


def _rule(subject: Subject, kin: Kinship) -> tuple[str, str]:
    gene = subject.gene.symbol
    if not subject.member.grades:
        return "consequence", f"In {gene} it is only in exons of non-coding transcripts, and {gene} is a coding gene."
    if _bad_de_novo(subject, kin):
        rows = ", ".join(subject.candidate.quality.failed)
        return "de_novo_quality", f"It looks new in the proband, but the reads do not support it (failed {rows})."
    if subject.carrier and subject.member.pairable:
        return "carrier_only", (
            f"One heterozygous variant in {gene}, which is green for biallelic disease only; no second hit was found."
        )
    if not subject.counting:
        return "segregation", f"No segregation filter passes: {reasons.genotypes(subject.candidate.locus, kin)}."
    return _after_segregation(subject)


def _after_segregation(subject: Subject) -> tuple[str, str]:
    gene = subject.gene.symbol
    names = ", ".join(dict.fromkeys(one.segregation.value for one in subject.counting))
    rare = any(
        subject.member.rare(grade, FILTER_CUTS[one.segregation])
        for one in subject.counting
        for grade in subject.member.grades
    )
    if not rare:
        return "frequency", f"It passes {names} alone, for which it is too common. {_excess(subject)}"
    if not subject.gene.green:
        return "panel", f"{gene} is a non-coding gene and not green on an applied panel."
    return "moi", f"It passes {names}, which is not of the mode in which {gene}, a non-coding gene, is green."


def _excess(subject: Subject) -> str:
    cuts = {FILTER_CUTS[one.segregation] for one in subject.counting}
    found = [subject.candidate.excess.get(cut) for cut in Cut if cut in cuts]
    return next((one.sentence for one in found if one), "")


def _bad_de_novo(subject: Subject, kin: Kinship) -> bool:
    """Would it pass deNovo, with any penetrance, if the reads supported it?"""
    if subject.candidate.quality.passed or subject.counting:
        return False
    believed = replace(subject.candidate.locus, de_novo_passed=True)
    return SegregationFilter.DE_NOVO in segregation.single(believed, kin, Penetrance.COMPLETE)
