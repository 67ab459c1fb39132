"""What must be true of another PanelApp's answer before it is kept."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any, NamedTuple, NoReturn

from carrel.foundation.knowledge.errors import PanelFileIsUnreadable
from carrel.foundation.knowledge.rules.panels import ENTITIES, panel_version, read_panel, version_order
from carrel.foundation.knowledge.states import EntityKind, PanelStatus


MOST_ENTITIES = 100_000  # the largest public panel has 9,286
_LISTED_AS = {"gene": "genes", "str": "strs", "region": "regions"}


class Identity(NamedTuple):
    """What a panel's document says of itself, checked."""

    number: int
    name: str
    hash_id: str | None
    version: tuple[int, int]
    created: datetime
    status: str
    signed_off: date | None


class TakenLine(NamedTuple):
    """One line of a panel's history as another PanelApp tells it."""

    version: str
    kind: str
    entity: str
    text: str
    author: str
    created: datetime


def identity_of(document: Mapping[str, Any]) -> Identity:
    """Who a panel is. Raises PanelFileIsUnreadable, with the part of a sentence, for what could not be kept or interpreted."""
    read_panel(document)
    _check_entities(document)
    number = str(document.get("id"))
    if not (number.isascii() and number.isdigit() and len(number) < 10):
        _refuse(f"the panel's id is {number!r:.40}, not a number")
    version = version_order(panel_version(document.get("version")))
    if len(version) != 2:
        _refuse(f"the panel's version is {document.get('version')!r:.40}, not major.minor")
    status = document.get("status") or PanelStatus.PUBLIC.value
    if status not in [one.value for one in PanelStatus]:
        _refuse(f"the panel's status is {status!r:.40}; known are {', '.join(PanelStatus)}")
    return Identity(
        int(number), _plain(document["name"], "name", 255), _hash_id(document.get("hash_id")), (version[0], version[1]),
        time_of(document.get("version_created"), "version_created"), str(status), _date(document.get("signed_off")),
    )  # fmt: skip


def taken_line(line: Mapping[str, Any]) -> TakenLine | None:
    """A line of history, or None where it has no text or no time."""
    text = line.get("text")
    try:
        created = time_of(line.get("created"), "created")
    except PanelFileIsUnreadable:
        return None
    if not isinstance(text, str) or not text or "\0" in text:
        return None
    kind = str(line.get("entity_type") or "")
    known = kind in [one.value for one in EntityKind]
    words = {
        name: str(line.get(name) or "").replace("\0", "") for name in ("panel_version", "entity_name", "user_name")
    }
    return TakenLine(
        words["panel_version"][:20], kind if known else "", words["entity_name"][:128] if known else "", text,
        words["user_name"][:120], created,
    )  # fmt: skip


def _check_entities(document: Mapping[str, Any]) -> None:
    for kind in ENTITIES:
        entities = document.get(kind)
        if entities is None:
            continue
        if not isinstance(entities, list):
            _refuse(f"its {kind} are not a list of entries")
        if len(entities) > MOST_ENTITIES:
            _refuse(f"it lists {len(entities):,} {kind}; more than {MOST_ENTITIES:,} are not a panel")
        for entity in entities:
            name = _plain(entity.get("entity_name"), f"entity_name in {kind}", 128)
            stated = str(entity.get("entity_type") or "gene")
            if _LISTED_AS.get(stated) != kind:
                _refuse(f"{name[:60]} has the entity_type {stated!r:.40} among its {kind}")
    stats = document.get("stats")
    if stats and not (isinstance(stats, dict) and all(isinstance(value, int) for value in stats.values())):
        _refuse("its stats are not numbers")


def _plain(value: object, name: str, longest: int) -> str:
    if not isinstance(value, str) or not value.strip() or len(value) > longest:
        _refuse(f"its {name} is {value!r:.60}, not 1 to {longest} letters")
    if not value.isprintable():
        _refuse(f"its {name} {value!r:.60} has control characters in it")
    return value


def _hash_id(value: object) -> str | None:
    if value is None or value == "":
        return None
    return _plain(value, "hash_id", 40)


def time_of(value: object, name: str) -> datetime:
    """A time with its zone, in UTC. Raises PanelFileIsUnreadable with the part of a sentence."""
    try:
        found = datetime.fromisoformat(str(value))
        if found.tzinfo is None:
            raise ValueError("no zone")
        return found.astimezone(UTC)
    except (ValueError, OverflowError):
        _refuse(f"the panel's {name} is {value!r:.40}, not a time with its zone")


def _date(value: object) -> date | None:
    if not value:
        return None
    try:
        return date.fromisoformat(str(value)[:10])
    except ValueError:
        _refuse(f"the panel's signed_off is {value!r:.40}, not a date")


def _refuse(what: str) -> NoReturn:
    raise PanelFileIsUnreadable(what) from None
