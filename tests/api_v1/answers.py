"""Panels as PanelApp answers them, made up for tests."""

from __future__ import annotations

from typing import Any


def gene(symbol: str, hgnc: int, level: str = "3", **changes: Any) -> dict[str, Any]:
    """A gene in the REST v1's spelling."""
    data = {
        "alias": [], "biotype": "protein_coding", "hgnc_id": f"HGNC:{hgnc}", "gene_name": f"gene {symbol}",
        "omim_gene": ["100000"], "alias_name": None, "gene_symbol": symbol, "hgnc_symbol": symbol,
        "hgnc_release": "2017-11-03T00:00:00",
        "ensembl_genes": {
            "GRch37": {"82": {"location": "1:100-200", "ensembl_id": f"ENSG{hgnc:011d}"}},
            "GRch38": {"90": {"location": "1:300-400", "ensembl_id": f"ENSG{hgnc:011d}"}},
        },
        "hgnc_date_symbol_changed": "1994-12-12",
    }  # fmt: skip
    return {
        "gene_data": data, "entity_type": "gene", "entity_name": symbol, "confidence_level": level,
        "penetrance": "Complete", "mode_of_pathogenicity": "", "publications": ["12345"],
        "evidence": ["Expert Review Green"], "phenotypes": ["a phenotype"],
        "mode_of_inheritance": "BIALLELIC, autosomal or pseudoautosomal", "tags": [], "transcript": None, **changes,
    }  # fmt: skip


def repeat(name: str, symbol: str, hgnc: int, level: str = "3") -> dict[str, Any]:
    """A short tandem repeat in the REST v1's spelling."""
    own = {
        key: value
        for key, value in gene(symbol, hgnc, level).items()
        if key not in ("transcript", "mode_of_pathogenicity")
    }
    return {
        **own, "entity_type": "str", "entity_name": name, "repeated_sequence": "CTG", "chromosome": "19",
        "grch37_coordinates": [46273463, 46273522], "grch38_coordinates": [45770205, 45770264], "normal_repeats": 35,
        "pathogenic_repeats": 50,
    }  # fmt: skip


def region(name: str, level: str = "3") -> dict[str, Any]:
    """A region in the REST v1's spelling; its gene_data is null."""
    own = {key: value for key, value in gene("X", 1, level).items() if key != "transcript"}
    return {
        **own, "gene_data": None, "entity_type": "region", "entity_name": name, "verbose_name": "a region", "chromosome": "17",
        "grch37_coordinates": None, "grch38_coordinates": [100, 200], "haploinsufficiency_score": "30",
        "triplosensitivity_score": "", "required_overlap_percentage": 60, "type_of_variants": "cnv_loss",
    }  # fmt: skip


def panel_document(number: int = 1, **changes: Any) -> dict[str, Any]:
    """A panel's detail in the REST v1's spelling."""
    document = {
        "id": number, "hash_id": f"{number:024x}", "name": f"Panel {number}", "disease_group": "Group",
        "disease_sub_group": "", "status": "public", "version": "1.4", "version_created": "2021-01-21T10:54:52.442904Z",
        "relevant_disorders": [f"R{number}"],
        "stats": {"number_of_genes": 2, "number_of_strs": 1, "number_of_regions": 1},
        "types": [{"name": "Rare Disease", "slug": "rare-disease", "description": "Rare disease panels"}],
        "genes": [gene("AAAS", 13666), gene("ABCA4", 34, "2")],
        "strs": [repeat("DMPK_CTG", "DMPK", 2933)],
        "regions": [region("ISCA-37440-Loss")],
    }  # fmt: skip
    document.update(changes)
    return document
