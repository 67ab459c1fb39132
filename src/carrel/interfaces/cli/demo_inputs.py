"""Real public families for the demonstration: where they lie, and the one that must first be written as an annotated VCF."""

from __future__ import annotations

import csv
import gzip
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pysam

from carrel.foundation.vocabulary.genome import AUTOSOMES, CHROMOSOME_INDEX, LENGTHS, Assembly


PACKAGED = Path(__file__).resolve().parents[2] / "docs" / "demo"
CHECKOUT = Path(__file__).resolve().parents[4] / "docs" / "demo"

_TERMS = {
    "coding_transcript_intron_variant": "intron_variant",
    "non_coding_transcript_intron_variant": "intron_variant",
    "3_prime_utr_variant": "3_prime_UTR_variant",
    "5_prime_utr_variant": "5_prime_UTR_variant",
    "disruptive_inframe_deletion": "inframe_deletion",
    "disruptive_inframe_insertion": "inframe_insertion",
    "frameshift_elongation": "frameshift_variant",
    "frameshift_truncation": "frameshift_variant",
}
# Columns of the table that are population frequencies (in per cent), and the names that VEP gives them.
_FREQUENCIES = {
    "DBSNP_FREQUENCY": "AF",
    "EXAC_AFR_FREQ": "ExAC_AFR_AF",
    "EXAC_AMR_FREQ": "ExAC_AMR_AF",
    "EXAC_EAS_FREQ": "ExAC_EAS_AF",
    "EXAC_FIN_FREQ": "ExAC_FIN_AF",
    "EXAC_NFE_FREQ": "ExAC_NFE_AF",
    "EXAC_SAS_FREQ": "ExAC_SAS_AF",
}
_CSQ = (
    "Allele",
    "Consequence",
    "SYMBOL",
    "Feature_type",
    "Feature",
    "BIOTYPE",
    "HGVSc",
    "HGVSp",
    *_FREQUENCIES.values(),
)
_CODING = "protein_coding"


@dataclass(frozen=True)
class Family:
    """One demonstration: its files and what is asked."""

    name: str
    story: str
    panel: str
    terms: tuple[str, ...]
    vcf: Path
    ped: Path | None = None
    sex: str = "unknown"
    structural: Path | None = None
    repeats: Path | None = None
    published: str = ""


def excerpts() -> Path:
    """The folder of small excerpts and demonstration panels that comes with Carrel."""
    return CHECKOUT if CHECKOUT.is_dir() else PACKAGED


def families(data: Path | None, work: Path) -> tuple[Family, ...]:
    """The three families: whole files from `data` where it has them, else the excerpts. `work` takes the converted VCF."""
    germline = data / "vcf_germline" if data else Path()
    whole = data is not None and (germline / "pfeiffer").is_dir()
    if whole:
        exome = germline / "pfeiffer"
        pfeiffer = write_annotated(
            exome / "pfeiffer_hiphive.vcf.gz", exome / "pfeiffer_hiphive.variants.tsv.gz", work / "pfeiffer.vcf.gz"
        )
        ashkenazi, ceph = germline / "giab_ashk_trio", germline / "scout_ceph_trio"
    else:
        pfeiffer = excerpts() / "pfeiffer.vcf.gz"
        ashkenazi = ceph = excerpts()
    return (
        Family(
            "pfeiffer",
            "A boy with craniosynostosis and broad thumbs: one exome, GRCh37, published answer FGFR2 (Pfeiffer syndrome).",
            "1",
            ("HP:0001156", "HP:0001363", "HP:0011304", "HP:0010055"),
            pfeiffer,
            sex="male",
            published="FGFR2",
        ),
        Family(
            "hg002-trio",
            "Genome in a Bottle's Ashkenazim trio (HG002 and parents), chromosomes 1 and 2, GRCh37, annotated by bcftools csq.",
            "2",
            ("HP:0000556", "HP:0000365"),
            ashkenazi / "ashk-trio.vcf.gz",
            ped=ashkenazi / "ashk-trio.ped",
        ),
        Family(
            "ceph-trio",
            "A CEPH trio (NA12882 and parents) with small variants, structural variants and repeats, GRCh37, annotated by VEP.",
            "3",
            ("HP:0001298", "HP:0001250"),
            ceph / "643594.clinical.vcf.gz",
            ped=ceph / "643594.ped",
            structural=ceph / "643594.clinical.SV.vcf.gz",
            repeats=ceph / "643594.clinical.str.stranger.vcf.gz",
        ),
    )


