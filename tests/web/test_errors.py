"""Error pages help: what went wrong, what to do, and a number to tell."""

from __future__ import annotations

import re

import pytest
from django.db import DatabaseError, connection
from django.test import Client, override_settings

from tests.web import breaking_urls


pytestmark = [pytest.mark.row("M28"), pytest.mark.django_db, pytest.mark.urls(breaking_urls.__name__)]


@pytest.mark.parametrize(
    ("address", "status", "title"),
    [
        ("/no-such-page/", 404, "There is no such page"),
        ("/forbids/", 403, "You may not see or do this"),
        ("/suspects/", 400, "This request cannot be understood"),
        ("/breaks/?q=grace@example.org", 500, "Something went wrong here"),
    ],
)
def test_pages_say_what_is_wrong_and_what_to_do(visitor: Client, address: str, status: int, title: str) -> None:
    response = visitor.get(address)
    page = response.content.decode()
    assert response.status_code == status
    assert f"<h1>{title}</h1>" in page
    assert response.headers["X-Request-ID"] in page
    assert not re.search("Traceback|ValueError|grace@example", page)


def test_programs_get_json(visitor: Client) -> None:
    for address, status in (("/api/none", 404), ("/api/breaks/", 500)):
        response = visitor.get(address)
        assert response.status_code == status
        assert response.json()["detail"]
        assert response.json()["request_id"] == response.headers["X-Request-ID"]


def test_a_database_that_is_busy_or_away_is_told_as_that_with_when_to_come_back(visitor: Client) -> None:
    for address in ("/waits/", "/api/waits/"):
        response = visitor.get(address)
        told = response.content.decode()
        assert (response.status_code, response.headers["Retry-After"]) == (503, "5")
        assert "The site cannot do this now" in told
        assert "grace@example" not in told


def test_the_wrong_method_is_told_in_words(visitor: Client) -> None:
    response = visitor.post("/licence/")
    assert (response.status_code, response.headers["Allow"]) == (405, "GET, HEAD")
    assert "not used in this way" in response.content.decode()


def test_a_form_without_its_token_is_told_in_words() -> None:
    response = Client(enforce_csrf_checks=True).post("/accounts/login/", {"login": "a@example.org", "password": "x"})
    assert response.status_code == 403
    assert "This form was open for too long" in response.content.decode()


def test_too_much_text_is_413_with_advice(visitor: Client) -> None:
    with override_settings(DATA_UPLOAD_MAX_MEMORY_SIZE=1000):
        response = visitor.post("/reads/", "text=" + "A" * 2000, content_type="application/x-www-form-urlencoded")
    assert response.status_code == 413
    assert "smaller parts" in response.content.decode()


def test_too_large_an_upload_is_refused_before_it_is_read(visitor: Client) -> None:
    with override_settings(CARREL_UPLOAD_BYTES=1000):
        response = visitor.post("/api/breaks/", "A" * 2000, content_type="text/plain")
    assert response.status_code == 413
    assert response.json()["detail"].startswith("This is too large")


def test_the_error_page_comes_up_where_the_database_does_not(visitor: Client) -> None:
    def refuse(*_: object) -> None:
        raise DatabaseError("no database")

    visitor.cookies["sessionid"] = "a" * 32
    with connection.execute_wrapper(refuse):
        response = visitor.get("/")
    assert response.status_code == 500
    assert "Something went wrong here" in response.content.decode()


def test_an_unknown_host_is_refused(visitor: Client) -> None:
    assert visitor.get("/", headers={"Host": "evil.example"}).status_code == 400
