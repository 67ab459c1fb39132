"""The text of a snapshot: one JSON document with all panels, one panel a line, so that it is written and read piece by piece.

    {"format":"carrel-panels","edition":1,"catalogue":"house","panels":[
    {"id":3,"name":"...","version":"1.2","status":"public","signed_off":"","content_hash":"...","panel":{...}},
    ...
    ],"count":450,"sha256":"..."}

`panel` is the panel's REST v1 detail, `content_hash` its content hash, `sha256` that of every byte before `],"count"`: a file that was
cut short or changed is told from a whole one. Nothing else is in it, no time and no place, so equal panels make equal bytes.
"""

from __future__ import annotations

import re
from typing import Any, NamedTuple

import orjson

from carrel.foundation.knowledge.errors import PanelFileIsUnreadable


FORMAT = "carrel-panels"
EDITION = 1
_PANEL = b',"panel":'
_CLOSING = re.compile(rb'\],"count":(\d{1,9}),"sha256":"([0-9a-f]{64})"\}\s*')


class SnapshotEntry(NamedTuple):
    """What a line of a snapshot says of its panel version."""

    id: str
    name: str
    version: str
    status: str
    signed_off: str  # ISO date, "" where it is not signed off
    content_hash: str


def opening(catalogue: str) -> bytes:
    """The first line."""
    head = orjson.dumps({"format": FORMAT, "edition": EDITION, "catalogue": catalogue})
    return head[:-1] + b',"panels":[\n'


def entry_line(entry: SnapshotEntry, document: bytes, first: bool) -> bytes:
    """The line of one panel version; a comma goes before all but the first."""
    head = orjson.dumps({**entry._asdict(), "id": int(entry.id) if entry.id.isdigit() else entry.id})
    return (b"" if first else b",") + head[:-1] + _PANEL + document + b"}\n"


def closing(count: int, sha256: str) -> bytes:
    """The last line."""
    return f'],"count":{count},"sha256":"{sha256}"}}\n'.encode()


def read_opening(line: bytes) -> str:
    """The catalogue that the first line names. Raises PanelFileIsUnreadable with the part of a sentence that says what is wrong."""
    try:
        head = orjson.loads(line.strip() + b"]}")
    except ValueError:
        head = None
    if not isinstance(head, dict) or head.get("format") != FORMAT:
        raise PanelFileIsUnreadable("it is not a snapshot of panels; make one with carrel panels export --snapshot")
    if head.get("edition") != EDITION:
        raise PanelFileIsUnreadable(
            f"it is a snapshot of edition {head.get('edition')!r:.20}; this program reads edition {EDITION}"
        )
    return str(head.get("catalogue") or "")


def read_entry(line: bytes) -> tuple[SnapshotEntry, bytes]:
    """What a line says, and its panel's text. Raises PanelFileIsUnreadable."""
    text = line.strip().removeprefix(b",")
    head, found, document = text.partition(_PANEL)
    try:
        said: dict[str, Any] = orjson.loads(head + b"}")
        entry = SnapshotEntry(*(str(said[name]) for name in SnapshotEntry._fields))
    except (ValueError, KeyError, TypeError):
        found = b""
    if not found or not document.endswith(b"}"):
        raise PanelFileIsUnreadable("a line of it is not a panel")
    return entry, document[:-1]


def read_closing(line: bytes) -> tuple[int, str] | None:
    """(count, sha256) of the last line; None if this is another line."""
    match = _CLOSING.fullmatch(line)
    return (int(match[1]), match[2].decode()) if match else None
