"""How the lines of the ledger are chained and sealed, so that nothing can be changed, taken away or reordered unseen."""

from __future__ import annotations

import hashlib
import hmac
import json
import re
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from carrel.foundation.ledger.errors import AnchorIsNotOne
from carrel.foundation.ledger.values import Anchor, Damage, Finding, StoredLine


BEGINNING = "0" * 64  # the previous hash of the first line
MOST_TRIES = 10  # of a letter: the last is made about eight and a half hours after the first
_ANCHOR = re.compile(r"(\d{1,18}):([0-9a-f]{64})")
_ENCODER = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def canonical(value: object) -> str:
    """One spelling for one JSON value: keys sorted, no spaces, no NaN."""
    return _ENCODER.encode(value)


def entry_hash(
    sequence: int, at: str, actor: str, event: str, subject: str, detail: Mapping[str, Any], previous_hash: str
) -> str:
    """SHA-256 over all fields of a line and the hash of the line before it."""
    return hashlib.sha256(canonical([sequence, at, actor, event, subject, detail, previous_hash]).encode()).hexdigest()


def stored_hash(line: StoredLine) -> str:
    """`entry_hash` of a stored line. Its detail lies there in the canonical spelling, so it need not be parsed.

    Text that was altered is hashed as it lies there, and so gives another hash, whatever it means as JSON.
    """
    fields = canonical([line.sequence, line.at, line.actor, line.event, line.subject])
    text = f'{fields[:-1]},{line.detail},"{line.previous_hash}"]'
    return hashlib.sha256(text.encode(errors="surrogatepass")).hexdigest()


def seal(key: str, sequence: int, last_hash: str) -> str:
    """HMAC-SHA256 over the end of the ledger. Whoever has the database but not the key cannot make it."""
    return hmac.digest(key.encode(), f"{sequence}:{last_hash}".encode(), "sha256").hex()


def is_sealed(key: str, sequence: int, last_hash: str, found: str) -> bool:
    """Was the end sealed with this key?"""
    return hmac.compare_digest(seal(key, sequence, last_hash), found)


def finding_at(line: StoredLine, expected: int, previous_hash: str) -> Finding | None:
    """What is wrong with the line that stands where number `expected` should, after the line with `previous_hash`."""
    if line.sequence > expected:
        gap = f"Line {expected}" if line.sequence == expected + 1 else f"Lines {expected} to {line.sequence - 1}"
        return Finding(expected, Damage.MISSING, f"{gap} of the ledger is missing: deleted.")
    if line.sequence < expected:
        return Finding(line.sequence, Damage.DISPLACED, f"Line {line.sequence} stands before the first line: inserted.")
    is_intact = stored_hash(line) == line.hash
    if line.previous_hash != previous_hash:
        why = "inserted, moved, or the line before it was rewritten" if is_intact else "inserted, moved or changed"
        return Finding(expected, Damage.DISPLACED, f"Line {expected} does not follow the line before it: {why}.")
    if not is_intact:
        return Finding(expected, Damage.CHANGED, f"Line {expected} was changed after it was written.")
    return None


def finding_at_end(last: Anchor, end: Anchor, end_seal: str, key: str) -> Finding | None:
    """What is wrong with the end, once all lines up to it are found to follow each other."""
    if last.sequence < end.sequence:
        return Finding(
            last.sequence + 1, Damage.CUT, f"The ledger ends at line {last.sequence} but had {end.sequence}: cut off."
        )
    if last != end:
        return Finding(end.sequence, Damage.CHANGED, f"Line {end.sequence} is not the last line that was written.")
    if not is_sealed(key, end.sequence, end.hash, end_seal):
        sentence = "The end of the ledger is not sealed with this server's key: the chain was rewritten, or the key is another one."
        return Finding(end.sequence, Damage.UNSEALED, sentence)
    return None


def finding_at_anchor(anchor: Anchor, found: str | None) -> Finding | None:
    """Is the line the one that was written down elsewhere? `found` is its hash, None where there is no such line."""
    if found is None:
        return Finding(
            anchor.sequence, Damage.UNANCHORED, f"Line {anchor.sequence}, which was noted elsewhere, is not there."
        )
    if found != anchor.hash:
        return Finding(
            anchor.sequence, Damage.UNANCHORED, f"Line {anchor.sequence} is not the one that was noted elsewhere."
        )
    return None


def anchor_of(text: str) -> Anchor:
    """`SEQUENCE:HASH` as `carrel ledger head` prints it. Raises AnchorIsNotOne."""
    match = _ANCHOR.fullmatch(text.strip().lower())
    if match is None:
        raise AnchorIsNotOne("Give the line's number and its hash as `carrel ledger head` printed them: 1234:9f86d0...")
    return Anchor(int(match[1]), match[2])


def wait_after(tries: int) -> timedelta:
    """How long a letter waits after its n-th try failed: one minute, doubled each time, at most four hours."""
    return min(timedelta(minutes=2 ** (tries - 1)), timedelta(hours=4))
