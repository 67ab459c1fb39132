"""Proposes gene panels for a patient whose order names none, from the phenotypes and the genes that fit them.

Panels are chosen one after another. Each next one is the panel that adds most: genes that fit the phenotypes and are not
green on a panel chosen before, and phenotypes that are the panel's own subject. It ends where too little is added.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from carrel.foundation.knowledge.values import Panel, PanelProposal, PhenotypeTerm
from carrel.foundation.vocabulary.inheritance import Rating


@dataclass(frozen=True, slots=True)
class ProposingRule:
    """One number that decides which panels are proposed."""

    id: str
    threshold: float
    reason: str
    source: str
    edition: str


@dataclass(frozen=True, slots=True)
class NotDiagnostic:
    """A kind of panel that answers another question than "what causes these phenotypes?"."""

    id: str
    words: str  # regular expression, found in the panel's types, name or disease group
    reason: str


_MEASURED = "round numbers, of which others were tried: 380 of 389 reachable genes, 1.9 panels (400 generated families)"
RULES = {
    rule.id: rule
    for rule in (
        ProposingRule("most_panels", 4, "every further panel adds variants to read", "proposed", "1"),
        ProposingRule("least_gain", 0.02, "a panel must add this share of the genes' weight", _MEASURED, "1"),
        ProposingRule("least_terms", 1 / 3, "or this share of the phenotypes must be its subject", _MEASURED, "1"),
        ProposingRule("term_weight", 0.1, "what all phenotypes together weigh beside the genes", _MEASURED, "1"),
        ProposingRule("rank_offset", 10, "a gene of rank r weighs 1 / (r + 10): ranks, as scores have no common scale", _MEASURED, "1"),
        ProposingRule("ranks", 1000, "genes of worse rank say nothing", "proposed", "1"),
        ProposingRule("common_word", 1 / 3, "a word in more of the panels than this tells nothing", "proposed", "1"),
    )
}  # fmt: skip
NOT_DIAGNOSTIC = (
    NotDiagnostic("additional_findings", r"additional[ -]findings|secondary findings", "needs its own consent"),
    NotDiagnostic(
        "newborn_screening", r"newborn|neonatal screening|carrier screening", "screens people without phenotypes"
    ),
    NotDiagnostic("pharmacogenomics", r"pharmacogen", "is about medicines, not about a cause"),
)
USABLE_STATUS = frozenset({"", "public", "promoted"})  # PanelApp: internal, retired and deleted panels are not applied
# Words of many phenotypes and panels that say nothing of the organ or kind of disease.
_EMPTY_WORDS = re.compile(
    r"(?:"
    r"abnormal|abnormality|abnormalities|absent|activity|adult|age|associated|autosomal|body|childhood|chronic|"
    r"circulating|concentration|condition|conditions|congenital|decreased|delayed|disease|diseases|disorder|disorders|"
    r"dominant|early|elevated|familial|feature|features|form|forms|function|functional|gene|genes|genetic|high|human|"
    r"impaired|increased|infantile|inherited|late|left|level|likely|linked|long|lower|mild|moderate|morphology|"
    r"multiple|onset|other|panel|physiology|primary|progressive|rare|recessive|recurrent|reduced|right|secondary|"
    r"severe|short|small|syndrome|syndromes|syndromic|system|type|upper|with|without)"
)
_TERM = re.compile(r"HP:\d{7}", re.ASCII)
_WORD = re.compile(r"[a-z]{4,}")


@dataclass(frozen=True, slots=True)
class _Candidate:
    panel: Panel
    weight: Mapping[str, float]  # of each ranked gene that is green on it
    terms: tuple[str, ...]  # labels of the patient's phenotypes that are its subject
    reasons: tuple[str, ...]


def propose(
    terms: Sequence[PhenotypeTerm], panels: Iterable[Panel], gene_scores: Mapping[str, float] | None = None
) -> tuple[PanelProposal, ...]:
    """Panels for these phenotypes, best first; none where nothing speaks for any.

    `terms` are the phenotypes that were observed (not the excluded ones). `gene_scores` tells how well genes fit them, by
    HGNC id or symbol, larger is better; only the order counts. Without it the subjects of the panels decide alone.
    """
    diagnostic = [panel for panel in panels if why_not_diagnostic(panel) is None]
    ranking = _ranking(gene_scores or {})
    words = _telling_words(diagnostic)
    candidates = [_candidate(panel, terms, ranking, words[panel.reference]) for panel in diagnostic]
    total = sum(_weight(rank) for rank in ranking.values() if rank <= RULES["ranks"].threshold)
    return tuple(_chosen(candidates, len(terms), total))


def why_not_diagnostic(panel: Panel) -> str | None:
    """Why a panel is never proposed, or None if it may be."""
    if panel.status not in USABLE_STATUS:
        return f"is {panel.status}"
    text = " | ".join((panel.name, panel.disease_group, *panel.types)).lower()
    return next((rule.reason for rule in NOT_DIAGNOSTIC if re.search(rule.words, text)), None)


def _chosen(candidates: list[_Candidate], terms: int, total: float) -> Iterable[PanelProposal]:
    left = {gene: weight for candidate in candidates for gene, weight in candidate.weight.items()}
    for _ in range(int(RULES["most_panels"].threshold)):
        if not candidates:
            return
        gains = {one.panel.reference: _gain(one, left, total) for one in candidates}
        best = min(candidates, key=lambda one: (-_score(one, gains, terms), _order(one.panel)))
        gain = gains[best.panel.reference]
        if gain < RULES["least_gain"].threshold and not _is_subject_enough(best, terms, total):
            return
        yield PanelProposal(
            best.panel.reference, best.panel.name, round(_score(best, gains, terms), 6), _reasons(best, gain)
        )
        candidates = [one for one in candidates if one is not best]
        left = {gene: weight for gene, weight in left.items() if gene not in best.weight}


def _is_subject_enough(candidate: _Candidate, terms: int, total: float) -> bool:
    """Enough phenotypes are the panel's subject; where no gene speaks, one is enough."""
    least = RULES["least_terms"].threshold if total else 0
    return bool(candidate.terms) and len(candidate.terms) / terms >= least


