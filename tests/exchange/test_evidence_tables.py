"""Tables of genes and diseases become panels; every fault is told with its line and column, and then nothing is taken."""

from __future__ import annotations

import csv
import gzip
import io
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carrel.foundation.knowledge.actions.evidence_tables import TableTaken, take_table
from carrel.foundation.knowledge.errors import NotAllowed, SourceIsUnreadable, TableHasFaults
from carrel.foundation.knowledge.models import EntityRow, Gene, GeneSymbol, Panel, PanelVersion
from carrel.foundation.knowledge.rules import evidence_page
from carrel.foundation.knowledge.rules.evidence_words import MODES, RATINGS, combined
from carrel.foundation.vocabulary.actors import PUBLIC
from carrel.foundation.vocabulary.inheritance import ModeOfInheritance as Mode
from tests.exchange.builders import CURATOR, gene
from tests.exchange.test_taking import answered


pytestmark = [pytest.mark.row("M6"), pytest.mark.django_db]
NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
OLD = ["gene symbol", "gene mim", "disease name", "disease mim", "DDD category", "allelic requirement", "mutation consequence",
       "phenotypes", "organ specificity list", "pmids", "panel", "prev symbols", "hgnc id", "gene disease pair entry date"]  # fmt: skip
NEW = ["g2p id", "gene symbol", "gene mim", "hgnc id", "previous gene symbols", "disease name", "disease mim", "disease MONDO",
       "allelic requirement", "cross cutting modifier", "confidence", "variant consequence", "phenotypes", "publications"]  # fmt: skip


def g2p(symbol: str = "CEP290", hgnc: str = "29021", confidence: str = "confirmed", mode: str = "biallelic",
        disease: str = "JOUBERT", pmids: str = "20690115;17564967") -> list[str]:  # fmt: skip
    return [
        symbol,
        "610142",
        disease,
        "610188",
        confidence,
        mode,
        "loss of function",
        "",
        "",
        pmids,
        "DD",
        "",
        hgnc,
        "No date",
    ]


def table(path: Path, rows: list[list[str]], header: list[str] = OLD, delimiter: str = ",") -> Path:
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter, lineterminator="\n").writerows([header, *rows])
    path.write_text(text.getvalue(), encoding="utf-8")
    return path


def take(path: Path, form: str = "g2p", name: str = "DDG2P", **more: bool) -> TableTaken:
    return take_table(CURATOR, path, form, name=name, at=NOW, **more)


def entry(symbol: str) -> dict[str, object]:
    return json.loads(EntityRow.objects.get(name=symbol, until=2**31 - 1).document)


def test_a_gene_list_becomes_a_public_panel_of_the_house(tmp_path: Path) -> None:
    taken = take(table(tmp_path / "d.csv", [g2p(), g2p("STRA6", "30650", "possible", "monoallelic")]))
    assert (taken.genes, taken.added) == (2, 2)
    document = answered(100_001)
    assert (document["name"], document["version"], document["status"]) == ("DDG2P", "1.0", "public")
    found = entry("CEP290")
    assert found["confidence_level"] == "3"
    assert found["mode_of_inheritance"] == Mode.BIALLELIC
    assert found["publications"] == ["20690115", "17564967"]
    assert found["evidence"] == ["G2P"]
    assert found["phenotypes"] == ["JOUBERT (MIM 610188): confirmed, biallelic, loss of function"]
    assert found["gene_data"]["hgnc_id"] == "HGNC:29021"  # type: ignore[index]


def test_a_refresh_makes_one_version_with_the_changes_only(tmp_path: Path) -> None:
    many = [g2p(f"G{number}", str(number)) for number in range(1, 51)]
    take(table(tmp_path / "d.csv", many))
    changed = [*many[1:-1], g2p("G50", "50", "possible"), g2p("NEW", "999")]
    taken = take(table(tmp_path / "d.csv", changed))
    assert (taken.panel, taken.added, taken.changed, taken.removed) == ("100001@1.1", 1, 1, 1)
    assert EntityRow.objects.count() == 52
    assert take(tmp_path / "d.csv").panel == "100001@1.1"
    assert PanelVersion.objects.count() == 2


