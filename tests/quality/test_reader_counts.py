"""The fast reader counts what the plain counter counts, to the last read."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from carrel.care.genomes.values import GenotypeCounts, ReadRequest, VariantFile
from carrel.care.participants.values import Family
from carrel.foundation.vocabulary.genome import Assembly
from tests.quality.families import count_family, ped_family, sequenced_trios


pytestmark = pytest.mark.row("M4")
reader = pytest.importorskip("carrel.care.genomes.actions", reason="the reader of VCF files is not part of this build")
TRIOS = {
    "HG002": ("giab_ashk_trio/ashk-trio.ped", "giab_ashk_trio/ashk-trio.vcf.gz"),
    "ADM1059A2": ("scout_ceph_trio/643594.ped", "scout_ceph_trio/643594.clinical.vcf.gz"),
}


def read_counts(family: Family, vcf: Path, store: Path) -> GenotypeCounts:
    from carrel.care.genomes import queries

    file = VariantFile(str(vcf), {person: person for person in family.ids})
    request = ReadRequest((file,), family.ids, sequenced_trios(family, set(family.ids)), Assembly.GRCH37)
    return queries.open_table(reader.read_family(request, store)).summary.counts


@pytest.mark.parametrize("proband", TRIOS)
def test_the_reader_counts_a_real_trio_as_the_plain_counter_does(proband: str, test_data: Path, tmp_path: Path) -> None:
    ped, vcf = (test_data / "vcf_germline" / name for name in TRIOS[proband])
    family = ped_family(ped, proband)
    plain = count_family(family, {person: person for person in family.ids}, vcf, Assembly.GRCH37)
    assert replace(read_counts(family, vcf, tmp_path), stops={}) == plain
