"""How many X chromosomes does a person have, is there a Y, and does that fit the stated sex?"""

from __future__ import annotations

from dataclasses import dataclass
from math import log

from carrel.care.genomes.rules.quality import thresholds as rows
from carrel.care.genomes.rules.quality.outcomes import (
    Subject,
    caught,
    not_assessed,
    number,
    passed,
    percent,
    ratio,
    warned,
)
from carrel.care.genomes.values import Check, PersonCounts
from carrel.foundation.vocabulary.inheritance import Sex


UNKNOWN = "UNKNOWN"
COPIES_OF_STATED = {Sex.MALE: 1, Sex.FEMALE: 2, Sex.OTHER: 2, Sex.UNKNOWN: 2}  # X treated as diploid where not known
KARYOTYPES = {
    (1, True): "XY", (1, False): "XO", (2, True): "XXY", (2, False): "XX", (2, None): "XX", (3, True): "XXXY",
    (3, False): "XXX", (3, None): "XXX",
}  # fmt: skip
CONFLICT = -1
# What heterozygosity and depth say of the number of X; 0 is "cannot tell". Where they conflict, Y decides.
VERDICTS: dict[tuple[int, int], int] = {
    (1, 0): 1, (1, 1): 1, (1, 2): CONFLICT, (1, 3): CONFLICT,
    (2, 0): 2, (2, 1): CONFLICT, (2, 2): 2, (2, 3): 3,
    (0, 0): 0, (0, 1): 1, (0, 2): 2, (0, 3): 3,
}  # fmt: skip
SEX_ROWS = (rows.SEX_ODDS, rows.SEX_RATE_ONE, rows.SEX_RATE_TWO, rows.SEX_DEPTH_ONE, rows.SEX_DEPTH_TWO)


@dataclass(frozen=True, slots=True)
class SexEvidence:
    """What the X and Y of one person say. Copies: 1, 2, 3, or 0 where they cannot tell; `y` None likewise."""

    by_heterozygosity: int
    by_depth: int
    y: bool | None
    heterozygous_share: float | None
    depth_ratio: float | None
    y_depth_ratio: float | None
    haploid: bool  # the caller was told that there is one X

    @property
    def conflict(self) -> bool:
        return VERDICTS[self.by_heterozygosity, self.by_depth] == CONFLICT

    @property
    def copies(self) -> int:
        """Number of X chromosomes, 0 where it cannot be told."""
        verdict = VERDICTS[self.by_heterozygosity, self.by_depth]
        if verdict == CONFLICT:
            return {True: 1, False: 2, None: 0}[self.y]
        return verdict

    @property
    def karyotype(self) -> str:
        return KARYOTYPES.get((self.copies, self.y), UNKNOWN)

    def __str__(self) -> str:
        share = "X heterozygosity not known" if self.heterozygous_share is None else (
            f"{percent(self.heterozygous_share)} of X calls heterozygous")  # fmt: skip
        found = {True: "Y present", False: "no Y", None: "Y not known"}[self.y]
        haploid = ", X called with one allele" if self.haploid else ""
        return f"{share}{haploid}, X depth to autosomal depth {number(self.depth_ratio)}, {found}"


def copies_by_heterozygosity(heterozygous: int, alternate: int) -> int:
    """1 or 2 X by binomial odds of the heterozygous share, 0 where the odds are small or the calls few."""
    total = heterozygous + alternate
    if total < rows.SEX_X_FEW.limit:
        return 0
    one, two = rows.SEX_RATE_ONE.limit, rows.SEX_RATE_TWO.limit
    odds = heterozygous * log(two / one) + alternate * log((1 - two) / (1 - one))
    if abs(odds) < log(rows.SEX_ODDS.limit):
        return 0
    return 2 if odds > 0 else 1


def copies_by_depth(depth_ratio: float | None, records: int) -> int:
    """1, 2 or 3 X by depth, 0 between the bounds or over few records."""
    if depth_ratio is None or records < rows.SEX_DEPTH_FEW.limit:
        return 0
    if depth_ratio >= rows.SEX_DEPTH_THREE.limit:
        return 3
    if depth_ratio >= rows.SEX_DEPTH_TWO.limit:
        return 2
    return 1 if depth_ratio <= rows.SEX_DEPTH_ONE.limit else 0


def mean_depths(person: PersonCounts) -> tuple[float | None, float | None]:
    """Mean depth of X and of Y over that of the autosomes."""
    autosomal = ratio(person.depth_sum, person.depth_records)
    x, y = ratio(person.x_depth_sum, person.x_depth_records), ratio(person.y_depth_sum, person.y_depth_records)
    if not autosomal:
        return None, None
    return (None if x is None else x / autosomal), (None if y is None else y / autosomal)


def y_share(person: PersonCounts) -> float:
    """Y calls with an alternate per autosomal one."""
    return person.y_alternate / max(person.heterozygous + person.homozygous, 1)


def shows_y(person: PersonCounts) -> bool:
    depth = mean_depths(person)[1]
    deep = depth is None or depth >= rows.Y_DEPTH.limit
    return person.y_alternate >= 5 and y_share(person) >= rows.Y_PRESENT.limit and deep


