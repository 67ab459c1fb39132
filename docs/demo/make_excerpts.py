"""Make the excerpts in this folder from the whole public files: `python docs/demo/make_excerpts.py DATA_FOLDER`.

Kept: every rare or protein-changing record of the genes on the demonstration panels, and every n-th record of the rest, so that
quality checks have something to count. Of the gene lists of G2P: the first rows; of the table of genes: the genes on those rows.
"""

from __future__ import annotations

import csv
import gzip
import json
import shutil
import sys
import tarfile
from pathlib import Path

import pysam

from carrel.interfaces.cli.demo_inputs import write_annotated


HERE = Path(__file__).resolve().parent
G2P_ROWS = {
    "DDG2P.csv": 60,
    "EyeG2P.csv": 30,
    "SkinG2P.csv": 30,
    "CancerG2P.csv": 20,
    "CardiacG2P_curated_20210723.csv": 20,
}


def thin(source: Path, target: Path, every: int, always: tuple[str, ...]) -> None:
    """Copy header, every n-th record and each record that holds one of the words."""
    with gzip.open(source, "rt") as lines, pysam.BGZFile(str(target), "w") as out:
        records = 0
        for line in lines:
            records += not line.startswith("#")
            if (line.startswith("#") and not line.startswith("##GATKCommandLine")) or (
                not line.startswith("#") and (records % every == 0 or any(word in line for word in always))
            ):
                out.write(line.encode())


def gene_lists(data: Path) -> None:
    """The first rows of each list, and what is known of their genes' names and places."""
    (HERE / "g2p").mkdir(exist_ok=True)
    ids: set[str] = set()
    for name, count in G2P_ROWS.items():
        with (data / "panels" / "g2p" / name).open(newline="", encoding="utf-8") as source:
            header, *rows = list(csv.reader(source))
        with (HERE / "g2p" / name).open("w", newline="", encoding="utf-8") as target:
            csv.writer(target, lineterminator="\n").writerows([header, *rows[:count]])
        ids |= {f"HGNC:{row[header.index('hgnc id')]}" for row in rows[:count]}
    with tarfile.open(data / "reference" / "genes.json.tgz") as archive:
        member = archive.extractfile(next(one for one in archive if one.name.endswith(".json")))
        genes = [gene for gene in json.load(member) if gene["fields"].get("hgnc_id") in ids]
    with gzip.GzipFile(HERE / "g2p" / "genes.json.gz", "wb", mtime=0) as target:
        target.write(json.dumps(genes, separators=(",", ":")).encode())


def main(data: Path) -> None:
    gene_lists(data)
    germline = data / "vcf_germline"
    exome, trio, ceph = germline / "pfeiffer", germline / "giab_ashk_trio", germline / "scout_ceph_trio"
    whole = write_annotated(
        exome / "pfeiffer_hiphive.vcf.gz", exome / "pfeiffer_hiphive.variants.tsv.gz", HERE / "whole.vcf.gz"
    )
    thin(
        whole,
        HERE / "pfeiffer.vcf.gz",
        25,
        ("|FGFR2|", "|FAT4|", "|MND1|", "|TWIST1|", "stop_gained", "splice_donor_variant"),
    )
    whole.unlink()
    thin(trio / "ashk-trio.vcf.gz", HERE / "ashk-trio.vcf.gz", 12, ("|ABCA4|", "|USH2A|", "|ALMS1|", "|NPHP4|"))
    thin(ceph / "643594.clinical.vcf.gz", HERE / "643594.clinical.vcf.gz", 3, ("|POLE|", "|TYMP|"))
    for name in ("643594.clinical.SV.vcf.gz", "643594.clinical.str.stranger.vcf.gz", "643594.ped"):
        shutil.copyfile(ceph / name, HERE / name)
    shutil.copyfile(trio / "ashk-trio.ped", HERE / "ashk-trio.ped")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
