"""Many curators write at once: nobody's change is lost, and who was slower is told so."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable

import pytest
from django.db import connection

from carrel.foundation.knowledge.actions import panels, superpanels
from carrel.foundation.knowledge.actions.decisions import decide
from carrel.foundation.knowledge.actions.entities import add_entity, edit_entity
from carrel.foundation.knowledge.actions.reviews import review
from carrel.foundation.knowledge.actions.taking import take_panel
from carrel.foundation.knowledge.errors import SomebodyWasFaster
from carrel.foundation.knowledge.models import Panel, PanelVersion, Review
from carrel.foundation.knowledge.queries import curated
from carrel.foundation.knowledge.rules.panels import content_hash
from carrel.foundation.knowledge.states import Confidence, EntityKind
from carrel.foundation.ledger import queries as ledger
from carrel.foundation.people.states import BY_KEY
from carrel.foundation.vocabulary.actors import Actor
from tests.panels.made import (
    CURATOR,
    GREEN,
    NOW,
    fresh,
    gene_document,
    genes,
    later,
    panel_with,
    parsed,
    row,
    taken_document,
)


WRITERS = 20
GENE = EntityKind.GENE
NAMES = [f"GENE{number}" for number in range(WRITERS)]
pytestmark = [pytest.mark.usefixtures("threads_share_the_database"), pytest.mark.row("M6")]


def at_once(work: Callable[[int], object], writers: int = WRITERS) -> list[object]:
    """What each of so many threads answered, or the exception that it ended with; all start together, each with its connection."""
    gate = threading.Barrier(writers)
    answers: list[object] = [None] * writers

    def run(number: int) -> None:
        gate.wait()
        try:
            answers[number] = work(number)
        except Exception as fault:  # noqa: BLE001 - every fault is an answer here
            answers[number] = fault
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(writers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def assert_all_is_whole() -> None:
    assert ledger.verify().finding is None
    for version in PanelVersion.objects.select_related("panel", "head"):
        assert content_hash(json.loads(curated.document(version.panel, version))) == version.content_hash


def test_twenty_writers_on_twenty_genes_all_land() -> None:
    panel = panel_with(*NAMES)
    seen = {name: row(panel, name).sha256 for name in NAMES}
    first = panel.sequence

    def work(number: int) -> PanelVersion:
        name = NAMES[number]
        tags = {"tags": [f"writer-{number}"]}
        return edit_entity(
            CURATOR, panel_id=panel.pk, kind=GENE, name=name, fields=tags, base=seen[name], at=later(number)
        )

    answers = at_once(work)
    assert [answer for answer in answers if isinstance(answer, Exception)] == []
    assert sorted(version.sequence for version in answers) == list(range(first + 1, first + WRITERS + 1))
    assert [gene["tags"] for gene in parsed(fresh(panel))["genes"]] == [
        [f"writer-{number}"] for number in range(WRITERS)
    ]
    assert_all_is_whole()


def test_of_twenty_writers_on_one_gene_one_wins_and_nineteen_are_told_so() -> None:
    panel = panel_with("ATM", "PRKN")
    seen = row(panel, "ATM").sha256

    def work(number: int) -> PanelVersion:
        level = Confidence.GREEN if number % 2 else Confidence.RED
        return decide(
            CURATOR, panel_id=panel.pk, kind=GENE, name="ATM", confidence=level, base=seen, at=later(number), **GREEN
        )

    answers = at_once(work)
    losers = [answer for answer in answers if isinstance(answer, SomebodyWasFaster)]
    assert len(losers) == WRITERS - 1
    assert "ATM was changed on panel" in str(losers[0])
    assert "nothing was saved" in str(losers[0])
    assert fresh(panel).sequence == panel.sequence + 1
    assert_all_is_whole()


def test_writers_on_the_parts_of_two_super_panels_never_block_each_other_for_ever() -> None:
    genes(*NAMES)
    parts = [panels.create_panel(CURATOR, name=f"Part {number}", at=NOW) for number in range(4)]
    numbers = [part.number for part in parts]
    one = superpanels.compose(CURATOR, name="One", children=numbers, at=NOW)
    two = superpanels.compose(CURATOR, name="Two", children=numbers[::-1], at=NOW)

    def work(number: int) -> object:
        if number % 5 == 4:
            whole, order = (one, numbers[:3]) if number % 2 else (two, numbers[1:])
            return superpanels.set_children(CURATOR, panel_id=whole.pk, children=order, at=later(number))
        part = parts[number % 4]
        return add_entity(CURATOR, panel_id=part.pk, kind=GENE, name=NAMES[number], fields={}, at=later(number))

    answers = at_once(work)
    assert {
        str(answer) for answer in answers if isinstance(answer, Exception) and "Nothing changes" not in str(answer)
    } == set()
    for whole in (one, two):
        for number, sequence in curated.children_of(fresh(whole)):
            assert Panel.objects.get(number=number).sequence == sequence, "a super-panel has its parts' newest versions"
    assert_all_is_whole()


def test_panels_made_at_once_have_numbers_of_their_own_and_one_of_each_name() -> None:
    answers = at_once(lambda number: panels.create_panel(CURATOR, name=f"Panel {number % 10}", at=NOW))
    made = [answer for answer in answers if isinstance(answer, Panel)]
    assert len(made) == 10
    assert len({panel.number for panel in made}) == 10
    assert {str(answer) for answer in answers if isinstance(answer, Exception)} == {
        "There is a panel of this name already; choose another."
    }
    assert_all_is_whole()


def test_reviews_given_at_once_all_count_and_a_reviewer_has_one_opinion() -> None:
    panel = panel_with("ATM")
    people = [Actor(f"reviewer-{number}", "A", BY_KEY["reviewer"].permissions) for number in range(10)]

    def work(number: int) -> Review:
        opinion = "GREEN" if number < 10 else "RED"
        return review(
            people[number % 10], panel_id=panel.pk, kind=GENE, name="ATM", opinion=opinion, fields={}, at=later(number)
        )

    assert [answer for answer in at_once(work) if isinstance(answer, Exception)] == []
    assert Review.objects.filter(superseded_at=None).count() == 10
    assert Review.objects.count() == WRITERS
    assert_all_is_whole()


def test_a_panel_taken_many_times_at_once_is_kept_once() -> None:
    document = taken_document(402, "1.4", [gene_document("AAA", 900)])
    answers = at_once(lambda _: take_panel(CURATOR, document, origin="elsewhere", at=NOW), 8)
    assert [answer for answer in answers if isinstance(answer, Exception)] == []
    assert PanelVersion.objects.count() == 1
    assert_all_is_whole()
