"""The frame of every page."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.contrib import messages
from django.contrib.messages.storage.base import Message
from django.http import HttpResponse
from django.template.loader import render_to_string
from django.test import Client
from django.urls import path

from carrel.foundation.vocabulary.actors import OPERATOR, PUBLIC
from carrel.interfaces.web import navigation
from carrel.interfaces.web.assets.fetching import VENDOR, present


pytestmark = [pytest.mark.row("M28"), pytest.mark.django_db]
urlpatterns = [
    path(f"{entry.url_name}/", lambda _: HttpResponse(), name=entry.url_name) for entry in navigation.ENTRIES
]


def test_a_page_has_a_skip_link_a_title_one_heading_and_the_footer(visitor: Client) -> None:
    page = visitor.get("/licence/").content.decode()
    assert '<a class="nhsuk-skip-link" href="#maincontent"' in page
    assert '<main class="nhsuk-main-wrapper" id="maincontent"' in page
    assert re.search(r"<title>Licence . Carrel</title>", page)
    assert page.count("<h1") == 1
    assert re.search(r"Carrel \d+\.\d+", page)
    assert 'href="/accessibility/"' in page


def test_the_public_is_offered_to_sign_in_and_comes_back_to_where_they_were(visitor: Client) -> None:
    assert "/accounts/login/?next=/licence/" in visitor.get("/licence/").content.decode()


def test_who_signed_in_sees_their_name_and_can_sign_out(signed_in: Callable[..., Client]) -> None:
    page = signed_in("reviewer", name="Ada <Lovelace>").get("/").content.decode()
    assert "Ada &lt;Lovelace&gt;" in page
    assert 'action="/accounts/logout/" method="post"' in page


@pytest.mark.urls(__name__)
def test_the_navigation_shows_what_the_actor_may() -> None:
    public = {link.label for link in navigation.links(PUBLIC, "/")}
    everything = {link.label for link in navigation.links(OPERATOR, "/")}
    assert everything == {entry.label for entry in navigation.ENTRIES}
    assert public == {entry.label for entry in navigation.ENTRIES if entry.permission is None}


@pytest.mark.urls(__name__)
def test_the_navigation_marks_where_one_is() -> None:
    first = navigation.ENTRIES[0]
    current = [link.label for link in navigation.links(PUBLIC, f"/{first.url_name}/402/") if link.current]
    assert current == [first.label]


def test_pages_that_do_not_exist_are_not_linked() -> None:
    assert all(link.href for link in navigation.links(OPERATOR, "/"))


@pytest.mark.parametrize(("level", "title", "role"), [
    (messages.SUCCESS, "Done", "alert"), (messages.ERROR, "Not done", "alert"), (messages.INFO, "Important", "region"),
])  # fmt: skip
def test_messages_are_banners_that_screen_readers_announce(level: int, title: str, role: str) -> None:
    shown = render_to_string(
        "web/messages.html", {"messages": [Message(level, "Saved <b>."), Message(level, "And more.")]}
    )
    assert shown.count(f'role="{role}"') == 2
    assert title in shown
    assert "Saved &lt;b&gt;." in shown
    assert len(set(re.findall(r' id="([^"]+)"', shown))) == 2


def test_a_page_is_usable_without_the_fetched_style_sheets(visitor: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    from django.contrib.staticfiles import finders

    monkeypatch.setattr(finders, "find", lambda *_, **__: None)
    page = visitor.get("/").content.decode()
    assert "/static/vendor/nhsuk/nhsuk-frontend.min.css" in page
    assert "<h1>" in page


def test_the_fetched_style_sheets_ask_no_other_host() -> None:
    if not present():
        pytest.skip("the style sheets are not fetched; type `make assets`")
    loud = [
        path.name
        for path in VENDOR.rglob("*.css")
        if re.search(r"url\(['\"]?(https?:)?//|@import|@font-face", path.read_text())
    ]
    assert loud == []
    assert (VENDOR / "nhsuk" / "README.md").is_file()
    assert (VENDOR / "htmx" / "LICENSE").is_file()


def test_the_lock_file_names_no_host_and_exact_versions() -> None:
    import json

    from carrel.interfaces.web.assets import fetching

    lock = json.loads((fetching.HERE / "package-lock.json").read_text())
    wanted = json.loads((fetching.HERE / "package.json").read_text())["dependencies"]
    assert all(re.fullmatch(r"\d+\.\d+\.\d+", version) for version in wanted.values())
    assert all(lock["packages"][f"node_modules/{name}"]["version"] == version for name, version in wanted.items())
    assert all(package.get("integrity") for name, package in lock["packages"].items() if name)
    assert "resolved" not in (fetching.HERE / "package-lock.json").read_text()
