"""Answers are sent once: what a client has is not sent again, and a change is seen by the very next request."""

from __future__ import annotations

import gzip
import json
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.api_v1.answers import gene, panel_document
from tests.api_v1.conftest import AT


pytestmark = [pytest.mark.django_db, pytest.mark.row("M30")]
ADDRESSES = ("panels/", "panels/1/", "panels/1/genes/", "panels/1/activities/", "panels/1/versions/", "panels/1/genes/AAAS/evaluations/",
             "genes/", "genes/AAAS/", "entities/", "activities/", "panels/signedoff/", "panels/signedoff/1/")  # fmt: skip


@pytest.mark.parametrize("address", ADDRESSES)
def test_what_a_client_has_is_not_sent_again(client: Client, take, address: str) -> None:
    take(1, signed_off="2021-02-01")
    first = client.get(f"/api/v1/{address}")
    etag = first.headers["ETag"]
    for given in (etag, f'"other", {etag}', etag.removeprefix("W/"), "*"):
        again = client.get(f"/api/v1/{address}", headers={"If-None-Match": given})
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["ETag"] == etag
        assert again.headers["Cache-Control"] == "public, no-cache"
    for given in ('"other"', "nonsense", 'W/"'):
        assert client.get(f"/api/v1/{address}", headers={"If-None-Match": given}).content == first.content


def test_a_304_of_a_panel_asks_one_question_and_reads_no_entities(client: Client, take) -> None:
    take(1)
    etag = client.get("/api/v1/panels/1/").headers["ETag"]
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert client.get("/api/v1/panels/1/", headers={"If-None-Match": etag}).status_code == 304
    assert len(asked) == 1
    assert not any("entityrow" in question["sql"] for question in asked)


def test_the_same_bytes_are_sent_compressed_to_who_takes_gzip(client: Client, take) -> None:
    take(1)
    plain = client.get("/api/v1/panels/1/")
    squeezed = client.get("/api/v1/panels/1/", headers={"Accept-Encoding": "deflate, gzip;q=0.5"})
    assert gzip.decompress(squeezed.content) == plain.content
    assert squeezed.headers["Content-Encoding"] == "gzip"
    assert "Content-Encoding" not in plain.headers
    assert squeezed.headers["ETag"] == plain.headers["ETag"]
    assert "Accept-Encoding" in squeezed.headers["Vary"]


def test_answers_that_were_kept_are_not_put_together_again(client: Client, take) -> None:
    take(1)
    first = client.get("/api/v1/panels/1/").content
    with CaptureQueriesContext(connection) as asked:
        assert client.get("/api/v1/panels/1/").content == first
    assert len(asked) == 1


def test_every_change_is_seen_by_the_very_next_request(client: Client) -> None:
    from carrel.foundation.knowledge.actions import entities, panels
    from carrel.foundation.knowledge.actions.reviews import review
    from carrel.foundation.knowledge.queries import curated
    from carrel.foundation.knowledge.states import EntityKind
    from carrel.foundation.vocabulary.actors import OPERATOR

    at = AT
    made = panels.create_panel(OPERATOR, name="Ours", at=at)
    panels.take_step(OPERATOR, panel_id=made.pk, verb="publish", at=at)
    number, place = made.number, {"panel_id": made.pk, "kind": EntityKind.REGION, "name": "R1"}
    watched = [
        "panels/",
        f"panels/{number}/",
        f"panels/{number}/regions/",
        "regions/",
        f"panels/{number}/versions/",
        f"panels/{number}/activities/",
        "activities/",
    ]

    def tags() -> dict[str, str]:
        return {address: client.get(f"/api/v1/{address}").headers["ETag"] for address in watched}

    steps = [
        lambda: entities.add_entity(OPERATOR, **place, fields={"verbose_name": "One", "chromosome": "1", "grch38_coordinates": [1, 9], "required_overlap_percentage": 60, "type_of_variants": "cnv_loss"}, at=at),
        lambda: entities.edit_entity(OPERATOR, **place, fields={"phenotypes": ["new"]}, base=curated.current_row(made, EntityKind.REGION, "R1").sha256, at=at),
        lambda: panels.promote_version(OPERATOR, panel_id=made.pk, comment="", at=at),
        lambda: panels.take_step(OPERATOR, panel_id=made.pk, verb="promote", at=at),
    ]  # fmt: skip
    before = tags()
    for step in steps:
        step()
        made.refresh_from_db()
        after = tags()
        assert [address for address in watched if after[address] == before[address]] == []
        before = after
    assert client.get(f"/api/v1/panels/{number}/").json()["regions"][0]["phenotypes"] == ["new"]
    assert client.get(f"/api/v1/panels/{number}/").json()["status"] == "promoted"

    evaluations = f"/api/v1/panels/{number}/regions/R1/evaluations/"
    assert client.get(evaluations).json()["count"] == 0
    review(OPERATOR, **place, opinion="GREEN", fields={"comment": "Convincing."}, at=at)
    assert client.get(evaluations).json()["count"] == 1
    assert "signed_off" not in client.get(f"/api/v1/panels/{number}/").json()
    panels.sign_off(OPERATOR, panel_id=made.pk, version="1.1", at=at)
    assert client.get(f"/api/v1/panels/{number}/").json()["signed_off"] == "2026-03-01"
    assert client.get("/api/v1/panels/signedoff/").json()["count"] == 1


