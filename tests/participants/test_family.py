"""Families that can be, and families that cannot."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carrel.care.participants.adapters.ped import read_ped
from carrel.care.participants.errors import FamilyIsImpossible, PedigreeCannotBeRead
from carrel.care.participants.rules import family, stated_trios
from carrel.care.participants.values import Person
from carrel.foundation.vocabulary.inheritance import Affection, Sex


AFFECTED, WELL = Affection.AFFECTED, Affection.UNAFFECTED
CHILD = Person("child", Sex.MALE, AFFECTED, "father", "mother")
FATHER = Person("father", Sex.MALE, WELL)
MOTHER = Person("mother", Sex.FEMALE, WELL)
TRIO_PED = "F child father mother 1 2\nF father 0 0 1 1\nF mother 0 0 2 1\n"


def write(folder: Path, text: str | bytes) -> Path:
    path = folder / "family.ped"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def test_the_proband_comes_first_and_the_rest_keeps_its_order() -> None:
    assert family("F", "child", [FATHER, MOTHER, CHILD]).ids == ("child", "father", "mother")


def test_a_trio_is_complete_only_when_all_three_are_sequenced() -> None:
    whole = family("F", "child", [CHILD, FATHER, MOTHER])
    assert stated_trios(whole, ["child", "father", "mother"]) == (("child", "father", "mother"),)
    assert stated_trios(whole, ["child", "mother"]) == ()


@pytest.mark.parametrize(
    ("members", "said"),
    [
        ([CHILD, FATHER], "mother mother, who is not in the pedigree"),
        ([CHILD, FATHER, MOTHER, MOTHER], "listed 2 times"),
        ([CHILD, Person("father", Sex.FEMALE, WELL), MOTHER], "stated to be female"),
        ([CHILD, Person("father", Sex.MALE, WELL, "child"), MOTHER], "own ancestor"),
        ([Person("child", Sex.MALE, AFFECTED, "child")], "own ancestor"),
        ([FATHER, MOTHER], "not among its members"),
        ([Person("child", Sex.MALE, WELL)], "must be affected"),
        (
            [Person("child", Sex.MALE, AFFECTED, "father", "father"), Person("father", affection=WELL)],
            "as father and as mother",
        ),
    ],
)
def test_an_impossible_family_is_refused_in_one_sentence(members: list[Person], said: str) -> None:
    with pytest.raises(FamilyIsImpossible, match=said) as refused:
        family("F", "child", members)
    assert "\n" not in str(refused.value)


def test_a_ped_file_becomes_a_family(tmp_path: Path) -> None:
    whole = read_ped(write(tmp_path, "#comment\n" + TRIO_PED))
    assert whole.proband == "child"
    assert whole.person("child") == CHILD
    assert whole.person("mother") == MOTHER


def test_where_tabs_part_the_columns_of_a_ped_file_a_name_may_hold_a_space(tmp_path: Path) -> None:
    whole = read_ped(write(tmp_path, TRIO_PED.replace(" ", "\t").replace("child", "the child")))
    assert whole.proband == "the child"


@pytest.mark.row("M4")
@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "no line with a person"),
        ("F child father mother 1\n", "line 1: 5 columns"),
        ("F child 0 0 1 seven\n", "line 1, column 6: 'seven'"),
        (b"\xff\xfe\x00", "not text"),
        (TRIO_PED.replace("F mother", "G mother"), "2 families"),
        (TRIO_PED + "G child 0 0 1 2\n", "family F and in family G"),
        (TRIO_PED.replace("father mother 1 2", "stranger mother 1 2"), "father stranger, who is not in the pedigree"),
        ("F a 0 0 1 2\nF b 0 0 1 2\n", "name one with --proband"),
    ],
)
def test_a_bad_ped_file_is_refused_in_one_sentence(tmp_path: Path, text: str | bytes, said: str) -> None:
    with pytest.raises((FamilyIsImpossible, PedigreeCannotBeRead), match=said) as refused:
        read_ped(write(tmp_path, text))
    assert "\n" not in str(refused.value)


def test_a_ped_file_that_is_not_there_or_far_too_large_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PedigreeCannotBeRead, match="cannot be opened"):
        read_ped(tmp_path / "absent.ped")
    with pytest.raises(PedigreeCannotBeRead, match="larger than 10 MB"):
        read_ped(write(tmp_path, b"x" * (10 * 1024 * 1024 + 1)))


@given(st.lists(st.tuples(st.sampled_from("abcde"), st.sampled_from(" abcde"), st.sampled_from(" abcde")), max_size=6))
def test_no_pedigree_with_a_loop_is_ever_accepted(rows: list[tuple[str, str, str]]) -> None:
    members = [Person(a, affection=AFFECTED, father=b.strip(), mother=c.strip()) for a, b, c in rows]
    try:
        whole = family("F", "a", members)
    except FamilyIsImpossible:
        return
    parents = {member.id: {member.father, member.mother} - {""} for member in whole.members}
    for person in parents:
        line = {person}
        for _ in range(len(parents) + 1):
            line = {parent for child in line for parent in parents[child]}
            assert person not in line
