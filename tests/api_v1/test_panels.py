"""Panels are answered as PanelApp answers them."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.api_v1.answers import panel_document


pytestmark = [pytest.mark.django_db, pytest.mark.row("M30")]


def test_a_panel_that_was_taken_is_answered_as_it_was(client: Client, take) -> None:
    take(7)
    for address in ("/api/v1/panels/7/", "/api/v1/panels/7", f"/api/v1/panels/{7:024x}/", "/api/v1/panels/Panel%207/"):
        response = client.get(address)
        assert response.status_code == 200, address
        assert response.json() == panel_document(7)


def test_the_list_says_everything_of_panels_but_their_entities(client: Client, take) -> None:
    take(7)
    take(8, name="A panel")
    got = client.get("/api/v1/panels").json()
    head = {key: value for key, value in panel_document(7).items() if key not in ("genes", "strs", "regions")}
    assert got["count"] == 2
    assert got["next"] is got["previous"] is None
    assert got["results"][1] == head


def test_every_entity_of_a_list_says_its_panel(client: Client, take) -> None:
    take(7)
    got = client.get("/api/v1/panels/7/genes/?confidence_level=3").json()
    head = {key: value for key, value in panel_document(7).items() if key not in ("genes", "strs", "regions")}
    assert got["count"] == 1
    assert got["results"][0] == {**panel_document(7)["genes"][0], "panel": head}
    assert client.get("/api/v1/panels/7/strs").json()["results"][0]["entity_name"] == "DMPK_CTG"
    assert client.get("/api/v1/genes/ABCA4/").json()["results"][0]["panel"]["id"] == 7


def test_activities_are_a_bare_list(client: Client, take) -> None:
    take(7)
    assert client.get("/api/v1/panels/7/activities").json() == []
