"""Operations by which somebody hears of changes to a panel, or to a gene on any panel."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from carrel.foundation.knowledge.actions import subscriptions
from carrel.foundation.knowledge.queries import genes, listing
from carrel.interfaces.api.v2.answers import answer, nothing
from carrel.interfaces.api.v2.asking import GenePath, PanelPath, panel_at
from carrel.interfaces.api.v2.door import who
from carrel.interfaces.api.v2.operations import Operations
from carrel.interfaces.api.v2.shapes_reviews import SubscriptionList
from carrel.interfaces.api.v2.showing import shown_time


on = Operations("Subscriptions")


@on.reads("/subscriptions", SubscriptionList)
def list_subscriptions(request: HttpRequest) -> HttpResponse:
    """List what you have subscribed to."""
    shown = [
        {"panel": one.panel.number if one.panel else None, "hgnc_id": one.hgnc_id, "since": shown_time(one.created_at)}
        for one in listing.subscriptions_of(who(request))
    ]
    return answer(request, {"results": shown})


@on.puts("/panels/{number}/subscription", None, status=204)
def subscribe_to_panel(request: HttpRequest, at: PanelPath) -> HttpResponse:
    """Have letters about changes to a panel."""
    actor = who(request)
    subscriptions.subscribe(actor, panel_id=panel_at(actor, at.number).pk, at=timezone.now())
    return nothing()


@on.takes_away("/panels/{number}/subscription")
def unsubscribe_from_panel(request: HttpRequest, at: PanelPath) -> HttpResponse:
    """Have no more letters about a panel."""
    actor = who(request)
    subscriptions.unsubscribe(actor, panel_id=panel_at(actor, at.number).pk, at=timezone.now())
    return nothing()


@on.puts("/genes/{key}/subscription", None, status=204)
def subscribe_to_gene(request: HttpRequest, at: GenePath) -> HttpResponse:
    """Have letters about changes to a gene, on any panel that everybody may read."""
    subscriptions.subscribe(who(request), hgnc_id=genes.gene_by(at.key).hgnc_id, at=timezone.now())
    return nothing()


@on.takes_away("/genes/{key}/subscription")
def unsubscribe_from_gene(request: HttpRequest, at: GenePath) -> HttpResponse:
    """Have no more letters about a gene."""
    subscriptions.unsubscribe(who(request), hgnc_id=genes.gene_by(at.key).hgnc_id, at=timezone.now())
    return nothing()