def has_y(person: PersonCounts, somebody_has_y: bool) -> bool | None:
    """Is there a Y? None where it cannot be told: without a relative's Y calls, none may mean that Y was left out."""
    if shows_y(person):
        return True
    enough = person.heterozygous + person.homozygous >= 1000
    return False if somebody_has_y and enough and y_share(person) < rows.Y_ABSENT.limit else None


def sex_evidence(person: PersonCounts, somebody_has_y: bool) -> SexEvidence:
    x_depth, y_depth = mean_depths(person)
    return SexEvidence(
        by_heterozygosity=copies_by_heterozygosity(person.x_heterozygous, person.x_alternate),
        by_depth=copies_by_depth(x_depth, person.x_depth_records),
        y=has_y(person, somebody_has_y),
        heterozygous_share=ratio(person.x_heterozygous, person.x_heterozygous + person.x_alternate),
        depth_ratio=x_depth,
        y_depth_ratio=y_depth,
        haploid=person.x_called > 0 and person.x_haploid >= 0.9 * person.x_called,
    )


def x_copies(evidence: SexEvidence, stated: Sex) -> int:
    """Inferred number of X chromosomes; where it cannot be told, that of the stated sex."""
    return evidence.copies or COPIES_OF_STATED[stated]


def karyotype(evidence: SexEvidence, stated: Sex, person: PersonCounts) -> str:
    """The inferred karyotype. One X without a word on Y is read as XY in a man, and not read in anybody else."""
    if evidence.copies == 1 and evidence.y is None:
        return "XY" if stated is Sex.MALE else UNKNOWN
    two_y = (evidence.y_depth_ratio or 0) >= rows.Y_DEPTH_TWO.limit and person.y_depth_records >= 100
    if evidence.karyotype == "XY" and evidence.by_depth == 1 and two_y:
        return "XYY"
    return evidence.karyotype


def check_sex(person: PersonCounts, stated: Sex, evidence: SexEvidence) -> Check:
    """Does the number of X chromosomes, with Y where it is known, fit the stated sex?"""
    found = {0: "not known", 1: "one X", 2: "two X", 3: "three X"}[evidence.copies]
    expected = {Sex.MALE: "male: one X and a Y", Sex.FEMALE: "female: two X"}.get(stated, "no sex is stated")
    subject = Subject("sex_mismatch", "Sex from X and Y", (person.person,), f"{found}: {evidence}", expected)
    if evidence.conflict and evidence.y is None:
        words = f"{person.person}: heterozygosity and depth of X disagree ({evidence}), so the stated sex is taken as given."
        return warned(subject, words, SEX_ROWS)
    if not evidence.copies:
        words = f"{person.person}: too few calls on X to tell the sex, so the stated sex is taken as given."
        return not_assessed(subject, words, rows.SEX_X_FEW)
    if stated not in (Sex.MALE, Sex.FEMALE):
        return not_assessed(subject, f"{person.person}: no sex is stated that could be compared with {found}.")
    if fits(evidence, stated):
        return passed(subject, f"{person.person}: {found}, as stated ({stated.lower()}).", SEX_ROWS)
    return caught(subject, _mismatch_words(person, stated, evidence, found), rows.SEX_ODDS)


def fits(evidence: SexEvidence, stated: Sex) -> bool:
    """Men: one X, or more with a Y. Women: no Y, and two X or more; one X only where a Y is known to be absent."""
    if stated is Sex.MALE:
        return evidence.copies == 1 or evidence.y is True
    return evidence.y is False if evidence.copies == 1 else evidence.y is not True


def _mismatch_words(person: PersonCounts, stated: Sex, evidence: SexEvidence, found: str) -> str:
    words = f"{person.person} is stated as {stated.lower()} but has the sex chromosomes of another sex: {found} ({evidence})."
    if stated is Sex.FEMALE and evidence.y is None:
        words += " Without calls on Y, a man cannot be told from a woman with one X (Turner syndrome)."
    return f"{words} Check the stated sex, and whether the sample was swapped."


EXPLAINED = {
    "XXY": "two X and a Y (Klinefelter syndrome), or DNA of a man and a woman mixed; X is interpreted as diploid",
    "XO": "one X and no Y (Turner syndrome; in older men also loss of Y from the blood); X is interpreted as haploid",
    "XXX": "three X; X is interpreted as diploid",
    "XXXY": "three X and a Y; X is interpreted as diploid",
    "XYY": "one X and two Y",
}


def check_karyotype(person: PersonCounts, found: str, evidence: SexEvidence) -> tuple[Check, ...]:
    """A warning where the karyotype is neither XX nor XY; nothing otherwise."""
    if found not in EXPLAINED:
        return ()
    subject = Subject("unusual_karyotype", "Karyotype", (person.person,), f"{found}: {evidence}", "XX or XY")
    words = f"{person.person} seems to have the karyotype {found}: {EXPLAINED[found]}. Confirm it by another method."
    return (
        warned(subject, words, (rows.SEX_ODDS, rows.SEX_DEPTH_THREE, rows.Y_PRESENT, rows.Y_ABSENT, rows.Y_DEPTH_TWO)),
    )
