"""What people do to their own accounts on the sign-in pages is written into the ledger."""

from __future__ import annotations

from typing import Any

from allauth.account import signals as account
from allauth.mfa import signals as second_factor
from django.dispatch import Signal
from django.utils import timezone

from carrel.foundation.people import actions
from carrel.foundation.people.models import Account


_EVENTS: tuple[tuple[Signal, str], ...] = (
    (account.user_logged_in, "people.session.begun"),
    (account.password_changed, "people.password.changed"),
    (account.password_set, "people.password.changed"),
    (account.password_reset, "people.password.changed"),
    (account.email_changed, "people.address.changed"),
    (second_factor.authenticator_added, "people.second_factor.added"),
    (second_factor.authenticator_removed, "people.second_factor.removed"),
    (second_factor.authenticator_reset, "people.second_factor.renewed"),
)


def _noting(event: str) -> Any:
    def note(user: Account, **_: Any) -> None:
        actions.note(user, event, at=timezone.now())

    return note


def connect() -> None:
    """From now on these events are noted; calling it twice changes nothing."""
    for number, (signal, event) in enumerate(_EVENTS):
        signal.connect(_noting(event), weak=False, dispatch_uid=f"carrel.people.notes.{number}")
