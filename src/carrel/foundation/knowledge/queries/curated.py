"""Questions to the panels of the database: lists, documents of any version, entities, genes across panels."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.db.models import F, Max, Q, QuerySet

from carrel.foundation.knowledge.errors import EntityIsUnknown, PanelIsUnknown
from carrel.foundation.knowledge.models import HOUSE, STANDING, EntityRow, Panel, PanelVersion
from carrel.foundation.knowledge.policies import objections_to_reading
from carrel.foundation.knowledge.rules.documents import assembled, dumped, members, with_panel
from carrel.foundation.knowledge.rules.ordering import GAP
from carrel.foundation.knowledge.rules.panels import placed_hash
from carrel.foundation.knowledge.states import OPEN_TO_ALL, EntityKind, PanelStatus
from carrel.foundation.vocabulary.actors import Actor, Permission


__all__ = ["GAP"]


def panels_for(actor: Actor, catalogue: str = HOUSE) -> QuerySet[Panel]:
    """The panels of a catalogue that this actor may read, by number; retired ones too, deleted ones never."""
    own = Panel.objects.filter(catalogue=catalogue).exclude(status=PanelStatus.DELETED).order_by("number")
    if actor.may(Permission.READ_INTERNAL_PANELS):
        return own
    return own.filter(status__in=[status.value for status in OPEN_TO_ALL])


def panel_by(actor: Actor, key: str, catalogue: str = HOUSE) -> Panel:
    """The panel with this number, hash id or exact name. Raises PanelIsUnknown, also for panels the actor may not read."""
    for asked in _keys(key):
        for found in Panel.objects.filter(asked, catalogue=catalogue).order_by("number"):
            status = PanelStatus(found.status)
            if status is not PanelStatus.DELETED and not list(objections_to_reading(actor, status)):
                return found
    raise PanelIsUnknown(f"There is no panel {key!r:.60} here; look it up in the list of panels.")


def cited(actor: Actor, key: str, version: str, catalogue: str = HOUSE) -> tuple[Panel, PanelVersion]:
    """A panel and one exact version `major.minor` of it, for whoever has a report that names both.

    What was once public stays readable by number and version, also after the panel was withdrawn or deleted. Raises PanelIsUnknown.
    """
    for asked in _keys(key):
        for panel in Panel.objects.filter(asked, catalogue=catalogue).order_by("number"):
            deleted = panel.status == PanelStatus.DELETED
            if not list(objections_to_reading(actor, PanelStatus(panel.status))) and not (deleted and not version):
                return panel, version_named(panel, version)
            found = _version_or_none(panel, version)
            if found is not None and _was_public(found):
                return panel, found
    raise PanelIsUnknown(f"There is no panel {key!r:.60} here; look it up in the list of panels.")


def _was_public(version: PanelVersion) -> bool:
    return json.loads(version.head.document).get("status") in [status.value for status in OPEN_TO_ALL]


def _keys(key: str) -> list[Q]:
    numbered = [Q(number=int(key))] if key.isascii() and key.isdigit() and len(key) < 10 else []
    return [*numbered, Q(hash_id=key), Q(name=key)] if "\x00" not in key else []


def name_is_taken(name: str, catalogue: str = HOUSE) -> bool:
    """Has another panel that is not deleted this name, in whatever letters?"""
    return Panel.objects.filter(catalogue=catalogue, name__iexact=name).exclude(status=PanelStatus.DELETED).exists()


def version_row(panel: Panel, sequence: int) -> PanelVersion:
    """One version of a panel, with its head. Raises PanelIsUnknown."""
    found = PanelVersion.objects.select_related("head").filter(panel=panel, sequence=sequence).first()
    if found is None:
        raise PanelIsUnknown(f"Panel {panel.number} has no version with the number {sequence}.")
    return found


def version_named(panel: Panel, version: str = "") -> PanelVersion:
    """The version `major.minor` of a panel; "" is the current one. Raises PanelIsUnknown."""
    if not version:
        return version_row(panel, panel.sequence)
    found = _version_or_none(panel, version)
    if found is None:
        raise PanelIsUnknown(
            f"Panel {panel.number} has no version {version!r:.40}; the page of its versions lists them."
        )
    return found


def _version_or_none(panel: Panel, version: str) -> PanelVersion | None:
    major, _, minor = version.partition(".")
    if not all(part.isascii() and part.isdigit() and len(part) < 10 for part in (major, minor)):
        return None
    own = PanelVersion.objects.select_related("head")
    return own.filter(panel=panel, major=int(major), minor=int(minor)).first()


def members_of(version: PanelVersion) -> dict[str, Any]:
    """What lists answer of a panel version: everything but its entities. `signed_off` is not part of a version's content: it comes
    later, so interfaces add it from the version's row."""
    head, stats = json.loads(version.head.document), json.loads(version.stats)
    return members(head, str(version), version.created_at, stats)


def document(panel: Panel, version: PanelVersion) -> bytes:
    """The whole document of a panel version, as REST v1's detail answers it; the same bytes for ever."""
    return assembled(members_of(version), _texts(panel, version))


