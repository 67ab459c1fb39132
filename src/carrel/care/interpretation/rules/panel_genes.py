"""Which panel rows speak of the gene that a consequence names.

By HGNC id where the consequence has one; else by symbol, also a former one (an alias that only one gene of the panels has);
else by Ensembl gene id.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from carrel.care.genomes.values import Consequence
from carrel.foundation.knowledge.values import Panel, PanelGene
from carrel.foundation.vocabulary.inheritance import Rating


@dataclass(frozen=True, slots=True)
class PanelRow:
    """A gene's row on an applied panel."""

    panel: Panel
    gene: PanelGene

    @property
    def green(self) -> bool:
        return self.gene.rating is Rating.GREEN


class GeneIndex:
    """The panels' rows by the names that the candidates use; anything else on the panels is passed over."""

    def __init__(self, panels: Sequence[Panel], consequences: Iterable[Consequence]) -> None:
        named: dict[str, str] = {}  # symbol -> HGNC id, where some candidate has both
        hgnc, symbols, ids = set(), set(), set()
        for one in consequences:
            if one.hgnc_id:
                hgnc.add(one.hgnc_id)
                named.setdefault(one.symbol, one.hgnc_id)
            else:
                symbols.add(one.symbol)
                ids.add(bare(one.gene_id))
        self._named = named
        self._symbols: dict[str, str] = {}
        self._aliases: dict[str, set[str]] = {}
        self._ensembl: dict[str, str] = {}
        self._rows: dict[str, list[PanelRow]] = {}
        by_name = bool((symbols | ids) - {""})
        for panel in panels:
            for gene in panel.genes:
                if by_name:
                    self._note_names(gene, symbols, ids)
                if by_name or gene.hgnc_id in hgnc:
                    self._rows.setdefault(own_key(gene), []).append(PanelRow(panel, gene))

    def _note_names(self, gene: PanelGene, symbols: set[str], ids: set[str]) -> None:
        key = own_key(gene)
        if gene.symbol in symbols:
            self._symbols.setdefault(gene.symbol, key)
        for alias in gene.aliases:
            if alias in symbols:
                self._aliases.setdefault(alias, set()).add(key)
        for _, ensembl in gene.ensembl_ids:
            if ensembl in ids:
                self._ensembl.setdefault(ensembl, key)

    def key(self, consequence: Consequence) -> str:
        """One name for the gene, so that its transcripts and variants fall together; "" where it has no name."""
        if consequence.hgnc_id:
            return consequence.hgnc_id
        symbol, gene_id = consequence.symbol, bare(consequence.gene_id)
        former = self._aliases.get(symbol, set())
        alias = next(iter(former)) if len(former) == 1 else ""
        on_panel = self._symbols.get(symbol) or alias or self._ensembl.get(gene_id)
        return on_panel or self._named.get(symbol) or symbol or gene_id

    def of(self, key: str) -> tuple[PanelRow, ...]:
        """The gene's rows, in the order of the panels."""
        return tuple(self._rows.get(key, ()))


def bare(gene_id: str) -> str:
    """An Ensembl id without its version."""
    return gene_id.partition(".")[0]


def own_key(gene: PanelGene) -> str:
    """A panel gene's name in the index."""
    return gene.hgnc_id or gene.symbol
