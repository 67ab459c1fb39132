"""Making the next version of a panel: the one place where a panel's content is written."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import Max

from carrel.foundation.knowledge.actions.storing import store_many
from carrel.foundation.knowledge.actions.telling import Line, tell
from carrel.foundation.knowledge.errors import EntryIsWrong, NotAllowed, PanelIsUnknown
from carrel.foundation.knowledge.models import HOUSE, EntityRow, Panel, PanelHead, PanelVersion
from carrel.foundation.knowledge.queries import curated
from carrel.foundation.knowledge.rules.documents import EntityColumns, columns_of, dumped, members
from carrel.foundation.knowledge.rules.panels import entity_hash, hash_of_parts
from carrel.foundation.knowledge.rules.review_fields import comment_of
from carrel.foundation.knowledge.states import PanelStatus
from carrel.foundation.ledger import actions as ledger
from carrel.foundation.vocabulary.actors import Actor


@dataclass(frozen=True, slots=True)
class RowChange:
    """A row that leaves (`before` only), comes (`document` only), or is replaced (both). `position` None: as before."""

    before: EntityRow | None
    document: Mapping[str, Any] | None
    position: int | None = None


@dataclass(frozen=True, slots=True)
class NextVersion:
    """What the next version says. `number` None: the minor number goes up by one. `stats` None: counted."""

    changes: Sequence[RowChange] = ()
    head: Mapping[str, Any] | None = None
    children: Sequence[tuple[int, int]] | None = None
    number: tuple[int, int] | None = None
    stats: Mapping[str, int] | None = None
    comment: str = ""
    now: datetime | None = (
        None  # of a version that keeps its origin's time: when it came here, for super-panels and letters
    )


def locked(panel_id: int) -> Panel:
    """The panel, which nobody else changes until the transaction ends. Raises PanelIsUnknown."""
    found = Panel.objects.select_for_update().filter(pk=panel_id).first()
    if found is None:
        raise PanelIsUnknown("This panel does not exist; choose one from the list of panels.")
    return found


def refuse(objections: Sequence[str]) -> None:
    """Raise NotAllowed if there are objections."""
    if objections:
        raise NotAllowed(objections)


def advance(panel: Panel, actor: Actor, following: NextVersion, *, at: datetime) -> PanelVersion:
    """Write the next version of a locked panel, inside the caller's transaction, and of the super-panels it is part of.

    Stores the changed rows and one version row, however large the panel is. The ledger line is the caller's.
    """
    comment = _comment(following.comment)
    sequence = panel.sequence + 1
    _close([change.before.pk for change in following.changes if change.before], sequence)
    _open(panel, sequence, following.changes)
    head, head_key = _head(panel, following.head)
    major, minor = following.number or (panel.major, panel.minor + 1)
    children = following.children if following.children is not None else curated.children_of(panel)
    hashes, counts = curated.hashes_and_counts(panel, children)
    stats = dict(following.stats or counts)
    version = PanelVersion.objects.create(
        panel=panel, sequence=sequence, major=major, minor=minor, created_at=at, author=actor.id,
        comment=comment, head_id=head_key, stats=dumped(stats),
        children=json.dumps([list(child) for child in children]) if children else "",
        content_hash=hash_of_parts(members(head, f"{major}.{minor}", at, stats), hashes),
    )  # fmt: skip
    panel.sequence, panel.major, panel.minor, panel.changed_at = sequence, major, minor, at
    panel.name, panel.status = str(head["name"]), str(head["status"])
    panel.save()
    _advance_parents(panel, actor, following.now or at)
    return version


def _comment(text: str) -> str:
    faults: list[tuple[str, str]] = []
    clean = comment_of(text, faults)
    if faults:
        raise EntryIsWrong(faults)
    return clean


def _close(rows: Sequence[int], sequence: int) -> None:
    for start in range(0, len(rows), 500):  # SQLite takes only so many parameters
        EntityRow.objects.filter(pk__in=rows[start : start + 500]).update(until=sequence)


def _open(panel: Panel, sequence: int, changes: Sequence[RowChange]) -> None:
    coming = [(change, columns_of(change.document)) for change in changes if change.document is not None]
    positions = _positions(panel, coming)
    rows = [
        {
            "panel_id": panel.pk, "kind": columns.kind.value, "name": columns.name, "hgnc_id": columns.hgnc_id,
            "symbol": columns.symbol, "rating": columns.rating, "position": position, "since": sequence,
            "document": dumped(change.document), "sha256": entity_hash(change.document or {}),
        }
        for (change, columns), position in zip(coming, positions, strict=True)
    ]  # fmt: skip
    store_many(EntityRow, rows)


def _positions(panel: Panel, coming: Sequence[tuple[RowChange, EntityColumns]]) -> list[int]:
    """The place of each row: the one stated, the one of the row that it replaces, or, for new rows, behind all others."""
    held = [change.position or (change.before.position if change.before else None) for change, _ in coming]
    if None not in held:
        return [position or 0 for position in held]
    last = curated.last_positions(panel)  # of rows that stay: those that are being replaced are closed already
    for position, (_, columns) in zip(held, coming, strict=True):
        last[columns.kind] = max(last.get(columns.kind, 0), position or 0)
    result = []
    for position, (_, columns) in zip(held, coming, strict=True):
        if position is None:
            last[columns.kind] = position = last[columns.kind] + curated.GAP
        result.append(position)
    return result


def _head(panel: Panel, head: Mapping[str, Any] | None) -> tuple[Mapping[str, Any], str]:
    if head is None:
        current = curated.version_row(panel, panel.sequence)
        head = json.loads(current.head.document)
        if head["status"] == panel.status:
            return head, current.head_id
        head = {**head, "status": panel.status}  # an origin may change who sees a panel without a new version
    text = dumped(dict(head))
    key = hashlib.sha256(text.encode()).hexdigest()
    PanelHead.objects.get_or_create(sha256=key, defaults={"document": text})
    return head, key


FIRST_NUMBER = 100_001  # above every number that public PanelApps have given, so that their panels keep theirs


def new_panel(about: Mapping[str, Any], *, at: datetime, composed: bool = False) -> tuple[Panel, dict[str, Any]]:
    """A new internal panel of the house, without a version yet, and its head. Raises EntryIsWrong if its name is taken."""
    one_at_a_time("new panel")
    if curated.name_is_taken(about["name"]):
        raise EntryIsWrong([("name", "There is a panel of this name already; choose another.")])
    highest = Panel.objects.filter(catalogue=HOUSE).aggregate(highest=Max("number"))["highest"] or 0
    panel = Panel.objects.create(
        number=max(highest + 1, FIRST_NUMBER),
        name=about["name"],
        status=PanelStatus.INTERNAL,
        composed=composed,
        changed_at=at,
    )
    head = {
        "id": panel.number, "hash_id": None, "name": "", "disease_group": "", "disease_sub_group": "",
        "status": PanelStatus.INTERNAL.value, "relevant_disorders": [], "types": [], **about,
    }  # fmt: skip
    return panel, head


def parents_of(panel: Panel) -> list[Panel]:
    """The super-panels that a locked panel is part of, locked too. Always children before parents, each by number of its row:
    so writers never wait for each other in a circle."""
    found = [pk for pk, children in curated.composed_now(panel.catalogue) if panel.number in dict(children)]
    living = Panel.objects.filter(pk__in=found).exclude(status=PanelStatus.DELETED)
    return list(living.select_for_update().order_by("pk")) if found else []


def one_at_a_time(what: str) -> None:
    """Wait until no other transaction is inside the same kind of work. SQLite has one writer anyway."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [what])


def _advance_parents(panel: Panel, actor: Actor, at: datetime) -> None:
    """A super-panel gets a new version with each of its panels, so that its versions too stay what they were."""
    for parent in parents_of(panel):
        children = [
            (number, panel.sequence if number == panel.number else old) for number, old in curated.children_of(parent)
        ]
        reference = f"{panel.number}@{panel.major}.{panel.minor}"
        advance(parent, actor, NextVersion(children=children, comment=f"Panel {reference} changed."), at=at)
        text = f"Panel {panel.name} was updated to version {panel.major}.{panel.minor}."
        tell(parent, actor, [Line(text)], at=at)
        detail = {"version": f"{parent.major}.{parent.minor}", "part": reference}
        ledger.record(actor, "panels.panel.followed", f"panel:{parent.number}", detail, at=at)
