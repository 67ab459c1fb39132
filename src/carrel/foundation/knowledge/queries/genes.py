"""Questions about genes: which one a name means, which begin so, and where panels use yesterday's symbols."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import CharField, F, OuterRef, QuerySet, Subquery

from carrel.foundation.knowledge.errors import GeneIsAmbiguous, GeneIsUnknown
from carrel.foundation.knowledge.models import HOUSE, STANDING, EntityRow, Gene, GeneSymbol, Panel
from carrel.foundation.knowledge.queries.curated import panels_for
from carrel.foundation.vocabulary.actors import Actor


# Best first: the first kind of name that any gene has decides. `found_as` of a gene says which it was.
WORDS = {"current": "current symbol", "previous": "earlier symbol", "alias": "alias"}
_ORDER = {kind: place for place, kind in enumerate(WORDS)}


@dataclass(frozen=True, slots=True)
class StaleSymbols:
    """Rows of one panel whose symbol is not today's; each row has today's as `today`."""

    panel: Panel
    rows: tuple[EntityRow, ...]


def gene_by(key: str) -> Gene:
    """The gene with this HGNC id, symbol, earlier symbol or alias (capital and small letters alike); `found_as` says by which.

    Raises GeneIsUnknown, and GeneIsAmbiguous with the candidates where several genes have the name.
    """
    found = resolve([key])[key]
    if isinstance(found, Gene):
        return found
    raise found


def resolve(keys: Iterable[str]) -> dict[str, Gene | GeneIsUnknown]:
    """For each name its gene, or the fault that gene_by would raise. A few statements, however many names."""
    wanted = {key: _id_of(key) or key.strip().upper() for key in keys}
    names = {name for name in wanted.values() if name and len(name) <= 64 and "\x00" not in name}
    by_id = _in_pieces(Gene.objects.all(), "hgnc_id", [name for name in names if name.startswith("HGNC:")])
    genes = {gene.hgnc_id: gene for gene in by_id}
    symbols: dict[str, list[GeneSymbol]] = {}
    for one in _in_pieces(
        GeneSymbol.objects.select_related("gene"), "symbol", [name for name in names if name not in genes]
    ):
        symbols.setdefault(one.symbol, []).append(one)
    return {key: _told(key, genes.get(name), symbols.get(name, [])) for key, name in wanted.items()}


def search_genes(text: str, limit: int = 20) -> list[Gene]:
    """Genes of which a name begins so: exact ones first, then current symbols, then by symbol. `found_as` as for gene_by."""
    start = text.strip().upper()
    if not start or len(start) > 64 or "\x00" in start:
        return []
    if start.startswith("HGNC:"):
        return [
            _found(gene, "HGNC id")
            for gene in Gene.objects.filter(hgnc_id__startswith=start).order_by("hgnc_id")[:limit]
        ]
    exact = GeneSymbol.objects.filter(symbol=start).select_related("gene")
    begun = GeneSymbol.objects.filter(symbol__startswith=start).select_related("gene").order_by("symbol")
    found = [*exact, *begun[: 5 * limit]]
    ranked = sorted(found, key=lambda one: (one.symbol != start, _ORDER[one.kind], one.symbol, one.gene_id))
    seen: dict[str, Gene] = {}
    for one in ranked:
        seen.setdefault(one.gene_id, _found(one.gene, WORDS[one.kind]))
    return list(seen.values())[:limit]


def stale_symbols(actor: Actor, catalogue: str = HOUSE) -> list[StaleSymbols]:
    """Where panels that this actor may read use a symbol that is not the gene's today, by panel; one statement."""
    today = Subquery(Gene.objects.filter(hgnc_id=OuterRef("hgnc_id")).values("symbol")[:1], output_field=CharField())
    rows = EntityRow.objects.filter(panel__in=panels_for(actor, catalogue), until=STANDING).exclude(hgnc_id="")
    stale = rows.annotate(today=today).filter(today__isnull=False).exclude(symbol=F("today"))
    grouped: dict[int, list[EntityRow]] = {}
    for row in stale.select_related("panel").defer("document").order_by("panel__number", "kind", "position"):
        grouped.setdefault(row.panel_id, []).append(row)
    return [StaleSymbols(own[0].panel, tuple(own)) for own in grouped.values()]


def _told(key: str, gene: Gene | None, symbols: list[GeneSymbol]) -> Gene | GeneIsUnknown:
    if gene is not None:
        return _found(gene, "HGNC id")
    best = min((_ORDER[one.kind] for one in symbols), default=None)
    of_best = [one for one in symbols if _ORDER[one.kind] == best]
    if len(of_best) == 1:
        return _found(of_best[0].gene, WORDS[of_best[0].kind])
    if not of_best:
        return GeneIsUnknown(f"No gene has the HGNC id, symbol or alias {key!r:.40}.")
    candidates = sorted((one.gene_id, one.gene.symbol) for one in of_best)
    listed = ", ".join(f"{symbol} ({hgnc_id})" for hgnc_id, symbol in candidates)
    words = WORDS[of_best[0].kind]
    return GeneIsAmbiguous(
        f"{key[:40]} is the {words} of several genes: {listed}; name one by its HGNC id.", candidates
    )


def _found(gene: Gene, how: str) -> Gene:
    gene.found_as = how  # type: ignore[attr-defined]
    return gene


def _id_of(key: str) -> str:
    number = key.strip().upper().removeprefix("HGNC:")
    return f"HGNC:{int(number)}" if number.isascii() and number.isdigit() and len(number) < 10 else ""


def _in_pieces(rows: QuerySet, field: str, values: list[str]) -> Iterable:  # type: ignore[type-arg]
    for start in range(0, len(values), 5000):
        yield from rows.filter(**{f"{field}__in": values[start : start + 5000]})
