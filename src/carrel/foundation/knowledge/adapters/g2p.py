"""Reads the gene lists of Gene2Phenotype (G2P), in the layouts of 2020, 2022 and 2024."""

from __future__ import annotations

from collections.abc import Iterator

from carrel.foundation.knowledge.adapters.evidence_tables import EvidenceTable
from carrel.foundation.knowledge.rules.evidence_panels import EvidenceRow


CONFIDENCE = ("ddd category", "confidence category", "confidence")
COLUMNS = ("gene symbol", "disease name", CONFIDENCE, "allelic requirement", "hgnc id")


def read(table: EvidenceTable) -> Iterator[EvidenceRow]:
    """Rows that can be taken; the table gathers what is wrong with the others."""
    for row in table.rows():
        mim = row.text("disease mim")
        read = EvidenceRow(
            line=row.line,
            hgnc_id=row.hgnc_id("hgnc id"),
            symbol=row.text("gene symbol"),
            rating=row.rating(*CONFIDENCE),
            modes=row.modes("allelic requirement"),
            disease=row.text("disease name"),
            disease_id=f"MIM {mim}" if mim.isdigit() else row.text("disease mondo"),
            publications=row.publications(row.column("pmids", "publications")),
            details=(
                row.text(*CONFIDENCE),
                row.text("allelic requirement"),
                row.text("mutation consequence", "variant consequence"),
                row.text("cross cutting modifier"),
            ),
        )
        if not row.faulty:
            yield read
