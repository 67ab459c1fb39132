"""Structural variants of the usual callers are read to the same values, and bad files are refused in one sentence."""

from __future__ import annotations

from pathlib import Path

import pysam
import pytest
from pysam import bcftools

from carrel.care.genomes import errors
from carrel.care.genomes.adapters.structural_vcf import read_structural, read_structural_files, structural_type
from carrel.care.genomes.values import VariantFile, VariantKind
from carrel.foundation.vocabulary.genome import Assembly
from tests.structural.builders import HEAD, bgzipped, vcf


pytestmark = pytest.mark.row("M7")
G38 = Assembly.GRCH38
CEPH = {"child": "ADM1059A1", "father": "ADM1059A2", "mother": "ADM1059A3"}


def ceph(test_data: Path, name: str) -> VariantFile:
    return VariantFile(str(test_data / "vcf_germline" / "scout_ceph_trio" / f"643594.{name}.vcf.gz"), CEPH)


def query(file: VariantFile, layout: str) -> list[str]:
    return bcftools.query("-f", layout, file.path).splitlines()


@pytest.mark.parametrize(("name", "records"), [("clinical.SV", 19), ("clinical.mei", 252), ("research.mei", 145)])
def test_every_record_of_the_ceph_trio_is_read_as_bcftools_reads_it(test_data: Path, name: str, records: int) -> None:
    file = ceph(test_data, name)
    variants = read_structural(file, tuple(CEPH), Assembly.GRCH37)
    expected = query(file, "%CHROM %POS %REF %ALT [ %GT]\n")
    assert len(variants) == len(expected) == records
    ours = sorted(f"{v.key.chromosome} {v.key.position} {v.key.reference} {v.key.alternate}" for v in variants)
    assert ours == sorted(line.partition("  ")[0].rstrip() for line in expected)
    carried = sum(call.copies > 0 for variant in variants for call in variant.calls)
    assert carried == sum("1" in genotype for line in expected for genotype in line.partition("  ")[2].split())


def test_ends_types_and_reads_of_the_ceph_trio_agree_with_bcftools(test_data: Path) -> None:
    file = ceph(test_data, "clinical.SV")
    variants = read_structural(file, tuple(CEPH), Assembly.GRCH37)
    ours = [(v.key.chromosome, str(v.key.position), str(v.end), v.type) for v in variants]
    assert ours == [tuple(line.split()) for line in query(file, "%CHROM %POS %INFO/END %INFO/SVTYPE\n")]
    first = variants[0]
    assert [(c.reference_reads, c.alternate_reads) for c in first.calls] == [(5, 2), (16, 5), (0, 9)]
    assert (first.consequences[0].symbol, first.consequences[0].hgnc_id) == ("PER3", "HGNC:8847")
    assert {v.caller_names for v in variants} == {("manta",)}


@pytest.mark.parametrize(
    ("reference", "alternate", "stated", "expected"),
    [
        ("N", "<DEL>", "", "DEL"), ("N", "<DUP:TANDEM>", "DUP", "DUP"), ("N", "<CNV>", "CNV", "CNV"),
        ("N", "<CN0>", "CNV", "DEL"), ("N", "<CN1>", "CNV", None), ("N", "<CN3>", "CNV", "DUP"),
        ("N", "<INS:ME:ALU>", "INS", "MEI"), ("N", "<DEL:ME:L1>", "DEL", "DEL"), ("N", "<INV>", "INV", "INV"),
        ("N", "N[chr2:100[", "BND", "BND"), ("N", ".TGCA", "BND", "BND"), ("A" * 60, "A", "", "DEL"),
        ("A", "A" * 60, "", "INS"), ("A" * 60, "A" * 60, "", None), ("A" * 50, "A", "DEL", None),
        ("N", "<CNV:TR>", "", "TR"), ("N", "<NON_REF>", "", None), ("N", "*", "", None), ("N", "<XYZ>", "", "CPX"), ("N", "<XYZ>", "DUP", "DUP"),
    ],
)  # fmt: skip
def test_the_alleles_of_all_dialects_have_one_type(
    reference: str, alternate: str, stated: str, expected: str | None
) -> None:
    assert structural_type(reference, alternate, stated) == expected


