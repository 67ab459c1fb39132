"""How rows about genes and diseases become one entry of a panel for each gene."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from carrel.foundation.knowledge.rules.entity_fields import LONGEST_TEXT, MOST_TEXTS, new_document
from carrel.foundation.knowledge.rules.evidence_words import combined
from carrel.foundation.knowledge.rules.gene_data import EMPTY
from carrel.foundation.knowledge.states import Confidence, EntityKind


class Remark(NamedTuple):
    """What is to be said of a place in a table: a fault, or a note."""

    line: int  # 1 is the first line of the file
    column: str
    sentence: str


class EvidenceRow(NamedTuple):
    """One statement of a table: this gene causes this disease, in this way, with this confidence."""

    line: int
    hgnc_id: str  # HGNC:123; "" where the table has none
    symbol: str
    rating: Confidence
    modes: tuple[str, ...]  # PanelApp's strings
    disease: str
    disease_id: str = ""  # with its name space: MIM 123456, MONDO:0001234
    publications: tuple[str, ...] = ()
    details: tuple[str, ...] = ()  # the table's own words: category, requirement, consequence, who curated


class GeneOfPanel(NamedTuple):
    """A gene as the house knows it."""

    hgnc_id: str
    symbol: str
    data: Mapping[str, Any] | None  # gene_data; None where only the table knows the gene


def entries(rows: Iterable[EvidenceRow], genes: Mapping[int, GeneOfPanel], evidence: str) -> list[dict[str, Any]]:
    """The panel's genes, by symbol; `genes` tells for each row's line which gene it is about.

    A gene's rating is its best row's, and its mode that of the rows with that rating: a doubtful second disease does not widen what
    is looked for with confidence. All diseases and publications are kept.
    """
    together: dict[str, list[EvidenceRow]] = defaultdict(list)
    known: dict[str, GeneOfPanel] = {}
    for row in rows:
        gene = genes[row.line]
        together[gene.hgnc_id].append(row)
        known.setdefault(gene.hgnc_id, gene)
    made = [_entry(known[hgnc_id], own, evidence) for hgnc_id, own in together.items()]
    return sorted(made, key=lambda entry: (entry["entity_name"], entry["gene_data"]["hgnc_id"]))


def _entry(gene: GeneOfPanel, rows: Sequence[EvidenceRow], evidence: str) -> dict[str, Any]:
    best = max(row.rating for row in rows)
    fields = {
        "confidence_level": str(int(best)),
        "mode_of_inheritance": combined(mode for row in rows if row.rating == best for mode in row.modes),
        "publications": _once(text for row in rows for text in row.publications),
        "evidence": [evidence],
        "phenotypes": _once(_disease(row) for row in sorted(rows, key=lambda row: -row.rating)),
    }
    return new_document(EntityKind.GENE, gene.symbol, gene.data or _bare(gene), fields)


def _disease(row: EvidenceRow) -> str:
    name = f"{row.disease} ({row.disease_id})" if row.disease_id else row.disease
    details = ", ".join(word for word in row.details if word)
    return f"{name}: {details}"[:LONGEST_TEXT] if details else name[:LONGEST_TEXT]


def _once(texts: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(text for text in texts if text))[:MOST_TEXTS]


def _bare(gene: GeneOfPanel) -> dict[str, Any]:
    """gene_data of a gene that only the table knows: nothing is made up."""
    return {**EMPTY, "hgnc_id": gene.hgnc_id, "gene_symbol": gene.symbol, "hgnc_symbol": gene.symbol}
