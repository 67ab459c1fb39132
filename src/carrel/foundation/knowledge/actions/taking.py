"""Taking a panel as another PanelApp has it: with its number, version, dates, and every field as it was answered."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction

from carrel.foundation.knowledge.actions.versions import NextVersion, RowChange, advance, locked, refuse
from carrel.foundation.knowledge.errors import PanelFileIsUnreadable
from carrel.foundation.knowledge.models import HOUSE, EntityRow, Panel, PanelVersion
from carrel.foundation.knowledge.queries import curated
from carrel.foundation.knowledge.rules.documents import columns_of, dumped, head_of
from carrel.foundation.knowledge.rules.ordering import places
from carrel.foundation.knowledge.rules.panels import ENTITIES, panel_version, read_panel, version_order
from carrel.foundation.ledger import actions as ledger
from carrel.foundation.vocabulary.actors import Actor, Permission


def take_panel(
    actor: Actor,
    document: Mapping[str, Any],
    *,
    origin: str,
    at: datetime,
    catalogue: str = HOUSE,
    follows: bool = True,
) -> PanelVersion | None:
    """Keep one version of another PanelApp's panel. None if it is here already, or a newer one is.

    `document` is a REST v1 detail. The panel keeps its id, hash, version and dates, and is not edited here while it `follows`.
    Raises PanelFileIsUnreadable (with the part of a sentence that says what is wrong) or NotAllowed.
    """
    refuse([] if actor.may(Permission.CURATE_PANELS) else ["Only curators import panels."])
    read_panel(document)  # refuses what interpretation could not read
    number, version, created = _identity(document)
    with transaction.atomic():
        panel, fresh = Panel.objects.get_or_create(
            catalogue=catalogue, number=number,
            defaults={"hash_id": document.get("hash_id"), "origin": origin, "follows": follows, "name": document["name"],
                      "status": document.get("status") or "public", "changed_at": created},
        )  # fmt: skip
        panel = locked(panel.pk)
        if not fresh and (panel.major, panel.minor) >= version:
            return None
        refuse(_not_following(panel) if not fresh else [])
        panel.parts_stated = any("panel" in entity for kind in ENTITIES for entity in document.get(kind) or [])
        following = NextVersion(
            changes=_changes(panel, document), head=head_of(document) | {"status": document.get("status") or "public"},
            number=version, stats=document.get("stats") or None, comment=f"Taken from {origin}.",
        )  # fmt: skip
        taken = advance(panel, actor, following, at=created)
        taken.signed_off_on = _signed_off(document)
        taken.save(update_fields=["signed_off_on"])
        detail = {"version": str(taken), "origin": origin, "content_hash": taken.content_hash}
        ledger.record(actor, "panels.panel.taken", f"panel:{number}", {**detail, "catalogue": catalogue}, at=at)
    return taken


def _identity(document: Mapping[str, Any]) -> tuple[int, tuple[int, int], datetime]:
    text = str(document.get("id"))
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise PanelFileIsUnreadable(f"the panel's id is {text!r:.40}, not a number")
    version = version_order(panel_version(document.get("version")))
    if len(version) != 2:
        raise PanelFileIsUnreadable(f"the panel's version is {document.get('version')!r:.40}, not major.minor")
    try:
        created = datetime.fromisoformat(str(document.get("version_created")))
    except ValueError:
        created = None
    if created is None or created.tzinfo is None:
        raise PanelFileIsUnreadable(
            f"the panel's version_created is {document.get('version_created')!r:.40}, not a time"
        )
    return int(text), (version[0], version[1]), created


def _signed_off(document: Mapping[str, Any]) -> date | None:
    stated = document.get("signed_off")
    if not stated:
        return None
    try:
        return date.fromisoformat(str(stated)[:10])
    except ValueError:
        raise PanelFileIsUnreadable(f"the panel's signed_off is {stated!r:.40}, not a date") from None


def _not_following(panel: Panel) -> list[str]:
    if panel.follows:
        return []
    return [f"Panel {panel.number} is curated here and no longer follows {panel.origin or 'another PanelApp'}."]


def _changes(panel: Panel, document: Mapping[str, Any]) -> list[RowChange]:
    """The rows that differ; everything that stayed as it was keeps its row, wherever in the list it stands."""
    held: dict[tuple[str, str], list[EntityRow]] = defaultdict(list)
    for row in curated.rows_at(panel).order_by("kind", "-position"):
        held[row.kind, row.name].append(row)  # the same name may stand several times in a super-panel
    changes: list[RowChange] = []
    for kind in ENTITIES:
        entities = document.get(kind) or []
        changes.extend(_changes_of_list(entities, held))
    return changes + [RowChange(row, None) for rows in held.values() for row in rows]


def _changes_of_list(
    entities: Sequence[Mapping[str, Any]], held: dict[tuple[str, str], list[EntityRow]]
) -> list[RowChange]:
    matched: list[EntityRow | None] = []
    for entity in entities:
        columns = columns_of(entity)
        rows = held.get((columns.kind.value, columns.name))
        matched.append(rows.pop() if rows else None)
    positions = places([row.position if row else None for row in matched])
    return [
        RowChange(row, entity, position)
        for entity, row, position in zip(entities, matched, positions, strict=True)
        if row is None or row.position != position or row.document != dumped(entity)
    ]
