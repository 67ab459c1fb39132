"""Adding, changing and taking away genes, repeats and regions of a panel."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from carrel.foundation.knowledge.actions.versions import NextVersion, RowChange, advance, locked, refuse, tell
from carrel.foundation.knowledge.errors import EntryIsWrong, GeneIsUnknown, NothingChanges, SomebodyWasFaster
from carrel.foundation.knowledge.models import EntityRow, Gene, Panel, PanelVersion
from carrel.foundation.knowledge.policies import objections_to_curating
from carrel.foundation.knowledge.queries import curated
from carrel.foundation.knowledge.rules.entity_fields import changed_document, new_document, validated
from carrel.foundation.knowledge.rules.panels import entity_hash
from carrel.foundation.knowledge.states import EntityKind, PanelStatus
from carrel.foundation.ledger import actions as ledger
from carrel.foundation.vocabulary.actors import Actor


def add_entity(  # noqa: PLR0913 - what is added to what, by whom, when
    actor: Actor,
    *,
    panel_id: int,
    kind: EntityKind,
    name: str,
    fields: Mapping[str, object],
    at: datetime,
    hgnc_id: str = "",
    comment: str = "",
) -> PanelVersion:
    """Put an entity on a panel, without a rating, as its next version.

    For a gene, `name` is its symbol and may be left empty if `hgnc_id` is given; for a repeat, `hgnc_id` is its gene. Raises
    NotAllowed, EntryIsWrong, GeneIsUnknown.
    """
    with transaction.atomic():
        panel = locked(panel_id)
        refuse(curating(actor, panel))
        gene = _gene(hgnc_id) if hgnc_id else None
        own_name = (name.strip() or gene.symbol if gene else name.strip()) if kind is EntityKind.GENE else name.strip()
        clean = validated(kind, fields, new=True)
        _refuse_taken(panel, kind, own_name)
        document = new_document(kind, own_name, json.loads(gene.data) if gene else None, clean)
        version = advance(panel, actor, NextVersion((RowChange(None, document),), comment=comment), at=at)
        _write(actor, panel, "added", kind, own_name, f"{kind.value}: {own_name} was added to panel: {panel.name}.", at)
    return version


def edit_entity(  # noqa: PLR0913
    actor: Actor,
    *,
    panel_id: int,
    kind: EntityKind,
    name: str,
    fields: Mapping[str, object],
    base: str,
    at: datetime,
    comment: str = "",
) -> PanelVersion:
    """Set fields of an entity, as the panel's next version.

    `base` is the row's sha256 that the writer saw: if it is no longer so, SomebodyWasFaster is raised and nothing is written.
    Raises NotAllowed, EntryIsWrong, EntityIsUnknown, NothingChanges.
    """
    with transaction.atomic():
        panel = locked(panel_id)
        refuse(curating(actor, panel))
        row = unchanged_row(panel, kind, name, base)
        before = json.loads(row.document)
        after = changed_document(before, validated(kind, fields, new=False))
        if entity_hash(after) == row.sha256:
            raise NothingChanges(f"Nothing changes on {name}: these values stand there already.")
        changed = sorted(key for key in after if after[key] != before.get(key))
        version = advance(panel, actor, NextVersion((RowChange(row, after),), comment=comment), at=at)
        words = ", ".join(key.replace("_", " ") for key in changed)
        _write(actor, panel, "changed", kind, name, f"Changed {words} for {kind.value}: {name}.", at)
    return version


def remove_entity(
    actor: Actor, *, panel_id: int, kind: EntityKind, name: str, base: str, at: datetime, comment: str = ""
) -> PanelVersion:
    """Take an entity off a panel, as its next version. `base` as for edit_entity."""
    with transaction.atomic():
        panel = locked(panel_id)
        refuse(curating(actor, panel))
        row = unchanged_row(panel, kind, name, base)
        version = advance(panel, actor, NextVersion((RowChange(row, None),), comment=comment), at=at)
        _write(actor, panel, "removed", kind, name, f"{kind.value}: {name} was removed from the panel.", at)
    return version


def curating(actor: Actor, panel: Panel) -> list[str]:
    """The objections to this actor's changing this panel's content."""
    status = PanelStatus(panel.status)
    return list(objections_to_curating(actor, status, panel.origin, panel.follows, panel.composed))


def unchanged_row(panel: Panel, kind: EntityKind, name: str, base: str) -> EntityRow:
    """The entity's current row if it is still the one that the writer saw. Raises SomebodyWasFaster, EntityIsUnknown."""
    row = curated.current_row(panel, kind, name)
    if row.sha256 != base:
        raise SomebodyWasFaster(
            f"{name} was changed on panel {panel.number} since you opened it (now version {panel.major}.{panel.minor}); "
            "nothing was saved. Look at the new values and enter your change again."
        )
    return row


def _gene(hgnc_id: str) -> Gene:
    gene = Gene.objects.filter(hgnc_id=hgnc_id).first()
    if gene is None:
        raise GeneIsUnknown(f"No gene {hgnc_id!r:.30} is known here; load a genes edition that has it.")
    return gene


def _refuse_taken(panel: Panel, kind: EntityKind, name: str) -> None:
    if not name:
        raise EntryIsWrong([("name", f"The {kind} needs a name.")])
    if curated.rows_at(panel).filter(kind=kind.value, name=name).exists():
        raise EntryIsWrong([("name", f"{name} is on this panel already.")])


def _write(actor: Actor, panel: Panel, verb: str, kind: EntityKind, name: str, text: str, at: datetime) -> None:
    tell(panel, actor, text, at=at, kind=kind.value, entity=name)
    detail = {"kind": kind.value, "entity": name, "version": f"{panel.major}.{panel.minor}"}
    ledger.record(actor, f"panels.entity.{verb}", f"panel:{panel.number}", detail, at=at)
