"""Nobody joins without an invitation, and an invitation is good for one person, once."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from allauth.account.models import EmailAddress

from carrel.foundation.ledger.models import Letter
from carrel.foundation.people import actions, queries
from carrel.foundation.people.errors import InvitationCannotBeUsed, NoSuchInvitation, NotAllowed
from carrel.foundation.people.models import Account, Invitation
from carrel.foundation.vocabulary.actors import PUBLIC
from tests.people.someone import NOW, PASSWORD, somebody


pytestmark = [pytest.mark.django_db, pytest.mark.row("M20")]
DAY = timedelta(days=1)


def secret_of(invitation_id: str) -> str:
    envelope = queries.address_of(f"invitation:{invitation_id}")
    assert envelope is not None
    return envelope.facts["secret"]


def test_a_curator_invites_a_reviewer_who_joins_by_the_link() -> None:
    curator = somebody("Ada Curie", "curator")
    sent = actions.invite(curator, email="New.One@lab.example", name="New One", role="reviewer", at=NOW)
    assert [letter.recipient for letter in Letter.objects.all()] == [f"invitation:{sent.id}"]
    joined = actions.accept_invitation(secret_of(sent.id), name="Dr New One", password=PASSWORD, at=NOW + DAY)
    assert joined.roles == ("reviewer",)
    assert EmailAddress.objects.get(user_id=joined.id).verified
    assert Account.objects.get(id=joined.id).check_password(PASSWORD)


def test_the_secret_of_a_link_is_not_in_the_database() -> None:
    sent = actions.invite(somebody("Ada Curie", "curator"), email="n@lab.example", name="N", role="reviewer", at=NOW)
    secret = secret_of(sent.id)
    stored = [str(value) for row in [*Invitation.objects.values(), *Letter.objects.values()] for value in row.values()]
    assert not [value for value in stored if secret in value]


@pytest.mark.parametrize(
    ("role", "inviter", "sentence"),
    [
        ("curator", "curator", "Only an administrator can invite a panel curator; you can invite reviewers."),
        ("administrator", "curator", "Only an administrator can invite an administrator; you can invite reviewers."),
        ("reviewer", "reviewer", "Only curators and administrators can invite reviewers."),
        ("reviewer", "auditor", "Only curators and administrators can invite reviewers."),
        (
            "wizard",
            "administrator",
            "There is no role 'wizard'; the roles are reviewer, curator, administrator, auditor.",
        ),
    ],
)
def test_who_may_not_invite_whom(role: str, inviter: str, sentence: str) -> None:
    with pytest.raises(NotAllowed) as refused:
        actions.invite(somebody("Ada Curie", inviter), email="n@lab.example", name="N", role=role, at=NOW)
    assert refused.value.objections == (sentence,)
    assert not Invitation.objects.exists()


def test_the_public_invites_nobody() -> None:
    with pytest.raises(NotAllowed):
        actions.invite(PUBLIC, email="n@lab.example", name="N", role="reviewer", at=NOW)


@pytest.mark.parametrize(
    "email",
    ["", "no", "a@b", "a b@c.example", "a@c.example, b@c.example", "<a@c.example>", "a@" + "c" * 255 + ".example"],
)
def test_what_is_not_an_address_is_refused(email: str) -> None:
    with pytest.raises(NotAllowed, match="not an e-mail address"):
        actions.invite(somebody("Ada Curie", "curator"), email=email, name="N", role="reviewer", at=NOW)


@pytest.mark.parametrize("name", ["", "  ", "x" * 121, "line\nbreak"])
def test_what_is_not_a_name_is_refused(name: str) -> None:
    with pytest.raises(NotAllowed, match=r"called|longer|shown"):
        actions.invite(somebody("Ada Curie", "curator"), email="n@lab.example", name=name, role="reviewer", at=NOW)


def test_somebody_who_has_an_account_is_not_invited() -> None:
    curator = somebody("Ada Curie", "curator")
    with pytest.raises(NotAllowed, match="has an account already"):
        actions.invite(curator, email="ADA.curie@hospital.example", name="Ada", role="reviewer", at=NOW)


def test_a_link_works_once() -> None:
    sent = actions.invite(somebody("Ada Curie", "curator"), email="n@lab.example", name="N", role="reviewer", at=NOW)
    secret = secret_of(sent.id)
    actions.accept_invitation(secret, name="N", password=PASSWORD, at=NOW)
    with pytest.raises(InvitationCannotBeUsed, match="accepted already"):
        actions.accept_invitation(secret, name="N", password=PASSWORD, at=NOW)
    assert queries.address_of(f"invitation:{sent.id}") is None


def test_a_link_is_too_old_after_two_weeks() -> None:
    sent = actions.invite(somebody("Ada Curie", "curator"), email="n@lab.example", name="N", role="reviewer", at=NOW)
    with pytest.raises(InvitationCannotBeUsed, match="too old"):
        actions.accept_invitation(secret_of(sent.id), name="N", password=PASSWORD, at=NOW + 14 * DAY)


def test_a_withdrawn_or_replaced_invitation_opens_nothing() -> None:
    curator = somebody("Ada Curie", "curator")
    first = actions.invite(curator, email="n@lab.example", name="N", role="reviewer", at=NOW)
    first_secret = secret_of(first.id)
    second = actions.invite(curator, email="N@lab.example", name="N", role="reviewer", at=NOW)
    with pytest.raises(InvitationCannotBeUsed, match="withdrawn"):
        actions.accept_invitation(first_secret, name="N", password=PASSWORD, at=NOW)
    second_secret = secret_of(second.id)
    actions.withdraw_invitation(curator, invitation_id=second.id, at=NOW)
    with pytest.raises(InvitationCannotBeUsed, match="withdrawn"):
        actions.accept_invitation(second_secret, name="N", password=PASSWORD, at=NOW)
    with pytest.raises(NotAllowed, match="no longer open"):
        actions.withdraw_invitation(curator, invitation_id=second.id, at=NOW)


def test_another_curator_does_not_withdraw_my_invitation_but_an_administrator_does() -> None:
    sent = actions.invite(somebody("Ada Curie", "curator"), email="n@lab.example", name="N", role="reviewer", at=NOW)
    with pytest.raises(NotAllowed, match="whoever sent it"):
        actions.withdraw_invitation(somebody("Other One", "curator"), invitation_id=sent.id, at=NOW)
    actions.withdraw_invitation(somebody("Boss", "administrator"), invitation_id=sent.id, at=NOW)


def test_an_invitation_that_is_not_there_is_not_withdrawn() -> None:
    with pytest.raises(NoSuchInvitation):
        actions.withdraw_invitation(
            somebody("Boss", "administrator"), invitation_id="00000000-0000-0000-0000-000000000000", at=NOW
        )


@pytest.mark.parametrize("guess", ["", "x", "A" * 43])
def test_a_guessed_link_opens_nothing(guess: str) -> None:
    with pytest.raises(InvitationCannotBeUsed, match="not one of ours"):
        actions.accept_invitation(guess, name="N", password=PASSWORD, at=NOW)


@pytest.mark.parametrize("password", ["short", "password1234", "123456789012345", "n@lab.example"])
def test_a_weak_password_opens_no_account_and_does_not_use_the_link_up(password: str) -> None:
    sent = actions.invite(somebody("Ada Curie", "curator"), email="n@lab.example", name="N", role="reviewer", at=NOW)
    with pytest.raises(NotAllowed):
        actions.accept_invitation(secret_of(sent.id), name="N", password=password, at=NOW)
    assert not queries.is_known("n@lab.example")
    assert queries.invitation_for(secret_of(sent.id), NOW).state == "open"


def test_a_letter_that_waits_while_the_servers_key_is_changed_still_holds_a_link_that_works(settings: Any) -> None:
    sent = actions.invite(somebody("Ada Curie", "curator"), email="n@lab.example", name="N", role="reviewer", at=NOW)
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "another key"
    actions.accept_invitation(secret_of(sent.id), name="N", password=PASSWORD, at=NOW)
    assert queries.is_known("n@lab.example")


def test_an_invitation_is_worth_nothing_after_its_sender_was_suspended_or_may_no_longer_send_it() -> None:
    boss, thief = somebody("Ada Boss", "administrator"), somebody("Tim Thief", "administrator")
    sent = actions.invite(thief, email="friend@lab.example", name="Friend", role="administrator", at=NOW)
    secret = secret_of(sent.id)
    actions.take_role(boss, account_id=thief.id, role="administrator", at=NOW)
    with pytest.raises(InvitationCannotBeUsed, match="may not do so any more"):
        actions.accept_invitation(secret, name="Friend", password=PASSWORD, at=NOW + DAY)
    actions.give_role(boss, account_id=thief.id, role="administrator", at=NOW)
    assert queries.invitation_for(secret, NOW).state == "open"
    actions.suspend(boss, account_id=thief.id, reason="stole a password", at=NOW)
    with pytest.raises(InvitationCannotBeUsed):
        actions.accept_invitation_of("friend@lab.example", at=NOW + DAY)
    assert not Account.objects.filter(email="friend@lab.example").exists()
