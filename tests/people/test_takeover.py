"""What somebody else at an open browser, or a stranger who guesses, cannot do."""

from __future__ import annotations

import time
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from carrel.foundation.people.models import Account, Token
from carrel.interfaces.web.people.forms import ANSWER_AFTER
from tests.people.someone import somebody
from tests.people.test_pages import client_of


pytestmark = [pytest.mark.django_db, pytest.mark.row("M20")]


@pytest.fixture(autouse=True)
def without_limits(settings: Any) -> None:
    settings.CARREL_MFA_REQUIRED = False
    settings.CARREL_LOGIN_RATE = "off"
    cache.clear()


def test_the_address_to_which_new_passwords_go_changes_only_after_the_password_was_asked_for_again() -> None:
    actor = somebody("Ada Curie", "curator")
    client = client_of(actor)
    answer = client.post("/accounts/email/", {"email": "thief@elsewhere.example", "action_add": ""})
    assert answer.url.startswith("/accounts/reauthenticate/")  # type: ignore[attr-defined]
    account = Account.objects.get(id=actor.id)
    assert not account.emailaddress_set.filter(email="thief@elsewhere.example").exists()  # type: ignore[attr-defined]


def test_a_token_is_made_by_a_session_only_after_the_password_was_asked_for_again_also_through_the_api() -> None:
    client = client_of(somebody("Ada Curie", "curator"))
    wish = {"label": "nightly", "scopes": ["panels:curate"], "days": 7}
    answer = client.post("/api/v2/me/tokens", wish, content_type="application/json")
    assert (answer.status_code, Token.objects.count()) == (403, 0)
    assert "password" in answer.json()["detail"]


def test_a_session_that_is_not_a_number_ends_nothing() -> None:
    client = client_of(somebody("Ada Curie"))
    for wrong in ("", "abc", "1 OR 1=1", "\0", "9" * 40):
        assert client.post("/account/sessions/", {"session": wrong}).status_code == 302, wrong


def test_a_stranger_and_somebody_known_wait_alike_for_the_letter_with_a_new_password() -> None:
    somebody("Ada Curie")
    for address in ("ada.curie@hospital.example", "nobody@hospital.example"):
        started = time.monotonic()
        Client().post("/accounts/password/reset/", {"email": address})
        assert time.monotonic() - started >= ANSWER_AFTER, address
