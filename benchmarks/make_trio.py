"""Writes a synthetic, VEP-annotated trio of 4.7 million records to time the reading with: equal options, equal bytes.

    python benchmarks/make_trio.py --out benchmarks/data/trio.vcf.gz

GRCh38, GT:AD:DP:GQ:PL of three people, a CSQ of 30 fields, about 1 kB a line. 5.5 % of the records are rare (below 1 % or
absent from the populations), a few hundred of them HIGH or MODERATE in the child. No real person's data.
"""

from __future__ import annotations

import argparse
import random
from pathlib import Path

import pysam


RECORDS = 4_696_334
LENGTHS = (
    248956422, 242193529, 198295559, 190214555, 181538259, 170805979, 159345973, 145138636, 138394717, 133797422, 135086622,
    133275309, 114364328, 107043718, 101991189, 90338345, 83257441, 80373285, 58617616, 64444167, 46709983, 50818468,
    156040895,
)  # fmt: skip
NAMES = [f"chr{number}" for number in range(1, 23)] + ["chrX"]
FIELDS = (
    "Allele|Consequence|IMPACT|SYMBOL|Gene|Feature_type|Feature|BIOTYPE|EXON|INTRON|HGVSc|HGVSp|cDNA_position|"
    "Existing_variation|DISTANCE|STRAND|SYMBOL_SOURCE|HGNC_ID|CANONICAL|MANE_SELECT|gnomADe_AF|gnomADe_AFR_AF|"
    "gnomADe_NFE_AF|gnomADg_AF|gnomADg_AFR_AF|gnomADg_EAS_AF|gnomADg_NFE_AF|MAX_AF|CLIN_SIG|LoF"
)
# (consequence, impact, share of the records, place: 0 between genes, 1 intron, 2 exon)
COMMON = (
    ("intron_variant", "MODIFIER", 0.52, 1),
    ("intergenic_variant", "MODIFIER", 0.3895, 0),
    ("upstream_gene_variant", "MODIFIER", 0.04, 0),
    ("downstream_gene_variant", "MODIFIER", 0.03, 0),
    ("3_prime_UTR_variant", "MODIFIER", 0.008, 2),
    ("non_coding_transcript_exon_variant", "MODIFIER", 0.008, 2),
    ("synonymous_variant", "LOW", 0.0024, 2),
    ("missense_variant", "MODERATE", 0.0019, 2),
    ("splice_region_variant&intron_variant", "LOW", 0.0001, 1),
    ("stop_gained", "HIGH", 0.00005, 2),
    ("frameshift_variant", "HIGH", 0.00005, 2),
)
# Father, mother -> what a child can inherit; (genotype text, number of alternates)
GENOTYPES = (("0/0", 0), ("0/1", 1), ("1/1", 2))
HEADER = """##fileformat=VCFv4.2
##FILTER=<ID=PASS,Description="All filters passed">
##FILTER=<ID=LowQual,Description="Low quality">
{contigs}
##INFO=<ID=AC,Number=A,Type=Integer,Description="Alternate alleles in the genotypes">
##INFO=<ID=AN,Number=1,Type=Integer,Description="Alleles in the genotypes">
##INFO=<ID=DP,Number=1,Type=Integer,Description="Read depth">
##INFO=<ID=FS,Number=1,Type=Float,Description="Strand bias">
##INFO=<ID=MQ,Number=1,Type=Float,Description="Mapping quality">
##INFO=<ID=QD,Number=1,Type=Float,Description="Quality by depth">
##INFO=<ID=SOR,Number=1,Type=Float,Description="Strand odds ratio">
##INFO=<ID=CSQ,Number=.,Type=String,Description="Consequence annotations from Ensembl VEP. Format: {fields}">
##FORMAT=<ID=GT,Number=1,Type=String,Description="Genotype">
##FORMAT=<ID=AD,Number=R,Type=Integer,Description="Read depth of each allele">
##FORMAT=<ID=DP,Number=1,Type=Integer,Description="Read depth">
##FORMAT=<ID=GQ,Number=1,Type=Integer,Description="Genotype quality">
##FORMAT=<ID=PL,Number=G,Type=Integer,Description="Genotype likelihoods">
##bcftools_normVersion=1.20
#CHROM	POS	ID	REF	ALT	QUAL	FILTER	INFO	FORMAT	CHILD	FATHER	MOTHER
"""


def column(draw: random.Random, genotype: int) -> str:
    """One genotype column with plausible reads and likelihoods."""
    depth = 20 + int(draw.random() * 25)
    if genotype == 0:
        return f"0/0:{depth},0:{depth}:{min(99, depth * 3)}:0,{depth * 3},{depth * 38}"
    if genotype == 2:
        return f"1/1:0,{depth}:{depth}:{min(99, depth * 3)}:{depth * 38},{depth * 3},0"
    alternate = max(3, min(depth - 3, int(draw.gauss(depth / 2, depth**0.5 / 2))))
    return f"0/1:{depth - alternate},{alternate}:{depth}:99:{alternate * 30},0,{(depth - alternate) * 33}"


def family(draw: random.Random, frequency: float, on_x: bool) -> tuple[int, int, int]:
    """Alternates of child (a girl), father, mother, at least one in the family; the child's are inherited."""
    while True:
        alleles = [draw.random() < frequency for _ in range(4)]
        if on_x:
            alleles[1] = alleles[0]
        father, mother = alleles[0] + alleles[1], alleles[2] + alleles[3]
        if father + mother:
            return alleles[draw.random() < 0.5] + alleles[2 + (draw.random() < 0.5)], father, mother


