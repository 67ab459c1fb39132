"""Who may do what to panels: every objection, in its words; and the life of a panel."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

from carrel.foundation.knowledge import policies
from carrel.foundation.knowledge.rules import activity_texts, curation_page, green_criteria, ratings
from carrel.foundation.knowledge.states import PANEL_PROCESS, Confidence, EntityKind, PanelStatus
from carrel.foundation.vocabulary.actors import OPERATOR, PUBLIC
from tests.panels.made import ALL_MET, CURATOR, REVIEWER


pytestmark = pytest.mark.row("M6")
PUBLISHED, INTERNAL, RETIRED, DELETED = (
    PanelStatus.PUBLIC,
    PanelStatus.INTERNAL,
    PanelStatus.RETIRED,
    PanelStatus.DELETED,
)
PAGE = Path(__file__).resolve().parents[2] / "docs" / "reference" / "curation-tables.md"
ANEW = (
    "PYTHONPATH=src python -c \"from carrel.foundation.knowledge.rules.curation_page import markdown; print(markdown(), end='')\" "
    "> docs/reference/curation-tables.md"
)
Objections = Callable[[], Iterable[str]]
SAID: list[tuple[str, Objections]] = [
    ("makes entries green", lambda: policies.objections_to_table_of_greens(2, " ")),
    ("This panel is not public", lambda: policies.objections_to_reading(PUBLIC, INTERNAL)),
    ("Only curators change panels", lambda: policies.objections_to_curating(REVIEWER, PUBLISHED, "", False, False)),
    ("is retired; restore it first", lambda: policies.objections_to_curating(CURATOR, RETIRED, "", False, False)),
    ("kept as https://x has it", lambda: policies.objections_to_curating(CURATOR, PUBLISHED, "https://x", True, False)),
    ("put together from other panels", lambda: policies.objections_to_curating(CURATOR, PUBLISHED, "", False, True)),
    ("This panel is not public", lambda: policies.objections_to_reviewing(REVIEWER, INTERNAL)),
    ("Only registered reviewers", lambda: policies.objections_to_reviewing(PUBLIC, PUBLISHED)),
    ("no longer reviewed", lambda: policies.objections_to_reviewing(REVIEWER, RETIRED)),
    ("not the permission to sign", lambda: policies.objections_to_signing_off(REVIEWER, PUBLISHED, False)),
    ("only public panels are signed", lambda: policies.objections_to_signing_off(CURATOR, INTERNAL, False)),
    ("signed off already", lambda: policies.objections_to_signing_off(CURATOR, PUBLISHED, True)),
    ("adopt it to sign it off", lambda: policies.objections_to_signing_off(CURATOR, PUBLISHED, False, True)),
    ("there is no step", lambda: policies.objections_to_step(CURATOR, DELETED, "restore")),
    ("needs the permission", lambda: policies.objections_to_step(REVIEWER, INTERNAL, "publish")),
    ("so is its status; adopt", lambda: policies.objections_to_step(CURATOR, INTERNAL, "publish", follows=True)),
    ("part of super-panel 7", lambda: policies.objections_to_step(CURATOR, RETIRED, "delete", parents=[(7, INTERNAL)])),
    (
        "part of super-panel 7",
        lambda: policies.objections_to_step(CURATOR, PUBLISHED, "withdraw", parents=[(7, PUBLISHED)]),
    ),
    (
        "parts 3, 4 are not public",
        lambda: policies.objections_to_step(CURATOR, INTERNAL, "publish", hidden_children=[3, 4]),
    ),
    ("Only curators decide", lambda: policies.objections_to_deciding(REVIEWER, Confidence.RED, {}, "")),
    ("None of the criteria A, B and C", lambda: policies.objections_to_deciding(CURATOR, Confidence.GREEN, {}, " ")),
    (
        "Only curators put super-panels",
        lambda: policies.objections_to_composing(REVIEWER, INTERNAL, [(1, PUBLISHED, False)]),
    ),
    (
        "is deleted; restore it first",
        lambda: policies.objections_to_composing(CURATOR, DELETED, [(1, PUBLISHED, False)]),
    ),
    ("at least one panel", lambda: policies.objections_to_composing(CURATOR, INTERNAL, [])),
    ("a super-panel itself", lambda: policies.objections_to_composing(CURATOR, INTERNAL, [(1, PUBLISHED, True)])),
    ("Panel 1 is deleted", lambda: policies.objections_to_composing(CURATOR, INTERNAL, [(1, DELETED, False)])),
    (
        "Panel 1 is internal, but everybody",
        lambda: policies.objections_to_composing(CURATOR, PUBLISHED, [(1, INTERNAL, False)]),
    ),
    ("Only curators copy", lambda: policies.objections_to_copying(REVIEWER, PUBLISHED, False)),
    ("This panel is not public", lambda: policies.objections_to_copying(PUBLIC, INTERNAL, False)),
    ("A super-panel is not copied", lambda: policies.objections_to_copying(CURATOR, PUBLISHED, True)),
    ("Only curators adopt", lambda: policies.objections_to_adopting(REVIEWER, True, True, False)),
    ("curated here already", lambda: policies.objections_to_adopting(CURATOR, False, True, False)),
    ("only to compare with", lambda: policies.objections_to_adopting(CURATOR, True, False, False)),
    ("came whole from its origin", lambda: policies.objections_to_adopting(CURATOR, True, True, True)),
    ("Sign in to subscribe", lambda: policies.objections_to_subscribing(PUBLIC)),
]
SILENT: list[Objections] = [
    lambda: policies.objections_to_reading(PUBLIC, RETIRED),
    lambda: policies.objections_to_curating(CURATOR, PUBLISHED, "https://x", False, False),
    lambda: policies.objections_to_reviewing(REVIEWER, PUBLISHED),
    lambda: policies.objections_to_signing_off(CURATOR, PUBLISHED, False),
    lambda: policies.objections_to_step(CURATOR, PUBLISHED, "retire", parents=[(7, PUBLISHED)]),
    lambda: policies.objections_to_deciding(CURATOR, Confidence.GREEN, ALL_MET, ""),
    lambda: policies.objections_to_deciding(CURATOR, Confidence.GREEN, {}, "Asked for."),
    lambda: policies.objections_to_deciding(CURATOR, Confidence.AMBER, {}, ""),
    lambda: policies.objections_to_composing(CURATOR, INTERNAL, [(1, INTERNAL, False)]),
    lambda: policies.objections_to_copying(CURATOR, INTERNAL, False),
    lambda: policies.objections_to_adopting(OPERATOR, True, True, False),
    lambda: policies.objections_to_subscribing(REVIEWER),
]


@pytest.mark.parametrize(("words", "objections"), SAID, ids=[f"{n} {words}" for n, (words, _) in enumerate(SAID)])
def test_an_objection_is_one_sentence_that_says_why(words: str, objections: Objections) -> None:
    found = [sentence for sentence in objections() if words in sentence]
    assert len(found) == 1
    assert found[0].endswith((".", "."))


@pytest.mark.parametrize("objections", SILENT, ids=range(len(SILENT)))
def test_silence_means_yes(objections: Objections) -> None:
    assert list(objections()) == []


def test_every_objection_that_the_policies_know_is_tried_above() -> None:
    tree = ast.parse(inspect.getsource(policies))
    sentences = [node.value for node in ast.walk(tree) if isinstance(node, ast.Yield) and node.value is not None]
    heard = " ".join(sentence for _, objections in SAID for sentence in objections())
    unheard = [words for words in map(_fixed_words, sentences) if words not in heard]
    assert unheard == []


def _fixed_words(node: ast.expr) -> str:
    if isinstance(node, ast.Constant):
        return str(node.value)
    parts = [str(part.value) for part in getattr(node, "values", []) if isinstance(part, ast.Constant)]
    return max(parts, key=len, default="")


def test_every_status_is_reached_and_only_deletion_is_the_end() -> None:
    reached = {PanelStatus.INTERNAL}
    for _ in PanelStatus:
        reached |= {PanelStatus(step.end) for step in PANEL_PROCESS.steps if step.start in reached}
    assert reached == set(PanelStatus)
    assert set(PanelStatus) - {step.start for step in PANEL_PROCESS.steps} == {PanelStatus.DELETED}


def test_no_two_steps_share_a_start_and_a_verb() -> None:
    pairs = [(step.start, step.verb) for step in PANEL_PROCESS.steps]
    assert len(pairs) == len(set(pairs))


def test_nobody_without_a_permission_takes_any_step() -> None:
    assert all(not PANEL_PROCESS.open_to(REVIEWER, status) for status in PanelStatus)


def test_the_page_of_tables_is_current() -> None:
    assert PAGE.read_text(encoding="utf-8") == curation_page.markdown(), f"write it anew: {ANEW}"


@pytest.mark.parametrize("number", range(2**6))
def test_green_is_one_of_three_and_both_others_and_no_intermediate_penetrance(number: int) -> None:
    held = {letter: bool(number >> place & 1) for place, letter in enumerate("ABCDEI")}
    expected = (held["A"] or held["B"] or held["C"]) and held["D"] and held["E"] and not held["I"]
    assert green_criteria.green_is_met(held) is expected
    assert bool(green_criteria.unmet(held)) is not expected


def test_a_criterion_that_was_not_answered_does_not_hold() -> None:
    assert not green_criteria.green_is_met({"A": True, "D": True, "E": None})


@pytest.mark.parametrize(
    ("sources", "level"),
    [
        (["Expert Review Green", "UKGTN"], 3), (["UKGTN", "Expert Review Amber"], 2), (["Expert Review Red"] + ["UKGTN"] * 5, 1),
        (["Expert Review Removed", "UKGTN"], 0), ([], 0), (["Literature"], 1), (["UKGTN"], 1),
        (["UKGTN", "Emory Genetics Laboratory"], 2), (list(ratings.HIGH_CONFIDENCE_SOURCES), 3), (["UKGTN", "UKGTN", "UKGTN"], 1),
        (["expert review green "], 3),
    ],
)  # fmt: skip
def test_sources_rate_where_no_curator_has_decided(sources: list[str], level: int) -> None:
    assert ratings.rating_of(sources) == level


def test_the_words_that_existing_clients_search_for_stay() -> None:
    said = activity_texts.classified(EntityKind.GENE, "ATM", Confidence.GREEN)
    assert said == "Gene: ATM has been classified as Green List (High Evidence)."
    added = activity_texts.said("entity.added", kind="gene", name="ATM", panel="P", sources="Expert Review Green")
    assert "expert review green" in added.lower()
