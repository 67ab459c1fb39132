"""How a VCF's header says its consequences are written: which field stands where in CSQ, BCSQ or ANN."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from carrel.care.genomes.errors import AnnotationIsMissing
from carrel.care.genomes.rules import annotation_fields as named


VEP = "VEP CSQ"
BCFTOOLS = "bcftools BCSQ"
SNPEFF = "SnpEff ANN"
INFO_KEYS = {VEP: "CSQ", BCFTOOLS: "BCSQ", SNPEFF: "ANN"}  # in this order where a file has more than one

# BCSQ and ANN are written in one fixed order (bcftools csq manual; Variant annotations in VCF format 1.0).
BCSQ_FIELDS = ("consequence", "gene", "transcript", "biotype", "strand", "amino_acid_change", "dna_change")
ANN_FIELDS = (
    "Allele", "Annotation", "Impact", "Gene_Name", "Gene_ID", "Feature_Type", "Feature_ID", "BioType", "Rank", "HGVS.c",
    "HGVS.p", "cDNA", "CDS", "AA", "Distance", "Errors",
)  # fmt: skip

# What we call a column -> the names it goes by, by style.
COLUMNS: dict[str, dict[str, str]] = {
    VEP: {
        "allele": "Allele", "terms": "Consequence", "symbol": "SYMBOL", "hgnc_id": "HGNC_ID", "gene_id": "Gene",
        "feature_type": "Feature_type", "transcript": "Feature", "biotype": "BIOTYPE", "exon": "EXON",
        "intron": "INTRON", "hgvs_c": "HGVSc", "hgvs_p": "HGVSp", "canonical": "CANONICAL",
        "mane_select": "MANE_SELECT|MANE", "loss_of_function": "LoF", "allele_number": "ALLELE_NUM",
        "significance": named.CLINVAR_SIGNIFICANCE, "review": named.CLINVAR_REVIEW,
        "accession": named.CLINVAR_ACCESSION,
    },
    BCFTOOLS: {
        "terms": "consequence", "symbol": "gene", "transcript": "transcript", "biotype": "biotype",
        "hgvs_p": "amino_acid_change", "dna_change": "dna_change",
    },
    SNPEFF: {
        "allele": "Allele", "terms": "Annotation", "symbol": "Gene_Name", "gene_id": "Gene_ID",
        "feature_type": "Feature_Type", "transcript": "Feature_ID", "biotype": "BioType", "exon": "Rank",
        "hgvs_c": r"HGVS\.c", "hgvs_p": r"HGVS\.p",
    },
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Layout:
    """Where to look for what. Columns are 0-based places within one entry; a column that is absent is not in `columns`.

    `frequencies` pairs a column with a population; `info_...` are keys of INFO, "" where the header has none.
    """

    style: str
    fields: tuple[str, ...]
    columns: dict[str, int]
    frequencies: tuple[tuple[int, str], ...] = ()
    significances: tuple[int, ...] = ()
    splice: tuple[int, ...] = ()
    info_frequencies: tuple[tuple[str, str], ...] = ()
    info_significance: str = ""
    info_review: str = ""
    info_accession: str = ""
    info_splice: str = ""
    warnings: tuple[str, ...] = field(default=())

    @property
    def key(self) -> str:
        return INFO_KEYS[self.style]

    def place(self, column: str) -> int:
        """Place of a column, -1 where the annotation does not have it."""
        return self.columns.get(column, -1)

    @property
    def populations(self) -> tuple[str, ...]:
        return tuple(
            dict.fromkeys([name for _, name in self.frequencies] + [name for _, name in self.info_frequencies])
        )

    @property
    def names_significance(self) -> bool:
        return bool(self.significances or self.info_significance)


def description_fields(description: str) -> tuple[str, ...]:
    """The field names that VEP writes after `Format:` in a header line's description."""
    _, found, names = description.partition("Format:")
    return tuple(name.strip(" '\"") for name in names.strip(" '\"").split("|")) if found else ()


def layout_of(descriptions: dict[str, str], file: str) -> Layout | None:
    """The layout that a header describes; None where it has no consequences. `descriptions` is INFO key -> description."""
    for style, key in INFO_KEYS.items():
        if key in descriptions:
            return _layout(style, _fields(style, descriptions[key], file), descriptions)
    return None


def _fields(style: str, description: str, file: str) -> tuple[str, ...]:
    if style != VEP:
        return BCSQ_FIELDS if style == BCFTOOLS else ANN_FIELDS
    fields = description_fields(description)
    if not any(name.lower() == "consequence" for name in fields):
        raise AnnotationIsMissing(
            f"The header of {file} has INFO/CSQ but does not say its fields (Format: Allele|Consequence|...); keep the "
            "header line that VEP wrote, or annotate again."
        )
    return fields


def _layout(style: str, fields: tuple[str, ...], descriptions: dict[str, str]) -> Layout:
    columns = {ours: place for ours, pattern in COLUMNS[style].items() if (place := _place(fields, pattern)) >= 0}
    frequencies = _populations(fields, named.CSQ_FREQUENCIES) if style == VEP else ()
    info = tuple((key, name) for key in descriptions if (name := named.population_of(key, named.INFO_FREQUENCIES)))
    if style == VEP and not frequencies and not info:
        frequencies = _populations(fields, (named.LAST_RESORT,))
    return Layout(
        style=style,
        fields=fields,
        columns=columns,
        frequencies=frequencies,
        significances=_places(fields, named.CLINVAR_SIGNIFICANCE) if style == VEP else (),
        splice=_places(fields, named.SPLICE_SCORES) if style == VEP else (),
        info_frequencies=info,
        info_significance=_key(descriptions, named.CLINVAR_SIGNIFICANCE),
        info_review=_key(descriptions, named.CLINVAR_REVIEW),
        info_accession=_key(descriptions, named.CLINVAR_ACCESSION),
        info_splice=_key(descriptions, named.SPLICE_INFO),
    )


def _populations(fields: Sequence[str], rows: tuple[named.FrequencyField, ...]) -> tuple[tuple[int, str], ...]:
    return tuple((place, name) for place, field_ in enumerate(fields) if (name := named.population_of(field_, rows)))


def _place(fields: Sequence[str], pattern: str) -> int:
    return next(iter(_places(fields, pattern)), -1)


def _places(fields: Sequence[str], pattern: str) -> tuple[int, ...]:
    match: Callable[[str], bool] = lambda name: re.fullmatch(pattern, name, re.IGNORECASE) is not None  # noqa: E731
    return tuple(place for place, name in enumerate(fields) if match(name))


def _key(descriptions: dict[str, str], pattern: str) -> str:
    return next((key for key in descriptions if named.matches(pattern, key)), "")
