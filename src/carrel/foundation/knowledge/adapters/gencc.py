"""Reads the submissions of the Gene Curation Coalition (GenCC), as CSV or TSV."""

from __future__ import annotations

from collections.abc import Iterator

from carrel.foundation.knowledge.adapters.evidence_tables import EvidenceTable
from carrel.foundation.knowledge.rules.evidence_panels import EvidenceRow


COLUMNS = ("gene_curie", "gene_symbol", "disease_title", "classification_title", "moi_title", "submitter_title")


def read(table: EvidenceTable) -> Iterator[EvidenceRow]:
    """Rows that can be taken; the table gathers what is wrong with the others."""
    for row in table.rows():
        read = EvidenceRow(
            line=row.line,
            hgnc_id=row.hgnc_id("gene_curie"),
            symbol=row.text("gene_symbol"),
            rating=row.rating("classification_title"),
            modes=row.modes("moi_title", apart=""),
            disease=row.text("disease_title"),
            disease_id=row.text("disease_curie"),
            publications=row.publications("submitted_as_pmids"),
            details=(row.text("classification_title"), row.text("moi_title"), row.text("submitter_title")),
        )
        if not row.faulty:
            yield read
