"""Sending the letters of the outbox, and reading the ledger through: work that a clock starts."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Protocol

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string

from carrel.foundation.ledger import actions, queries
from carrel.foundation.ledger.models import Letter
from carrel.foundation.ledger.values import Delivered, Verification


class Addressed(Protocol):
    """Where a letter goes, and what only the moment of sending can know."""

    @property
    def email(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def facts(self) -> Mapping[str, str]: ...


def deliver(
    now: Callable[[], datetime],
    address_of: Callable[[str], Addressed | None],
    *,
    send: Callable[[EmailMessage], object] = EmailMessage.send,
    limit: int = 100,
    using: str = "default",
) -> Delivered:
    """Send the letters that are due, one after the other, and say what became of them.

    Each letter leaves at least once, and twice only if this process dies between the mail server's yes and the note of it; both
    copies then carry the same Message-ID. A letter that fails waits longer each time and is given up after ten tries; one whose
    recipient is gone is given up at once. `now` is asked for every letter. Several workers may run at the same time.
    """
    sent = put_off = given_up = 0
    for _ in range(limit):
        letter = actions.claim_letter(at=now(), using=using)
        if letter is None:
            break
        fault, for_ever = _try(letter, address_of, send)
        if not fault:
            actions.letter_sent(letter, at=now())
            sent += 1
        elif actions.letter_failed(letter, fault, at=now(), for_ever=for_ever):
            given_up += 1
        else:
            put_off += 1
    return Delivered(sent, put_off, given_up)


def _try(
    letter: Letter, address_of: Callable[[str], Addressed | None], send: Callable[[EmailMessage], object]
) -> tuple[str, bool]:
    """Send one letter: the kind of the fault (empty if there was none), and whether trying again is of no use."""
    try:
        to = address_of(letter.recipient)
        if to is None:
            return "the recipient is gone", True
        send(_written(letter, to))
    except Exception as fault:  # noqa: BLE001 - whatever a mail server or a template does, the other letters must leave
        return type(fault).__name__, False
    return "", False


def _written(letter: Letter, to: Addressed) -> EmailMessage:
    """The mail: the template's first line is the subject."""
    content: dict[str, Any] = json.loads(letter.content)
    facts = {**content, **to.facts, "name": to.name, "site": settings.CARREL_BASE_URL or "http://localhost:8000"}
    subject, _, body = render_to_string(f"mail/{letter.template}.txt", facts).strip().partition("\n")
    headers = {
        "Message-ID": f"<letter-{letter.id}-{int(letter.created_at.timestamp())}@carrel>",
        "Auto-Submitted": "auto-generated",
    }
    return EmailMessage(subject.strip(), body.strip() + "\n", to=[to.email], headers=headers)


def verify_and_note(at: datetime, using: str = "default") -> Verification:
    """Read the ledger through and keep what was found, for the auditors' page."""
    found = queries.verify(using)
    actions.note_check(found, at=at, using=using)
    return found
