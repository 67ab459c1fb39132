"""The tier matrix: what a variant's gene, segregation and consequence together make of it. The first row that fits decides."""

from __future__ import annotations

from dataclasses import dataclass

from carrel.foundation.vocabulary.consequences import ConsequenceClass
from carrel.foundation.vocabulary.inheritance import SegregationFilter, Tier


KNOWN = "known_pathogenic"  # stands where the others have a consequence class
_C = ConsequenceClass
_MODERATE = frozenset((_C.MODERATE.value, _C.MODERATE_EXTENDED.value))
_CODING_CLASSES = frozenset((_C.HIGH.value, KNOWN)) | _MODERATE

LOF_NOT_MECHANISM = "lof_not_mechanism"
MOI_MISMATCH = "moi_mismatch"
LOF_NOT_MECHANISM_WORDS = "loss-of-function variants"  # PanelApp's mode of pathogenicity begins so


@dataclass(frozen=True, slots=True)
class Standing:
    """What is known of one variant in one gene, on one panel row, by one segregation filter."""

    green: bool  # the gene is green on an applied panel
    match: bool  # the filter counts for the panel's mode of inheritance
    segregation: SegregationFilter
    grade: str  # a ConsequenceClass value, or KNOWN
    lof_excluded: bool  # the panel says that loss of function does not cause this phenotype
    coding: bool  # the gene is a coding one


@dataclass(frozen=True, slots=True)
class TierRow:
    """One row of the matrix. None: either will do."""

    id: str
    tier: Tier
    green: bool
    match: bool | None
    de_novo: bool | None
    lof_excluded: bool | None
    coding: bool | None
    grades: frozenset[str]
    flags: tuple[str, ...]
    condition: str
    source: str

    def fits(self, standing: Standing) -> bool:
        return (
            self.green == standing.green
            and self.match in (None, standing.match)
            and self.de_novo in (None, standing.segregation is SegregationFilter.DE_NOVO)
            and self.lof_excluded in (None, standing.lof_excluded)
            and self.coding in (None, standing.coding)
            and standing.grade in self.grades
        )


_GEL = "Genomics England, rare-disease tiering"
_HIGH, _NC, _KNOWN = frozenset((_C.HIGH.value,)), frozenset((_C.NON_CODING.value,)), frozenset((KNOWN,))
ROWS: tuple[TierRow, ...] = (
    TierRow("T1-KNOWN", Tier.ONE, True, True, None, None, None, _KNOWN, (),
            "green gene, segregation matches the mode, known pathogenic", _GEL + ", criterion 6"),
    TierRow("T2-LOF", Tier.TWO, True, True, None, True, None, _HIGH, (LOF_NOT_MECHANISM,),
            "green gene, segregation matches, HIGH, but loss of function is said not to cause this phenotype",
            "proposed by Carrel"),
    TierRow("T1-HIGH", Tier.ONE, True, True, None, None, None, _HIGH, (),
            "green gene, segregation matches the mode, rare, HIGH", _GEL),
    TierRow("T1-DENOVO", Tier.ONE, True, True, True, None, None, _MODERATE, (),
            "green gene, new in the proband and the mode allows it, rare, MODERATE", _GEL),
    TierRow("T1-DENOVO-NC", Tier.ONE, True, True, True, None, False, _NC, (),
            "green non-coding gene, new in the proband and the mode allows it, rare, in an exon", _GEL),
    TierRow("T2-MODERATE", Tier.TWO, True, True, None, None, None, _MODERATE, (),
            "green gene, segregation matches the mode, rare, MODERATE", _GEL),
    TierRow("T2-NC", Tier.TWO, True, True, None, None, False, _NC, (),
            "green non-coding gene, segregation matches the mode, rare, in an exon", _GEL),
    TierRow("T3-MISMATCH", Tier.THREE, True, False, None, None, True, _CODING_CLASSES, (MOI_MISMATCH,),
            "green gene, rare, segregates, but by no filter of the panel's mode; coding genes only", "proposed by Carrel"),
    TierRow("T3", Tier.THREE, False, None, None, None, True, _CODING_CLASSES, (),
            "gene not green on any applied panel, rare for the filter that it passes; coding genes only", _GEL),
)  # fmt: skip


def row_for(standing: Standing) -> TierRow | None:
    """The first row that fits, or None: no tier."""
    return next((row for row in ROWS if row.fits(standing)), None)


def loss_of_function_excluded(mode_of_pathogenicity: str) -> bool:
    """Does the panel say that loss-of-function variants do not cause this phenotype?"""
    return mode_of_pathogenicity.strip().lower().startswith(LOF_NOT_MECHANISM_WORDS)
