"""Is a variant known to cause disease? A known pathogenic variant is let past frequency and consequence, never past segregation.

Sources: ClinVar's significance of the same variant, or of another one with the same protein change, and the programme's own
outcomes. Values come in several spellings: ClinVar's files join them with "/", "," or "|", VEP's CLIN_SIG with "&".
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from carrel.care.genomes.values import FamilyVariant, Significance
from carrel.care.interpretation.rules.populations import INTERNAL


@dataclass(frozen=True, slots=True)
class ReviewRow:
    """A review status of ClinVar that counts, in one spelling without commas; `stars` as ClinVar draws them."""

    status: str
    stars: int


REVIEWS: tuple[ReviewRow, ...] = (
    ReviewRow("practice_guideline", 4),
    ReviewRow("reviewed_by_expert_panel", 3),
    ReviewRow("criteria_provided_multiple_submitters_no_conflicts", 2),
    ReviewRow("criteria_provided_multiple_submitters", 2),
    ReviewRow("criteria_provided_conflicting_interpretations", 1),
    ReviewRow("criteria_provided_conflicting_classifications", 1),
    ReviewRow("criteria_provided_single_submitter", 1),
    ReviewRow("no_assertion_criteria_provided", 0),
)
REVIEW_SOURCE = "Genomics England, rare-disease tiering, criterion 6"

PATHOGENIC = frozenset((
    "pathogenic", "likely_pathogenic", "pathogenic_low_penetrance", "likely_pathogenic_low_penetrance",
))  # fmt: skip
BENIGN = frozenset(("benign", "likely_benign"))
CONFLICTING = "conflicting"
HIGHEST_INTERNAL_FREQUENCY = 0.05  # at or above it, a variant of the programme's own genomes is known to no one

SAME_PROTEIN_CHANGE = "known_by_same_protein_change"
CONFLICTING_FLAG = "conflicting_significance"
SUBMISSIONS_UNKNOWN = "conflicting_submissions_unknown"
REVIEW_UNKNOWN = "review_status_unknown"

_COUNT = re.compile(r"\(\d+\)$")
_JOINT = re.compile(r"[&/|;+]|,(?!_low_penetrance)")


@dataclass(frozen=True, slots=True)
class Known:
    """Why a variant counts as known pathogenic."""

    sentence: str
    flags: tuple[str, ...]


def words(significance: str) -> frozenset[str]:
    """The single values of a joined significance: `Pathogenic/Likely_pathogenic|other` has three."""
    parts = _JOINT.split(significance.strip().lower().replace(" ", "_"))
    plain = (_COUNT.sub("", part.strip("_")).replace(",", "") for part in parts)
    return frozenset(part for part in plain if part not in ("", "."))


def review_counts(status: str) -> bool:
    """Does this review status count? Unknown ("") does."""
    if not status.strip("."):
        return True
    return stars(status) is not None


def stars(status: str) -> int | None:
    """ClinVar's stars; None for a status that does not count, or none given."""
    plain = re.sub(r"[,&\s_]+", "_", status.strip().lower())
    return max((row.stars for row in REVIEWS if row.status in plain), default=None)


def record_flags(record: Significance) -> frozenset[str] | None:
    """The flags with which one record makes a variant known; None where it does not.

    "Conflicting" needs a (likely) pathogenic submission. Where the record lists the values behind it, they decide; where
    it does not, the variant counts and is flagged.
    """
    said = words(record.significance)
    conflicting = {word for word in said if word.startswith(CONFLICTING)}
    pathogenic = said & PATHOGENIC
    if (
        not review_counts(record.review_status)
        or not (conflicting or pathogenic)
        or (said > conflicting and not pathogenic)
    ):
        return None
    found = {
        CONFLICTING_FLAG: bool(conflicting or said & BENIGN),
        SUBMISSIONS_UNKNOWN: not pathogenic,
        SAME_PROTEIN_CHANGE: record.same_protein_change,
        REVIEW_UNKNOWN: record.source != INTERNAL and not record.review_status.strip("."),
    }
    return frozenset(flag for flag, set_ in found.items() if set_)


def known_pathogenic(variant: FamilyVariant) -> Known | None:
    """Why this variant counts as known pathogenic, by its best record; None where it does not."""
    if not variant.significances or internal_frequency(variant) >= HIGHEST_INTERNAL_FREQUENCY:
        return None
    counted = [(record, flags) for record in variant.significances if (flags := record_flags(record)) is not None]
    if not counted:
        return None
    record, flags = min(counted, key=lambda pair: (len(pair[1]), -(stars(pair[0].review_status) or 0)))
    if _disputed(variant.significances):
        flags |= {CONFLICTING_FLAG}
    return Known(_sentence(record), tuple(sorted(flags)))


def _disputed(records: Sequence[Significance]) -> bool:
    """Does a record of the same variant say benign?"""
    return any(words(record.significance) & BENIGN for record in records if not record.same_protein_change)


def internal_frequency(variant: FamilyVariant) -> float:
    """The highest frequency among the programme's own genomes; 0 where there is none."""
    own = [record.frequency for record in variant.frequencies if record.population.partition(":")[0] == INTERNAL]
    return max(own, default=0.0)


def _sentence(record: Significance) -> str:
    who = "ClinVar" if record.source == "clinvar" else "The programme's own record"
    what = " of another variant with the same protein change" if record.same_protein_change else ""
    review = f" ({record.review_status.replace('_', ' ')})" if record.review_status else ""
    accession = f" {record.accession}" if record.accession else ""
    return f"{who}{accession} says{what}: {record.significance.replace('_', ' ')}{review}."
