"""Gene panels are read as PanelApp wrote them, or refused in one sentence."""

from __future__ import annotations

import copy
import json
import time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from carrel.foundation.knowledge import queries
from carrel.foundation.knowledge.adapters import panelapp_files
from carrel.foundation.knowledge.errors import (
    KnowledgeIsUnusable,
    PanelFileIsUnreadable,
    PanelIsAmbiguous,
    PanelIsUnknown,
)
from carrel.foundation.knowledge.rules.panels import content_hash, version_order
from carrel.foundation.vocabulary.inheritance import ModeOfInheritance, Rating


pytestmark = pytest.mark.row("M6")
DOMINANT = "MONOALLELIC, autosomal or pseudoautosomal, NOT imprinted"


def gene(symbol: str = "ACVRL1", **fields: Any) -> dict[str, Any]:
    data = {
        "alias": ["ALK1"],
        "biotype": "protein_coding",
        "hgnc_id": "HGNC:175",
        "gene_symbol": symbol,
        "ensembl_genes": {
            "GRch37": {"82": {"location": "12:52300692-52317145", "ensembl_id": "ENSG00000139567"}},
            "GRch38": {"90": {"location": "12:51906908-51923361", "ensembl_id": "ENSG00000139567"}},
        },
    }
    entry = {"gene_data": data, "entity_type": "gene", "entity_name": symbol, "confidence_level": "3"}
    return {**entry, "mode_of_inheritance": DOMINANT, **fields}


def panel(
    number: object = 260, version: object = "1.0", genes: list[Any] | None = None, **fields: Any
) -> dict[str, Any]:
    document = {
        "id": number,
        "name": "Telangiectasia",
        "version": version,
        "status": "public",
        "relevant_disorders": [],
    }
    return {**document, "genes": [gene()] if genes is None else genes, "strs": [], "regions": [], **fields}


def save(folder: Path, document: object, name: str = "panel.json") -> Path:
    path = folder / name
    path.write_text(document if isinstance(document, str) else json.dumps(document), encoding="utf-8")
    return path


def test_benchmark_panels_open_with_all_their_genes(benchmark: Path) -> None:
    shelf = queries.open_panels(benchmark / "panels")
    for header in shelf.list():
        stated = json.loads((benchmark / "panels" / header.file).read_text())["stats"]["number_of_genes"]
        assert len({gene.symbol for gene in shelf.get(f"{header.id}@{header.version}").genes}) >= stated * 0.99
    modes = {mode.value for mode in ModeOfInheritance} | {""}
    assert {gene.mode_of_inheritance for one in shelf.latest() for gene in one.genes} <= modes


def test_a_panel_gene_is_read_byte_for_byte(tmp_path: Path) -> None:
    odd = "BIALLELIC,  autosomal or pseudoautosomal "
    save(
        tmp_path, panel(genes=[gene(mode_of_inheritance=odd, phenotypes=["Häm; 1"], publications=["12"], tags=["new"])])
    )
    read = queries.open_panels(tmp_path).get("260@1.0")
    assert read.reference == "260@1.0"
    found = read.genes[0]
    assert (found.hgnc_id, found.symbol, found.rating) == ("HGNC:175", "ACVRL1", Rating.GREEN)
    assert found.mode_of_inheritance == odd
    assert found.phenotypes == ("Häm; 1",)
    assert found.locations == (("GRCh37", "12:52300692-52317145"), ("GRCh38", "12:51906908-51923361"))


@pytest.mark.parametrize(
    ("level", "rating"),
    [
        ("3", Rating.GREEN),
        (3, Rating.GREEN),
        ("2", Rating.AMBER),
        (1, Rating.RED),
        ("0", Rating.NO_LIST),
        (None, Rating.NO_LIST),
    ],
)
def test_confidence_is_read_as_text_and_as_number(tmp_path: Path, level: object, rating: Rating) -> None:
    save(tmp_path, panel(genes=[gene(confidence_level=level)]))
    assert queries.open_panels(tmp_path).get("260").genes[0].rating is rating


def test_a_gene_without_gene_data_keeps_its_name_and_an_empty_mode_stays_empty(tmp_path: Path) -> None:
    save(tmp_path, panel(genes=[gene(gene_data=None, mode_of_inheritance=None)]))
    found = queries.open_panels(tmp_path).get("260").genes[0]
    assert (found.symbol, found.hgnc_id, found.mode_of_inheritance) == ("ACVRL1", "", "")


def test_repeats_and_regions_are_read(tmp_path: Path) -> None:
    repeat = gene("DMPK", entity_name="DMPK_CTG", repeated_sequence="CTG", chromosome="19", normal_repeats=35)
    repeat |= {"pathogenic_repeats": 50, "grch38_coordinates": [45770205, 45770266], "grch37_coordinates": None}
    region = gene("", gene_data=None, entity_name="ISCA-37440-Loss", chromosome="2", required_overlap_percentage=60)
    region |= {"type_of_variants": "cnv_loss", "haploinsufficiency_score": "30", "grch38_coordinates": [100, 200]}
    save(tmp_path, panel(genes=[], strs=[repeat], regions=[region]))
    read = queries.open_panels(tmp_path).get("260")
    assert (read.repeats[0].normal_repeats, read.repeats[0].pathogenic_repeats) == (35, 50)
    assert (read.repeats[0].grch38, read.repeats[0].grch37) == ((45770205, 45770266), None)
    assert (read.regions[0].required_overlap_percentage, read.regions[0].grch38) == (60, (100, 200))
    assert read.regions[0].haploinsufficiency_score == "30"


