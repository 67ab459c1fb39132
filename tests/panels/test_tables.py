"""Tables that are uploaded and downloaded: every fault with its place, nothing half imported, no formula that runs."""

from __future__ import annotations

import csv
import json
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from carrel.foundation.knowledge.actions.bulk import BulkResult, import_rows
from carrel.foundation.knowledge.actions.decisions import decide
from carrel.foundation.knowledge.actions.entities import add_entity
from carrel.foundation.knowledge.actions.panels import create_panel
from carrel.foundation.knowledge.actions.review_tables import import_reviews
from carrel.foundation.knowledge.errors import NotAllowed
from carrel.foundation.knowledge.models import Activity, Decision, Gene, Panel, PanelVersion, Review
from carrel.foundation.knowledge.rules.bulk_tsv import read_table
from carrel.foundation.knowledge.rules.download_tables import panel_bed, panel_tsv
from carrel.foundation.knowledge.rules.tsv_cells import guarded, joined, parted, tsv, unguarded
from carrel.foundation.knowledge.states import Confidence, EntityKind
from carrel.foundation.vocabulary.genome import Assembly
from tests.panels.made import (
    CURATOR,
    GREEN,
    NOW,
    REVIEWER,
    fresh,
    gene_document,
    genes,
    panel_with,
    parsed,
    row,
    taken_document,
)


pytestmark = pytest.mark.row("M6")
MOI = "BIALLELIC, autosomal or pseudoautosomal"
REPEAT = "str\tSTR_1\t\tred\t4\t10-20\tCAG\t5\t30"
REPEAT_HEADER = "entity_type\tentity_name\thgnc_id\trating\tchromosome\tgrch38_coordinates\trepeated_sequence\tnormal_repeats\tpathogenic_repeats"


def loaded(panel: Panel, *lines: str, **more: Any) -> BulkResult:
    return import_rows(
        CURATOR,
        panel_id=panel.pk,
        text="\n".join(lines).encode(),
        at=NOW,
        **{"comment": "Decided in a meeting.", **more},
    )


def faults(panel: Panel, *lines: str) -> list[tuple[int, str, str]]:
    before = PanelVersion.objects.count()
    result = loaded(panel, *lines)
    assert PanelVersion.objects.count() == before, "nothing is half imported"
    return [tuple(fault) for fault in result.faults]


