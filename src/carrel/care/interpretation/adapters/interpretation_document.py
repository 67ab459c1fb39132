"""interpretation.json: everything of an interpretation for programs, described by interpretation.schema.json."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterable
from dataclasses import fields
from functools import cache
from importlib import resources
from pathlib import PurePath
from typing import Any

from carrel.care.genomes.values import Call, Check, QualityReport, TableSummary, VariantKind
from carrel.care.interpretation.adapters.report_summary import headline, sequenced, visible
from carrel.care.interpretation.adapters.wording import assembly_of, relation, zygosity
from carrel.care.interpretation.values import Event, GeneRank, Interpretation, TieredVariant
from carrel.foundation.knowledge.values import Panel
from carrel.foundation.vocabulary.genome import display_chromosome
from carrel.foundation.vocabulary.inheritance import Rating, Tier


EDITION = "1.0"  # of this document's shape; a new meaning or a lost key raises the first number
Json = dict[str, Any]

_TIER_ORDER = {tier: place for place, tier in enumerate((Tier.ONE, Tier.A, Tier.TWO, Tier.B, Tier.THREE))}
_LISTS = {
    VariantKind.SMALL: "variants",
    VariantKind.COPY_NUMBER: "copy_number_variants",
    VariantKind.STRUCTURAL: "structural_variants",
    VariantKind.REPEAT: "repeats",
}


def render(interpretation: Interpretation) -> bytes:
    """The file: UTF-8 JSON, keys in a fixed order, a line break at the end."""
    return to_bytes(document(interpretation))


_LONE_SURROGATES = re.compile("[\ud800-\udfff]")


def to_bytes(value: Json) -> bytes:
    """JSON as bytes. Half a character (a lone surrogate, from bytes that are no text) becomes U+FFFD; NaN is refused."""
    text = json.dumps(value, ensure_ascii=False, indent=1, allow_nan=False)
    return f"{_LONE_SURROGATES.sub(chr(0xFFFD), text)}\n".encode()


def schema() -> Json:
    """The JSON Schema (draft 2020-12) that every written file satisfies."""
    file = resources.files("carrel.care.interpretation.adapters") / "interpretation.schema.json"
    loaded: Json = json.loads(file.read_text(encoding="utf-8"))
    return loaded


def document(interpretation: Interpretation) -> Json:
    """The interpretation as plain JSON values. A blocked one has no variants and no genes, whatever the value holds."""
    seen = visible(interpretation)
    case = seen.case
    lists: dict[str, list[Json]] = {name: [] for name in _LISTS.values()}
    for variant in seen.variants:
        lists[_LISTS[variant.variant.kind]] += _by_gene(seen, variant)
    return {
        "format": f"carrel/interpretation@{EDITION}",
        "case_id": case.id,
        "status": "ok" if seen.status == "ok" else "blocked",
        "headline": headline(seen),
        "problems": [_plain(problem) for problem in seen.problems],
        "assembly": assembly_of(seen).value,
        "order": {
            "panels": list(case.panel_references),
            "penetrance": ["complete", "incomplete"] if case.incomplete_penetrance else ["complete"],
        },
        "family": _family(seen),
        "panels": [_panel(panel) for panel in seen.panels],
        "panels_proposed": seen.panels_proposed,
        **lists,
        "genes": [_gene(gene) for gene in seen.genes],
        "carriers": [_plain(trace) for trace in seen.carriers],
        "traces": [_plain(trace) for trace in seen.traces],
        "not_examined": [_plain(one) for one in seen.not_examined],
        "quality": _quality(seen.quality),
        "table": _table(seen.table),
        "provenance": _provenance(seen),
    }


@cache
def _names(kind: Any) -> tuple[str, ...]:
    return tuple(field.name for field in fields(kind))


def _plain(value: Any) -> Json:
    """A flat dataclass as a dictionary, in the order of its fields. Much quicker than `dataclasses.asdict`."""
    return {name: getattr(value, name) for name in _names(type(value))}


def _family(interpretation: Interpretation) -> Json:
    case = interpretation.case
    read = sequenced(interpretation)
    features = {case.family.proband: case.features, **case.relatives_features}
    return {
        "id": case.family.id,
        "proband": case.family.proband,
        "members": [
            {
                "id": member.id,
                "relation": relation(case.family, member.id),
                "sex": member.sex.value,
                "affection": member.affection.value,
                "father": member.father or None,
                "mother": member.mother or None,
                "sequenced": member.id in read,
                "features": [_plain(feature) for feature in features.get(member.id, ())],
                "samples": _samples(interpretation, member.id),
            }
            for member in case.family.members
        ],
    }


def _samples(interpretation: Interpretation, person: str) -> list[Json]:
    """In which files a person's genome is, by file name only: the folder belongs to the machine, not to the result."""
    case = interpretation.case
    kinds = (("small", case.files), ("structural", case.structural_files), ("repeats", case.repeat_files))
    return [
        {
            "file": PurePath(file.path).name,
            "sample": file.samples[person],
            "kind": kind,
            "stated_assembly": file.assembly,
        }
        for kind, files in kinds
        for file in files
        if person in file.samples
    ]


def _panel(panel: Panel) -> Json:
    return {
        "reference": panel.reference,
        "id": panel.id,
        "version": panel.version,
        "name": panel.name,
        "signed_off": panel.signed_off or None,
        "status": panel.status,
        "content_hash": panel.content_hash,
        "disease_group": panel.disease_group,
        "relevant_disorders": list(panel.relevant_disorders),
        "types": list(panel.types),
        "genes": {
            rating.value: len({gene.symbol for gene in panel.genes if gene.rating is rating}) for rating in Rating
        },
        "repeats": len(panel.repeats),
        "regions": len(panel.regions),
    }


