"""Whatever bytes a file has, the readers return variants or one sentence, never anything else."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from carrel.care.genomes.adapters.repeat_vcf import read_repeats
from carrel.care.genomes.adapters.structural_vcf import read_structural
from carrel.care.genomes.errors import GenomesCannotBeRead
from carrel.care.genomes.values import VariantFile
from carrel.foundation.vocabulary.genome import Assembly
from tests.structural.builders import HEAD


pytestmark = pytest.mark.row("M7")
BODY = (
    "#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\tS1\n"
    "chr1\t1000\tMantaDEL:1\tN\t<DEL>,<CNV>\t9\tPASS\tEND=30000;SVLEN=-29000;CSQ=a|b;CNV_AF=0.1,2\tGT:CN:PR:SR:GQ\t1/2:1:3,4,5:1,2,3:9\n"
    "chr1\t2000\t.\tC\t<STR11>,<STR80>\t.\tPASS\tEND=2060;REF=20;RU=CAG;REPID=X\tGT:REPCN:REPCI\t1/2:11/80:11-11/60-130\n"
    "chrX\t3000\t.\tCGG\tC\t.\t.\tTRID=Y;END=3060;MOTIFS=CGG,A\tGT:AL:ALLR:MC\t1:300:290-311:100_2\n"
)
VCF = (HEAD + '##INFO=<ID=CSQ,Number=.,Type=String,Description="Format: Allele|SYMBOL">\n' + BODY).encode()
TOKENS = (
    b"",
    b".",
    b"-",
    b"\t",
    b"\n",
    b":",
    b"|",
    b",",
    b"=",
    b"/",
    b"<",
    b">",
    b"\x00",
    "²".encode(),
    b"9" * 5000,
    b"nan",
    b"1e999",
    b"\xff",
)


@pytest.mark.parametrize("packed", [False, True], ids=["text", "gzip"])
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.integers(0, len(VCF)), st.integers(0, 12), st.sampled_from(TOKENS)), max_size=4))
def test_any_damage_is_told_in_one_sentence(tmp_path: Path, packed: bool, damage: list[tuple[int, int, bytes]]) -> None:
    content = gzip.compress(VCF, 1) if packed else VCF
    for place, length, token in damage:
        content = content[:place] + token + content[place + length :]
    path = tmp_path / "file.vcf"
    path.write_bytes(content)
    for read in (read_structural, read_repeats):
        try:
            variants = read(VariantFile(str(path), {"child": "S1"}), ("child", "other"), Assembly.GRCH38)
        except GenomesCannotBeRead as reason:
            message = str(reason)
            assert message.endswith(".")
            assert "\n" not in message
            assert str(tmp_path) not in message
            assert len(message) < 600
        else:
            assert all(len(variant.calls) == 2 for variant in variants)
            hash(variants)
