"""How the lines of the ledger are chained, so that nothing can be changed, taken away or reordered unseen."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any


BEGINNING = "0" * 64  # the previous hash of the first line


def canonical(value: object) -> str:
    """One spelling for one JSON value: keys sorted, no spaces, no NaN."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def entry_hash(
    sequence: int, at: str, actor: str, event: str, subject: str, detail: Mapping[str, Any], previous_hash: str
) -> str:
    """SHA-256 over all fields of a line and the hash of the line before it."""
    return hashlib.sha256(canonical([sequence, at, actor, event, subject, detail, previous_hash]).encode()).hexdigest()
