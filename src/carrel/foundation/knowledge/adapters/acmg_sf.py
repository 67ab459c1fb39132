"""Reads the ACMG list of genes for secondary findings, as a table with HGNC ids."""

from __future__ import annotations

from collections.abc import Iterator

from carrel.foundation.knowledge.adapters.evidence_tables import EvidenceTable
from carrel.foundation.knowledge.rules.evidence_panels import EvidenceRow
from carrel.foundation.knowledge.states import Confidence


COLUMNS = ("hgnc_id", "gene_symbol", "disease_phenotype", "inheritance", "variants_to_report")


def read(table: EvidenceTable) -> Iterator[EvidenceRow]:
    """Rows that can be taken. To be on the list is to be reported, so every gene is green; what of it is reported is told."""
    for row in table.rows():
        mim = row.text("disorder_mim")
        read = EvidenceRow(
            line=row.line,
            hgnc_id=row.hgnc_id("hgnc_id"),
            symbol=row.text("gene_symbol"),
            rating=Confidence.GREEN,
            modes=row.modes("inheritance"),
            disease=row.text("disease_phenotype"),
            disease_id=f"MIM {mim}" if mim.isdigit() else "",
            details=(row.text("inheritance"), f"report {row.text('variants_to_report')}"),
        )
        if not row.faulty:
            yield read
