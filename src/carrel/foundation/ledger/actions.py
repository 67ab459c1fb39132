"""Adding a line to the ledger, and putting a letter into the outbox: always in the transaction of the change itself."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction

from carrel.foundation.ledger import queries
from carrel.foundation.ledger.errors import LedgerIsBroken
from carrel.foundation.ledger.models import LedgerCheck, LedgerEntry, LedgerHead, Letter
from carrel.foundation.ledger.rules import MOST_TRIES, canonical, entry_hash, is_sealed, seal, wait_after
from carrel.foundation.ledger.values import Damage, Entry, Verification
from carrel.foundation.vocabulary.actors import OPERATOR, Actor


LEASE = timedelta(minutes=15)  # after which a letter whose sender died is taken up again


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
    its change, must be impossible. Raises LedgerIsBroken where the ledger's end is missing or not sealed with this server's key:
    a new line would cover up what happened, so nothing is changed any more before somebody has looked.
    """
    head = _locked_end(using)
    if not is_sealed(settings.CARREL_LEDGER_KEY, head.sequence, head.hash, head.seal):
        raise LedgerIsBroken(
            "The end of the ledger is not sealed with this server's key; put back the key that it was sealed with "
            "(CARREL_LEDGER_KEY, or the store's file secrets/carrel_ledger_key), or see `carrel ledger verify`."
        )
    return _write(head, actor, event, subject, detail, at)


def _locked_end(using: str) -> LedgerHead:
    connection = transaction.get_connection(using)
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("A ledger line is written in the transaction of its change.")
    head = LedgerHead.objects.using(using).select_for_update().filter(id=1).first()
    if head is None:
        raise LedgerIsBroken(
            "The end of the ledger is missing; run `carrel ledger verify` and tell whoever runs this site."
        )
    return head


def _write(head: LedgerHead, actor: Actor, event: str, subject: str, detail: Mapping[str, Any], at: datetime) -> Entry:
    using = head._state.db
    sequence, when, text = head.sequence + 1, moment(at), canonical(dict(detail))
    new_hash = entry_hash(sequence, when, actor.id, event, subject, detail, head.hash)
    LedgerEntry.objects.using(using).create(
        sequence=sequence, at=at, actor=actor.id, event=event, subject=subject, detail=text,
        previous_hash=head.hash, hash=new_hash,
    )  # fmt: skip
    sealed = seal(settings.CARREL_LEDGER_KEY, sequence, new_hash)
    LedgerHead.objects.using(using).filter(id=1).update(sequence=sequence, hash=new_hash, seal=sealed)
    return Entry(sequence, when, actor.id, event, subject, detail, head.hash, new_hash)


def seal_again(*, at: datetime, using: str = "default") -> Verification:
    """Seal a ledger whose chain is whole with this server's key: after the key was changed, or after an incident was looked at.

    Writes a line that says so. Raises LedgerIsBroken, and changes nothing, where more than the seal is wrong.
    """
    with transaction.atomic(using=using):
        head = _locked_end(using)
        found = queries.verify(using)
        if found.finding and found.finding.damage is not Damage.UNSEALED:
            raise LedgerIsBroken(found.finding.sentence)
        _write(head, OPERATOR, "ledger.end.sealed_again", "ledger", {"fitted": found.is_whole}, at)
    return queries.verify(using)


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


def note_check(found: Verification, *, at: datetime, using: str = "default") -> None:
    """Keep what reading the ledger through found, for the auditors' page."""
    sentence = found.finding.sentence if found.finding else ""
    fresh = {"at": at, "lines": found.lines, "anchor": str(found.end), "sentence": sentence[:300]}
    LedgerCheck.objects.using(using).update_or_create(id=1, defaults=fresh)


def claim_letter(*, at: datetime, using: str = "default") -> Letter | None:
    """Take one letter that is due, for a while: no other worker takes it before the lease is over. None if none is due."""
    with transaction.atomic(using=using):
        due = Letter.objects.using(using).filter(sent_at=None, given_up_at=None, next_try_at__lte=at)
        letter = due.select_for_update(skip_locked=True).order_by("next_try_at", "id").first()
        if letter is not None:
            letter.tries += 1
            letter.next_try_at = at + LEASE
            letter.save(update_fields=["tries", "next_try_at"])
    return letter


def letter_sent(letter: Letter, *, at: datetime) -> None:
    """The mail server has taken the letter."""
    Letter.objects.using(letter._state.db).filter(id=letter.id).update(sent_at=at, fault="")


def letter_failed(letter: Letter, fault: str, *, at: datetime, for_ever: bool = False) -> bool:
    """The letter did not leave: try again later, or give up. True if it was given up.

    `fault` is the kind of the fault; never its text, which may hold an address.
    """
    gives_up = for_ever or letter.tries >= MOST_TRIES
    Letter.objects.using(letter._state.db).filter(id=letter.id).update(
        fault=fault[:200],
        next_try_at=at + wait_after(letter.tries),
        given_up_at=at if gives_up else None,
    )
    return gives_up


def try_letter_again(actor: Actor, *, letter_id: int, at: datetime) -> None:
    """Put a letter that was given up back among those that are due."""
    with transaction.atomic():
        again = Letter.objects.filter(id=letter_id, sent_at=None)
        if again.update(given_up_at=None, next_try_at=at, tries=0):
            record(actor, "ledger.letter.tried_again", f"letter:{letter_id}", {}, at=at)
