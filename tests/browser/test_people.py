"""Signing in and looking after people in a real browser: passkeys, authenticator apps, keyboard, both widths, the strict policy."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from django.core import mail
from django.core.cache import cache
from django.db import transaction
from django.utils import timezone

from carrel.foundation.ledger import actions as ledger
from carrel.foundation.ledger import tasks
from carrel.foundation.people import actions, queries
from carrel.foundation.people.states import ROLES
from carrel.foundation.vocabulary.actors import OPERATOR
from tests.browser.install import AXE
from tests.browser.test_report_accessibility import CHROMIUM, FLAGS, RULES, WIDTHS, _missing


pytestmark = [
    pytest.mark.row("M20", "M28"),
    pytest.mark.skipif(bool(_missing()), reason=_missing()),
]
PASSWORD = "quiet harbour lanterns"  # noqa: S105
SHOTS = os.environ.get("CARREL_SCREENSHOTS", "")
OUTSIDE = (
    "/accounts/login/",
    "/accounts/password/reset/",
    "/accounts/password/reset/done/",
    "/roles/",
    "/invitations/none/",
)
INSIDE = (
    "/account/", "/account/sessions/", "/account/tokens/", "/people/", "/people/invite/", "/ledger/", "/ledger/letters/",
    "/accounts/2fa/", "/accounts/password/change/", "/accounts/email/", "/accounts/2fa/totp/activate/", "/accounts/logout/",
    "/accounts/2fa/webauthn/", "/accounts/2fa/webauthn/add/", "/accounts/3rdparty/",
)  # fmt: skip


@pytest.fixture
def page(
    monkeypatch: pytest.MonkeyPatch, transactional_db: None, live_server: Any, settings: Any
) -> Iterator[Callable[..., Any]]:
    """Opens a page at an address; `complaints` gathers what the browser was not content with."""
    settings.CARREL_MFA_REQUIRED, settings.CARREL_LOGIN_RATE = False, "off"
    settings.CARREL_BASE_URL = live_server.url.replace("127.0.0.1", "localhost")
    cache.clear()
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # the browser's driver runs a loop in this thread
    playwright = pytest.importorskip("playwright.sync_api", reason="the Python package playwright is not installed")
    with playwright.sync_playwright() as running:
        browser = running.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))

        def at(path: str, width: int = 1280) -> Any:
            opened = browser.new_context(viewport={"width": width, "height": 844}).new_page()
            opened.set_default_timeout(8000)
            opened.complaints = []
            opened.on("console", lambda said: opened.complaints.append(said.text) if said.type == "error" else None)
            opened.on("pageerror", lambda fault: opened.complaints.append(str(fault)))
            opened.goto(settings.CARREL_BASE_URL + path)
            return opened

        yield at
        browser.close()


def everybody() -> None:
    """Somebody with all roles, an invitation, a token, a letter that did not leave."""
    roles = [role.key for role in ROLES]
    now = timezone.now()
    made = actions.add_account(
        OPERATOR, email="ada@hospital.example", name="Ada Curie", roles=roles, password=PASSWORD, at=now
    )
    wish = {
        "label": "export",
        "scopes": frozenset({"panels:read"}),
        "expires_at": now + timezone.timedelta(days=9),
        "at": now,
    }
    actions.issue_token(queries.actor_by_email("ada@hospital.example"), **wish)
    with transaction.atomic():
        ledger.post("account:gone", "role_given", {}, at=now)
        letter = ledger.claim_letter(at=now)
    assert letter
    assert made.roles
    ledger.letter_failed(letter, "the recipient is gone", at=now, for_ever=True)
    actions.invite(OPERATOR, email="new@lab.example", name="New One", role="reviewer", at=now)


def sign_in(page: Any, email: str = "ada@hospital.example") -> None:
    page.goto(re.sub(r"(https?://[^/]+).*", r"\1/accounts/login/", page.url))
    page.get_by_label("Email").fill(email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.get_by_role("button", name="Sign out").wait_for()


def confirm(page: Any) -> None:
    """The page that asks for the password once more before sensitive things."""
    if "/reauthenticate/" in page.url:
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Confirm").click()


def faults_of(page: Any) -> list[str]:
    page.evaluate(AXE.read_text())
    result = page.evaluate("tags => axe.run(document, {runOnly: {type: 'tag', values: tags}})", RULES)
    return [f"{one['id']}: {one['help']} {one['nodes'][0]['html'][:160]}" for one in result["violations"]]


def look(page: Any, name: str) -> None:
    """Accessible, within the screen, within the policy."""
    assert faults_of(page) == [], name
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    if SHOTS:
        page.screenshot(path=Path(SHOTS) / f"{name.strip('/').replace('/', '-')}.png", full_page=True)
    assert wide <= 0, f"{name} is {wide} pixels wider than the screen"
    assert [said for said in page.complaints if "status of" not in said] == []


@pytest.mark.parametrize("width", WIDTHS)
def test_every_page_is_accessible_fits_the_screen_and_keeps_to_the_policy(page: Callable[..., Any], width: int) -> None:
    everybody()
    opened = page("/accounts/login/", width)
    base = opened.url.split("/accounts")[0]
    for path in OUTSIDE:
        opened.goto(base + path)
        look(opened, f"{path}{width}")
    sign_in(opened)
    opened.goto(f"{base}/accounts/2fa/totp/activate/")
    confirm(opened)
    account = queries.person_by_email("ada@hospital.example").id
    for path in (*INSIDE, f"/people/{account}/"):
        opened.goto(base + path)
        assert opened.url == base + path
        look(opened, f"{path}{width}")


def test_an_invitation_is_accepted_by_keyboard_alone(page: Callable[..., Any]) -> None:
    everybody()
    tasks.deliver(timezone.now, queries.address_of)
    link = re.search(r"https?://\S+/invitations/\S+", mail.outbox[-1].body)
    assert link
    opened = page(re.sub(r"https?://[^/]+", "", link[0]))
    look(opened, "/accept")
    opened.get_by_label("Full name").focus()
    opened.keyboard.press("Tab")
    opened.keyboard.type("Example Hospital")
    opened.keyboard.press("Tab")
    opened.keyboard.type("short")
    opened.keyboard.press("Enter")
    opened.get_by_text("There is a problem").wait_for()
    look(opened, "/accept-problem")
    opened.get_by_label("Password").focus()
    opened.keyboard.type(PASSWORD)
    opened.keyboard.press("Tab")
    opened.keyboard.press("Enter")
    opened.get_by_text("Your account is open").wait_for()
    sign_in(opened, "new@lab.example")
    assert queries.person_by_email("new@lab.example").affiliation == "Example Hospital"


def test_a_passkey_is_added_and_opens_the_house_without_a_password(page: Callable[..., Any]) -> None:
    everybody()
    opened = page("/accounts/login/")
    base = opened.url.split("/accounts")[0]
    device = opened.context.new_cdp_session(opened)
    device.send("WebAuthn.enable")
    told = {
        "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
        "isUserVerified": True, "automaticPresenceSimulation": True,
    }  # fmt: skip
    device.send("WebAuthn.addVirtualAuthenticator", {"options": told})
    sign_in(opened)
    opened.goto(f"{base}/accounts/2fa/webauthn/add/")
    confirm(opened)
    opened.get_by_label("Name").fill("My telephone")
    opened.get_by_label("Passwordless").check()
    opened.get_by_role("button", name="Add").click()
    opened.wait_for_url(lambda url: "/add/" not in url)
    assert Authenticator.objects.filter(type="webauthn").count() == 1
    opened.goto(f"{base}/accounts/2fa/webauthn/")
    assert opened.get_by_text("My telephone").first.is_visible()
    look(opened, "/keys")
    opened.get_by_role("button", name="Sign out").click()
    opened.get_by_role("link", name="Sign in").wait_for()
    opened.goto(f"{base}/accounts/login/")
    opened.get_by_role("button", name="Sign in with a passkey").click()
    opened.get_by_role("button", name="Sign out").wait_for()


def test_an_authenticator_app_and_recovery_codes(page: Callable[..., Any]) -> None:
    everybody()
    opened = page("/accounts/login/")
    base = opened.url.split("/accounts")[0]
    sign_in(opened)
    opened.goto(f"{base}/accounts/2fa/totp/activate/")
    confirm(opened)
    look(opened, "/totp")
    secret = opened.get_by_label("Authenticator secret").input_value()
    counter = next(iter(totp.yield_hotp_counters_from_time()))
    opened.get_by_label("Authenticator code").fill(totp.format_hotp_value(totp.hotp_value(secret, counter)))
    opened.get_by_role("button", name="Activate").click()
    opened.wait_for_url(lambda url: "activate" not in url)
    look(opened, "/recovery")
    opened.goto(f"{base}/accounts/2fa/recovery-codes/")
    look(opened, "/recovery-codes")
    codes = re.findall(r"\b\d{8}\b", opened.content())
    assert len(codes) == 10
    opened.get_by_role("button", name="Sign out").click()
    opened.goto(f"{base}/accounts/login/")
    opened.get_by_label("Email").fill("ada@hospital.example")
    opened.get_by_label("Password").fill(PASSWORD)
    opened.get_by_role("button", name="Sign in", exact=True).click()
    opened.get_by_label("Code").wait_for()
    look(opened, "/second-factor")
    opened.get_by_label("Code").fill(codes[0])
    opened.get_by_role("button", name="Sign In", exact=True).click()
    opened.get_by_role("button", name="Sign out").wait_for()


def test_an_administrator_suspends_somebody_and_opens_the_account_again(page: Callable[..., Any]) -> None:
    everybody()
    actions.add_account(
        OPERATOR,
        email="bob@hospital.example",
        name="Bob Baker",
        roles=["reviewer"],
        password=PASSWORD,
        at=timezone.now(),
    )
    opened = page("/accounts/login/")
    sign_in(opened)
    opened.get_by_role("link", name="People").click()
    opened.get_by_label("Name, e-mail address or institute").fill("baker")
    opened.get_by_role("button", name="Search").last.click()
    assert "baker" not in opened.url
    opened.get_by_role("link", name="Bob Baker").click()
    opened.get_by_label("Reason").fill("left the hospital")
    opened.get_by_role("button", name="Suspend the account").click()
    opened.get_by_text("The account is suspended").wait_for()
    look(opened, "/suspended")
    assert queries.person_by_email("bob@hospital.example").is_suspended
    opened.get_by_role("button", name="Open the account again").click()
    opened.get_by_text("The account is open again").wait_for()
