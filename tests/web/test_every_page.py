"""What holds for every page that there is, whoever adds it: found by walking through the list of addresses."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import connection
from django.test import Client, override_settings
from django.urls import URLPattern, URLResolver, get_resolver

from carrel.foundation.people.states import ROLES


pytestmark = [pytest.mark.row("M28"), pytest.mark.django_db]
WRITES = re.compile(r"\s*(INSERT|UPDATE|DELETE|REPLACE|CREATE|DROP|ALTER)\b", re.IGNORECASE)
OWN_NOTES = ("django_session",)  # what a browser is remembered by
NOT_ASKED = ("metrics",)
BODY = re.compile(r"<body.*</body>", re.DOTALL)


def addresses(resolver: URLResolver | None = None, prefix: str = "/") -> Iterator[str]:
    """Every address that takes no part from outside."""
    for pattern in (resolver or get_resolver()).url_patterns:
        text = str(pattern.pattern)
        if "<" in text or "(" in text:
            continue
        here = prefix + text.lstrip("^").rstrip("$").replace(r"\Z", "")
        if isinstance(pattern, URLResolver):
            yield from addresses(pattern, here)
        elif isinstance(pattern, URLPattern) and not here.lstrip("/").startswith(NOT_ASKED):
            yield here


ALL = sorted(set(addresses()))
WHO = (None, *(role.key for role in ROLES))


@pytest.fixture
def written() -> Iterator[list[str]]:
    """The statements that changed a table."""
    found: list[str] = []

    def watch(execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
        if WRITES.match(sql) and not any(name in sql for name in OWN_NOTES):
            found.append(sql[:200])
        return execute(sql, *rest)

    with connection.execute_wrapper(watch):
        yield found


def test_the_walk_finds_the_pages() -> None:
    assert {"/", "/licence/", "/health/live", "/people/", "/ledger/"} <= set(ALL)


@pytest.mark.parametrize("who", WHO)
def test_no_page_breaks_and_no_look_changes_anything(
    who: str | None, written: list[str], signed_in: Callable[..., Client]
) -> None:
    browser = signed_in(who) if who else Client(raise_request_exception=False)
    written.clear()
    broken = []
    with override_settings(CARREL_MFA_REQUIRED=False, CARREL_LOGIN_RATE="off", CARREL_API_RATE="off"):
        for address in ALL:
            response = browser.get(address)
            if response.status_code >= 500:
                broken.append((address, response.status_code))
            _read(response)
    assert broken == []
    assert written == []


@pytest.mark.parametrize("who", [None, "administrator", "curator"])
def test_every_page_has_its_headers_a_language_a_title_one_heading_and_nothing_inline(
    who: str | None, signed_in: Callable[..., Client]
) -> None:
    browser = signed_in(who) if who else Client(raise_request_exception=False)
    faults = []
    with override_settings(CARREL_MFA_REQUIRED=False, CARREL_LOGIN_RATE="off", CARREL_API_RATE="off"):
        for address in ALL:
            response = browser.get(address)
            faults += [f"{address}: {fault}" for fault in _faults(response)]
            _read(response)
    assert faults == []


def _read(response: Any) -> None:
    """Read streams to their end; closing one would close the test's database in memory."""
    if response.streaming:
        b"".join(response.streaming_content)


def _faults(response: Any) -> Iterator[str]:
    if "Content-Security-Policy" not in response.headers or "X-Request-ID" not in response.headers:
        yield "headers are missing"
    if (
        response.streaming
        or not response.headers.get("Content-Type", "").startswith("text/html")
        or not response.content
    ):
        return
    page = response.content.decode()
    if '<html lang="en' not in page:
        yield "no language"
    if not re.search(r"<title>\s*[^<\s]", page):
        yield "no title"
    if len(re.findall(r"<h1\b", page)) != 1:
        yield "not one heading h1"
    if re.search(r"<style\b|\sstyle=|\son[a-z]+=|<script(?![^>]*\bsrc=)(?![^>]*application/json)", page):
        yield "something inline, which the policy blocks"
