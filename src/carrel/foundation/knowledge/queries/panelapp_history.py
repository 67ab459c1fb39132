"""What PanelApp's REST API v1 answers about the history of panels and the opinions of reviewers."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import Count, Max, Q, QuerySet

from carrel.foundation.knowledge.errors import EntityIsUnknown
from carrel.foundation.knowledge.models import HOUSE, STANDING, Activity, EntityRow, PanelVersion, Review
from carrel.foundation.knowledge.queries import curated
from carrel.foundation.knowledge.queries.panelapp_answers import (
    LISTED,
    Answer,
    Listing,
    Who,
    cards,
    identity,
    is_open,
    readable,
    state,
)
from carrel.foundation.knowledge.rules.documents import dumped, spelled
from carrel.foundation.knowledge.states import EntityKind, PanelStatus


_COLUMNS = (
    "pk", "created_at", "panel__name", "panel__number", "version", "actor_name", "text", "entity", "kind",
)  # fmt: skip


def panel_activities(who: Who, key: str) -> Answer:
    """`/panels/{id}/activities/`: a bare list, the newest first; empty where the panel is retired or deleted.

    Lines that were taken from another PanelApp are answered as it wrote them. Raises PanelIsUnknown.
    """
    found = readable(who, key)
    hidden = found.panel.status in (PanelStatus.RETIRED, PanelStatus.DELETED)
    own = Activity.objects.none() if hidden else Activity.objects.filter(panel=found.panel)

    def build() -> bytes:
        return f"[{','.join(_lines(own.order_by('-created_at', '-pk')))}]".encode()

    return Answer(("activities", *identity(found), _newest(own)), build, None, is_open(found.panel))


def all_activities() -> Listing:
    """`/activities/`: of all panels that are listed, the newest first."""
    own = Activity.objects.filter(panel__catalogue=HOUSE, panel__status__in=LISTED)

    def cut(start: int, stop: int) -> tuple[int, Sequence[str]]:
        return own.count(), _lines(own.order_by("-created_at", "-pk")[start:stop])

    return Listing(("all activities", state(cards()), _newest(own)), cut)


def evaluations(
    who: Who, key: str, kind: EntityKind, name: str, *, version: str = "", comments: bool = False
) -> Listing:
    """`/panels/{id}/genes/{symbol}/evaluations/`: the opinions that stand now. Raises PanelIsUnknown, EntityIsUnknown."""
    found = readable(who, key, version)
    rows = _rows(found, kind, name)
    if not rows:
        raise EntityIsUnknown(f"Panel {found.panel.number} has no {kind} {name!r:.60} now.")
    places = Q(*(Q(panel_id=panel, entity=entity) for panel, entity in rows), _connector=Q.OR)
    own = Review.objects.filter(places, kind=kind.value, superseded_at=None)

    def cut(start: int, stop: int) -> tuple[int, Sequence[str]]:
        page = own.order_by("-created_at", "-pk")[start:stop]
        return own.count(), [dumped(evaluation_of(review, comments)) for review in page]

    return Listing(
        ("evaluations", *identity(found), kind.value, name, comments, *_extent(own)), cut, None, is_open(found.panel)
    )


def _rows(found: PanelVersion, kind: EntityKind, name: str) -> list[tuple[int, str]]:
    """(panel's key, entity's name) of an entity, named by its name or HGNC id, on a panel or the parts of a super-panel."""
    by = Q(hgnc_id=name) if name.startswith("HGNC:") else Q(name=name)
    numbers = [number for number, _ in curated.children_of(found.panel)]
    rows = curated.rows_at(found.panel)
    if numbers:
        rows = EntityRow.objects.filter(
            panel__catalogue=found.panel.catalogue, panel__number__in=numbers, until=STANDING
        )
    return list(rows.filter(by, kind=kind.value).values_list("panel_id", "name"))


def _newest(rows: QuerySet[Activity]) -> int | None:
    """Changes whenever a line is added; lines are never altered or taken away."""
    return rows.order_by("-pk").values_list("pk", flat=True).first()


def _extent(rows: QuerySet[Review]) -> tuple[object, ...]:
    """Changes whenever an opinion is given, superseded or withdrawn; opinions themselves are never altered."""
    found = rows.aggregate(count=Count("pk"), newest=Max("pk"))
    return found["count"], found["newest"]


def _lines(rows: QuerySet[Activity]) -> list[str]:
    kept = list(rows.values_list("pk", "document"))
    missing = [key for key, text in kept if not text]
    told = _told(missing)
    return [text or told[key] for key, text in kept]


def _told(keys: Sequence[int]) -> dict[int, str]:
    found: dict[int, str] = {}
    for start in range(0, len(keys), 500):
        rows: Iterable[tuple[Any, ...]] = Activity.objects.filter(pk__in=keys[start : start + 500]).values_list(
            *_COLUMNS
        )
        found.update({row[0]: dumped(_activity(*row[1:])) for row in rows})
    return found


def _activity(  # noqa: PLR0913 - the columns of one line
    created: Any, panel_name: str, number: int, version: str, user: str, text: str, entity: str, kind: str
) -> dict[str, Any]:
    return {
        "created": spelled(created), "panel_name": panel_name, "panel_id": number, "panel_version": version,
        "user_name": user, "item_type": "entity" if entity else "panel", "text": text, "entity_name": entity or None,
        "entity_type": kind or None,
    }  # fmt: skip


def evaluation_of(review: Review, comments: bool) -> dict[str, Any]:
    """An opinion as it is answered; with `comments` also its words."""
    told = {
        "created": spelled(review.created_at), "rating": review.rating or None,
        "mode_of_pathogenicity": review.mode_of_pathogenicity, "publications": json.loads(review.publications),
        "phenotypes": json.loads(review.phenotypes), "moi": review.mode_of_inheritance,
        "current_diagnostic": review.current_diagnostic, "clinically_relevant": review.clinically_relevant,
    }  # fmt: skip
    if comments:
        said = {"created": told["created"], "user_name": review.reviewer_name or None, "comment": review.comment}
        told["comments"] = [said] if review.comment else []
    return told