FAULTS: list[tuple[str, Sequence[str], tuple[int, str, str]]] = [
    ("an unknown column", ["hgnc_id\tratting", "HGNC:1\tred"], (1, "ratting", "did you mean 'rating'?")),
    ("a column twice", ["hgnc_id\trating\tRating", "HGNC:1\tred\tred"], (1, "Rating", "is there twice")),
    ("no name of anything", ["rating", "red"], (1, "", "No column says which entity")),
    ("an unknown gene", ["gene_symbol", "ATM", "NOSUCH"], (3, "gene_symbol", "No gene has the HGNC id, symbol or alias 'NOSUCH'")),
    ("an unknown HGNC id", ["hgnc_id", "HGNC:999"], (2, "hgnc_id", "'HGNC:999'")),
    ("a symbol of another gene", ["hgnc_id\tgene_symbol", "HGNC:1\tPRKN"], (2, "gene_symbol", "PRKN is no name of HGNC:1")),
    ("a wrong mode", ["hgnc_id\tmode_of_inheritance", "HGNC:1\tBIALLELIC autosomal"], (2, "mode_of_inheritance", f"nearest is '{MOI}'")),
    ("a wrong rating", ["hgnc_id\trating", "HGNC:1\tblue"], (2, "rating", "write green, amber, red or no list")),
    ("a wrong type", ["entity_type\thgnc_id", "cnv\tHGNC:1"], (2, "entity_type", "write gene, str or region")),
    ("a row twice", ["hgnc_id", "HGNC:1", "HGNC:2", "HGNC:1"], (4, "", "ATM is in the table twice: in line 2 already")),
    ("a row twice by an old symbol", ["gene_symbol", "ATM", "OLDATM"], (3, "", "in line 2 already")),
    ("a wrong number", [REPEAT_HEADER, REPEAT.replace("\t30", "\tmany")], (2, "pathogenic_repeats", "not a whole number")),
    ("a span backwards", [REPEAT_HEADER, REPEAT.replace("10-20", "20-10")], (2, "grch38_coordinates", "the start first")),
    ("a needed field empty", [REPEAT_HEADER, REPEAT.replace("CAG", "")], (2, "repeated_sequence", "a repeat needs it")),
    ("repeats that contradict each other", [REPEAT_HEADER, REPEAT.replace("5\t30", "35\t30")], (2, "pathogenic_repeats", "normal up to 35")),
    ("a needed column missing", ["entity_type\tentity_name", "str\tSTR_9"], (2, "chromosome", "a repeat needs it")),
    ("a field of another kind", ["hgnc_id\tnormal_repeats", "HGNC:1\t3"], (2, "normal_repeats", "A gene has no")),
    ("too many cells", ["hgnc_id\trating", "HGNC:1\tred\tx"], (2, "", "The row has 3 cells, the header 2")),
    ("too few cells", ["hgnc_id\trating", "HGNC:1"], (2, "", "The row has 1 cells, the header 2")),
    ("an open quote", ["hgnc_id\tphenotypes", 'HGNC:1\t"open', "HGNC:2\tx"], (2, "", "A quotation mark in this row is not closed")),
    ("a NUL", ["hgnc_id", "HGNC:1", "HG\x00NC:2"], (3, "", "NUL character")),
    ("no rows", ["hgnc_id"], (2, "", "a header and no rows")),
    ("nothing at all", [""], (1, "", "No column says which entity")),
    ("two ratings that differ", ["hgnc_id\trating\tevidence", "HGNC:1\tred\tExpert Review Green"], (2, "rating", "is another than")),
]  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize(("lines", "expected"), [case[1:] for case in FAULTS], ids=[case[0] for case in FAULTS])
def test_a_fault_is_told_with_line_column_and_a_sentence(lines: Sequence[str], expected: tuple[int, str, str]) -> None:
    panel = panel_with("ATM", "PRKN")
    line, column, words = expected
    found = faults(panel, *lines)
    assert [one for one in found if one[:2] == (line, column) and words in one[2] and one[2].endswith((".", "?"))], (
        found
    )


@pytest.mark.django_db
def test_all_faults_of_a_table_are_told_at_once_and_nothing_is_imported() -> None:
    panel = panel_with("ATM", "PRKN")
    found = faults(
        panel, "hgnc_id\trating\tmode_of_inheritance", "HGNC:1\tred\tx", "HGNC:77\tblue\t", "HGNC:2\tgreen\t"
    )
    assert [fault[0] for fault in found] == [2, 3]
    assert parsed(fresh(panel))["genes"][1]["confidence_level"] == "0"


@pytest.mark.django_db
def test_tables_come_in_the_spellings_of_spreadsheets() -> None:
    panel = panel_with("ATM", "PRKN")
    plain = "hgnc_id\tphenotypes\nHGNC:1\tGröße\n"
    for text in (
        plain.encode("utf-8-sig"), plain.replace("\n", "\r\n").encode(), plain.encode("utf-16"), plain.replace("\n", "\r").encode(),
        b'"hgnc_id"\t"phenotypes"\n"HGNC:1"\t"Gr\xc3\xb6\xc3\x9fe"\n\n', plain.replace("\t", ",").encode(),
    ):  # fmt: skip
        result = import_rows(CURATOR, panel_id=panel.pk, text=text, at=NOW, dry_run=True)
        assert (result.faults, result.changed) == ((), 1)
    latin = import_rows(CURATOR, panel_id=panel.pk, text=plain.encode("latin-1"), at=NOW)
    assert latin.faults[0][:2] == (2, "")
    assert "not UTF-8" in latin.faults[0].sentence


@pytest.mark.django_db
def test_only_curators_import_and_not_into_panels_that_follow_their_origin() -> None:
    panel = panel_with("ATM")
    with pytest.raises(NotAllowed, match="Only curators"):
        import_rows(REVIEWER, panel_id=panel.pk, text=b"hgnc_id\nHGNC:1\n", at=NOW)


