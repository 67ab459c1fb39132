"""What frozen local editions of gnomAD and ClinVar say of the family's variants: the one seam to the knowledge room."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.parquet as pq
from numpy.typing import NDArray

from carrel.care.genomes.errors import KnowledgeCannotBeUsed
from carrel.care.genomes.rules import reading
from carrel.care.genomes.rules.annotation import may_be_pathogenic, review_status
from carrel.care.genomes.rules.annotation_fields import can_stop
from carrel.care.genomes.values import FamilyVariant, Frequency, Significance
from carrel.foundation.knowledge import queries as knowledge
from carrel.foundation.vocabulary.genome import CHROMOSOME_INDEX, Assembly


MANIFEST = "edition.json"


def manifest_of(folder: str, assembly: Assembly) -> dict[str, Any]:
    """The head of an edition. Raises KnowledgeCannotBeUsed where it is absent or of another build."""
    path = Path(folder) / MANIFEST
    try:
        manifest: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        raise KnowledgeCannotBeUsed(
            f"There is no edition of knowledge in {Path(folder).name}; add it again with carrel knowledge add."
        ) from None
    if manifest.get("assembly") not in ("", assembly):
        raise KnowledgeCannotBeUsed(
            f"The edition {Path(folder).name} is of {manifest['assembly']}, the family's files are of {assembly}; "
            "name an edition of that build."
        )
    return manifest


def known_keys(folder: str) -> NDArray[np.uint64]:
    """Sorted packed keys, stops empty, of the variants that a ClinVar edition calls pathogenic, likely so, or conflicting."""
    found: list[int] = []
    for chromosome, index in CHROMOSOME_INDEX.items():
        path = Path(folder) / "variants" / f"{chromosome}.parquet"
        if not path.is_file():
            continue
        columns = pq.read_table(path, columns=["position", "reference", "alternate", "significance"]).to_pydict()
        rows = zip(*(columns[name] for name in ("position", "reference", "alternate", "significance")), strict=True)
        found += [
            (index << reading.POSITION_BITS | position) << reading.HASH_BITS | _hash(reference, alternate)
            for position, reference, alternate, significance in rows
            if may_be_pathogenic(significance or "")
        ]
    return np.sort(np.array(found, np.uint64) << np.uint64(reading.STOP_BITS))


_hash = lru_cache(maxsize=1 << 16)(reading.allele_hash)


def with_significances(variants: Sequence[FamilyVariant], folder: str) -> list[FamilyVariant]:
    """The variants with the ClinVar edition's verdicts on them, and on other variants of the same protein change."""
    own = knowledge.clinvar_for(Path(folder), [variant.key for variant in variants])
    changes = [_protein_changes(variant) for variant in variants]
    same = knowledge.clinvar_same_protein_change(Path(folder), {change for some in changes for change in some})
    return [
        replace(variant, significances=_joined(variant, records, [same.get(change, ()) for change in some]))
        for variant, records, some in zip(variants, own, changes, strict=True)
    ]


def _protein_changes(variant: FamilyVariant) -> list[tuple[str, str]]:
    pairs = [(one.symbol, knowledge.protein_change(one.hgvs_p)) for one in variant.consequences if one.hgvs_p]
    return list(dict.fromkeys(pair for pair in pairs if pair[1]))


def _joined(variant: FamilyVariant, own: Sequence[Any], same: Sequence[Sequence[Any]]) -> tuple[Significance, ...]:
    mine = {record.accession for record in own}
    others = [record for records in same for record in records if record.accession not in mine]
    found = [_significance(record, False) for record in own] + [_significance(record, True) for record in others]
    return tuple(dict.fromkeys([*found, *variant.significances]))


def _significance(record: Any, same_protein_change: bool) -> Significance:
    return Significance(
        "clinvar", record.significance, review_status(record.review_status), record.accession, same_protein_change
    )


def with_frequencies(variants: Sequence[FamilyVariant], folder: str) -> list[FamilyVariant]:
    """The variants with the frequency edition's figures; those of the annotation stay where the edition has none."""
    found = knowledge.frequencies_for(Path(folder), [variant.key for variant in variants])
    return [
        replace(variant, frequencies=_updated(variant.frequencies, records))
        for variant, records in zip(variants, found, strict=True)
    ]


def _updated(annotated: Sequence[Frequency], records: Sequence[Any]) -> tuple[Frequency, ...]:
    local: dict[str, Frequency] = {}
    for record in records:
        one = Frequency(record.population, record.frequency, record.allele_number, record.homozygotes)
        before = local.get(one.population)
        if before is None or one.frequency > before.frequency:
            local[one.population] = one
    return (*(one for one in annotated if one.population not in local), *local.values())


def is_too_common(variant: FamilyVariant, known: NDArray[np.uint64]) -> bool:
    """Whether the sieve would have stopped a variant had it known these frequencies."""
    if any(may_be_pathogenic(one.significance) for one in variant.significances) or is_known(variant, known):
        return False
    cut = reading.FREQUENCY_CUT.threshold
    return any(one.frequency > cut and can_stop(one.population) for one in variant.frequencies)


def is_known(variant: FamilyVariant, known: NDArray[np.uint64]) -> bool:
    """Whether a sorted list of packed keys has a variant."""
    return is_listed(key_of(variant), known)


def is_listed(key: int, known: NDArray[np.uint64]) -> bool:
    """Whether a sorted list of packed keys has this one."""
    at = int(np.searchsorted(known, np.uint64(key)))
    return at < len(known) and int(known[at]) == key


def key_of(variant: FamilyVariant) -> int:
    """A variant's packed key, its stop empty."""
    key = variant.key
    return reading.packed_key(CHROMOSOME_INDEX[key.chromosome], key.position, key.reference, key.alternate)
