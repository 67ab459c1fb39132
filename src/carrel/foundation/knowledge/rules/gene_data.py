"""What the REST API says of a gene (`gene_data`), made from a gene table and from panels."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from carrel.foundation.knowledge.values import GeneRecord


# Spelled as PanelApp spells it, with the Ensembl releases that clients look under (seqr reads GRch38.90).
_ASSEMBLIES = (("GRch37", "82"), ("GRch38", "90"))
EMPTY: Mapping[str, Any] = {
    "alias": [], "biotype": "", "hgnc_id": "", "gene_name": "", "omim_gene": [], "alias_name": [], "gene_symbol": "",
    "hgnc_symbol": "", "hgnc_release": None, "ensembl_genes": {}, "hgnc_date_symbol_changed": None,
}  # fmt: skip


class GeneState(NamedTuple):
    """A gene as it is kept: its symbol, the names it is found by as (name in capitals, kind), and its gene_data."""

    symbol: str
    names: frozenset[tuple[str, str]]
    data: Mapping[str, Any]


def of_record(record: GeneRecord, known: Mapping[str, Any] | None = None) -> GeneState:
    """A gene of a gene table. What only panels tell (name in full, OMIM) is kept from `known`, its gene_data so far."""
    before = dict(known or {})
    places = {**(before.get("ensembl_genes") or {}), **_ensembl(record)}
    stated = {
        "alias": list(record.aliases), "biotype": record.biotype, "hgnc_id": record.hgnc_id, "gene_symbol": record.symbol,
        "hgnc_symbol": record.symbol, "ensembl_genes": places,
    }  # fmt: skip
    kept = {key: value for key, value in stated.items() if value not in ("", [], {})}
    names = _names(record.symbol, record.previous, record.aliases)
    return GeneState(record.symbol, names, {**EMPTY, **before, **kept})


def of_panel(data: Mapping[str, Any], earlier: frozenset[str] = frozenset()) -> GeneState:
    """A gene as a panel's gene_data has it; `earlier` are other symbols that panels give the same HGNC id."""
    symbol = str(data.get("gene_symbol") or data.get("hgnc_symbol") or "")[:64]
    aliases = [str(alias) for alias in data.get("alias") or [] if isinstance(alias, str)]
    return GeneState(symbol, _names(symbol, tuple(earlier - {symbol}), tuple(aliases)), dict(data))


def filled(data: Mapping[str, Any], more: Mapping[str, Any]) -> dict[str, Any]:
    """gene_data with what `more` knows where it says nothing."""
    return {**data, **{key: value for key, value in more.items() if data.get(key) in (None, "", [], {})}}


def _names(symbol: str, previous: tuple[str, ...], aliases: tuple[str, ...]) -> frozenset[tuple[str, str]]:
    every = [(symbol, "current"), *((name, "previous") for name in previous), *((name, "alias") for name in aliases)]
    return frozenset((name.strip().upper(), kind) for name, kind in every if 0 < len(name.strip()) <= 64)


def _ensembl(record: GeneRecord) -> dict[str, dict[str, dict[str, str]]]:
    found = {}
    for (spelled, release), place in zip(_ASSEMBLIES, (record.grch37, record.grch38), strict=True):
        if place:
            own = next((one for one in record.ensembl_ids), "")
            found[spelled] = {release: {"location": f"{place[0]}:{place[1]}-{place[2]}", "ensembl_id": own}}
    return found