@pytest.mark.django_db
def test_imported_ratings_are_decisions_that_everybody_can_see() -> None:
    panel = panel_with("ATM")
    genes("ATM", "PRKN", "FXN")
    result = loaded(
        panel,
        "gene_symbol\trating\tevidence",
        "ATM\tgreen\t",
        "OLDPRKN\tred\tUKGTN",
        "FXN\t\tUKGTN",
        comment="From the lab.",
    )
    assert (result.added, result.changed, result.version) == (2, 1, "0.4")
    assert [note.sentence for note in result.notes] == ["OLDPRKN is PRKN today (HGNC:2)."]
    own = {gene["entity_name"]: (gene["confidence_level"], gene["evidence"]) for gene in parsed(fresh(panel))["genes"]}
    assert own == {
        "ATM": ("3", ["Expert Review Green"]),
        "PRKN": ("1", ["Expert Review Red", "UKGTN"]),
        "FXN": ("1", ["UKGTN"]),
    }
    assert Decision.objects.filter(comment="From the lab.").count() == 3
    assert Activity.objects.filter(text="Gene: ATM has been classified as Green List (High Evidence).").count() == 1
    added = "gene: PRKN was added to panel: Ataxia. Sources: Expert Review Red, UKGTN"
    assert Activity.objects.filter(text=added, version="0.4").count() == 1


@pytest.mark.django_db
def test_a_downloaded_table_uploaded_again_changes_nothing() -> None:
    panel = panel_with("ATM", "PRKN")
    hostile = ["=1+1", "a; b", "[x]", '"q"', "tab\there", "line\nend", "'=x", "''", "ünï", " '@x"]
    fields = {
        "phenotypes": hostile,
        "publications": ["12"],
        "mode_of_inheritance": MOI,
        "mode_of_pathogenicity": "=cmd|x",
    }
    genes("ATM", "PRKN", "FXN")
    add_entity(CURATOR, panel_id=panel.pk, kind=EntityKind.GENE, name="", hgnc_id="HGNC:3", fields=fields, at=NOW)
    region = {
        "chromosome": "X",
        "grch38_coordinates": [3, 9],
        "required_overlap_percentage": 60,
        "type_of_variants": "cnv_loss",
    }
    add_entity(CURATOR, panel_id=panel.pk, kind=EntityKind.REGION, name="ISCA-1-Loss", fields=region, at=NOW)
    decide(
        CURATOR,
        panel_id=panel.pk,
        kind=EntityKind.GENE,
        name="ATM",
        confidence=Confidence.GREEN,
        base=row(panel, "ATM").sha256,
        at=NOW,
        **GREEN,
    )
    text = panel_tsv(parsed(fresh(panel)))
    result = import_rows(CURATOR, panel_id=panel.pk, text=text.encode(), at=NOW, comment="Decided in a meeting.")
    assert chr(10).join(one.text for one in Activity.objects.filter(version=result.version)) == ""
    assert (result.faults, result.changed, result.added, result.unchanged) == ((), 0, 0, 4)


@pytest.mark.django_db
def test_panelapps_own_upload_layout_is_read(test_data: Path) -> None:
    panel = create_panel(CURATOR, name="Panel One", at=NOW)
    genes("ABCC5-AS1", "A1CF")
    data = (test_data / "panels" / "panelapp_fixtures" / "import_panel_data.tsv").read_bytes()
    found = import_rows(CURATOR, panel_id=panel.pk, text=data, at=NOW, comment="Decided in a meeting.").faults
    symbols = {(5, "gene_symbol"), (6, "gene_symbol")}  # STR_1 is no gene
    assert {(fault.line, fault.column) for fault in found} == {
        (4, ""),
        *symbols,
        *((line, "Level4") for line in range(7, 10)),
    }
    own = b"".join(line for number, line in enumerate(data.splitlines(keepends=True)) if number in (0, 1, 2, 9))
    done = import_rows(CURATOR, panel_id=panel.pk, text=own, at=NOW, comment="Decided in a meeting.")
    assert (done.faults, done.added) == ((), 3)
    document = parsed(fresh(panel))
    assert [gene["confidence_level"] for gene in document["genes"]] == ["3", "3"]
    assert document["genes"][0]["publications"] == ["5hh6"]
    assert document["regions"][0]["grch38_coordinates"] == [341468368, 341468388]
    broken = (test_data / "panels" / "panelapp_fixtures" / "import_panel_data_error.tsv").read_bytes()
    assert (5, "Model_Of_Inheritance") in {
        fault[:2]
        for fault in import_rows(
            CURATOR, panel_id=panel.pk, text=broken, at=NOW, comment="Decided in a meeting."
        ).faults
    }


