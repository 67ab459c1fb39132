"""Small VCFs for the tests of reading: one line says one thing."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pysam

from carrel.care.genomes.values import ReadRequest, VariantFile


FIELDS = "Allele|Consequence|IMPACT|SYMBOL|Gene|Feature|BIOTYPE|HGNC_ID|HGVSp|gnomADe_AF|gnomADg_AFR_AF|gnomADg_AMI_AF|CLIN_SIG"
CHILD, FATHER, MOTHER = "C", "F", "M"
TRIO = (CHILD, FATHER, MOTHER)
CONTIG = "##contig=<ID=chr1,length=248956422>"


def csq(
    allele: str = "T",
    terms: str = "missense_variant",
    frequency: str = "",
    significance: str = "",
    symbol: str = "GENE1",
    biotype: str = "protein_coding",
) -> str:
    """One VEP entry."""
    return f"{allele}|{terms}|X|{symbol}|ENSG1|ENST1|{biotype}|HGNC:1||{frequency}|||{significance}"


def header(
    samples: Sequence[str] = TRIO, contigs: Sequence[str] = (CONTIG,), fields: str = FIELDS, more: Sequence[str] = ()
) -> str:
    """The header of a VCF with VEP's CSQ."""
    columns = ["#CHROM", "POS", "ID", "REF", "ALT", "QUAL", "FILTER", "INFO", "FORMAT", *samples]
    lines = [
        "##fileformat=VCFv4.2",
        '##FILTER=<ID=PASS,Description="x">',
        '##FILTER=<ID=LowQual,Description="x">',
        *contigs,
        f'##INFO=<ID=CSQ,Number=.,Type=String,Description="Consequence annotations from Ensembl VEP. Format: {fields}">',
        '##FORMAT=<ID=GT,Number=1,Type=String,Description="x">',
        '##FORMAT=<ID=AD,Number=R,Type=Integer,Description="x">',
        '##FORMAT=<ID=DP,Number=1,Type=Integer,Description="x">',
        '##FORMAT=<ID=GQ,Number=1,Type=Integer,Description="x">',
        *more,
        "\t".join(columns),
    ]
    return "\n".join(lines) + "\n"


def line(
    position: object = 1000,
    reference: str = "C",
    alternate: str = "T",
    info: str | None = None,
    people: Sequence[str] = ("0/1:10,12:22:60", "0/0:20,0:20:60", "0/0:30,0:30:60"),
    chromosome: str = "chr1",
    filters: str = "PASS",
    form: str = "GT:AD:DP:GQ",
) -> str:
    """One data line."""
    info = f"CSQ={csq()}" if info is None else info
    return "\t".join([chromosome, str(position), ".", reference, alternate, "50", filters, info, form, *people]) + "\n"


def write(path: Path, text: str | bytes) -> Path:
    """Writes a VCF, packed as BGZF where its name ends in .gz."""
    content = text.encode() if isinstance(text, str) else text
    if path.suffix == ".gz":
        with pysam.BGZFile(str(path), "wb") as file:
            file.write(content)
    else:
        path.write_bytes(content)
    return path


def request(*paths: Path, people: Sequence[str] = TRIO, **options: object) -> ReadRequest:
    """A request for a family whose people have the names of their samples."""
    trios = (tuple(people[:3]),) if len(people) >= 3 else ()
    files = tuple(VariantFile(str(path), {person: person for person in people}) for path in paths)
    return ReadRequest(files, tuple(people), trios=trios, **options)  # type: ignore[arg-type]
