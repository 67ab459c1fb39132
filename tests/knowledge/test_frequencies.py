"""Frequencies come back as gnomAD wrote them, whatever file they came from."""

from __future__ import annotations

import gzip
import itertools
import subprocess
from pathlib import Path

import numpy as np
import pysam
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from carrel.foundation.knowledge import actions, queries
from carrel.foundation.knowledge.adapters import site_tables
from carrel.foundation.knowledge.errors import SourceIsUnreadable
from carrel.foundation.knowledge.rules import sites
from carrel.foundation.knowledge.rules.populations import dataset_of, population_fields, version_of
from carrel.foundation.knowledge.rules.sites import HASHED, allele_code, site_keys
from carrel.foundation.vocabulary.genome import Assembly, VariantKey, plain_chromosome, trim_alleles


pytestmark = pytest.mark.row("M5")
HEADER = (
    "##fileformat=VCFv4.2\n##contig=<ID=chr1,length=248956422>\n"
    '##INFO=<ID=AC,Number=A,Type=Integer,Description="x">\n##INFO=<ID=AN,Number=1,Type=Integer,Description="x">\n'
    '##INFO=<ID=AC_afr,Number=A,Type=Integer,Description="x">\n##INFO=<ID=AN_afr,Number=1,Type=Integer,Description="x">\n'
    '##INFO=<ID=nhomalt_afr,Number=A,Type=Integer,Description="x">\n##INFO=<ID=AF_raw,Number=A,Type=Float,Description="x">\n'
    "#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\n"
)
NAME = "gnomad.exomes.v4.1.sites.chr1.vcf"


def save(folder: Path, records: str, name: str = NAME, header: str = HEADER) -> Path:
    path = folder / name
    content = (header + records).encode()
    path.write_bytes(gzip.compress(content) if name.endswith(".gz") else content)
    return path


def add(path: Path, store: Path, **stated: object) -> Path:
    return Path(actions.add("gnomad", [path], store=store, stated=actions.Stated(**stated)).folder)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("name", "dataset"),
    [
        ("sample.gnomad.exomes.r2.1.1.sites.chr1.vcf.gz", "gnomad_exomes"),
        ("sample.gnomad.genomes.r3.0.sites.chr1.vcf.gz", "gnomad_genomes"),
    ],
)
def test_every_record_of_gnomad_answers_as_bcftools_reads_it(
    test_data: Path, own_store: Path, name: str, dataset: str
) -> None:
    path = test_data / "reference" / name
    populations = ("ALL", "AFR", "AMR", "ASJ", "EAS", "FIN", "NFE", "OTH", "SAS")
    fields = "".join(
        f"\\t%AC{end}\\t%AN{end}\\t%nhomalt{end}" for end in ("", *(f"_{p.lower()}" for p in populations[1:]))
    )
    query = ["bcftools", "query", "-f", f"%CHROM\\t%POS\\t%REF\\t%ALT{fields}\\n", str(path)]
    rows = [
        line.split("\t")
        for line in subprocess.run(query, capture_output=True, check=True, text=True).stdout.splitlines()
    ]
    folder = add(path, own_store)
    keys = [VariantKey(plain_chromosome(row[0]) or "", *trim_alleles(int(row[1]), row[2], row[3])) for row in rows]
    found = queries.frequencies_for(folder, keys)
    for row, records in zip(rows, found, strict=True):
        expected = []
        for index, population in enumerate(populations):
            count, number, homozygotes = (int(cell) for cell in row[4 + 3 * index : 7 + 3 * index])
            if number:
                expected.append((f"{dataset}:{population}", count / number, number, homozygotes))
        assert [tuple(record) for record in records if not record.population.endswith(":AMI")] == expected


def test_a_variant_that_the_edition_does_not_have_gets_no_record(tmp_path: Path, own_store: Path) -> None:
    folder = add(save(tmp_path, "chr1\t100\t.\tA\tC\t.\tPASS\tAC=1;AN=10\n"), own_store)
    keys = [VariantKey("1", 100, "A", "G"), VariantKey("1", 101, "A", "C"), VariantKey("2", 100, "A", "C")]
    assert queries.frequencies_for(folder, keys) == [(), (), ()]


def test_alleles_of_one_site_are_split_trimmed_and_told_apart(tmp_path: Path, own_store: Path) -> None:
    record = "chr1\t100\t.\tCTT\tC,CT,GTT,*\t.\tPASS\tAC=1,2,3,4;AN=10;AC_afr=0,1,0,0;AN_afr=4;nhomalt_afr=0,1,0,0\n"
    folder = add(save(tmp_path, record), own_store)
    keys = [VariantKey("1", 100, "CTT", "C"), VariantKey("1", 100, "CT", "C"), VariantKey("1", 100, "C", "G")]
    found = queries.frequencies_for(folder, keys)
    assert [records[0].frequency for records in found] == [0.1, 0.2, 0.3]
    assert tuple(found[1][1]) == ("gnomad_exomes:AFR", 0.25, 4, 1)
    assert queries.edition(own_store, folder.name).passed_over == (("not a sequence", 1),)