def test_canvas_and_cnvnator_calls_are_read_with_copy_number_and_frequencies(tmp_path: Path) -> None:
    file = vcf(
        tmp_path,
        "chr1 1000 Canvas:LOSS:chr1:1001-21000 N <CNV> 20 PASS SVTYPE=CNV;END=21000;CNV_AF=0.001;CNV_AUC=. RC:CN 20:1",
        "chr1 50000 CNVnator_dup_1 N <DUP> . . SVTYPE=DUP;SVLEN=12000;CNV_AF=0.2;CNV_AUC=0.3 GT:CN ./1:3.02",
        "chrUn_1 5 x N <DEL> . PASS SVLEN=-5 GT 0/1",
    )
    loss, gain = read_structural(file, ("child", "other"), G38)
    assert (loss.type, loss.end, loss.kind, loss.caller_names) == ("CNV", 21000, VariantKind.COPY_NUMBER, ("canvas",))
    assert (loss.calls[0].missing, loss.calls[0].copy_number, loss.calls[1].copy_number) == (True, 1, None)
    assert loss.copy_number_frequencies == (("CNV_AF", 0.001),)
    assert (gain.end, gain.filter, gain.calls[0].copies, gain.calls[0].partial, gain.calls[0].copy_number) == (
        62000,
        "",
        1,
        True,
        3,
    )
    assert gain.copy_number_frequencies == (("CNV_AF", 0.2), ("CNV_AUC", 0.3))


@pytest.mark.parametrize(
    ("info", "names"),
    [
        ("CALLERS=manta,canvas", ("canvas", "manta")), ("ALG=lumpy|DELLY_1", ("delly", "lumpy")),
        ("set=filterInmanta-cnvnator", ("cnvnator", "manta")), ("set=Intersection", ("manta",)),
        ("svdb_origin=tiddit|manta", ("manta", "tiddit")), ("svdb_origin=sample_a|sample_b", ("manta",)),
        ("CALLERS=mycaller", ("mycaller",)), ("FOUNDBY=3", ("manta",)),
    ],
)  # fmt: skip
def test_callers_are_counted_from_merged_records_but_files_of_samples_are_not_callers(
    tmp_path: Path, info: str, names: tuple[str, ...]
) -> None:
    (variant,) = read_structural(vcf(tmp_path, f"1 1000 . N <DEL> . PASS END=9000;{info} GT 0/1"), ("child",), G38)
    assert variant.caller_names == names
    assert variant.callers == len(names)


def test_alternates_of_one_line_become_variants_of_their_own(tmp_path: Path) -> None:
    file = vcf(tmp_path, "chr1 1000 . N <DEL>,<DUP> . PASS END=30000;SVLEN=29000,29000 GT:AD 1/2:3,4,5")
    loss, gain = read_structural(file, ("child",), G38)
    assert (loss.type, gain.type) == ("DEL", "DUP")
    assert [(v.calls[0].copies, v.calls[0].other_alternate, v.calls[0].alternate_reads) for v in (loss, gain)] == [
        (1, True, 4),
        (1, True, 5),
    ]


def test_break_ends_have_no_end_and_a_file_without_records_has_no_variants(tmp_path: Path) -> None:
    (variant,) = read_structural(vcf(tmp_path, "1 10 b N N]2:500] . PASS SVTYPE=BND;END=3 GT 0/1"), ("child",), G38)
    assert (variant.type, variant.end, variant.kind) == ("BND", None, VariantKind.STRUCTURAL)
    assert read_structural(vcf(tmp_path), ("child",), G38) == ()


def test_gzip_bgzip_and_bcf_give_the_same_as_text(tmp_path: Path) -> None:
    line = "chr1 1000 d N <DEL> . PASS END=30000;SVTYPE=DEL GT 0/1"
    text = vcf(tmp_path, line)
    zipped = vcf(tmp_path, line, name="f.vcf.gz")
    blocks = VariantFile(str(bgzipped(text)), text.samples)
    binary = VariantFile(str(tmp_path / "f.bcf"), text.samples)
    with pysam.VariantFile(text.path) as source, pysam.VariantFile(binary.path, "wb", header=source.header) as target:
        for record in source:
            target.write(record)
    read = [read_structural(file, ("child",), G38) for file in (text, zipped, blocks, binary)]
    assert len(read[0]) == 1
    assert all(variants == read[0] for variants in read)


def test_files_of_several_people_are_joined_but_callers_and_filters_are_kept_apart(tmp_path: Path) -> None:
    def file(name: str, who: str, line: str) -> VariantFile:
        return VariantFile(vcf(tmp_path, line, name=name).path, {who: "S1"})

    lost = "chr1 1000 {} N <DEL> . {} END=30000 GT 0/1"
    child, mother = file("c.vcf", "child", lost.format("a", "PASS")), file("m.vcf", "mother", lost.format("b", "PASS"))
    doubtful = file("f.vcf", "father", lost.format("c", "q10"))
    other_caller = file("o.vcf", "father", lost.format("Canvas:1", "PASS"))
    people = ("child", "father", "mother")
    (one,) = read_structural_files((child, mother), people, G38)
    assert [call.copies for call in one.calls] == [1, 0, 1]
    assert (one.calls[1].missing, one.identifiers) == (True, ("a", "b"))
    for apart in (doubtful, other_caller, child):
        assert len(read_structural_files((child, mother, apart), people, G38)) == 2


