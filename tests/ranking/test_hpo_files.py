"""Opening an edition of HPO: every layout, old ids, the compiled form, and files that are not what they should be."""

from __future__ import annotations

import gzip
import json
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from carrel.foundation.knowledge.adapters import hpo
from carrel.foundation.knowledge.errors import HpoFileIsDamaged, HpoTermUnknown
from carrel.foundation.knowledge.rules.ontology import TermRecord, build_ontology, require_terms, unknown_terms
from carrel.foundation.knowledge.rules.phenotypes import direct_frequencies, read_frequency
from tests.ranking import toy


pytestmark = pytest.mark.row("M7")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return toy.write_edition(tmp_path / "edition")


def test_an_edition_knows_its_releases_terms_diseases_and_genes(folder: Path, tmp_path: Path) -> None:
    knowledge = hpo.open_phenotypes(tmp_path / "store", folder)
    assert (knowledge.ontology.edition, knowledge.edition) == ("2030-01-01", "2030-01-02")
    assert knowledge.diseases_of("THUMB") == ("OMIM:1",)
    assert knowledge.diseases_of("RENAMED", ("OLD", "THUMB")) == ("OMIM:1",)
    assert knowledge.diseases_of("NOBODY") == ()
    assert knowledge.disease_name("OMIM:1") == "Thumb syndrome"
    assert knowledge.disease_name("OMIM:9") == ""
    assert knowledge.modes[knowledge.disease_index["OMIM:2"]] == ("HP:0000007",)


def test_old_ids_resolve_to_todays_terms(folder: Path, tmp_path: Path) -> None:
    ontology = hpo.open_phenotypes(tmp_path, folder).ontology
    for old in ("HP:0009000", "HP:0009001", "HP:0009002"):
        assert ontology.ids[ontology.number(old)] == "HP:0001002"
    assert ontology.find("HP:0009003") is None  # obsolete without a successor


def test_a_term_with_two_parents_is_a_kind_of_both(folder: Path, tmp_path: Path) -> None:
    ontology = hpo.open_phenotypes(tmp_path, folder).ontology
    both = ontology.number("HP:0002004")
    assert all(ontology.is_a(both, ontology.number(term)) for term in ("HP:0001000", "HP:0002000", "HP:0000001"))
    assert not ontology.is_a(both, ontology.number("HP:0002001"))


def test_unknown_terms_are_named_and_block_only_when_nothing_else_is_left(folder: Path, tmp_path: Path) -> None:
    ontology = hpo.open_phenotypes(tmp_path, folder).ontology
    assert unknown_terms(ontology, ["HP:0001002", "HP:7777777", "HP:7777777"]) == ("HP:7777777",)
    assert require_terms(ontology, ["HP:0001002", "HP:7777777"]) == ("HP:7777777",)
    assert require_terms(ontology, []) == ()
    with pytest.raises(HpoTermUnknown, match=r"^None of the 1 HPO terms \(HP:7777777\) is in HPO 2030-01-01; .*\.$"):
        require_terms(ontology, ["HP:7777777"])
    with pytest.raises(HpoTermUnknown, match=r"^'HP:12' is not an HPO id; .*\.$"):
        require_terms(ontology, ["HP:0001002", "HP:12"])
    with pytest.raises(HpoTermUnknown, match=r"^HP:9999999 is not in HPO 2030-01-01; .*\.$"):
        ontology.number("HP:9999999")


def test_the_compiled_form_gives_back_the_same_edition(folder: Path, tmp_path: Path) -> None:
    store = tmp_path / "store"
    fresh = hpo.open_phenotypes(store, folder)
    kept = hpo.open_phenotypes(store, folder)
    assert hpo.encode(fresh) == hpo.encode(kept)
    assert kept.genes == fresh.genes
    assert kept.ontology.index == fresh.ontology.index
    assert kept.disease_names == fresh.disease_names
    assert kept.references == fresh.references
    assert len(list((store / "hpo").glob("*.npz"))) == 1
    assert not list((store / "hpo").glob(".*"))  # nothing temporary is left


def test_two_stores_hold_the_same_bytes_under_the_same_name(folder: Path, tmp_path: Path) -> None:
    for store in ("one", "two"):
        hpo.open_phenotypes(tmp_path / store, folder)
    one, two = (next((tmp_path / store / "hpo").glob("*.npz")) for store in ("one", "two"))
    assert one.name == two.name
    assert one.read_bytes() == two.read_bytes()


