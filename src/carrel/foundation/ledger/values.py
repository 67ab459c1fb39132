"""One line of the ledger as a value."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
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
