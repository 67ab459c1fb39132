"""Are the people related as stated? KING-robust kinship and opposite homozygotes of every pair."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from carrel.care.genomes.rules.quality import thresholds as rows
from carrel.care.genomes.rules.quality.outcomes import Subject, caught, not_assessed, passed, warned
from carrel.care.genomes.rules.quality.pedigree import FULL_SIBLINGS, PARENT_AND_CHILD, Expected
from carrel.care.genomes.rules.quality.thresholds import Threshold
from carrel.care.genomes.values import Check, CheckStatus, PairCounts, PersonCounts


UNRELATED = Expected("unrelated", 0.0, 0.0)
FIRST, SECOND, THIRD = 0.177, 0.0884, 0.0442  # lower borders of the degrees (KING)
MEASURED = (
    (rows.DUPLICATE.limit, "the same person or identical twins"), (FIRST, "first degree"), (SECOND, "second degree"),
    (THIRD, "third degree"),
)  # fmt: skip
JOINT_ADVICE = "Call the family jointly, or give gVCF-based genotypes with homozygous-reference calls, to check it."


@dataclass(frozen=True, slots=True)
class Pair:
    """Two people, what was counted of both, and how they should be related."""

    counts: PairCounts
    one: PersonCounts
    two: PersonCounts
    expected: Expected
    parent: str = ""  # who of the two is the stated parent of the other, and as what
    role: str = ""  # "father" or "mother"

    @property
    def child(self) -> str:
        return next((person for person in self.people if person != self.parent), "")

    @property
    def people(self) -> tuple[str, str]:
        return self.counts.one, self.counts.two


def kinship(pair: PairCounts) -> float | None:
    """The KING-robust kinship coefficient as plink2 computes it; None where one person has no heterozygous site.

    1/2 - (4 IBS0 + H1 + H2 - 2 HH) / (4 min(H1, H2)), with H1 and H2 the heterozygous sites of each person, HH those of
    both and IBS0 the opposite homozygotes, over the sites at which both are called.
    """
    fewer = min(pair.one_heterozygous, pair.two_heterozygous)
    if fewer <= 0:
        return None
    apart = 4 * pair.opposite_homozygotes + pair.one_heterozygous + pair.two_heterozygous - 2 * pair.both_heterozygous
    return 0.5 - apart / (4 * fewer)


def opposite_share(pair: PairCounts) -> float:
    """Opposite homozygotes per site at which both are heterozygous: 1/2 for strangers at any allele frequency."""
    return pair.opposite_homozygotes / max(pair.both_heterozygous, 1)


def lists_carried_only(person: PersonCounts) -> bool:
    """Does this person's file leave out the sites at which the person has the reference?"""
    carried, total = person.heterozygous + person.homozygous, person.called + person.missing
    return person.reference < rows.LISTS_CARRIED_ONLY.limit * carried and person.missing > 0.1 * total


def check_pair(pair: Pair) -> tuple[float | None, Check]:
    """Kinship, None where it cannot be told, and the check of the stated relation."""
    if _is_same_data(pair):
        return kinship(pair.counts), caught(
            _subject(pair, None, rows.DUPLICATE.code), _duplicate_words(pair), rows.DUPLICATE
        )
    if lists_carried_only(pair.one) or lists_carried_only(pair.two):
        return _check_unlisted(pair)
    if min(pair.counts.one_heterozygous, pair.counts.two_heterozygous) < rows.KINSHIP_FEW.limit:
        few = "Too few heterozygous sites at which both are called to tell whether the stated relation is right."
        return None, not_assessed(_subject(pair, None), few, rows.KINSHIP_FEW)
    measured = kinship(pair.counts)
    return measured, _judge(pair, measured if measured is not None else 0.0)


def _is_same_data(pair: Pair) -> bool:
    """One sample's data given twice: every count is the same, down to the last read."""
    enough = pair.one.called >= 100 and pair.one.depth_sum > 0
    return enough and replace(pair.one, person="") == replace(pair.two, person="")


def _judge(pair: Pair, measured: float) -> Check:
    if measured > rows.DUPLICATE.limit:
        return _judge_duplicate(pair, measured)
    if pair.expected.relation == PARENT_AND_CHILD:
        return _judge_parent(pair, measured)
    return _judge_relatives(pair, measured)


def _judge_duplicate(pair: Pair, measured: float) -> Check:
    subject = _subject(pair, measured, rows.DUPLICATE.code)
    if pair.expected.relation == FULL_SIBLINGS and _same_number_of_x(pair):
        twins = "may be identical twins; if they are not, one person's sample was taken twice"
        return warned(
            subject, f"{_both(pair)}, stated as full siblings, {twins} ({_measured(measured)}).", (rows.DUPLICATE,)
        )
    return caught(subject, _duplicate_words(pair), rows.DUPLICATE)


