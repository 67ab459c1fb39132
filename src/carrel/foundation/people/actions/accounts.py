"""Changes to accounts: adding, roles, suspension, sessions."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction

from carrel.foundation.ledger import actions as ledger
from carrel.foundation.people import policies, queries
from carrel.foundation.people.errors import NotAllowed
from carrel.foundation.people.models import Account, RoleGrant
from carrel.foundation.people.states import ADMINISTRATOR, BY_KEY
from carrel.foundation.people.values import Person, Standing
from carrel.foundation.vocabulary.actors import PUBLIC, Actor, Permission


def refuse_if(objections: Iterable[str]) -> None:
    """Raise NotAllowed with all objections, if there are any."""
    found = tuple(objections)
    if found:
        raise NotAllowed(found)


def add_account(
    actor: Actor,
    *,
    email: str,
    name: str,
    roles: Iterable[str],
    password: str | None,
    at: datetime,
    affiliation: str = "",
) -> Person:
    """Open an account at once, its address taken as proven: for operators, and for whoever accepts an invitation.

    Without a password the owner signs in by OpenID Connect, or sets one by the "forgotten password" letter. Raises NotAllowed.
    """
    keys = tuple(roles)
    refuse_if([*_to_adding(actor, keys), *policies.to_be_called(name), *policies.to_be_written_to(email)])
    with transaction.atomic():
        if queries.is_known(email):
            raise NotAllowed(["Somebody with this e-mail address has an account already."])
        account = open_account(
            actor, email=email, name=name, roles=keys, password=password, at=at, affiliation=affiliation
        )
    return queries.person(str(account.id))


def _to_adding(actor: Actor, keys: Iterable[str]) -> Iterable[str]:
    if not actor.may(Permission.MANAGE_PEOPLE):
        yield "Only an administrator can do this."
    for key in keys:
        if key not in BY_KEY:
            yield f"There is no role {key!r:.40}; the roles are {', '.join(BY_KEY)}."


def open_account(
    actor: Actor | None,
    *,
    email: str,
    name: str,
    roles: Iterable[str],
    password: str | None,
    at: datetime,
    affiliation: str,
) -> Account:
    """The rows of a new account, and their lines. `actor` None means the new person, who accepted an invitation."""
    account = Account(email=email.strip(), name=name.strip(), affiliation=affiliation.strip(), created_at=at)
    if password is None:
        account.set_unusable_password()
    else:
        refuse_if(password_faults(password, account))
        account.set_password(password)
    account.save()
    EmailAddress.objects.create(user=account, email=account.email, verified=True, primary=True)
    writer = actor or queries.actor_of(account)
    ledger.record(writer, "people.account.opened", f"account:{account.id}", {}, at=at)
    for role in roles:
        RoleGrant.objects.create(account=account, role=role, granted_at=at, granted_by=writer.id)
        ledger.record(writer, "people.role.given", f"account:{account.id}", {"role": role}, at=at)
    return account


def password_faults(password: str, account: Account) -> tuple[str, ...]:
    """What is wrong with a new password, by the rules of the settings."""
    try:
        validate_password(password, account)
    except ValidationError as fault:
        return tuple(fault.messages)
    return ()


def give_role(actor: Actor, *, account_id: str, role: str, at: datetime) -> None:
    """Give somebody a role. Raises NotAllowed, NoSuchAccount."""
    with transaction.atomic():
        refuse_if(policies.to_giving(actor, _locked(actor, account_id), role))
        RoleGrant.objects.create(account_id=account_id, role=role, granted_at=at, granted_by=actor.id)
        ledger.record(actor, "people.role.given", f"account:{account_id}", {"role": role}, at=at)
        ledger.post(f"account:{account_id}", "role_given", {"role": role}, at=at)


def take_role(actor: Actor, *, account_id: str, role: str, at: datetime) -> None:
    """Take a role from somebody; the grant is ended, not deleted. Raises NotAllowed, NoSuchAccount."""
    with transaction.atomic():
        refuse_if(policies.to_taking(actor, _locked(actor, account_id), role))
        grants = RoleGrant.objects.filter(account_id=account_id, role=role, ended_at=None)
        grants.update(ended_at=at, ended_by=actor.id)
        ledger.record(actor, "people.role.taken", f"account:{account_id}", {"role": role}, at=at)


def change_roles(actor: Actor, *, account_id: str, given: Iterable[str], taken: Iterable[str], at: datetime) -> None:
    """Give and take several roles: all, or none. Raises NotAllowed, NoSuchAccount."""
    with transaction.atomic():
        for role in given:
            give_role(actor, account_id=account_id, role=role, at=at)
        for role in taken:
            take_role(actor, account_id=account_id, role=role, at=at)


def suspend(actor: Actor, *, account_id: str, reason: str, at: datetime) -> None:
    """Close an account: its sessions end and its tokens are refused from this moment. Raises NotAllowed, NoSuchAccount."""
    with transaction.atomic():
        refuse_if(policies.to_suspending(actor, _locked(actor, account_id), reason))
        Account.objects.filter(id=account_id).update(is_active=False, suspended_at=at, suspension_reason=reason.strip())
        _end_sessions(account_id)
        # The reason may name somebody: it stays with the account, the ledger only says that there is one.
        ledger.record(actor, "people.account.suspended", f"account:{account_id}", {}, at=at)


def reinstate(actor: Actor, *, account_id: str, at: datetime) -> None:
    """Open a suspended account again; its roles and unexpired tokens count once more. Raises NotAllowed, NoSuchAccount."""
    with transaction.atomic():
        refuse_if(policies.to_reinstating(actor, _locked(actor, account_id)))
        Account.objects.filter(id=account_id).update(is_active=True, suspended_at=None, suspension_reason="")
        ledger.record(actor, "people.account.reinstated", f"account:{account_id}", {}, at=at)


def end_sessions(actor: Actor, *, account_id: str, at: datetime) -> None:
    """Sign somebody out everywhere, at once. Raises NotAllowed, NoSuchAccount."""
    with transaction.atomic():
        locked = _locked(actor, account_id)
        refuse_if(policies.to_ending_sessions(actor, locked.id))
        _end_sessions(account_id)
        ledger.record(actor, "people.sessions.ended", f"account:{account_id}", {}, at=at)


def reset_second_factor(actor: Actor, *, account_id: str, at: datetime) -> None:
    """Take away the authenticator apps, passkeys and recovery codes of somebody who lost them, and sign them out everywhere.

    Their password stays; where their roles ask for it, a new second factor is set up at the next sign-in. Raises NotAllowed,
    NoSuchAccount.
    """
    with transaction.atomic():
        locked = _locked(actor, account_id)
        refuse_if(policies.to_resetting_second_factor(actor))
        Authenticator.objects.filter(user_id=locked.id).delete()
        _end_sessions(account_id)
        ledger.record(actor, "people.second_factor.reset", f"account:{account_id}", {}, at=at)


def _end_sessions(account_id: str) -> None:
    account = Account.objects.get(id=account_id)
    account.sessions_ended += 1  # what every session of before knows is no longer right
    account.save(update_fields=["sessions_ended"])
    for session in UserSession.objects.filter(user_id=account_id):
        session.end()


def update_profile(actor: Actor, *, name: str, affiliation: str, at: datetime) -> None:
    """Change what one is called on pages. Raises NotAllowed, NoSuchAccount."""
    refuse_if(policies.to_be_called(name))
    with transaction.atomic():
        locked = _locked(actor, actor.id)
        Account.objects.filter(id=locked.id).update(name=name.strip(), affiliation=affiliation.strip()[:160])
        ledger.record(actor, "people.profile.changed", f"account:{locked.id}", {}, at=at)


def note(account: Account, event: str, *, at: datetime) -> None:
    """Write down what somebody did to their own account through the sign-in pages: signed in, changed the password, added a passkey."""
    with transaction.atomic():
        ledger.record(queries.actor_of(account), event, f"account:{account.id}", {}, at=at)


def forget_password(email: str, *, at: datetime) -> None:
    """Send whoever owns this address a letter with a link for a new password. Nothing happens for a stranger, and nobody is told."""
    with transaction.atomic():
        account = Account.objects.filter(email__iexact=email.strip(), is_active=True).first()
        if account is not None:
            ledger.record(PUBLIC, "people.password.forgotten", f"account:{account.id}", {}, at=at)
            ledger.post(f"account:{account.id}", "password_reset", {}, at=at)


def _locked(actor: Actor, account_id: str) -> Standing:
    """The account's standing, with its row and all administrators' grants locked, so that no two of them strip each other.

    Whoever was suspended since their request began is refused. Raises NotAllowed, NoSuchAccount.
    """
    found = queries.standing(account_id)
    list(RoleGrant.objects.select_for_update().filter(role=ADMINISTRATOR, ended_at=None).order_by("id"))
    Account.objects.select_for_update().get(id=found.id)
    if queries.is_suspended(actor.id):
        raise NotAllowed(["Your account is suspended."])
    return queries.standing(account_id)
