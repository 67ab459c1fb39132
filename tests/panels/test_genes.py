"""What genes are called: names resolve, yesterday's symbols are reported, and reviews stay with their gene."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from carrel.foundation.knowledge import queries as editions
from carrel.foundation.knowledge.actions import Stated, add
from carrel.foundation.knowledge.actions.entities import add_entity
from carrel.foundation.knowledge.actions.genes import load_genes, load_genes_of_panels, refresh_symbols
from carrel.foundation.knowledge.actions.panels import copy_panel
from carrel.foundation.knowledge.actions.reviews import review
from carrel.foundation.knowledge.actions.taking import take_panel
from carrel.foundation.knowledge.errors import EntryIsWrong, GeneIsAmbiguous, GeneIsUnknown, NotAllowed, NothingChanges
from carrel.foundation.knowledge.models import Activity, Gene, GeneSymbol, Panel, Review
from carrel.foundation.knowledge.queries import genes, history, reviews
from carrel.foundation.knowledge.states import EntityKind
from carrel.foundation.knowledge.values import GeneRecord
from carrel.foundation.vocabulary.actors import PUBLIC
from tests.panels.made import CURATOR, NOW, REVIEWER, fresh, gene_document, later, panel_with, parsed, taken_document


GENE = EntityKind.GENE
pytestmark = [pytest.mark.django_db, pytest.mark.row("M6")]


def known(*records: GeneRecord) -> None:
    load_genes(CURATOR, records, "genes-2", NOW)


def test_current_symbols_go_before_earlier_ones_and_these_before_aliases() -> None:
    known(
        GeneRecord("HGNC:1", "AAA", previous=("BBB",), aliases=("CCC",)),
        GeneRecord("HGNC:2", "BBB", previous=("DDD",), aliases=("AAA",)),
        GeneRecord("HGNC:3", "EEE", aliases=("DDD", "FFF")),
    )
    found = {
        name: (genes.gene_by(name).hgnc_id, genes.gene_by(name).found_as)
        for name in ("aaa", "BBB", "DDD", "fff", "HGNC:3")
    }
    assert found == {
        "aaa": ("HGNC:1", "current symbol"), "BBB": ("HGNC:2", "current symbol"), "DDD": ("HGNC:2", "earlier symbol"),
        "fff": ("HGNC:3", "alias"), "HGNC:3": ("HGNC:3", "HGNC id"),
    }  # fmt: skip


def test_a_name_that_could_mean_two_genes_means_none_and_says_which() -> None:
    known(GeneRecord("HGNC:1", "AAA", previous=("OLD",)), GeneRecord("HGNC:2", "BBB", previous=("OLD",)))
    with pytest.raises(
        GeneIsAmbiguous, match=r"old is the earlier symbol of several genes: AAA \(HGNC:1\), BBB \(HGNC:2\)"
    ) as told:
        genes.gene_by("old")
    assert told.value.candidates == (("HGNC:1", "AAA"), ("HGNC:2", "BBB"))


@pytest.mark.parametrize("name", ["", "NOSUCH", "HGNC:", "HGNC:99", "x" * 200, "a\x00b", "%", "HGNC:1e5", "\u0661"])
def test_what_is_no_gene_is_told_so(name: str) -> None:
    known(GeneRecord("HGNC:1", "AAA"))
    with pytest.raises(GeneIsUnknown, match="No gene has"):
        genes.gene_by(name)
    assert genes.search_genes(name) == [] or name == "HGNC:"


def test_genes_are_searched_by_how_any_of_their_names_begins() -> None:
    known(
        GeneRecord("HGNC:1", "KRT5", aliases=("KR",)),
        GeneRecord("HGNC:2", "KR", previous=("X1",)),
        GeneRecord("HGNC:3", "KRT14"),
    )
    assert [(gene.symbol, gene.found_as) for gene in genes.search_genes("kr")] == [
        ("KR", "current symbol"), ("KRT5", "alias"), ("KRT14", "current symbol"),
    ]  # fmt: skip
    assert len(genes.search_genes("K", limit=2)) == 2
    assert genes.search_genes("%") == []


def test_a_genes_edition_is_loaded_again_without_leaving_old_names_behind() -> None:
    known(GeneRecord("HGNC:1", "AAA", aliases=("ONE",)), GeneRecord("HGNC:2", "BBB"))
    known(GeneRecord("HGNC:1", "AAA2", previous=("AAA",), aliases=("TWO",)))
    assert set(GeneSymbol.objects.values_list("symbol", "kind")) == {
        ("AAA2", "current"), ("AAA", "previous"), ("TWO", "alias"), ("BBB", "current"),
    }  # fmt: skip
    assert json.loads(Gene.objects.get(pk="HGNC:1").data)["gene_symbol"] == "AAA2"
    with pytest.raises(NotAllowed):
        load_genes(REVIEWER, [], "x", NOW)


def test_a_stored_edition_of_hgnc_is_loaded(tmp_path: Path) -> None:
    table = tmp_path / "hgnc.txt"
    table.write_text(
        "hgnc_id\tsymbol\tstatus\talias_symbol\tprev_symbol\tensembl_gene_id\tentrez_id\tlocus_type\n"
        'HGNC:8607\tPRKN\tApproved\t"PDJ|AR-JP"\tPARK2\tENSG00000185345\t5071\tgene with protein product\n'
    )
    edition = add("genes", [table], store=tmp_path / "store", stated=Stated(version="2026-05"))
    folder = next(path.parent for path in (tmp_path / "store").rglob("genes.parquet"))
    assert load_genes(CURATOR, editions.stored_genes(folder), edition.id, NOW) == 1
    assert genes.gene_by("park2").symbol == "PRKN"


def test_what_panels_tell_of_genes_is_taken_newest_first_and_an_edition_goes_before_it() -> None:
    take_panel(CURATOR, taken_document(1, "1.0", [gene_document("OLDNAME", 5)]), origin="x", at=NOW)
    take_panel(
        CURATOR,
        {**taken_document(2, "1.0", [gene_document("NEWNAME", 5), gene_document("QQQ", 6)]), "version_created": "2026-01-01T00:00:00.0Z"},
        origin="x", at=NOW,
    )  # fmt: skip
    assert load_genes_of_panels(CURATOR, at=NOW) == 2
    assert genes.gene_by("HGNC:5").symbol == "NEWNAME"
    assert genes.gene_by("OLDNAME").found_as == "earlier symbol"
    known(GeneRecord("HGNC:5", "TODAY", previous=("NEWNAME",)))
    load_genes_of_panels(CURATOR, at=NOW)
    gene = genes.gene_by("HGNC:5")
    assert (gene.symbol, gene.edition, json.loads(gene.data)["gene_name"]) == ("TODAY", "genes-2", "gene NEWNAME")
    assert load_genes_of_panels(CURATOR, at=NOW) == 0


def test_stale_symbols_are_reported_by_panel_and_brought_up_to_date_with_one_action() -> None:
    panel = panel_with("ATM", "PARK2")
    copy = copy_panel(CURATOR, panel_id=panel.pk, version="", name="Internal", at=NOW)
    review(REVIEWER, panel_id=panel.pk, kind=GENE, name="PARK2", opinion="GREEN", fields={}, at=NOW)
    known(GeneRecord("HGNC:2", "PRKN", previous=("PARK2",)))
    assert [(one.panel.pk, [(row.symbol, row.today) for row in one.rows]) for one in genes.stale_symbols(CURATOR)] == [
        (panel.pk, [("PARK2", "PRKN")]), (copy.pk, [("PARK2", "PRKN")]),
    ]  # fmt: skip
    assert [one.panel.pk for one in genes.stale_symbols(PUBLIC)] == [panel.pk]
    done = refresh_symbols(CURATOR, panel_id=panel.pk, at=later(1))
    assert (done.renamed, str(done.version)) == ((("PARK2", "PRKN"),), "0.5")
    gene = parsed(fresh(panel))["genes"][1]
    assert (gene["entity_name"], gene["gene_data"]["gene_symbol"]) == ("PRKN", "PRKN")
    assert [one.panel.pk for one in genes.stale_symbols(CURATOR)] == [copy.pk]
    with pytest.raises(NothingChanges):
        refresh_symbols(CURATOR, panel_id=panel.pk, at=NOW)


def test_what_a_gene_table_does_not_know_of_a_renamed_gene_stays_on_the_panel() -> None:
    take_panel(CURATOR, taken_document(1, "1.0", [gene_document("OLDNAME", 5)]), origin="x", at=NOW, follows=False)
    known(GeneRecord("HGNC:5", "TODAY", previous=("OLDNAME",)))
    panel = Panel.objects.get(number=1)
    refresh_symbols(CURATOR, panel_id=panel.pk, at=later(1))
    (gene,) = parsed(fresh(panel))["genes"]
    assert (gene["entity_name"], gene["gene_data"]["hgnc_symbol"]) == ("TODAY", "TODAY")
    assert gene["gene_data"]["gene_name"] == "gene OLDNAME"


def test_reviews_and_history_stay_with_a_gene_that_is_renamed() -> None:
    panel = panel_with("PARK2")
    review(REVIEWER, panel_id=panel.pk, kind=GENE, name="PARK2", opinion="GREEN", fields={}, at=NOW)
    known(GeneRecord("HGNC:1", "PRKN", previous=("PARK2",)))
    refresh_symbols(CURATOR, panel_id=panel.pk, at=NOW)
    panel = fresh(panel)
    assert [one.rating for one in reviews.reviews_of(panel, GENE, "PRKN")] == ["GREEN"]
    assert reviews.summary(panel)["gene", "PRKN"].counts.green == 1
    review(REVIEWER, panel_id=panel.pk, kind=GENE, name="PRKN", opinion="RED", fields={}, at=later(1))
    assert Review.objects.filter(superseded_at=None).count() == 1
    assert [one.row.name for one in reviews.waiting(CURATOR)] == ["PRKN"]
    texts = [line.text for line in history.activities_of(panel, "gene", "PRKN")]
    assert "gene: PARK2 was added to panel: Ataxia. Sources: none" in texts
    assert [entity.name for entity in history.compare(panel, "0.1", "").changed] == []
    assert [change.fields[0].field for change in history.compare(panel, "0.3", "").changed] == ["gene_data"]
    assert Activity.objects.filter(entity="PRKN").exists()


def test_a_symbol_that_stands_on_the_panel_already_is_left_and_told() -> None:
    panel = panel_with("PARK2")
    add_entity(CURATOR, panel_id=panel.pk, kind=GENE, name="PRKN", fields={}, at=NOW)  # without its HGNC id
    known(GeneRecord("HGNC:1", "PRKN", previous=("PARK2",)))
    with pytest.raises(NothingChanges, match="PARK2 is PRKN today, but PRKN stands on the panel too"):
        refresh_symbols(CURATOR, panel_id=panel.pk, at=NOW)


def test_a_gene_stands_on_a_panel_once_whatever_it_is_called() -> None:
    panel = panel_with("PARK2")
    known(GeneRecord("HGNC:1", "PRKN"))
    with pytest.raises(EntryIsWrong, match="HGNC:1 is on this panel already, as PARK2"):
        add_entity(CURATOR, panel_id=panel.pk, kind=GENE, name="", hgnc_id="HGNC:1", fields={}, at=NOW)
    assert Panel.objects.count() == 1
