"""Questions about what happened: a panel's history, two versions side by side, a rating over time."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import Q, QuerySet

from carrel.foundation.knowledge.models import Activity, EntityRow, Panel, PanelVersion
from carrel.foundation.knowledge.queries.curated import document, rows_at, version_named
from carrel.foundation.knowledge.rules.comparing import PanelDifference, difference
from carrel.foundation.knowledge.rules.panels import ENTITIES
from carrel.foundation.knowledge.states import EntityKind


class RatingSince(NamedTuple):
    """From this version on an entity had this rating; None: it did not stand on the panel."""

    at: datetime
    version: str
    rating: int | None


def activities_of(panel: Panel, kind: str = "", name: str = "") -> QuerySet[Activity]:
    """The lines of a panel's history, newest first; with `kind` and `name` those of one entity, under its earlier symbols too."""
    own = Activity.objects.filter(panel=panel).order_by("-created_at", "-pk")
    return own.filter(kind=EntityKind(kind).value, entity__in=_names(panel, kind, name)) if kind and name else own


def versions_of(panel: Panel) -> QuerySet[PanelVersion]:
    """All versions of a panel, newest first."""
    return PanelVersion.objects.filter(panel=panel).order_by("-sequence")


def compare(panel: Panel, from_version: str, to_version: str) -> PanelDifference:
    """What changed between two versions `major.minor` of a panel ("" is the current one). Raises PanelIsUnknown.

    Reads only the rows that differ, except for super-panels.
    """
    old, new = version_named(panel, from_version), version_named(panel, to_version)
    if panel.composed:
        return compare_panels(panel, str(old), panel, str(new))
    low, high = sorted((old.sequence, new.sequence))
    span = Q(until__gt=low, until__lte=high) | Q(since__gt=low, since__lte=high)  # rows that do not stand in both
    before, after = (
        [json.loads(row.document) for row in rows_at(panel, version.sequence).filter(span)] for version in (old, new)
    )
    return difference(before, after, json.loads(old.head.document), json.loads(new.head.document))


def compare_panels(left: Panel, left_version: str, right: Panel, right_version: str) -> PanelDifference:
    """What differs between two panels, a version of each. Raises PanelIsUnknown."""
    one, two = (json.loads(document(panel, version_named(panel, version))) for panel, version in
                ((left, left_version), (right, right_version)))  # fmt: skip
    return difference(_entities(one), _entities(two), _head(one), _head(two))


def ratings_over_time(panel: Panel, kind: EntityKind, name: str) -> list[RatingSince]:
    """The ratings that an entity has had on a panel, oldest first, from the version on that gave it; None where it left."""
    rows = EntityRow.objects.filter(panel=panel, kind=EntityKind(kind).value, name__in=_names(panel, kind, name))
    spans = list(rows.order_by("since").values_list("since", "until", "rating"))
    ratings: dict[int, int | None] = dict.fromkeys(until for _, until, _ in spans)
    ratings.update(
        {since: rating for since, _, rating in spans}
    )  # where one row follows another at once there is no gap
    versions = {one.sequence: one for one in PanelVersion.objects.filter(panel=panel, sequence__in=list(ratings))}
    found: list[RatingSince] = []
    for sequence, version in sorted(versions.items()):
        if not found or found[-1].rating != ratings[sequence]:
            found.append(RatingSince(version.created_at, str(version), ratings[sequence]))
    return found


def _names(panel: Panel, kind: str, name: str) -> list[str]:
    """The names that an entity has had on a panel: a gene is the same under every symbol."""
    name = name.replace("\x00", "")  # which no database takes, and no name has
    own = EntityRow.objects.filter(panel=panel, kind=EntityKind(kind).value)
    ids = own.filter(name=name).exclude(hgnc_id="").values_list("hgnc_id", flat=True).distinct()
    if kind != EntityKind.GENE:
        return [name]
    return list({name, *own.filter(hgnc_id__in=list(ids)).values_list("name", flat=True).distinct()})


def _entities(panel_document: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    return [entity for kind in ENTITIES for entity in panel_document[kind]]


def _head(panel_document: Mapping[str, Any]) -> dict[str, Any]:
    left_out = {*ENTITIES, "version", "version_created", "stats"}
    return {key: value for key, value in panel_document.items() if key not in left_out}
