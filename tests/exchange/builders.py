"""Panels as a PanelApp answers them, and catalogues of many, made by rule."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

from carrel.foundation.vocabulary.actors import OPERATOR


DOMINANT = "MONOALLELIC, autosomal or pseudoautosomal, NOT imprinted"
RECESSIVE = "BIALLELIC, autosomal or pseudoautosomal"
CURATOR = OPERATOR


def gene(
    symbol: str = "ACVRL1", hgnc: int = 175, rating: int = 3, mode: str = DOMINANT, **fields: Any
) -> dict[str, Any]:
    data = {
        "alias": [f"{symbol}L"],
        "biotype": "protein_coding",
        "hgnc_id": f"HGNC:{hgnc}",
        "gene_name": f"gene {symbol}",
        "omim_gene": ["601284"],
        "alias_name": None,
        "gene_symbol": symbol,
        "hgnc_symbol": symbol,
        "hgnc_release": "2017-11-03",
        "ensembl_genes": {
            "GRch37": {"82": {"location": f"12:{52300692 + hgnc}-{52317145 + hgnc}", "ensembl_id": f"ENSG{hgnc:011}"}},
            "GRch38": {"90": {"location": f"12:{51906908 + hgnc}-{51923361 + hgnc}", "ensembl_id": f"ENSG{hgnc:011}"}},
        },
        "hgnc_date_symbol_changed": "2004-07-01",
    }
    return {
        "gene_data": data, "entity_type": "gene", "entity_name": symbol, "confidence_level": str(rating),
        "penetrance": "Complete", "mode_of_pathogenicity": "", "publications": ["20301525"],
        "evidence": ["Expert Review Green", "Literature"], "phenotypes": ["Häm; 600376"], "mode_of_inheritance": mode,
        "tags": [], "transcript": None, **fields,
    }  # fmt: skip


STR = {
    **gene("DMPK", 2933), "entity_type": "str", "entity_name": "DMPK_CTG", "repeated_sequence": "CTG", "chromosome": "19",
    "grch37_coordinates": [46273463, 46273522], "grch38_coordinates": [45770205, 45770264], "normal_repeats": 35,
    "pathogenic_repeats": 50,
}  # fmt: skip
REGION = {
    "gene_data": None, "entity_type": "region", "entity_name": "ISCA-37440-Loss", "verbose_name": "2p21 region (SLC3A1)",
    "confidence_level": "3", "penetrance": None, "mode_of_pathogenicity": None, "haploinsufficiency_score": "30",
    "triplosensitivity_score": "", "required_overlap_percentage": 60, "type_of_variants": "cnv_loss", "publications": [],
    "evidence": [], "phenotypes": [], "mode_of_inheritance": RECESSIVE, "chromosome": "2", "grch37_coordinates": None,
    "grch38_coordinates": [44275457, 44362371], "tags": [],
}  # fmt: skip


def panel(number: int = 260, version: str = "1.8", genes: list[Any] | None = None, **fields: Any) -> dict[str, Any]:
    own = [gene()] if genes is None else genes
    stats = {"number_of_genes": len(own), "number_of_strs": 0, "number_of_regions": 0}
    return {
        "id": number, "hash_id": f"55b20bdf22c1fc7dd6{number:06}", "name": f"Telangiectasia {number}",
        "disease_group": "Cardiovascular", "disease_sub_group": "", "status": "public", "version": version,
        "version_created": "2019-02-17T23:29:21.469051Z", "relevant_disorders": ["R186"], "stats": stats,
        "types": [{"name": "Rare Disease 100K", "slug": "rare-disease-100k", "description": "Rare Disease 100K"}],
        "genes": own, "strs": [], "regions": [], **fields,
    }  # fmt: skip


def activities(number: int, count: int = 3) -> list[dict[str, Any]]:
    return [
        {
            "created": f"2019-02-1{index}T10:00:00.000001Z", "panel_name": f"Telangiectasia {number}", "panel_id": number,
            "panel_version": f"1.{index}", "user_name": "A Curator", "item_type": "entity",
            "text": f"Gene: ACVRL1 has been classified as Green List (High Evidence). {index}", "entity_name": "ACVRL1",
            "entity_type": "gene",
        }
        for index in range(count, 0, -1)
    ]  # fmt: skip


def catalogue(count: int, seed: int = 1, largest: int = 400) -> list[dict[str, Any]]:
    """Panels of very different sizes, whose median is about 17 genes."""
    draw = random.Random(seed)
    made = []
    for number in range(1, count + 1):
        size = largest if number == count else min(largest, max(1, int(draw.lognormvariate(2.83, 1.3))))
        chosen = draw.sample(range(1, max(largest * 2, 1000)), size)
        genes = [
            gene(f"G{one}", one, draw.choice((3, 3, 2, 1)), draw.choice((DOMINANT, RECESSIVE, ""))) for one in chosen
        ]
        made.append(panel(number, f"{draw.randint(0, 5)}.{draw.randint(0, 400)}", genes))
    return made


def save(folder: Path, document: object, name: str = "panel.json") -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    if isinstance(document, bytes):
        path.write_bytes(document)
    else:
        path.write_text(document if isinstance(document, str) else json.dumps(document), encoding="utf-8")
    return path
