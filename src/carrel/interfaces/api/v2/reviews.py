"""Operations on reviews: what experts say of an entry, and what waits for a curator."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated, Any, Literal

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Query

from carrel.foundation.knowledge.actions import reviews as acting
from carrel.foundation.knowledge.queries import reviews
from carrel.interfaces.api.v2.answers import answer, nothing, sliced
from carrel.interfaces.api.v2.asking import EntityPath, Part, PartQuery, panel_at
from carrel.interfaces.api.v2.door import who
from carrel.interfaces.api.v2.operations import Operations
from carrel.interfaces.api.v2.shapes import RATINGS
from carrel.interfaces.api.v2.shapes_reviews import DecisionPage, ReviewGiven, ReviewPage, ReviewShape, WaitingPage
from carrel.interfaces.api.v2.showing import shown_time


if TYPE_CHECKING:
    from carrel.foundation.knowledge.models import Review
    from carrel.foundation.vocabulary.actors import Actor

on = Operations("Reviews")


class ReviewsAsked(Part):
    """Which reviews."""

    earlier: Literal["no", "yes"] = "no"


@on.reads("/panels/{number}/entities/{kind}/{name}/reviews", ReviewPage)
def list_reviews(request: HttpRequest, at: EntityPath, asked: Annotated[ReviewsAsked, Query(...)]) -> HttpResponse:
    """List the opinions on an entry, newest first.

    With `earlier=yes` also those that were superseded or withdrawn: curators get all of them, others their own.
    """
    actor = who(request)
    panel = panel_at(actor, at.number)
    found = reviews.reviews_of(panel, at.entity_kind, at.name, earlier_for=actor if asked.earlier == "yes" else None)
    shown = [shown_review(actor, panel.number, review) for review in found]
    return answer(request, sliced(request, shown, asked.offset, asked.limit))


@on.puts("/panels/{number}/entities/{kind}/{name}/reviews/mine", ReviewShape)
def give_review(request: HttpRequest, at: EntityPath, given: ReviewGiven) -> HttpResponse:
    """Give your opinion on an entry. It takes the place of the one you gave before, which is kept."""
    actor = who(request)
    panel = panel_at(actor, at.number)
    fields = given.model_dump(exclude={"rating"})
    review = acting.review(
        actor, panel_id=panel.pk, kind=at.entity_kind, name=at.name, opinion=given.rating, fields=fields,
        at=timezone.now(),
    )  # fmt: skip
    return answer(request, shown_review(actor, panel.number, review))


@on.takes_away("/panels/{number}/entities/{kind}/{name}/reviews/mine")
def withdraw_review(request: HttpRequest, at: EntityPath) -> HttpResponse:
    """Take your opinion back. That you gave it stays on record."""
    actor = who(request)
    panel = panel_at(actor, at.number)
    acting.withdraw_review(actor, panel_id=panel.pk, kind=at.entity_kind, name=at.name, at=timezone.now())
    return nothing()


@on.reads("/panels/{number}/entities/{kind}/{name}/decisions", DecisionPage)
def list_decisions(request: HttpRequest, at: EntityPath, asked: PartQuery) -> HttpResponse:
    """List the curators' decisions on an entry, newest first."""
    panel = panel_at(who(request), at.number)
    shown = [
        {"before": None if one.before is None else RATINGS[one.before], "after": RATINGS[one.after],
         "criteria": json.loads(one.criteria), "comment": one.comment, "version": one.version,
         "at": shown_time(one.created_at), "by": one.decider_name}
        for one in reviews.decisions_of(panel, at.entity_kind, at.name)
    ]  # fmt: skip
    return answer(request, sliced(request, shown, asked.offset, asked.limit))


@on.reads("/queue", WaitingPage)
def list_waiting(request: HttpRequest, asked: PartQuery) -> HttpResponse:
    """List what waits for a curator: opinions newer than the last decision, or at odds with the rating."""
    shown = [
        {"panel": one.row.panel.number, "panel_name": one.row.panel.name, "kind": one.row.kind, "name": one.row.name,
         "hgnc_id": one.row.hgnc_id, "rating": RATINGS[one.row.rating], "base": one.row.sha256,
         "opinions": one.counts._asdict(), "newest": shown_time(one.newest), "decided": shown_time(one.decided),
         "reasons": list(one.reasons)}
        for one in reviews.waiting(who(request))
    ]  # fmt: skip
    return answer(request, sliced(request, shown, asked.offset, asked.limit))


def shown_review(actor: Actor, panel: int, review: Review) -> dict[str, Any]:
    """A review as the API shows it: its author by name, never by id."""
    same = ("kind", "entity", "hgnc_id", "rating", "mode_of_inheritance", "mode_of_pathogenicity", "current_diagnostic",
            "clinically_relevant", "comment", "version")  # fmt: skip
    return {
        "panel": panel,
        **{name: getattr(review, name) for name in same},
        "publications": json.loads(review.publications),
        "phenotypes": json.loads(review.phenotypes),
        "at": shown_time(review.created_at),
        "superseded_at": shown_time(review.superseded_at),
        "by": review.reviewer_name,
        "affiliation": review.reviewer_affiliation,
        "mine": review.reviewer == actor.id,
    }
