"""Reading the ledger: single pages, everything as a stream, and whether it is whole."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator

from django.conf import settings
from django.db import connections
from django.db.models import Q, QuerySet

from carrel.foundation.ledger.models import LedgerCheck, LedgerEntry, LedgerHead, Letter
from carrel.foundation.ledger.rules import BEGINNING, finding_at, finding_at_anchor, finding_at_end
from carrel.foundation.ledger.values import (
    Anchor,
    Check,
    Damage,
    Entry,
    Finding,
    LetterSeen,
    OutboxState,
    StoredLine,
    Verification,
    Wanted,
)


PAGE = 50
_PIECE = 4000  # lines that are in memory at the same time while the ledger is read through
# The time as it lies in the database, not as a driver understands it, and in the spelling that was hashed.
_TIME = {
    "sqlite": "CASE length(at) WHEN 26 THEN replace(at, ' ', 'T') || 'Z' WHEN 19 THEN replace(at, ' ', 'T') || '.000000Z' "
    "ELSE CAST(at AS TEXT) END",
    "postgresql": """to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')""",
}


def verify(
    using: str = "default",
    *,
    key: str = "",
    against: Anchor | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Verification:
    """Read the whole ledger and name the first thing that is wrong with it, and why. Lines may be added meanwhile.

    Takes the same memory however long the ledger is. `key` is that of the seal (default: the server's), `against` a line that
    was written down elsewhere; `progress` is told lines read and lines in all.
    """
    head = LedgerHead.objects.using(using).filter(id=1).first()
    if head is None:
        missing = Finding(0, Damage.CUT, "The end of the ledger is missing, and how long it was is not known.")
        return Verification(0, Anchor(0, BEGINNING), missing)
    end = Anchor(head.sequence, head.hash)
    last, finding = _walk(using, end, progress)
    finding = (
        finding
        or finding_at_end(last, end, head.seal, key or settings.CARREL_LEDGER_KEY)
        or _finding_behind(using)
        or (finding_at_anchor(against, hash_of(against.sequence, using)) if against else None)
    )
    return Verification(last.sequence, end, finding)


def _walk(using: str, end: Anchor, progress: Callable[[int, int], None] | None) -> tuple[Anchor, Finding | None]:
    """All lines up to the end in their order, and the first that does not follow the one before."""
    sequence, previous = 0, BEGINNING
    for line in stored_lines(using, end.sequence):
        finding = finding_at(line, sequence + 1, previous)
        if finding:
            return Anchor(sequence, previous), finding
        sequence, previous = line.sequence, line.hash
        if progress and sequence % _PIECE == 0:
            progress(sequence, end.sequence)
    return Anchor(sequence, previous), None


def stored_lines(using: str, until: int) -> Iterator[StoredLine]:
    """The lines as they lie in the database, up to a sequence, a piece at a time."""
    connection = connections[using]
    table = LedgerEntry._meta.db_table
    fields = f"sequence, {_TIME[connection.vendor]}, actor, event, subject, detail, previous_hash, hash"
    sql = f"SELECT {fields} FROM {table} WHERE sequence > %s AND sequence <= %s ORDER BY sequence LIMIT {_PIECE}"  # noqa: S608 - no part comes from outside
    reached = -(2**63)
    while True:
        with connection.cursor() as cursor:
            cursor.execute(sql, [reached, until])
            rows = cursor.fetchall()
        yield from (StoredLine(*row) for row in rows)
        if len(rows) < _PIECE:
            return
        reached = rows[-1][0]


def _finding_behind(using: str) -> Finding | None:
    """Lines that stand behind the end. Both are read by one statement, so a line that is being added is not mistaken for one."""
    lines, heads = LedgerEntry._meta.db_table, LedgerHead._meta.db_table
    with connections[using].cursor() as cursor:
        cursor.execute(f"SELECT (SELECT max(sequence) FROM {lines}), (SELECT sequence FROM {heads} WHERE id = 1)")  # noqa: S608
        last, end = cursor.fetchone()
    if (last or 0) > (end or 0):
        return Finding(
            (end or 0) + 1, Damage.ADDED, f"Line {(end or 0) + 1} stands behind the end of the ledger: inserted."
        )
    return None


def hash_of(sequence: int, using: str = "default") -> str | None:
    """The hash of one line; None if there is no such line. Line 0 is the beginning."""
    if sequence == 0:
        return BEGINNING
    return LedgerEntry.objects.using(using).filter(sequence=sequence).values_list("hash", flat=True).first()


def head(using: str = "default") -> Anchor:
    """The number and the hash of the last line, to be written down elsewhere."""
    row = LedgerHead.objects.using(using).filter(id=1).first()
    return Anchor(row.sequence, row.hash) if row else Anchor(0, BEGINNING)


def last_check(using: str = "default") -> Check | None:
    """When the ledger was last read through, and what was found; None if it never was."""
    row = LedgerCheck.objects.using(using).filter(id=1).first()
    return Check(row.at, row.lines, row.anchor, row.sentence) if row else None


def page(wanted: Wanted, *, limit: int = PAGE, using: str = "default") -> tuple[Entry, ...]:
    """Lines that an auditor asks for, newest first. The next page is asked for by `before` = the last line's sequence."""
    return tuple(_entry(row) for row in _wanted(wanted, using).order_by("-sequence")[:limit])


def everything(wanted: Wanted, using: str = "default") -> Iterator[Entry]:
    """All lines that an auditor asks for, oldest first, as a stream."""
    for row in _wanted(wanted, using).order_by("sequence").iterator(chunk_size=2000):
        yield _entry(row)


def history_of(subject: str, *, limit: int = PAGE, using: str = "default") -> tuple[Entry, ...]:
    """What happened to one thing, newest first."""
    return page(Wanted(subject=subject), limit=limit, using=using)


def _wanted(wanted: Wanted, using: str) -> QuerySet[LedgerEntry]:
    event = {"event__startswith": wanted.event} if wanted.event.endswith(".") else {"event": wanted.event}
    asked = [
        Q(**event) if wanted.event else Q(),
        Q(subject=wanted.subject) if wanted.subject else Q(),
        Q(actor=wanted.actor) if wanted.actor else Q(),
        Q(at__gte=wanted.since) if wanted.since else Q(),
        Q(at__lt=wanted.until) if wanted.until else Q(),
        Q(sequence__lt=wanted.before) if wanted.before is not None else Q(),
    ]
    return LedgerEntry.objects.using(using).filter(*asked)


def _entry(row: LedgerEntry) -> Entry:
    at = row.at.strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    return Entry(row.sequence, at, row.actor, row.event, row.subject, _parsed(row.detail), row.previous_hash, row.hash)


def _parsed(detail: str) -> dict[str, object]:
    """The detail of a line; a line that was tampered with must still be shown."""
    try:
        found = json.loads(detail)
    except ValueError:
        return {"unreadable": detail}
    return found if isinstance(found, dict) else {"unreadable": detail}


def outbox(using: str = "default") -> OutboxState:
    """How the post stands."""
    waiting = Letter.objects.using(using).filter(sent_at=None, given_up_at=None)
    return OutboxState(
        waiting.count(),
        waiting.exclude(fault="").count(),
        Letter.objects.using(using).exclude(given_up_at=None).count(),
        waiting.order_by("created_at").values_list("created_at", flat=True).first(),
    )


def troubled_letters(using: str = "default", *, limit: int = 50) -> tuple[LetterSeen, ...]:
    """Letters that did not leave at the first try, newest first."""
    rows = Letter.objects.using(using).filter(sent_at=None).exclude(fault="").order_by("-id")[:limit]
    return tuple(
        LetterSeen(
            row.id, row.recipient, row.template, row.created_at, row.tries, row.given_up_at is not None, row.fault
        )
        for row in rows
    )
