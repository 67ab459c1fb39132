"""Which effects on a transcript count for tiering, and in which class.

The Sequence Ontology terms of each class are in `foundation.vocabulary.consequences`; here is what else must hold: the
transcript's biotype, and for the extended class a splice prediction.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from carrel.care.genomes.values import Consequence
from carrel.foundation.vocabulary.consequences import (
    CODING_BIOTYPES,
    HIGH,
    MODERATE,
    MODERATE_EXTENDED,
    NON_CODING,
    PROTEIN_ALTERING,
    ConsequenceClass,
    severity,
)


@dataclass(frozen=True, slots=True)
class ClassRow:
    """One class: its terms, the transcripts in which they count, and the least splice score (SpliceAI, 0 to 1)."""

    id: str
    klass: ConsequenceClass
    terms: frozenset[str] | None  # None: any term
    coding: bool  # on coding transcripts, or on the others
    splice_ai: float | None
    extended: bool  # counts only where the profile has the extended MODERATE class
    reason: str
    source: str


ROWS: tuple[ClassRow, ...] = (
    ClassRow("C-HIGH", ConsequenceClass.HIGH, HIGH, True, None, False,
             "loss of function is expected", "Genomics England, rare-disease and newborn tiering; OpenCGA"),
    ClassRow("C-MODERATE", ConsequenceClass.MODERATE, MODERATE, True, None, False,
             "the protein or its splicing may change", "OpenCGA, rare-disease tiering"),
    ClassRow("C-PROTEIN", ConsequenceClass.MODERATE_EXTENDED, PROTEIN_ALTERING, True, None, True,
             "the protein changes, and neither frameshift nor inframe_insertion or inframe_deletion names how: annotators write "
             "so of several changed codons at once; splicing has no say in it", "after seqr; proposed by Carrel"),
    ClassRow("C-SPLICE", ConsequenceClass.MODERATE_EXTENDED, MODERATE_EXTENDED - PROTEIN_ALTERING, True, 0.5, True,
             "beyond the canonical sites, with a splice prediction", "after seqr; proposed by Carrel"),
    ClassRow("C-SPLICE-ANY", ConsequenceClass.MODERATE_EXTENDED, None, True, 0.8, True,
             "a strong splice prediction counts whatever the term", "after seqr; proposed by Carrel"),
    ClassRow("C-NC", ConsequenceClass.NON_CODING, NON_CODING, False, None, False,
             "the product of a non-coding gene may change", "Genomics England, rare-disease tiering"),
)  # fmt: skip

# What annotators without Ensembl's biotypes call a coding transcript: the least that the ANN standard asks for, and RefSeq's
# type of feature.
CODING_WORDS = frozenset(("Coding", "mRNA"))

# The transcript is near, not hit: neither a splice score nor a known variant is about such a gene.
OUTSIDE = frozenset((
    "upstream_gene_variant", "downstream_gene_variant", "intergenic_variant", "regulatory_region_variant",
    "regulatory_region_ablation", "regulatory_region_amplification", "TF_binding_site_variant", "TFBS_ablation",
    "TFBS_amplification",
))  # fmt: skip


@dataclass(frozen=True, slots=True)
class Counted:
    """A consequence that counts, by which row and which of its terms."""

    klass: ConsequenceClass
    term: str
    consequence: Consequence
    row: str


def is_coding(biotype: str) -> bool:
    """Is this the biotype of a coding transcript? An unknown one ("") is read as coding, so that nothing is lost."""
    return not biotype or biotype in CODING_BIOTYPES or biotype in CODING_WORDS


def is_outside(consequence: Consequence) -> bool:
    """Is the transcript near, not hit?"""
    return bool(consequence.terms) and OUTSIDE.issuperset(consequence.terms)


def counted(consequence: Consequence, extended: bool) -> Counted | None:
    """What this consequence counts as; None where it is of no tiered class. NC still needs a non-coding gene."""
    found = _row(consequence.terms, consequence.biotype, consequence.splice_ai if extended else None, extended)
    return Counted(found[0].klass, found[1], consequence, found[0].id) if found else None


@lru_cache(maxsize=8192)
def _row(terms: tuple[str, ...], biotype: str, score: float | None, extended: bool) -> tuple[ClassRow, str] | None:
    outside = OUTSIDE.issuperset(terms)
    for row in ROWS:
        if row.coding != is_coding(biotype) or (row.extended and (not extended or outside)):
            continue
        if row.splice_ai is not None and (score is None or score < row.splice_ai):
            continue
        hits = terms if row.terms is None else [term for term in terms if term in row.terms]
        if hits:
            return row, min(hits, key=severity)
    return None


def preferred(consequence: Consequence, term: str) -> tuple[int, bool, bool, str]:
    """Order among transcripts: the most severe term, then MANE Select, then canonical, then by name."""
    return severity(term), not consequence.mane_select, not consequence.canonical, consequence.transcript


def best_of_each_class(found: Iterable[Counted]) -> tuple[Counted, ...]:
    """For each class the consequence that stands for it."""
    best: dict[ConsequenceClass, Counted] = {}
    for one in sorted(found, key=lambda item: preferred(item.consequence, item.term)):
        best.setdefault(one.klass, one)
    return tuple(best[klass] for klass in ConsequenceClass if klass in best)


def most_severe(consequences: Sequence[Consequence]) -> str:
    """The most severe term of all, for a sentence; "" where nothing is annotated."""
    return min((term for one in consequences for term in one.terms), key=severity, default="")


def why_not_counted(term: str, consequences: Sequence[Consequence]) -> str:
    """What is wrong with a term that did not count, to follow "is": its class, its transcripts, its gene or its score."""
    if term not in HIGH | MODERATE | MODERATE_EXTENDED:
        return "in no tiered class"
    biotypes = {one.biotype for one in consequences if term in one.terms}
    if not any(map(is_coding, biotypes)):
        return f"on transcripts that code for no protein alone ({', '.join(sorted(biotypes))})"
    if term in MODERATE_EXTENDED:
        return "of a class that counts in some profiles, most of it only with a high splice prediction"
    return "on transcripts of no named gene"