def test_rows_of_one_gene_are_put_together_and_a_doubtful_disease_does_not_widen_the_mode(tmp_path: Path) -> None:
    rows = [g2p(mode="biallelic"), g2p(mode="monoallelic", disease="OTHER"), g2p("B", "2", mode="biallelic"),
            g2p("B", "2", confidence="possible", mode="monoallelic")]  # fmt: skip
    take(table(tmp_path / "d.csv", rows))
    assert entry("CEP290")["mode_of_inheritance"] == Mode.BOTH
    assert entry("B")["mode_of_inheritance"] == Mode.BIALLELIC
    assert len(entry("B")["phenotypes"]) == 2  # type: ignore[arg-type]


def test_the_layout_of_2024_is_read_too(tmp_path: Path) -> None:
    row = [
        "G2P1",
        "HMX1",
        "1",
        "HGNC:5017",
        "",
        "eye syndrome",
        "",
        "MONDO:0012801",
        "biallelic_autosomal",
        "",
        "definitive",
        "absent gene product",
        "",
        "1;2",
    ]
    take(table(tmp_path / "d.csv", [row], NEW))
    assert entry("HMX1")["phenotypes"] == [
        "eye syndrome (MONDO:0012801): definitive, biallelic_autosomal, absent gene product"
    ]


@pytest.mark.parametrize(
    ("word", "mode"),
    [
        ("monoallelic_autosomal", Mode.MONOALLELIC_IMPRINTING_UNKNOWN),
        ("biallelic_autosomal", Mode.BIALLELIC),
        ("monoallelic_X_hem", Mode.X_LINKED_BIALLELIC_IN_FEMALES),
        ("monoallelic_X_het", Mode.X_LINKED_MONOALLELIC_IN_FEMALES),
        ("mitochondrial", Mode.MITOCHONDRIAL),
        ("imprinted", Mode.MONOALLELIC_IMPRINTING_UNKNOWN),
        ("biallelic,monoallelic", Mode.BOTH),
        ("biallelic,digenic", Mode.BIALLELIC),
        ("", ""),
    ],
)
def test_allelic_requirements_become_panelapps_strings(word: str, mode: str, tmp_path: Path) -> None:
    take(table(tmp_path / "d.csv", [g2p(mode=word)]))
    assert entry("CEP290")["mode_of_inheritance"] == mode


def test_every_fault_is_told_with_line_and_column_and_nothing_is_taken(tmp_path: Path) -> None:
    rows = [g2p(), g2p(confidence="sure"), g2p(mode="polyallelic"), g2p(hgnc="ABC"), g2p("NOBODY", ""), ["short"]]
    with pytest.raises(TableHasFaults) as fault:
        take(table(tmp_path / "d.csv", rows))
    assert [(line, column) for line, column, _ in fault.value.faults] == [
        (3, "ddd category"), (4, "allelic requirement"), (5, "hgnc id"), (6, "symbol"), (7, ""),
    ]  # fmt: skip
    assert not Panel.objects.exists()
    taken = take(tmp_path / "d.csv", leave_out_faulty=True)
    assert (taken.genes, len(taken.left_out)) == (1, 5)


def test_lines_are_counted_where_cells_hold_line_ends(tmp_path: Path) -> None:
    with pytest.raises(TableHasFaults, match="line 4, column ddd category"):
        take(table(tmp_path / "d.csv", [g2p(disease="one\ntwo"), g2p(confidence="sure")]))