def rows_at(panel: Panel, sequence: int | None = None) -> QuerySet[EntityRow]:
    """The rows of a panel as of a version number, in their order; None: as of now."""
    rows = EntityRow.objects.filter(panel=panel)
    chosen = rows.filter(until=STANDING) if sequence is None else rows.filter(until__gt=sequence, since__lte=sequence)
    return chosen.order_by("kind", "position")


def current_row(panel: Panel, kind: EntityKind, name: str) -> EntityRow:
    """An entity as it stands on a panel now. Raises EntityIsUnknown."""
    found = rows_at(panel).filter(kind=kind.value, name=name).first() if "\x00" not in name else None
    if found is None:
        raise EntityIsUnknown(f"Panel {panel.number} has no {kind} {name!r:.60} now.")
    return found


def last_positions(panel: Panel) -> dict[str, int]:
    """The highest place taken in each list of a panel now, by kind of entity."""
    found = EntityRow.objects.filter(panel=panel, until=STANDING).values_list("kind").annotate(last=Max("position"))
    return dict(found)


def composed_now(catalogue: str = HOUSE) -> list[tuple[int, list[tuple[int, int]]]]:
    """The composed super-panels of a catalogue: (row id, its parts as (panel number, version number))."""
    rows = PanelVersion.objects.filter(
        panel__catalogue=catalogue, panel__composed=True, sequence=F("panel__sequence")
    ).values_list("panel_id", "children")
    return [(pk, _children(text)) for pk, text in rows]


def parts_of_version(version: PanelVersion) -> list[tuple[int, int]]:
    """The parts of a composed super-panel's version: (panel number, version number), in their order; none of other panels."""
    return _children(version.children)


def shown_parts(panel: Panel, version: PanelVersion) -> list[tuple[Panel, int]]:
    """The panels whose rows a version shows, with the version number of each: itself, or the parts of a super-panel."""
    children = parts_of_version(version)
    if not children:
        return [(panel, version.sequence)]
    own = Panel.objects.filter(catalogue=panel.catalogue, number__in=[number for number, _ in children])
    found = {part.number: part for part in own}
    return [(found[number], sequence) for number, sequence in children if number in found]


def _children(text: str | None) -> list[tuple[int, int]]:
    return [(number, sequence) for number, sequence in json.loads(text or "[]")]


def children_of(panel: Panel) -> list[tuple[int, int]]:
    """Of a composed super-panel: (panel number, version number) of its parts, in their order."""
    if not panel.composed or not panel.sequence:
        return []
    text = PanelVersion.objects.filter(panel=panel, sequence=panel.sequence).values_list("children", flat=True).first()
    return _children(text)


def hashes_and_counts(
    panel: Panel, children: Sequence[tuple[int, int]] = ()
) -> tuple[Mapping[str, list[str]], Mapping[str, int]]:
    """The hashes of a panel's entities now, by list, and how many there are: what its content hash and stats are made of."""
    hashes: dict[str, list[str]] = {kind.plural: [] for kind in EntityKind}
    for part, version in _parts(panel, children):
        reference = None if version is None else {"id": part.number, "version": str(version)}
        own = rows_at(part, version.sequence if version else None).values_list("kind", "sha256")
        for kind, sha256 in own:
            hashes[EntityKind(kind).plural].append(placed_hash(sha256, reference))
    if panel.parts_stated and not children:
        _add_stated_panels(panel, hashes)
    return hashes, {f"number_of_{kind}": len(found) for kind, found in hashes.items()}


def _add_stated_panels(panel: Panel, hashes: dict[str, list[str]]) -> None:
    """Super-panels taken from elsewhere keep their entities' `panel` in the text; it goes into the hash as well."""
    for kind in hashes:
        hashes[kind].clear()
    for kind, sha256, text in rows_at(panel).values_list("kind", "sha256", "document"):
        hashes[EntityKind(kind).plural].append(placed_hash(sha256, json.loads(text).get("panel")))


def _parts(panel: Panel, children: Sequence[tuple[int, int]]) -> Iterator[tuple[Panel, PanelVersion | None]]:
    if not children:
        yield panel, None
        return
    numbers = [number for number, _ in children]
    found = {part.number: part for part in Panel.objects.filter(catalogue=panel.catalogue, number__in=numbers)}
    for number, sequence in children:
        yield found[number], version_row(found[number], sequence)


def _texts(panel: Panel, version: PanelVersion) -> dict[str, list[str]]:
    texts: dict[str, list[str]] = {kind.plural: [] for kind in EntityKind}
    for part, own in _parts(panel, parts_of_version(version)):
        stamp = dumped(members_of(own)) if own else ""
        rows = rows_at(part, own.sequence if own else version.sequence).values_list("kind", "document")
        for kind, text in rows:
            texts[f"{kind}s"].append(with_panel(text, stamp) if stamp else text)
    return texts


def rows_of_gene(actor: Actor, hgnc_id: str, catalogue: str = HOUSE) -> QuerySet[EntityRow]:
    """Where a gene stands now, on the panels that this actor may read; composed super-panels are not repeated."""
    return (
        EntityRow.objects.filter(hgnc_id=hgnc_id, until=STANDING, panel__in=panels_for(actor, catalogue))
        .select_related("panel")
        .order_by(F("rating").desc(), "panel__name")
    )
