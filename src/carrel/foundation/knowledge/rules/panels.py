"""Turns the answer of PanelApp's REST API v1 about one panel into a panel value."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from carrel.foundation.knowledge.errors import PanelFileIsUnreadable
from carrel.foundation.knowledge.values import Panel, PanelGene, PanelRegion, PanelRepeat
from carrel.foundation.vocabulary.genome import plain_chromosome
from carrel.foundation.vocabulary.inheritance import Rating


# Confidence levels of the REST API v1; 4 was green in the older web services (PanelApp's own code, 2019).
RATINGS = {
    "4": Rating.GREEN,
    "3": Rating.GREEN,
    "2": Rating.AMBER,
    "1": Rating.RED,
    "0": Rating.NO_LIST,
    "": Rating.NO_LIST,
}
ENTITIES = ("genes", "strs", "regions")
_ASSEMBLIES = {"grch37": "GRCh37", "grch38": "GRCh38"}
_SAFE_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}", re.ASCII)
_VERSION = re.compile(r"\d{1,9}(\.\d{1,9}){0,3}", re.ASCII)
_HGNC = re.compile(r"(?:HGNC:)?(\d{1,9})", re.ASCII)


def panel_id(value: object) -> str:
    """A panel's id as text. Ids become parts of reports, so nothing but letters, digits, `_` and `-` is taken."""
    text = str(value) if isinstance(value, int | str) and not isinstance(value, bool) else ""
    if not _SAFE_ID.fullmatch(text):
        raise PanelFileIsUnreadable(f"the panel's id is {value!r:.60}, not a number or plain word")
    return text


def panel_version(value: object) -> str:
    """A panel's version as text, `major.minor`."""
    text = str(value) if isinstance(value, int | float | str) and not isinstance(value, bool) else ""
    if not _VERSION.fullmatch(text):
        raise PanelFileIsUnreadable(f"the panel's version is {value!r:.60}, not major.minor such as 1.4")
    return text


def version_order(version: str) -> tuple[int, ...]:
    """Sorting key of versions as whole numbers: 1.10 comes after 1.9."""
    return tuple(int(part) for part in version.split("."))


def canonical(value: object) -> str:
    """One spelling for one JSON value: keys sorted, no spaces, UTF-8, no NaN."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def entity_hash(entity: Mapping[str, Any]) -> str:
    """SHA-256 of an entity's canonical JSON, without the `panel` that lists and super-panels add to it."""
    return _sha256(canonical({key: value for key, value in entity.items() if key != "panel"}))


def placed_hash(own_hash: str, panel: Mapping[str, Any] | None) -> str:
    """An entity's hash as it goes into its panel's: in a super-panel with the panel and version that it comes from."""
    return own_hash if panel is None else f"{own_hash}@{panel.get('id')}@{panel.get('version')}"


def hash_of_parts(members: Mapping[str, Any], hashes: Mapping[str, Sequence[str]]) -> str:
    """A panel's content hash from its members besides entities, and the hashes of its entities in their order, by kind.

    Being signed off later does not change what a version says, so `signed_off` is left out.
    """
    header = {key: value for key, value in members.items() if key not in ENTITIES and key != "signed_off"}
    return _sha256(canonical({**header, **{kind: list(hashes.get(kind) or ()) for kind in ENTITIES}}))


def content_hash(document: Mapping[str, Any]) -> str:
    """A panel's content hash: SHA-256 of its canonical JSON in which a hash stands for each entity.

    So one edit of a panel with thousands of genes hashes one gene, and equal content has equal hashes wherever it comes from: a
    file, a snapshot, a database or another server.
    """
    hashes = {
        kind: [placed_hash(entity_hash(entity), entity.get("panel")) for entity in _entities(document, kind)]
        for kind in ENTITIES
    }
    return hash_of_parts(document, hashes)