def test_an_id_alone_means_the_latest_signed_off_version(tmp_path: Path) -> None:
    save(tmp_path, panel(version="1.9", signed_off="2023-01-01"), "a.json")
    save(tmp_path, panel(version="1.10", signed_off="2024-01-01"), "b.json")
    save(tmp_path, panel(version="2.0"), "c.json")
    shelf = queries.open_panels(tmp_path)
    assert (shelf.get("260").version, shelf.get("260").signed_off) == ("1.10", "2024-01-01")
    assert shelf.get("260@2.0").signed_off == ""
    assert [one.version for one in shelf.latest()] == ["1.10"]


def test_without_a_signed_off_version_the_latest_is_taken_by_whole_numbers(tmp_path: Path) -> None:
    save(tmp_path, panel(version="1.9"), "a.json")
    save(tmp_path, panel(version="1.10"), "b.json")
    assert queries.open_panels(tmp_path).get("260").version == "1.10"


def test_a_date_of_sign_off_behind_the_genes_is_seen(tmp_path: Path) -> None:
    save(tmp_path, {**panel(version="1.0"), "signed_off": "2020-01-01"}, "a.json")
    save(tmp_path, panel(version="1.1", genes=[gene()] * 200), "b.json")
    assert queries.open_panels(tmp_path).get("260").version == "1.0"


def test_list_answers_and_envelopes_are_told_apart(tmp_path: Path) -> None:
    header = {key: value for key, value in panel().items() if key not in ("genes", "strs", "regions")}
    save(tmp_path, {"count": 1, "next": None, "results": [header]}, "index.json")
    save(tmp_path, {"count": 1, "next": None, "results": [panel(261)]}, "wrapped.json")
    save(tmp_path, panel(), "plain.json")
    assert [one.id for one in queries.open_panels(tmp_path).list()] == ["260", "261"]


@pytest.mark.parametrize("name", ["uk_panelapp_genes.json", "au_panelapp_genes.json"])
def test_answers_of_the_british_and_the_australian_server_are_read(test_data: Path, tmp_path: Path, name: str) -> None:
    source = test_data / "panels" / "panelapp_fixtures" / name
    (tmp_path / name).write_bytes(source.read_bytes())
    shelf = queries.open_panels(tmp_path)
    entities = json.loads(source.read_text())["results"]
    assert sum(len(one.genes) for one in shelf.latest()) == len(entities)
    assert {one.id for one in shelf.list()} == {str(entity["panel"]["id"]) for entity in entities}


def test_equal_content_has_equal_hash_however_it_is_written(tmp_path: Path) -> None:
    document = panel()
    save(tmp_path, json.dumps(document, indent=4), "a.json")
    save(tmp_path, json.dumps(dict(reversed(document.items()))), "b.json")
    assert queries.open_panels(tmp_path).get("260@1.0").content_hash == content_hash(document)


def test_one_version_with_two_contents_is_refused(tmp_path: Path) -> None:
    save(tmp_path, panel(), "a.json")
    save(tmp_path, panel(genes=[gene(confidence_level="1")]), "b.json")
    with pytest.raises(PanelIsAmbiguous, match=r"260@1\.0 stands in a\.json and b\.json"):
        queries.open_panels(tmp_path).get("260@1.0")


def test_unknown_panels_and_versions_are_named_with_what_is_there(tmp_path: Path) -> None:
    save(tmp_path, panel())
    shelf = queries.open_panels(tmp_path)
    with pytest.raises(
        PanelIsUnknown, match=r"'261' is not among the 1 panels of the folder; near: 260 \(Telangiectasia\)"
    ):
        shelf.get("261")
    with pytest.raises(PanelIsUnknown, match=r"no version '1\.1' in the folder; present: 1\.0"):
        shelf.get("260@1.1")
    with pytest.raises(PanelIsUnknown, match="not among"):
        shelf.get("../../etc/passwd@1")
    with pytest.raises(PanelIsUnknown, match="no folder of panels"):
        queries.open_panels(tmp_path / "none")


