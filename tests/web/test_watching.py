"""Health, readiness and figures: for whatever watches over the server."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, connection
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client, override_settings


pytestmark = [pytest.mark.row("M28"), pytest.mark.django_db]


def test_a_server_is_alive_even_without_its_database(visitor: Client) -> None:
    def refuse(*_: object) -> None:
        raise DatabaseError("grace@example.org is not a database")

    with connection.execute_wrapper(refuse):
        assert visitor.get("/health/live").json() == {"live": True}
        response = visitor.get("/health/ready")
    assert (response.status_code, response.json()) == (503, {"ready": False, "missing": ["database"]})


def test_a_server_with_old_tables_is_not_ready(visitor: Client) -> None:
    assert visitor.get("/health/ready").json() == {"ready": True, "missing": []}
    MigrationRecorder(connection).record_unapplied("people", "0001_initial")
    response = visitor.get("/health/ready")
    assert (response.status_code, response.json()) == (503, {"ready": False, "missing": ["migrations"]})


def test_figures_count_by_the_name_of_the_page_never_its_address(visitor: Client) -> None:
    visitor.get("/licence/?q=grace@example.org")
    visitor.get("/no-such-page/grace@example.org")
    text = visitor.get("/metrics").content.decode()
    assert 'carrel_requests_total{method="GET",route="licence",status="200"}' in text
    assert 'route="unmatched",status="404"' in text
    assert "grace" not in text


def test_figures_are_for_this_machine_or_for_a_token(visitor: Client) -> None:
    stranger = {"REMOTE_ADDR": "203.0.113.9"}
    assert visitor.get("/metrics").status_code == 200
    assert visitor.get("/metrics", **stranger).status_code == 404
    assert visitor.get("/metrics", headers={"X-Forwarded-For": "203.0.113.9"}).status_code == 404
    with override_settings(CARREL_METRICS_TOKEN="long and secret"):  # noqa: S106
        assert (
            visitor.get("/metrics", headers={"Authorization": "Bearer long and secret"}, **stranger).status_code == 200
        )
        assert visitor.get("/metrics", headers={"Authorization": "Bearer wrong"}, **stranger).status_code == 404
    with override_settings(CARREL_PROXIES=1):
        assert visitor.get("/metrics", headers={"X-Forwarded-For": "203.0.113.9"}).status_code == 404