def test_a_row_without_an_id_goes_by_its_symbol_only_if_one_gene_has_it(tmp_path: Path) -> None:
    for hgnc, symbol, kind, name in (
        (1, "NOW", "previous", "THEN"),
        (2, "X", "alias", "DOUBLE"),
        (3, "Y", "alias", "DOUBLE"),
    ):
        known, _ = Gene.objects.get_or_create(
            hgnc_id=f"HGNC:{hgnc}",
            symbol=symbol,
            data=json.dumps(gene(symbol, hgnc)["gene_data"]),
            edition="e",
            read_at=NOW,
        )
        GeneSymbol.objects.create(symbol=name, gene=known, kind=kind)
    with pytest.raises(TableHasFaults, match="HGNC:2, HGNC:3"):
        take(table(tmp_path / "d.csv", [g2p("then", ""), g2p("DOUBLE", "")]))
    taken = take(table(tmp_path / "d.csv", [g2p("then", "")]))
    assert entry("NOW")["gene_data"] == gene("NOW", 1)["gene_data"]
    assert [note.line for note in taken.notes] == [2]


def test_a_symbol_that_our_gene_table_does_not_use_is_told_and_ours_is_taken(tmp_path: Path) -> None:
    Gene.objects.create(
        hgnc_id="HGNC:29021",
        symbol="CEP290X",
        data=json.dumps(gene("CEP290X", 29021)["gene_data"]),
        edition="e",
        read_at=NOW,
    )
    taken = take(table(tmp_path / "d.csv", [g2p()]))
    assert "CEP290 is called CEP290X in our gene table" in taken.notes[0].sentence
    assert entry("CEP290X")["gene_data"]["ensembl_genes"]  # type: ignore[index]


def known(symbol: str, number: int, *earlier: str) -> None:
    data = json.dumps(gene(symbol, number)["gene_data"])
    made = Gene.objects.create(hgnc_id=f"HGNC:{number}", symbol=symbol, data=data, edition="e", read_at=NOW)
    GeneSymbol.objects.create(symbol=symbol, gene=made, kind="current")
    for name in earlier:
        GeneSymbol.objects.create(symbol=name, gene=made, kind="previous")


def test_a_row_with_the_id_of_one_gene_and_the_symbol_of_another_never_rates_either(tmp_path: Path) -> None:
    known("DSP", 3052)
    known("DSG2", 3049)
    path = table(tmp_path / "d.csv", [g2p("DSG2", "3049"), g2p("DSP", "3049", disease="DSP related DCM")])
    with pytest.raises(TableHasFaults, match=r"says HGNC:3049 \(DSG2\), but DSP is HGNC:3052") as fault:
        take(path)
    assert [(one.line, one.column) for one in fault.value.faults] == [(3, "symbol")]
    assert take(path, leave_out_faulty=True).genes == 1
    assert not any("DSP" in text for text in entry("DSG2")["phenotypes"])


def test_a_symbol_that_went_from_one_gene_to_another_goes_by_the_id(tmp_path: Path) -> None:
    known("TWO", 2)
    known("ONE", 1, "TWO")
    taken = take(table(tmp_path / "d.csv", [g2p("TWO", "1")]))
    assert "TWO is called ONE" in taken.notes[0].sentence


def test_what_is_no_pubmed_id_is_kept_with_a_note(tmp_path: Path) -> None:
    taken = take(table(tmp_path / "d.csv", [g2p(pmids="NBK1131;2386395426310507;PMID:12345")]))
    assert entry("CEP290")["publications"] == ["NBK1131", "2386395426310507", "12345"]
    assert [(note.line, note.column) for note in taken.notes] == [(2, "pmids")]


