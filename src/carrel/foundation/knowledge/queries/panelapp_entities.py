"""What PanelApp's REST API v1 answers about genes, repeats and regions: those of a panel, and those of all panels."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Q, QuerySet

from carrel.foundation.knowledge.models import STANDING, EntityRow, GeneSymbol, Panel, PanelVersion
from carrel.foundation.knowledge.queries import curated
from carrel.foundation.knowledge.queries.panelapp_answers import (
    Card,
    Listing,
    Who,
    cards,
    identity,
    is_open,
    member_texts,
    members_text,
    readable,
    state,
)
from carrel.foundation.knowledge.rules.documents import dumped, with_panel
from carrel.foundation.knowledge.states import EntityKind


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which entities: any of the names (symbols or HGNC ids), this rating, any of the tags. Empty or None: all."""

    kinds: tuple[EntityKind, ...]
    names: tuple[str, ...] = ()
    rating: int | None = None
    tags: tuple[str, ...] = ()


def entities_of_panel(who: Who, key: str, wanted: Wanted, version: str = "") -> Listing:
    """`/panels/{id}/genes/` and the like, in the order of the panel; every entity says its panel. Raises PanelIsUnknown."""
    found = readable(who, key, version)

    def cut(start: int, stop: int) -> tuple[int, Sequence[str]]:
        parts = _parts(found)
        if len(parts) == 1 and not wanted.tags:
            return _cut_of_one(parts[0], wanted, start, stop)
        texts = [text for part in parts for text in _texts(part, wanted)]
        return len(texts), texts[start:stop]

    return Listing(("entities", *identity(found), wanted), cut, found.created_at, is_open(found.panel))


def entities_everywhere(wanted: Wanted, *, panel_names: Collection[str] = (), types: Collection[str] = ()) -> Listing:
    """`/genes/`, `/strs/`, `/regions/`, `/entities/`: on the panels that are listed, by panel and place.

    Super-panels are left out: what stands on them stands on their parts.
    """
    found = [card for card in cards(types=types) if card.whole]
    if panel_names:
        found = [card for card in found if card.name in panel_names]

    def cut(start: int, stop: int) -> tuple[int, Sequence[str]]:
        by_panel = {card.panel: card for card in found}
        rows = _everywhere(list(by_panel), wanted)
        if wanted.tags:
            tagged = [row for row in rows.values_list("panel_id", "document") if _has_tag(row[1], wanted.tags)]
            return len(tagged), _stamped(tagged[start:stop], by_panel)
        return rows.count(), _stamped(_documents(rows, start, stop), by_panel)

    return Listing(("everywhere", state(found), wanted, _symbols_loaded(wanted.names)), cut)


def _everywhere(panels: Sequence[int], wanted: Wanted) -> QuerySet[EntityRow]:
    rows = EntityRow.objects.filter(until=STANDING, kind__in=[kind.value for kind in wanted.kinds], panel__in=panels)
    found = _narrowed(rows, wanted)
    if wanted.names and not found.exists():
        found = _narrowed(rows, replace(wanted, names=renamed(wanted.names) or wanted.names))
    return found.order_by("panel_id", "kind", "position")


def _documents(rows: QuerySet[EntityRow], start: int, stop: int) -> list[tuple[int, str]]:
    """(panel's key, text) of some rows. Which they are is found in an index; only their own texts are read."""
    keys = list(rows.values_list("pk", flat=True)[start:stop])
    found: dict[int, tuple[int, str]] = {}
    for first in range(0, len(keys), 500):  # databases take only so many parameters
        texts = EntityRow.objects.filter(pk__in=keys[first : first + 500]).values_list("pk", "panel_id", "document")
        found.update({key: (panel, text) for key, panel, text in texts})
    return [found[key] for key in keys]


def renamed(names: Sequence[str]) -> tuple[str, ...]:
    """The HGNC ids of genes that are, or were, known by these names."""
    upper = [name.upper() for name in names]
    return tuple(GeneSymbol.objects.filter(symbol__in=upper).order_by("gene_id").values_list("gene_id", flat=True))


def _symbols_loaded(names: Sequence[str]) -> tuple[str, ...]:
    return renamed(names) if names else ()


def _stamped(rows: Sequence[tuple[int, str]], by_panel: dict[int, Card]) -> list[str]:
    stamps = member_texts({by_panel[panel].version for panel, _ in rows})
    return [with_panel(text, stamps[by_panel[panel].version]) for panel, text in rows]


# -- the entities of one panel ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Part:
    panel: Panel
    version: PanelVersion
    stamp: str  # what its entities say of their panel; "" where each says it in its own text

    def rows(self, wanted: Wanted) -> QuerySet[EntityRow]:
        current = self.version.sequence == self.panel.sequence
        rows = curated.rows_at(self.panel, None if current else self.version.sequence)
        return _narrowed(rows.filter(kind__in=[kind.value for kind in wanted.kinds]), wanted)


def _parts(version: PanelVersion) -> list[_Part]:
    children = [(number, sequence) for number, sequence in json.loads(version.children or "[]")]
    if not children:
        return [_Part(version.panel, version, "" if version.panel.parts_stated else members_text(version))]
    numbers = [number for number, _ in children]
    found = {part.number: part for part in Panel.objects.filter(catalogue=version.panel.catalogue, number__in=numbers)}
    own = [(found[number], curated.version_row(found[number], sequence)) for number, sequence in children]
    return [_Part(panel, part, dumped(curated.members_of(part))) for panel, part in own]


def _cut_of_one(part: _Part, wanted: Wanted, start: int, stop: int) -> tuple[int, Sequence[str]]:
    rows = part.rows(wanted)
    page = rows.values_list("document", flat=True)[start:stop]
    return rows.count(), _placed(list(page), part.stamp)


def _texts(part: _Part, wanted: Wanted) -> list[str]:
    texts = part.rows(wanted).values_list("document", flat=True)
    kept = [text for text in texts if not wanted.tags or _has_tag(text, wanted.tags)]
    return _placed(kept, part.stamp)


def _placed(texts: list[str], stamp: str) -> list[str]:
    return [with_panel(text, stamp) for text in texts] if stamp else texts


def _narrowed(rows: QuerySet[EntityRow], wanted: Wanted) -> QuerySet[EntityRow]:
    if wanted.names:
        rows = rows.filter(Q(name__in=wanted.names) | Q(hgnc_id__in=hgnc_ids(wanted.names)))
    if wanted.rating is not None:
        rows = rows.filter(rating=wanted.rating)
    if wanted.tags:
        spelled = [Q(document__contains=dumped(tag)) for tag in wanted.tags]
        rows = rows.filter(Q(*spelled, _connector=Q.OR))
    return rows


def hgnc_ids(names: Sequence[str]) -> list[str]:
    """Those of the names that are HGNC ids."""
    return [name for name in names if name.startswith("HGNC:")]


def _has_tag(text: str, tags: Sequence[str]) -> bool:
    entity: dict[str, Any] = json.loads(text)
    return bool(set(entity.get("tags") or ()) & set(tags))
