"""What is read of a family's files, whatever they are called, packed or annotated with."""

from __future__ import annotations

import gzip
from dataclasses import replace
from pathlib import Path

import pysam
import pysam.bcftools
import pytest

from carrel.care.genomes import actions, queries
from carrel.care.genomes.values import Call, FamilyVariant, ReadRequest, Stop, VariantFile
from carrel.foundation.vocabulary.genome import Assembly, VariantKey
from tests.genomes.families import TRIO, csq, header, line, request, write


def read(path: Path, store: Path, **options: object) -> queries.FamilyTable:
    return queries.open_table(actions.read_family(request(path, **options), store))


def only(table: queries.FamilyTable) -> FamilyVariant:
    (variant,) = table.candidates()
    return variant


def test_a_rare_missense_variant_is_a_candidate_with_all_that_was_read(tmp_path: Path) -> None:
    table = read(write(tmp_path / "a.vcf.gz", header() + line(info=f"CSQ={csq(frequency='0.001')}")), tmp_path)
    variant = only(table)
    assert variant.key == VariantKey("1", 1000, "C", "T")
    assert variant.calls[0] == Call(1, 2, 10, 12, 22, 60)
    assert variant.consequences[0].terms == ("missense_variant",)
    assert variant.consequences[0].hgnc_id == "HGNC:1"
    assert [(f.population, f.frequency) for f in variant.frequencies] == [("gnomad_exomes:ALL", 0.001)]
    assert table.summary.assembly is Assembly.GRCH38
    assert table.summary.annotated_genes == {"HGNC:1"}
    assert table.summary.people == TRIO


@pytest.mark.parametrize(
    ("changed", "stop"),
    [
        ({"filters": "LowQual"}, Stop.FILTER),
        ({"people": ("0/0:9,0:9:9", "0/0:9,0:9:9", "./.")}, Stop.NO_CARRIER),
        ({"info": f"CSQ={csq(frequency='0.0500001')}"}, Stop.FREQUENCY),
        ({"info": f"CSQ={csq(terms='intron_variant')}"}, Stop.CONSEQUENCE),
        ({"info": "DP=3"}, Stop.CONSEQUENCE),
        ({"alternate": "*"}, Stop.NOT_A_SEQUENCE),
        ({"alternate": "<DEL>"}, Stop.NOT_A_SEQUENCE),
    ],
)
def test_what_is_passed_over_keeps_its_reason(tmp_path: Path, changed: dict[str, object], stop: Stop) -> None:
    table = read(write(tmp_path / "a.vcf.gz", header() + line(**changed)), tmp_path)  # type: ignore[arg-type]
    key = VariantKey("1", 1000, "C", str(changed.get("alternate", "T")))
    assert table.candidates() == ()
    assert table.stop_of(key) is stop
    assert table.has(key)
    assert table.summary.counts.stops[stop] == 1


def test_a_variant_that_is_not_in_the_files_has_no_reason(tmp_path: Path) -> None:
    table = read(write(tmp_path / "a.vcf.gz", header() + line()), tmp_path)
    assert table.stop_of(VariantKey("1", 1000, "C", "G")) is None
    assert not table.has(VariantKey("1", 1000, "C", "G"))
    assert table.has(VariantKey("1", 1000, "C", "T"))
    assert table.stop_of(VariantKey("1", 1000, "C", "T")) is None


@pytest.mark.parametrize(
    "info",
    [
        f"CSQ={csq(frequency='0.05')}",  # exactly the cut is not above it
        f"CSQ={csq(frequency='5e-2')}",
        f"CSQ={csq(frequency='0.9', significance='likely_pathogenic')}",
        f"CSQ={csq(frequency='0.9', terms='intron_variant', significance='benign&Pathogenic')}",
        f"CSQ={csq(terms='intron_variant&splice_polypyrimidine_tract_variant')}",
        f"CSQ={csq(terms='non_coding_transcript_exon_variant', biotype='lncRNA')}",
        "CSQ=T|missense_variant|X|G|E|T|protein_coding|||||0.9|",  # AMI alone cannot show that a variant is common
    ],
)
def test_what_a_later_rule_may_take_is_kept(tmp_path: Path, info: str) -> None:
    assert len(read(write(tmp_path / "a.vcf.gz", header() + line(info=info)), tmp_path).candidates()) == 1


