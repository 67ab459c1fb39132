"""What differs between two versions of a panel, or between two panels."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from carrel.foundation.knowledge.rules.documents import columns_of


@dataclass(frozen=True, slots=True)
class FieldChange:
    """A field with its values before and after; None where it was not there."""

    field: str
    before: Any
    after: Any


@dataclass(frozen=True, slots=True)
class EntityChange:
    """An entity that stands on both sides, and differs. `before` and `after` are its whole documents."""

    kind: str
    name: str
    before: Mapping[str, Any]
    after: Mapping[str, Any]
    fields: tuple[FieldChange, ...]


@dataclass(frozen=True, slots=True)
class PanelDifference:
    """Entities (documents) that came, that went, that changed, and what the panel says of itself otherwise."""

    added: tuple[Mapping[str, Any], ...] = ()
    removed: tuple[Mapping[str, Any], ...] = ()
    changed: tuple[EntityChange, ...] = ()
    head: tuple[FieldChange, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Is there no difference?"""
        return not (self.added or self.removed or self.changed or self.head)


def difference(
    before: Iterable[Mapping[str, Any]],
    after: Iterable[Mapping[str, Any]],
    head_before: Mapping[str, Any],
    head_after: Mapping[str, Any],
) -> PanelDifference:
    """Entities are the same by kind and HGNC id, repeats and regions by kind and name; several of one gene in their order."""
    old, new = _keyed(before), _keyed(after)
    both = [(key, old[key], entity) for key, entity in new.items() if key in old and old[key] != entity]
    return PanelDifference(
        added=tuple(entity for key, entity in new.items() if key not in old),
        removed=tuple(entity for key, entity in old.items() if key not in new),
        changed=tuple(
            EntityChange(key[0], columns_of(entity).name, was, entity, field_changes(was, entity))
            for key, was, entity in both
        ),
        head=field_changes(head_before, head_after),
    )


def field_changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[FieldChange, ...]:
    """The members that differ, in the order of the later one."""
    names = dict.fromkeys((*after, *before))
    return tuple(
        FieldChange(name, before.get(name), after.get(name)) for name in names if before.get(name) != after.get(name)
    )


def _keyed(entities: Iterable[Mapping[str, Any]]) -> dict[tuple[str, str, str, int], Mapping[str, Any]]:
    found: dict[tuple[str, str, str, int], Mapping[str, Any]] = {}
    for entity in entities:
        columns = columns_of(entity)
        name = columns.hgnc_id if columns.kind == "gene" and columns.hgnc_id else columns.name
        part = str((entity.get("panel") or {}).get("id", ""))
        number = 0
        while (columns.kind.value, name, part, number) in found:
            number += 1
        found[columns.kind.value, name, part, number] = entity
    return found