def read_panel(document: Mapping[str, Any]) -> Panel:
    """A panel from its REST v1 detail. Raises PanelFileIsUnreadable with the part of the sentence that says what is wrong."""
    if not any(isinstance(document.get(key), list) for key in ENTITIES):
        raise PanelFileIsUnreadable("it lists no genes, STRs or regions; download the panel without exclude_entities")
    name = _text(document.get("name"))
    if not name:
        raise PanelFileIsUnreadable("the panel has no name")
    return Panel(
        id=panel_id(document.get("id")),
        name=name,
        version=panel_version(document.get("version")),
        signed_off=_text(document.get("signed_off")),
        status=_text(document.get("status")),
        content_hash=content_hash(document),
        genes=tuple(_gene(entity) for entity in _entities(document, "genes")),
        repeats=tuple(_repeat(entity) for entity in _entities(document, "strs")),
        regions=tuple(_region(entity) for entity in _entities(document, "regions")),
        disease_group=_text(document.get("disease_group")),
        relevant_disorders=_texts(document.get("relevant_disorders")),
        types=_types(document.get("types")),
    )


def panels_of_entities(entities: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Panel details from the list of entities that `/panels/{id}/genes/` answers, where each entity names its panel."""
    documents: dict[tuple[object, object], dict[str, Any]] = {}
    for entity in entities:
        panel = entity["panel"]
        document = documents.setdefault(
            (panel.get("id"), panel.get("version")), {**panel, **{kind: [] for kind in ENTITIES}}
        )
        kind = {"str": "strs", "region": "regions"}.get(_text(entity.get("entity_type")), "genes")
        document[kind].append({key: value for key, value in entity.items() if key != "panel"})
    return list(documents.values())


def _types(value: object) -> tuple[str, ...]:
    kinds = value if isinstance(value, list) else []
    return tuple(_text(kind.get("name")) for kind in kinds if isinstance(kind, dict))


def _entities(document: Mapping[str, Any], key: str) -> list[Mapping[str, Any]]:
    entities = document.get(key) or []
    if not isinstance(entities, list) or not all(isinstance(entity, dict) for entity in entities):
        raise PanelFileIsUnreadable(f"its {key} are not a list of entries")
    return entities


def _gene(entity: Mapping[str, Any]) -> PanelGene:
    gene = _gene_data(entity)
    ensembl, locations = _places(gene.get("ensembl_genes"))
    return PanelGene(
        hgnc_id=_hgnc_id(gene.get("hgnc_id"), entity),
        symbol=_symbol(gene, entity),
        rating=_rating(entity),
        mode_of_inheritance=_text(entity.get("mode_of_inheritance")),
        mode_of_pathogenicity=_text(entity.get("mode_of_pathogenicity")),
        biotype=_text(gene.get("biotype")),
        penetrance=_text(entity.get("penetrance")),
        phenotypes=_texts(entity.get("phenotypes")),
        publications=_texts(entity.get("publications")),
        evidence=_texts(entity.get("evidence")),
        tags=_texts(entity.get("tags")),
        aliases=_texts(gene.get("alias")),
        ensembl_ids=ensembl,
        locations=locations,
    )


def _repeat(entity: Mapping[str, Any]) -> PanelRepeat:
    gene = _gene_data(entity)
    return PanelRepeat(
        name=_text(entity.get("entity_name")),
        hgnc_id=_hgnc_id(gene.get("hgnc_id"), entity),
        symbol=_symbol(gene, entity),
        rating=_rating(entity),
        mode_of_inheritance=_text(entity.get("mode_of_inheritance")),
        repeat_unit=_text(entity.get("repeated_sequence")),
        chromosome=_chromosome(entity),
        normal_repeats=_number(entity, "normal_repeats"),
        pathogenic_repeats=_number(entity, "pathogenic_repeats"),
        grch37=_span(entity, "grch37_coordinates"),
        grch38=_span(entity, "grch38_coordinates"),
    )


def _region(entity: Mapping[str, Any]) -> PanelRegion:
    return PanelRegion(
        name=_text(entity.get("entity_name")),
        verbose_name=_text(entity.get("verbose_name")),
        rating=_rating(entity),
        mode_of_inheritance=_text(entity.get("mode_of_inheritance")),
        chromosome=_chromosome(entity),
        grch37=_span(entity, "grch37_coordinates"),
        grch38=_span(entity, "grch38_coordinates"),
        type_of_variants=_text(entity.get("type_of_variants")),
        required_overlap_percentage=_number(entity, "required_overlap_percentage"),
        haploinsufficiency_score=_text(entity.get("haploinsufficiency_score")),
        triplosensitivity_score=_text(entity.get("triplosensitivity_score")),
    )


def _gene_data(entity: Mapping[str, Any]) -> Mapping[str, Any]:
    data = entity.get("gene_data")
    return data if isinstance(data, dict) else {}


def _symbol(gene: Mapping[str, Any], entity: Mapping[str, Any]) -> str:
    return _text(gene.get("gene_symbol")) or _text(gene.get("hgnc_symbol")) or _text(entity.get("entity_name"))


def _hgnc_id(value: object, entity: Mapping[str, Any]) -> str:
    if value is None or value == "":
        return ""
    match = _HGNC.fullmatch(str(value))
    if match is None:
        raise PanelFileIsUnreadable(f"entry {_name(entity)} has the HGNC id {value!r:.60}")
    return f"HGNC:{match[1]}"


def _rating(entity: Mapping[str, Any]) -> Rating:
    level = entity.get("confidence_level")
    rating = RATINGS.get("" if level is None else str(level).strip())
    if rating is None:
        raise PanelFileIsUnreadable(f"entry {_name(entity)} has the confidence level {level!r:.60}, not 0, 1, 2 or 3")
    return rating


def _places(genes: object) -> tuple[tuple[tuple[str, str], ...], tuple[tuple[str, str], ...]]:
    """(assembly, Ensembl id) and (assembly, location) pairs; PanelApp spells `GRch37` and keys by Ensembl release."""
    if not isinstance(genes, dict):
        return (), ()
    ids, locations = [], []
    for key in sorted(genes):
        assembly, releases = _ASSEMBLIES.get(key.lower()), genes[key]
        if assembly is None or not isinstance(releases, dict) or not releases:
            continue
        newest = releases[max(releases, key=_release_order) if len(releases) > 1 else next(iter(releases))]
        if isinstance(newest, dict):
            ids.append((assembly, _text(newest.get("ensembl_id"))))
            locations.append((assembly, _text(newest.get("location"))))
    return tuple(pair for pair in ids if pair[1]), tuple(pair for pair in locations if pair[1])


def _release_order(release: str) -> tuple[int, str]:
    return len(release), release


def _chromosome(entity: Mapping[str, Any]) -> str:
    name = _text(entity.get("chromosome"))
    plain = plain_chromosome(name) if name else ""
    if plain is None:
        raise PanelFileIsUnreadable(f"entry {_name(entity)} is on chromosome {name!r:.60}")
    return plain


def _number(entity: Mapping[str, Any], key: str) -> int | None:
    value = entity.get(key)
    if value is None or value == "":
        return None
    try:
        number = float(value)
    except (TypeError, ValueError, OverflowError):
        number = -1.0
    if isinstance(value, bool) or not 0 <= number <= 1e9 or number != int(number):
        raise PanelFileIsUnreadable(f"entry {_name(entity)} has {key} {value!r:.60}, not a whole number")
    return int(number)


def _span(entity: Mapping[str, Any], key: str) -> tuple[int, int] | None:
    value = entity.get(key)
    if not value:
        return None
    if not isinstance(value, list) or len(value) != 2:
        raise PanelFileIsUnreadable(f"entry {_name(entity)} has {key} {value!r:.60}, not [start, end]")
    start, end = (_number({"entity_name": _name(entity), key: part}, key) for part in value)
    if start is None or end is None or start > end:
        raise PanelFileIsUnreadable(f"entry {_name(entity)} has {key} {value!r:.60}, not [start, end]")
    return start, end


def _name(entity: Mapping[str, Any]) -> str:
    return _text(entity.get("entity_name"))[:60] or "without a name"


def _text(value: object) -> str:
    if isinstance(value, str):
        return value
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else ""


def _texts(value: object) -> tuple[str, ...]:
    if isinstance(value, str):
        return (value,) if value else ()
    if not value or not isinstance(value, list):
        return ()
    return tuple([text for text in map(_text, value) if text])
