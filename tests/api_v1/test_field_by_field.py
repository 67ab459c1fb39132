"""What was taken from a PanelApp is given back field by field, and no address that programs can think of breaks the server."""

from __future__ import annotations

import json
import re
from pathlib import Path
from urllib.parse import quote

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.clients.captured import captured


pytestmark = [pytest.mark.django_db, pytest.mark.row("M30")]
DEMO = Path(__file__).resolve().parents[2] / "docs" / "demo" / "panels"
WORDS = st.sampled_from(
    (
        "panels",
        "1",
        "genes",
        "strs",
        "regions",
        "versions",
        "activities",
        "evaluations",
        "signedoff",
        "entities",
        "AAAS",
        "R1",
        "HGNC:34",
        "999",
    )
)
NAMES = st.sampled_from(("page", "version", "entity_name", "confidence_level", "tags", "type", "retired", "name", "panel_name", "panel_id",
                         "exclude_entities", "include_comments", "format"))  # fmt: skip
VALUES = st.one_of(
    st.text(max_size=12),
    st.sampled_from(("1", "2", "3", "True", "1.4", "AAAS", "rare-disease", "last", "0", "-1", "1.4.4")),
)


def test_panels_come_back_with_every_field_of_every_entity(client: Client, db: None) -> None:
    from carrel.foundation.knowledge.actions.taking import take_panel
    from carrel.foundation.vocabulary.actors import OPERATOR
    from tests.api_v1.conftest import AT

    documents = [json.loads(path.read_text()) for path in sorted(DEMO.glob("*.json"))]
    assert len(documents) >= 3
    for document in documents:
        take_panel(OPERATOR, document, origin="https://panels.example.org", at=AT)
    for document in documents:
        got = client.get(f"/api/v1/panels/{document['id']}/")
        assert got.json() == document
        entities = [entity for kind in ("genes", "strs", "regions") for entity in document[kind]]
        listed = [
            entity
            for kind in ("genes", "strs", "regions")
            for entity in pages(client, f"/api/v1/panels/{document['id']}/{kind}/")
        ]
        assert [{key: value for key, value in entity.items() if key != "panel"} for entity in listed] == entities
        assert {entity["panel"]["version"] for entity in listed} <= {document["version"]}
    everywhere = pages(client, "/api/v1/genes/")
    assert len(everywhere) == sum(len(document["genes"]) for document in documents)


def test_every_answer_that_others_captured_is_given_again(client: Client, db: None, test_data: Path) -> None:
    from carrel.foundation.knowledge.actions.taking import take_activities, take_panel
    from carrel.foundation.knowledge.models import Panel
    from carrel.foundation.vocabulary.actors import OPERATOR
    from tests.api_v1.conftest import AT

    answers = captured(test_data / "panels" / "panelapp_fixtures")
    for path, document in answers.items():
        if re.fullmatch(r"panels/\d+", path):
            take_panel(OPERATOR, document, origin="https://panels.example.org", at=AT)
            panel = Panel.objects.get(number=document["id"])
            take_activities(OPERATOR, panel, answers[f"{path}/activities"], at=AT)
    assert len(answers) > 30
    for path, document in answers.items():
        if path.endswith("activities"):  # one capture was edited by hand; PanelApp answers the newest line first
            document = sorted(document, key=lambda line: line["created"], reverse=True)
        assert client.get(f"/api/v1/{path}").json() == document, path


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(st.one_of(WORDS, st.text(max_size=8)), max_size=5),
    st.dictionaries(NAMES, VALUES, max_size=3),
    st.booleans(),
)
def test_no_address_and_no_parameter_breaks_the_server(
    client: Client, take, parts: list[str], query: dict[str, str], slash: bool
) -> None:
    take(1)
    path = "/".join(quote(part, safe="", errors="replace") for part in parts)
    response = client.get(
        f"/api/v1/{path}{'/' if slash else ''}", {key: value.encode(errors="replace") for key, value in query.items()}
    )
    assert response.status_code in (200, 400, 404), (path, query)
    assert json.loads(response.content) is not None


def pages(client: Client, address: str | None) -> list[dict[str, object]]:
    found: list[dict[str, object]] = []
    while address:
        page = client.get(address).json()
        found += page["results"]
        address = page["next"]
    return found