def entries(
    draw: random.Random, alternate: str, position: int, kind: tuple[str, str, float, int], shares: list[str]
) -> str:
    """The CSQ value: one entry for a place between genes, five to seven transcripts of a gene."""
    consequence, impact, _, place = kind
    tail = "|".join(shares)
    number = position // 60_000 + 1
    known = f"rs{position}" if shares[0] else ""
    if consequence == "intergenic_variant":
        return f"{alternate}|{consequence}|{impact}|||||||||||{known}|||||||{tail}|"
    gene, symbol = f"ENSG{number:011d}", f"GENE{number}"
    written = []
    for copy in range(5 + number % 3):
        transcript = f"ENST{number * 10 + copy:011d}.{1 + number % 5}"
        exon = f"{1 + number % 20}/22" if place == 2 else ""
        intron = f"{1 + number % 20}/21" if place == 1 else ""
        biotype = "lncRNA" if consequence.startswith("non_coding") or number % 4 == 0 else "protein_coding"
        coding = f"{transcript}:c.{position % 3000}{'+17' if place == 1 else ''}A>{alternate}" if place else ""
        protein = f"ENSP{number:011d}.1:p.Ala{position % 900}Val" if impact in ("HIGH", "MODERATE") else ""
        first = "YES" if copy == 0 else ""
        mane = f"NM_{number:06d}.3" if copy == 0 else ""
        loss = "HC" if impact == "HIGH" else ""
        written.append(
            f"{alternate}|{consequence}|{impact}|{symbol}|{gene}|Transcript|{transcript}|{biotype}|{exon}|{intron}|{coding}|"
            f"{protein}|{position % 4000 if place == 2 else ''}|{known}|{'' if place else position % 5000}|{1 - 2 * (number % 2)}|"
            f"HGNC|HGNC:{number}|{first}|{mane}|{tail}|{loss}"
        )
    return ",".join(written)


def population_fields(draw: random.Random, frequency: float, rare: bool) -> list[str]:
    """gnomAD exomes and genomes by population, MAX_AF and CLIN_SIG."""
    if rare and draw.random() < 0.4:
        return [""] * 9
    values = [frequency * (0.6 + 0.8 * draw.random()) for _ in range(4)]
    exomes = ["", "", ""] if draw.random() < 0.9 else [f"{min(value, 0.9999):.4g}" for value in values[:3]]
    genomes = [f"{min(value, 0.9999):.6g}" for value in values]
    top = f"{min(max(values), 0.9999):.6g}"
    return [*exomes, *genomes, top, "benign" if draw.random() < 0.002 else ""]


def kind_of(draw: random.Random, rare: bool) -> tuple[str, str, float, int]:
    at = draw.random()
    for kind in COMMON:
        at -= kind[2] * (0.8 if rare and kind[1] in ("HIGH", "MODERATE") else 1.0)
        if at < 0:
            return kind
    return COMMON[0]


def line(draw: random.Random, name: str, position: int) -> str:
    """One data line."""
    rare = draw.random() < 0.055
    frequency = 10 ** draw.uniform(-5, -2.1) if rare else 10 ** draw.uniform(-1.4, -0.05)
    if not rare and draw.random() < 0.07:
        frequency = draw.uniform(0.01, 0.05)
    child, father, mother = family(draw, max(frequency, 0.02), name == "chrX")
    if rare and draw.random() < 0.001:
        child, father, mother = 1, 0, 0
    reference = "ACGT"[int(draw.random() * 4)]
    alternate = (
        "CGTA"["ACGT".index(reference)] if draw.random() < 0.3 else {"A": "G", "G": "A", "C": "T", "T": "C"}[reference]
    )
    written = alternate
    if draw.random() < 0.12:
        bases = "".join(draw.choices("ACGT", k=1 + int(draw.random() * 4)))
        if draw.random() < 0.5:
            reference, alternate, written = reference + bases, reference, "-"
        else:
            alternate, written = reference + bases, bases
    shares = population_fields(draw, frequency, rare)
    csq = entries(draw, written, position, kind_of(draw, rare), shares)
    depth = 60 + int(draw.random() * 80)
    filters = "LowQual" if draw.random() < 0.03 else "PASS"
    known = f"rs{position}" if shares[0] else "."
    people = "\t".join(column(draw, genotype) for genotype in (child, father, mother))
    return (
        f"{name}\t{position}\t{known}\t{reference}\t{alternate}\t{depth * 12}.{depth % 100:02d}\t{filters}\t"
        f"AC={child + father + mother};AN=6;DP={depth};FS={draw.random() * 5:.3f};MQ=60.00;QD={10 + draw.random() * 20:.2f};"
        f"SOR={draw.random() * 2:.3f};CSQ={csq}\tGT:AD:DP:GQ:PL\t{people}\n"
    )


def write(out: Path, records: int, seed: int) -> None:
    """Streams the file, block by block."""
    draw = random.Random(seed)
    total = sum(LENGTHS)
    contigs = "\n".join(f"##contig=<ID={name},length={length}>" for name, length in zip(NAMES, LENGTHS, strict=True))
    out.parent.mkdir(parents=True, exist_ok=True)
    with pysam.BGZFile(str(out), "wb") as file:
        file.write(HEADER.format(contigs=contigs, fields=FIELDS).encode())
        for name, length in zip(NAMES, LENGTHS, strict=True):
            here = round(records * length / total)
            position, step, block = 10_000, (length - 20_000) / max(here, 1), []
            for number in range(here):
                position = max(position + 1, 10_000 + int((number + draw.random()) * step))
                block.append(line(draw, name, position))
                if len(block) == 2000:
                    file.write("".join(block).encode())
                    block = []
            file.write("".join(block).encode())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, default=Path(__file__).parent / "data" / "trio.vcf.gz")
    parser.add_argument("--records", type=int, default=RECORDS)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    write(options.out, options.records, options.seed)


if __name__ == "__main__":
    main()