def _same_number_of_x(pair: Pair) -> bool:
    """Rough: is the heterozygous share of X alike? Twins of different sex are not identical."""
    shares = [p.x_heterozygous / max(p.x_heterozygous + p.x_alternate, 1) for p in (pair.one, pair.two)]
    return abs(shares[0] - shares[1]) < 0.2


def _judge_parent(pair: Pair, measured: float) -> Check:
    subject = _subject(pair, measured, rows.PARENT_OPPOSITE_BLOCKS.code)
    share = opposite_share(pair.counts)
    found = f"{_measured(measured)}; {pair.counts.opposite_homozygotes} opposite homozygotes"
    if share >= rows.PARENT_OPPOSITE_BLOCKS.limit:
        words = f"{pair.parent}, stated as {pair.role} of {pair.child}, is not the child's parent: {found}. {SWAP}"
        return caught(subject, words, rows.PARENT_OPPOSITE_BLOCKS)
    if share >= rows.PARENT_OPPOSITE_WARNS.limit:
        words = (
            f"{_both(pair)} fit as parent and child, with more opposite homozygotes than good genotypes have ({found})."
        )
        return caught(subject, words, rows.PARENT_OPPOSITE_WARNS)
    if measured < rows.PARENT_KINSHIP_WARNS.limit:
        words = f"{_both(pair)} fit as parent and child by opposite homozygotes, though kinship is low ({found})."
        return caught(subject, words, rows.PARENT_KINSHIP_WARNS)
    limits = (rows.PARENT_OPPOSITE_BLOCKS, rows.PARENT_OPPOSITE_WARNS, rows.PARENT_KINSHIP_WARNS, rows.DUPLICATE)
    return passed(subject, f"{_both(pair)} fit as parent and child ({found}).", limits)


def _judge_relatives(pair: Pair, measured: float) -> Check:
    limits = _limits(pair.expected)
    for row, too_low in limits:
        if (measured < row.limit) if too_low else (measured >= row.limit):
            return _caught_kinship(pair, measured, row)
    no_opposite = opposite_share(pair.counts) < rows.SIBLING_NO_OPPOSITE.limit
    if no_opposite and pair.expected.relation == FULL_SIBLINGS and measured < 0.3:
        words = f"{_both(pair)} are stated as full siblings but fit as parent and child: {_measured(measured)}. {SWAP}"
        return caught(_subject(pair, measured), words, rows.SIBLING_NO_OPPOSITE)
    words = f"{_both(pair)} fit as stated: {pair.expected.relation} ({_measured(measured)})."
    return passed(_subject(pair, measured), words, tuple(row for row, _ in limits))


def _limits(expected: Expected) -> list[tuple[Threshold, bool]]:
    """Rows that hold for a relation, the blocking ones first, and whether they are lower limits.

    Lower limits follow the least kinship that the pedigree allows, upper limits the most.
    """
    lower = {
        "first": [(rows.FIRST_LOW_BLOCKS, True), (rows.FIRST_LOW_WARNS, True)],
        "second": [(rows.SECOND_LOW_BLOCKS, True), (rows.SECOND_LOW_WARNS, True)],
    }
    upper = {
        "second": [(rows.DISTANT_HIGH_BLOCKS, False), (rows.SECOND_HIGH_WARNS, False)],
        "third": [(rows.DISTANT_HIGH_BLOCKS, False), (rows.THIRD_HIGH_WARNS, False)],
        "unrelated": [(rows.UNEXPECTED, False)],
    }
    return lower.get(_degree(expected.low), []) + upper.get(_degree(expected.high), [])


def _degree(expected: float) -> str:
    if expected >= FIRST:
        return "first"
    if expected >= SECOND:
        return "second"
    return "third" if expected >= THIRD else "unrelated"


def _caught_kinship(pair: Pair, measured: float, row: Threshold) -> Check:
    subject = _subject(pair, measured, row.code)
    if row is rows.UNEXPECTED:
        words = f"{_both(pair)} are stated as {pair.expected.relation} but seem related: {_measured(measured)}."
        return caught(
            subject, f"{words} Stretches that are homozygous by descent are to be expected in their children.", row
        )
    end = SWAP if row.blocking else "Kinship varies between relatives, so this does not block."
    return caught(subject, f"{_both(pair)} do not fit as {pair.expected.relation}: {_measured(measured)}. {end}", row)


def _check_unlisted(pair: Pair) -> tuple[float | None, Check]:
    """A pair of which one file leaves out reference sites: read what is not listed as reference, and say so.

    Sites that were not covered then look like the reference, which only lowers kinship: a good fit is good, a bad one
    shows something only where whole genomes were read.
    """
    both = lists_carried_only(pair.one) and lists_carried_only(pair.two)
    guess = unlisted_read_as_reference(pair)
    measured = kinship(guess)
    if both and measured is not None and min(guess.one_heterozygous, guess.two_heterozygous) >= rows.KINSHIP_FEW.limit:
        check = _judge_unlisted(replace(pair, counts=guess), measured)
        whole = min(_snvs(pair.one), _snvs(pair.two)) >= rows.WHOLE_GENOME.limit
        close = measured > rows.DUPLICATE.limit or (pair.expected.low >= SECOND and not check.blocking)
        if whole or close:
            return measured, replace(
                check, message=f"{check.message} Sites that are not listed were read as reference."
            )
    words = f"{_both(pair)}: their files list only sites that differ from the reference, so kinship cannot be told."
    return None, not_assessed(_subject(pair, None), f"{words} {JOINT_ADVICE}", rows.LISTS_CARRIED_ONLY)


