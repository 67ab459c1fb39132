"""The plain counter, on a small file that was counted by hand."""

from __future__ import annotations

from pathlib import Path

import pytest

from carrel.care.genomes.values import GenotypeCounts, PersonCounts
from carrel.foundation.vocabulary.genome import Assembly
from tests.quality.plain_counts import plain_counts


pytestmark = pytest.mark.row("M4")
HEAD = "##fileformat=VCFv4.2\n#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\t"
SITES = """\
chr1 100 A G PASS 0/1:10,10:20:99 0/0:20,0:20:60 0|1:5,4:9:99
chr1 200 A C PASS 1/1:1,19:20:60 0/1:9,11:20:99 0/0:30,0:30:99
chr1 300 A AT PASS 0/1:9,9:18:99 ./.:.:.:. 0/1:8,8:16:99
chr1 400 C T LowQual 0/1:9,9:18:99 0/0:9,0:9:20 0/1:8,8:16:99
chr1 500 C T,G PASS 1/2:0,9,9:18:99 0/1:5,5,0:10:20 0/2:8,0,8:16:99
chr2 100 C T . 0/.:9,9:18:99 0/1:5,5:10:20 1/1:0,16:16:99
chr2 200 C T,<NON_REF> PASS 1/1:0,18,0:18:99 0/0:10,0,0:10:20 0/1:8,8,0:16:99
chrX 5000000 C T PASS 1:0,9:9:99 0/1:9,9:18:99 0:8,0:8:99
chrX 6000000 C T PASS 0:9,0:9:99 0/1:9,9:18:19 1/1:0,8:8:99
chrX 2000000 C T PASS 0/1:9,9:18:99 0/1:9,9:18:99 0/1:8,8:16:99
chrY 5000000 C T PASS 1:0,9:9:99 .:.:.:. 1:0,8:8:99
chrM 50 C T PASS 1:0,900:900:99 1:0,900:900:99 0:900,0:900:99
""".splitlines()


@pytest.fixture
def counts(tmp_path: Path) -> GenotypeCounts:
    path = tmp_path / "family.vcf"
    lines = [site.split() for site in SITES]
    rows = ["\t".join([c, p, ".", r, a, "50", f, ".", "GT:AD:DP:GQ", *calls]) for c, p, r, a, f, *calls in lines]
    path.write_text(HEAD + "C\tM\tF\n" + "\n".join(rows) + "\n")
    return plain_counts(
        [(path, {"child": "C", "mother": "M", "father": "F"})], Assembly.GRCH38, (("child", "father", "mother"),)
    )


def test_a_person_is_counted_as_the_values_say(counts: GenotypeCounts) -> None:
    balance = [0] * 20
    balance[10] = 1
    assert counts.people[0] == PersonCounts(
        "child", called=4, missing=1, reference=0, heterozygous=2, homozygous=2, transitions=2, transversions=1,
        depth_sum=20 + 20 + 18 + 18 + 18, depth_records=5, balance=tuple(balance), homozygous_site_reference_reads=1,
        homozygous_site_reads=38, x_called=2, x_alternate=1, x_haploid=2, x_depth_sum=18, x_depth_records=2, y_called=1,
        y_alternate=1, y_depth_sum=9, y_depth_records=1,
    )  # fmt: skip
    mother = counts.people[1]
    assert (mother.x_heterozygous, mother.x_alternate, mother.y_called, mother.y_depth_records) == (1, 0, 0, 0)
    assert (mother.reference_site_reads, mother.reference_site_alternate_reads) == (30, 0)


def test_pairs_and_trios_are_counted_as_the_values_say(counts: GenotypeCounts) -> None:
    child_mother = counts.pairs[0]
    assert (child_mother.one, child_mother.two, child_mother.both_called) == ("child", "mother", 3)
    assert (child_mother.opposite_homozygotes, child_mother.both_heterozygous) == (1, 0)
    assert (child_mother.one_heterozygous, child_mother.two_heterozygous) == (1, 1)
    trio = counts.trios[0]
    assert (trio.records, trio.errors, trio.errors_against_father, trio.errors_against_mother) == (3, 2, 1, 1)
    assert (counts.records, counts.variants, counts.has_filters) == (12, 13, True)


def test_a_site_that_a_persons_own_file_does_not_list_is_missing_there(tmp_path: Path) -> None:
    for name, position in (("C", "100"), ("M", "200")):
        row = "\t".join(["1", position, ".", "A", "G", "50", ".", ".", "GT", "0/1"])
        (tmp_path / f"{name}.vcf").write_text(f"{HEAD}{name}\n{row}\n")
    files = [(tmp_path / "C.vcf", {"child": "C"}), (tmp_path / "M.vcf", {"mother": "M"})]
    counts = plain_counts(files, Assembly.GRCH37)
    assert [(p.called, p.missing) for p in counts.people] == [(1, 1), (1, 1)]
    assert counts.pairs[0].both_called == 0
    assert not counts.has_filters
