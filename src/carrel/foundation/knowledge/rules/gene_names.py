"""Finds the gene that a symbol, an earlier symbol, an alias or a database id means, if it means exactly one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from carrel.foundation.knowledge.values import GeneName, GeneRecord, Panel


class GeneNames:
    """Names of genes. A name that could mean two genes of the same level means none: a wrong gene is worse than none.

    Levels, best first: HGNC, Ensembl or NCBI id; current symbol; earlier symbol; alias. Capital and small letters are alike.
    """

    def __init__(self, records: Iterable[GeneRecord]) -> None:
        genes = _merged(records)
        self._current = {gene.hgnc_id: GeneName(gene.hgnc_id, gene.symbol) for gene in genes}
        self._levels = tuple(
            _unique((name, gene.hgnc_id) for gene in genes for name in names_of(gene))
            for names_of in (
                lambda gene: (gene.hgnc_id,),
                lambda gene: gene.ensembl_ids,
                lambda gene: gene.ncbi_ids,
                lambda gene: (gene.symbol,),
                lambda gene: gene.previous,
                lambda gene: gene.aliases,
            )
        )

    def __len__(self) -> int:
        return len(self._current)

    def resolve(self, name: str) -> GeneName | None:
        """The gene that is meant, or None where nothing or more than one gene has the name."""
        key = _key(name)
        for level in self._levels:
            if key in level:
                hgnc_id = level[key]
                return None if hgnc_id is None else self._current[hgnc_id]
        return None


def records_of_panels(panels: Iterable[Panel]) -> list[GeneRecord]:
    """What the panels' own gene data tell of gene names; genes without an HGNC id tell nothing."""
    return [
        GeneRecord(
            gene.hgnc_id,
            gene.symbol,
            aliases=gene.aliases,
            ensembl_ids=tuple(dict.fromkeys(ensembl for _, ensembl in gene.ensembl_ids)),
            biotype=gene.biotype,
        )
        for panel in panels
        for gene in panel.genes
        if gene.hgnc_id and gene.symbol
    ]


def _merged(records: Iterable[GeneRecord]) -> list[GeneRecord]:
    """One record a gene. The first symbol is the current one; differing later ones count as earlier symbols."""
    genes: dict[str, GeneRecord] = {}
    for record in records:
        known = genes.get(record.hgnc_id)
        genes[record.hgnc_id] = record if known is None else merge(known, record)
    return list(genes.values())


def merge(known: GeneRecord, other: GeneRecord) -> GeneRecord:
    """`known` with what `other` adds."""
    renamed = (other.symbol,) if other.symbol and other.symbol != known.symbol else ()
    return replace(
        known,
        symbol=known.symbol or other.symbol,
        previous=_joined(known.previous, (*renamed, *other.previous)),
        aliases=_joined(known.aliases, other.aliases),
        ensembl_ids=_joined(known.ensembl_ids, other.ensembl_ids),
        ncbi_ids=_joined(known.ncbi_ids, other.ncbi_ids),
        biotype=known.biotype or other.biotype,
        grch37=known.grch37 or other.grch37,
        grch38=known.grch38 or other.grch38,
    )


def _joined(one: tuple[str, ...], two: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*one, *two))) if two else one


def _unique(pairs: Iterable[tuple[str, str]]) -> dict[str, str | None]:
    """Name to gene; None where several genes share the name."""
    found: dict[str, str | None] = {}
    for name, hgnc_id in pairs:
        key = _key(name)
        if key:
            found[key] = hgnc_id if found.get(key, hgnc_id) == hgnc_id else None
    return found


def _key(name: str) -> str:
    """Upper case; an Ensembl id without its version."""
    upper = name.strip().upper()
    return upper.partition(".")[0] if upper.startswith("ENSG") else upper