def test_a_population_in_which_nobody_was_called_has_no_record(tmp_path: Path, own_store: Path) -> None:
    folder = add(save(tmp_path, "chr1\t100\t.\tA\tC\t.\tAC0\tAC=0;AN=0;AC_afr=0;AN_afr=8\n"), own_store)
    (records,) = queries.frequencies_for(folder, [VariantKey("1", 100, "A", "C")])
    assert [record.population for record in records] == ["gnomad_exomes:AFR"]


def test_exomes_and_genomes_are_one_edition_and_both_answer(tmp_path: Path, own_store: Path) -> None:
    exomes = save(tmp_path, "chr1\t100\t.\tA\tC\t.\tPASS\tAC=1;AN=10\n")
    genomes = save(tmp_path, "chr1\t100\t.\tA\tC\t.\tPASS\tAC=3;AN=10\n", "gnomad.genomes.v4.1.sites.chr1.vcf.gz")
    edition = actions.add("gnomad", [exomes, genomes], store=own_store)
    (records,) = queries.frequencies_for(Path(edition.folder), [VariantKey("1", 100, "A", "C")])
    assert [(record.population, record.frequency) for record in records] == [
        ("gnomad_exomes:ALL", 0.1),
        ("gnomad_genomes:ALL", 0.3),
    ]
    overall = queries.overall_frequencies(Path(edition.folder), "1", [100, 100], ["A", "A"], ["C", "G"])
    assert overall[0] == 0.3
    assert np.isnan(overall[1])


def test_a_chromosome_in_two_files_of_one_set_is_refused(tmp_path: Path, own_store: Path) -> None:
    one = save(tmp_path, "chr1\t100\t.\tA\tC\t.\tPASS\tAC=1;AN=10\n", "gnomad.exomes.v4.1.sites.chr1.a.vcf")
    two = save(tmp_path, "chr1\t200\t.\tA\tC\t.\tPASS\tAC=1;AN=10\n", "gnomad.exomes.v4.1.sites.chr1.b.vcf")
    with pytest.raises(SourceIsUnreadable, match=r"b\.vcf.*chromosome 1 comes a second time"):
        actions.add("gnomad", [one, two], store=own_store)


def test_one_file_a_chromosome_makes_one_edition(tmp_path: Path, own_store: Path) -> None:
    files = [
        save(tmp_path, f"chr{name}\t100\t.\tA\tC\t.\tPASS\tAC=1;AN=10\n", f"gnomad.exomes.v4.1.sites.chr{name}.vcf")
        for name in ("10", "2", "X")
    ]
    edition = actions.add("gnomad", files, store=own_store)
    assert (edition.version, edition.rows) == ("4.1", 3)
    assert edition == actions.add("gnomad", files[::-1], store=own_store)
    keys = [VariantKey(name, 100, "A", "C") for name in ("X", "1", "10", "2")]
    assert [len(found) for found in queries.frequencies_for(Path(edition.folder), keys)] == [1, 0, 1, 1]


def test_a_plain_table_of_internal_frequencies_is_read(tmp_path: Path, own_store: Path) -> None:
    table = "chrom\tpos\tref\talt\taf\taf_afr\n1\t100\tA\tC\t0.25\t.\nX\t7\tGT\tG\t1\t0.5\n"
    folder = add(
        save(tmp_path, table, "internal.tsv", ""), own_store, version="5", assembly=Assembly.GRCH38, dataset="internal"
    )
    found = queries.frequencies_for(folder, [VariantKey("X", 7, "GT", "G"), VariantKey("1", 100, "A", "C")])
    assert [tuple(record) for record in found[0]] == [
        ("internal:ALL", 1.0, None, None),
        ("internal:AFR", 0.5, None, None),
    ]
    assert [tuple(record) for record in found[1]] == [("internal:ALL", 0.25, None, None)]