BAD_FILES = {
    "truncated": (json.dumps(panel(genes=[gene()] * 3))[:900], "truncated"),
    "truncated in the header": ('{"id": 260, "na', "truncated"),
    "empty": ("", "it is empty"),
    "not JSON": ("<html>429 too many requests</html>", "not JSON at line 1"),
    "a list": ("[]", "bare list"),
    "a number": ("7", "single value"),
    "NaN": (json.dumps(panel(version=float("nan"))), "NaN is not a JSON number"),
    "deeply nested": ('{"a":' * 100_000 + "1" + "}" * 100_000, "nested too deeply"),
    "path in the id": (json.dumps(panel("../../etc")), "not a number or plain word"),
    "no id": (json.dumps(panel(None)), "panel's id is None"),
    "odd version": (json.dumps(panel(version="latest")), "not major.minor"),
    "no genes": (json.dumps({"id": 1, "name": "x", "version": "1.0"}), "exclude_entities"),
    "odd confidence": (json.dumps(panel(genes=[gene(confidence_level="green")])), "confidence level 'green'"),
    "odd HGNC id": (json.dumps(panel(genes=[gene(gene_data={"hgnc_id": "x"})])), "HGNC id 'x'"),
    "genes are words": (json.dumps(panel(genes=["BRCA1"])), "not a list of entries"),
    "odd repeats": (json.dumps(panel(strs=[gene(normal_repeats="many")])), "normal_repeats 'many'"),
    "odd place": (json.dumps(panel(regions=[gene(chromosome="1", grch38_coordinates=[9, 1])])), "not \\[start, end\\]"),
    "one page of many": (
        json.dumps({"next": "https://x/?page=2", "results": [gene(panel={"id": 1, "version": "1.0", "name": "x"})]}),
        "one page of several",
    ),
}


@pytest.mark.parametrize(("content", "sentence"), BAD_FILES.values(), ids=BAD_FILES.keys())
def test_bad_files_are_refused_in_one_sentence(tmp_path: Path, content: str, sentence: str) -> None:
    save(tmp_path, content, "bad.json")
    with pytest.raises(PanelFileIsUnreadable, match=sentence) as caught:
        queries.open_panels(tmp_path).latest()
    assert str(caught.value).startswith("Panel file bad.json cannot be used: ")
    assert "\n" not in str(caught.value)


def test_bytes_that_are_no_text_are_refused(tmp_path: Path) -> None:
    (tmp_path / "bad.json").write_bytes(b'{"id": 1, "name": "\xff\xfe"}')
    with pytest.raises(PanelFileIsUnreadable, match="UTF-8"):
        queries.open_panels(tmp_path).list()


def test_a_huge_file_is_refused_unread(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    save(tmp_path, panel())
    monkeypatch.setattr(panelapp_files, "LARGEST_FILE", 100)
    with pytest.raises(PanelFileIsUnreadable, match="larger than"):
        queries.open_panels(tmp_path).list()


def test_a_damaged_file_does_not_hide_behind_a_panel_that_was_not_asked_for(tmp_path: Path) -> None:
    save(tmp_path, panel(), "good.json")
    save(tmp_path, "{", "bad.json")
    with pytest.raises(PanelFileIsUnreadable, match=r"bad\.json"):
        queries.open_panels(tmp_path).get("260")


def test_a_panel_whose_genes_are_cut_harms_only_those_who_ask_for_it(tmp_path: Path) -> None:
    save(tmp_path, panel(), "good.json")
    save(tmp_path, json.dumps(panel(261, genes=[gene()] * 9))[:-40], "cut.json")
    shelf = queries.open_panels(tmp_path)
    assert shelf.get("260").id == "260"
    with pytest.raises(PanelFileIsUnreadable, match="truncated"):
        shelf.get("261")


def test_nine_thousand_genes_open_in_little_time(tmp_path: Path) -> None:
    save(tmp_path, panel(genes=[gene(f"G{number}") for number in range(9000)]))
    start = time.perf_counter()
    assert len(queries.open_panels(tmp_path).get("260").genes) == 9000
    assert time.perf_counter() - start < 3


@given(st.lists(st.tuples(st.integers(0, 200), st.integers(0, 200)), min_size=1))
def test_versions_are_ordered_as_whole_numbers(versions: list[tuple[int, int]]) -> None:
    texts = [f"{major}.{minor}" for major, minor in versions]
    assert version_order(max(texts, key=version_order)) == max(versions)


JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["id", "name", "GRch38", "90"]), inner),
    max_leaves=5,
)
PLACES = [(key,) for key in (*panel(), "results", "types", "signed_off")]
PLACES += [("genes", 0, key) for key in gene()]
PLACES += [("genes", 0, "gene_data", key) for key in gene()["gene_data"]]
PLACES += [("genes", 0, "gene_data", "ensembl_genes", "GRch38"), ("genes", 0)]


@settings(deadline=None)
@given(st.sampled_from(PLACES), JUNK)
def test_a_panel_with_any_value_replaced_is_read_or_refused_in_one_sentence(
    tmp_path_factory: pytest.TempPathFactory, place: tuple[Any, ...], junk: object
) -> None:
    folder = tmp_path_factory.mktemp("panels")
    document = copy.deepcopy(panel())
    inside: Any = document
    for step in place[:-1]:
        inside = inside[step]
    inside[place[-1]] = junk
    save(folder, document)
    fault = ""
    try:
        queries.open_panels(folder).latest()
    except KnowledgeIsUnusable as refused:
        fault = str(refused)
    assert fault == "" or (fault.endswith(".") and "\n" not in fault)
