"""ClinVar's verdicts come back by variant and by protein change."""

from __future__ import annotations

import gzip
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carrel.foundation.knowledge import actions, queries
from carrel.foundation.knowledge.errors import SourceIsUnreadable
from carrel.foundation.knowledge.rules.protein_changes import change_in_title, protein_change
from carrel.foundation.vocabulary.genome import VariantKey, trim_alleles


pytestmark = pytest.mark.row("M5")
HEADER = (
    "##fileformat=VCFv4.1\n##fileDate=2024-05-01\n##source=ClinVar\n##reference=GRCh38\n"
    '##INFO=<ID=CLNSIG,Number=.,Type=String,Description="x">\n##INFO=<ID=CLNREVSTAT,Number=.,Type=String,Description="x">\n'
    "#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\n"
)
RECORDS = (
    "17\t100\t7\tA\tG\t.\t.\tCLNREVSTAT=criteria_provided,_single_submitter;CLNSIG=Pathogenic;GENEINFO=BRCA1:672|NBR2:10230\n"
    "17\t100\t8\tA\tT\t.\t.\tCLNREVSTAT=criteria_provided,_conflicting_classifications;"
    "CLNSIG=Conflicting_classifications_of_pathogenicity;CLNSIGCONF=Pathogenic(1)|Uncertain_significance(2)\n"
    "17\t105\t9\tCT\tC\t.\t.\tCLNREVSTAT=no_assertion_criteria_provided;CLNSIG=Benign\n"
    "17\t106\t10\tC\tG\t.\t.\tCLNSIGINCL=11:Pathogenic\n"
)
SUMMARY = (
    "#AlleleID\tType\tName\tGeneSymbol\tAssembly\tVariationID\n"
    "1\tSNV\tNM_007294.4(BRCA1):c.1A>G (p.Met1Val)\tBRCA1\tGRCh37\t7\n"
    "1\tSNV\tNM_007294.4(BRCA1):c.1A>G (p.Met1Val)\tBRCA1\tGRCh38\t7\n"
    "2\tSNV\tNM_007294.4(BRCA1):c.1A>T (p.Met1Leu)\tBRCA1\tGRCh38\t8\n"
    "3\tDeletion\tNM_007294.4(BRCA1):c.9del (p.Leu3fs)\tBRCA1\tGRCh38\t9\n"
)


def save(folder: Path, content: str, name: str) -> Path:
    path = folder / name
    path.write_bytes(gzip.compress(content.encode()) if name.endswith(".gz") else content.encode())
    return path


def add(folder: Path, store: Path, records: str = RECORDS, summary: str = SUMMARY) -> Path:
    files = [save(folder, HEADER + records, "clinvar.vcf.gz")]
    if summary:
        files.append(save(folder, summary, "variant_summary.txt.gz"))
    return Path(actions.add("clinvar", files, store=store).folder)


def test_every_record_of_clinvar_answers_as_bcftools_reads_it(test_data: Path, own_store: Path) -> None:
    path = test_data / "reference" / "clinvar-test.vcf.gz"
    query = ["bcftools", "query", "-f", "%CHROM\\t%POS\\t%REF\\t%ALT\\t%ID\\t%CLNSIG\\t%CLNREVSTAT\\n", str(path)]
    answer = subprocess.run(query, capture_output=True, check=True, text=True).stdout
    rows = [row for row in (line.split("\t") for line in answer.splitlines()) if row[3] != "."]
    edition = actions.add("clinvar", [path], store=own_store)
    assert (edition.version, edition.assembly, edition.rows) == ("2023-07-10", "GRCh37", len(rows))
    keys = [VariantKey(row[0], *trim_alleles(int(row[1]), row[2], row[3])) for row in rows]
    for row, records in zip(rows, queries.clinvar_for(Path(edition.folder), keys), strict=True):
        expected = (f"VCV{int(row[4]):09d}", row[5].lower(), row[6].lower())
        assert expected in [(record.accession, record.significance, record.review_status) for record in records]