def _candidate(
    panel: Panel, terms: Sequence[PhenotypeTerm], ranking: Mapping[str, int], words: frozenset[str]
) -> _Candidate:
    ranks = _green_ranks(panel, ranking)
    limit = RULES["ranks"].threshold
    weight = {gene: _weight(rank) for gene, rank in ranks.items() if rank <= limit}
    ids = set(_TERM.findall(" ".join(panel.relevant_disorders)))
    own = tuple(term.label or term.id for term in terms if _is_subject(term, ids, words))
    reasons = []
    if own:
        shown = ", ".join(own[:5]) + (", ..." if len(own) > 5 else "")
        reasons.append(f"{len(own)} of {len(terms)} phenotypes are its subject: {shown}.")
    if ranks:
        best = sum(rank <= 100 for rank in ranks.values())
        expected = min(100, len(ranking)) * len(ranks) / len(ranking)
        reasons.append(
            f"{best} of the 100 genes that fit the phenotypes best are green on it; "
            f"{expected:.0f} would be expected of its {len(ranks)} green genes with known phenotypes."
        )
    return _Candidate(panel, weight, own, tuple(reasons))


def _green_ranks(panel: Panel, ranking: Mapping[str, int]) -> dict[str, int]:
    """Rank of each green gene that is ranked, by the name under which it is."""
    names = (
        gene.hgnc_id if gene.hgnc_id in ranking else gene.symbol for gene in panel.genes if gene.rating is Rating.GREEN
    )
    return {name: ranking[name] for name in names if name in ranking}


def _is_subject(term: PhenotypeTerm, ids: set[str], words: frozenset[str]) -> bool:
    """Is the phenotype one of the panel's own terms, or more special than one; or does its label share a telling word?"""
    return term.id in ids or not ids.isdisjoint(term.ancestors) or not words.isdisjoint(_stems(term.label))


def _telling_words(panels: Sequence[Panel]) -> dict[str, frozenset[str]]:
    """The words of each panel's name and disorders, but for those that many panels share."""
    stems = {panel.reference: _stems(" ".join((panel.name, *panel.relevant_disorders))) for panel in panels}
    counts = Counter(stem for own in stems.values() for stem in own)
    most = max(1.0, RULES["common_word"].threshold * len(panels))
    return {reference: frozenset(stem for stem in own if counts[stem] <= most) for reference, own in stems.items()}


def _stems(text: str) -> frozenset[str]:
    """The first seven letters of each telling word of four letters and more."""
    return frozenset(word[:7] for word in _WORD.findall(text.lower()) if not _EMPTY_WORDS.fullmatch(word))


def _ranking(scores: Mapping[str, float]) -> dict[str, int]:
    """Ranks from 1 by falling score; equal scores by name. Genes without a positive, finite score are left out."""
    usable = [(-score, gene) for gene, score in scores.items() if math.isfinite(score) and score > 0]
    return {gene: rank for rank, (_, gene) in enumerate(sorted(usable), start=1)}


def _weight(rank: int) -> float:
    return 1 / (rank + RULES["rank_offset"].threshold)


def _gain(candidate: _Candidate, left: Mapping[str, float], total: float) -> float:
    """Share of all genes' weight that this panel would add to those chosen."""
    return math.fsum(left.get(gene, 0.0) for gene in candidate.weight) / total if total else 0.0


def _score(candidate: _Candidate, gains: Mapping[str, float], terms: int) -> float:
    return gains[candidate.panel.reference] + RULES["term_weight"].threshold * len(candidate.terms) / max(terms, 1)


def _reasons(candidate: _Candidate, gain: float) -> tuple[str, ...]:
    if not candidate.weight:
        return candidate.reasons
    return (*candidate.reasons, f"It adds {gain:.0%} of the weight of all genes that fit the phenotypes.")


def _order(panel: Panel) -> tuple[int, str, str]:
    return len(panel.id), panel.id, panel.version
