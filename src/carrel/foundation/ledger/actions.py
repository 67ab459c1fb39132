"""Adding a line to the ledger, and putting a letter into the outbox: always in the transaction of the change itself."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from django.db import transaction

from carrel.foundation.ledger.models import LedgerEntry, LedgerHead, Letter
from carrel.foundation.ledger.rules import BEGINNING, canonical, entry_hash
from carrel.foundation.ledger.values import Entry
from carrel.foundation.vocabulary.actors import Actor


def record(
    actor: Actor,
    event: str,
    subject: str,
    detail: Mapping[str, Any],
    *,
    at: datetime,
    using: str = "default",
) -> Entry:
    """Write one line into the ledger of a store. Must be called inside the transaction of the change it tells of.

    `at` is an aware time. Raises TransactionManagementError outside a transaction: a change without its line, or a line without
    its change, must be impossible.
    """
    connection = transaction.get_connection(using)
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("A ledger line is written in the transaction of its change.")
    LedgerHead.objects.using(using).get_or_create(id=1, defaults={"sequence": 0, "hash": BEGINNING})
    head = LedgerHead.objects.using(using).select_for_update().get(id=1)
    sequence, when, text = head.sequence + 1, moment(at), canonical(dict(detail))
    new_hash = entry_hash(sequence, when, actor.id, event, subject, detail, head.hash)
    LedgerEntry.objects.using(using).create(
        sequence=sequence, at=at, actor=actor.id, event=event, subject=subject, detail=text,
        previous_hash=head.hash, hash=new_hash,
    )  # fmt: skip
    LedgerHead.objects.using(using).filter(id=1).update(sequence=sequence, hash=new_hash)
    return Entry(sequence, when, actor.id, event, subject, detail, head.hash, new_hash)


def post(recipient: str, template: str, content: Mapping[str, Any], *, at: datetime, using: str = "default") -> None:
    """Put a letter into the outbox, in the transaction of the change that it tells of.

    `recipient` is `account:<id>` or `invitation:<id>`, never an address.
    """
    Letter.objects.using(using).create(
        recipient=recipient, template=template, content=canonical(dict(content)), created_at=at, next_try_at=at
    )


def moment(at: datetime) -> str:
    """A time as the ledger spells it: UTC, microseconds, `Z`."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
