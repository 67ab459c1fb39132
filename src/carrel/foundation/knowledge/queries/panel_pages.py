"""What the page of a panel shows of its entries, a screenful at a time."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from carrel.foundation.knowledge.errors import EntityIsUnknown
from carrel.foundation.knowledge.models import Activity, EntityRow, Panel, PanelVersion, Review
from carrel.foundation.knowledge.queries.panel_list import rows_of
from carrel.foundation.knowledge.states import EntityKind


LEAST_TEXT = 3  # letters from which a search also looks into phenotypes, tags and publications
ORDERS = {
    "rating": ("-rating", "name", "pk"),
    "name": ("name", "pk"),
    "newest": ("-since", "name", "pk"),
}


@dataclass(frozen=True, slots=True)
class EntitySearch:
    """Which entries of a panel are wanted. Empty fields ask for nothing; `rating` is a Confidence or None."""

    text: str = ""
    rating: int | None = None
    kind: str = ""
    sort: str = "rating"
    start: int = 0
    most: int = 100


@dataclass(frozen=True, slots=True)
class EntityLine:
    """An entry as lists and its page show it: the looked-up columns, and its document."""

    panel_id: int
    number: int  # of the panel it stands on: the part, for a super-panel
    kind: EntityKind
    name: str
    symbol: str
    hgnc_id: str
    rating: int
    sha256: str
    document: Mapping[str, Any]

    @property
    def gene(self) -> Mapping[str, Any]:
        """gene_data, empty for a region."""
        return self.document.get("gene_data") or {}


def entity_lines(panel: Panel, version: PanelVersion, search: EntitySearch) -> tuple[list[EntityLine], int]:
    """The wanted entries of a panel version, and how many answer the search in all."""
    rows = _matching(rows_of(panel, version), search)
    total = rows.count()
    order = ORDERS.get(search.sort, ORDERS["rating"])
    keys = list(rows.order_by(*order).values_list("pk", flat=True)[search.start : search.start + search.most])
    found = {row.pk: row for row in EntityRow.objects.filter(pk__in=keys).select_related("panel")}
    return [line_of(found[key]) for key in keys], total


def entity_line(panel: Panel, version: PanelVersion, kind: EntityKind, name: str) -> EntityLine:
    """One entry of a panel version. Raises EntityIsUnknown."""
    row = rows_of(panel, version).select_related("panel").filter(kind=kind.value, name=name).first()
    if row is None:
        raise EntityIsUnknown(f"Panel {panel.number} has no {kind} {name!r:.60} in version {version}.")
    return line_of(row)


def line_of(row: EntityRow) -> EntityLine:
    """A stored row as a value."""
    return EntityLine(
        row.panel_id, row.panel.number, EntityKind(row.kind), row.name, row.symbol, row.hgnc_id, row.rating, row.sha256,
        json.loads(row.document),
    )  # fmt: skip


def _matching(rows: QuerySet[EntityRow], search: EntitySearch) -> QuerySet[EntityRow]:
    if search.rating is not None:
        rows = rows.filter(rating=search.rating)
    if search.kind:
        rows = rows.filter(kind=search.kind)
    for word in search.text.split()[:8]:
        named = Q(name__icontains=word) | Q(symbol__icontains=word) | Q(hgnc_id__iexact=word)
        rows = rows.filter(named | Q(document__icontains=word) if len(word) >= LEAST_TEXT else named)
    return rows


def opinions_on(lines: Sequence[EntityLine]) -> dict[tuple[int, str, str], dict[str, int]]:
    """How many reviewers said what of these entries: by (panel key, kind, name), numbers by Opinion, "" for comments only.

    An opinion given under a gene's former symbol counts for the gene.
    """
    named = {(line.panel_id, line.kind.value, line.name): (line.panel_id, line.kind.value, line.name) for line in lines}
    by_gene = {
        (line.panel_id, line.hgnc_id): (line.panel_id, line.kind.value, line.name)
        for line in lines
        if line.hgnc_id and line.kind is EntityKind.GENE
    }
    same = Q(entity__in={line.name for line in lines}) | Q(hgnc_id__in={hgnc_id for _, hgnc_id in by_gene})
    own = Review.objects.filter(same, panel__in={line.panel_id for line in lines}, superseded_at=None)
    found: dict[tuple[int, str, str], dict[str, int]] = {}
    for panel, kind, entity, hgnc_id, rating in own.values_list("panel_id", "kind", "entity", "hgnc_id", "rating"):
        key = named.get((panel, kind, entity)) or (by_gene.get((panel, hgnc_id)) if kind == EntityKind.GENE else None)
        if key:
            tally = found.setdefault(key, {})
            tally[rating] = tally.get(rating, 0) + 1
    return found


def home_of(panel: Panel, line: EntityLine) -> Panel:
    """The panel on which an entry is reviewed and decided: of a super-panel's entry, the part it comes from."""
    return panel if line.panel_id == panel.pk else Panel.objects.get(pk=line.panel_id)


def document_seen(panel: Panel, kind: EntityKind, name: str, sha256: str) -> Mapping[str, Any] | None:
    """An entry as somebody saw it who names it by its hash; None if the panel never had it so."""
    row = EntityRow.objects.filter(panel=panel, kind=kind.value, name=name, sha256=sha256).first() if sha256 else None
    return json.loads(row.document) if row else None


def lately(panels: QuerySet[Panel]) -> QuerySet[Activity]:
    """What happened on these panels, newest first, with their panels."""
    own = Activity.objects.filter(panel__in=panels.order_by()).select_related("panel")
    return own.order_by("-created_at", "-pk")
