"""Which segregation filters count as a match for a panel's mode of inheritance."""

from __future__ import annotations

from dataclasses import dataclass

from carrel.foundation.vocabulary.inheritance import ModeOfInheritance, SegregationFilter


@dataclass(frozen=True, slots=True)
class ModeRow:
    """One mode: the filters that match, and those that match only in a hemizygous proband."""

    id: str
    mode: ModeOfInheritance
    filters: frozenset[SegregationFilter]
    hemizygous_filters: frozenset[SegregationFilter]
    biallelic: bool  # a lone heterozygous variant is a carrier's
    reason: str
    source: str


_F, _M = SegregationFilter, ModeOfInheritance
_NONE: frozenset[SegregationFilter] = frozenset()
_DOMINANT = frozenset((_F.INHERITED_AUTOSOMAL_DOMINANT, _F.DE_NOVO))
_RECESSIVE = frozenset((_F.SIMPLE_RECESSIVE, _F.COMPOUND_HETEROZYGOUS, _F.UNIPARENTAL_ISODISOMY))
_X_RECESSIVE = frozenset((_F.X_LINKED_SIMPLE_RECESSIVE, _F.X_LINKED_COMPOUND_HETEROZYGOUS))
_GEL = "Genomics England, rare-disease tiering"

ROWS: tuple[ModeRow, ...] = (
    ModeRow("M-AD", _M.MONOALLELIC_NOT_IMPRINTED, _DOMINANT, _NONE, False, "one altered copy suffices", _GEL),
    ModeRow("M-AD-UNKNOWN", _M.MONOALLELIC_IMPRINTING_UNKNOWN, _DOMINANT, _NONE, False,
            "read as not imprinted", _GEL),
    ModeRow("M-AD-MAT", _M.MONOALLELIC_MATERNALLY_IMPRINTED,
            frozenset((_F.INHERITED_AUTOSOMAL_DOMINANT_MATERNALLY_IMPRINTED, _F.DE_NOVO)), _NONE, False,
            "only the father's copy is expressed", _GEL + "; deNovo proposed by Carrel"),
    ModeRow("M-AD-PAT", _M.MONOALLELIC_PATERNALLY_IMPRINTED,
            frozenset((_F.INHERITED_AUTOSOMAL_DOMINANT_PATERNALLY_IMPRINTED, _F.DE_NOVO)), _NONE, False,
            "only the mother's copy is expressed", _GEL + "; deNovo proposed by Carrel"),
    ModeRow("M-AR", _M.BIALLELIC, _RECESSIVE, _NONE, True, "both copies must be altered", _GEL),
    ModeRow("M-BOTH", _M.BOTH, _DOMINANT | _RECESSIVE, _NONE, False, "either", _GEL),
    ModeRow("M-BOTH-SEVERE", _M.BOTH_BIALLELIC_MORE_SEVERE, _DOMINANT | _RECESSIVE, _NONE, False, "either", _GEL),
    ModeRow("M-XLR", _M.X_LINKED_BIALLELIC_IN_FEMALES, _X_RECESSIVE | _RECESSIVE, frozenset((_F.DE_NOVO,)), True,
            "a male's only copy, or both of a female; new in a male it is as complete; a pseudoautosomal place, of which all "
            "have two copies, passes the autosomal filters alone",
            _GEL + "; deNovo in hemizygotes and pseudoautosomal places proposed by Carrel"),
    ModeRow("M-XLD", _M.X_LINKED_MONOALLELIC_IN_FEMALES, frozenset((_F.X_LINKED_MONOALLELIC,)) | _DOMINANT,
            _NONE, False,
            "one altered copy suffices, also in females; a healthy mother who carries it is looked at with incomplete penetrance; "
            "a pseudoautosomal place, as in SHOX, passes the autosomal filters alone",
            _GEL + "; pseudoautosomal places proposed by Carrel"),
    ModeRow("M-MT", _M.MITOCHONDRIAL, frozenset((_F.MITOCHONDRIAL_GENOME,)), _NONE, False,
            "the gene lies in the mitochondrial genome", _GEL),
)  # fmt: skip
_BY_MODE = {str(row.mode): row for row in ROWS}

MOI_UNSPECIFIED = "moi_unspecified"

# Filters that count only for genes whose panel row names them. Any variant from an unaffected parent passes one of the two
# (the parent may have it silenced from their own parent), so elsewhere they would tell nothing: measured on 42 trios, 114 of
# 134 tier 3 variants of a family (medians) passed by these alone.
ONLY_WHERE_NAMED: frozenset[SegregationFilter] = frozenset((
    _F.INHERITED_AUTOSOMAL_DOMINANT_PATERNALLY_IMPRINTED, _F.INHERITED_AUTOSOMAL_DOMINANT_MATERNALLY_IMPRINTED,
))  # fmt: skip


def row_of(mode: str) -> ModeRow | None:
    """The row of a panel's string. None for "", Unknown, Other or any string that is not a mode: it names none."""
    return _BY_MODE.get(mode)


def counts(mode: str, found: SegregationFilter) -> bool:
    """May this filter count at all, for whatever tier, in a gene of which a panel (or none: "") says this?"""
    row = row_of(mode)
    return found not in ONLY_WHERE_NAMED or (row is not None and found in row.filters)


def matches(mode: str, found: SegregationFilter, hemizygous: bool) -> bool:
    """Does this filter count for this panel string? Where the panel names no mode, every filter counts."""
    row = row_of(mode)
    return row is None or found in row.filters or (hemizygous and found in row.hemizygous_filters)


def biallelic_only(mode: str) -> bool:
    """Is one altered copy, in a person with two, not enough for this mode?"""
    row = row_of(mode)
    return row is not None and row.biallelic


def mode_flags(mode: str) -> tuple[str, ...]:
    return () if row_of(mode) else (MOI_UNSPECIFIED,)
