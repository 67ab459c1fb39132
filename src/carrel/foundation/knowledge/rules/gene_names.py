"""Finds the gene that a symbol, an earlier symbol, an alias or a database id means, if it means exactly one."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from carrel.foundation.knowledge.values import GeneName, GeneRecord, Panel


@dataclass(frozen=True, slots=True)
class Level:
    """A kind of name: which names can be of this kind, and the names that a gene has of it."""

    id: str
    form: re.Pattern[str]
    names_of: Callable[[GeneRecord], tuple[str, ...]]


_ANY = re.compile(r".+", re.DOTALL)
# Best first: a name is looked for level by level, and the first level that has it decides.
LEVELS = (
    Level("HGNC id", re.compile(r"HGNC:\d+"), lambda gene: (gene.hgnc_id,)),
    Level("Ensembl id", re.compile(r"ENSG\d+"), lambda gene: gene.ensembl_ids),
    Level("NCBI id", re.compile(r"\d+"), lambda gene: gene.ncbi_ids),
    Level("current symbol", _ANY, lambda gene: (gene.symbol,)),
    Level("earlier symbol", _ANY, lambda gene: gene.previous),
    Level("alias", _ANY, lambda gene: gene.aliases),
)


class GeneNames:
    """Names of genes. A name that could mean two genes of the same level means none: a wrong gene is worse than none.

    Capital and small letters are alike, and an Ensembl id may have its version.
    """

    def __init__(self, records: Iterable[GeneRecord]) -> None:
        self._genes = _merged(records)
        self._known: dict[str, dict[str, str | None]] = {}  # by level, made when the level is first needed

    def __len__(self) -> int:
        return len(self._genes)

    def resolve(self, name: str) -> GeneName | None:
        """The gene that is meant, or None where nothing or more than one gene has the name."""
        key = _key(name)
        for level in LEVELS:
            if level.form.fullmatch(key):
                known = self._names(level)
                if key in known:
                    hgnc_id = known[key]
                    return None if hgnc_id is None else GeneName(hgnc_id, self._genes[hgnc_id].symbol)
        return None

    def _names(self, level: Level) -> dict[str, str | None]:
        if level.id not in self._known:
            pairs = ((name, gene.hgnc_id) for gene in self._genes.values() for name in level.names_of(gene))
            self._known[level.id] = _unique(pairs)
        return self._known[level.id]


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


def _merged(records: Iterable[GeneRecord]) -> dict[str, GeneRecord]:
    """One record a gene. The first symbol is the current one; differing later ones count as earlier symbols."""
    genes: dict[str, GeneRecord] = {}
    for record in records:
        known = genes.get(record.hgnc_id)
        genes[record.hgnc_id] = record if known is None else merge(known, record)
    return genes


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
