"""Every genotype of every small family: the filters and the reference agree on each.

Single variants: the whole product of filters, penetrances, shapes, affections, X copies and genotype classes, missing
included. Pairs: the whole product for a single person and duos; for the bigger shapes every n-th family, n a prime so that
no member's classes are left out, and the number is printed. `CARREL_GENERATED=100000` asks for more of them.
"""

from __future__ import annotations

import itertools
import os
from collections import Counter
from collections.abc import Iterator

import pytest

from carrel.care.interpretation.rules import segregation
from carrel.care.interpretation.values import Locus, Observation
from carrel.care.participants.values import Family, Person
from carrel.foundation.vocabulary.genome import Region
from carrel.foundation.vocabulary.inheritance import Affection, Penetrance, SegregationFilter, Sex, Zygosity
from tests.reference.agreement import disagreement


MORE = int(os.environ.get("CARREL_GENERATED", "0")) >= 100_000
REF, HET, HOM = Zygosity.REFERENCE, Zygosity.HETEROZYGOUS, Zygosity.HOMOZYGOUS
HEMI, MISSING = Zygosity.HEMIZYGOUS, Zygosity.MISSING
AFFECTED = Affection.AFFECTED

# Shape -> its members as (id, father, mother), the proband first. Fathers and sons are men, the others women, unless said.
SHAPES: dict[str, tuple[tuple[str, str, str], ...]] = {
    "singleton": (("proband", "", ""),),
    "duo with mother": (("proband", "", "mother"), ("mother", "", "")),
    "duo with father": (("proband", "father", ""), ("father", "", "")),
    "trio": (("proband", "father", "mother"), ("father", "", ""), ("mother", "", "")),
    "quad": (("proband", "father", "mother"), ("father", "", ""), ("mother", "", ""), ("sib", "father", "mother")),
    "three generations": (
        ("proband", "father", "mother"), ("father", "", ""), ("mother", "grandfather", "grandmother"),
        ("grandfather", "", ""), ("grandmother", "", ""),
    ),
}  # fmt: skip
SMALL = ("singleton", "duo with mother", "duo with father", "trio")
MEN, WOMEN = ("father", "grandfather"), ("mother", "grandmother")


def x_choices(person_id: str, shape: str) -> tuple[int, ...]:
    """Inferred X copies that are tried: in small shapes XXY fathers and X0 mothers too."""
    if shape in SMALL or person_id in ("proband", "sib"):
        return (1, 2)
    return (1,) if person_id in MEN else (2,)


def classes(region: Region, nx: int) -> tuple[Observation | None, ...]:
    """Every genotype class at a single locus; None: not sequenced."""
    if region is Region.MITOCHONDRIAL:
        return (Observation(REF), Observation(HET), Observation(HOM, homoplasmic=True), Observation(MISSING))
    if region is Region.Y:
        return (Observation(REF), Observation(HET), Observation(HEMI), Observation(MISSING))
    top = HEMI if region is Region.X and nx == 1 else HOM
    return (Observation(REF), Observation(HET), Observation(top), Observation(MISSING))


def families(shape: str, proband: tuple[Affection, ...] = tuple(Affection)) -> Iterator[Family]:
    """One family for each pattern of affection."""
    members = SHAPES[shape]
    choices = [proband if name == "proband" else tuple(Affection) for name, _, _ in members]
    for pattern in itertools.product(*choices):
        yield Family("F", "proband", tuple(
            Person(name, Sex.MALE if name in MEN else Sex.FEMALE, affection, father, mother)
            for (name, father, mother), affection in zip(members, pattern, strict=True)
        ))  # fmt: skip


def states(shape: str, region: Region) -> Iterator[tuple[tuple[int, Observation], ...]]:
    """Each member's (X copies, class), for all members; the X copies only vary on X."""
    per_member = []
    for name, _, _ in SHAPES[shape]:
        copies = x_choices(name, shape) if region is Region.X else (1 if name in MEN else 2,)
        per_member.append([(nx, seen) for nx in copies for seen in classes(region, nx)])
    return itertools.product(*per_member)


class Tally:
    """Counts what was asked and keeps the first disagreements."""

    def __init__(self) -> None:
        self.asked = 0
        self.disagreements: list[str] = []
        self.outcomes: Counter[tuple[str, str, bool]] = Counter()
        self.flags: Counter[str] = Counter()

    def ask(self, locus: Locus, partners: tuple[Locus, ...], family: Family, copies: dict[str, int]) -> None:
        for penetrance in Penetrance:
            self.asked += 1
            answer, difference = disagreement(segregation.passed, locus, partners, family, copies, penetrance)
            if difference:
                self.disagreements.append(difference)
            for name in SegregationFilter:
                self.outcomes[(name.value, penetrance.value, name.value in answer)] += 1
            for flags in answer.values():
                self.flags.update(flags)

    def must_agree(self, what: str) -> None:
        print(f"{what}: {self.asked} questions, {len(self.disagreements)} disagreements")
        first = "\n\n".join(sorted(self.disagreements, key=len)[:5])
        assert not self.disagreements, f"{len(self.disagreements)} of {self.asked} differ, e.g.\n{first}"