BAD_RECORDS = {
    "too few columns": ("chr1\t100\t.\tA\tC\n", "line 10, cannot be used: the record has 5 columns"),
    "unsorted": (
        "chr1\t100\t.\tA\tC\t.\t.\tAC=1;AN=2\nchr1\t99\t.\tA\tC\t.\t.\tAC=1;AN=2\n",
        "line 11.*not sorted by position",
    ),
    "chromosome again": (
        "chr1\t1\t.\tA\tC\t.\t.\tAC=1\nchr2\t1\t.\tA\tC\t.\t.\tAC=1\nchr1\t9\t.\tA\tC\t.\t.\tAC=1\n",
        "comes a second time",
    ),
    "beyond the chromosome": ("chr1\t248956423\t.\tA\tC\t.\t.\tAC=1\n", "is the assembly right"),
    "no position": ("chr1\tx\t.\tA\tC\t.\t.\tAC=1\n", "position 'x'"),
    "count is a word": ("chr1\t1\t.\tA\tC\t.\t.\tAC=many;AN=1\n", "AC is 'many', not a count"),
    "count is negative": ("chr1\t1\t.\tA\tC\t.\t.\tAC=-1;AN=1\n", "AC is '-1', not a count"),
    "count is huge": ("chr1\t1\t.\tA\tC\t.\t.\tAC=1;AN=99999999999\n", "AN is '99999999999'"),
    "too many values": ("chr1\t1\t.\tA\tC\t.\t.\tAC=1,2,3;AN=1\n", "AC has 3 values for 1"),
}


@pytest.mark.parametrize(("records", "sentence"), BAD_RECORDS.values(), ids=BAD_RECORDS.keys())
def test_bad_records_are_refused_with_their_line_and_leave_no_trace(
    tmp_path: Path, own_store: Path, records: str, sentence: str
) -> None:
    with pytest.raises(SourceIsUnreadable, match=sentence):
        add(save(tmp_path, records), own_store)
    assert list((own_store / "knowledge").iterdir()) == []
    assert queries.editions(own_store) == []


@pytest.mark.parametrize("value", ["NaN", "inf", "1.5", "-0.1", "x"])
def test_a_frequency_that_is_no_fraction_is_refused(tmp_path: Path, own_store: Path, value: str) -> None:
    table = save(tmp_path, f"chrom\tpos\tref\talt\taf\n1\t100\tA\tC\t{value}\n", "t.tsv", "")
    with pytest.raises(SourceIsUnreadable, match=r"line 2.*not a fraction"):
        add(table, own_store, version="1", assembly=Assembly.GRCH38, dataset="internal")


BAD_FILES = {
    "empty": (b"", "it is empty"),
    "not a VCF": (b"hello\nworld\n", "not a VCF"),
    "header only half": (b"##fileformat=VCFv4.2\n##contig=<ID=1>\n", "no #CHROM line"),
    "no frequencies": (b"##fileformat=VCFv4.2\n#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\n", "no allele frequency"),
    "no assembly": (HEADER.replace("chr1,length=248956422", "chr1").encode(), "name it with --assembly"),
    "truncated gzip": (gzip.compress(HEADER.encode() + b"chr1\t9\t.\tA\tC\t.\t.\tAC=1\n" * 999)[:-20], "truncated"),
    "damaged gzip": (gzip.compress(HEADER.encode())[:40] + b"x" * 600, "truncated|damaged"),
}


@pytest.mark.parametrize(("content", "sentence"), BAD_FILES.values(), ids=BAD_FILES.keys())
def test_bad_files_are_refused_in_one_sentence(tmp_path: Path, own_store: Path, content: bytes, sentence: str) -> None:
    path = tmp_path / NAME
    path.write_bytes(content)
    with pytest.raises(SourceIsUnreadable, match=sentence) as caught:
        add(path, own_store)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("compressed", [True, False])
def test_a_file_cut_at_any_byte_is_refused(tmp_path: Path, own_store: Path, compressed: bool) -> None:
    name = f"{NAME}.gz" if compressed else NAME
    whole = save(tmp_path, "chr1\t9\t.\tA\tC\t.\t.\tAC=12;AN=245\n", name).read_bytes()
    start = 0 if compressed else len(HEADER) + 1
    for length in range(start, len(whole), 7 if compressed else 1):
        (tmp_path / name).write_bytes(whole[:length])
        with pytest.raises(SourceIsUnreadable):
            add(tmp_path / name, own_store)


def test_a_bgzip_file_that_was_cut_between_blocks_is_refused(tmp_path: Path, own_store: Path) -> None:
    whole, cut = tmp_path / "whole.vcf.gz", tmp_path / f"{NAME}.gz"
    pysam.tabix_compress(str(save(tmp_path, "chr1\t9\t.\tA\tC\t.\t.\tAC=1;AN=2\n")), str(whole))
    cut.write_bytes(whole.read_bytes()[:-28])
    with pytest.raises(SourceIsUnreadable, match="last block is missing"):
        add(cut, own_store)


def test_a_wrong_assembly_is_refused(tmp_path: Path, own_store: Path) -> None:
    with pytest.raises(SourceIsUnreadable, match="header says GRCh38, not GRCh37"):
        add(save(tmp_path, ""), own_store, assembly=Assembly.GRCH37)


