"""Giving, changing and withdrawing an expert's opinion on what stands on a panel."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from carrel.foundation.knowledge.actions.telling import Line, tell
from carrel.foundation.knowledge.actions.versions import locked, refuse
from carrel.foundation.knowledge.errors import EntityIsUnknown, NothingChanges
from carrel.foundation.knowledge.models import EntityRow, Panel, Review
from carrel.foundation.knowledge.policies import objections_to_reviewing
from carrel.foundation.knowledge.queries import curated
from carrel.foundation.knowledge.queries.reviews import current_reviews
from carrel.foundation.knowledge.rules.activity_texts import review_words, said
from carrel.foundation.knowledge.rules.review_fields import TITLES, validated_review
from carrel.foundation.knowledge.states import EntityKind, PanelStatus
from carrel.foundation.ledger import actions as ledger
from carrel.foundation.vocabulary.actors import Actor


# What history tells of a review: only what is chosen from a list. Free text may hold what must be taken back.
_CHOSEN = ("rating", "mode_of_inheritance", "current_diagnostic", "clinically_relevant")


def review(
    actor: Actor,
    *,
    panel_id: int,
    kind: EntityKind,
    name: str,
    opinion: str,
    fields: Mapping[str, object],
    at: datetime,
) -> Review:
    """Give an opinion on an entity; one that the reviewer gave before is kept, and superseded.

    `opinion` is an Opinion, "" to comment only. `fields` may hold what rules.review_fields.FIELDS names. Raises NotAllowed,
    EntryIsWrong, EntityIsUnknown, NothingChanges.
    """
    with transaction.atomic():
        panel = locked(panel_id)
        refuse(list(objections_to_reviewing(actor, PanelStatus(panel.status))))
        row = curated.current_row(panel, EntityKind(kind), name)
        said_now = validated_review(EntityKind(kind), opinion, fields)
        before, given = record_opinion(actor, panel, row, said_now, at)
        verb = _verb(before, given)
        _write(actor, panel, row, verb, _words(given, verb), at)
    return given


def record_opinion(
    author: Actor, panel: Panel, row: EntityRow, said_now: Mapping[str, Any], at: datetime
) -> tuple[Review | None, Review]:
    """Keep an opinion in the place of the author's earlier one: (that one, the new one). The panel is locked by the caller.

    Raises NothingChanges.
    """
    before = _superseded(author, panel, row, said_now, at)
    given = Review.objects.create(
        panel=panel, kind=row.kind, entity=row.name, hgnc_id=row.hgnc_id, reviewer=author.id, reviewer_name=author.name[:120],
        reviewer_affiliation=author.affiliation[:160], version=f"{panel.major}.{panel.minor}", created_at=at,
        **_stored(said_now),
    )  # fmt: skip
    return before, given


def withdraw_review(actor: Actor, *, panel_id: int, kind: EntityKind, name: str, at: datetime) -> Review:
    """Take one's own opinion back. Its words are no longer shown but to curators and its author; that it was given stays on record.

    Raises EntityIsUnknown where the reviewer has no opinion there.
    """
    with transaction.atomic():
        panel = locked(panel_id)
        row = curated.current_row(panel, EntityKind(kind), name)
        own = current_reviews(panel, row).filter(reviewer=actor.id).first()
        if own is None:
            raise EntityIsUnknown(f"You have no review of {name!r:.60} on panel {panel.number}.")
        own.superseded_at = at
        own.save(update_fields=["superseded_at"])
        _write(actor, panel, row, "withdrawn", said("review.withdrawn", kind=row.kind, name=row.name), at)
    return own


def _superseded(actor: Actor, panel: Panel, row: EntityRow, said_now: Mapping[str, Any], at: datetime) -> Review | None:
    earlier = list(current_reviews(panel, row).filter(reviewer=actor.id))
    stored = _stored(said_now)
    if earlier and all(getattr(earlier[0], field) == value for field, value in stored.items()):
        raise NothingChanges(f"Nothing changes: your review of {row.name} says this already.")
    Review.objects.filter(pk__in=[one.pk for one in earlier]).update(superseded_at=at)
    return earlier[0] if earlier else None


def _stored(said_now: Mapping[str, Any]) -> dict[str, Any]:
    lists = {name: json.dumps(value, ensure_ascii=False) for name, value in said_now.items() if isinstance(value, list)}
    return {**said_now, **lists}


def _verb(before: Review | None, given: Review) -> str:
    if before is not None:
        return "edited"
    return "given" if given.rating else "commented"


def _words(given: Review, verb: str) -> str:
    """History says how somebody rated, never what they wrote: lines of history stay when a review is withdrawn."""
    words = review_words((TITLES[name], getattr(given, name)) for name in _CHOSEN) or "no rating"
    return said(f"review.{verb}", kind=given.kind, name=given.entity, said=words)


def _write(actor: Actor, panel: Panel, row: EntityRow, verb: str, text: str, at: datetime) -> None:
    short = f"{row.kind}: {row.name}: a review was {verb}."
    tell(panel, actor, [Line(text, row.kind, row.name, row.hgnc_id, short)], at=at)
    detail = {"kind": row.kind, "entity": row.name, "version": f"{panel.major}.{panel.minor}"}
    ledger.record(actor, f"panels.review.{verb}", f"panel:{panel.number}", detail, at=at)