@pytest.mark.django_db
def test_fifty_thousand_rows_are_imported_in_seconds_and_fifty_thousand_faults_told_as_quickly() -> None:
    panel = create_panel(CURATOR, name="Large", at=NOW)
    known = [
        Gene(hgnc_id=f"HGNC:{n}", symbol=f"G{n}", data=f'{{"hgnc_id":"HGNC:{n}"}}', read_at=NOW)
        for n in range(1, 50_001)
    ]
    Gene.objects.bulk_create(known, 2000)
    lines = ["hgnc_id\trating\tphenotypes", *(f"HGNC:{number}\tred\tAtaxia" for number in range(1, 50_001))]
    started = time.process_time()
    result = loaded(panel, *lines)
    took = time.process_time() - started
    assert (result.added, result.faults) == (50_000, ())
    started = time.process_time()
    wrong = loaded(
        panel, "hgnc_id\tmode_of_inheritance", *(f"HGNC:{number}\twrong {number}" for number in range(1, 50_001))
    )
    assert (wrong.faults_in_all, len(wrong.faults)) == (50_000, 1_000)
    print(f"\n50,000 rows in {took:.1f} s of processor time, 50,000 faults in {time.process_time() - started:.1f} s")
    assert took < 25
    assert time.process_time() - started < 15


def test_reading_a_table_takes_time_in_line_with_its_size() -> None:
    def seconds(rows: int) -> float:
        text = "\n".join(["hgnc_id\tphenotypes", *(f"HGNC:{number}\tAtaxia; Palsy" for number in range(rows))]).encode()
        started = time.process_time()
        assert len(read_table(text).rows) == rows
        return time.process_time() - started

    assert seconds(40_000) < 24 * max(seconds(5_000), 0.05)


