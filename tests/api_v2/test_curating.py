"""Curation from a program: every step of a curator's day over HTTP, and what is answered when something is wrong."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from typing import Any

import pytest
from django.conf import LazySettings
from django.test import Client
from django.utils import timezone

from carrel.foundation.knowledge.actions.taking import take_panel
from carrel.foundation.people.models import Account
from carrel.foundation.vocabulary.actors import OPERATOR
from carrel.interfaces.api.v2.permissions import NEEDS
from tests.api_v2 import described
from tests.api_v2.world import Program, World
from tests.panels.made import gene_document, taken_document


pytestmark = [pytest.mark.django_db, pytest.mark.row("M6")]
Programs = Callable[..., Program]


def body(answer: Any) -> Any:
    return json.loads(answer.content)


def base_of(program: Program, number: int, name: str = "BRCA1") -> str:
    return str(body(program.ask("GET", f"/panels/{number}/entities/gene/{name}"))["base"])


def test_a_curators_day_from_a_program(world: World, program: Programs) -> None:
    curator, reviewer = program("curator"), program("reviewer")
    made = curator.ask("POST", "/panels", {"name": "Kidneys", "about": {"disease_group": "Renal"}})
    assert made.status_code == 201, made.content
    number = body(made)["number"]
    assert body(made)["version"]["text"] == "0.1"
    assert (body(made)["version"]["major"], body(made)["version"]["minor"]) == (0, 1)
    added = curator.ask("POST", f"/panels/{number}/entities", {"kind": "gene", "hgnc_id": "HGNC:1100"})
    assert added.status_code == 201, added.content
    assert body(added)["entity"]["name"] == "BRCA1"
    assert curator.ask("POST", f"/panels/{number}/steps", {"verb": "publish"}).status_code == 200
    path = f"/panels/{number}/entities/gene/BRCA1"
    mode = "BIALLELIC, autosomal or pseudoautosomal"
    changed = curator.ask(
        "PATCH",
        path,
        {"fields": {"mode_of_inheritance": mode, "publications": ["1234567"]}, "base": body(added)["entity"]["base"]},
    )
    assert changed.status_code == 200, changed.content
    assert body(changed)["entity"]["fields"]["publications"] == ["1234567"]
    given = reviewer.ask("PUT", f"{path}/reviews/mine", {"rating": "GREEN", "comment": "Ten families. <b>bold</b>"})
    assert given.status_code == 200, given.content
    [waiting] = body(curator.ask("GET", "/queue"))["results"]
    assert (waiting["name"], waiting["opinions"]["green"]) == ("BRCA1", 1)
    decision = {"rating": "green", "criteria": {"A": True, "D": True, "E": True}, "base": waiting["base"]}
    decided = curator.ask("POST", f"{path}/decisions", decision)
    assert decided.status_code == 200, decided.content
    assert body(decided)["entity"]["rating"] == "green"
    assert body(curator.ask("GET", "/queue"))["results"] == []
    promoted = curator.ask("POST", f"/panels/{number}/versions", {"comment": "First"})
    assert body(promoted)["version"]["text"] == "1.0"
    signed = curator.ask("PUT", f"/panels/{number}/versions/1.0/sign-off")
    assert body(signed)["version"]["signed_off_on"]
    compared = body(program().ask("GET", f"/panels/{number}/compare?before=0.1"))
    assert [one["entity_name"] for one in compared["added"]] == ["BRCA1"]
    everybody = program()
    lines = body(everybody.ask("GET", f"/panels/{number}/activities"))
    assert any("Green List (High Evidence)" in line["text"] for line in lines["results"])
    on_panels = body(everybody.ask("GET", "/genes/OLDBRCA1/panels"))
    assert {(one["panel_name"], one["rating"]) for one in on_panels["results"]} == {
        ("Kidneys", "green"),
        ("Hearts", "none"),
    }
    [opinion] = body(everybody.ask("GET", "/genes/1100/reviews"))["results"]
    assert opinion["comment"] == "Ten families. <b>bold</b>"
    assert opinion["by"] == "Reviewer"
    document = body(everybody.ask("GET", f"/panels/{number}/versions/1.0/document"))
    assert document["version"] == "1.0"
    assert document["genes"][0]["confidence_level"] == "3"
    left = curator.ask("DELETE", f"{path}?base={body(decided)['entity']['base']}")
    assert left.status_code == 200, left.content
    assert body(everybody.ask("GET", f"/panels/{number}/entities"))["count"] == 0
    assert body(everybody.ask("GET", f"/panels/{number}/entities?version=1.0"))["count"] == 1


def test_every_operation_does_what_it_says_once(
    world: World, program: Programs, settings: LazySettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Program.ask holds each answer against the description; in the end no operation is left out."""
    monkeypatch.setattr(described, "answered_well", set())
    everything, anybody, number = program("everything"), program(), world.public.number
    path = f"/panels/{number}/entities/gene/BRCA1"
    taken = json.loads(json.dumps(taken_document(402, genes=[gene_document("BRCA1", 1100, "2")], name="Hearts")))
    for catalogue in ("house", "australia"):
        take_panel(OPERATOR, taken | ({"name": "Other hearts"} if catalogue == "house" else {}), origin="https://other.example",
                   catalogue=catalogue, at=timezone.now())  # fmt: skip
    base = base_of(anybody, number)
    _read_everything(everything, anybody, number, path)
    assert (
        everything.ask("PATCH", f"/panels/{number}", {"about": {"description": "All of them"}, "base": 4}).status_code
        == 200
    )
    assert everything.ask("PUT", "/panels/402/adoption").json()["follows"] is False
    copy = everything.ask("POST", f"/panels/{number}/copies", {"name": "Hearts again"}).json()
    whole = everything.ask("POST", "/super-panels", {"name": "All", "children": [number, copy["number"]]}).json()
    listed = everything.ask("GET", f"/panels/{whole['number']}/entities?limit=3").json()
    assert (listed["count"], [one["panel"] for one in listed["results"]]) == (4, [number, number, copy["number"]])
    left = everything.ask("PUT", f"/super-panels/{whole['number']}/children", {"children": [number]}).json()
    assert [one["number"] for one in left["version"]["children"]] == [number]
    table = b"gene_symbol\trating\nDMD\tred\n"
    done = everything.ask(
        "POST", f"/panels/{number}/import", table, **{"Content-Type": "text/tab-separated-values"}
    ).json()
    assert (done["added"], done["version"]["counts"]["genes"]) == (1, 3)
    for place in (f"/panels/{number}", "/genes/BRCA1"):
        assert everything.ask("PUT", f"{place}/subscription").status_code == 204
    assert {(one["panel"], one["hgnc_id"]) for one in everything.ask("GET", "/subscriptions").json()["results"]} == {
        (number, ""), (None, "HGNC:1100"),
    }  # fmt: skip
    for place in (f"/panels/{number}", "/genes/BRCA1"):
        assert everything.ask("DELETE", f"{place}/subscription").status_code == 204
    assert everything.ask("PUT", f"{path}/reviews/mine", {"rating": "AMBER"}).status_code == 200
    assert everything.ask("DELETE", f"{path}/reviews/mine").status_code == 204
    decided = everything.ask("POST", f"{path}/decisions", {"rating": "amber", "criteria": {"A": False}, "base": base})
    [decision] = anybody.ask("GET", f"{path}/decisions").json()["results"]
    assert (decision["before"], decision["after"], decision["criteria"]["A"]) == ("none", "amber", False)
    changed = everything.ask("PATCH", path, {"fields": {"tags": ["x"]}, "base": decided.json()["entity"]["base"]})
    assert everything.ask("DELETE", path, **{"If-Match": changed.headers["ETag"]}).json()["entity"] is None
    made = everything.ask("POST", "/panels", {"name": "Eyes"}).json()["number"]
    assert (
        everything.ask("POST", f"/panels/{made}/entities", {"kind": "gene", "hgnc_id": "HGNC:1100"}).status_code == 201
    )
    assert everything.ask("POST", f"/panels/{made}/steps", {"verb": "publish"}).json()["about"]["status"] == "public"
    assert everything.ask("POST", f"/panels/{made}/versions", {}).json()["version"]["text"] == "1.0"
    assert everything.ask("PUT", f"/panels/{made}/versions/1.0/sign-off").status_code == 200
    assert everything.ask("POST", f"/panels/{made}/steps", {"verb": "retire"}).status_code == 200
    assert everything.ask("POST", f"/panels/{made}/steps", {"verb": "delete"}).json()["about"]["status"] == "deleted"
    assert anybody.ask("GET", f"/panels/{made}").status_code == 404
    assert anybody.ask("GET", f"/panels/{made}/versions/1.0/document").status_code == 200, "reports may name it"
    _look_after_people(world, everything)
    settings.CARREL_MFA_REQUIRED = False
    _make_a_token_by_session(world)
    assert described.answered_well == set(NEEDS)