def test_an_exon_of_a_non_coding_transcript_of_a_coding_gene_is_no_candidate(tmp_path: Path) -> None:
    entries = [csq(terms="non_coding_transcript_exon_variant", biotype="retained_intron"), csq(terms="intron_variant")]
    table = read(write(tmp_path / "a.vcf.gz", header() + line(info="CSQ=" + ",".join(entries))), tmp_path)
    assert table.candidates() == ()


def test_the_order_of_vep_fields_is_that_of_the_header(tmp_path: Path) -> None:
    fields = "gnomADe_AF|BIOTYPE|SYMBOL|Consequence|Allele"
    text = header(fields=fields) + line(info="CSQ=0.01|protein_coding|ABC|stop_gained|T")
    table = read(write(tmp_path / "a.vcf.gz", text), tmp_path)
    assert only(table).consequences[0].symbol == "ABC"
    assert table.summary.annotated_genes == {"ABC"}


def test_alternates_of_one_line_are_split_trimmed_and_have_their_own_entries(tmp_path: Path) -> None:
    info = "CSQ=" + ",".join(
        [csq("-", "frameshift_variant", symbol="DEL"), csq("AAA", "inframe_insertion", symbol="INS")]
    )
    people = ("1/2:1,10,12:23:60", "0/1:9,9,0:18:60", "0/2:9,0,9:18:60")
    table = read(write(tmp_path / "a.vcf.gz", header() + line(1000, "CA", "C,CAAA", info, people)), tmp_path)
    by_allele = {str(variant.key): variant for variant in table.candidates()}
    assert set(by_allele) == {"1:1000:CA:C", "1:1000:C:CAA"}
    assert by_allele["1:1000:CA:C"].consequences[0].symbol == "DEL"
    assert by_allele["1:1000:C:CAA"].consequences[0].symbol == "INS"
    assert by_allele["1:1000:C:CAA"].calls[0] == Call(1, 2, 1, 12, 23, 60, other_alternate=True)
    assert table.summary.counts.people[0].called == 0  # lines with two alternates are not counted


def test_phase_comes_from_ps_else_pid_else_the_bar(tmp_path: Path) -> None:
    people = ("1|0:77:.:.", "0/1:.:0|1:500_A_T", "0|1:.:.:.")
    text = header() + line(people=people, form="GT:PS:PGT:PID")
    calls = only(read(write(tmp_path / "a.vcf.gz", text), tmp_path)).calls
    assert [(call.phase_set, call.haplotype) for call in calls] == [("77", 0), ("500_A_T", 1), ("file", 1)]


@pytest.mark.parametrize(
    ("form", "column", "expected"),
    [
        ("GT:RO:AO", "0/1:7:5", (7, 5, 12, None)),
        ("GT:DP:DV", "0/1:12:5", (7, 5, 12, None)),
        ("GT:GQ:AD", "0/1:99.7:7,5", (7, 5, 12, 99)),
        ("GT:AD", "0/1:.", (None, None, None, None)),
        ("GT", "0/1", (None, None, None, None)),
    ],
)
def test_reads_are_found_however_the_caller_writes_them(
    tmp_path: Path, form: str, column: str, expected: tuple[int | None, ...]
) -> None:
    text = header() + line(people=(column, column, column), form=form)
    call = only(read(write(tmp_path / "a.vcf.gz", text), tmp_path)).calls[0]
    assert (call.reference_reads, call.alternate_reads, call.depth, call.quality) == expected


@pytest.mark.parametrize("name", ["chr1", "1", "Chr1"])
def test_chromosomes_have_plain_names_inside(tmp_path: Path, name: str) -> None:
    contig = f"##contig=<ID={name},length=249250621>"
    table = read(write(tmp_path / "a.vcf.gz", header(contigs=[contig]) + line(chromosome=name)), tmp_path)
    assert only(table).key.chromosome == "1"
    assert table.summary.assembly is Assembly.GRCH37


