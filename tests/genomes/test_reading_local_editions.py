"""Frozen local editions: gnomAD shows what is common, ClinVar brings back what the sieve would pass over."""

from __future__ import annotations

from pathlib import Path

import pytest

from carrel.care.genomes import actions, errors, queries
from carrel.care.genomes.values import Stop
from carrel.foundation.knowledge import actions as knowledge
from carrel.foundation.vocabulary.genome import Assembly, VariantKey
from tests.genomes.families import csq, header, line, request, write


SITES = (
    "##fileformat=VCFv4.2\n##contig=<ID=chr1,length=248956422,assembly=GRCh38>\n##reference=GRCh38\n{more}"
    "#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\n"
)


def info(name: str, number: str = "A", kind: str = "Float") -> str:
    return f'##INFO=<ID={name},Number={number},Type={kind},Description="x">\n'


@pytest.fixture
def gnomad(tmp_path: Path) -> str:
    text = SITES.format(
        more=info("AC", kind="Integer") + info("AN", "1", "Integer") + info("AF") + info("nhomalt", kind="Integer")
    )
    text += "chr1\t1000\t.\tC\tT\t.\tPASS\tAC=900;AN=1000;AF=0.9;nhomalt=400\n"
    text += "chr1\t2000\t.\tC\tT\t.\tPASS\tAC=1;AN=1000;AF=0.001;nhomalt=0\n"
    path = write(tmp_path / "gnomad.genomes.vcf.gz", text)
    return knowledge.add(
        "gnomad", [path], store=tmp_path / "k", stated=knowledge.Stated(version="1", assembly=Assembly.GRCH38)
    ).folder


@pytest.fixture
def clinvar(tmp_path: Path) -> str:
    text = SITES.format(
        more="".join(info(name, ".", "String") for name in ("ALLELEID", "CLNSIG", "CLNREVSTAT", "GENEINFO"))
    )
    text += "1\t3000\t77\tC\tT\t.\t.\tALLELEID=1;CLNSIG=Pathogenic;CLNREVSTAT=reviewed_by_expert_panel;GENEINFO=A:1\n"
    text += "1\t4000\t78\tC\tT\t.\t.\tALLELEID=2;CLNSIG=Benign;CLNREVSTAT=reviewed_by_expert_panel;GENEINFO=A:1\n"
    path = write(tmp_path / "clinvar.vcf.gz", text)
    return knowledge.add(
        "clinvar", [path], store=tmp_path / "k", stated=knowledge.Stated(version="1", assembly=Assembly.GRCH38)
    ).folder


def test_a_local_frequency_stops_what_the_annotation_does_not(tmp_path: Path, gnomad: str) -> None:
    path = write(tmp_path / "a.vcf.gz", header() + line(1000) + line(2000))
    table = queries.open_table(actions.read_family(request(path, frequency_edition=gnomad), tmp_path))
    (variant,) = table.candidates()
    assert variant.key.position == 2000
    (frequency,) = variant.frequencies
    assert (frequency.frequency, frequency.allele_number, frequency.homozygotes) == (0.001, 1000, 0)
    assert table.stop_of(VariantKey("1", 1000, "C", "T")) is Stop.FREQUENCY
    assert table.summary.counts.stops[Stop.FREQUENCY] == 1
    assert "gnomad_genomes" in table.summary.frequency_sources


def test_a_local_clinvar_keeps_what_is_common_and_without_consequence(tmp_path: Path, clinvar: str) -> None:
    common = f"CSQ={csq(terms='intron_variant', frequency='0.5')}"
    path = write(tmp_path / "a.vcf.gz", header() + line(3000, info=common) + line(4000, info=common))
    table = queries.open_table(actions.read_family(request(path, clinvar_edition=clinvar), tmp_path))
    (variant,) = table.candidates()
    assert variant.key.position == 3000
    assert variant.significances[0].significance == "pathogenic"
    assert variant.significances[0].accession.startswith("VCV")
    assert table.summary.significance_sources == ("clinvar",)


def test_an_edition_of_another_build_or_none_is_refused(tmp_path: Path, gnomad: str) -> None:
    contig = "##contig=<ID=chr1,length=249250621>"
    path = write(tmp_path / "a.vcf.gz", header(contigs=[contig]) + line())
    with pytest.raises(errors.KnowledgeCannotBeUsed, match=str(Assembly.GRCH38)):
        actions.read_family(request(path, frequency_edition=gnomad), tmp_path)
    with pytest.raises(errors.KnowledgeCannotBeUsed, match="no edition"):
        actions.read_family(request(path, clinvar_edition=str(tmp_path / "nothing")), tmp_path)