def _read_everything(everything: Program, anybody: Program, number: int, path: str) -> None:
    reads = [
        "/panels", "/panels?name=heart&status=public&type=rare-disease&gene=BRCA1", f"/panels/{number}", f"/panels/{number}/versions",
        f"/panels/{number}/versions/0.3", f"/panels/{number}/versions/0.3/document", f"/panels/{number}/versions/0.3/table",
        f"/panels/{number}/compare?before=0.1&after=0.3", f"/panels/{number}/activities?kind=gene&name=BRCA1", "/snapshot",
        f"/panels/{number}/entities?kind=gene&rating=none&search=brca&version=0.2", f"{path}?version=0.2", f"{path}/reviews",
        "/genes?search=BRC", "/genes/1100", "/genes/BRCA1/panels?catalogue=australia", "/genes/BRCA1/reviews", "/roles",
    ]  # fmt: skip
    for one in reads:
        assert anybody.ask("GET", one).status_code == 200, one
    [found] = anybody.ask("GET", reads[1]).json()["results"]
    assert found["number"] == number
    for one in ("/queue", "/stale-symbols", "/me", "/me/tokens", "/people?role=auditor", "/invitations", "/ledger?limit=2",
                "/ledger?event=panels.&subject=panel:100001&since=2020-01-01T00:00:00Z", "/ledger/state", "/ledger/verification"):  # fmt: skip
        assert everything.ask("GET", one).status_code == 200, one
    [differs] = everything.ask("GET", "/disagreements?left=australia").json()["results"]
    assert (differs["symbol"], differs["left"]["rating"], differs["right"]["rating"]) == ("BRCA1", "amber", "none")