@given(st.lists(st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs"])), max_size=5))
def test_lists_in_cells_come_back_as_they_were(texts: list[str]) -> None:
    kept = [text for text in texts if text]
    assert parted(joined(kept)) == kept


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_no_cell_begins_like_a_formula_and_every_text_comes_back(text: str) -> None:
    cell = guarded(text)
    assert cell.lstrip()[:1] not in ("=", "+", "-", "@", "|", *"\uff1d\uff0b\uff0d\uff20")
    assert cell[:1] not in ("\t", "\r", "\n")
    assert unguarded(cell) == text


@given(
    st.lists(
        st.lists(
            st.text(st.characters(exclude_characters="\x00\r", exclude_categories=["Cs"])), min_size=2, max_size=4
        ),
        max_size=5,
    )
)
def test_the_table_that_is_written_is_the_one_that_a_plain_reader_reads(rows: list[list[str]]) -> None:
    read = list(csv.reader(tsv(rows).split("\n"), delimiter="\t")) if rows else []
    again = [[unguarded(cell) for cell in row] for row in csv.reader(_lines(tsv(rows)), delimiter="\t")]
    assert again == rows
    assert len(read) >= 0


def _lines(text: str) -> list[str]:
    return [f"{line}\n" for line in text.split("\n")][:-1]


CELL = st.sampled_from(
    ["", "HGNC:1", "ATM", "gene", "green", "x", '"', '"a"', "1-2", "é", "=1", "[1]", "str", "\t", "0"]
)


@settings(max_examples=300)
@given(st.lists(st.lists(CELL, min_size=1, max_size=5), min_size=1, max_size=8))
def test_whatever_is_uploaded_is_read_or_refused_row_by_row(rows: list[list[str]]) -> None:
    header = ["hgnc_id", "rating", "entity_type", "phenotypes", "penetrance"][: len(rows[0])]
    text = "\n".join("\t".join(cells) for cells in [header, *rows])
    table = read_table(text.encode())
    told = {fault.line for fault in table.faults}
    if any('"' in cell for cells in rows for cell in cells):
        assert table.rows or table.faults
        return
    for line, cells in enumerate(("\t".join(cells).split("\t") for cells in rows), 2):
        blank = not any(cell.strip() for cell in cells)
        assert blank or line in told or line in {one.line for one in table.rows}


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused_in_sentences(data: bytes) -> None:
    table = read_table(data)
    assert table.rows or table.faults
    assert all(fault.sentence.endswith((".", "?")) and fault.line >= 1 for fault in table.faults)


def test_a_bed_has_zero_based_half_open_places_and_says_what_has_none() -> None:
    strange = gene_document("NOPLACE", 9)
    strange["gene_data"]["ensembl_genes"] = {}
    repeat = {
        "entity_type": "str", "entity_name": "DMPK_CTG", "confidence_level": "3", "gene_data": None, "chromosome": "19",
        "grch37_coordinates": [46273463, 46273522], "grch38_coordinates": [45770205, 45770264],
    }  # fmt: skip
    document = taken_document(1, "2.3", [gene_document("BBB", 5), strange], strs=[repeat])
    found = panel_bed(document, Assembly.GRCH38)
    lines = [line for line in found.text.splitlines() if not line.startswith("#")]
    assert lines == ["chr2\t49\t59\tBBB\t999\t.", "chr19\t45770204\t45770264\tDMPK_CTG\t999\t."]
    assert found.without_place == (("NOPLACE", "no place on GRCh38 is known"),)
    assert "# without a place: NOPLACE" in found.text
    assert [name for name, _ in panel_bed(document, Assembly.GRCH37).without_place] == ["BBB", "NOPLACE"]
    assert panel_bed(document, Assembly.GRCH38, ratings=[1]).text.count("chr") == 0


def test_a_downloaded_table_holds_one_row_an_entity_with_its_panel_and_version() -> None:
    text = panel_tsv(taken_document(1, "2.3", [gene_document("BBB", 5, "2", phenotypes=["=HYPERLINK()"])]))
    header, line = (one.split("\t") for one in text.splitlines())
    cells = dict(zip(header, line, strict=True))
    assert (cells["hgnc_id"], cells["rating"], cells["version"]) == ("HGNC:5", "amber", "2.3")
    assert cells["phenotypes"] == "'=HYPERLINK()"
    assert json.dumps(cells)


@pytest.mark.django_db
def test_panelapps_table_of_reviews_is_read_under_its_authors_names(test_data: Path) -> None:
    panel = create_panel(CURATOR, name="Panel One", at=NOW)
    genes("ABCC5-AS1", "A1CF")
    add_entity(CURATOR, panel_id=panel.pk, kind=EntityKind.GENE, name="", hgnc_id="HGNC:1", fields={}, at=NOW)
    folder = test_data / "panels" / "panelapp_fixtures"
    data = (folder / "import_reviews_data.tsv").read_bytes()
    result = import_reviews(CURATOR, panel_id=panel.pk, text=data, at=NOW)
    assert [(fault.line, fault.column) for fault in result.faults] == [(3, "Gene_Symbol")]
    assert not Review.objects.exists()
    first = b"".join(data.splitlines(keepends=True)[:2])
    assert import_reviews(CURATOR, panel_id=panel.pk, text=first, at=NOW, dry_run=True).added == 1
    assert not Review.objects.exists()
    assert import_reviews(CURATOR, panel_id=panel.pk, text=first, at=NOW).added == 1
    assert import_reviews(CURATOR, panel_id=panel.pk, text=first, at=NOW).unchanged == 1
    given = Review.objects.get()
    assert (given.reviewer_name, given.rating, given.mode_of_inheritance) == ("verified_user", "RED", "MITOCHONDRIAL")
    assert given.reviewer.startswith("imported:")
    assert fresh(panel).sequence == panel.sequence + 1, "reviews make no version"
    wrong = import_reviews(
        CURATOR, panel_id=panel.pk, text=(folder / "import_review_data_error.tsv").read_bytes(), at=NOW
    )
    assert {(fault.line, fault.column) for fault in wrong.faults} == {(2, "Gene_Symbol"), (2, "Rate")}
    with pytest.raises(NotAllowed):
        import_reviews(REVIEWER, panel_id=panel.pk, text=first, at=NOW)
    assert [fault.line for fault in import_reviews(CURATOR, panel_id=panel.pk, text=b"a\tb\n", at=NOW).faults] == [1]
