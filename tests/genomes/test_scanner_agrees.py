"""The scanner in machine code and the plain reader of a line give the same counts, stops, candidates and genes."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from carrel.care.genomes.adapters import pieces
from carrel.care.genomes.adapters.preparation import Prepared
from carrel.care.genomes.adapters.reading_files import in_place_order, setting_of
from carrel.care.genomes.adapters.sieve import Sifted, sift
from carrel.care.genomes.adapters.sieve_setting import compiled
from carrel.care.genomes.rules import reading_counts as counting
from carrel.care.genomes.rules.linked_consequences import Linked, linked_lines
from carrel.care.genomes.rules.reading_header import header_of
from carrel.care.genomes.rules.reading_records import Setting, genes_of_line, read_line
from carrel.foundation.vocabulary.genome import Assembly
from tests.genomes.families import FIELDS, header, write


def by_scanner(path: Path, setting: Setting) -> Sifted:
    return sift(path, setting, compiled(setting), lambda share: None)


def by_lines(path: Path, setting: Setting) -> Sifted:
    """The plain reader, line by line."""
    sifted = Sifted(counting.new_tally(len(setting.people), len(setting.trios)))
    text = b"".join(piece().tobytes() for piece, _ in pieces.pieces(path)).decode("utf-8", "replace")
    lines, linked = [], Linked()
    for line in text.split("\n")[:-1]:
        if line.startswith("#"):
            sifted.tally.file[counting.LINES] += 1
        elif setting.layout.key != "BCSQ" or not linked.take(line, setting.layout):
            lines.append(line)
    for line in [*lines, *(line for line, _ in linked_lines(linked, setting.layout))]:
        reading = read_line(line, setting, sifted.tally)
        sifted.keys.append(np.array(reading.keys, np.uint64))
        sifted.variants += reading.variants
        sifted.genes |= genes_of_line(line, setting.layout)
    return sifted


def assert_agree(path: Path, assembly: Assembly) -> None:
    head = header_of(pieces.header_of(path), path.name)
    people = tuple(range(len(head.samples)))
    setting = setting_of(Prepared(path, head, people, assembly), ((0, 1, 2),) if len(people) > 2 else ())
    fast, slow = by_scanner(path, setting), by_lines(path, setting)
    for name in ("person", "pair", "trio", "file"):
        assert getattr(fast.tally, name).tolist() == getattr(slow.tally, name).tolist(), name
    assert np.sort(np.concatenate(fast.keys)).tolist() == np.sort(np.concatenate(slow.keys)).tolist()
    assert in_place_order(fast.variants) == in_place_order(slow.variants)
    assert fast.genes == slow.genes


@pytest.mark.parametrize(
    "name",
    [
        "giab_ashk_trio/ashk-trio.vcf.gz",
        "scout_ceph_trio/643594.clinical.vcf.gz",
        "scout_ceph_trio/643594.research.vcf.gz",
        "scout_ceph_trio/vep97_annotated_clnsig_conservation_revel.vcf",
        "pfeiffer/pfeiffer_hiphive.vcf.gz",
    ],
)
def test_both_readers_agree_on_real_files(test_data: Path, name: str) -> None:
    assert_agree(test_data / "vcf_germline" / name, Assembly.GRCH37)


bases = st.text("ACGT", min_size=1, max_size=4)
alternate = st.one_of(bases, st.sampled_from(["*", "<NON_REF>", "<DEL>", "<*>", "A[chr2:1[", "acg"]))
number = st.sampled_from(
    [
        "",
        ".",
        "0",
        "0.05",
        "0.0500001",
        "5e-2",
        ".5",
        "1.2e-05",
        "0.04&0.9",
        "T:0.9",
        "A:0.9&T:0.01",
        "nan",
        "-",
        "1e400",
    ]
)
terms = st.sampled_from(
    ["missense_variant", "intron_variant", "non_coding_transcript_exon_variant", "stop_gained&splice_region_variant",
     "intron_variant&non_coding_transcript_variant", "*missense", "", "splice_donor_5th_base_variant", "upstream_gene_variant"]
)  # fmt: skip
significance = st.sampled_from(["", "benign", "Likely_pathogenic", "benign&4", "5", "Conflicting_interpretations_of_pathogenicity", "45", "PATHOGENIC", "athogeni"])  # fmt: skip
genotype = st.sampled_from(
    ["0/0", "0/1", "1|0", "1/1", "./.", "./1", ".", "1", "0", "/0/1", "0/1/1", "0|0", "0/", "1/0"]
)
reads = st.sampled_from([".", "10,2", "3,9", "0,0", "9", "1,2,3", ".,4", "12.5,3", "20,20,1", ""])
whole = st.sampled_from([".", "0", "12", "19.9", "20", "99", "", ".5", "1e3", "-3"])


@st.composite
def entries(draw: st.DrawFn, alleles: list[str]) -> str:
    allele = draw(st.sampled_from([*alleles, *(allele[1:] or "-" for allele in alleles), "G", "-"]))
    symbol, gene = draw(st.sampled_from([("A", "HGNC:1"), ("B", "2"), ("C", ""), ("", "")]))
    biotype = draw(st.sampled_from(["protein_coding", "lncRNA", "", "nonsense_mediated_decay"]))
    row = [
        allele,
        draw(terms),
        "X",
        symbol,
        "E",
        "T",
        biotype,
        gene,
        "p.A1B",
        draw(number),
        draw(number),
        draw(number),
        draw(significance),
    ]
    return "|".join(row[: draw(st.sampled_from([13, 13, 13, 9, 2]))])


@st.composite
def data_lines(draw: st.DrawFn) -> str:
    alleles = draw(st.lists(alternate, min_size=1, max_size=3, unique=True))
    written = draw(st.lists(entries(alleles), max_size=4))
    info = draw(st.permutations(["DP=3", "FLAG", f"CSQ={','.join(written) or '.'}", f"GNOMADAF={draw(number)}"]))
    top = str(len(alleles))
    form = draw(st.permutations(["GT", "AD", "DP", "GQ", "RO", "AO", "DV", "PS"]))[: draw(st.integers(1, 8))]
    columns = []
    for _ in range(3):
        values = {
            "GT": draw(genotype).replace("1", draw(st.sampled_from(["1", top]))), "AD": draw(reads), "DP": draw(whole),
            "GQ": draw(whole), "RO": draw(whole), "AO": draw(reads), "DV": draw(whole), "PS": "7",
        }  # fmt: skip
        columns.append(":".join(values[name] for name in form[: draw(st.integers(1, 8))]))
    contig = draw(st.sampled_from(["chr1", "2", "chrX", "Y", "chrM", "MT", "GL000191.1", "chr23", "X"]))
    position = draw(st.sampled_from([1, 500, 10_001, 16_000]))
    filters = draw(st.sampled_from(["PASS", ".", "LowQual", "PASS;x", "PASSED"]))
    reference = draw(bases)
    return "\t".join(
        [
            contig,
            str(position),
            "rs1",
            reference,
            ",".join(alleles),
            "9",
            filters,
            ";".join(info),
            ":".join(form),
            *columns,
        ]
    )


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(lines=st.lists(data_lines(), min_size=1, max_size=30))
def test_both_readers_agree_on_any_line(tmp_path_factory: pytest.TempPathFactory, lines: list[str]) -> None:
    more = ['##INFO=<ID=GNOMADAF,Number=.,Type=Float,Description="x">']
    text = header(fields=FIELDS, more=more) + "\n".join(lines) + "\n"
    path = write(tmp_path_factory.mktemp("v") / "a.vcf", text)
    assert_agree(path, Assembly.GRCH38)