def _look_after_people(world: World, everything: Program) -> None:
    somebody = f"/people/{world.actors['reviewer'].id}"
    assert everything.ask("GET", somebody).json()["roles"] == ["reviewer"]
    assert everything.ask("PUT", f"{somebody}/roles/auditor").json()["roles"] == ["reviewer", "auditor"]
    assert everything.ask("DELETE", f"{somebody}/roles/auditor").json()["roles"] == ["reviewer"]
    assert everything.ask("PUT", f"{somebody}/suspension", {"reason": "on leave"}).json()["suspended_at"]
    assert Program(world, "reviewer").ask("GET", "/me").status_code == 401
    assert everything.ask("DELETE", f"{somebody}/suspension").json()["suspended_at"] is None
    assert everything.ask("DELETE", f"{somebody}/sessions").status_code == 204
    [token] = everything.ask("GET", f"{somebody}/tokens").json()["results"]
    assert everything.ask("DELETE", f"/tokens/{token['id']}").status_code == 204
    assert Program(world, "reviewer").ask("GET", "/me").status_code == 401
    wish = {"email": "new@hospital.example", "name": "New One", "role": "reviewer"}
    invited = everything.ask("POST", "/invitations", wish)
    assert (invited.status_code, invited.json()["state"]) == (201, "open")
    assert everything.ask("DELETE", f"/invitations/{invited.json()['id']}").status_code == 204


def _make_a_token_by_session(world: World) -> None:
    browser = Client()
    account = Account.objects.get(id=world.actors["curator"].id)
    browser.force_login(account, backend="allauth.account.auth_backends.AuthenticationBackend")
    session = browser.session  # as allauth keeps it of somebody who just typed their password
    session["account_authentication_methods"] = [{"method": "password", "at": time.time(), "reauthenticated": True}]
    session["_account_authentication_methods_user"] = str(account.pk)
    session.save()
    wish = {"label": "nightly", "scopes": ["panels:read"], "days": 7}
    made = browser.post("/api/v2/me/tokens", wish, content_type="application/json")
    described.check("POST", "/api/v2/me/tokens", made)
    assert made.headers["Cache-Control"] == "no-store"
    world.tokens["nightly"] = made.json()["text"]
    seen = Program(world, "nightly").ask("GET", "/me").json()
    assert (seen["permissions"], seen["by_token"]) == (["read_internal_panels"], True)
