"""The pedigree drawing: any family, nobody on top of anybody, parents above children."""

from __future__ import annotations

import itertools
import xml.etree.ElementTree as ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from carrel.care.interpretation.adapters.pedigree_drawing import describe, draw
from carrel.care.interpretation.rules.pedigree_layout import Layout, layout
from carrel.care.participants.values import Family, Person
from carrel.foundation.vocabulary.inheritance import Affection, Sex
from tests.report import samples


pytestmark = pytest.mark.row("M11")


@st.composite
def families(draw_from: st.DrawFn) -> Family:
    """Families of up to fourteen people: remarriages, half sibs, single parents, related parents."""
    people: list[Person] = []
    for number in range(draw_from(st.integers(1, 14))):
        father, mother = "", ""
        if people and draw_from(st.integers(0, 3)):
            father = draw_from(st.sampled_from(["", *(one.id for one in people if one.sex is not Sex.FEMALE)]))
            mother = draw_from(
                st.sampled_from(["", *(one.id for one in people if one.sex is not Sex.MALE and one.id != father)])
            )
        sex = draw_from(st.sampled_from(Sex))
        people.append(Person(f"p{number}", sex, draw_from(st.sampled_from(Affection)), father, mother))
    order = draw_from(st.permutations(people))
    return Family("f", order[0].id, tuple(order))


def assert_good(family: Family, plan: Layout) -> None:
    assert sorted(place.person for place in plan.places) == sorted(family.ids)
    for _, row in itertools.groupby(plan.places, key=lambda place: place.row):
        columns = [place.column for place in row]
        assert all(right - left >= 0.999 for left, right in itertools.pairwise(columns))
    for member in family.members:
        for parent in (member.father, member.mother):
            if parent:
                assert plan.place(parent).row < plan.place(member.id).row
    assert min(place.column for place in plan.places) >= 0
    assert plan.columns >= 1 + max(place.column for place in plan.places) - 1e-6
    assert {place.row for place in plan.places} == set(range(plan.rows))


@settings(max_examples=150, deadline=None)
@given(families())
def test_nobody_stands_on_anybody_and_parents_stand_above_children(family: Family) -> None:
    plan = layout(family)
    assert_good(family, plan)
    assert layout(family) == plan


@settings(max_examples=60, deadline=None)
@given(families())
def test_every_family_can_be_drawn(family: Family) -> None:
    tree = ElementTree.fromstring(draw(family, family.ids[:2], family.ids[:1]))  # noqa: S314 - our own drawing
    words = [node.text for node in tree.iter("{http://www.w3.org/2000/svg}text")]
    assert sum(word == "genome read" for word in words) == len(family.ids[:2])
    assert tree.attrib["role"] == "img"


@pytest.mark.parametrize(
    "family", [samples.TRIO, samples.THREE_GENERATIONS, samples.COUSINS], ids=lambda family: family.id
)
def test_couples_and_siblings_stand_side_by_side_where_the_family_allows(family: Family) -> None:
    plan = layout(family)
    assert_good(family, plan)
    assert all(union.neighbours for union in plan.unions)
    for union in plan.unions:
        assert len({plan.place(parent).row for parent in union.parents}) == 1
        assert len({plan.place(child).row for child in union.children}) == 1


def test_children_of_a_trio_hang_from_the_middle_between_their_parents() -> None:
    plan = layout(samples.TRIO)
    assert plan.place("P-1002").column < plan.place("P-1001").column < plan.place("P-1003").column
    assert plan.unions[0].column == pytest.approx(plan.place("P-1001").column)


def test_the_father_stands_on_the_left() -> None:
    assert [place.person for place in layout(samples.TRIO).places] == ["P-1002", "P-1003", "P-1001"]


def test_related_parents_get_a_double_line() -> None:
    related = {union.parents: union.related for union in layout(samples.COUSINS).unions}
    assert related.pop(("III-1", "III-2"))
    assert not any(related.values())


def test_an_uncle_and_his_niece_share_a_row_below_his_brother() -> None:
    family = Family(
        "f", "child",
        (
            Person("child", Sex.MALE, father="uncle", mother="niece"),
            Person("uncle", Sex.MALE, father="old", mother="older"),
            Person("niece", Sex.FEMALE, father="brother", mother="wife"),
            Person("brother", Sex.MALE, father="old", mother="older"),
            Person("wife", Sex.FEMALE),
            Person("old", Sex.MALE),
            Person("older", Sex.FEMALE),
        ),
    )  # fmt: skip
    plan = layout(family)
    assert_good(family, plan)
    assert any(union.related for union in plan.unions if union.parents == ("uncle", "niece"))


def test_a_parent_with_a_child_of_their_child_is_drawn_all_the_same() -> None:
    family = Family(
        "f", "c", (Person("c", father="a", mother="b"), Person("b", Sex.FEMALE, father="a"), Person("a", Sex.MALE))
    )
    assert_good(family, layout(family))


def test_lines_to_children_of_different_couples_never_run_into_each_other() -> None:
    plan = layout(
        Family(
            "f", "x",
            (
                Person("x", father="m", mother="w1"), Person("y", father="m", mother="w2"), Person("z", father="m", mother="w3"),
                Person("m", Sex.MALE), Person("w1", Sex.FEMALE), Person("w2", Sex.FEMALE), Person("w3", Sex.FEMALE),
            ),
        )
    )  # fmt: skip
    spans = []
    for union in plan.unions:
        columns = [union.column, *(plan.place(child).column for child in union.children)]
        columns += [] if union.neighbours else [plan.place(parent).column for parent in union.parents]
        spans.append((union.level, min(columns), max(columns)))
    for (level, start, end), (other, begin, stop) in itertools.combinations(spans, 2):
        assert level != other or end < begin or stop < start


def test_symbols_tell_sex_affection_proband_and_whose_sample_does_not_fit() -> None:
    drawing = draw(samples.THREE_GENERATIONS, ("III-2",), ("II-2",))
    tree = ElementTree.fromstring(drawing)  # noqa: S314 - our own drawing
    names = [node.tag.rpartition("}")[2] for node in tree.iter()]
    sexes = [member.sex for member in samples.THREE_GENERATIONS.members]
    assert names.count("rect") == sexes.count(Sex.MALE)
    assert names.count("circle") == sexes.count(Sex.FEMALE) + 1  # and the ring
    assert names.count("polygon") == sexes.count(Sex.OTHER)
    assert names.count("path") == 2
    assert [node.text for node in tree.iter()].count("?") == 2
    assert "stroke-dasharray" in drawing


def test_the_drawing_is_told_in_words() -> None:
    words = describe(samples.TRIO, ("P-1001",))
    assert "proband P-1001: male, affected, genome read" in words
    assert "mother P-1003: female, not affected, genome not read" in words


def test_a_large_family_is_drawn_quickly_enough_to_wait_for() -> None:
    people = [Person("g0", Sex.MALE), Person("g1", Sex.FEMALE)]
    for number in range(12):
        people += [
            Person(f"s{number}", Sex.MALE, father="g0", mother="g1"),
            Person(f"w{number}", Sex.FEMALE),
            Person(f"c{number}", Sex.FEMALE, father=f"s{number}", mother=f"w{number}"),
        ]
    family = Family("f", "c0", tuple(people))
    assert_good(family, layout(family))