@pytest.mark.parametrize("dataset", ["../../x", "", "a b", "é"])
def test_a_dataset_is_a_plain_word(tmp_path: Path, own_store: Path, dataset: str) -> None:
    with pytest.raises(SourceIsUnreadable, match="--dataset"):
        add(save(tmp_path, "", "sites.vcf"), own_store, version="1", dataset=dataset)


def test_file_names_of_gnomad_tell_set_and_version() -> None:
    assert dataset_of("gnomad.exomes.r2.1.1.sites.vcf.bgz") == "gnomad_exomes"
    assert dataset_of("gnomad.joint.v4.1.sites.chr1.vcf.bgz") == "gnomad_joint"
    assert dataset_of("our_genomes.vcf.gz") == ""
    assert version_of("gnomad.exomes.r2.1.1.sites.vcf.bgz") == "2.1.1"
    assert version_of("gnomad.joint.v4.1.sites.chr1.vcf.bgz") == "4.1"


def test_populations_of_all_gnomad_versions_are_found_and_sub_groups_left_out() -> None:
    names = [
        "AC",
        "AN",
        "AF_raw",
        "AC_afr",
        "AN_afr",
        "AC_afr_XX",
        "AC-oth",
        "AN-oth",
        "AC_joint_mid",
        "AN_joint_mid",
        "AF_popmax",
    ]
    assert [field.population for field in population_fields(names)] == ["ALL", "AFR", "MID", "OTH"]


ALLELE = st.text("ACGTN", min_size=1, max_size=12)


@given(st.lists(st.tuples(ALLELE, ALLELE), max_size=50, unique=True))
def test_different_alleles_have_different_codes(pairs: list[tuple[str, str]]) -> None:
    codes = [allele_code(*pair) for pair in pairs]
    assert len(set(codes)) == len(pairs)
    assert all(0 <= code < 2**36 for code in codes)


def test_short_alleles_are_packed_exactly() -> None:
    short = ["".join(bases) for size in (1, 2, 3) for bases in itertools.product("ACGT", repeat=size)]
    codes = {allele_code(one, two) for one in short for two in short}
    assert len(codes) == len(short) ** 2
    assert not any(code & HASHED for code in codes)


@settings(deadline=None, max_examples=60)
@given(st.data())
def test_what_is_found_is_what_a_plain_dictionary_finds(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    site = st.tuples(st.integers(1, 40), st.text("AC", min_size=1, max_size=9), st.text("ACGT", min_size=1, max_size=9))
    stored = sorted(data.draw(st.lists(site, max_size=30)), key=lambda one: one[0])
    asked = data.draw(st.lists(st.sampled_from(stored) | site if stored else site, min_size=1, max_size=30))
    lines = [f"chr1\t{pos}\t.\t{ref}\t{alt}\t.\tPASS\tAC={n};AN=1000\n" for n, (pos, ref, alt) in enumerate(stored)]
    expected: dict[tuple[int, str, str], list[float]] = {}
    for number, one in enumerate(stored):
        if one[1] != one[2]:
            expected.setdefault(trim_alleles(*one), []).append(number / 1000)
    folder = tmp_path_factory.mktemp("sites")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(site_tables, "ROWS_AT_ONCE", data.draw(st.sampled_from([1, 2, 3, 65_536])))
        edition = add(save(folder, "".join(lines)), folder)
    keys = [VariantKey("1", *trim_alleles(*one)) for one in asked]
    for key, records in zip(keys, queries.frequencies_for(edition, keys), strict=True):
        assert sorted(record.frequency for record in records) == expected.get(
            (key.position, key.reference, key.alternate), []
        )


def test_equal_hashes_of_long_alleles_are_told_apart(
    tmp_path: Path, own_store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(site_tables, "allele_code", lambda reference, alternate: HASHED)
    monkeypatch.setattr(sites, "allele_code", lambda reference, alternate: HASHED)
    monkeypatch.setattr(sites, "_known", {})
    long = "G" * 20
    folder = add(
        save(tmp_path, f"chr1\t9\t.\tA\t{long}T\t.\t.\tAC=1;AN=2\nchr1\t9\t.\tA\t{long}C\t.\t.\tAC=2;AN=2\n"), own_store
    )
    keys = [VariantKey("1", 9, "A", f"{long}{end}") for end in "CTA"]
    assert [[one.frequency for one in found] for found in queries.frequencies_for(folder, keys)] == [[1.0], [0.5], []]


def test_keys_sort_by_position_first() -> None:
    keys = site_keys([5, 4, 248956422], ["A", "TTTTTTTTTTTTTTTTTTTTTTT", "A"], ["C", "G", "C"])
    assert list(np.argsort(keys)) == [1, 0, 2]
