"""The kinship that a pedigree promises, against slow counting of paths."""

from __future__ import annotations

from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carrel.care.genomes.rules.quality.pedigree import expectations, generations, kinship_table
from carrel.care.participants.values import Family, Person
from carrel.foundation.vocabulary.inheritance import Sex
from tests.quality.made import family, person


pytestmark = pytest.mark.row("M4")
Parents = dict[str, tuple[str, str]]


@st.composite
def pedigrees(draw: st.DrawFn, people: int = 9) -> Parents:
    """Pedigrees of any shape, inbred ones too: each person has two, one or no stated parent among those before."""
    parents: Parents = {}
    for number in range(draw(st.integers(1, people))):
        known = ["", *parents]
        father = draw(st.sampled_from(known))
        mother = draw(st.sampled_from([name for name in known if name == "" or name != father]))
        parents[f"p{number}"] = (father, mother)
    return parents


def lines_up(parents: Parents, name: str) -> list[tuple[str, ...]]:
    """Every line of descent that ends in this person, from the person up to each ancestor along each way."""
    return [(name,)] + [(name, *line) for parent in parents[name] if parent for line in lines_up(parents, parent)]


def counted_kinship(parents: Parents, one: str, two: str) -> Fraction:
    """Wright's path counting: sum over pairs of lines that meet in an ancestor only, half to the number of people."""
    total = Fraction(0)
    for up, down in product(lines_up(parents, one), lines_up(parents, two)):
        if up[-1] == down[-1] and not set(up[:-1]) & set(down[:-1]):
            father, mother = parents[up[-1]]
            inbred = counted_kinship(parents, father, mother) if father and mother else Fraction(0)
            total += Fraction(1, 2) ** (len(up) + len(down) - 1) * (1 + inbred)
    return total


@given(pedigrees())
def test_expected_kinship_equals_slow_path_counting_in_any_pedigree(parents: Parents) -> None:
    table = kinship_table(parents)
    for one, two in product(parents, repeat=2):
        assert table[one, two] == counted_kinship(parents, one, two)


@given(pedigrees(), st.randoms(use_true_random=False))
def test_the_order_of_members_does_not_change_what_is_expected(parents: Parents, shuffler) -> None:
    names = list(parents)
    shuffler.shuffle(names)
    assert kinship_table({name: parents[name] for name in names}) == kinship_table(parents)


@given(st.dictionaries(st.sampled_from("abcde"), st.tuples(*[st.sampled_from(["", *"abcdefg"])] * 2)))
def test_even_an_impossible_pedigree_has_an_answer(parents: Parents) -> None:
    members = tuple(Person(name, Sex.UNKNOWN, father=pair[0], mother=pair[1]) for name, pair in parents.items())
    found = expectations(Family("f", "a", members))
    assert all(expected.low >= 0 for expected in found.values())
    assert set(generations(parents)) == set(parents)


GRANDMOTHER, GRANDFATHER = person("grandmother", Sex.FEMALE), person("grandfather", Sex.MALE)
MOTHER = person("mother", Sex.FEMALE, "grandfather", "grandmother")
UNCLE = person("uncle", Sex.MALE, "grandfather", "grandmother")
FATHER, AUNT = person("father", Sex.MALE), person("wife of uncle", Sex.FEMALE)
CHILD = person("child", Sex.MALE, "father", "mother")
SISTER = person("sister", Sex.FEMALE, "father", "mother")
HALF = person("half brother", Sex.MALE, "another man", "mother")
COUSIN = person("cousin", Sex.MALE, "uncle", "wife of uncle")
WIDE = family(CHILD, SISTER, HALF, MOTHER, FATHER, UNCLE, AUNT, COUSIN, GRANDMOTHER, GRANDFATHER)


@pytest.mark.parametrize(
    ("one", "two", "relation", "kinship"),
    [
        ("child", "mother", "parent and child", 0.25),
        ("father", "child", "parent and child", 0.25),
        ("child", "sister", "full siblings", 0.25),
        ("child", "half brother", "half siblings", 0.125),
        ("grandmother", "child", "grandparent and grandchild", 0.125),
        ("child", "uncle", "aunt or uncle and niece or nephew", 0.125),
        ("child", "cousin", "first cousins", 0.0625),
        ("father", "mother", "unrelated", 0.0),
        ("half brother", "cousin", "first cousins", 0.0625),
        ("father", "uncle", "unrelated", 0.0),
    ],
)
def test_relations_have_their_word_and_kinship(one: str, two: str, relation: str, kinship: float) -> None:
    for pair in ((one, two), (two, one)):
        found = expectations(WIDE)[pair]
        assert (found.relation, found.low) == (relation, kinship)


def test_siblings_may_share_a_parent_who_is_not_stated() -> None:
    brothers = family(person("a", Sex.MALE, mother="m"), person("b", Sex.MALE, mother="m"), person("m", Sex.FEMALE))
    found = expectations(brothers)["a", "b"]
    assert (found.low, found.high) == (0.125, 0.25)
    assert found.relation == "siblings (one parent not stated)"


def test_a_child_without_a_stated_father_may_be_the_known_partners() -> None:
    one, two = person("a", Sex.MALE, "f", "m"), person("b", Sex.MALE, mother="m")
    found = expectations(family(one, two, person("m", Sex.FEMALE), person("f", Sex.MALE)))
    assert (found["a", "b"].low, found["a", "b"].high) == (0.125, 0.25)
    assert found["b", "f"].high == 0.25


def test_a_child_of_cousins_is_kin_to_each_parent_by_more_than_a_quarter() -> None:
    girl = person("girl", Sex.FEMALE, "grandfather", "grandmother")
    child = person("baby", Sex.MALE, "cousin", "daughter")
    daughter = person("daughter", Sex.FEMALE, "x", "girl")
    wide = family(child, daughter, girl, COUSIN, UNCLE, AUNT, GRANDFATHER, GRANDMOTHER)
    assert expectations(wide)["baby", "daughter"].low == 0.25 + 0.0625 / 2
