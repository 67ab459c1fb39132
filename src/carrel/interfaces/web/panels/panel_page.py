"""The page of one panel, and its list of versions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from carrel.foundation.knowledge.models import Panel, PanelVersion
from carrel.foundation.knowledge.queries import curated, gene_pages, panel_list, panel_pages
from carrel.foundation.knowledge.queries.snapshots import latest_signed_off
from carrel.foundation.knowledge.states import EntityKind
from carrel.interfaces.gate.visitors import visitor
from carrel.interfaces.web.panels.asking import panel_asked, told
from carrel.interfaces.web.panels.offers import offers_for
from carrel.interfaces.web.panels.paging import Pages, asked_page
from carrel.interfaces.web.panels.wording import BY_KEY, KINDS, LIGHTS, counted_all


SIZE = 100
SORTS = (("rating", "Rating"), ("name", "Name"), ("newest", "Last changed"))


@require_safe
@told
def panel_page(request: HttpRequest, number: int) -> HttpResponse:
    """What stands on a panel, a hundred entries a page, and everything that can be done with it."""
    panel, version = panel_asked(request, number)
    search = search_asked(request)
    lines, total = panel_pages.entity_lines(panel, version, search)
    context = facts(request, panel, version) | {
        "rows": rows_shown(lines), "pages": Pages(asked_page(request), SIZE, total), "search": search, "sorts": SORTS,
        "rating_key": request.GET.get("rating", ""),
        "kinds": [(kind.value, KINDS[kind][1]) for kind in EntityKind],
    }  # fmt: skip
    context["ratings"] = [
        (light.key, light, getattr(context["counts"], "no_list" if light.key == "none" else light.key))
        for light in LIGHTS.values()
    ]
    return render(request, "panels/panel.html", context)


def rows_shown(lines: Sequence[panel_pages.EntityLine]) -> list[tuple[panel_pages.EntityLine, str, dict[str, int]]]:
    """Entries with the addresses of their pages, and how many reviewers said what."""
    opinions = panel_pages.opinions_on(lines)
    return [
        (
            line,
            reverse("panels:entity", args=[line.number, line.kind.value, line.name]),
            opinions.get((line.panel_id, line.kind.value, line.name), {}),
        )
        for line in lines
    ]


def facts(request: HttpRequest, panel: Panel, version: PanelVersion) -> dict[str, Any]:
    """What every page about a panel shows at its head."""
    head = panel_list.heads_of([version.head_id])[version.head_id]
    current = version.sequence == panel.sequence
    counts = panel_list.rating_counts([(panel, version)])[panel.pk]
    return {
        "panel": panel, "edition": version, "head": head, "current": current, "signed": latest_signed_off(panel), "counts": counts,
        "holds": counted_all(panel_list.stats_of(version)), "query": "" if current else f"?version={version}",
        "parts": curated.shown_parts(panel, version) if version.children else [],
        "offers": offers_for(visitor(request), panel, version),
        "subscribed": gene_pages.is_subscribed(visitor(request), panel=panel), "address": request.build_absolute_uri("/")[:-1],
    }  # fmt: skip


def search_asked(request: HttpRequest) -> panel_pages.EntitySearch:
    """The entries that the address asks for."""
    asked = request.GET
    kind, sort = asked.get("kind", ""), asked.get("sort", "")
    return panel_pages.EntitySearch(
        text=asked.get("find", "").strip()[:200],
        rating=BY_KEY.get(asked.get("rating", "")),
        kind=kind if kind in set(EntityKind) else "",
        sort=sort if sort in dict(SORTS) else "rating",
        start=(asked_page(request) - 1) * SIZE,
        most=SIZE,
    )
