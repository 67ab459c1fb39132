"""Roles, suspension and sessions: who may change what, and that it holds at once."""

from __future__ import annotations

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client

from carrel.foundation.people import actions, queries
from carrel.foundation.people.errors import NoSuchAccount, NotAllowed
from carrel.foundation.people.models import Account, RoleGrant
from carrel.foundation.vocabulary.actors import OPERATOR, PUBLIC, Permission
from tests.people.someone import NOW, PASSWORD, fresh, somebody


pytestmark = [pytest.mark.django_db, pytest.mark.row("M20")]
NOBODY = "00000000-0000-0000-0000-000000000000"


def refused(change: object, *args: object, **kwargs: object) -> tuple[str, ...]:
    with pytest.raises(NotAllowed) as fault:
        change(*args, at=NOW, **kwargs)  # type: ignore[operator]
    return fault.value.objections


def test_a_role_gives_its_permissions_and_taking_it_takes_them() -> None:
    boss, ada = somebody("Boss", "administrator"), somebody("Ada Curie")
    actions.give_role(boss, account_id=ada.id, role="curator", at=NOW)
    assert fresh(ada.id).may(Permission.CURATE_PANELS)
    actions.take_role(boss, account_id=ada.id, role="curator", at=NOW)
    assert not fresh(ada.id).permissions
    assert RoleGrant.objects.get(account_id=ada.id).ended_by == boss.id  # ended, not deleted


def test_only_an_administrator_changes_accounts() -> None:
    curator, ada = somebody("Curator", "curator"), somebody("Ada Curie", "reviewer")
    only = ("Only an administrator can do this.",)
    assert refused(actions.give_role, curator, account_id=ada.id, role="curator") == only
    assert refused(actions.take_role, curator, account_id=ada.id, role="reviewer") == only
    assert refused(actions.suspend, curator, account_id=ada.id, reason="left") == only
    assert refused(actions.end_sessions, curator, account_id=ada.id) == only
    assert refused(actions.add_account, curator, email="n@lab.example", name="N", roles=[], password=None) == only
    actions.suspend(OPERATOR, account_id=ada.id, reason="left", at=NOW)
    assert refused(actions.reinstate, curator, account_id=ada.id) == only


def test_nobody_changes_their_own_standing() -> None:
    boss = somebody("Boss", "administrator")
    somebody("Second", "administrator")
    assert refused(actions.give_role, boss, account_id=boss.id, role="curator")[0].startswith(
        "You cannot give a role to"
    )
    assert refused(actions.take_role, boss, account_id=boss.id, role="administrator")[0].startswith("You cannot take")
    assert refused(actions.suspend, boss, account_id=boss.id, reason="x") == (
        "You cannot suspend yourself; ask another administrator.",
    )


def test_the_last_administrator_stays() -> None:
    boss = somebody("Boss", "administrator")
    last = ("This is the last administrator; make somebody else administrator first.",)
    assert refused(actions.take_role, OPERATOR, account_id=boss.id, role="administrator") == last
    assert refused(actions.suspend, OPERATOR, account_id=boss.id, reason="x") == last
    second = somebody("Second", "administrator")
    actions.suspend(second, account_id=boss.id, reason="left", at=NOW)
    assert refused(actions.suspend, OPERATOR, account_id=second.id, reason="x") == last


def test_a_role_is_held_once_and_must_exist() -> None:
    boss, ada = somebody("Boss", "administrator"), somebody("Ada Curie", "reviewer")
    assert refused(actions.give_role, boss, account_id=ada.id, role="reviewer") == (
        "This person is a panel reviewer already.",
    )
    assert refused(actions.give_role, boss, account_id=ada.id, role="wizard")[0].startswith("There is no role 'wizard'")
    assert refused(actions.take_role, boss, account_id=ada.id, role="auditor") == ("This person is not an auditor.",)


def test_a_suspended_account_says_why_and_takes_no_roles() -> None:
    boss, ada = somebody("Boss", "administrator"), somebody("Ada Curie", "reviewer")
    assert refused(actions.suspend, boss, account_id=ada.id, reason=" ") == ("Say why the account is suspended.",)
    assert refused(actions.suspend, boss, account_id=ada.id, reason="x" * 301) == (
        "The reason is longer than 300 letters.",
    )
    actions.suspend(boss, account_id=ada.id, reason="left the hospital", at=NOW)
    assert refused(actions.suspend, boss, account_id=ada.id, reason="x") == ("This account is suspended already.",)
    assert refused(actions.give_role, boss, account_id=ada.id, role="curator") == (
        "This account is suspended; reinstate it first.",
    )
    assert queries.actor_of(Account.objects.get(id=ada.id)) is PUBLIC
    actions.reinstate(boss, account_id=ada.id, at=NOW)
    assert refused(actions.reinstate, boss, account_id=ada.id) == ("This account is not suspended.",)
    assert fresh(ada.id).may(Permission.REVIEW_PANELS)


