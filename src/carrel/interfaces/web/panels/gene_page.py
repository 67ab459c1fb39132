"""One gene across all panels, with every opinion; and the way to find a gene."""

from __future__ import annotations

from collections import Counter

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from carrel.foundation.knowledge.errors import GeneIsAmbiguous, GeneIsUnknown
from carrel.foundation.knowledge.queries import gene_pages, reviews
from carrel.foundation.knowledge.queries.genes import search_genes
from carrel.interfaces.gate.visitors import visitor
from carrel.interfaces.web.panels.asking import told
from carrel.interfaces.web.panels.entity_page import ensembl, given


FOUND = 60


@require_safe
def genes(request: HttpRequest) -> HttpResponse:
    """Genes whose names begin so; an exact symbol leads straight to its page."""
    text = request.GET.get("q", "").strip()[:64]
    found = search_genes(text, FOUND) if text else []
    if text and not request.headers.get("HX-Request"):
        try:
            card = gene_pages.gene_card(visitor(request), text)
        except GeneIsUnknown:
            pass
        else:
            return redirect("panels:gene", card.hgnc_id or card.symbol)
    context = {"q": text, "found": found, "reviewed": gene_pages.most_reviewed(visitor(request))}
    return render(request, "genes/list.html", context)


@require_safe
@told
def gene(request: HttpRequest, key: str) -> HttpResponse:
    """Where a gene stands, how sure each panel is, and what everybody said."""
    actor = visitor(request)
    try:
        card = gene_pages.gene_card(actor, key)
    except GeneIsAmbiguous as fault:
        context = {"sentence": str(fault), "candidates": fault.candidates}
        return render(request, "genes/ambiguous.html", context, status=300)
    places = gene_pages.places_of(actor, card)
    opinions = [given(one) for one in reviews.reviews_of_gene(actor, card.hgnc_id)] if card.hgnc_id else []
    return render(request, "genes/gene.html", {
        "gene": card, "key": key, "places": places, "opinions": opinions, "ensembl": ensembl(card.data or {}),
        "tally": Counter(one.review.rating for one in opinions), "ratings": Counter(place.line.rating for place in places),
        "told": card.found_as in ("earlier symbol", "alias"),
        "subscribed": gene_pages.is_subscribed(actor, hgnc_id=card.hgnc_id),
    })  # fmt: skip
