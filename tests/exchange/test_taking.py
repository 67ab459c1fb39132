"""Panels that are taken from elsewhere are answered here as they were answered there."""

from __future__ import annotations

import copy
import json
from datetime import UTC, date, datetime
from typing import Any

import pytest

from carrel.foundation.knowledge.actions.taking import take_activities, take_evaluations, take_panel
from carrel.foundation.knowledge.errors import NotAllowed, PanelFileIsUnreadable
from carrel.foundation.knowledge.models import Activity, EntityRow, Panel, PanelVersion, Review
from carrel.foundation.knowledge.queries import curated
from carrel.foundation.knowledge.queries.panelapp_history import evaluations
from carrel.foundation.knowledge.queries.snapshots import whole_document
from carrel.foundation.knowledge.rules.panels import content_hash
from carrel.foundation.knowledge.rules.taken_reviews import evaluations_of
from carrel.foundation.knowledge.states import EntityKind
from carrel.foundation.ledger.models import LedgerEntry
from carrel.foundation.vocabulary.actors import PUBLIC
from tests.exchange.builders import CURATOR, RECESSIVE, REGION, STR, activities, gene, panel


pytestmark = [pytest.mark.row("M6"), pytest.mark.django_db]
NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
ORIGIN = "https://panelapp.example.org/api/v1"


def take(document: dict[str, Any], **fields: Any) -> PanelVersion | None:
    return take_panel(CURATOR, document, **{"origin": ORIGIN, "at": NOW, **fields})


def answered(number: int, version: str = "", catalogue: str = "house") -> dict[str, Any]:
    own = Panel.objects.get(number=number, catalogue=catalogue)
    return json.loads(whole_document(own, curated.version_named(own, version)))


def test_a_taken_panel_is_answered_field_by_field_as_it_was() -> None:
    document = panel(strs=[STR], regions=[REGION], unheard_of={"b": 1, "a": [None, 1.5, "\u00e4"]})
    document["stats"] = {"number_of_genes": 1, "number_of_strs": 1, "number_of_regions": 1}
    version = take(document)
    assert answered(260) == document
    assert list(answered(260)["genes"][0]) == list(document["genes"][0])
    assert version is not None
    assert version.content_hash == content_hash(document)


def test_every_version_that_was_taken_stays_as_it_was() -> None:
    first = panel(version="1.9", genes=[gene("A", 1), gene("B", 2), gene("C", 3)])
    second = panel(version="1.10", genes=[gene("C", 3), gene("B", 2, rating=1), gene("D", 4)])
    take(first)
    take(second)
    assert [answered(260, "1.9"), answered(260, "1.10")] == [first, second]
    assert answered(260) == second


def test_a_further_version_stores_only_the_rows_that_changed() -> None:
    genes = [gene(f"G{number}", number) for number in range(1, 101)]
    take(panel(version="1.0", genes=genes))
    take(panel(version="1.1", genes=[*genes[:50], gene("G51", 51, rating=1), *genes[51:]]))
    assert EntityRow.objects.count() == 101


def test_the_same_version_again_and_an_older_one_change_nothing() -> None:
    take(panel(version="2.0"))
    assert take(panel(version="2.0")) is None
    assert take(panel(version="1.9", genes=[])) is None
    assert PanelVersion.objects.count() == 1


def test_a_sign_off_that_comes_later_is_kept_without_another_version() -> None:
    take(panel(version="2.0"))
    take(panel(version="2.1"))
    assert take(panel(version="2.0", signed_off="2021-02-03")) is None
    assert PanelVersion.objects.get(minor=0).signed_off_on == date(2021, 2, 3)
    assert answered(260, "2.0")["signed_off"] == "2021-02-03"
    assert "signed_off" not in answered(260)


def test_a_panel_that_was_retired_at_its_origin_is_retired_here() -> None:
    take(panel())
    take(panel(status="retired"))
    assert Panel.objects.get().status == "retired"
    assert PanelVersion.objects.count() == 1