CLINGEN = """"CLINGEN GENE DISEASE VALIDITY CURATIONS","","","","","","","","",""
"FILE CREATED: 2026-01-01","","","","","","","","",""
"WEBPAGE: https://search.clinicalgenome.org/kb/gene-validity","","","","","","","","",""
"+++++++++++","++++++++++++++","+++++++++++++","++++++++++++++++++","+++++++++","+++++++++","++++++++++++++","+++++++++++++","+++++++++++++++++++","+++++++++++++++++++"
"GENE SYMBOL","GENE ID (HGNC)","DISEASE LABEL","DISEASE ID (MONDO)","MOI","SOP","CLASSIFICATION","ONLINE REPORT","CLASSIFICATION DATE","GCEP"
"+++++++++++","++++++++++++++","+++++++++++++","++++++++++++++++++","+++++++++","+++++++++","++++++++++++++","+++++++++++++","+++++++++++++++++++","+++++++++++++++++++"
"AAAA","HGNC:5","made-up syndrome","MONDO:0000001","AD","SOP5","Definitive","https://example.org","2018-06-07T14:37:47.175Z","Panel One"
"BBBB","HGNC:6","made-up disease","MONDO:0000002","SD","SOP8","Moderate","https://example.org","2019-06-07T14:37:47.175Z","Panel Two"
"CCCC","HGNC:7","made-up disease","MONDO:0000003","XL","SOP8","Disputed","https://example.org","2019-06-07T14:37:47.175Z","Panel Two"
"""
GENCC = ["uuid", "gene_curie", "gene_symbol", "disease_curie", "disease_title", "disease_original_curie",
         "disease_original_title", "classification_curie", "classification_title", "moi_curie", "moi_title", "submitter_curie",
         "submitter_title", "submitted_as_pmids"]  # fmt: skip


def test_clingens_table_is_read_after_its_preamble(tmp_path: Path) -> None:
    (tmp_path / "c.csv").write_text(CLINGEN)
    take(tmp_path / "c.csv", "clingen", "ClinGen")
    assert [entry(name)["confidence_level"] for name in ("AAAA", "BBBB", "CCCC")] == ["3", "2", "1"]
    assert entry("BBBB")["mode_of_inheritance"] == Mode.BOTH_BIALLELIC_MORE_SEVERE
    assert entry("AAAA")["phenotypes"] == ["made-up syndrome (MONDO:0000001): Definitive, AD, Panel One, 2018-06-07"]


@pytest.mark.parametrize("delimiter", [",", "\t"])
def test_gencc_is_read_as_csv_and_tsv_and_the_best_submission_rates(delimiter: str, tmp_path: Path) -> None:
    def row(classification: str, moi: str, who: str, pmids: str) -> list[str]:
        return [
            "GENCC_1",
            "HGNC:5",
            "AAAA",
            "MONDO:1",
            "syndrome, made-up",
            "OMIM:1",
            "s",
            "GENCC:1",
            classification,
            "HP:1",
            moi,
            "GENCC:2",
            who,
            pmids,
        ]

    rows = [
        row("Limited", "Autosomal dominant", "One", ""),
        row("Strong", "Autosomal recessive", "Two", "PMID:12, PMID: 13"),
    ]
    take(table(tmp_path / "g.tsv", rows, GENCC, delimiter), "gencc", "GenCC")
    assert (entry("AAAA")["confidence_level"], entry("AAAA")["mode_of_inheritance"]) == ("3", Mode.BIALLELIC)
    assert entry("AAAA")["publications"] == ["12", "13"]


def test_the_acmg_list_is_green_and_tells_what_is_reported(test_data: Path) -> None:
    taken = take(test_data / "panels" / "acmg_sf" / "acmg_sf" / "3.1" / "acmg_sf.tsv", "acmg-sf", "ACMG SF v3.1")
    assert (taken.rows, taken.genes) == (90, 78)
    assert set(EntityRow.objects.values_list("rating", flat=True)) == {3}
    assert "p.C282Y homozygotes only" in str(entry("HFE")["phenotypes"])


