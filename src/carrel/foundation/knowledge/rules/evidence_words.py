"""What the words of gene-disease tables mean here: each a row that a curator can read, with where its meaning comes from."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from carrel.foundation.knowledge.states import Confidence
from carrel.foundation.vocabulary.inheritance import ModeOfInheritance as Mode


class RatingWord(NamedTuple):
    """A table's word for its confidence, and the traffic light that it becomes."""

    word: str  # lower case
    rating: Confidence
    source: str


class ModeWord(NamedTuple):
    """A table's word for inheritance, and the PanelApp string that it becomes."""

    word: str  # lower case
    mode: str
    source: str


_GENCC = "one of GenCC's harmonised terms (DiStefano et al. 2022); its rating is a decision of this house"
_MODERATE = "GenCC's term; some laboratories report it, here a curator decides first"
_RENAMED = "an earlier label of G2P: confirmed became definitive, probable strong, possible limited"
_HOUSE = "decision of this house"
_AGAINST = "evidence is missing or speaks against it, so it must not reach a patient's report as a cause"
_IMPRINTING = "the table does not tell whether the gene is imprinted"
_NO_STRING = "PanelApp has no string for it; a person must look at the row"

RATINGS = (
    RatingWord("definitive", Confidence.GREEN, _GENCC),
    RatingWord("strong", Confidence.GREEN, _GENCC),
    RatingWord("moderate", Confidence.AMBER, _MODERATE),
    RatingWord("supportive", Confidence.AMBER, "GenCC: Orphanet's assertion without a graded scale; " + _HOUSE),
    RatingWord("limited", Confidence.RED, _GENCC),
    RatingWord("animal model only", Confidence.RED, _AGAINST),
    RatingWord("no known disease relationship", Confidence.RED, _AGAINST),
    RatingWord("no reported evidence", Confidence.RED, _AGAINST),
    RatingWord("disputed", Confidence.RED, _AGAINST),
    RatingWord("disputed evidence", Confidence.RED, _AGAINST),
    RatingWord("refuted", Confidence.RED, _AGAINST),
    RatingWord("refuted evidence", Confidence.RED, _AGAINST),
    RatingWord("confirmed", Confidence.GREEN, _RENAMED),
    RatingWord("probable", Confidence.GREEN, _RENAMED),
    RatingWord("possible", Confidence.RED, _RENAMED),
    RatingWord("both rd and if", Confidence.GREEN, "G2P: confirmed for the disease, and an incidental finding elsewhere"),
    RatingWord("child if", Confidence.AMBER, "G2P: an incidental finding in a child, not this disease; " + _HOUSE),
)  # fmt: skip
MODES = (
    ModeWord("monoallelic", Mode.MONOALLELIC_IMPRINTING_UNKNOWN, _IMPRINTING),
    ModeWord("monoallelic_autosomal", Mode.MONOALLELIC_IMPRINTING_UNKNOWN, _IMPRINTING),
    ModeWord("monoallelic_par", Mode.MONOALLELIC_IMPRINTING_UNKNOWN, _IMPRINTING),
    ModeWord("imprinted", Mode.MONOALLELIC_IMPRINTING_UNKNOWN, "G2P does not tell which parent's allele is silent"),
    ModeWord("biallelic", Mode.BIALLELIC, "the same word"),
    ModeWord("biallelic_autosomal", Mode.BIALLELIC, "the same word"),
    ModeWord("biallelic_par", Mode.BIALLELIC, "the same word"),
    ModeWord("hemizygous", Mode.X_LINKED_BIALLELIC_IN_FEMALES, "G2P's word before monoallelic_X_hem"),
    ModeWord("monoallelic_x_hem", Mode.X_LINKED_BIALLELIC_IN_FEMALES, "G2P: disease in hemizygous males"),
    ModeWord("monoallelic_x_hemizygous", Mode.X_LINKED_BIALLELIC_IN_FEMALES, "G2P: X-linked recessive (HP:0001419)"),
    ModeWord("x-linked dominant", Mode.X_LINKED_MONOALLELIC_IN_FEMALES, "G2P's word before monoallelic_X_het"),
    ModeWord("monoallelic_x_het", Mode.X_LINKED_MONOALLELIC_IN_FEMALES, "G2P: disease in heterozygous females"),
    ModeWord("monoallelic_x_heterozygous", Mode.X_LINKED_MONOALLELIC_IN_FEMALES, "G2P: X-linked dominant (HP:0001423)"),
    ModeWord("monoallelic_x", Mode.X_LINKED_MONOALLELIC_IN_FEMALES, "G2P: X-linked (HP:0001417), in whom is not told"),
    ModeWord("x-linked over-dominance", Mode.OTHER, _NO_STRING),
    ModeWord("monoallelic_y_hem", Mode.OTHER, _NO_STRING),
    ModeWord("monoallelic_y_hemizygous", Mode.OTHER, _NO_STRING),
    ModeWord("mitochondrial", Mode.MITOCHONDRIAL, "the same word"),
    ModeWord("mosaic", Mode.OTHER, _NO_STRING),
    ModeWord("digenic", Mode.OTHER, _NO_STRING),
    ModeWord("uncertain", Mode.UNKNOWN, "the same meaning"),
    ModeWord("", "", "nothing is stated, so nothing is stated here"),
    ModeWord("ad", Mode.MONOALLELIC_IMPRINTING_UNKNOWN, _IMPRINTING),
    ModeWord("ar", Mode.BIALLELIC, "the same meaning"),
    ModeWord("xl", Mode.X_LINKED_MONOALLELIC_IN_FEMALES, "females are not ruled out, so heterozygous ones are looked at too"),
    ModeWord("sd", Mode.BOTH_BIALLELIC_MORE_SEVERE, "ClinGen: semidominant"),
    ModeWord("mt", Mode.MITOCHONDRIAL, "the same meaning"),
    ModeWord("ud", Mode.UNKNOWN, "ClinGen: undetermined"),
    ModeWord("autosomal dominant", Mode.MONOALLELIC_IMPRINTING_UNKNOWN, _IMPRINTING),
    ModeWord("autosomal dominant inheritance with maternal imprinting", Mode.MONOALLELIC_MATERNALLY_IMPRINTED, "HP:0012275: the mother's allele is silent"),
    ModeWord("autosomal dominant inheritance with paternal imprinting", Mode.MONOALLELIC_PATERNALLY_IMPRINTED, "HP:0012274: the father's allele is silent"),
    ModeWord("autosomal recessive", Mode.BIALLELIC, "the same meaning"),
    ModeWord("semidominant", Mode.BOTH_BIALLELIC_MORE_SEVERE, "the same meaning"),
    ModeWord("x-linked", Mode.X_LINKED_MONOALLELIC_IN_FEMALES, "females are not ruled out, so heterozygous ones are looked at too"),
    ModeWord("x-linked recessive", Mode.X_LINKED_BIALLELIC_IN_FEMALES, "the same meaning"),
    ModeWord("y-linked", Mode.OTHER, _NO_STRING),
    ModeWord("y-linked inheritance", Mode.OTHER, _NO_STRING),
    ModeWord("somatic mosaicism", Mode.OTHER, _NO_STRING),
    ModeWord("digenic inheritance", Mode.OTHER, _NO_STRING),
    ModeWord("unknown", Mode.UNKNOWN, "the same word"),
    ModeWord("unknown inheritance", Mode.UNKNOWN, "the same meaning"),
)  # fmt: skip
TITLES = {"g2p": "G2P", "acmg-sf": "ACMG SF", "clingen": "ClinGen", "gencc": "GenCC"}  # of the kinds of tables
_RATING = {row.word: row.rating for row in RATINGS}
_MODE = {row.word: str(row.mode) for row in MODES}
_VAGUE = ("", Mode.UNKNOWN.value, Mode.OTHER.value)
_MONOALLELIC = frozenset(mode.value for mode in Mode if mode.name.startswith("MONOALLELIC_"))
_AUTOSOMAL = _MONOALLELIC | {Mode.BIALLELIC.value, Mode.BOTH.value, Mode.BOTH_BIALLELIC_MORE_SEVERE.value}
_X_LINKED = frozenset({Mode.X_LINKED_BIALLELIC_IN_FEMALES.value, Mode.X_LINKED_MONOALLELIC_IN_FEMALES.value})


