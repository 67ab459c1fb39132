"""Reads ClinGen's table of gene-disease validity, whose first lines tell of the file and are passed over."""

from __future__ import annotations

from collections.abc import Iterator

from carrel.foundation.knowledge.adapters.evidence_tables import EvidenceTable
from carrel.foundation.knowledge.rules.evidence_panels import EvidenceRow


COLUMNS = ("gene symbol", "gene id (hgnc)", "disease label", "moi", "classification")


def read(table: EvidenceTable) -> Iterator[EvidenceRow]:
    """Rows that can be taken; the table gathers what is wrong with the others."""
    for row in table.rows():
        read = EvidenceRow(
            line=row.line,
            hgnc_id=row.hgnc_id("gene id (hgnc)"),
            symbol=row.text("gene symbol"),
            rating=row.rating("classification"),
            modes=row.modes("moi"),
            disease=row.text("disease label"),
            disease_id=row.text("disease id (mondo)"),
            details=(
                row.text("classification"),
                row.text("moi"),
                row.text("gcep"),
                row.text("classification date")[:10],
            ),
        )
        if not row.faulty:
            yield read
