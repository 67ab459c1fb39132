"""A patient whose order names no panel gets few panels, with reasons, that are likely to hold the gene."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carrel.foundation.knowledge import queries
from carrel.foundation.knowledge.rules.proposing import RULES, propose, why_not_diagnostic
from carrel.foundation.knowledge.values import Panel, PanelGene, PhenotypeTerm
from carrel.foundation.vocabulary.inheritance import Rating


pytestmark = pytest.mark.row("M6")
SEIZURE = PhenotypeTerm("HP:0001250", "Seizure", frozenset({"HP:0001250", "HP:0000707"}))
CATARACT = PhenotypeTerm("HP:0000518", "Cataract", frozenset({"HP:0000518", "HP:0000478"}))


def panel(number: int, name: str, genes: str = "", disorders: tuple[str, ...] = (), **fields: object) -> Panel:
    rows = tuple(PanelGene("", symbol, Rating.GREEN, "") for symbol in genes.split())
    return Panel(str(number), name, "1.0", "", "public", "", rows, relevant_disorders=disorders, **fields)  # type: ignore[arg-type]


BRAIN = panel(1, "Epilepsy", "A B C D", ("HP:0000707",))
EYE = panel(2, "Eye", "C D E F", ("HP:0000478",))
SKIN = panel(3, "Ichthyosis", "X Y Z", ("HP:0001574",))


def names(*found: object) -> list[str]:
    return [proposal.panel for proposal in propose(*found)]  # type: ignore[arg-type]


def test_a_panel_whose_own_terms_cover_the_phenotypes_is_proposed() -> None:
    assert names([SEIZURE], [SKIN, EYE, BRAIN]) == ["1@1.0"]
    assert names([SEIZURE, CATARACT], [SKIN, EYE, BRAIN]) == ["1@1.0", "2@1.0"]


def test_a_shared_word_is_enough_where_a_panel_names_no_terms() -> None:
    panels = [panel(1, "Childhood cataract"), panel(2, "Deafness"), panel(3, "Ataxia")]
    assert names([CATARACT], panels) == ["1@1.0"]


def test_genes_that_fit_choose_the_panel_and_the_reason_says_so() -> None:
    scores = {"X": 9.0, "Y": 8.0, "A": 1.0, **{f"N{number}": 0.1 for number in range(30)}}
    first = propose([PhenotypeTerm("HP:0000001", "All")], [BRAIN, EYE, SKIN], scores)[0]
    assert first.panel == "3@1.0"
    assert any("of the 100 genes that fit the phenotypes best are green on it" in reason for reason in first.reasons)


def test_a_panel_that_only_repeats_another_is_not_proposed() -> None:
    scores = {"A": 4.0, "B": 3.0, "C": 2.0, "D": 1.0}
    assert names([PhenotypeTerm("HP:0000001", "All")], [BRAIN, panel(9, "Part", "A B")], scores) == ["1@1.0"]


def test_genes_may_be_named_by_hgnc_id() -> None:
    one = Panel("1", "x", "1.0", "", "public", "", (PanelGene("HGNC:5", "A1BG", Rating.GREEN, ""),))
    assert names([SEIZURE], [one], {"HGNC:5": 1.0}) == ["1@1.0"]


def test_amber_genes_do_not_speak_for_a_panel() -> None:
    amber = Panel("1", "x", "1.0", "", "public", "", (PanelGene("", "A", Rating.AMBER, ""),))
    assert names([SEIZURE], [amber], {"A": 1.0}) == []


@pytest.mark.parametrize(
    "other",
    [
        panel(4, "Additional findings", "A"),
        panel(4, "Genes", "A", types=("Newborn screening",)),
        panel(4, "Pharmacogenomics", "A"),
        Panel("4", "Old", "1.0", "", "retired", "", (PanelGene("", "A", Rating.GREEN, ""),)),
    ],
)
def test_panels_that_answer_another_question_are_never_proposed(other: Panel) -> None:
    assert why_not_diagnostic(other)
    assert names([SEIZURE], [other], {"A": 1.0}) == []


def test_nothing_is_proposed_where_nothing_speaks_for_it() -> None:
    assert names([], [BRAIN]) == []
    assert names([SEIZURE], []) == []
    assert names([PhenotypeTerm("HP:0001574", "Skin")], [EYE]) == []


SYMBOLS = st.sampled_from("ABCDEFXYZ")


@given(
    st.lists(st.sampled_from([SEIZURE, CATARACT]), max_size=3, unique=True),
    st.dictionaries(SYMBOLS, st.floats(allow_nan=True, allow_infinity=True)),
    st.permutations([BRAIN, EYE, SKIN, panel(5, "Seizures", "A X"), panel(6, "Other", "B E Y")]),
)
def test_proposals_are_few_reasoned_and_do_not_depend_on_order(
    terms: list[PhenotypeTerm], scores: dict[str, float], panels: list[Panel]
) -> None:
    found = propose(terms, panels, scores)
    assert found == propose(terms[::-1], panels[::-1], dict(reversed(scores.items())))
    assert len(found) <= RULES["most_panels"].threshold
    assert len({proposal.panel for proposal in found}) == len(found)
    assert all(proposal.reasons for proposal in found)


def test_real_panels_are_proposed_by_subject(benchmark: Path) -> None:
    panels = queries.open_panels(benchmark / "panels").latest()
    assert names([CATARACT], panels) == ["9002@1.0"]
    assert {"9101@2.0", "9201@3.1"}.isdisjoint(names([SEIZURE, CATARACT], panels))