def test_a_renamed_panel_keeps_its_number_and_its_old_versions_their_name() -> None:
    take(panel(version="1.0", name="Old"))
    take(panel(version="1.1", name="New"))
    assert Panel.objects.get().name == "New"
    assert answered(260, "1.0")["name"] == "Old"


def test_another_panelapps_panel_of_the_same_number_is_refused_in_this_catalogue_and_welcome_in_another() -> None:
    take(panel(name="UK", hash_id="a"))
    with pytest.raises(NotAllowed, match="--into"):
        take(panel(name="Australia", hash_id=None, version="7.0"), origin="https://elsewhere.example.org/api/v1")
    take(
        panel(name="Australia", hash_id=None, version="7.0"),
        origin="https://elsewhere.example.org/api/v1",
        catalogue="aus",
    )
    assert answered(260)["name"] == "UK"
    assert answered(260, catalogue="aus")["name"] == "Australia"


def test_a_panel_that_a_table_made_here_is_not_taken_for_another_houses_panel_of_its_name_and_number() -> None:
    take(panel(100_001, name="DDG2P", hash_id=None), origin="G2P")
    with pytest.raises(NotAllowed, match="--into"):
        take(panel(100_001, "9.0", name="DDG2P", hash_id=None), origin="https://another-house.example.org/api/v1")


def test_subscribers_hear_of_a_version_that_came_but_not_of_the_first() -> None:
    from carrel.foundation.knowledge.models import Subscription
    from carrel.foundation.ledger.models import Letter

    Subscription.objects.create(account="a-reader", hgnc_id="HGNC:175", created_at=NOW)
    take(panel(version="1.0"))
    assert not Letter.objects.exists()
    take(panel(version="1.1", genes=[gene(rating=1)]))
    assert [letter.recipient for letter in Letter.objects.all()] == ["account:a-reader"]
    assert not Activity.objects.exists()


def test_a_panel_that_was_adopted_is_not_overwritten() -> None:
    take(panel(version="1.0"), follows=False)
    with pytest.raises(NotAllowed, match="curated here"):
        take(panel(version="2.0"))


def test_a_super_panel_keeps_the_panel_of_each_entity_and_genes_that_stand_twice() -> None:
    parts = [{"id": 1, "version": "1.0", "name": "One"}, {"id": 2, "version": "3.4", "name": "Two"}]
    genes = [gene("A", 1, panel=parts[0]), gene("A", 1, rating=1, panel=parts[1]), gene("B", 2, panel=parts[1])]
    document = panel(genes=genes)
    version = take(document)
    assert answered(260) == document
    assert version is not None
    assert version.content_hash == content_hash(document)
    moved = panel(version="1.9", genes=[genes[1], genes[2]])
    later = take(moved)
    assert later is not None
    assert answered(260) == moved
    assert later.content_hash == content_hash(moved)
    assert EntityRow.objects.count() == 3


def test_history_is_kept_word_by_word_and_only_once() -> None:
    take(panel())
    own = Panel.objects.get()
    lines = activities(260)
    assert take_activities(CURATOR, own, lines, at=NOW) == 3
    assert take_activities(CURATOR, own, [{**lines[0], "text": "newer"}, *lines], at=NOW) == 1
    kept = [json.loads(line.document) for line in Activity.objects.order_by("-created_at", "-pk")]
    assert kept[1:] == lines
    assert Activity.objects.filter(entity="ACVRL1", kind="gene", version="1.2").count() == 1


def test_lines_of_history_that_cannot_be_read_are_left_out() -> None:
    take(panel())
    odd: list[dict[str, Any]] = [
        {},
        {"text": "x", "created": "yesterday"},
        {"text": 5, "created": "2020-01-01T00:00:00Z"},
    ]
    assert take_activities(CURATOR, Panel.objects.get(), [*odd, activities(260)[0]], at=NOW) == 1