def data_folder() -> Path | None:
    """The folder of real public test data: `$CARREL_TEST_DATA`, else `shared/data` beside the project; None where absent."""
    named = os.environ.get("CARREL_TEST_DATA")
    folder = Path(named) if named else CHECKOUT.parents[2] / "shared" / "data"
    return folder if folder.is_dir() else None


def write_annotated(vcf: Path, table: Path, target: Path) -> Path:
    """Write the exome as a VCF with VEP's CSQ, from Exomiser's result VCF (genotypes) and result table (annotation).

    The FILTER column of the result VCF holds Exomiser's own filters, not the caller's, so it is left open (`.`).
    Frequencies of the table are per cent. Returns `target`.
    """
    genotypes = dict(_genotypes(vcf))
    rows = sorted(_annotated(table, genotypes), key=lambda row: (CHROMOSOME_INDEX[row[0]], row[1]))
    target.parent.mkdir(parents=True, exist_ok=True)
    waiting = target.with_suffix(".part")
    with pysam.BGZFile(str(waiting), "w", None) as out:
        out.write(_header().encode())
        for _, _, line in rows:
            out.write(line.encode())
    waiting.replace(target)
    return target


def _genotypes(vcf: Path) -> Iterator[tuple[tuple[str, ...], tuple[str, str, str]]]:
    """(chromosome, position, ref, alt) -> (id, format, sample column)."""
    with gzip.open(vcf, "rt") as lines:
        for line in lines:
            if not line.startswith("#"):
                columns = line.rstrip("\n").split("\t")
                yield (columns[0], columns[1], columns[3], columns[4]), (columns[2], columns[8], columns[9])


def _annotated(table: Path, genotypes: dict[tuple[str, ...], tuple[str, str, str]]) -> Iterator[tuple[str, int, str]]:
    with gzip.open(table, "rt", newline="") as lines:
        for row in csv.DictReader(lines, delimiter="\t"):
            key = (row["#CHROM"], row["POS"], row["REF"], row["ALT"])
            if key in genotypes and row["#CHROM"] in (*AUTOSOMES, "X", "Y"):
                name, form, sample = genotypes[key]
                fixed = "\t".join(
                    (key[0], key[1], name, key[2], key[3], row["QUAL"], ".", f"CSQ={_csq(row)}", form, sample)
                )
                yield key[0], int(key[1]), fixed + "\n"


def _csq(row: dict[str, str]) -> str:
    parts = [*row["HGVS"].split(":"), "", ""]
    symbol, transcript = parts[:2]
    coding = next((part for part in parts if part[:2] in ("c.", "n.")), "")
    protein = next((part for part in parts if part.startswith("p.")), "").replace("(", "").replace(")", "")
    term = _TERMS.get(row["FUNCTIONAL_CLASS"], row["FUNCTIONAL_CLASS"])
    biotype = "" if term == "intergenic_variant" else "non_coding" if term.startswith("non_coding") else _CODING
    values = (
        row["ALT"], term, row["EXOMISER_GENE"] or symbol, "Transcript", transcript, biotype,
        f"{transcript}:{coding}" if coding else "", protein.replace("=", "%3D"),
        *(_share(row[column]) for column in _FREQUENCIES),
    )  # fmt: skip
    return "|".join(values)


def _share(percent: str) -> str:
    return "" if percent in (".", "", "0.0") else f"{float(percent) / 100:.6g}"


def _header() -> str:
    lengths = LENGTHS[Assembly.GRCH37]
    contigs = "".join(f"##contig=<ID={name},length={length},assembly=GRCh37>\n" for name, length in lengths.items())
    return (
        f"##fileformat=VCFv4.2\n{contigs}"
        f'##INFO=<ID=CSQ,Number=.,Type=String,Description="Consequence annotations in VEP layout. Format: {"|".join(_CSQ)}">\n'
        '##FORMAT=<ID=GT,Number=1,Type=String,Description="Genotype">\n'
        '##FORMAT=<ID=AD,Number=R,Type=Integer,Description="Allelic depths">\n'
        '##FORMAT=<ID=DP,Number=1,Type=Integer,Description="Depth">\n'
        '##FORMAT=<ID=GQ,Number=1,Type=Float,Description="Genotype quality">\n'
        '##FORMAT=<ID=PL,Number=G,Type=Integer,Description="Genotype likelihoods">\n'
        '##FORMAT=<ID=DS,Number=1,Type=Float,Description="Dosage">\n'
        "#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\tmanuel\n"
    )