def test_significance_review_and_conflict_are_told_per_allele(tmp_path: Path, own_store: Path) -> None:
    folder = add(tmp_path, own_store)
    keys = [VariantKey("17", 100, "A", "G"), VariantKey("17", 100, "A", "T"), VariantKey("17", 106, "C", "G")]
    pathogenic, conflicting, unknown = queries.clinvar_for(folder, keys)
    assert (pathogenic[0].significance, pathogenic[0].symbols) == ("pathogenic", ("BRCA1", "NBR2"))
    assert pathogenic[0].protein_change == "p.Met1Val"
    assert conflicting[0].conflicting == "pathogenic(1)|uncertain_significance(2)"
    assert unknown == ()


def test_the_same_protein_change_is_found_unless_benign(tmp_path: Path, own_store: Path) -> None:
    folder = add(tmp_path, own_store)
    asked = [("BRCA1", "p.Met1Val"), ("BRCA1", "p.Met1Leu"), ("BRCA1", "p.Leu3fs"), ("BRCA2", "p.Met1Val")]
    found = queries.clinvar_same_protein_change(folder, asked)
    assert {pair: [record.accession for record in records] for pair, records in found.items()} == {
        ("BRCA1", "p.Met1Val"): ["VCV000000007"],
        ("BRCA1", "p.Met1Leu"): ["VCV000000008"],
    }


def test_an_edition_without_the_summary_says_that_it_knows_no_protein_changes(tmp_path: Path, own_store: Path) -> None:
    folder = add(tmp_path, own_store, summary="")
    assert not queries.knows_protein_changes(folder)
    assert queries.clinvar_same_protein_change(folder, [("BRCA1", "p.Met1Val")]) == {}
    other = tmp_path / "other"
    other.mkdir()
    assert queries.knows_protein_changes(add(other, own_store))


BAD = {
    "odd id": (RECORDS.replace("\t7\t", "\trs7\t"), SUMMARY, "'rs7' is not a ClinVar variation id"),
    "short record": ("17\t100\t7\n", SUMMARY, "3 columns"),
    "not a summary": (RECORDS, "a\tb\n", "no columns VariationID and Name"),
    "short summary row": (RECORDS, SUMMARY + "1\t2\n", "line 6.*2 columns, the first line 6"),
    "other assembly": ("1\t248956423\t7\tA\tG\t.\t.\tCLNSIG=Benign\n", SUMMARY, "is the assembly right"),
}


@pytest.mark.parametrize(("records", "summary", "sentence"), BAD.values(), ids=BAD.keys())
def test_bad_files_are_refused_in_one_sentence(
    tmp_path: Path, own_store: Path, records: str, summary: str, sentence: str
) -> None:
    with pytest.raises(SourceIsUnreadable, match=sentence):
        add(tmp_path, own_store, records, summary)
    assert queries.editions(own_store) == []


def test_a_vcf_of_something_else_is_refused(tmp_path: Path, own_store: Path) -> None:
    path = save(tmp_path, HEADER.replace("CLN", "ABC"), "x.vcf")
    with pytest.raises(SourceIsUnreadable, match="is it ClinVar's VCF"):
        actions.add("clinvar", [path], store=own_store)
    with pytest.raises(SourceIsUnreadable, match="one VCF, and at most one"):
        actions.add("clinvar", [path, path], store=own_store)


@pytest.mark.parametrize(
    ("written", "same"),
    [
        ("NP_000050.2:p.(Arg97Gly)", "p.Arg97Gly"),
        ("ENSP00000369497.3:p.Arg97Gly", "p.Arg97Gly"),
        ("p.R97G", "p.Arg97Gly"),
        ("p.R97*", "p.Arg97Ter"),
        ("p.Arg97GlyfsTer26", "p.Arg97GlyfsTer26"),
        ("p.Arg97Glyfs*26", "p.Arg97GlyfsTer26"),
        ("p.Lys3del", "p.Lys3del"),
        ("p.Arg97=", ""),
        ("ENSP1:p.Arg97%3D", ""),
        ("p.?", ""),
        ("c.1A>G", ""),
        ("", ""),
    ],
)
def test_one_protein_change_has_one_spelling(written: str, same: str) -> None:
    assert protein_change(written) == same


@given(st.text(max_size=60))
def test_no_text_breaks_the_reader_of_protein_changes(text: str) -> None:
    change = protein_change(text)
    assert protein_change(change) == change
    change_in_title(f"NM_1.1(ABC):c.1A>G ({text})")