def test_only_curators_take_panels() -> None:
    with pytest.raises(NotAllowed):
        take_panel(PUBLIC, panel(), origin=ORIGIN, at=NOW)


def test_taking_is_told_in_the_ledger_with_the_content_hash() -> None:
    version = take(panel())
    entry = LedgerEntry.objects.get(event="panels.panel.taken")
    assert version is not None
    assert json.loads(entry.detail)["content_hash"] == version.content_hash


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"id": "../etc"}, "id"),
        ({"id": 12345678901}, "id"),
        ({"id": True}, "id"),
        ({"version": "1"}, "major.minor"),
        ({"version": None}, "version"),
        ({"version_created": "2019-02-17"}, "version_created"),
        ({"version_created": None}, "version_created"),
        ({"status": "open"}, "status"),
        ({"name": ""}, "name"),
        ({"name": "x" * 300}, "name"),
        ({"name": "a\0b"}, "control"),
        ({"hash_id": "h" * 60}, "hash_id"),
        ({"signed_off": "soon"}, "signed_off"),
        ({"stats": [1]}, "stats"),
        ({"stats": {"number_of_genes": "many"}}, "stats"),
        ({"genes": {}}, "genes"),
        ({"genes": [1]}, "genes"),
        ({"genes": None, "strs": None, "regions": None}, "lists no genes"),
        ({"genes": [gene(confidence_level="9")]}, "confidence level"),
        ({"genes": [gene(entity_name="")]}, "entity_name"),
        ({"genes": [gene(entity_name="x" * 129)]}, "entity_name"),
        ({"genes": [gene(entity_name="a\x1b[31m")]}, "control"),
        ({"genes": [gene(entity_type="planet")]}, "entity_type"),
        ({"genes": [STR]}, "among its genes"),
        ({"strs": [{**STR, "normal_repeats": -5}]}, "normal_repeats"),
    ],
)
def test_what_is_no_panel_is_refused_and_leaves_nothing(change: dict[str, Any], says: str) -> None:
    with pytest.raises(PanelFileIsUnreadable, match=says):
        take(copy.deepcopy({**panel(), **change}))
    assert not Panel.objects.exists()
    assert not EntityRow.objects.exists()


EVALUATION = {
    "created": "2020-01-02T03:04:05.000006Z", "rating": "GREEN", "mode_of_pathogenicity": "", "publications": ["1", "2"],
    "phenotypes": ["x"], "moi": RECESSIVE, "current_diagnostic": True, "clinically_relevant": None,
}  # fmt: skip


def test_opinions_of_another_panelapp_are_answered_as_there_and_kept_once() -> None:
    take(panel())
    own = Panel.objects.get()
    other = {**EVALUATION, "rating": None, "created": "2019-01-02T03:04:05.000006Z"}
    lines = {(EntityKind.GENE, "ACVRL1"): [EVALUATION, other], (EntityKind.GENE, "NOBODY"): [EVALUATION]}
    assert take_evaluations(CURATOR, own, lines, at=NOW) == 2
    assert take_evaluations(CURATOR, own, lines, at=NOW) == 0
    found = evaluations(lambda: PUBLIC, "260", EntityKind.GENE, "ACVRL1")
    assert [json.loads(text) for text in found.cut(0, 10)[1]] == [EVALUATION, other]
    take_evaluations(CURATOR, own, {(EntityKind.GENE, "ACVRL1"): [other]}, at=NOW)
    assert [review.rating for review in Review.objects.filter(superseded_at=None)] == [""]


@pytest.mark.parametrize(
    "value",
    [[], 5, {"genes": []}, {"genes": {"A": {}}}, {"genes": {"A": [1]}}, {"planets": {}}, {"genes": {"A": None}}],
)
def test_a_file_of_opinions_that_is_none_is_refused(value: object) -> None:
    with pytest.raises(PanelFileIsUnreadable, match=r"^File x cannot be used: .*\.$"):
        evaluations_of(value, "File x")