@pytest.mark.parametrize("name", ["chrM", "MT", "M"])
def test_the_mitochondrion_is_mt(tmp_path: Path, name: str) -> None:
    table = read(write(tmp_path / "a.vcf.gz", header() + line(chromosome=name)), tmp_path)
    assert only(table).key.chromosome == "MT"


def test_plain_gzip_plain_text_and_bcf_read_like_bgzf(tmp_path: Path) -> None:
    text = header() + "".join(line(1000 + number) for number in range(50))
    packed = write(tmp_path / "a.vcf.gz", text)
    plain = write(tmp_path / "b.vcf", text)
    (tmp_path / "c.vcf.gz").write_bytes(gzip.compress(text.encode()))
    pysam.bcftools.view("-Ob", "-o", str(tmp_path / "d.bcf"), str(packed), catch_stdout=False)
    tables = [read(path, tmp_path) for path in (packed, plain, tmp_path / "c.vcf.gz", tmp_path / "d.bcf")]
    assert len(tables[0].candidates()) == 50
    assert all(table.candidates() == tables[0].candidates() for table in tables)
    assert all(table.summary.counts == tables[0].summary.counts for table in tables)


def test_lines_longer_than_a_piece_are_read_whole(tmp_path: Path) -> None:
    text = header() + line(1000) + line(1001, info="X=" + "y" * (10 << 20) + f";CSQ={csq()}") + line(1002)
    table = read(write(tmp_path / "a.vcf.gz", text), tmp_path)
    assert [variant.key.position for variant in table.candidates()] == [1000, 1001, 1002]


def test_a_header_alone_is_a_family_without_variants(tmp_path: Path) -> None:
    table = read(write(tmp_path / "a.vcf.gz", header()), tmp_path)
    assert table.candidates() == ()
    assert table.summary.counts.records == 0


def test_bytes_that_are_no_text_do_no_harm(tmp_path: Path) -> None:
    text = (header() + line(info=f"NOTE=caf\xe9;CSQ={csq()}")).encode("latin-1")
    assert len(read(write(tmp_path / "a.vcf.gz", text), tmp_path).candidates()) == 1


def test_lines_may_end_in_carriage_returns(tmp_path: Path) -> None:
    text = header() + line(form="AD:GT", people=("9,9:0/1", "9,0:0/0", "9,0:0/0"))
    table = read(write(tmp_path / "a.vcf", text.replace("\n", "\r\n")), tmp_path)
    assert only(table).calls[0].copies == 1


def test_records_in_any_order_are_sorted_with_a_warning(tmp_path: Path) -> None:
    table = read(write(tmp_path / "a.vcf.gz", header() + line(2000) + line(1000)), tmp_path)
    assert [variant.key.position for variant in table.candidates()] == [1000, 2000]
    assert any("order" in warning for warning in table.summary.warnings)
    assert table.has(VariantKey("1", 2000, "C", "T"))


def test_one_file_for_each_person_is_merged_and_an_absent_site_is_missing(tmp_path: Path) -> None:
    child = write(tmp_path / "c.vcf.gz", header(["C"]) + line(people=("0/1:9,9:18:50",)))
    father = write(tmp_path / "f.vcf.gz", header(["F"]) + line(2000, people=("0/1:9,9:18:50",)))
    files = (VariantFile(str(child), {"C": "C"}), VariantFile(str(father), {"F": "F"}))
    table = queries.open_table(actions.read_family(ReadRequest(files, ("C", "F")), tmp_path))
    assert [[call.missing for call in variant.calls] for variant in table.candidates()] == [
        [False, True],
        [True, False],
    ]
    assert [warning for warning in table.summary.warnings if "nothing can be told to be new" in warning]


