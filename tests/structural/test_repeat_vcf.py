"""Repeat counts of ExpansionHunter, stranger and TRGT are read per allele, merged per locus."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from pysam import bcftools

from carrel.care.genomes import errors
from carrel.care.genomes.adapters.repeat_vcf import read_repeat_files, read_repeats
from carrel.care.genomes.values import VariantFile
from carrel.foundation.vocabulary.genome import Assembly
from tests.structural.builders import vcf


pytestmark = pytest.mark.row("M7")
G37, G38 = Assembly.GRCH37, Assembly.GRCH38
CEPH = {"child": "ADM1059A1", "father": "ADM1059A2", "mother": "ADM1059A3"}
STRANGER = "scout_ceph_trio/643594.clinical.str.stranger.vcf.gz"


def query(path: str, layout: str) -> list[str]:
    return bcftools.query("-f", layout, path).splitlines()


def test_upper_bounds_of_the_ceph_trio_are_those_of_repci_and_lines_of_a_locus_are_merged(test_data: Path) -> None:
    file = VariantFile(str(test_data / "vcf_germline" / STRANGER), CEPH)
    variants = read_repeats(file, tuple(CEPH), G37)
    expected: dict[tuple[str, int], set[tuple[int, ...]]] = {}
    for line in query(file.path, "%REPID[\t%REPCI]\n"):
        locus, *intervals = line.split("\t")
        for person, text in enumerate(intervals):
            if text != ".":
                expected.setdefault((locus, person), set()).add(tuple(int(end) for end in re.findall(r"-(\d+)", text)))
    assert len(query(file.path, "%POS\n")) == 80
    assert len(variants) == len({locus for locus, _ in expected}) == 38
    found = {(v.type, person): {call.repeat_upper} for v in variants for person, call in enumerate(v.calls)}
    assert found == expected


@pytest.mark.parametrize(
    "name",
    ["str/643594.clinical.str.vcf", "str/643594.clinical.str.vcf.gz", "scout_ceph_trio/643594.clinical.str.vcf.gz",
     "scout_ceph_trio/643594.clinical.str.annotated.vcf.gz", "scout_ceph_trio/643594.clinical.str.annotated.limits.vcf.gz"],
)  # fmt: skip
def test_files_with_genotypes_only_give_the_counts_of_their_alleles(test_data: Path, name: str) -> None:
    file = VariantFile(str(test_data / "vcf_germline" / name), CEPH)
    variants = {v.type: v for v in read_repeats(file, tuple(CEPH), G37)}
    assert len(query(file.path, "%POS\n")) == 24
    assert len(variants) == 17
    assert variants["CBL"].calls[1].repeat_upper == (12, 20)  # two lines: 1/. at <STR12> and ./1 at <STR20>
    assert all(v.calls[0].missing and v.calls[2].missing for v in variants.values())


def test_trgt_files_are_read_with_one_record_per_motif(test_data: Path) -> None:
    folder = test_data / "vcf_germline" / "str"
    revio = read_repeats(
        VariantFile(str(folder / "HG002_Revio.sort.vcf.gz"), {"child": "HG002_Revio"}), ("child",), G38
    )
    assert len(revio) == 12  # ten lines, two of them with two motifs
    assert {v.type for v in revio if not v.calls[0].missing} == {"SOX3"}
    sample = read_repeats(VariantFile(str(folder / "sample.trgt.vcf"), {"child": "sample"}), ("child",), G37)
    counts = {(v.type, v.repeat_unit): v.calls[0].repeat_upper for v in sample}
    # MC 15 and 20 for AAAAT; ALLR 69-79 and 94-101 with lengths 76 and 101 leave no room for another unit of five
    assert counts[("SCA37_DAB1", "AAAAT")] == (15, 20)
    assert counts[("SCA37_DAB1", "GAAAT")] == (0, 0)
    assert counts[("FAME6_TNRC6A", "TTTTA")] == (11, 13)


def line(
    sample: str, keys: str = "GT:REPCN:REPCI", info: str = "END=45770264;REF=20;RL=60;RU=CAG;VARID=DMPK;REPID=DMPK"
) -> str:
    return f"chr19 45770204 . C <STR11>,<STR80> . PASS {info} {keys} {sample}"


@pytest.mark.parametrize(
    ("sample", "upper", "ploidy", "partial"),
    [
        ("1/2:11/80:11-11/60-130", (11, 130), 2, False),  # ExpansionHunter
        ("1/2:11/80:.", (11, 80), 2, False),  # no interval: the count itself
        ("1/2:11/80:11-11/.", (11, 80), 2, False),
        ("1:80:60-130", (130,), 1, False),  # one X
        ("1/2:11,80:11-11,60-130", (11, 130), 2, False),  # GangSTR writes commas
        ("./.:.:.", (), 0, False),
        ("1/.:11/.:11-11/.", (11,), 2, True),
        ("0/1", (20, 11), 2, False),  # the genotype alone: INFO/REF and the allele's name
    ],
)
def test_upper_bounds_per_allele(
    tmp_path: Path, sample: str, upper: tuple[int, ...], ploidy: int, partial: bool
) -> None:
    (variant,) = read_repeats(vcf(tmp_path, line(sample)), ("child", "other"), G38)
    call = variant.calls[0]
    assert (call.repeat_upper, call.ploidy, call.partial) == (upper, ploidy, partial)
    assert variant.calls[1].missing
    assert (variant.key.position, variant.end, variant.type, variant.repeat_unit) == (45770204, 45770264, "DMPK", "CAG")


def test_the_upper_end_of_a_long_read_range_adds_whole_units(tmp_path: Path) -> None:
    text = "chrX 147912051 . CGG C . . TRID=FMR1;END=147912110;MOTIFS=CGG;STRUC=(CGG)n GT:AL:ALLR:MC 1:300:290-311:100"
    (variant,) = read_repeats(vcf(tmp_path, text), ("child",), G38)
    assert variant.calls[0].repeat_upper == (103,)


def test_a_failed_filter_stays_with_the_people_whose_line_failed(tmp_path: Path) -> None:
    first = line("1/2:11/80:11-11/60-130 ./.:.:.").replace("PASS", "LowDepth")
    second = line("./.:.:. 1/1:11/11:11-11/11-11")
    file = vcf(tmp_path, first, second, samples="S1 S2")
    (variant,) = read_repeats(VariantFile(file.path, {"child": "S1", "father": "S2"}), ("child", "father"), G38)
    assert [call.filter for call in variant.calls] == ["LowDepth", ""]
    assert variant.filter == "LowDepth"


@pytest.mark.parametrize(
    ("text", "error"),
    [
        (line("1/2:11/x:."), errors.LineIsMalformed),
        (line("1/2:11/80:11-11/60-9999999999999"), errors.LineIsMalformed),
        (line("0/1", info="RU=CAG;REPID=DMPK"), errors.EndIsMissing),
        (line("0/1", info="RU=CAG;REPID=DMPK;END=5"), errors.LineIsMalformed),
        ("chr19 45770204 . C T . PASS . GT 0/1", errors.FileIsNotVcf),
        ("chr19 45770204 . C . . . TRID=A;END=45770264;MOTIFS=CAG,CCG GT:MC 0/0:3,3", errors.LineIsMalformed),
    ],
)
def test_a_file_that_counts_no_repeats_or_counts_them_badly_is_refused(
    tmp_path: Path, text: str, error: type[Exception]
) -> None:
    with pytest.raises(error) as caught:
        read_repeats(vcf(tmp_path, text), ("child",), G38)
    assert str(caught.value).endswith(".")


def test_a_file_per_person_gives_one_variant_per_locus_for_the_family(tmp_path: Path) -> None:
    one = vcf(tmp_path, line("1/2:11/80:11-11/60-130"), name="child.vcf")
    two = vcf(tmp_path, line("1/1:11/11:11-11/11-11"), name="mother.vcf", samples="S2")
    files = (one, VariantFile(two.path, {"mother": "S2"}))
    (variant,) = read_repeat_files(files, ("child", "mother"), G38)
    assert [call.repeat_upper for call in variant.calls] == [(11, 130), (11, 11)]
    assert read_repeat_files((), ("child",), G38) == ()
