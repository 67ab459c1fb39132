"""Adds what local editions of gnomAD and ClinVar know of a variant to what the annotation of the file says."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from carrel.care.genomes.values import FamilyVariant, Frequency, Significance
from carrel.foundation.knowledge.rules.protein_changes import protein_change
from carrel.foundation.knowledge.values import ClinVarRecord, PopulationFrequency


Change = tuple[str, str]  # gene symbol, protein change such as p.Arg97Gly


def with_frequencies(
    variants: Sequence[FamilyVariant], found: Sequence[Sequence[PopulationFrequency]]
) -> tuple[FamilyVariant, ...]:
    """The variants with local frequencies beside their own; `found` is aligned with `variants`. A population that the
    annotation has already keeps the annotation's value."""
    return tuple(_more_frequent(variant, records) for variant, records in zip(variants, found, strict=True))


def _more_frequent(variant: FamilyVariant, records: Sequence[PopulationFrequency]) -> FamilyVariant:
    have = {one.population for one in variant.frequencies}
    new = tuple(Frequency(*record) for record in records if record.population not in have)
    return replace(variant, frequencies=(*variant.frequencies, *new)) if new else variant


def protein_changes(variants: Iterable[FamilyVariant]) -> set[Change]:
    """Every (gene symbol, protein change) that the variants make."""
    return {change for variant in variants for change in _changes(variant)}


def _changes(variant: FamilyVariant) -> set[Change]:
    made = {(one.symbol, protein_change(one.hgvs_p)) for one in variant.consequences if one.symbol and one.hgvs_p}
    return {(symbol, change) for symbol, change in made if change}


def with_significances(
    variants: Sequence[FamilyVariant],
    same_variant: Sequence[Sequence[ClinVarRecord]],
    same_change: Mapping[Change, Sequence[ClinVarRecord]],
) -> tuple[FamilyVariant, ...]:
    """The variants with ClinVar's records of themselves and of other variants with the same protein change.

    Where the annotation has a verdict of ClinVar on the variant itself, the local edition replaces it: it names its date.
    """
    return tuple(
        _judged(variant, records, same_change) for variant, records in zip(variants, same_variant, strict=True)
    )


def _judged(
    variant: FamilyVariant, records: Sequence[ClinVarRecord], same_change: Mapping[Change, Sequence[ClinVarRecord]]
) -> FamilyVariant:
    own = {record.accession for record in records}
    others = [
        record
        for change in sorted(_changes(variant))
        for record in same_change.get(change, ())
        if record.accession not in own
    ]
    if not records and not others:
        return variant
    kept = tuple(one for one in variant.significances if one.source != "clinvar" or not records)
    new = (*(_significance(record, False) for record in records), *(_significance(record, True) for record in others))
    return replace(variant, significances=(*kept, *new))


def _significance(record: ClinVarRecord, same_protein_change: bool) -> Significance:
    said = "|".join(word for word in (record.significance, record.conflicting) if word)
    return Significance("clinvar", said, record.review_status, record.accession, same_protein_change)