GOOD = "chr1 1000 d N <DEL> . PASS END=30000 GT 0/1"


@pytest.mark.parametrize(
    ("line", "error", "words"),
    [
        ("chr1 1000 d N <DEL> . PASS SVTYPE=DEL GT 0/1", errors.EndIsMissing, "Line 9 of f.vcf"),
        ("chr1 1000 d N <DEL> . PASS END=500 GT 0/1", errors.LineIsMalformed, "before its start"),
        ("chr1 x d N <DEL> . PASS END=500 GT 0/1", errors.LineIsMalformed, "no whole number"),
        ("chr1 1000 d N <DEL> . PASS END=-9e9 GT 0/1", errors.LineIsMalformed, "no whole number"),
        ("chr1 1000 d N <DEL> . PASS END=99999999999999999 GT 0/1", errors.LineIsMalformed, "no whole number"),
        ("chr1 1000 d N <DEL> . PASS SVLEN=abc GT 0/1", errors.LineIsMalformed, "SVLEN"),
        ("chr1 1000 d N <DEL> . PASS", errors.LineIsMalformed, "7 columns instead of 10"),
        ("chr1 249000000 d N <DEL> . PASS END=249000009 GT 0/1", errors.AssembliesDisagree, "beyond the end"),
        ("chr1 1000 d N <DEL> . PASS END=259000000 GT 0/1", errors.AssembliesDisagree, "beyond the end"),
    ],
)  # fmt: skip
def test_a_bad_line_is_refused_with_its_number(tmp_path: Path, line: str, error: type[Exception], words: str) -> None:
    with pytest.raises(error, match=words) as caught:
        read_structural(vcf(tmp_path, line), ("child",), G38)
    assert str(caught.value).endswith(".")
    assert "\n" not in str(caught.value)
    assert str(tmp_path) not in str(caught.value)


def test_bad_files_are_refused(tmp_path: Path) -> None:
    def refused(error: type[Exception], words: str, file: VariantFile, assembly: Assembly = G38) -> None:
        with pytest.raises(error, match=words) as caught:
            read_structural(file, ("child",), assembly)
        assert str(tmp_path) not in str(caught.value)

    def raw(name: str, content: bytes) -> VariantFile:
        (tmp_path / name).write_bytes(content)
        return VariantFile(str(tmp_path / name), {"child": "S1"})

    good = vcf(tmp_path, *[GOOD] * 2000)
    text, blocks = Path(good.path).read_bytes(), bgzipped(good).read_bytes()
    zipped = Path(vcf(tmp_path, *[GOOD] * 2000, name="z.vcf.gz").path).read_bytes()
    refused(errors.FileIsMissing, "cannot be opened", VariantFile(str(tmp_path / "none.vcf"), {}))
    refused(errors.FileIsMissing, "cannot be opened", VariantFile(str(tmp_path), {}))
    refused(errors.FileIsEmpty, "empty", raw("empty.vcf", b""))
    refused(errors.FileIsNotVcf, "named as if compressed", raw("text.vcf.gz", text))
    refused(errors.FileIsNotVcf, "fileformat", raw("junk.vcf", b"\x00\xff" * 99))
    refused(errors.FileIsNotVcf, "#CHROM", raw("head.vcf", HEAD.encode()))
    refused(errors.FileIsNotVcf, "#CHROM", raw("bare.vcf", HEAD.encode() + b"chr1\t5\n"))
    refused(errors.FileIsTruncated, "ends a bgzip file", raw("cut.vcf.gz", blocks[:-28]))
    refused(errors.FileIsTruncated, "bgzip", raw("cut2.vcf.gz", blocks[: len(blocks) // 2]))
    refused(errors.FileIsTruncated, "decompressed", raw("cut3.vcf.gz", zipped[:-9]))
    refused(errors.FileIsTruncated, "decompressed", raw("bad.vcf.gz", blocks[:40] + b"\x00" * 40 + blocks[80:]))
    refused(errors.LineIsMalformed, "columns", raw("cut.vcf", text[:-20]))
    refused(errors.PersonIsNotInFile, "S9.*for child.*S1", VariantFile(good.path, {"child": "S9"}))
    refused(errors.AssembliesDisagree, "GRCh38.*GRCh37", good, Assembly.GRCH37)