def _judge_unlisted(pair: Pair, measured: float) -> Check:
    """As `_judge`, but a parent is judged by kinship: opposite homozygotes are only estimated here."""
    if pair.expected.relation != PARENT_AND_CHILD or measured > rows.DUPLICATE.limit:
        return _judge(pair, measured)
    subject = _subject(pair, measured)
    if measured < rows.PARENT_UNLISTED.limit:
        words = (
            f"{pair.parent}, stated as {pair.role} of {pair.child}, is not the child's parent: {_measured(measured)}."
        )
        return caught(subject, f"{words} {SWAP}", rows.PARENT_UNLISTED)
    if measured < rows.PARENT_KINSHIP_WARNS.limit:
        words = f"{_both(pair)} may be parent and child, but kinship is low: {_measured(measured)}."
        return caught(subject, words, rows.PARENT_KINSHIP_WARNS)
    limits = (rows.PARENT_UNLISTED, rows.PARENT_KINSHIP_WARNS)
    return passed(subject, f"{_both(pair)} fit as parent and child ({_measured(measured)}).", limits)


def _snvs(person: PersonCounts) -> int:
    return person.transitions + person.transversions


def _homozygous_snvs(person: PersonCounts) -> int:
    """Homozygous SNVs; only all variants are counted by genotype, so the share of SNVs is taken to be the same."""
    return round(_snvs(person) * person.homozygous / max(person.homozygous + person.heterozygous, 1))


def unlisted_read_as_reference(pair: Pair) -> PairCounts:
    """The pair's counts as they would be if every site that a file does not list were homozygous reference there."""
    shared = pair.counts
    homozygous = [_homozygous_snvs(pair.one), _homozygous_snvs(pair.two)]
    heterozygous = [_snvs(pair.one) - homozygous[0], _snvs(pair.two) - homozygous[1]]
    listed = [shared.both_called - shared.one_heterozygous, shared.both_called - shared.two_heterozygous]
    alone = sum(max(0, every - here) for every, here in zip(homozygous, listed, strict=True))
    return replace(
        shared,
        one_heterozygous=max(heterozygous[0], shared.one_heterozygous),
        two_heterozygous=max(heterozygous[1], shared.two_heterozygous),
        opposite_homozygotes=shared.opposite_homozygotes + alone,
    )


SWAP = "A sample swap or a wrong pedigree; check both before anything is interpreted."


def _subject(pair: Pair, measured: float | None, code: str = "") -> Subject:
    low, high = pair.expected.low, pair.expected.high
    expected = f"{low:.4g}" if low == high else f"{low:.4g} to {high:.4g}"
    fallback = rows.PARENT_OPPOSITE_BLOCKS.code if pair.expected.relation == PARENT_AND_CHILD else rows.KINSHIP_FEW.code
    return Subject(
        code or fallback,
        "Relatedness",
        pair.people,
        "not known" if measured is None else f"kinship {measured:.3f}",
        f"{pair.expected.relation}, kinship {expected}",
    )


def name_misfits(checks: Sequence[Check]) -> tuple[Check, ...]:
    """Add to each blocking misfit who of the two is the likelier one to be wrong: the one who fits nobody else."""
    fitting = {
        person
        for check in checks
        if check.status is CheckStatus.PASSED and not check.expected.startswith(UNRELATED.relation)
        for person in check.people
    }
    return tuple(_name_misfit(check, fitting) if check.blocking else check for check in checks)


def _name_misfit(check: Check, fitting: set[str]) -> Check:
    misfits = [person for person in check.people if person not in fitting]
    if len(misfits) != 1:
        return check
    (misfit,) = misfits
    other = next(person for person in check.people if person != misfit)
    words = f"{other} fits other relatives as stated, so {misfit} is the likelier one not to belong."
    return replace(check, message=f"{check.message} {words}")


def _both(pair: Pair) -> str:
    return f"{pair.counts.one} and {pair.counts.two}"


def _measured(value: float) -> str:
    found = next((word for border, word in MEASURED if value >= border), "unrelated")
    return f"kinship {value:.3f}, as of {found}" if "degree" in found else f"kinship {value:.3f}, {found}"


def _duplicate_words(pair: Pair) -> str:
    words = f"{_both(pair)} have the same genome though stated as {pair.expected.relation}"
    return f"{words}: a duplicated sample or a sample swap; check which person it is."
