"""People, genes and panels that the tests of panels are made of."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

from carrel.foundation.knowledge.actions.entities import add_entity
from carrel.foundation.knowledge.actions.genes import load_genes
from carrel.foundation.knowledge.actions.panels import create_panel, take_step
from carrel.foundation.knowledge.models import EntityRow, Panel
from carrel.foundation.knowledge.queries import curated
from carrel.foundation.knowledge.states import EntityKind
from carrel.foundation.knowledge.values import GeneRecord
from carrel.foundation.people.states import BY_KEY
from carrel.foundation.vocabulary.actors import Actor


NOW = datetime(2026, 5, 4, 9, 30, 0, 123456, tzinfo=UTC)
CURATOR = Actor("5c0e1b1e-0000-4000-8000-000000000001", "Cleo Curator", BY_KEY["curator"].permissions, "North Lab")
REVIEWER = Actor("5c0e1b1e-0000-4000-8000-000000000002", "Rae Reviewer", BY_KEY["reviewer"].permissions, "South Lab")
SECOND = Actor("5c0e1b1e-0000-4000-8000-000000000003", "Sam Second", BY_KEY["reviewer"].permissions)
ALL_MET = {"A": True, "B": None, "C": False, "D": True, "E": True}
GREEN = {"criteria": ALL_MET, "comment": ""}


def later(minutes: int) -> datetime:
    return NOW + timedelta(minutes=minutes)


def genes(*symbols: str, first: int = 1) -> None:
    """Make genes known: HGNC:1, HGNC:2, ... in this order."""
    records = [
        GeneRecord(
            f"HGNC:{number}", symbol, previous=(f"OLD{symbol}",), ensembl_ids=(f"ENSG{number:011d}",), biotype="protein_coding",
            grch37=("1", 1000 * number, 1000 * number + 99), grch38=("1", 2000 * number, 2000 * number + 99),
        )
        for number, symbol in enumerate(symbols, first)
    ]  # fmt: skip
    load_genes(CURATOR, records, "genes-1", NOW)


def panel_with(*symbols: str, name: str = "Ataxia", public: bool = True) -> Panel:
    """A panel of the house with these genes, HGNC:1 and so on, unrated."""
    genes(*symbols)
    panel = create_panel(CURATOR, name=name, at=NOW)
    for number, _ in enumerate(symbols, 1):
        add_entity(
            CURATOR, panel_id=panel.pk, kind=EntityKind.GENE, name="", hgnc_id=f"HGNC:{number}", fields={}, at=NOW
        )
    if public:
        take_step(CURATOR, panel_id=panel.pk, verb="publish", at=NOW)
    return fresh(panel)


def fresh(panel: Panel) -> Panel:
    return Panel.objects.get(pk=panel.pk)


def row(panel: Panel, name: str, kind: EntityKind = EntityKind.GENE) -> EntityRow:
    return curated.current_row(panel, kind, name)


def gene_document(name: str, number: int, level: str = "3", **fields: Any) -> dict[str, Any]:
    """A gene as another PanelApp answers it."""
    return {
        "gene_data": {"hgnc_id": f"HGNC:{number}", "gene_symbol": name, "hgnc_symbol": name, "alias": [], "biotype": "protein_coding",
                      "gene_name": f"gene {name}", "ensembl_genes": {"GRch38": {"90": {"location": f"2:{number}0-{number}9", "ensembl_id": "ENSG1"}}}},
        "entity_type": "gene", "entity_name": name, "confidence_level": level, "penetrance": None, "mode_of_pathogenicity": "",
        "publications": [], "evidence": ["Expert Review Green"], "phenotypes": ["Ataxia, 12345"],
        "mode_of_inheritance": "BIALLELIC, autosomal or pseudoautosomal", "tags": [], "transcript": None, **fields,
    }  # fmt: skip


def taken_document(
    number: int = 402, version: str = "1.4", genes: list[dict[str, Any]] | None = None, **more: Any
) -> dict[str, Any]:
    """A whole panel as another PanelApp answers it."""
    return {
        "id": number, "hash_id": None, "name": f"Panel {number}", "disease_group": "", "disease_sub_group": "", "status": "public",
        "version": version, "version_created": "2024-02-01T01:23:37.543151Z", "relevant_disorders": [],
        "stats": {"number_of_genes": len(genes or []), "number_of_strs": 0, "number_of_regions": 0}, "types": [],
        "genes": genes or [], "strs": [], "regions": [], **more,
    }  # fmt: skip


def parsed(panel: Panel, version: str = "") -> dict[str, Any]:
    return json.loads(curated.document(panel, curated.version_named(panel, version)))
