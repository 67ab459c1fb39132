"""Local editions of gnomAD and ClinVar reach the tiers of a family that was interpreted before."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from carrel.interfaces.cli.main import carrel
from tests.families import DE_NOVO, INHERITED, TOLD, background, write_case


PANELS = Path(__file__).resolve().parents[2] / "docs" / "demo" / "panels"
CONTIGS = "##contig=<ID=4,length=190214555>\n##contig=<ID=10,length=133797422>\n"
GNOMAD = (
    f"##fileformat=VCFv4.2\n{CONTIGS}"
    '##INFO=<ID=AC,Number=A,Type=Integer,Description="Alternate allele count">\n'
    '##INFO=<ID=AN,Number=1,Type=Integer,Description="Total number of alleles">\n'
    '##INFO=<ID=AF,Number=A,Type=Float,Description="Alternate allele frequency">\n'
    "#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\n"
    "10\t121517378\t.\tC\tT\t.\tPASS\tAC=3000;AN=100000;AF=0.03\n"
)
CLINVAR = (
    f"##fileformat=VCFv4.1\n##fileDate=2026-10-01\n##source=ClinVar\n##reference=GRCh38\n{CONTIGS}"
    '##INFO=<ID=CLNSIG,Number=.,Type=String,Description="Significance">\n'
    '##INFO=<ID=CLNREVSTAT,Number=.,Type=String,Description="Review status">\n'
    "#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\n"
    "4\t1801000\t777\tG\tA\t.\t.\tCLNSIG=Pathogenic;CLNREVSTAT=criteria_provided,_multiple_submitters,_no_conflicts\n"
)


def run(*words: object) -> str:
    done = CliRunner().invoke(carrel, [str(word) for word in words], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done.output


def tiers(out: Path) -> dict[str, str]:
    report = json.loads((out / "CASE1" / "interpretation.json").read_text())
    return {variant["key"]: variant["tier"] for variant in report["variants"]}


@pytest.mark.row("M5", "M12")
def test_new_editions_change_the_tiers_of_a_family(tmp_path: Path) -> None:
    store = tmp_path / "store"
    (tmp_path / "gnomad.exomes.sites.vcf").write_text(GNOMAD)
    (tmp_path / "clinvar.vcf").write_text(CLINVAR)
    case = write_case(tmp_path, [*TOLD, *background(3000)])
    interpret = ("interpret", case, "--panels", PANELS, "--store", store, "--no-pdf", "--out")
    run(*interpret, tmp_path / "before")
    assert tiers(tmp_path / "before")[f"10:{DE_NOVO.pos}:C:T"] == "1"
    assert f"4:{INHERITED.pos}:G:A" not in tiers(tmp_path / "before")  # its mother is unaffected
    run("knowledge", "add", "gnomad", tmp_path / "gnomad.exomes.sites.vcf", "--edition", "4.1", "--store", store)
    run("knowledge", "add", "clinvar", tmp_path / "clinvar.vcf", "--edition", "2026-10", "--store", store)
    run(*interpret, tmp_path / "after")
    assert f"10:{DE_NOVO.pos}:C:T" not in tiers(tmp_path / "after")
    report = json.loads((tmp_path / "after" / "CASE1" / "interpretation.json").read_text())
    assert {edition["kind"] for edition in report["provenance"]["editions"]} == {"hpo", "gnomad", "clinvar"}
    assert "0.03" in run("explain", tmp_path / "after" / "CASE1", "10:121517378:C:T", "--store", store)