@pytest.mark.parametrize(
    ("file", "genes"),
    [
        ("DDG2P.csv", 2149),
        ("EyeG2P.csv", 667),
        ("SkinG2P.csv", 331),
        ("CancerG2P.csv", 95),
        ("CardiacG2P_curated_20210723.csv", 53),
    ],
)
def test_the_public_lists_of_g2p_are_taken_without_a_fault(file: str, genes: int, test_data: Path) -> None:
    taken = take(test_data / "panels" / "g2p" / file)
    assert taken.genes == genes
    assert not set(EntityRow.objects.values_list("hgnc_id", flat=True)) & {""}


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "empty"),
        (b"\n\n", "empty"),
        (b"a,b,c\n1,2,3\n", "has the columns"),
        (b"\xff\xfe", "UTF-8"),
        (gzip.compress(b"x" * 1000, mtime=0)[:-9], "compression"),
        (b"gene symbol,disease name,confidence,allelic requirement,hgnc id,hgnc id\n", "twice"),
        (b'gene symbol,disease name,confidence,allelic requirement,hgnc id\n"a', "line"),
        (b"gene symbol,disease name,confidence,allelic requirement,hgnc id\n" + b"x" * 200_000, "line"),
        (b"gene symbol,disease name,confidence,allelic requirement,hgnc id\n", "no row"),
    ],
)
def test_what_is_no_table_is_refused_in_one_sentence(content: bytes, says: str, tmp_path: Path) -> None:
    (tmp_path / "d.csv").write_bytes(content)
    with pytest.raises((SourceIsUnreadable, NotAllowed), match=says) as fault:
        take(tmp_path / "d.csv")
    assert "\n" not in str(fault.value)
    assert not Panel.objects.exists()


def test_control_characters_are_a_fault_of_their_cell(tmp_path: Path) -> None:
    with pytest.raises(TableHasFaults, match="line 2, column disease name: The cell has control"):
        take(table(tmp_path / "d.csv", [g2p(disease="a\x1b[31m")]))


def test_a_file_with_a_fault_in_every_row_stops_telling(tmp_path: Path) -> None:
    with pytest.raises(TableHasFaults) as fault:
        take(table(tmp_path / "d.csv", [g2p(confidence="?")] * 5000))
    assert len(fault.value.faults) <= 1002


def test_a_panel_of_the_same_name_that_is_something_else_is_not_overwritten(tmp_path: Path) -> None:
    take(table(tmp_path / "d.csv", [g2p()]))
    (tmp_path / "c.csv").write_text(CLINGEN)
    with pytest.raises(NotAllowed, match="another --name"):
        take(tmp_path / "c.csv", "clingen", "DDG2P")
    Panel.objects.update(follows=False)
    with pytest.raises(NotAllowed, match="curated here"):
        take(tmp_path / "d.csv")


def test_only_curators_take_tables(tmp_path: Path) -> None:
    with pytest.raises(NotAllowed):
        take_table(PUBLIC, table(tmp_path / "d.csv", [g2p()]), "g2p", name="x", at=NOW)


def test_the_tables_of_words_have_each_word_once_and_tell_where_it_comes_from() -> None:
    for words in (RATINGS, MODES):
        assert len({row.word for row in words}) == len(words)
        assert all(row.word == row.word.lower() and row.source for row in words)


@given(st.lists(st.sampled_from([*(str(mode) for mode in Mode), ""]), min_size=1, max_size=5))
def test_modes_are_combined_in_any_order_to_the_same(modes: list[str]) -> None:
    found = combined(modes)
    assert combined(reversed(modes)) == found == combined([*modes, *modes])
    assert found in {"", *Mode}
    if len(set(modes)) == 1:
        assert found == modes[0]


def test_the_page_of_words_is_current() -> None:
    page = Path(__file__).resolve().parents[2] / "docs" / "reference" / "evidence-tables.md"
    again = "PYTHONPATH=src python -c \"from carrel.foundation.knowledge.rules.evidence_page import page; print(page(), end='')\" > docs/reference/evidence-tables.md"
    assert page.read_text() == evidence_page.page(), f"write it anew: {again}"
