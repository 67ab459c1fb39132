"""How a panel's document is taken apart for keeping and put together again, byte for byte."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any, NamedTuple

import orjson

from carrel.foundation.knowledge.errors import PanelFileIsUnreadable
from carrel.foundation.knowledge.rules.panels import ENTITIES
from carrel.foundation.knowledge.states import EntityKind


# Members in the order in which PanelApp answers them; others follow. Version, its time and counts belong to the version.
_ORDER = ("id", "hash_id", "name", "disease_group", "disease_sub_group", "description", "status", "version", "version_created",
          "relevant_disorders", "stats", "types")  # fmt: skip
OF_THE_VERSION = frozenset({"version", "version_created", "stats", "signed_off", *ENTITIES})


class EntityColumns(NamedTuple):
    """What is looked up of an entity: its kind, name, gene and rating (0 no list, 1 red, 2 amber, 3 green)."""

    kind: EntityKind
    name: str
    hgnc_id: str  # "" for regions
    symbol: str
    rating: int


def head_of(document: Mapping[str, Any]) -> dict[str, Any]:
    """What a panel's document says besides its version, counts and entities."""
    return {key: value for key, value in document.items() if key not in OF_THE_VERSION}


def members(head: Mapping[str, Any], version: str, created: datetime, stats: Mapping[str, int]) -> dict[str, Any]:
    """A panel's members without its entities, in PanelApp's order: what lists answer of it.

    `created` is spelled with microseconds and `Z`, which clients parse by that very pattern.
    """
    whole = {**head, "version": version, "version_created": spelled(created), "stats": dict(stats)}
    first = {key: whole[key] for key in _ORDER if key in whole}
    return {**first, **{key: value for key, value in whole.items() if key not in first}}


def spelled(at: datetime) -> str:
    """A time as PanelApp writes it: UTC, always with microseconds, `Z`."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def dumped(value: object) -> str:
    """JSON as it is kept and answered: keys in their order, no spaces."""
    return orjson.dumps(value).decode()


def assembled(panel_members: Mapping[str, Any], entities: Mapping[str, Iterable[str]]) -> bytes:
    """A panel's document from its members and the kept texts of its entities, by `genes`, `strs` and `regions`."""
    lists = ",".join(f'"{kind}":[{",".join(entities.get(kind) or ())}]' for kind in ENTITIES)
    return f"{dumped(panel_members)[:-1]},{lists}}}".encode()


def with_panel(entity_text: str, panel_text: str) -> str:
    """An entity's text with its `panel` member, as the lists of entities and super-panels have it."""
    return f'{entity_text[:-1]},"panel":{panel_text}}}'


def columns_of(entity: Mapping[str, Any]) -> EntityColumns:
    """What is looked up of an entity's document. Raises PanelFileIsUnreadable with what is wrong."""
    name = entity.get("entity_name")
    if not isinstance(name, str) or not name or len(name) > 128:
        raise PanelFileIsUnreadable(f"an entry has the entity_name {name!r:.60}, not 1 to 128 letters")
    try:
        kind = EntityKind(str(entity.get("entity_type") or "gene"))
    except ValueError:
        raise PanelFileIsUnreadable(
            f"entry {name[:60]} has the entity_type {entity.get('entity_type')!r:.40}"
        ) from None
    gene = entity.get("gene_data") or {}
    hgnc_id, symbol = str(gene.get("hgnc_id") or ""), str(gene.get("gene_symbol") or gene.get("hgnc_symbol") or "")
    if kind is EntityKind.GENE:
        symbol = symbol or name
    level = str(entity.get("confidence_level") or "0").strip()
    if level not in "01234" or len(level) != 1:
        raise PanelFileIsUnreadable(f"entry {name[:60]} has the confidence level {level!r:.40}, not 0, 1, 2 or 3")
    return EntityColumns(kind, name, hgnc_id[:16], symbol[:64], min(int(level), 3))