def test_an_administrator_who_was_suspended_does_not_come_back_by_themselves() -> None:
    boss, second = somebody("Boss", "administrator"), somebody("Second", "administrator")
    actions.suspend(second, account_id=boss.id, reason="x", at=NOW)
    assert refused(actions.reinstate, boss, account_id=boss.id) == ("Your account is suspended.",)
    assert refused(actions.suspend, boss, account_id=second.id, reason="revenge") == ("Your account is suspended.",)


@pytest.mark.parametrize("account_id", [NOBODY, "x", ""])
def test_an_account_that_is_not_there_is_not_changed(account_id: str) -> None:
    with pytest.raises(NoSuchAccount):
        actions.give_role(OPERATOR, account_id=account_id, role="reviewer", at=NOW)
    with pytest.raises(NoSuchAccount):
        actions.suspend(OPERATOR, account_id=account_id, reason="x", at=NOW)


def signed_in(account_id: str) -> Client:
    client = Client()
    client.force_login(Account.objects.get(id=account_id))
    return client


def is_signed_in(client: Client) -> bool:
    return client.get("/account/").status_code == 200


def test_suspension_ends_every_session_at_once_and_for_ever() -> None:
    boss, ada = somebody("Boss", "administrator"), somebody("Ada Curie", "reviewer")
    first, second = signed_in(ada.id), signed_in(ada.id)
    assert is_signed_in(first)
    assert is_signed_in(second)
    actions.suspend(boss, account_id=ada.id, reason="left", at=NOW)
    assert not is_signed_in(first)
    actions.reinstate(boss, account_id=ada.id, at=NOW)
    assert not is_signed_in(first)
    assert not is_signed_in(second)


def test_sessions_that_were_ended_open_nothing_and_a_new_one_does() -> None:
    boss, ada = somebody("Boss", "administrator"), somebody("Ada Curie", "reviewer")
    session = signed_in(ada.id)
    actions.end_sessions(boss, account_id=ada.id, at=NOW)
    assert not is_signed_in(session)
    assert is_signed_in(signed_in(ada.id))
    actions.end_sessions(fresh(ada.id), account_id=ada.id, at=NOW)  # one may end one's own


def test_who_lost_their_second_factor_is_helped_by_the_operator_alone() -> None:
    boss, ada = somebody("Boss", "administrator"), somebody("Ada Curie", "curator")
    Authenticator.objects.create(user_id=ada.id, type=Authenticator.Type.TOTP, data={"secret": "x"})
    assert refused(actions.reset_second_factor, boss, account_id=ada.id)[0].startswith("Only the operator")
    actions.reset_second_factor(OPERATOR, account_id=ada.id, at=NOW)
    account = Account.objects.get(id=ada.id)
    assert queries.lacks_second_factor(account)
    assert account.sessions_ended == 1
    assert account.check_password(PASSWORD)


def test_two_accounts_never_share_an_address_whatever_the_case() -> None:
    somebody("Ada Curie")
    with pytest.raises(NotAllowed, match="has an account already"):
        actions.add_account(OPERATOR, email="ADA.CURIE@hospital.example", name="A", roles=[], password=PASSWORD, at=NOW)


def test_a_profile_needs_a_name() -> None:
    ada = somebody("Ada Curie")
    assert refused(actions.update_profile, ada, name=" ", affiliation="") == ("Say what the person is called.",)
    actions.update_profile(ada, name="Ada M. Curie", affiliation="Genomic Hub", at=NOW)
    assert queries.names_of([ada.id, "operator", "panel:1"]) == {ada.id: "Ada M. Curie", "operator": "Operator"}


def test_people_are_found_by_words_and_role() -> None:
    somebody("Ada Curie", "curator")
    somebody("Bob Curie", "reviewer")
    assert [person.name for person in queries.people("CURIE hospital")] == ["Ada Curie", "Bob Curie"]
    assert [person.name for person in queries.people("curie", "reviewer")] == ["Bob Curie"]
    assert not queries.people("nobody")
