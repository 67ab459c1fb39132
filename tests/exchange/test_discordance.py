"""Two sources of panels are compared gene by gene, and what matters comes first."""

from __future__ import annotations

import time
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carrel.foundation.knowledge.actions.taking import take_panel
from carrel.foundation.knowledge.models import Panel
from carrel.foundation.knowledge.queries.discordance import disagreements_of, matches_of
from carrel.foundation.knowledge.rules.discordance import (
    Kind,
    Side,
    Standing,
    by_gene,
    disagreements,
    matched,
)
from carrel.foundation.knowledge.states import Confidence
from carrel.foundation.vocabulary.actors import PUBLIC
from carrel.foundation.vocabulary.inheritance import ModeOfInheritance as Mode
from tests.exchange.builders import CURATOR, DOMINANT, RECESSIVE, gene, panel


pytestmark = [pytest.mark.row("M6")]
NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
GREEN, AMBER, RED = Confidence.GREEN, Confidence.AMBER, Confidence.RED


def side(number: int, name: str, **genes: tuple[Confidence, str]) -> Side:
    rows = [Standing(f"HGNC:{symbol}", symbol, *standing) for symbol, standing in genes.items()]
    return Side(number, name, "1.0", by_gene(rows))


def test_each_kind_of_disagreement_is_found_and_what_matters_comes_first() -> None:
    left = side(
        1,
        "Epilepsy",
        SAME=(GREEN, DOMINANT),
        MODE=(GREEN, DOMINANT),
        LIGHT=(GREEN, ""),
        MINE=(AMBER, ""),
        LOW=(RED, ""),
    )
    right = side(9, "Epilepsy", SAME=(GREEN, DOMINANT), MODE=(GREEN, RECESSIVE), LIGHT=(AMBER, ""), YOURS=(GREEN, ""))
    found = disagreements(matched([left], [right]))
    assert [(one.symbol, one.kind) for one in found] == [
        ("YOURS", Kind.ONE_SIDE), ("LIGHT", Kind.RATING), ("MINE", Kind.ONE_SIDE), ("MODE", Kind.MODE),
    ]  # fmt: skip
    assert [one.green_on_one_side for one in found] == [True, True, False, False]
    assert (found[1].left_panel, found[1].right_panel, found[1].matched_by) == ("1@1.0", "9@1.0", "name")


def test_habits_of_writing_a_mode_are_no_disagreement() -> None:
    left = side(1, "A", G=(GREEN, Mode.MONOALLELIC_IMPRINTING_UNKNOWN), H=(GREEN, "Unknown"))
    right = side(1, "A", G=(GREEN, Mode.MONOALLELIC_NOT_IMPRINTED), H=(GREEN, ""))
    assert disagreements(matched([left], [right])) == []


def test_panels_are_matched_by_given_ids_then_names_then_genes() -> None:
    many = {f"G{number}": (GREEN, "") for number in range(10)}
    left = [side(1, "Alpha"), side(2, "The Beta panel"), side(3, "Gamma", **many), side(4, "Lonely")]
    right = [side(11, "Omega"), side(12, "Beta disorders"), side(13, "Different name", **many), side(14, "Other")]
    found = [(pair.left.number, pair.right.number, pair.by) for pair in matched(left, right, {1: 11})]
    assert found == [(1, 11, "given"), (2, 12, "name"), (3, 13, "genes")]


def test_names_that_two_panels_share_match_nothing() -> None:
    assert matched([side(1, "A"), side(2, "A panel")], [side(3, "A")]) == []


@given(st.dictionaries(st.sampled_from("ABCDEFG"), st.tuples(st.sampled_from(list(Confidence)), st.sampled_from(["", DOMINANT, RECESSIVE]))),
       st.dictionaries(st.sampled_from("ABCDEFG"), st.tuples(st.sampled_from(list(Confidence)), st.sampled_from(["", DOMINANT, RECESSIVE]))))  # fmt: skip
def test_swapping_the_sides_swaps_the_disagreements_and_nothing_else(one: dict, other: dict) -> None:  # type: ignore[type-arg]
    there = disagreements(matched([side(1, "P", **one)], [side(1, "P", **other)]))
    back = disagreements(matched([side(1, "P", **other)], [side(1, "P", **one)]))
    swap = [(found.symbol, found.right_rating, found.left_rating, found.right_mode, found.left_mode) for found in back]
    assert [
        (found.symbol, found.left_rating, found.right_rating, found.left_mode, found.right_mode) for found in there
    ] == swap
    assert disagreements(matched([side(1, "P", **one)], [side(1, "P", **one)])) == []


@pytest.mark.django_db
def test_two_catalogues_of_the_house_are_compared() -> None:
    take_panel(CURATOR, panel(1, genes=[gene("A", 1), gene("B", 2)], name="Epilepsy"), origin="uk", at=NOW)
    take_panel(
        CURATOR,
        panel(5, genes=[gene("A", 1, rating=1), gene("B", 2, mode=RECESSIVE)], name="Epilepsy"),
        origin="au",
        at=NOW,
        catalogue="aus",
    )
    found = disagreements_of(CURATOR, "aus")
    assert [(one.symbol, one.kind, one.left_rating, one.right_rating) for one in found] == [
        ("A", Kind.RATING, RED, GREEN), ("B", Kind.MODE, GREEN, GREEN),
    ]  # fmt: skip
    assert (found[1].left_mode, found[1].right_mode) == (RECESSIVE, DOMINANT)


@pytest.mark.django_db
def test_nobody_learns_of_internal_panels_from_a_comparison() -> None:
    take_panel(CURATOR, panel(1, name="Epilepsy"), origin="uk", at=NOW)
    take_panel(CURATOR, panel(1, name="Epilepsy", genes=[]), origin="au", at=NOW, catalogue="aus")
    Panel.objects.filter(catalogue="aus").update(status="internal")
    assert len(disagreements_of(CURATOR, "aus")) == 1
    assert matches_of(PUBLIC, "aus") == []


def test_450_panels_on_each_side_are_matched_and_compared_in_seconds() -> None:
    sides = [
        [Side(number, f"Panel {number}", "1.0", {f"HGNC:{gene}": Standing(f"HGNC:{gene}", f"G{gene}", Confidence((gene + shift) % 4), "")
                                               for gene in range(number, number + 130)}) for number in range(450)]
        for shift in (0, 1)
    ]  # fmt: skip
    began = time.perf_counter()
    assert len(disagreements(matched(*sides))) > 10_000
    assert time.perf_counter() - began < 6
