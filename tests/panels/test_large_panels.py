"""The largest public panel has 9,286 genes, and there are some 450 panels: edits stay small, questions stay few and quick."""

from __future__ import annotations

import time
from typing import Any

import pytest
from django.db import connection

from carrel.foundation.knowledge.actions.decisions import decide
from carrel.foundation.knowledge.actions.entities import edit_entity
from carrel.foundation.knowledge.actions.panels import adopt, copy_panel, take_step
from carrel.foundation.knowledge.actions.reviews import review
from carrel.foundation.knowledge.actions.taking import take_panel
from carrel.foundation.knowledge.models import Panel
from carrel.foundation.knowledge.queries import curated, genes, history, reviews
from carrel.foundation.knowledge.states import Confidence, EntityKind
from tests.panels.made import (
    CURATOR,
    GREEN,
    NOW,
    REVIEWER,
    SECOND,
    fresh,
    gene_document,
    later,
    panel_with,
    row,
    taken_document,
)


GENE = EntityKind.GENE
LARGEST = 9_286
EDITS = 60
pytestmark = [pytest.mark.django_db, pytest.mark.row("M6")]


def long_document(number: int) -> dict[str, Any]:
    """A gene with as much text as a well curated one has: 2.5 KB."""
    phenotypes = [f"Syndrome {number} of type {part}, OMIM:{600000 + part}" for part in range(12)]
    papers = [str(30_000_000 + number * 40 + part) for part in range(40)]
    document = gene_document(f"GENE{number}", number, str(number % 4), phenotypes=phenotypes, publications=papers)
    document["gene_data"]["alias_name"] = [
        f"a longer name of gene {number}, as HGNC keeps it, part {part}" for part in range(8)
    ]
    return document


def large_panel() -> Panel:
    take_panel(
        CURATOR,
        taken_document(285, "1.1", [long_document(number) for number in range(LARGEST)]),
        origin="elsewhere",
        at=NOW,
    )
    panel = Panel.objects.get(number=285)
    adopt(CURATOR, panel_id=panel.pk, at=NOW)
    return panel


def stored_bytes() -> int:
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(
                "SELECT (page_count - freelist_count) * page_size FROM pragma_page_count, pragma_freelist_count, pragma_page_size"
            )
        else:
            cursor.execute(
                "SELECT sum(pg_total_relation_size(oid)) FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
            )
        return int(cursor.fetchone()[0])


def test_an_edit_of_the_largest_panel_stores_at_most_ten_kilobytes_with_its_ledger_and_history() -> None:
    panel = large_panel()
    names = [f"GENE{number * 150}" for number in range(EDITS)]
    bases = {name: row(panel, name).sha256 for name in names}
    before, started = stored_bytes(), time.process_time()
    for number, name in enumerate(names):
        about = {"panel_id": panel.pk, "kind": GENE, "name": name, "base": bases[name], "at": later(number)}
        if number % 2:
            edit_entity(CURATOR, fields={"mode_of_inheritance": "MITOCHONDRIAL"}, **about)
        else:
            decide(CURATOR, confidence=Confidence.AMBER, **GREEN, **about)
    took, each = time.process_time() - started, (stored_bytes() - before) / EDITS
    print(f"\none edit stores {each:,.0f} bytes and takes {1000 * took / EDITS:.0f} ms of processor time")
    assert each <= 10_240
    assert took / EDITS < 0.3


def test_questions_to_the_largest_panel_are_few_and_quick(django_assert_num_queries: Any) -> None:
    panel = large_panel()
    for number in range(30):
        review(
            REVIEWER, panel_id=panel.pk, kind=GENE, name=f"GENE{number}", opinion="GREEN", fields={}, at=later(number)
        )
    started = time.process_time()
    with django_assert_num_queries(2):
        assert len(reviews.summary(fresh_panel := panel)) == 30
    with django_assert_num_queries(3):
        assert len(reviews.waiting(CURATOR)) == 30
    with django_assert_num_queries(1):
        genes.stale_symbols(CURATOR)
    with django_assert_num_queries(4):
        assert history.compare(fresh_panel, "1.1", "1.1").is_empty
    assert time.process_time() - started < 1.5


def test_lists_ask_the_same_few_questions_however_many_panels_there_are(django_assert_num_queries: Any) -> None:
    first = panel_with("ATM", "PRKN", name="Panel")
    copies = [
        copy_panel(CURATOR, panel_id=first.pk, version="", name=f"Panel {number}", at=NOW) for number in range(40)
    ]
    for panel in copies[:20]:
        take_step(CURATOR, panel_id=panel.pk, verb="publish", at=NOW)
        for actor in (REVIEWER, SECOND):
            review(actor, panel_id=panel.pk, kind=GENE, name="ATM", opinion="RED", fields={}, at=NOW)
    with django_assert_num_queries(3):
        assert len(reviews.waiting(CURATOR)) == 20
    with django_assert_num_queries(1):
        assert len(reviews.reviews_of_gene(CURATOR, "HGNC:1")) == 40
    with django_assert_num_queries(1):
        assert len(list(curated.rows_of_gene(CURATOR, "HGNC:1"))) == 41
    with django_assert_num_queries(2):
        assert len(history.ratings_over_time(fresh(first), EntityKind.REGION, "none")) == 0
