"""What differs between two panels, wherever they lie: head, genes, repeats and regions, field by field."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import fields
from enum import Enum
from typing import NamedTuple

from carrel.foundation.knowledge.values import Panel, PanelGene, PanelRegion, PanelRepeat


Entity = PanelGene | PanelRepeat | PanelRegion
_LISTS = (("gene", "genes"), ("repeat", "repeats"), ("region", "regions"))
_HEAD = ("name", "version", "status", "signed_off", "disease_group", "relevant_disorders", "types")


class Difference(NamedTuple):
    """One thing that differs. `what`: head, added, removed or changed; values as text, "" where there is none."""

    what: str
    kind: str  # gene, repeat, region; "" for the head
    entity: str
    field: str
    before: str
    after: str


def differences(before: Panel, after: Panel) -> list[Difference]:
    """Everything that differs, head first, then entities by name. Where an entity stands in the list is no difference."""
    found = [
        Difference("head", "", "", name, _text(getattr(before, name)), _text(getattr(after, name)))
        for name in _HEAD
        if getattr(before, name) != getattr(after, name)
    ]
    for kind, plural in _LISTS:
        found.extend(_of_list(kind, getattr(before, plural), getattr(after, plural)))
    return found


def _of_list(kind: str, before: Iterable[Entity], after: Iterable[Entity]) -> Iterator[Difference]:
    old, new = _by_key(before), _by_key(after)
    for key in sorted({**old, **new}, key=lambda key: (_name((old.get(key) or new[key])[0]), key)):
        left, right = old.get(key, []), new.get(key, [])
        for one, other in zip(left, right, strict=False):
            yield from _of_entity(kind, one, other)
        for one in left[len(right) :]:
            yield Difference("removed", kind, _name(one), "rating", one.rating.value, "")
        for one in right[len(left) :]:
            yield Difference("added", kind, _name(one), "rating", "", one.rating.value)


def _of_entity(kind: str, one: Entity, other: Entity) -> Iterator[Difference]:
    for field in fields(one):
        before, after = getattr(one, field.name), getattr(other, field.name)
        if before != after:
            yield Difference("changed", kind, _name(other), field.name, _text(before), _text(after))


def _by_key(entities: Iterable[Entity]) -> dict[str, list[Entity]]:
    found: dict[str, list[Entity]] = defaultdict(list)
    for entity in entities:
        found[(entity.hgnc_id or entity.symbol) if isinstance(entity, PanelGene) else entity.name].append(entity)
    return found


def _name(entity: Entity) -> str:
    return entity.symbol if isinstance(entity, PanelGene) else entity.name


def _text(value: object) -> str:
    if isinstance(value, tuple):
        return "; ".join(_text(part) for part in value)
    if isinstance(value, Enum):
        return str(value.value)
    return "" if value is None else str(value)
