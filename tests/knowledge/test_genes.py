"""A gene is found by any of its names, and never by a name that two genes share."""

from __future__ import annotations

import csv
import gzip
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carrel.foundation.knowledge import actions, queries
from carrel.foundation.knowledge.errors import SourceIsUnreadable
from carrel.foundation.knowledge.rules.gene_names import GeneNames
from carrel.foundation.knowledge.values import GeneName, GeneRecord
from carrel.foundation.vocabulary.genome import Assembly


pytestmark = pytest.mark.row("M5")
HGNC = "hgnc_id\tsymbol\tstatus\talias_symbol\tprev_symbol\tentrez_id\tensembl_gene_id\tlocus_type\n"
KMT2D = 'HGNC:7133\tKMT2D\tApproved\t"ALR|MLL4"\t"TNRC21|MLL2"\t8085\tENSG00000167548\tgene with protein product\n'
KMT2B = "HGNC:15840\tKMT2B\tApproved\tMLL2|MLL4\t\t9757\tENSG00000272333\tgene with protein product\n"


def add(folder: Path, store: Path, **files: str) -> Path:
    paths = []
    for name, content in files.items():
        path = folder / name.replace("__", ".")
        path.write_text(content, encoding="utf-8")
        paths.append(path)
    stated = actions.Stated("test", Assembly.GRCH38)
    return Path(actions.add("genes", paths, store=store, stated=stated).folder)


def test_a_gene_is_found_by_every_name(tmp_path: Path, own_store: Path) -> None:
    names = queries.gene_names(add(tmp_path, own_store, hgnc__txt=HGNC + KMT2D))
    for name in ("KMT2D", "kmt2d", "MLL2", "ALR", "HGNC:7133", "ENSG00000167548", "ENSG00000167548.12", "8085"):
        assert names.resolve(name) == GeneName("HGNC:7133", "KMT2D")
    assert names.resolve("KMT2X") is None
    assert names.resolve("") is None


def test_an_alias_of_two_genes_means_none_and_an_earlier_symbol_goes_before_an_alias(
    tmp_path: Path, own_store: Path
) -> None:
    names = queries.gene_names(add(tmp_path, own_store, hgnc__txt=HGNC + KMT2D + KMT2B))
    assert names.resolve("MLL4") is None
    assert names.resolve("MLL2") == GeneName("HGNC:7133", "KMT2D")


def test_a_current_symbol_goes_before_another_genes_earlier_one() -> None:
    names = GeneNames([GeneRecord("HGNC:1", "NEW", previous=("OLD",)), GeneRecord("HGNC:2", "OLD")])
    assert names.resolve("OLD") == GeneName("HGNC:2", "OLD")


def test_real_gene_tables_agree_on_every_symbol(test_data: Path, own_store: Path) -> None:
    reference = test_data / "reference"
    files = [reference / name for name in ("hgnc_reduced_set.txt", "genes.json.tgz", "refseq.genes.tsv")]
    edition = actions.add("genes", files, store=own_store, stated=actions.Stated("test", Assembly.GRCH38))
    names = queries.gene_names(Path(edition.folder))
    with (reference / "hgnc_reduced_set.txt").open(newline="") as file:
        for row in csv.DictReader(file, delimiter="\t"):
            assert names.resolve(row["symbol"]) == GeneName(row["hgnc_id"], row["symbol"])
            assert names.resolve(row["hgnc_id"]) == GeneName(row["hgnc_id"], row["symbol"])
    by_id = {gene.hgnc_id: gene for gene in queries.stored_genes(Path(edition.folder))}
    assert len(by_id) > 40_000
    brca1 = by_id["HGNC:1100"]
    assert (brca1.grch38 or ("",))[0] == "17"
    assert (brca1.grch37 or ("",))[0] == "17"
    assert "672" in brca1.ncbi_ids
    assert "ENSG00000012048" in brca1.ensembl_ids


def test_panels_alone_give_names(benchmark: Path) -> None:
    names = queries.gene_names(panels=[queries.open_panels(benchmark / "panels").get("9201")])
    assert names.resolve("ALK1") == GeneName("HGNC:175", "ACVRL1")


