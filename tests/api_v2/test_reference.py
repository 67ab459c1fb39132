"""The description of the API, the page made from it, and the page of the documentation."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from carrel.foundation.knowledge.rules.entity_fields import FIELDS
from carrel.foundation.knowledge.rules.green_criteria import LETTERS
from carrel.foundation.knowledge.rules.review_fields import FIELDS as REVIEW_FIELDS
from carrel.foundation.knowledge.states import PANEL_PROCESS
from carrel.foundation.people.states import BY_KEY, SCOPE_BY_KEY
from carrel.interfaces.api.v2.reference import chapters
from tests.api_v2.described import DOCUMENT
from tests.api_v2.world import Program


pytestmark = [pytest.mark.django_db, pytest.mark.row("M6", "M30")]
PAGE = Path(__file__).resolve().parents[2] / "docs" / "reference" / "api-v2.md"


def _choices(schema: str, member: str) -> list[str]:
    found = DOCUMENT["components"]["schemas"][schema]["properties"][member]
    return list(found.get("enum") or found["items"]["enum"])


def test_the_shapes_name_what_the_rooms_know() -> None:
    """Words and fields stand in the description literally; here they are held against the tables of the rooms."""
    schemas = DOCUMENT["components"]["schemas"]
    assert set(schemas["FieldsGiven"]["properties"]) == {field.name for field in FIELDS}
    assert set(schemas["CriteriaGiven"]["properties"]) == set(LETTERS)
    assert set(schemas["ReviewGiven"]["properties"]) == {"rating", *REVIEW_FIELDS}
    assert set(_choices("StepGiven", "verb")) == {step.verb for step in PANEL_PROCESS.steps}
    assert set(_choices("InvitationGiven", "role")) == set(BY_KEY)
    assert set(_choices("TokenGiven", "scopes")) == set(SCOPE_BY_KEY)


def test_the_description_is_openapi_3_1_and_has_an_etag() -> None:
    browser = Client()
    first = browser.get("/api/v2/openapi.json")
    assert first.json()["openapi"].startswith("3.1")
    again = browser.get("/api/v2/openapi.json", headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304


def test_the_reference_page_works_without_scripts_and_names_every_operation() -> None:
    page = Client().get("/api/v2/docs")
    text = page.content.decode()
    assert page.status_code == 200
    assert not re.search(r"<script(?![^>]*src=)|<style|\sstyle=|\son\w+=", text)
    operations = [one for methods in DOCUMENT["paths"].values() for one in methods.values()]
    assert all(f'id="{one["operationId"]}"' in text for one in operations)


def test_every_schema_and_operation_says_what_it_is() -> None:
    for methods in DOCUMENT["paths"].values():
        for operation in methods.values():
            assert operation["summary"], operation["operationId"]
            assert operation["responses"]["429"]["headers"]["Retry-After"]


def test_head_is_answered_like_get_and_other_methods_with_a_sentence() -> None:
    browser = Client()
    assert browser.head("/api/v2/panels").status_code == 200
    told = browser.put("/api/v2/panels")
    assert (told.status_code, told.headers["Allow"]) == (405, "GET, POST")
    assert told.json()["detail"] == "This address takes GET, POST, not PUT."


def test_what_is_not_there_is_told_as_json() -> None:
    assert Client().get("/api/v2/nothing").status_code == 404
    assert Client().get("/api/v2/nothing").headers["Content-Type"].startswith("application/")


def page() -> str:
    """The page of the documentation, from the description."""
    lines = [
        "# The API for programs, version 2", "",
        "Made from the OpenAPI description, which a running server gives at `/api/v2/openapi.json`, and with every member at "
        "`/api/v2/docs`. A test keeps this page so. How to use it: [Curate from a program](../how-to/curate-from-a-program.md). Who may "
        "use what: [permissions](api-permissions.md).", "", DOCUMENT["info"]["description"], "",
    ]  # fmt: skip
    for tag, operations in chapters(DOCUMENT):
        lines += [f"## {tag}", ""]
        for one in operations:
            lines += [f"**`{one.method} {one.path}`**  ", f"{one.summary}. {one.prose}".strip(), ""]
            given = ", ".join(f"`{member.name}`" for member in one.parameters if f"{{{member.name}}}" not in one.path)
            sent = ", ".join(f"`{member.name}`" for member in one.body)
            lines += [f"- in the address: {given}"] if given else []
            lines += (
                [f"- in the body: {sent}"] if sent else [f"- the body: `{one.body_media}`"] if one.body_media else []
            )
            lines += [f"- statuses: {', '.join(status for status, _ in one.statuses)}", ""]
    return "\n".join(lines).rstrip() + "\n"


def test_the_page_of_the_documentation_is_the_description() -> None:
    assert PAGE.read_text() == page(), "run: python -m tests.api_v2.write_pages"


def test_a_list_comes_in_pages_with_whole_addresses(program: Any) -> None:
    curator: Program = program("curator")
    first = curator.ask("GET", "/panels?limit=1&status=").json()
    assert (first["count"], len(first["results"]), first["previous"]) == (2, 1, None)
    assert first["next"].startswith("http://testserver/api/v2/panels?")
    second = curator.ask("GET", first["next"].removeprefix("http://testserver")).json()
    assert second["next"] is None
    assert second["results"][0]["number"] != first["results"][0]["number"]
    assert second["previous"].endswith("limit=1&offset=0")
