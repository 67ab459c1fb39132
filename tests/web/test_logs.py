"""Logs tell what happened and where; never who somebody is or what they sent."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Callable, Iterator

import pytest
import structlog
from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.test import Client

from tests.web import breaking_urls


pytestmark = [pytest.mark.row("M28"), pytest.mark.django_db, pytest.mark.urls(breaking_urls.__name__)]


@pytest.fixture
def written() -> Iterator[Callable[[], list[dict[str, object]]]]:
    """The lines of the log, through the formatter that a server uses."""
    stream = io.StringIO()
    described = dict(settings.LOGGING["formatters"]["json"])
    handler = logging.StreamHandler(stream)
    handler.setFormatter(described.pop("()")(**described))
    logging.getLogger().addHandler(handler)
    yield lambda: [json.loads(line) for line in stream.getvalue().splitlines()]
    logging.getLogger().removeHandler(handler)


def test_each_request_is_one_line_of_named_fields(written, visitor: Client) -> None:
    response = visitor.get("/licence/?q=grace@example.org")
    (line,) = written()
    assert {"time", "level", "event", "request", "method", "route", "status", "milliseconds", "actor_kind"} == set(line)
    assert (line["route"], line["status"], line["request"]) == ("licence", 200, response.headers["X-Request-ID"])


def test_an_address_in_a_query_a_form_or_a_fault_does_not_reach_the_logs(written, visitor: Client) -> None:
    visitor.get("/breaks/?q=grace@example.org")
    visitor.post("/breaks/", {"email": "grace@example.org"})
    visitor.get("/forbids/?q=grace@example.org")
    visitor.get("/suspects/")
    visitor.get("/no-such-page/grace@example.org/")
    visitor.post("/accounts/login/", {"login": "grace@example.org", "password": "of Grace Hopper"})
    visitor.get("/", headers={"Host": "grace@example.org"})
    text = json.dumps(written())
    assert "example.org" not in text
    assert "Hopper" not in text


def test_a_fault_is_told_by_its_kind_and_its_place(written, visitor: Client) -> None:
    response = visitor.get("/breaks/")
    fault = next(line for line in written() if "fault" in line)
    assert fault["fault"] == "ValueError"
    assert str(fault["frames"][-1]).startswith("breaking_urls.py:")
    assert fault["request"] == response.headers["X-Request-ID"]
    assert fault["level"] == "error"


def test_signed_in_people_are_an_opaque_id(written, signed_in: Callable[..., Client]) -> None:
    browser = signed_in("curator", name="Grace Hopper")
    browser.get("/")
    line = written()[-1]
    assert (line["actor_kind"], line["actor"]) == ("signed-in", str(browser.account.id))
    assert "Grace" not in json.dumps(written())


def test_fields_that_nobody_named_and_texts_of_libraries_are_dropped(written) -> None:
    structlog.get_logger("carrel.test").warning("letter refused", email="grace@example.org", count=2)
    logging.getLogger("some.package").error("cannot reach %s", "grace@example.org")
    try:
        raise DisallowedHost("grace@example.org")
    except DisallowedHost as fault:
        structlog.get_logger("carrel.test").error("failed", exc_info=fault)
    lines = written()
    assert lines[0]["count"] == 2
    assert str(lines[1]["said_by"]).startswith("some.package:")
    assert lines[2]["fault"] == "DisallowedHost"
    assert "grace" not in json.dumps(lines)