def test_an_edition_goes_before_panels(tmp_path: Path, own_store: Path, benchmark: Path) -> None:
    folder = add(tmp_path, own_store, hgnc__txt=HGNC + "HGNC:175\tRENAMED\tApproved\t\t\t\t\t\n")
    names = queries.gene_names(folder, [queries.open_panels(benchmark / "panels").get("9201")])
    assert names.resolve("ACVRL1") == GeneName("HGNC:175", "RENAMED")


BAD = {
    "another table": ("a\tb\n1\t2\n", "x.txt", "neither HGNC's complete set"),
    "short row": (HGNC + "HGNC:1\tA1\n", "x.txt", "line 2.*2 columns"),
    "truncated row": (HGNC + KMT2D[:-9], "x.txt", r"line 2.*last line has no end \(truncated"),
    "no genes": (HGNC, "x.txt", "holds no gene"),
    "empty": ("", "x.txt", "it is empty"),
    "truncated JSON": ('[{"model": "panels.gene"', "x.json", "damaged or not JSON"),
    "other JSON": ('{"a": 1}', "x.json", "not a list of genes"),
    "other model": ('[{"model": "auth.user"}]', "x.json", "panels.gene"),
    "deep JSON": ("[" * 100_000, "x.json", "nested too deeply"),
    "NaN": ("[NaN]", "x.json", "NaN is not a JSON number"),
    "not an archive": ("hello", "x.tgz", "damaged or not JSON"),
    "odd start": (
        "hgnc_id\tgene_id\tsymbol\tcontig\tstart\tend\nHGNC:1\t1\tA\t1\tx\t2\n",
        "x.tsv",
        "line 2.*not a position",
    ),
}


@pytest.mark.parametrize(("content", "name", "sentence"), BAD.values(), ids=BAD.keys())
def test_bad_files_are_refused_in_one_sentence(
    tmp_path: Path, own_store: Path, content: str, name: str, sentence: str
) -> None:
    with pytest.raises(SourceIsUnreadable, match=sentence):
        add(tmp_path, own_store, **{name.replace(".", "__"): content})


def test_coordinates_without_an_assembly_are_refused(tmp_path: Path, own_store: Path) -> None:
    path = tmp_path / "genes.tsv"
    path.write_text("hgnc_id\tgene_id\tsymbol\tcontig\tstart\tend\nHGNC:1\t1\tA\t1\t1\t2\n")
    with pytest.raises(SourceIsUnreadable, match="name it with --assembly"):
        actions.add("genes", [path], store=own_store, stated=actions.Stated("test"))


def test_a_gene_with_odd_places_keeps_its_names(tmp_path: Path, own_store: Path) -> None:
    odd = {"GRch38": {"90": {"location": "CHR_HSCHR1:x-y", "ensembl_id": "ENSG1"}}, "GRch37": {}}
    fields = {"hgnc_id": "HGNC:5", "hgnc_symbol": "A1BG", "alias": '["X1"]', "ensembl_genes": odd}
    content = gzip.compress(json.dumps([{"model": "panels.gene", "pk": "A1BG", "fields": fields}]).encode())
    path = tmp_path / "genes.json.gz"
    path.write_bytes(content)
    edition = actions.add("genes", [path], store=own_store, stated=actions.Stated("test"))
    (gene,) = queries.stored_genes(Path(edition.folder))
    assert gene == GeneRecord("HGNC:5", "A1BG", aliases=("X1",), ensembl_ids=("ENSG1",))


NAME = st.sampled_from(["A", "B", "C", "D", "E"])


@given(
    st.lists(
        st.builds(GeneRecord, st.sampled_from(["HGNC:1", "HGNC:2", "HGNC:3"]), NAME, st.tuples(NAME), st.tuples(NAME)),
        max_size=6,
    )
)
def test_a_name_never_means_a_gene_that_does_not_have_it(records: list[GeneRecord]) -> None:
    names = GeneNames(records)
    for name in "ABCDE":
        found = names.resolve(name)
        if found is not None:
            assert any(
                name in (one.symbol, *one.previous, *one.aliases) for one in records if one.hgnc_id == found.hgnc_id
            )