def rating_of(word: str) -> Confidence | None:
    """The traffic light of a table's word; None for a word that is not in the table above."""
    return _RATING.get(" ".join(word.lower().split()))


def modes_of(words: Iterable[str]) -> tuple[list[str], list[str]]:
    """(modes, words that are not in the table above) of a cell's words."""
    plain = [" ".join(word.lower().split()) for word in words]
    return [_MODE[word] for word in plain if word in _MODE], [word for word in plain if word not in _MODE]


def combined(modes: Iterable[str]) -> str:
    """One mode for several statements about one gene.

    What can be checked in a family goes before Unknown and Other. Monoallelic and biallelic make BOTH; the two X-linked ones
    make the wider; anything else, such as autosomal and X-linked together, makes Other.
    """
    every = set(modes)
    told = every - set(_VAGUE)
    if not told:
        return next((mode for mode in reversed(_VAGUE) if mode in every), "")
    if len(told) == 1:
        return next(iter(told))
    if told <= _MONOALLELIC:
        return Mode.MONOALLELIC_IMPRINTING_UNKNOWN.value
    if told <= _AUTOSOMAL:
        severe = Mode.BOTH_BIALLELIC_MORE_SEVERE.value
        return severe if severe in told else Mode.BOTH.value
    return Mode.X_LINKED_MONOALLELIC_IN_FEMALES.value if told <= _X_LINKED else Mode.OTHER.value
