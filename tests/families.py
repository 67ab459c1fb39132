"""Small made-up families for tests of the whole command: a trio's VCF with VEP annotation, its panel and its order."""

from __future__ import annotations

import json
import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pysam

from carrel.foundation.vocabulary.genome import LENGTHS, Assembly
from carrel.foundation.vocabulary.inheritance import ModeOfInheritance


FIELDS = (
    "Allele", "Consequence", "IMPACT", "SYMBOL", "Gene", "Feature_type", "Feature", "BIOTYPE", "HGVSc", "HGVSp", "HGNC_ID",
    "CANONICAL", "gnomADe_AF", "gnomADe_NFE_AF", "CLIN_SIG",
)  # fmt: skip
MONO = ModeOfInheritance.MONOALLELIC_NOT_IMPRINTED
BOTH = ModeOfInheritance.BOTH
HET, REF, HOM = "0/1:15,15:30:99", "0/0:30,0:30:90", "1/1:0,30:30:90"


@dataclass(frozen=True)
class Site:
    """One line of the VCF; `calls` are those of child, father and mother."""

    chrom: str
    pos: int
    ref: str
    alt: str
    calls: tuple[str, str, str]
    gene: str = ""
    hgnc: str = ""
    consequence: str = "intron_variant"
    frequency: str = ""
    filter: str = "PASS"
    clinvar: str = ""

    def line(self) -> str:
        annotation = "|".join((
            self.alt, self.consequence, "HIGH", self.gene, "", "Transcript", f"ENST_{self.gene}", "protein_coding",
            "c.1A>G", "p.Met1Val", self.hgnc, "YES", self.frequency, self.frequency, self.clinvar,
        ))  # fmt: skip
        fixed = (self.chrom, str(self.pos), ".", self.ref, self.alt, "500", self.filter, f"CSQ={annotation}", "GT:AD:DP:GQ")
        return "\t".join((*fixed, *self.calls)) + "\n"


DE_NOVO = Site("chr10", 121517378, "C", "T", (HET, REF, REF), "FGFR2", "HGNC:3689", "missense_variant")
COMMON = Site("chr10", 121500000, "G", "A", (HET, HET, REF), "FGFR2", "HGNC:3689", "missense_variant", "0.2")
FAILED = Site("chr10", 121400000, "G", "A", (HET, REF, REF), "FGFR2", "HGNC:3689", "stop_gained", filter="LowQual")
INTRONIC = Site("chr10", 121450000, "G", "A", (HET, REF, REF), "FGFR2", "HGNC:3689")
PAIR = (
    Site("chr7", 75985000, "G", "A", (HET, HET, REF), "POR", "HGNC:9208", "stop_gained", "0.0001"),
    Site("chr7", 75986000, "C", "T", (HET, REF, HET), "POR", "HGNC:9208", "missense_variant", "0.0001"),
)
INHERITED = Site("chr4", 1801000, "G", "A", (HET, HET, REF), "FGFR3", "HGNC:3690", "missense_variant")
TOLD = (DE_NOVO, COMMON, FAILED, INTRONIC, *PAIR, INHERITED)


def background(number: int, seed: int = 1, stranger: bool = False) -> list[Site]:
    """Common variants that a family of three would have; with `stranger` the father is somebody else."""
    dice = random.Random(seed)
    alleles = {"00": REF, "01": HET, "10": HET, "11": HOM}
    sites = []
    for index in range(number):
        chrom = f"chr{1 + index % 22}" if index % 25 else "chrX"
        father, mother, other = ("".join(dice.choice("01") for _ in "ab") for _ in "xyz")
        if chrom == "chrX":
            father, other = father[0] * 2, other[0] * 2
            child = dice.choice(mother) * 2
        else:
            child = dice.choice(father) + dice.choice(mother)
        seen = other if stranger else father
        if "1" in child + seen + mother:
            calls = (alleles[child], alleles[seen], alleles[mother])
            sites.append(Site(chrom, 5_000_000 + 1000 * index, "A", "G", calls, frequency="0.4"))
    return sites


def write_vcf(path: Path, sites: Sequence[Site], samples: Sequence[str] = ("S1", "S2", "S3")) -> Path:
    """A bgzipped VCF on GRCh38, sorted."""
    lengths = LENGTHS[Assembly.GRCH38]
    order = {f"chr{name}": index for index, name in enumerate(lengths)}
    contigs = "".join(f"##contig=<ID=chr{name},length={length}>\n" for name, length in lengths.items())
    head = (
        f"##fileformat=VCFv4.2\n{contigs}"
        '##FILTER=<ID=LowQual,Description="Low quality">\n'
        f'##INFO=<ID=CSQ,Number=.,Type=String,Description="Consequence annotations from Ensembl VEP. Format: {"|".join(FIELDS)}">\n'
        '##FORMAT=<ID=GT,Number=1,Type=String,Description="Genotype">\n'
        '##FORMAT=<ID=AD,Number=R,Type=Integer,Description="Reads of each allele">\n'
        '##FORMAT=<ID=DP,Number=1,Type=Integer,Description="Depth">\n'
        '##FORMAT=<ID=GQ,Number=1,Type=Integer,Description="Quality">\n'
        "#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\t" + "\t".join(samples) + "\n"
    )
    with pysam.BGZFile(str(path), "w") as out:
        out.write(head.encode())
        for site in sorted(sites, key=lambda site: (order[site.chrom], site.pos)):
            out.write(site.line().encode())
    return path


def order(case_id: str = "CASE1", panel: str = "panel:1@1.0", vcf: str = "family.vcf.gz") -> dict[str, Any]:
    """A phenopacket family of a boy and his parents."""
    persons = [("child", "father", "mother", "MALE", "AFFECTED"), ("father", "0", "0", "MALE", "UNAFFECTED"), ("mother", "0", "0", "FEMALE", "UNAFFECTED")]
    return {
        "id": case_id,
        "proband": {
            "id": "child",
            "subject": {"id": "child", "sex": "MALE"},
            "phenotypicFeatures": [
                {"type": {"id": "HP:0001363", "label": "Craniosynostosis"}},
                {"type": {"id": "HP:0011304", "label": "Broad thumb"}},
                {"type": {"id": "HP:0001250", "label": "Seizure"}, "excluded": True},
            ],
        },
        "pedigree": {
            "persons": [
                {"familyId": case_id, "individualId": who, "paternalId": father, "maternalId": mother, "sex": sex, "affectedStatus": affected}
                for who, father, mother, sex, affected in persons
            ]
        },
        "files": [{
            "uri": vcf,
            "individualToFileIdentifiers": {"child": "S1", "father": "S2", "mother": "S3"},
            "fileAttributes": {"fileFormat": "VCF", "genomeAssembly": "GRCh38"},
        }],
        "metaData": {"externalReferences": [{"id": panel}] if panel else []},
    }  # fmt: skip


def write_case(folder: Path, sites: Sequence[Site], **changes: str) -> Path:
    """A case folder with family.json and family.vcf.gz; returns the path of family.json."""
    folder.mkdir(parents=True, exist_ok=True)
    write_vcf(folder / "family.vcf.gz", sites)
    path = folder / "family.json"
    path.write_text(json.dumps(order(**changes)))
    return path