def _by_gene(interpretation: Interpretation, variant: TieredVariant) -> list[Json]:
    """One entry for each gene in which the variant reached a tier."""
    genes: dict[tuple[str, str], list[Event]] = {}
    for event in variant.events:
        genes.setdefault((event.hgnc_id, event.gene_symbol), []).append(event)
    return [_variant(interpretation, variant, events) for events in genes.values()]


def _variant(interpretation: Interpretation, variant: TieredVariant, events: list[Event]) -> Json:
    found = variant.variant
    assembly = assembly_of(interpretation)
    first = events[0]
    return {
        "assembly": assembly.value,
        "chrom": display_chromosome(assembly, found.key.chromosome),
        "pos": found.key.position,
        "ref": found.key.reference,
        "alt": found.key.alternate,
        "gene": {"hgnc_id": first.hgnc_id, "symbol": first.gene_symbol},
        "tier": min((event.tier for event in events), key=_TIER_ORDER.__getitem__).value,
        "events": [_event(event) for event in events],
        "key": str(found.key),
        "kind": found.kind.value,
        "end": found.end,
        "type": found.type or None,
        "repeat_unit": found.repeat_unit or None,
        "callers": found.callers,
        "filter": found.filter,
        "identifiers": list(found.identifiers),
        "genotypes": _genotypes(interpretation, variant),
        "consequences": [
            {**_plain(one), "loss_of_function": one.loss_of_function or None} for one in found.consequences
        ],
        "frequencies": [_plain(one) for one in found.frequencies],
        "copy_number_frequencies": dict(found.copy_number_frequencies),
        "significances": [_plain(one) for one in found.significances],
    }


def _event(event: Event) -> Json:
    written = _plain(event)
    written["tier"] = event.tier.value
    written["segregation"] = event.segregation.value
    written["penetrance"] = event.penetrance.value
    return written


def _genotypes(interpretation: Interpretation, variant: TieredVariant) -> list[Json]:
    people = interpretation.table.people if interpretation.table is not None else ()
    copies = interpretation.quality.x_copies if interpretation.quality is not None else {}
    assembly = assembly_of(interpretation)
    return [
        {"person": person, "zygosity": zygosity(call, variant.variant.key, assembly, copies.get(person)), **_call(call)}
        for person, call in zip(people, variant.variant.calls, strict=True)
    ]


def _call(call: Call) -> Json:
    written = _plain(call)
    written["alternate_share"] = None if call.alternate_share is None else round(call.alternate_share, 4)
    return written


def _gene(gene: GeneRank) -> Json:
    return {
        "hgnc_id": gene.hgnc_id,
        "symbol": gene.symbol,
        "rank": gene.rank,
        "score": _finite(gene.score),
        "disease": gene.disease or None,
        "disease_name": gene.disease_name or None,
        "evidence": [{**_plain(one), "weight": _finite(one.weight)} for one in gene.evidence],
        "variants": list(gene.variants),
    }


def _finite(value: float) -> float:
    """JSON knows no infinity: the widest double stands for it."""
    if math.isfinite(value):
        return value
    return math.copysign(1.7976931348623157e308, value)


def _quality(quality: QualityReport | None) -> Json | None:
    if quality is None:
        return None
    return {
        "edition": quality.edition,
        "checks": [_check(check) for check in quality.checks],
        "x_copies": _sorted(quality.x_copies.items()),
        "karyotype": _sorted(quality.karyotype.items()),
        "measures": {person: dict(values) for person, values in quality.measures},
        "kinship": [
            {"one": one, "two": two, "coefficient": coefficient, "expected": expected}
            for one, two, coefficient, expected in quality.kinship
        ],
    }


def _check(check: Check) -> Json:
    return {**_plain(check), "status": check.status.value}


def _sorted(items: Iterable[tuple[str, Any]]) -> Json:
    return dict(sorted(items))


def _table(table: TableSummary | None) -> Json | None:
    if table is None:
        return None
    counts = table.counts
    return {
        "address": table.address,
        "people": list(table.people),
        "annotation": table.annotation,
        "frequency_sources": list(table.frequency_sources),
        "significance_sources": list(table.significance_sources),
        "annotated_genes": len(table.annotated_genes),
        "warnings": list(table.warnings),
        "counts": {
            "records": counts.records,
            "variants": counts.variants,
            "has_filters": counts.has_filters,
            "stops": {stop.value: count for stop, count in sorted(counts.stops.items())},
            "people": [_plain(one) for one in counts.people],
            "pairs": [_plain(one) for one in counts.pairs],
            "trios": [_plain(one) for one in counts.trios],
        },
    }


def _provenance(interpretation: Interpretation) -> Json:
    origin = interpretation.provenance
    table = interpretation.table
    return {
        "software": origin.software,
        "rules_edition": origin.rules_edition,
        "frequency_profile": origin.frequency_profile,
        "quality_edition": origin.quality_edition,
        "editions": [{"kind": kind, "edition": edition, "sha256": sha256} for kind, edition, sha256 in origin.editions],
        "panels": [{"reference": name, "name": title, "content_hash": sha} for name, title, sha in origin.panels],
        "libraries": [{"name": name, "version": version} for name, version in origin.libraries],
        "sources": [_plain(source) for source in table.sources] if table is not None else [],
    }
