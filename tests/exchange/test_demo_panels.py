"""The demonstration has gene panels at once, also without the public files beside it."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from carrel.foundation.knowledge.models import EntityRow, Gene
from carrel.interfaces.cli.demo_panels import G2P_LISTS, load_demo_panels


pytestmark = [pytest.mark.row("M6"), pytest.mark.django_db]
NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)


def test_the_excerpts_make_five_panels_whose_genes_have_places_and_loading_again_changes_nothing() -> None:
    loaded = load_demo_panels(None, at=NOW)
    assert [one.name for one in loaded] == list(G2P_LISTS)
    documents = [json.loads(text) for text in EntityRow.objects.values_list("document", flat=True)]
    placed = [one for one in documents if one["gene_data"]["ensembl_genes"]]
    assert len(placed) > 0.9 * len(documents)
    assert Gene.objects.count() >= len({one["gene_data"]["hgnc_id"] for one in documents})
    assert load_demo_panels(None, at=NOW) == loaded
