"""The list of all panels."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from carrel.foundation.knowledge.queries import panel_list
from carrel.foundation.knowledge.states import PanelStatus
from carrel.foundation.vocabulary.actors import Permission
from carrel.interfaces.gate.visitors import visitor
from carrel.interfaces.web.panels.paging import Pages, asked_page
from carrel.interfaces.web.panels.wording import STATUSES, counted_all


SIZE = 50
SORTS = (("name", "Name"), ("changed", "Last changed"), ("size", "Number of entries"), ("number", "Panel number"))
HOLDS = (("strs", "Short tandem repeats"), ("regions", "Regions"))


@require_safe
def panels(request: HttpRequest) -> HttpResponse:
    """Panels that answer the search, fifty a page."""
    actor, search = visitor(request), search_asked(request)
    every = panel_list.panel_lines(actor)
    holding = panel_list.panels_with_gene(search.text) if search.text else frozenset()
    found = panel_list.searched(every, search, holding)
    pages = Pages(asked_page(request), SIZE, len(found))
    shown = found[pages.start : pages.start + SIZE]
    counts = panel_list.rating_counts([(line.panel, line.version) for line in shown])
    rows = [(line, counts[line.panel.pk], counted_all(line.stats)) for line in shown]
    return render(request, "panels/list.html", {
        "search": search, "rows": rows, "pages": pages, "total": len(every), "types": panel_list.types_of(every),
        "sorts": SORTS, "holds": HOLDS, "statuses": _statuses(actor.may(Permission.READ_INTERNAL_PANELS)),
        "gene": search.text if holding else "",
        "may_create": actor.may(Permission.CURATE_PANELS),
        "narrowed": any((search.status, search.type, search.signed_off, search.holds)),
    })  # fmt: skip


def search_asked(request: HttpRequest) -> panel_list.PanelSearch:
    """The search that the address asks for; what it does not know is left out."""
    asked = request.GET
    status, holds, sort = asked.get("status", ""), asked.get("holds", ""), asked.get("sort", "")
    return panel_list.PanelSearch(
        text=asked.get("q", "").strip()[:200],
        status=status if status in set(PanelStatus) else "",
        type=asked.get("type", "")[:100],
        signed_off=asked.get("signed_off") == "yes",
        holds=holds if holds in dict(HOLDS) else "",
        sort=sort if sort in dict(SORTS) else "name",
    )


def _statuses(internal: bool) -> list[tuple[str, str]]:
    hidden = {PanelStatus.DELETED} | (set() if internal else {PanelStatus.INTERNAL})
    return [(status.value, label) for status, (label, _) in STATUSES.items() if status not in hidden]