def test_opinions_are_answered_without_names_unless_comments_are_asked_for(client: Client, take) -> None:
    from carrel.foundation.knowledge.actions.reviews import review, withdraw_review
    from carrel.foundation.knowledge.models import Panel
    from carrel.foundation.knowledge.states import EntityKind
    from carrel.foundation.vocabulary.actors import Actor, Permission

    take(1)
    ada = Actor("ada", "Ada Curie", frozenset({Permission.REVIEW_PANELS}))
    place = {"panel_id": Panel.objects.get(number=1).pk, "kind": EntityKind.GENE, "name": "AAAS"}
    said = {
        "mode_of_inheritance": "BIALLELIC, autosomal or pseudoautosomal",
        "publications": ["12345678"],
        "comment": "Seen in two families.",
    }
    review(ada, **place, opinion="AMBER", fields=said, at=AT)
    review(ada, **place, opinion="GREEN", fields=said, at=AT + timedelta(days=1))
    got = client.get("/api/v1/panels/1/genes/AAAS/evaluations/").json()
    assert got["count"] == 1
    assert got["results"] == [{
        "created": "2026-03-02T12:00:00.000000Z", "rating": "GREEN", "mode_of_pathogenicity": "", "publications": ["12345678"],
        "phenotypes": [], "moi": "BIALLELIC, autosomal or pseudoautosomal", "current_diagnostic": False, "clinically_relevant": None,
    }]  # fmt: skip
    with_comments = client.get("/api/v1/panels/1/genes/HGNC:13666/evaluations/?include_comments=true").json()[
        "results"
    ][0]
    assert with_comments["comments"] == [
        {"created": "2026-03-02T12:00:00.000000Z", "user_name": "Ada Curie", "comment": "Seen in two families."}
    ]
    assert client.get("/api/v1/panels/1/genes/AAAS/evaluations/?version=1.4").status_code == 200
    assert client.get("/api/v1/panels/1/genes/AAAS/evaluations/?version=1.3").status_code == 400
    assert client.get("/api/v1/panels/1/genes/NONE/evaluations/").status_code == 404
    withdraw_review(ada, **place, at=AT + timedelta(days=2))
    assert client.get("/api/v1/panels/1/genes/AAAS/evaluations/").json()["count"] == 0


def test_a_super_panel_made_here_says_of_every_entity_which_panel_it_comes_from(client: Client, take) -> None:
    from carrel.foundation.knowledge.actions import panels, superpanels
    from carrel.foundation.vocabulary.actors import OPERATOR

    take(1)
    take(2, genes=[gene("NEW", 99, tags=["a"])], strs=[], regions=[])
    made = superpanels.compose(OPERATOR, name="Both", children=[1, 2], at=AT)
    panels.take_step(OPERATOR, panel_id=made.pk, verb="publish", at=AT)
    whole = client.get(f"/api/v1/panels/{made.number}/").json()
    parts = {number: client.get(f"/api/v1/panels/{number}/?exclude_entities=True").json() for number in (1, 2)}
    assert [entry["panel"] for entry in whole["genes"]] == [parts[1], parts[1], parts[2]]
    listed = client.get(f"/api/v1/panels/{made.number}/genes/").json()
    assert listed["results"] == whole["genes"]
    assert client.get(f"/api/v1/panels/{made.number}/genes/?tags=a").json()["results"] == whole["genes"][2:]
    assert client.get(f"/api/v1/panels/{made.number}/genes/NEW/evaluations/").status_code == 200
    assert client.get("/api/v1/genes/NEW/").json()["count"] == 1


def test_who_sees_a_panel_is_answered_as_it_is_now(client: Client, take) -> None:
    take(1, status="public")
    take(1, status="retired")
    assert client.get("/api/v1/panels/1/").status_code == 404
    assert client.get("/api/v1/panels/1/?version=1.4").json() == panel_document(1, status="retired")
    take(1, status="promoted")
    assert client.get("/api/v1/panels/1/").json() == panel_document(1, status="promoted")
    assert client.get("/api/v1/genes/AAAS/").json()["results"][0]["panel"]["status"] == "promoted"


def test_memory_of_answers_is_bounded_and_drops_the_least_recently_asked(take) -> None:
    from carrel.interfaces.api.v1.kept import OVERHEAD, KeptAnswers

    room = 5 * (200 + OVERHEAD)
    kept = KeptAnswers(room)
    for name in "abcde":
        kept.put(name, bytes(200))
    kept.get("a")
    kept.put("f", bytes(200))
    assert kept.held == room
    assert kept.get("b") is None
    assert kept.get("a") is not None
    kept.put("too large", bytes(room // 4 + 1))
    assert kept.get("too large") is None
    kept.put("f", bytes(10))
    assert kept.held == room - 190


def test_a_million_empty_answers_do_not_take_more_memory_than_is_set_aside(take) -> None:
    from carrel.interfaces.api.v1.kept import KeptAnswers

    kept = KeptAnswers(100_000)
    for number in range(2_000):
        kept.put(f"nobody {number}", b"{}")
    assert len(kept) < 250


def test_bytes_of_other_letters_survive(client: Client, take) -> None:
    take(1, name='Ménière "<b>" \\ 病', genes=[gene("AAAS", 13666, phenotypes=["d\u2028e", "\U0001f9ec"])])
    got = client.get("/api/v1/panels/1/")
    assert got.headers["Content-Type"] == "application/json"
    assert json.loads(got.content.decode())["name"] == 'Ménière "<b>" \\ 病'
    assert got.json()["genes"][0]["phenotypes"] == ["d\u2028e", "\U0001f9ec"]
