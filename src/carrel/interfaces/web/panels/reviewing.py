"""Giving, changing and withdrawing a review."""

from __future__ import annotations

import json
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from carrel.foundation.knowledge import policies
from carrel.foundation.knowledge.actions import reviews as actions
from carrel.foundation.knowledge.models import Panel, Review
from carrel.foundation.knowledge.queries import curated, panel_pages, reviews
from carrel.foundation.knowledge.rules.entity_fields import BY_NAME
from carrel.foundation.knowledge.states import EntityKind, PanelStatus
from carrel.interfaces.gate.visitors import visitor
from carrel.interfaces.web.panels.asking import Faults, attempted, panel_asked, refused, told
from carrel.interfaces.web.panels.forms import Question, answers, form


RATINGS = (("GREEN", "Green"), ("AMBER", "Amber"), ("RED", "Red"), ("", "No rating, only a comment"))
YES_NO = (("yes", "Yes"), ("no", "No"), ("", "No answer"))
MODES = (("", "Not given"), *((mode, mode) for mode in BY_NAME["mode_of_inheritance"].choices))
QUESTIONS = (
    Question("rating", "Your rating", "radios", choices=RATINGS),
    Question("comment", "Why?", "area", "Everybody can read this, under your name. Never write about a patient who could be recognised."),
    Question("mode_of_inheritance", "Mode of inheritance (optional)", "select", choices=MODES),
    Question("publications", "Publications (optional)", "list", "One a line: a PubMed id, a DOI, or a reference in words"),
    Question("phenotypes", "Phenotypes (optional)", "list", "One a line"),
    Question("mode_of_pathogenicity", "Mode of pathogenicity (optional)", "text", "Only if it is not loss of function", width="30"),
    Question("current_diagnostic", "My laboratory reports on it in diagnosis now", "check"),
)  # fmt: skip
RELEVANT = Question("clinically_relevant", "Is this repeat clinically relevant?", "radios", choices=YES_NO)


@require_http_methods(["GET", "HEAD", "POST"])
@told
def review(request: HttpRequest, number: int, kind: str, name: str) -> HttpResponse:
    """The form of a review; sent, the review is kept."""
    panel, line = _about(request, number, kind, name)
    actor = visitor(request)
    objections = list(policies.objections_to_reviewing(actor, PanelStatus(panel.status)))
    if objections:
        return refused(request, objections)
    own = next((one for one in reviews.reviews_of(panel, line.kind, line.name) if one.reviewer == actor.id), None)
    if request.method != "POST":
        return _form(request, panel, line, _values(own), own)
    sent = _sent(request, line.kind)
    opinion = sent.pop("rating")
    given, faults = attempted(lambda: actions.review(
        actor, panel_id=panel.pk, kind=line.kind, name=line.name, opinion=opinion, fields=sent, at=timezone.now()
    ))  # fmt: skip
    if given is None:
        return _form(request, panel, line, {**sent, "rating": opinion}, own, faults)
    messages.success(request, f"Your review of {line.name} is on its page. Thank you.")
    return redirect(reverse("panels:entity", args=[number, kind, name]) + f"#review-{given.pk}")


@require_POST
@told
def withdraw(request: HttpRequest, number: int, kind: str, name: str) -> HttpResponse:
    """Take one's own review back."""
    panel, line = _about(request, number, kind, name)
    actions.withdraw_review(visitor(request), panel_id=panel.pk, kind=line.kind, name=line.name, at=timezone.now())
    messages.success(request, f"Your review of {line.name} is no longer shown.")
    return redirect("panels:entity", number, kind, name)


def _about(request: HttpRequest, number: int, kind: str, name: str) -> tuple[Panel, panel_pages.EntityLine]:
    """The entry as it stands now, on the panel that it is curated on: of a super-panel, the part."""
    panel, _ = panel_asked(request, number)
    version = curated.version_named(panel)
    line = panel_pages.entity_line(panel, version, EntityKind(kind), name)
    return panel_pages.home_of(panel, line), line


def _questions(kind: EntityKind) -> tuple[Question, ...]:
    return (*QUESTIONS, RELEVANT) if kind is EntityKind.STR else QUESTIONS


def _sent(request: HttpRequest, kind: EntityKind) -> dict[str, Any]:
    sent = answers(_questions(kind), request.POST)
    if "clinically_relevant" in sent:
        sent["clinically_relevant"] = {"yes": True, "no": False}.get(sent["clinically_relevant"])
    return sent


def _values(own: Review | None) -> dict[str, Any]:
    if own is None:
        return {}
    plain = {name: getattr(own, name) for name in ("rating", "comment", "mode_of_inheritance", "mode_of_pathogenicity")}
    lists = {name: json.loads(getattr(own, name)) for name in ("publications", "phenotypes")}
    return {
        **plain,
        **lists,
        "current_diagnostic": own.current_diagnostic,
        "clinically_relevant": own.clinically_relevant,
    }


def _form(
    request: HttpRequest,
    panel: Panel,
    line: panel_pages.EntityLine,
    values: dict[str, Any],
    own: Review | None,
    faults: Faults = (),
) -> HttpResponse:
    href = reverse("panels:entity", args=[panel.number, line.kind.value, line.name])
    return render(request, "panels/review.html", {
        "panel": panel, "line": line, "entity_href": href, "back": href, "own": own,
        "heading": f"Change your review of {line.name}" if own else f"Review {line.name}",
        "action": reverse("panels:review", args=[panel.number, line.kind.value, line.name]),
        "button": "Save review", "form": form(_questions(line.kind), values, faults),
    }, status=422 if faults else 200)  # fmt: skip
