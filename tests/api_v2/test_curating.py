"""Curation from a program: every step of a curator's day over HTTP, and what is answered when something is wrong."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from tests.api_v2.world import Program, World


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
