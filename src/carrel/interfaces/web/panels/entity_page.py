"""The page of a gene, repeat or region on a panel: its rating with the reasons, every review, its history."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from carrel.foundation.knowledge.models import Decision, Panel, PanelVersion, Review
from carrel.foundation.knowledge.queries import history, panel_pages, reviews
from carrel.foundation.knowledge.rules.entity_fields import fields_of
from carrel.foundation.knowledge.rules.green_criteria import CRITERIA
from carrel.foundation.knowledge.states import EntityKind
from carrel.interfaces.gate.visitors import visitor
from carrel.interfaces.web.panels import charts
from carrel.interfaces.web.panels.asking import panel_asked, told
from carrel.interfaces.web.panels.forms import as_typed
from carrel.interfaces.web.panels.offers import entity_offers
from carrel.interfaces.web.panels.panel_page import facts


LINES = 50  # of history; the rest is on the panel's history page


@require_safe
@told
def entity(request: HttpRequest, number: int, kind: str, name: str) -> HttpResponse:
    """Everything about one entry of a panel."""
    panel, version = panel_asked(request, number)
    line = panel_pages.entity_line(panel, version, EntityKind(kind), name)
    return render(request, "panels/entity.html", entity_context(request, panel, version, line))


def entity_context(
    request: HttpRequest, panel: Panel, version: PanelVersion, line: panel_pages.EntityLine
) -> dict[str, Any]:
    """What the page of an entry shows."""
    actor, home = visitor(request), panel_pages.home_of(panel, line)
    opinions = reviews.reviews_of(home, line.kind, line.name)
    decisions = [decided(one) for one in reviews.decisions_of(home, line.kind, line.name)]
    points = history.ratings_over_time(home, line.kind, line.name)
    return facts(request, panel, version) | {
        "line": line, "home": home, "entry": line.document, "fields": fields_shown(line),
        "ensembl": ensembl(line.gene), "reviews": [given(one) for one in opinions],
        "tally": Counter(one.rating for one in opinions), "own": next((o for o in opinions if o.reviewer == actor.id), None),
        "decisions": decisions, "decision": decisions[0] if decisions else None,
        "offers": entity_offers(actor, home, line.kind, line.name),
        "lines": history.activities_of(home, line.kind.value, line.name)[:LINES],
        "points": points, "chart": chart(points, line.name, timezone.now()),
    }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Given:
    """A review as a page shows it: with its lists read."""

    review: Review
    publications: Sequence[str]
    phenotypes: Sequence[str]


def given(review: Review) -> Given:
    """A stored review with its lists read."""
    return Given(review, json.loads(review.publications or "[]"), json.loads(review.phenotypes or "[]"))


@dataclass(frozen=True, slots=True)
class Decided:
    """A decision as a page shows it: each criterion with its answer (True, False, or None: not answered)."""

    decision: Decision
    criteria: Sequence[tuple[str, str, bool | None]]


def decided(decision: Decision) -> Decided:
    """A stored decision with its criteria read."""
    found: Mapping[str, bool | None] = json.loads(decision.criteria or "{}")
    return Decided(decision, [(one.letter, one.title, found.get(one.letter)) for one in CRITERIA])


def fields_shown(line: panel_pages.EntityLine) -> list[tuple[str, str, Any]]:
    """The fields of an entry that say something, as (name, title, value)."""
    shown = [(field.name, field.title, line.document.get(field.name)) for field in fields_of(line.kind)]
    texts = {"publications", "phenotypes", "evidence", "tags", "transcript"}
    return [
        (name, title, value if name in texts else as_typed(value))
        for name, title, value in shown
        if value not in (None, "", [])
    ]


def ensembl(gene: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    """Where a gene is: (assembly, Ensembl id, place), as far as its gene_data says."""
    return [
        (assembly.replace("GRch", "GRCh"), str(one.get("ensembl_id", "")), str(one.get("location", "")))
        for assembly, releases in (gene.get("ensembl_genes") or {}).items()
        for one in (releases or {}).values()
    ]


def chart(points: Sequence[Any], name: str, now: datetime) -> SafeString:
    """The rating over time; nothing where it has only ever had one."""
    drawn = [(one.at, int(one.rating or 0), one.version) for one in points]
    return charts.over_time(drawn, now, name) if len(drawn) > 1 else SafeString("")
