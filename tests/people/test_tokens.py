"""A program acts for a person, never for more than its token's scopes, and not a moment too long."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from carrel.foundation.people import actions, queries
from carrel.foundation.people.errors import (
    AccountIsSuspended,
    NoSuchToken,
    NotAllowed,
    TokenHasExpired,
    TokenIsUnknown,
    TokenWasRevoked,
)
from carrel.foundation.people.models import Token
from carrel.foundation.people.states import SCOPES
from carrel.foundation.vocabulary.actors import OPERATOR, PUBLIC, Actor, Permission
from tests.people.someone import NOW, somebody


pytestmark = [pytest.mark.django_db, pytest.mark.row("M20")]
DAY = timedelta(days=1)


def issued(actor: Actor, *scopes: str, days: int = 30) -> tuple[str, str]:
    return actions.issue_token(actor, label="export", scopes=frozenset(scopes), expires_at=NOW + days * DAY, at=NOW)


def test_a_token_acts_for_its_owner_within_its_scopes() -> None:
    ada = somebody("Ada Curie", "curator")
    _, text = issued(ada, "panels:read", "panels:review")
    actor = queries.actor_of_token(text, NOW)
    assert (actor.id, actor.name) == (ada.id, "Ada Curie")
    assert actor.permissions == {Permission.READ_INTERNAL_PANELS, Permission.REVIEW_PANELS}


def test_a_token_loses_what_its_owner_loses() -> None:
    boss, ada = somebody("Boss", "administrator"), somebody("Ada Curie", "curator", "reviewer")
    _, text = issued(ada, "panels:curate", "panels:review")
    actions.take_role(boss, account_id=ada.id, role="curator", at=NOW)
    assert queries.actor_of_token(text, NOW).permissions == {Permission.REVIEW_PANELS}


def test_the_text_is_shown_once_and_not_stored() -> None:
    _, text = issued(somebody("Ada Curie", "curator"), "panels:read")
    assert text.startswith("carrel_")
    assert not [value for value in Token.objects.values_list().get() if text in str(value)]


def test_asking_with_a_token_is_one_query_and_writes_nothing(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    _, text = issued(somebody("Ada Curie", "curator", "reviewer"), "panels:read")
    with django_assert_num_queries(1) as asked:
        queries.actor_of_token(text, NOW)
    assert asked.captured_queries[0]["sql"].startswith("SELECT")


def test_tokens_that_open_nothing_say_why() -> None:
    boss, ada = somebody("Boss", "administrator"), somebody("Ada Curie", "curator")
    key, text = issued(ada, "panels:read")
    for guess in ("", "carrel_", "carrel_x", text[:-1], text.upper(), text + " "):
        with pytest.raises(TokenIsUnknown):
            queries.actor_of_token(guess, NOW)
    with pytest.raises(TokenHasExpired, match="2026-12-21"):
        queries.actor_of_token(text, NOW + 30 * DAY)
    actions.suspend(boss, account_id=ada.id, reason="x", at=NOW)
    with pytest.raises(AccountIsSuspended) as fault:
        queries.actor_of_token(text, NOW)
    assert text not in str(fault.value)
    actions.reinstate(boss, account_id=ada.id, at=NOW)
    actions.revoke_token(boss, token_id=key, at=NOW)
    with pytest.raises(TokenWasRevoked):
        queries.actor_of_token(text, NOW)


@pytest.mark.parametrize(
    ("label", "scopes", "days", "sentence"),
    [
        ("", ["panels:read"], 30, "Say in at most 80 letters what the token is for."),
        ("x" * 81, ["panels:read"], 30, "Say in at most 80 letters what the token is for."),
        ("x", [], 30, "Choose what the token may be used for"),
        ("x", ["panels:everything"], 30, "Choose what the token may be used for"),
        ("x", ["ledger:read"], 30, "Your roles do not allow ledger:read."),
        ("x", ["panels:read"], 366, "A token is good for at least a moment and at most 365 days."),
        ("x", ["panels:read"], 0, "A token is good for at least a moment and at most 365 days."),
        ("x", ["panels:read"], -1, "A token is good for at least a moment and at most 365 days."),
    ],
)
def test_what_no_token_is_issued_for(label: str, scopes: list[str], days: int, sentence: str) -> None:
    ada = somebody("Ada Curie", "curator")
    with pytest.raises(NotAllowed, match=sentence.replace("(", r"\(")):
        actions.issue_token(ada, label=label, scopes=frozenset(scopes), expires_at=NOW + days * DAY, at=NOW)
    assert not Token.objects.exists()


@pytest.mark.parametrize("actor", [PUBLIC, OPERATOR])
def test_a_token_belongs_to_a_person(actor: Actor) -> None:
    with pytest.raises(NotAllowed, match="Sign in first"):
        issued(actor, "panels:read")


def test_nobody_hoards_tokens() -> None:
    ada = somebody("Ada Curie", "curator")
    for _ in range(20):
        issued(ada, "panels:read")
    with pytest.raises(NotAllowed, match="revoke one first"):
        issued(ada, "panels:read")


def test_only_its_owner_and_administrators_revoke_a_token_and_once() -> None:
    ada = somebody("Ada Curie", "curator")
    key, _ = issued(ada, "panels:read")
    with pytest.raises(NotAllowed, match="owner or an administrator"):
        actions.revoke_token(somebody("Other", "curator"), token_id=key, at=NOW)
    actions.revoke_token(ada, token_id=key, at=NOW)
    with pytest.raises(NotAllowed, match="revoked already"):
        actions.revoke_token(ada, token_id=key, at=NOW)
    with pytest.raises(NoSuchToken):
        actions.revoke_token(ada, token_id=str(uuid.UUID(int=0)), at=NOW)


def test_scopes_together_give_every_permission_and_none_gives_two_rooms() -> None:
    assert {item for scope in SCOPES for item in scope.permissions} == set(Permission)