def test_a_reference_block_of_a_gvcf_is_a_reference_call(tmp_path: Path) -> None:
    block = ['##ALT=<ID=NON_REF,Description="x">', '##INFO=<ID=END,Number=1,Type=Integer,Description="x">']
    child = write(
        tmp_path / "c.vcf.gz", header(["C"], more=block) + line(1000, "C", "T,<NON_REF>", people=("0/1:9,9,0:18:50",))
    )
    father = write(
        tmp_path / "f.vcf.gz",
        header(["F"], more=block) + line(900, "A", "<NON_REF>", "END=1100", ("0/0:30:60",), form="GT:DP:GQ"),
    )
    files = (VariantFile(str(child), {"C": "C"}), VariantFile(str(father), {"F": "F"}))
    table = queries.open_table(actions.read_family(ReadRequest(files, ("C", "F")), tmp_path))
    calls = only(table).calls
    assert (calls[0].copies, calls[1].copies, calls[1].ploidy, calls[1].quality) == (1, 0, 2, 60)
    assert not any("no call" in warning for warning in table.summary.warnings)


def test_files_of_the_same_people_are_read_one_after_the_other(tmp_path: Path) -> None:
    one = write(tmp_path / "1.vcf.gz", header() + line(1000))
    two = write(tmp_path / "2.vcf.gz", header() + line(1000, chromosome="chr2"))
    table = queries.open_table(actions.read_family(request(one, two), tmp_path))
    assert [variant.key.chromosome for variant in table.candidates()] == ["1", "2"]
    assert table.summary.counts.records == 2


def test_equal_inputs_give_the_same_bytes_and_are_read_once(tmp_path: Path) -> None:
    path = write(tmp_path / "a.vcf.gz", header() + "".join(line(1000 + number) for number in range(300)))
    one = actions.read_family(request(path), tmp_path / "one")
    two = actions.read_family(request(path), tmp_path / "two")
    assert one.name == two.name
    for file in sorted(one.iterdir()):
        assert file.read_bytes() == (two / file.name).read_bytes()
    before = {file: file.stat().st_mtime_ns for file in one.iterdir()}
    assert actions.read_family(request(path), tmp_path / "one") == one
    assert before == {file: file.stat().st_mtime_ns for file in one.iterdir()}
    assert actions.read_family(replace(request(path), trios=()), tmp_path / "one") != one


def test_consequences_that_bcftools_writes_elsewhere_are_found(tmp_path: Path) -> None:
    bcsq = header().replace("ID=CSQ", "ID=BCSQ")
    joint = "BCSQ=missense|ABC|ENST1|protein_coding|+|12A>12G|1000C>T+1001A>G"
    text = bcsq + line(1000, info=joint) + line(1001, "A", "G", info="BCSQ=@1000")
    table = read(write(tmp_path / "a.vcf.gz", text), tmp_path)
    assert [variant.consequences[0].symbol for variant in table.candidates()] == ["ABC", "ABC"]
    assert table.summary.annotation == "bcftools BCSQ"


def test_a_pointer_to_nowhere_is_told(tmp_path: Path) -> None:
    text = header().replace("ID=CSQ", "ID=BCSQ") + line(1001, "A", "G", info="BCSQ=@1000")
    table = read(write(tmp_path / "a.vcf.gz", text), tmp_path)
    assert table.stop_of(VariantKey("1", 1001, "A", "G")) is Stop.CONSEQUENCE
    assert any("chr1:1001" in warning for warning in table.summary.warnings)


def test_indels_are_shifted_to_the_left_along_a_fasta(tmp_path: Path) -> None:
    fasta = tmp_path / "a.fa"
    fasta.write_text(">chr1\nGGCACACAT\n")
    pysam.faidx(str(fasta))
    contig = "##contig=<ID=chr1,length=248956422>"
    text = header(contigs=[contig]) + line(6, "ACA", "A", info=f"CSQ={csq('-', 'frameshift_variant')}")
    table = read(write(tmp_path / "a.vcf.gz", text), tmp_path, fasta=str(fasta))
    assert str(only(table).key) == "1:2:GCA:G"
    assert table.has(VariantKey("1", 2, "GCA", "G"))
    assert table.has(VariantKey("1", 6, "ACA", "A"))