def test_a_damaged_compiled_form_is_made_again(folder: Path, tmp_path: Path) -> None:
    fresh = hpo.encode(hpo.open_phenotypes(tmp_path, folder))
    kept = next((tmp_path / "hpo").glob("*.npz"))
    for content in (b"", b"nonsense", fresh[: len(fresh) // 2], fresh[:-20]):
        kept.write_bytes(content)
        assert hpo.encode(hpo.open_phenotypes(tmp_path, folder)) == fresh
        assert kept.read_bytes() == fresh


def test_a_changed_file_is_never_answered_from_the_old_compiled_form(folder: Path, tmp_path: Path) -> None:
    hpo.open_phenotypes(tmp_path, folder)
    (folder / "genes_to_phenotype.txt").write_text(toy.genes() + "2\tTWO\tHP:0001000\tLimb\t-\tOMIM:2\n")
    assert hpo.open_phenotypes(tmp_path, folder).diseases_of("TWO") == ("OMIM:2",)


def test_gzipped_files_old_layouts_and_obographs_say_the_same(folder: Path, tmp_path: Path) -> None:
    plain = hpo.open_phenotypes(tmp_path, folder)
    other = toy.write_edition(tmp_path / "other", gzipped=True)
    assert hpo.encode(hpo.open_phenotypes(tmp_path, other)) == hpo.encode(plain)
    old = tmp_path / "old"
    old.mkdir()
    columns = (
        "#DatabaseID DiseaseName Qualifier HPO_ID Reference Evidence Onset Frequency Sex Modifier Aspect Biocuration"
    )
    text = toy.hpoa().replace(toy.COLUMNS.replace(" ", "\t"), columns.replace(" ", "\t")).replace("#version", "#date")
    (old / "phenotype.hpoa").write_text(text)
    lines = [f"1\t{symbol}\tHP:0001000\tLimb\t-\t\t-\tmim2gene\t{disease}" for symbol, disease in toy.GENES]
    (old / "genes_to_phenotype.txt").write_text("#Format: whatever\n" + "\r\n".join(lines) + "\r\n")
    (old / "hp.v2030-01-01.json").write_text(json.dumps(obographs()))
    assert hpo.encode(hpo.open_phenotypes(tmp_path, old)) == hpo.encode(plain)


def obographs() -> dict[str, object]:
    iri = "http://purl.obolibrary.org/obo/HP_"
    nodes: list[dict[str, object]] = [{"id": "http://purl.obolibrary.org/obo/IAO_1", "lbl": "not HPO"}]
    edges = []
    for term, (name, parents) in toy.TERMS.items():
        properties = [{"pred": "http://www.geneontology.org/formats/oboInOwl#hasAlternativeId", "val": "HP:0009000"}]
        meta = {"basicPropertyValues": properties if term == "HP:0001002" else []}
        nodes.append({"id": iri + term[3:], "lbl": name, "meta": meta})
        edges += [{"sub": iri + term[3:], "pred": "is_a", "obj": iri + parent[3:]} for parent in parents]
    for old, new in (("0009001", "0009002"), ("0009002", "0001002"), ("0009003", "")):
        successor = [{"pred": "http://purl.obolibrary.org/obo/IAO_0100001", "val": iri + new}] if new else []
        nodes.append(
            {"id": iri + old, "lbl": "obsolete", "meta": {"deprecated": True, "basicPropertyValues": successor}}
        )
    return {"graphs": [{"meta": {"version": "hp/releases/2030-01-01/hp.json"}, "nodes": nodes, "edges": edges}]}


DAMAGES = {
    "hp.obo": [b"", b"hello", b"\x00\xff\xfe", toy.obo()[:400].encode(), b"\x1f\x8bnot gzip", toy.OBO_HEAD.encode(), b"{", b"[]"],
    "phenotype.hpoa": [
        b"", b"hello", b"\xff\xfe", toy.hpoa()[:-30].encode(), b"#version: 2030-01-02\n", gzip.compress(toy.hpoa().encode())[:60],
        toy.hpoa().split("OMIM:1")[0].encode(), "\n".join([*toy.hpoa().split("\n")[:9], ""]).encode(), toy.hpoa().replace("#version: 2030-01-02\n", "").encode(),
    ],
    "genes_to_phenotype.txt": [b"", b"hello", b"\xff", toy.genes()[:-4].encode(), b"<html></html>", toy.genes()[:-8].encode()],
}  # fmt: skip


@pytest.mark.parametrize(
    ("name", "number"), [(name, number) for name in DAMAGES for number in range(len(DAMAGES[name]))]
)
def test_a_damaged_empty_or_wrong_file_is_refused_in_one_sentence(
    folder: Path, tmp_path: Path, name: str, number: int
) -> None:
    (folder / name).write_bytes(DAMAGES[name][number])
    with pytest.raises(HpoFileIsDamaged) as told:
        hpo.open_phenotypes(tmp_path / "store", folder)
    message = str(told.value)
    assert name in message
    assert message.endswith(".")
    assert "\n" not in message
    assert not (tmp_path / "store").exists()


@pytest.mark.parametrize("name", ["hp.obo", "phenotype.hpoa", "genes_to_phenotype.txt"])
def test_a_missing_file_is_named(folder: Path, tmp_path: Path, name: str) -> None:
    (folder / name).unlink()
    with pytest.raises(HpoFileIsDamaged, match=f"edition has no .*{name}"):
        hpo.open_phenotypes(tmp_path / "store", folder)


def test_a_graph_that_runs_in_a_circle_is_refused() -> None:
    circle = [
        TermRecord("HP:0000001"),
        TermRecord("HP:0000002", parents=("HP:0000003",)),
        TermRecord("HP:0000003", parents=("HP:0000002",)),
    ]
    with pytest.raises(HpoFileIsDamaged, match="kinds of themselves"):
        build_ontology("2030-01-01", circle, "hp.obo")


@pytest.mark.parametrize(
    ("written", "share", "patients"),
    [
        ("3/4", 0.75, 4),
        ("0/5", 0.0, 5),
        ("45%", 0.45, 0),
        ("7.5 %", 0.075, 0),
        ("HP:0040281", 0.895, 0),
        ("HP:0040285", 0.0, 0),
    ],
)
def test_frequencies_are_read_as_written(written: str, share: float, patients: int) -> None:
    assert read_frequency(written) == (pytest.approx(share), patients)


@pytest.mark.parametrize(
    "written", ["", "5/3", "1/0", "-1/3", "many", "HP:0000001", "150%", "%", "nan%", "1/2/3", "²/3"]
)
def test_an_odd_frequency_counts_as_unstated(written: str) -> None:
    share, patients = read_frequency(written)
    assert share != share  # NaN
    assert patients == 0


@given(st.text(max_size=12))
def test_no_text_whatever_breaks_reading_a_frequency(written: str) -> None:
    share, patients = read_frequency(written)
    assert share != share or 0 <= share <= 1
    assert patients >= 0


@settings(max_examples=60, deadline=None)
@given(cut=st.integers(0, len(toy.hpoa())), byte=st.integers(0, 255))
def test_any_cut_or_changed_byte_gives_an_edition_or_one_sentence(
    tmp_path_factory: pytest.TempPathFactory, cut: int, byte: int
) -> None:
    folder = toy.write_edition(tmp_path_factory.mktemp("edition"))
    whole = toy.hpoa().encode()
    for content in (whole[:cut] + bytes([byte]) + whole[cut + 1 :], whole[:cut]):
        (folder / "phenotype.hpoa").write_bytes(content)
        assert _opens_or_says_why(folder)


def _opens_or_says_why(folder: Path) -> bool:
    try:
        hpo.compile_edition(hpo.edition_files(folder))
    except HpoFileIsDamaged as told:
        return str(told).endswith(".") and "\n" not in str(told)
    return True


def test_statements_of_one_publication_can_be_left_out(folder: Path, tmp_path: Path) -> None:
    knowledge = hpo.open_phenotypes(tmp_path, folder)
    thumb, coloboma = (knowledge.disease_index[disease] for disease in ("OMIM:1", "OMIM:3"))
    cataract = knowledge.ontology.number("HP:0002001")
    assert set(direct_frequencies(knowledge, thumb, frozenset({"PMID:11"}))) == {cataract}
    assert direct_frequencies(knowledge, coloboma, frozenset({"PMID:31"}))  # rests on another publication too
    assert not direct_frequencies(knowledge, coloboma, frozenset({"PMID:31", "PMID:32"}))


def test_the_edition_that_comes_along_opens_fast_once_compiled(tmp_path: Path) -> None:
    knowledge = hpo.open_phenotypes(tmp_path)
    started = time.process_time()
    again = hpo.open_phenotypes(tmp_path)
    assert time.process_time() - started < 0.5  # 0.06 s on an idle machine
    assert again.ontology.edition == knowledge.ontology.edition >= "2025-01-16"
    assert "OMIM:101600" in again.diseases_of("FGFR2")
    assert again.ontology.name("HP:0001156") == "Brachydactyly"


def test_real_files_of_an_older_release_and_layout_open(test_data: Path, tmp_path: Path) -> None:
    knowledge = hpo.open_phenotypes(tmp_path, test_data / "hpo")
    assert (knowledge.ontology.edition, knowledge.edition) == ("2024-04-26", "2023-01-27")
    assert "OMIM:101600" in knowledge.diseases_of("FGFR2")
    assert len(knowledge.diseases) > 12_000
