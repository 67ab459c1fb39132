"""Operations on genes: by any name they have, where they stand across panels, what reviewers say, and stale symbols."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated, Any

from django.http import HttpRequest, HttpResponse
from ninja import Query, Schema
from pydantic import Field

from carrel.foundation.knowledge.queries import curated, genes, reviews
from carrel.interfaces.api.v2.answers import answer, sliced
from carrel.interfaces.api.v2.asking import GenePath, ListQuery
from carrel.interfaces.api.v2.door import who
from carrel.interfaces.api.v2.operations import Operations
from carrel.interfaces.api.v2.reviews import shown_review
from carrel.interfaces.api.v2.shapes import RATINGS
from carrel.interfaces.api.v2.shapes_reviews import GeneList, GeneOnPanels, GeneShape, ReviewPage, StaleSymbols


if TYPE_CHECKING:
    from carrel.foundation.knowledge.models import EntityRow, Gene

on = Operations("Genes")


class GenesAsked(Schema):
    """Which genes."""

    search: Annotated[str, Field(min_length=1, max_length=64, description="The beginning of a symbol, or an HGNC id.")]
    limit: Annotated[int, Field(ge=1, le=100)] = 20


@on.reads("/genes", GeneList)
def search_genes(request: HttpRequest, asked: Annotated[GenesAsked, Query(...)]) -> HttpResponse:
    """Search genes by the beginning of a symbol, an earlier symbol or an alias. Exact ones first."""
    found = genes.search_genes(asked.search, asked.limit)
    return answer(request, {"results": [_shown(gene) for gene in found]})


@on.reads("/genes/{key}", GeneShape)
def show_gene(request: HttpRequest, at: GenePath) -> HttpResponse:
    """Show a gene by its HGNC id, symbol, earlier symbol or alias. `found_by` says by which."""
    return answer(request, _shown(genes.gene_by(at.key)))


@on.reads("/genes/{key}/panels", GeneOnPanels)
def list_panels_of_gene(request: HttpRequest, at: GenePath, asked: ListQuery) -> HttpResponse:
    """List where a gene stands now, on the panels that you may read. Highest rating first."""
    gene = genes.gene_by(at.key)
    rows = curated.rows_of_gene(who(request), gene.hgnc_id, asked.catalogue)
    return answer(request, sliced(request, [_shown_row(row) for row in rows], asked.offset, asked.limit))


@on.reads("/genes/{key}/reviews", ReviewPage)
def list_reviews_of_gene(request: HttpRequest, at: GenePath, asked: ListQuery) -> HttpResponse:
    """List all opinions on a gene, across the panels that you may read."""
    actor = who(request)
    gene = genes.gene_by(at.key)
    found = reviews.reviews_of_gene(actor, gene.hgnc_id, asked.catalogue)
    shown = [shown_review(actor, review.panel.number, review) for review in found]
    return answer(request, sliced(request, shown, asked.offset, asked.limit))


@on.reads("/stale-symbols", StaleSymbols)
def list_stale_symbols(request: HttpRequest, asked: ListQuery) -> HttpResponse:
    """List entries whose symbol is no longer their gene's."""
    shown = [
        {"panel": own.panel.number, "kind": row.kind, "name": row.name, "hgnc_id": row.hgnc_id, "symbol": row.symbol,
         "symbol_now": str(getattr(row, "today", ""))}
        for own in genes.stale_symbols(who(request), asked.catalogue)
        for row in own.rows
    ]  # fmt: skip
    return answer(request, sliced(request, shown, asked.offset, asked.limit))


def _shown(gene: Gene) -> dict[str, Any]:
    return {
        "hgnc_id": gene.hgnc_id, "symbol": gene.symbol, "name": gene.name,
        "found_by": str(getattr(gene, "found_as", "")), "data": json.loads(gene.data),
    }  # fmt: skip


def _shown_row(row: EntityRow) -> dict[str, Any]:
    panel = row.panel
    return {
        "panel": panel.number, "panel_name": panel.name, "status": panel.status, "version": f"{panel.major}.{panel.minor}",
        "kind": row.kind, "name": row.name, "rating": RATINGS[row.rating], "base": row.sha256,
        "mode_of_inheritance": str(json.loads(row.document).get("mode_of_inheritance") or ""),
    }  # fmt: skip
