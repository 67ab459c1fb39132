"""Asking somebody to join, and joining."""

from __future__ import annotations

import uuid
from datetime import datetime

from django.conf import settings
from django.db import transaction

from carrel.foundation.ledger import actions as ledger
from carrel.foundation.people import policies, queries
from carrel.foundation.people.actions.accounts import open_account, refuse_if
from carrel.foundation.people.errors import InvitationCannotBeUsed, NoSuchInvitation, NotAllowed
from carrel.foundation.people.models import Invitation
from carrel.foundation.people.rules import digest_of, invitation_secret
from carrel.foundation.people.values import INVITATION_LIFE, InvitationSeen, Person
from carrel.foundation.vocabulary.actors import Actor


def invite(actor: Actor, *, email: str, name: str, role: str, at: datetime) -> InvitationSeen:
    """Ask somebody to join as this role: a letter with a link leaves. An earlier open invitation is withdrawn. Raises NotAllowed."""
    address = email.strip()
    well_formed = [*policies.to_be_called(name), *policies.to_be_written_to(address)]
    with transaction.atomic():
        refuse_if([*policies.to_inviting(actor, role, is_known=queries.is_known(address)), *well_formed])
        earlier = Invitation.objects.filter(email__iexact=address, accepted_at=None, withdrawn_at=None)
        for row in earlier.select_for_update():
            _withdraw(actor, row, at)
        made = _write(actor, address, name.strip(), role, at)
        ledger.record(actor, "people.invitation.sent", f"invitation:{made.id}", {"role": role}, at=at)
        ledger.post(f"invitation:{made.id}", "invitation", {"role": role}, at=at)
    return InvitationSeen(str(made.id), address, made.name, role, actor.id, at, made.expires_at, "open")


def _write(actor: Actor, email: str, name: str, role: str, at: datetime) -> Invitation:
    key = uuid.uuid4()
    digest = digest_of(invitation_secret(settings.SECRET_KEY, str(key)))
    return Invitation.objects.create(
        id=key, email=email, name=name, role=role, secret_digest=digest, invited_by=actor.id, created_at=at,
        expires_at=at + INVITATION_LIFE,
    )  # fmt: skip


def withdraw_invitation(actor: Actor, *, invitation_id: str, at: datetime) -> None:
    """Make an invitation's link useless. Raises NotAllowed, NoSuchInvitation."""
    with transaction.atomic():
        known = queries.is_id(invitation_id)
        row = Invitation.objects.select_for_update().filter(id=invitation_id).first() if known else None
        if row is None:
            raise NoSuchInvitation("There is no invitation with this id.")
        is_open = row.accepted_at is None and row.withdrawn_at is None
        refuse_if(policies.to_withdrawing(actor, row.role, is_own=row.invited_by == actor.id, is_open=is_open))
        _withdraw(actor, row, at)


def _withdraw(actor: Actor, row: Invitation, at: datetime) -> None:
    row.withdrawn_at, row.withdrawn_by = at, actor.id
    row.save(update_fields=["withdrawn_at", "withdrawn_by"])
    ledger.record(actor, "people.invitation.withdrawn", f"invitation:{row.id}", {"role": row.role}, at=at)


def accept_invitation(secret: str, *, name: str, password: str, at: datetime, affiliation: str = "") -> Person:
    """Join by the link of a letter, which proves the e-mail address; the link works once.

    Raises InvitationCannotBeUsed, and NotAllowed with what is wrong with name or password.
    """
    with transaction.atomic():
        list(Invitation.objects.select_for_update().filter(secret_digest=digest_of(secret)))
        seen = queries.invitation_for(secret, at)
        return _accept(seen, name, password, affiliation, at)


def accept_invitation_of(email: str, *, at: datetime) -> Person:
    """Join without a password: the sign-in service of the programme has proven that somebody owns this address.

    Raises InvitationCannotBeUsed where no invitation waits for them.
    """
    with transaction.atomic():
        list(Invitation.objects.select_for_update().filter(email__iexact=email, accepted_at=None))
        seen = queries.open_invitation_by_email(email, at)
        if seen is None:
            raise InvitationCannotBeUsed("Nobody has invited you yet; ask a curator or an administrator.")
        return _accept(seen, seen.name, None, "", at)


def _accept(seen: InvitationSeen, name: str, password: str | None, affiliation: str, at: datetime) -> Person:
    refuse_if(policies.to_be_called(name))
    if queries.is_known(seen.email):
        raise NotAllowed(["You have an account already; sign in instead."])
    account = open_account(
        None, email=seen.email, name=name, roles=[seen.role], password=password, at=at, affiliation=affiliation
    )
    Invitation.objects.filter(id=seen.id).update(accepted_at=at, accepted_by=str(account.id))
    subject = f"invitation:{seen.id}"
    ledger.record(queries.actor_of(account), "people.invitation.accepted", subject, {"role": seen.role}, at=at)
    return queries.person(str(account.id))
