"""Which gene a row of an evidence table is about: by HGNC id, or, where the table has none, by what the house knows of symbols."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from carrel.foundation.knowledge.models import Gene, GeneSymbol
from carrel.foundation.knowledge.rules.evidence_panels import EvidenceRow, GeneOfPanel, Remark


_BATCH = 500  # SQLite takes only so many parameters


class Joined(NamedTuple):
    """The gene of each row's line, and what is to be said about the others."""

    genes: dict[int, GeneOfPanel]
    faults: list[Remark]
    notes: list[Remark]


def join_genes(rows: Sequence[EvidenceRow]) -> Joined:
    """Rows with an HGNC id go by it; a symbol that is another gene's, and never was this one's, is a fault: which is meant?

    Rows without an id go by the symbol only if exactly one gene has it.
    """
    by_id = _by_id({row.hgnc_id for row in rows if row.hgnc_id})
    by_symbol = _by_symbol({row.symbol.upper() for row in rows if row.symbol and _asks(row, by_id)})
    joined = Joined({}, [], [])
    said: set[str] = set()
    for row in rows:
        if row.hgnc_id:
            _by_given_id(row, by_id, by_symbol.get(row.symbol.upper(), []), joined, said)
        else:
            _by_given_symbol(row, by_symbol.get(row.symbol.upper(), []), joined)
    return joined


def _asks(row: EvidenceRow, by_id: dict[str, GeneOfPanel]) -> bool:
    """Does it matter whose symbol this is? Not where it is the symbol of the row's own gene."""
    own = by_id.get(row.hgnc_id)
    return own is None or own.symbol != row.symbol


def _by_given_id(
    row: EvidenceRow,
    by_id: dict[str, GeneOfPanel],
    named: Sequence[tuple[str, GeneOfPanel]],
    joined: Joined,
    said: set[str],
) -> None:
    gene = by_id.get(row.hgnc_id)
    other = next((one for kind, one in named if kind == "current"), None)
    if other and row.hgnc_id not in {one.hgnc_id for _, one in named}:
        whose = f" ({gene.symbol})" if gene else ""
        sentence = (
            f"The row says {row.hgnc_id}{whose}, but {row.symbol[:60]} is {other.hgnc_id}; mend the one that is wrong."
        )
        joined.faults.append(Remark(row.line, "symbol", sentence))
        return
    if gene is None and not row.symbol:
        joined.faults.append(Remark(row.line, "symbol", f"{row.hgnc_id} has no symbol, here or in the gene table."))
        return
    joined.genes[row.line] = gene or GeneOfPanel(row.hgnc_id, row.symbol[:64], None)
    if gene and gene.symbol != row.symbol and row.symbol and row.hgnc_id not in said:
        said.add(row.hgnc_id)
        joined.notes.append(
            Remark(row.line, "symbol", f"{row.symbol[:60]} is called {gene.symbol} in our gene table ({row.hgnc_id}).")
        )


def _by_given_symbol(row: EvidenceRow, found: Sequence[tuple[str, GeneOfPanel]], joined: Joined) -> None:
    current = [gene for kind, gene in found if kind == "current"]
    choice = current or list({gene.hgnc_id: gene for _, gene in found}.values())
    if len(choice) == 1:
        joined.genes[row.line] = choice[0]
        sentence = f"{row.symbol[:60]} has no HGNC id; it was taken for {choice[0].hgnc_id} ({choice[0].symbol})."
        joined.notes.append(Remark(row.line, "symbol", sentence))
        return
    which = ", ".join(sorted(gene.hgnc_id for gene in choice)[:5])
    why = f"may be any of {which}" if choice else "is not known here"
    sentence = f"The row has no HGNC id, and its symbol {row.symbol[:60]!r} {why}; write the HGNC id."
    joined.faults.append(Remark(row.line, "symbol", sentence))


def _by_id(ids: Iterable[str]) -> dict[str, GeneOfPanel]:
    found = {}
    for part in _parts(sorted(ids)):
        for gene in Gene.objects.filter(hgnc_id__in=part):
            found[gene.hgnc_id] = _known(gene)
    return found


def _by_symbol(symbols: Iterable[str]) -> dict[str, list[tuple[str, GeneOfPanel]]]:
    found: dict[str, list[tuple[str, GeneOfPanel]]] = defaultdict(list)
    for part in _parts(sorted(symbols)):
        for name in GeneSymbol.objects.filter(symbol__in=part).select_related("gene").order_by("pk"):
            found[name.symbol].append((name.kind, _known(name.gene)))
    return found


def _known(gene: Gene) -> GeneOfPanel:
    return GeneOfPanel(gene.hgnc_id, gene.symbol, json.loads(gene.data))


def _parts(values: list[str]) -> Iterable[list[str]]:
    return (values[start : start + _BATCH] for start in range(0, len(values), _BATCH))
