"""Panels and what stands on them, a page at a time, for programs that ask for part of a list."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import F, Q, QuerySet

from carrel.foundation.knowledge.models import HOUSE, STANDING, EntityRow, Panel, PanelVersion, Subscription
from carrel.foundation.knowledge.queries import curated
from carrel.foundation.vocabulary.actors import Actor


@dataclass(frozen=True, slots=True)
class PanelsWanted:
    """Which panels; empty fields ask for all. `gene` is a symbol, an HGNC id, or the name of an entry."""

    catalogue: str = HOUSE
    status: str = ""
    type: str = ""  # the slug of a panel type
    name: str = ""  # part of the name, whatever its letters' case
    gene: str = ""


@dataclass(frozen=True, slots=True)
class EntitiesWanted:
    """Which entries of a panel; empty fields ask for all. `search` is part of a name or symbol, or an HGNC id."""

    kind: str = ""
    rating: int | None = None
    search: str = ""
    tag: str = ""


def panels_page(actor: Actor, wanted: PanelsWanted, offset: int, limit: int) -> tuple[int, list[PanelVersion]]:
    """How many panels there are, and those of one page, by number: their current versions, with panel and head."""
    found = _panels(actor, wanted)
    keys = list(found.values_list("pk", flat=True)[offset : offset + limit])
    current = PanelVersion.objects.filter(panel__in=keys, sequence=F("panel__sequence"))
    rows = {version.panel_id: version for version in current.select_related("panel", "head")}
    return found.count(), [rows[key] for key in keys if key in rows]


def _panels(actor: Actor, wanted: PanelsWanted) -> QuerySet[Panel]:
    found = curated.panels_for(actor, wanted.catalogue)
    if wanted.status:
        found = found.filter(status=wanted.status)
    if wanted.name:
        found = found.filter(name__icontains=wanted.name)
    if wanted.type:
        slug = f'"slug":{json.dumps(wanted.type)}'
        found = found.filter(
            versions__in=PanelVersion.objects.filter(sequence=F("panel__sequence"), head__document__contains=slug)
        )
    if wanted.gene:
        same = Q(hgnc_id=wanted.gene.upper()) | Q(symbol=wanted.gene.upper()) | Q(name=wanted.gene)
        found = found.filter(pk__in=EntityRow.objects.filter(same, until=STANDING).values("panel"))
    return found


def entities_page(
    panel: Panel, version: PanelVersion, wanted: EntitiesWanted, offset: int, limit: int
) -> tuple[int, list[tuple[Panel, EntityRow]]]:
    """How many entries of a version are wanted, and those of one page in their order, each with the panel it stands on."""
    total = 0
    found: list[tuple[Panel, EntityRow]] = []
    for part, sequence in curated.shown_parts(panel, version):
        rows = _wanted(curated.rows_at(part, None if sequence == part.sequence else sequence), wanted)
        count = rows.count()
        start, room = max(offset - total, 0), limit - len(found)
        if start < count and room > 0:
            found += [(part, row) for row in rows[start : start + room]]
        total += count
    return total, found


def _wanted(rows: QuerySet[EntityRow], wanted: EntitiesWanted) -> QuerySet[EntityRow]:
    asked: Sequence[Q] = (
        Q(kind=wanted.kind) if wanted.kind else Q(),
        Q(rating=wanted.rating) if wanted.rating is not None else Q(),
        _names(wanted.search) if wanted.search else Q(),
        Q(document__contains=json.dumps(wanted.tag, ensure_ascii=False)) if wanted.tag else Q(),
    )
    return rows.filter(*asked)


def _names(text: str) -> Q:
    return Q(name__icontains=text) | Q(symbol__icontains=text) | Q(hgnc_id=text.upper())


def entity_at(panel: Panel, version: PanelVersion, kind: str, name: str) -> tuple[Panel, EntityRow] | None:
    """One entry as it stood on a version, with the panel it stands on; on a super-panel the first part that has it."""
    for part, sequence in curated.shown_parts(panel, version):
        rows = curated.rows_at(part, None if sequence == part.sequence else sequence)
        found = rows.filter(kind=kind, name=name).first()
        if found is not None:
            return part, found
    return None


def entity_made_by(version: PanelVersion) -> EntityRow | None:
    """The entry that a version added or changed; None where it took one away, or changed only what the panel says of itself."""
    return EntityRow.objects.filter(panel=version.panel_id, since=version.sequence).order_by("pk").first()


def versions_page(panel: Panel, offset: int, limit: int) -> tuple[int, list[PanelVersion]]:
    """How many versions a panel has, and those of one page, newest first."""
    own = PanelVersion.objects.filter(panel=panel).order_by("-sequence")
    return own.count(), list(own[offset : offset + limit])


def subscriptions_of(actor: Actor) -> list[Subscription]:
    """What somebody has subscribed to, oldest first, with the panels."""
    return list(Subscription.objects.filter(account=actor.id).select_related("panel").order_by("created_at", "pk"))
