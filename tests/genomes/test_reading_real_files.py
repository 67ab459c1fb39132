"""Real public genomes: counts as pysam counts them, and consequences that bcftools csq derives here."""

from __future__ import annotations

from pathlib import Path

import pysam
import pysam.bcftools
import pytest

from carrel.care.genomes import actions, queries
from carrel.care.genomes.values import ReadRequest, VariantFile
from carrel.foundation.vocabulary.genome import Assembly


def test_genotypes_are_counted_as_pysam_counts_them(test_data: Path, tmp_path: Path) -> None:
    path = test_data / "vcf_germline/giab_ashk_trio/ashk-trio.vcf.gz"
    people = ("HG002", "HG003", "HG004")
    files = (VariantFile(str(path), {person: person for person in people}),)
    given = ReadRequest(files, people, (people,), assembly=Assembly.GRCH37)
    counts = queries.open_table(actions.read_family(given, tmp_path)).summary.counts
    expected = {person: [0, 0, 0, 0, 0] for person in people}
    for record in pysam.VariantFile(str(path)):
        if list(record.filter) == ["PASS"] and len(record.alts or ()) == 1:
            for person in people:
                alleles = record.samples[person]["GT"]
                expected[person][3 if None in alleles else sum(alleles)] += 1
                expected[person][4] += record.samples[person].get("DP") or 0
    found = {
        one.person: [one.reference, one.heterozygous, one.homozygous, one.missing, one.depth_sum]
        for one in counts.people
    }
    assert found == expected
    assert counts.trios[0].records > 4000
    assert counts.trios[0].errors < counts.trios[0].records * 0.03


@pytest.mark.row("M5")
@pytest.mark.parametrize("name", ["21", "chr21"])
def test_variants_without_consequences_get_them_from_bcftools_csq_however_chromosomes_are_named(
    test_data: Path, tmp_path: Path, name: str
) -> None:
    reference = test_data / "reference/chr21_GRCh38_vep"
    path = test_data / "vcf_germline/na12878_chr21_grch38/PG_NA12878_hg38-chr21.vcf.gz"
    (sample,) = pysam.VariantFile(str(path)).header.samples
    plain, region = tmp_path / "plain.vcf", tmp_path / "region.vcf"
    plain.write_text(pysam.BGZFile(str(path)).read().decode().replace("chr21", name))
    covered = tmp_path / "covered.bed"
    covered.write_text("".join(f"{name}{line[2:]}\n" for line in (reference / "covered.bed").read_text().splitlines()))
    pysam.bcftools.view("-T", str(covered), "-o", str(region), str(plain), catch_stdout=False)
    given = ReadRequest(
        (VariantFile(str(region), {"P": sample}),),
        ("P",),
        assembly=Assembly.GRCH38,
        gff3=str(reference / "chr21.ensembl.GRCh38.gff3.gz"),
        fasta=str(reference / "chr21.GRCh38.sparse.fa.gz"),
    )
    table = queries.open_table(actions.read_family(given, tmp_path))
    assert table.summary.annotation == "bcftools csq (run by Carrel)"
    assert table.candidates()
    assert all(variant.consequences for variant in table.candidates())


@pytest.mark.parametrize("names", [("HG00187", "HG00190", "NA19747")])
def test_gvcfs_of_three_people_are_merged(test_data: Path, tmp_path: Path, names: tuple[str, ...]) -> None:
    folder = test_data / "vcf_germline/gvcf_1kg_chr22_grch38"
    files = []
    for name in names:
        path = tmp_path / f"{name}.vcf"
        content = pysam.BGZFile(str(folder / f"{name}.hg38.g.vcf.gz")).read().decode()
        path.write_text(
            content.replace(
                "#CHROM", '##INFO=<ID=CSQ,Number=.,Type=String,Description="Format: Allele|Consequence">\n#CHROM', 1
            )
        )
        (sample,) = pysam.VariantFile(str(path)).header.samples
        files.append(VariantFile(str(path), {name: sample}))
    counts = queries.open_table(actions.read_family(ReadRequest(tuple(files), names), tmp_path)).summary.counts
    assert counts.variants > 20
    assert all(one.called > one.missing for one in counts.people)
