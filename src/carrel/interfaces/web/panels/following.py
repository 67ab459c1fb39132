"""Hearing of changes: subscribing to a panel, or to a gene on any panel."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from carrel.foundation.knowledge.actions import subscriptions as actions
from carrel.foundation.knowledge.queries import curated
from carrel.foundation.knowledge.queries.genes import gene_by
from carrel.interfaces.gate.visitors import visitor
from carrel.interfaces.web.panels.asking import told


@require_POST
@told
def panel(request: HttpRequest, number: int) -> HttpResponse:
    """Begin or end letters about a panel."""
    actor, found = visitor(request), curated.panel_by(visitor(request), str(number))
    if request.POST.get("wanted") == "yes":
        actions.subscribe(actor, panel_id=found.pk, at=timezone.now())
        messages.success(request, f"You will be told by mail when {found.name} changes.")
    else:
        actions.unsubscribe(actor, panel_id=found.pk, at=timezone.now())
        messages.success(request, f"You will no longer be told of changes to {found.name}.")
    return redirect("panels:panel", number)


@require_POST
@told
def gene(request: HttpRequest, key: str) -> HttpResponse:
    """Begin or end letters about a gene on any panel."""
    actor, found = visitor(request), gene_by(key)
    if request.POST.get("wanted") == "yes":
        actions.subscribe(actor, hgnc_id=found.hgnc_id, at=timezone.now())
        messages.success(request, f"You will be told by mail when {found.symbol} changes on a panel.")
    else:
        actions.unsubscribe(actor, hgnc_id=found.hgnc_id, at=timezone.now())
        messages.success(request, f"You will no longer be told of changes to {found.symbol}.")
    return redirect("panels:gene", found.hgnc_id)
