"""The history of a panel, and of all panels: who did what when."""

from __future__ import annotations

from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from carrel.foundation.knowledge.models import Activity, Panel
from carrel.foundation.knowledge.queries import curated, history, panel_pages
from carrel.foundation.knowledge.states import EntityKind
from carrel.interfaces.gate.visitors import visitor
from carrel.interfaces.web.panels.asking import told
from carrel.interfaces.web.panels.paging import Pages, asked_page
from carrel.interfaces.web.panels.wording import KINDS


SIZE = 100


@require_safe
@told
def panel_history(request: HttpRequest, number: int) -> HttpResponse:
    """The lines of a panel's history, newest first, narrowed by words, kind or version."""
    panel = curated.panel_by(visitor(request), str(number))
    return _page(request, history.activities_of(panel), panel)


@require_safe
def activity(request: HttpRequest) -> HttpResponse:
    """What happened lately on all panels that the visitor may read."""
    lines = panel_pages.lately(curated.panels_for(visitor(request)))
    return _page(request, lines, None)


def _page(request: HttpRequest, lines: QuerySet[Activity], panel: Panel | None) -> HttpResponse:
    text, kind, version = (request.GET.get(name, "").strip()[:100] for name in ("q", "kind", "version"))
    for word in text.split()[:8]:
        lines = lines.filter(Q(text__icontains=word) | Q(entity__iexact=word) | Q(actor_name__icontains=word))
    if kind in set(EntityKind):
        lines = lines.filter(kind=kind)
    if version and panel:
        lines = lines.filter(version=version)
    pages = Pages(asked_page(request), SIZE, lines.count())
    return render(request, "panels/history.html", {
        "panel": panel, "lines": lines[pages.start : pages.start + SIZE], "pages": pages, "q": text, "kind": kind,
        "narrowed": bool(text or kind or version), "wanted_version": version,
        "kinds": [(one.value, KINDS[one][1]) for one in EntityKind],
    })  # fmt: skip
