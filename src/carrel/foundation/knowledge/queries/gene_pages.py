"""What the page of a gene shows: where it stands, what everybody said of it, and what it was called before."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q

from carrel.foundation.knowledge.errors import GeneIsUnknown
from carrel.foundation.knowledge.models import HOUSE, STANDING, EntityRow, Gene, GeneSymbol, Panel, Review, Subscription
from carrel.foundation.knowledge.queries import curated, genes
from carrel.foundation.knowledge.queries.panel_pages import EntityLine, line_of, opinions_on
from carrel.foundation.vocabulary.actors import Actor


@dataclass(frozen=True, slots=True)
class GeneCard:
    """A gene as a page names it. `found_as` says which of its names the address used."""

    hgnc_id: str
    symbol: str
    name: str
    found_as: str
    former: Sequence[str] = ()
    aliases: Sequence[str] = ()
    data: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class GenePlace:
    """A gene, or a repeat of it, on one panel: the entry, its panel, and how many reviewers said what of it."""

    line: EntityLine
    panel: Panel
    opinions: Mapping[str, int]


def gene_card(actor: Actor, key: str) -> GeneCard:
    """The gene that an address names: HGNC id, symbol, former symbol or alias; also one that only panels know.

    Raises GeneIsUnknown, GeneIsAmbiguous.
    """
    try:
        gene = genes.gene_by(key)
    except GeneIsUnknown:
        row = _row_named(actor, key)
        if row is None:
            raise
        return GeneCard(
            row.hgnc_id, row.symbol, _name_in(row), "symbol", data=json.loads(row.document).get("gene_data")
        )
    return _card(gene)


def places_of(actor: Actor, card: GeneCard, catalogue: str = HOUSE) -> list[GenePlace]:
    """Where a gene stands now, best rating first."""
    if card.hgnc_id:
        rows = list(curated.rows_of_gene(actor, card.hgnc_id, catalogue))
    else:
        own = EntityRow.objects.filter(
            symbol=card.symbol, until=STANDING, panel__in=curated.panels_for(actor, catalogue)
        )
        rows = list(own.select_related("panel").order_by("-rating", "panel__name"))
    lines = [line_of(row) for row in rows]
    said = opinions_on(lines) if lines else {}
    return [
        GenePlace(line, row.panel, said.get((line.panel_id, line.kind.value, line.name), {}))
        for line, row in zip(lines, rows, strict=True)
    ]


def most_reviewed(actor: Actor, most: int = 12) -> list[tuple[str, str, int]]:
    """The genes with the most opinions: (HGNC id, symbol, number)."""
    own = Review.objects.filter(superseded_at=None, panel__in=curated.panels_for(actor)).exclude(hgnc_id="")
    found = own.values_list("hgnc_id").annotate(number=Count("pk")).order_by("-number", "hgnc_id")[:most]
    names = dict(Gene.objects.filter(pk__in=[hgnc_id for hgnc_id, _ in found]).values_list("pk", "symbol"))
    return [(hgnc_id, names.get(hgnc_id, hgnc_id), number) for hgnc_id, number in found]


def is_subscribed(actor: Actor, *, panel: Panel | None = None, hgnc_id: str = "") -> bool:
    """Does this actor get letters about a panel, or a gene?"""
    if actor.is_public:
        return False
    own = Subscription.objects.filter(account=actor.id)
    return own.filter(panel=panel).exists() if panel else own.filter(hgnc_id=hgnc_id).exclude(hgnc_id="").exists()


def _card(gene: Gene) -> GeneCard:
    names = list(GeneSymbol.objects.filter(gene=gene).order_by("symbol").values_list("kind", "symbol"))
    return GeneCard(
        gene.hgnc_id, gene.symbol, gene.name, getattr(gene, "found_as", ""),
        [symbol for kind, symbol in names if kind == "previous"],
        [symbol for kind, symbol in names if kind == "alias"],
        json.loads(gene.data or "{}"),
    )  # fmt: skip


def _row_named(actor: Actor, key: str) -> EntityRow | None:
    name = key.strip()
    same = Q(symbol__in={name, name.upper()}) | Q(hgnc_id=name.upper())
    rows = EntityRow.objects.filter(same, until=STANDING, panel__in=curated.panels_for(actor)).exclude(symbol="")
    return rows.order_by("pk").first()


def _name_in(row: EntityRow) -> str:
    return str((json.loads(row.document).get("gene_data") or {}).get("gene_name") or "")
