"""Lines of the ledger, what was found on reading it through, and letters, as values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any


@dataclass(frozen=True, slots=True)
class Entry:
    """What happened once. `sequence` counts from 1 without gaps; `at` is UTC with microseconds; hashes are SHA-256 in hex.

    `subject` names what it happened to (`panel:402`, `account:<uuid>`), `detail` holds plain JSON values. Neither ever holds a
    direct identifier: no names, no e-mail addresses, no NHS numbers.
    """

    sequence: int
    at: str  # 2026-01-31T12:00:00.000000Z
    actor: str
    event: str  # room.noun.verb, e.g. panels.gene.rated
    subject: str
    detail: Mapping[str, Any]
    previous_hash: str
    hash: str


@dataclass(frozen=True, slots=True)
class StoredLine:
    """A line exactly as it lies in the database, nothing of it believed. `detail` is its text."""

    sequence: int
    at: str
    actor: str
    event: str
    subject: str
    detail: str
    previous_hash: str
    hash: str


@dataclass(frozen=True, slots=True)
class Anchor:
    """The number and the hash of a line, written down somewhere else; spelled `SEQUENCE:HASH`."""

    sequence: int
    hash: str

    def __str__(self) -> str:
        return f"{self.sequence}:{self.hash}"


class Damage(StrEnum):
    """What can have happened to a ledger."""

    CHANGED = "changed"  # a field of the line is not what was written
    MISSING = "missing"  # a line was deleted
    DISPLACED = "displaced"  # the line does not follow the one before: inserted, or the order was changed
    CUT = "cut"  # lines at the end were taken away
    ADDED = "added"  # lines stand behind the end
    UNSEALED = "unsealed"  # the end was not written by this software: the whole chain may have been rewritten
    UNANCHORED = "unanchored"  # a line is not the one that was written down elsewhere


@dataclass(frozen=True, slots=True)
class Finding:
    """The first thing that is wrong: at which line, what, and a sentence about it."""

    sequence: int
    damage: Damage
    sentence: str


@dataclass(frozen=True, slots=True)
class Verification:
    """What reading the ledger through found. `lines` were read; `finding` None means that it is whole."""

    lines: int
    end: Anchor
    finding: Finding | None

    @property
    def is_whole(self) -> bool:
        """Is nothing wrong?"""
        return self.finding is None


@dataclass(frozen=True, slots=True)
class Check:
    """The last time the ledger was read through. `sentence` is empty where it was whole."""

    at: datetime
    lines: int
    anchor: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which lines an auditor asks for; empty fields ask for all.

    `event` may end with `.` for all that begin so. `since` is included, `until` is not. `before` is the sequence above the page.
    """

    event: str = ""
    subject: str = ""
    actor: str = ""
    since: datetime | None = None
    until: datetime | None = None
    before: int | None = None


@dataclass(frozen=True, slots=True)
class Delivered:
    """What became of letters that were due."""

    sent: int = 0
    put_off: int = 0
    given_up: int = 0


@dataclass(frozen=True, slots=True)
class OutboxState:
    """How the post stands: letters that wait, that wait after a failed try, and that were given up."""

    waiting: int
    put_off: int
    given_up: int
    oldest: datetime | None  # when the oldest letter that waits was written


@dataclass(frozen=True, slots=True)
class LetterSeen:
    """A letter that gives trouble. `fault` is the kind of fault, never an address."""

    id: int
    recipient: str
    template: str
    created_at: datetime
    tries: int
    given_up: bool
    fault: str
