"""The frame of every page in a real browser: accessible, within the screen, without scripts, by keyboard, under the strict policy."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from carrel.foundation.people.models import Account, RoleGrant
from carrel.foundation.people.states import ROLES
from tests.browser import layout_urls
from tests.browser.install import AXE
from tests.browser.test_report_accessibility import CHROMIUM, FLAGS, RULES, WIDTHS, _missing


pytestmark = [
    pytest.mark.row("M28"),
    pytest.mark.skipif(bool(_missing()), reason=_missing()),
    pytest.mark.urls(layout_urls.__name__),
]
PAGES = ("/", "/accessibility/", "/licence/", "/no-such-page/", "/breaks/", "/everything/")
SHOTS = os.environ.get("CARREL_SCREENSHOTS", "")


@pytest.fixture
def browser(monkeypatch: pytest.MonkeyPatch, transactional_db: None) -> Iterator[Any]:
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # the browser's driver runs a loop in this thread
    playwright = pytest.importorskip("playwright.sync_api", reason="the Python package playwright is not installed")
    with playwright.sync_playwright() as running:
        started = running.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        yield started
        started.close()


@pytest.fixture
def open_page(browser: Any, live_server: Any) -> Callable[..., Any]:
    """A page at an address, with all that the browser complained of."""

    def at(path: str, *, width: int = 1280, who: Client | None = None, **options: Any) -> Any:
        context = browser.new_context(viewport={"width": width, "height": 844}, **options)
        if who:
            cookie = who.cookies["sessionid"].value
            context.add_cookies([{"name": "sessionid", "value": cookie, "url": live_server.url}])
        page = context.new_page()
        page.complaints = []
        page.on("console", lambda said: page.complaints.append(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda fault: page.complaints.append(str(fault)))
        page.goto(live_server.url + path)
        return page

    return at


def somebody(*roles: str) -> Client:
    now = timezone.now()
    account = Account.objects.create(email="ada@example.org", name="Ada Lovelace", created_at=now)
    for role in roles:
        RoleGrant.objects.create(account=account, role=role, granted_at=now, granted_by="operator")
    client = Client()
    client.force_login(account, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def faults_of(page: Any) -> list[str]:
    page.evaluate(AXE.read_text())
    result = page.evaluate("tags => axe.run(document, {runOnly: {type: 'tag', values: tags}})", RULES)
    return [f"{one['id']}: {one['help']} {one['nodes'][0]['html'][:160]}" for one in result["violations"]]


def shot(page: Any, name: str) -> None:
    if SHOTS:
        page.screenshot(path=Path(SHOTS) / f"{name}.png")


@pytest.mark.parametrize("width", WIDTHS)
def test_pages_are_accessible_fit_the_screen_and_keep_to_the_policy(open_page: Callable[..., Any], width: int) -> None:
    who = somebody(*(role.key for role in ROLES))
    for path in PAGES:
        for visitor in (None, who):
            page = open_page(path, width=width, who=visitor)
            assert faults_of(page) == [], path
            wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            shot(page, f"{path.strip('/') or 'home'}-{width}-{'in' if visitor else 'out'}")
            assert wide <= 0, f"{path} is {wide} pixels wider than the screen"
            assert [said for said in page.complaints if "status of" not in said] == []
            page.context.close()


def test_without_scripts_all_of_the_navigation_is_there(open_page: Callable[..., Any]) -> None:
    page = open_page("/", width=390, who=somebody(*(role.key for role in ROLES)), java_script_enabled=False)
    shot(page, "no-scripts-390")
    for label in ("Panels", "To decide", "Ledger", "API", "Sign out"):
        assert page.get_by_text(label, exact=True).first.is_visible(), label


def test_on_a_phone_the_menu_opens_by_keyboard(open_page: Callable[..., Any]) -> None:
    page = open_page("/", width=390, who=somebody(*(role.key for role in ROLES)))
    toggle = page.locator("#toggle-menu")
    assert toggle.get_attribute("aria-expanded") == "false"
    toggle.focus()
    page.keyboard.press("Enter")
    assert toggle.get_attribute("aria-expanded") == "true"
    shot(page, "menu-390")
    assert page.get_by_role("link", name="API", exact=True).is_visible()


def test_the_first_stop_of_the_keyboard_skips_to_the_content(open_page: Callable[..., Any]) -> None:
    page = open_page("/licence/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to main content"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "maincontent"


def test_messages_are_shown_and_htmx_sends_the_token(open_page: Callable[..., Any]) -> None:
    page = open_page("/everything/")
    page.get_by_role("button", name="Save").click()
    assert page.get_by_role("alert").count() == 2
    assert faults_of(page) == []
    shot(page, "messages-1280")
    page.get_by_role("button", name="Fetch").click()
    page.get_by_text("A piece").wait_for(timeout=5000)
    assert page.complaints == []


def test_a_piece_of_a_page_that_fails_is_told(open_page: Callable[..., Any]) -> None:
    page = open_page("/everything/")
    page.get_by_role("button", name="Fail").click()
    page.get_by_text("That did not work").wait_for(timeout=5000)
    assert page.evaluate("document.activeElement.id") == "carrel-failure"
    assert faults_of(page) == []


@pytest.mark.parametrize("how", [{"forced_colors": "active"}, {"color_scheme": "dark"}, {"reduced_motion": "reduce"}])
def test_colours_that_the_reader_chose_do_not_hide_anything(open_page: Callable[..., Any], how: dict[str, str]) -> None:
    page = open_page("/everything/", **how)
    shot(page, f"{next(iter(how))}-1280")
    assert faults_of(page) == []


def test_printed_pages_leave_out_what_cannot_be_clicked(open_page: Callable[..., Any]) -> None:
    page = open_page("/licence/")
    page.emulate_media(media="print")
    shot(page, "print-1280")
    assert not page.get_by_role("searchbox").first.is_visible()
    assert not page.get_by_text("Sign in", exact=True).is_visible()
    assert page.get_by_role("heading", name="Licence").is_visible()
