"""Signing in through an organisation's OpenID Connect service: a real provider answers on this machine."""

from __future__ import annotations

import json
import re
import urllib.error
import urllib.parse
import urllib.request
import warnings
from collections.abc import Iterator
from typing import Any

import pytest
from allauth.socialaccount.models import SocialAccount
from django.test import Client
from django.utils import timezone

from carrel.foundation.people import actions, queries
from carrel.foundation.people.models import Account
from carrel.foundation.vocabulary.actors import OPERATOR
from tests.people.someone import somebody


with warnings.catch_warnings(record=True):  # of libraries that the provider stands on
    oidc = pytest.importorskip("oidc_provider_mock", reason="the package oidc-provider-mock is not installed")

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.row("M20"),
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
]


@pytest.fixture(scope="module")
def provider() -> Iterator[str]:
    with oidc.run_server_in_thread(port=0, require_client_registration=False) as server:
        yield f"http://localhost:{server.server_port}"


@pytest.fixture(autouse=True)
def house(provider: str, settings: Any) -> None:
    app = {
        "provider_id": "oidc", "name": "the hospital", "client_id": "carrel", "secret": "only for tests",
        "settings": {"server_url": provider, "fetch_userinfo": True},
    }  # fmt: skip
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": [app]}}
    settings.CARREL_MFA_REQUIRED = False
    settings.CARREL_LOGIN_RATE = "off"


def claims(provider: str, subject: str, **told: object) -> None:
    body = json.dumps(told).encode()
    asked = urllib.request.Request(  # noqa: S310 - on this machine
        f"{provider}/users/{subject}", body, {"Content-Type": "application/json"}, method="PUT"
    )
    urllib.request.urlopen(asked).close()  # noqa: S310 - on this machine


class _Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: object, **__: object) -> None:
        return None


def come_from(provider: str, subject: str) -> tuple[Client, Any]:
    """Press the button on the sign-in page, sign in there, and follow the way back."""
    client = Client(headers={"host": "localhost"})
    assert "Sign in with the hospital" in client.get("/accounts/login/").content.decode()
    there = client.post("/accounts/oidc/oidc/login/").url  # type: ignore[attr-defined]
    opener = urllib.request.build_opener(_Stay)
    form = urllib.parse.urlencode({"sub": subject}).encode()
    try:
        answer = opener.open(urllib.request.Request(there, form, method="POST"))  # noqa: S310 - on this machine
    except urllib.error.HTTPError as redirect:
        answer = redirect
    back = urllib.parse.urlsplit(answer.headers["Location"])
    answer.close()
    return client, client.get(f"{back.path}?{back.query}")


def test_somebody_with_an_account_signs_in_by_the_same_proven_address(provider: str) -> None:
    somebody("Ada Curie", "reviewer")
    claims(provider, "ada", email="Ada.Curie@hospital.example", email_verified=True)
    client, answer = come_from(provider, "ada")
    assert answer.status_code == 302
    assert "Ada Curie" in client.get("/account/").content.decode()
    assert SocialAccount.objects.get().user.email == "ada.curie@hospital.example"
    again, _ = come_from(provider, "ada")
    assert again.get("/account/").status_code == 200


def test_somebody_who_was_invited_joins_without_a_password(provider: str) -> None:
    actions.invite(OPERATOR, email="new@lab.example", name="New One", role="curator", at=timezone.now())
    claims(provider, "new", email="new@lab.example", email_verified=True)
    client, _ = come_from(provider, "new")
    assert "New One" in client.get("/account/").content.decode()
    joined = queries.person_by_email("new@lab.example")
    assert joined.roles == ("curator",)
    assert not Account.objects.get(id=joined.id).has_usable_password()


@pytest.mark.parametrize("known", [True, False])
def test_an_address_that_the_service_has_not_proven_opens_nothing(provider: str, known: bool) -> None:
    if known:
        somebody("Ada Curie")
    else:
        actions.invite(OPERATOR, email="ada.curie@hospital.example", name="Ada", role="reviewer", at=timezone.now())
    claims(provider, "mallory", email="ada.curie@hospital.example", email_verified=False)
    client, answer = come_from(provider, "mallory")
    assert answer.status_code == 403
    assert "You have no account here" in answer.content.decode()
    assert client.get("/account/").status_code == 302
    assert not SocialAccount.objects.exists()


def test_a_stranger_gets_no_account(provider: str) -> None:
    claims(provider, "stranger", email="stranger@elsewhere.example", email_verified=True)
    _, answer = come_from(provider, "stranger")
    assert answer.status_code == 403
    assert not Account.objects.exists()
    assert not re.search("stranger@", answer.content.decode())


def test_a_suspended_person_does_not_come_in_by_this_door(provider: str) -> None:
    ada = somebody("Ada Curie")
    claims(provider, "ada2", email="ada.curie@hospital.example", email_verified=True)
    come_from(provider, "ada2")
    actions.suspend(OPERATOR, account_id=ada.id, reason="left", at=timezone.now())
    client, _ = come_from(provider, "ada2")
    assert client.get("/account/").status_code == 302
