"""The pages of people: signing in, being invited, one's own account, and the administrators' work."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from allauth.usersessions.models import UserSession
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from carrel.foundation.ledger import tasks
from carrel.foundation.ledger.models import LedgerEntry, Letter
from carrel.foundation.people import actions, queries
from carrel.foundation.people.models import Account, Token
from carrel.foundation.people.tasks import forget_sessions
from carrel.foundation.vocabulary.actors import OPERATOR, Actor
from tests.people.someone import PASSWORD, fresh, somebody


pytestmark = [pytest.mark.django_db, pytest.mark.row("M20")]
STRONGER = "seven wooden bridges"


@pytest.fixture(autouse=True)
def without_second_factor(settings: Any) -> None:
    """Most of these tests are about something else."""
    settings.CARREL_MFA_REQUIRED = False
    settings.CARREL_LOGIN_RATE = "off"
    cache.clear()


def client_of(actor: Actor) -> Client:
    client = Client()
    client.force_login(Account.objects.get(id=actor.id))
    return client


def sign_in(client: Client, email: str, password: str = PASSWORD, **extra: str) -> Any:
    return client.post("/accounts/login/", {"login": email, "password": password, **extra})


def deliver() -> list[mail.EmailMessage]:
    mail.outbox.clear()
    tasks.deliver(timezone.now, queries.address_of)
    return list(mail.outbox)


def link_in(message: mail.EmailMessage) -> str:
    found = re.search(r"https?://[^/\s]+(/\S+)", message.body.split("open", 1)[-1].split("Open", 1)[-1])
    assert found
    return found[1]


def test_somebody_who_is_invited_joins_and_signs_in() -> None:
    curator = client_of(somebody("Ada Curie", "curator"))
    sent = curator.post(
        "/people/invite/", {"name": "New One", "email": "new@lab.example", "role": "reviewer"}, follow=True
    )
    assert "The invitation is on its way" in sent.content.decode()
    (message,) = deliver()
    assert message.to == ["new@lab.example"]
    visitor, link = Client(), link_in(message)
    page = visitor.get(link)
    assert "Panel reviewer".lower() in page.content.decode()
    assert page["Referrer-Policy"] == "strict-origin"
    joined = visitor.post(link, {"name": "New One", "affiliation": "Lab", "password": PASSWORD})
    assert joined.url == "/accounts/login/"  # type: ignore[attr-defined]
    assert sign_in(visitor, "NEW@lab.example").status_code == 302
    assert "New One" in visitor.get("/account/").content.decode()
    assert Client().get(link).status_code == 410


def test_a_weak_password_is_told_on_the_page_of_the_invitation() -> None:
    somebody("Ada Curie", "curator")
    actions.invite(OPERATOR, email="n@lab.example", name="N", role="reviewer", at=timezone.now())
    page = Client().post(link_in(deliver()[0]), {"name": "N", "password": "short"})
    assert "This password is too short" in page.content.decode()


def test_there_is_no_way_to_sign_up_uninvited() -> None:
    assert Client().get("/accounts/signup/").url == "/accounts/login/"  # type: ignore[attr-defined]
    Client().post("/accounts/signup/", {"email": "x@lab.example", "password1": PASSWORD, "password2": PASSWORD})
    assert not Account.objects.exists()


def test_a_wrong_password_and_an_unknown_address_get_the_same_answer() -> None:
    somebody("Ada Curie")
    told = []
    for email in ("ada.curie@hospital.example", "nobody@hospital.example"):
        page = sign_in(Client(), email, "not the password").content.decode()
        told.append(re.findall(r"<li>(.*?)</li>", page.split("There is a problem")[1])[0])
        assert "not the password" not in page
    assert told[0] == told[1]


def test_who_tries_many_passwords_is_stopped() -> None:
    somebody("Ada Curie")
    client = Client()
    for _ in range(6):
        sign_in(client, "ada.curie@hospital.example", "wrong")
    assert "Too many failed login attempts" in sign_in(client, "ada.curie@hospital.example").content.decode()


def test_a_suspended_person_does_not_get_in() -> None:
    ada = somebody("Ada Curie")
    actions.suspend(OPERATOR, account_id=ada.id, reason="x", at=timezone.now())
    client = Client()
    sign_in(client, "ada.curie@hospital.example")
    assert client.get("/account/").status_code == 302
    assert sign_in(client, "ada.curie@hospital.example").status_code == 302  # to the page that says so


def test_a_forgotten_password_is_replaced_by_a_link_that_works_once() -> None:
    somebody("Ada Curie")
    client = Client()
    answers = [
        client.post("/accounts/password/reset/", {"email": email}).url  # type: ignore[attr-defined]
        for email in ("ada.curie@hospital.example", "nobody@hospital.example")
    ]
    assert answers[0] == answers[1]
    (message,) = deliver()
    link = link_in(message)
    form = client.get(link, follow=True)
    client.post(form.request["PATH_INFO"], {"password1": STRONGER, "password2": STRONGER})
    assert sign_in(Client(), "ada.curie@hospital.example").status_code == 200  # the old one is refused
    assert sign_in(Client(), "ada.curie@hospital.example", STRONGER).status_code == 302
    assert "password1" not in Client().get(link, follow=True).content.decode()


def test_one_session_is_ended_or_all_others_are() -> None:
    ada = somebody("Ada Curie")
    here, there, elsewhere = Client(), Client(), Client()
    for client in (here, there, elsewhere):
        sign_in(client, "ada.curie@hospital.example")
    rows = list(UserSession.objects.filter(user_id=ada.id).order_by("id"))
    assert len(rows) == 3
    here.post("/account/sessions/", {"session": rows[1].id})
    assert there.get("/account/").status_code == 302
    assert elsewhere.get("/account/").status_code == 200
    here.post("/account/sessions/", {"others": "1"})
    assert elsewhere.get("/account/").status_code == 302
    assert here.get("/account/").status_code == 200


def test_sessions_that_are_over_are_forgotten_with_their_network_addresses() -> None:
    somebody("Ada Curie")
    sign_in(Client(), "ada.curie@hospital.example")
    assert forget_sessions(timezone.now() + timedelta(hours=2)) == 0
    assert forget_sessions(timezone.now() + timedelta(days=40)) == 1
    assert not UserSession.objects.exists()


def test_nobody_ends_another_persons_session() -> None:
    somebody("Ada Curie")
    somebody("Bob Baker")
    ada, bob = Client(), Client()
    sign_in(ada, "ada.curie@hospital.example")
    sign_in(bob, "bob.baker@hospital.example")
    bob.post("/account/sessions/", {"session": UserSession.objects.order_by("id")[0].id})
    assert ada.get("/account/").status_code == 200


def test_a_token_takes_the_password_once_more_and_is_shown_once() -> None:
    somebody("Ada Curie", "curator")
    client = Client()
    sign_in(client, "ada.curie@hospital.example")
    wish = {"label": "export", "scopes": ["panels:read"], "days": "30"}
    asked = client.post("/account/tokens/", wish)
    assert asked.url.startswith("/accounts/reauthenticate/")  # type: ignore[attr-defined]
    assert not Token.objects.exists()
    shown = client.post(asked.url, {"password": PASSWORD})  # type: ignore[attr-defined]
    text = re.search(r"carrel_[\w-]{43}", shown.content.decode())
    assert text
    assert shown["Cache-Control"] == "no-store"
    assert queries.actor_of_token(text[0], timezone.now()).name == "Ada Curie"
    assert text[0] not in client.get("/account/tokens/").content.decode()
    client.post(f"/account/tokens/{Token.objects.get().id}/revoke/")
    assert Token.objects.get().revoked_at


def test_an_administrator_manages_an_account_by_buttons() -> None:
    boss, ada = somebody("Boss", "administrator"), somebody("Ada Curie")
    client, page = client_of(boss), f"/people/{ada.id}/"
    assert "ada.curie@hospital.example" in client.get(page).content.decode()
    client.post(f"{page}give/", {"role": "curator"})
    assert queries.person(ada.id).roles == ("curator",)
    client.post(f"{page}take/", {"role": "curator"})
    told = client.post(f"{page}suspend/", {"reason": ""}, follow=True).content.decode()
    assert "Say why the account is suspended." in told
    client.post(f"{page}suspend/", {"reason": "left"})
    assert queries.person(ada.id).is_suspended
    client.post(f"{page}reinstate/")
    client.post(f"{page}end-sessions/")
    assert not queries.person(ada.id).is_suspended
    assert client.get("/people/00000000-0000-0000-0000-000000000000/").status_code == 404


def test_people_are_looked_for_by_post_so_that_no_name_stands_in_an_address() -> None:
    boss = somebody("Boss", "administrator")
    somebody("Ada Curie")
    page = client_of(boss).post("/people/", {"words": "curie"}).content.decode()
    assert "Ada Curie" in page
    assert "1 account" in page


PAGES = {
    "/account/": "anybody", "/account/sessions/": "anybody", "/account/tokens/": "anybody",
    "/people/": "inviters", "/people/invite/": "inviters",
    "/people/00000000-0000-0000-0000-000000000000/": "administrator",
    "/ledger/": "auditor", "/ledger/download/": "auditor", "/ledger/letters/": "auditor administrator",
}  # fmt: skip
INVITERS = "curator administrator"


@pytest.mark.parametrize("role", ["", "reviewer", "curator", "administrator", "auditor"])
def test_each_page_opens_for_its_roles_and_tells_the_others_whom_to_ask(role: str) -> None:
    client = client_of(somebody("Ada Curie", *([role] if role else [])))
    for path, allowed in PAGES.items():
        answer = client.get(path)
        if allowed == "anybody" or (role and role in allowed.replace("inviters", INVITERS)):
            assert answer.status_code in (200, 404), path
        else:
            assert answer.status_code == 403, path
            assert "Ask an administrator" in answer.content.decode()


@pytest.mark.parametrize("path", PAGES)
def test_the_public_is_led_to_sign_in_and_back(path: str) -> None:
    answer = Client().get(path)
    assert answer.status_code == 302
    assert answer.url == f"/accounts/login/?next={path}"  # type: ignore[attr-defined]


def test_everybody_reads_what_roles_may_do() -> None:
    page = Client().get("/roles/").content.decode()
    assert "Panel curator" in page
    assert "panels:sign_off" in page


@pytest.mark.parametrize("role", ["curator", "administrator", "auditor"])
def test_a_role_that_can_do_harm_sets_a_second_factor_up_first(role: str, settings: Any) -> None:
    settings.CARREL_MFA_REQUIRED = True
    ada = somebody("Ada Curie", role)
    client = client_of(ada)
    for path in ("/account/", "/people/", "/ledger/", "/account/tokens/"):
        assert client.get(path).url == "/accounts/2fa/"  # type: ignore[attr-defined]
    assert client.get("/api/v2/anything").status_code == 403
    page = client.get("/accounts/2fa/")
    assert "Your role needs a second factor" in page.content.decode()
    totp.TOTP.activate(Account.objects.get(id=ada.id), totp.generate_totp_secret())
    assert client.get("/account/").status_code == 200


def test_a_reviewer_needs_no_second_factor(settings: Any) -> None:
    settings.CARREL_MFA_REQUIRED = True
    assert client_of(somebody("Ada Curie", "reviewer")).get("/account/").status_code == 200


def test_an_authenticator_app_is_set_up_asked_for_and_not_removed_while_the_role_needs_it(settings: Any) -> None:
    settings.CARREL_MFA_REQUIRED = True
    ada = somebody("Ada Curie", "curator")
    client = Client()
    sign_in(client, "ada.curie@hospital.example")
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    form = client.get("/accounts/2fa/totp/activate/")
    secret = form.context["form"].secret
    assert "data:image/svg" in form.content.decode()
    client.post("/accounts/2fa/totp/activate/", {"code": code_of(secret)})
    stored = Authenticator.objects.get(user_id=ada.id, type="totp")
    assert secret not in str(stored.data)  # encrypted
    assert Authenticator.objects.filter(user_id=ada.id, type="recovery_codes").exists()
    client.post("/accounts/2fa/totp/deactivate/")
    assert Authenticator.objects.filter(pk=stored.pk).exists()
    other = Client()
    asked = sign_in(other, "ada.curie@hospital.example")
    assert asked.url.startswith("/accounts/2fa/authenticate/")  # type: ignore[attr-defined]
    assert other.get("/account/").status_code == 302
    cache.clear()  # a code is not used twice; here the test is quicker than the clock
    other.post("/accounts/2fa/authenticate/", {"code": code_of(secret)})
    assert other.get("/account/").status_code == 200


def code_of(secret: str) -> str:
    counter = next(iter(totp.yield_hotp_counters_from_time()))
    return str(totp.format_hotp_value(totp.hotp_value(secret, counter)))


def test_what_is_done_on_the_sign_in_pages_is_in_the_ledger() -> None:
    somebody("Ada Curie")
    client = Client()
    sign_in(client, "ada.curie@hospital.example")
    client.post("/accounts/password/change/", {"oldpassword": PASSWORD, "password1": STRONGER, "password2": STRONGER})
    events = set(LedgerEntry.objects.values_list("event", flat=True))
    assert {"people.account.opened", "people.session.begun", "people.password.changed"} <= events


def test_an_address_changes_only_when_the_new_one_is_proven() -> None:
    ada = somebody("Ada Curie", "curator")
    totp.TOTP.activate(Account.objects.get(id=ada.id), totp.generate_totp_secret())
    client = client_of(ada)
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    client.post("/accounts/email/", {"email": "ada@elsewhere.example", "action_add": ""})
    (message,) = [sent for sent in mail.outbox if sent.to == ["ada@elsewhere.example"]]
    found = re.search(r"https?://[^/]+(/accounts/confirm-email/\S+)", message.body)
    assert found
    assert "elsewhere" not in found[1]
    client.get(found[1])
    assert queries.person(ada.id).email == "ada.curie@hospital.example"
    client.post(found[1])
    assert queries.person(ada.id).email == "ada@elsewhere.example"
    assert LedgerEntry.objects.filter(event="people.address.changed").exists()


def test_no_name_and_no_address_is_in_the_ledger_or_the_outbox_after_a_busy_day() -> None:
    boss = somebody("Beatrix Bosswell", "administrator")
    client = client_of(boss)
    client.post("/people/invite/", {"name": "Nadia Newman", "email": "nadia@lab.example", "role": "auditor"})
    link = link_in(deliver()[0])
    visitor = Client()
    visitor.post(link, {"name": "Nadia Newman", "affiliation": "Lab", "password": PASSWORD})
    sign_in(visitor, "nadia@lab.example")
    nadia = queries.person_by_email("nadia@lab.example")
    client.post(f"/people/{nadia.id}/give/", {"role": "curator"})
    visitor.post("/account/", {"name": "Nadia Newman-Old", "affiliation": "Lab"})
    token, _ = actions.issue_token(
        fresh(nadia.id), label="Nadia's export", scopes=frozenset({"ledger:read"}),
        expires_at=timezone.now() + timedelta(days=1), at=timezone.now(),
    )  # fmt: skip
    Client().post("/accounts/password/reset/", {"email": "nadia@lab.example"})
    client.post(f"/people/{nadia.id}/revoke/", {"token": token})
    client.post(f"/people/{nadia.id}/take/", {"role": "curator"})
    client.post(f"/people/{nadia.id}/suspend/", {"reason": "Nadia Newman left"})
    client.post(f"/people/{nadia.id}/reinstate/")
    client.post(f"/people/{nadia.id}/end-sessions/")
    deliver()
    lines = [str(row) for row in LedgerEntry.objects.values_list()]
    letters = [str(row) for row in Letter.objects.values_list()]
    assert len(lines) > 14
    assert len(letters) == 3
    for text in (*lines, *letters):
        assert not re.search(r"nadia|newman|bosswell|beatrix|@|\.example", text, re.I), text
