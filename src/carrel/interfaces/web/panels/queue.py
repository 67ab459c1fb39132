"""What waits for a curator: new reviews, disagreement with the rating, symbols of yesterday, other sources that see it otherwise."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from carrel.foundation.knowledge.actions.genes import refresh_symbols
from carrel.foundation.knowledge.errors import NothingChanges
from carrel.foundation.knowledge.models import HOUSE
from carrel.foundation.knowledge.queries import curated, discordance, genes, panel_list, reviews
from carrel.foundation.vocabulary.actors import Permission
from carrel.interfaces.gate.visitors import visitor
from carrel.interfaces.web.panels.asking import told
from carrel.interfaces.web.panels.paging import Pages, asked_page
from carrel.interfaces.web.people.needs import needs


SIZE = 50
FILTERS = (("", "All"), ("new", "Opinions since the last decision"), ("disagree", "Reviewers see it otherwise"))


@require_safe
@needs(Permission.CURATE_PANELS)
def queue(request: HttpRequest) -> HttpResponse:
    """Entries that wait for a decision, longest waiting first."""
    actor, chosen, panel = visitor(request), request.GET.get("show", ""), request.GET.get("panel", "")
    every = reviews.waiting(actor)
    found = [one for one in every if _wanted(one, chosen) and (not panel or str(one.row.panel.number) == panel)]
    pages = Pages(asked_page(request), SIZE, len(found))
    panels = sorted({(one.row.panel.number, one.row.panel.name) for one in every}, key=lambda pair: pair[1].casefold())
    stale = genes.stale_symbols(actor)
    return render(request, "panels/queue.html", {
        "rows": found[pages.start : pages.start + SIZE], "pages": pages, "every": len(every), "show": chosen,
        "filters": [(key, label, sum(_wanted(one, key) for one in every)) for key, label in FILTERS],
        "panels": panels, "panel": panel, "stale": sum(len(one.rows) for one in stale), "stale_panels": len(stale),
    })  # fmt: skip


def _wanted(one: reviews.Waiting, chosen: str) -> bool:
    if chosen == "new":
        return one.decided is None or one.newest > one.decided
    if chosen == "disagree":
        return one.disagrees
    return True


@require_safe
@needs(Permission.CURATE_PANELS)
def stale(request: HttpRequest) -> HttpResponse:
    """Where panels use a symbol that is not the gene's today."""
    return render(request, "panels/stale.html", {"found": genes.stale_symbols(visitor(request))})


@require_POST
@told
@needs(Permission.CURATE_PANELS)
def refresh(request: HttpRequest, number: int) -> HttpResponse:
    """Give the genes of a panel the symbols that they have today."""
    panel = curated.panel_by(visitor(request), str(number))
    try:
        done = refresh_symbols(visitor(request), panel_id=panel.pk, at=timezone.now())
    except NothingChanges as fault:
        messages.info(request, str(fault))
    else:
        messages.success(request, f"Symbols of {panel.name} are up to date. Panel version {done.version}.")
    return redirect("panels:stale")


@require_safe
@needs(Permission.CURATE_PANELS)
def disagreements(request: HttpRequest) -> HttpResponse:
    """Genes about which this house and another source of panels disagree."""
    sources = panel_list.catalogues()
    source = request.GET.get("source", "") or (sources[0] if sources else "")
    kind, text = request.GET.get("kind", ""), request.GET.get("q", "").strip().upper()
    every = discordance.disagreements_of(visitor(request), source, HOUSE) if source in sources else []
    found = [
        one
        for one in every
        if (not kind or one.kind == kind) and (not text or text in (one.symbol.upper(), one.hgnc_id))
    ]
    pages = Pages(asked_page(request), SIZE, len(found))
    return render(request, "panels/discordance.html", {
        "sources": sources, "source": source, "rows": found[pages.start : pages.start + SIZE], "pages": pages,
        "kind": kind, "q": text, "kinds": KINDS, "every": len(every),
    })  # fmt: skip


KINDS = (("rating", "Another rating"), ("one side", "Only on one side"), ("mode", "Another inheritance"))