@pytest.mark.row("M7")
@pytest.mark.parametrize("region", list(Region), ids=lambda region: region.value)
@pytest.mark.parametrize("shape", SHAPES)
def test_single_variants_segregate_as_in_the_reference_in_every_family(shape: str, region: Region) -> None:
    tally = Tally()
    wide = MORE or shape in SMALL
    proband = tuple(Affection) if wide else (AFFECTED,)
    all_states = list(states(shape, region))
    for family in families(shape, proband):
        for state in all_states:
            copies = {person.id: nx for person, (nx, _) in zip(family.members, state, strict=True)}
            seen = {person.id: one for person, (_, one) in zip(family.members, state, strict=True)}
            if not wide and not seen["proband"].zygosity.carries:
                continue  # nothing passes there: shown by the small shapes
            for supported in (True, False) if wide else (True,):
                tally.ask(Locus(region, seen, supported), (), family, copies)
    tally.must_agree(f"{shape}, {region.value}")


# Pairs ------------------------------------------------------------------------------------------------------------------

State = tuple[int, Observation | None, Observation | None]


def pair_classes(region: Region, nx: int) -> list[State]:
    """Every pair of classes of one member, each phase where both are het, and not sequenced at all."""
    plain = [(nx, one, two) for one, two in itertools.product(classes(region, nx), repeat=2)]
    both = [
        (nx, Observation(HET, "7", 0), Observation(HET, other_set, haplotype))
        for other_set, haplotype in (("7", 0), ("7", 1), ("8", 0))
    ]
    return [*plain, *both, (nx, None, None)]


def pair_states(shape: str, region: Region) -> list[list[State]]:
    per_member = []
    for name, _, _ in SHAPES[shape]:
        copies = x_choices(name, shape) if region is Region.X else (1 if name in MEN else 2,)
        choices = [state for nx in copies for state in pair_classes(region, nx)]
        if name == "proband":
            choices = [state for state in choices if state[1] is not None]
        per_member.append(choices)
    return per_member


def carrying(state: State) -> bool:
    return all(one is not None and one.zygosity.carries for one in state[1:])


def every_nth(shape: str, region: Region, limit: int) -> Iterator[tuple[int, tuple[object, ...]]]:
    """(whole number, one question) for about `limit` of all: affections x states x which of the two the reads support.

    A question is found from its number as digits of a mixed radix, so the whole product never needs to be walked.
    """
    members = SHAPES[shape]
    per_member = pair_states(shape, region)
    if shape not in ("singleton", "duo with mother", "duo with father"):
        per_member[0] = [state for state in per_member[0] if carrying(state)]
    axes: list[list[object]] = [list(itertools.product((True, False), repeat=2))]
    for (name, _, _), choices in zip(members, per_member, strict=True):
        axes.append([AFFECTED] if name == "proband" else list(Affection))
        axes.append(list(choices))
    whole = 1
    for axis in axes:
        whole *= len(axis)
    step = max(1, whole // limit)
    while step > 1 and any(step % prime == 0 for prime in (2, 3, 5, 7, 11, 13, 17, 19, 23)):
        step += 1
    for number in range(0, whole, step):
        rest, question = number, []
        for axis in axes:
            rest, digit = divmod(rest, len(axis))
            question.append(axis[digit])
        yield whole, tuple(question)


@pytest.mark.row("M7")
@pytest.mark.parametrize("region", [Region.AUTOSOMAL, Region.X], ids=lambda region: region.value)
@pytest.mark.parametrize("shape", SHAPES)
def test_pairs_of_variants_segregate_as_in_the_reference(shape: str, region: Region) -> None:
    limit = 250_000 if MORE else 25_000
    tally, whole = Tally(), 0
    for whole, (supported, *rest) in every_nth(shape, region, limit):  # noqa: B007
        pattern, state = rest[0::2], rest[1::2]
        family = Family("F", "proband", tuple(
            Person(name, Sex.MALE if name in MEN else Sex.FEMALE, affection, father, mother)
            for (name, father, mother), affection in zip(SHAPES[shape], pattern, strict=True)
        ))  # fmt: skip
        copies = {member.id: one[0] for member, one in zip(family.members, state, strict=True)}
        first, second = (
            Locus(
                region,
                {
                    member.id: one[index]
                    for member, one in zip(family.members, state, strict=True)
                    if one[index] is not None
                },
                supported[index - 1],
            )
            for index in (1, 2)
        )
        tally.ask(first, (second,), family, copies)
    tally.must_agree(f"pairs, {shape}, {region.value}, of {whole * 2}")
