"""Adding, changing and taking away genes, repeats and regions of a panel."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from carrel.foundation.knowledge.actions.telling import Line, tell
from carrel.foundation.knowledge.actions.versions import NextVersion, RowChange, advance, locked, refuse
from carrel.foundation.knowledge.errors import EntryIsWrong, GeneIsUnknown, NothingChanges, SomebodyWasFaster
from carrel.foundation.knowledge.models import EntityRow, Gene, Panel, PanelVersion
from carrel.foundation.knowledge.policies import objections_to_curating
from carrel.foundation.knowledge.queries import curated
from carrel.foundation.knowledge.rules.activity_texts import changes, said
from carrel.foundation.knowledge.rules.documents import columns_of
from carrel.foundation.knowledge.rules.entity_fields import (
    changed_document,
    new_document,
    refused_name,
    refused_repeats,
    validated,
)
from carrel.foundation.knowledge.rules.panels import entity_hash
from carrel.foundation.knowledge.rules.ratings import same_decision
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
        refuse_decisions([], clean)
        _refuse_taken(panel, kind, own_name, hgnc_id)
        document = new_document(kind, own_name, json.loads(gene.data) if gene else None, clean)
        _refuse_repeats({}, document)
        version = advance(panel, actor, NextVersion((RowChange(None, document),), comment=comment), at=at)
        _write(actor, panel, "added", document, [added_text(panel, document)], at)
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
    """Set fields of an entity, as the panel's next version. The rating stays: only a decision, or an import, changes that.

    `base` is the row's sha256 that the writer saw: if it is no longer so, SomebodyWasFaster is raised and nothing is written.
    Raises NotAllowed, EntryIsWrong, EntityIsUnknown, NothingChanges.
    """
    with transaction.atomic():
        panel = locked(panel_id)
        refuse(curating(actor, panel))
        row = unchanged_row(panel, kind, name, base)
        before = json.loads(row.document)
        clean = validated(kind, fields, new=False)
        refuse_decisions(before.get("evidence") or [], clean)
        after = changed_document(before, clean)
        _refuse_repeats(before, after)
        if entity_hash(after) == row.sha256:
            raise NothingChanges(f"Nothing changes on {name}: these values stand there already.")
        version = advance(panel, actor, NextVersion((RowChange(row, after),), comment=comment), at=at)
        _write(actor, panel, "changed", after, changes(kind, name, before, after), at)
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
        text = said("entity.removed", kind=kind.value, name=name)
        _write(actor, panel, "removed", json.loads(row.document), [text], at)
    return version


def curating(actor: Actor, panel: Panel, *, whole: bool = False) -> list[str]:
    """The objections to this actor's changing what stands on this panel; with `whole`, what the panel as a whole says of itself."""
    status = PanelStatus(panel.status)
    return list(objections_to_curating(actor, status, panel.origin, panel.follows, panel.composed and not whole))


def unchanged_row(panel: Panel, kind: EntityKind, name: str, base: str) -> EntityRow:
    """The entity's current row if it is still the one that the writer saw. Raises SomebodyWasFaster, EntityIsUnknown."""
    curated.current_row(panel, kind, name)
    row = (
        curated.rows_at(panel).filter(kind=kind.value, name=name, sha256=base).first()
    )  # a gene may stand there several times
    if row is None:
        raise SomebodyWasFaster(
            f"{name} was changed on panel {panel.number} since you opened it (now version {panel.major}.{panel.minor}); "
            "nothing was saved. Look at the new values and enter your change again."
        )
    return row


def added_text(panel: Panel, document: Mapping[str, Any]) -> str:
    """The sentence that tells of an entity that came onto a panel."""
    sources = ", ".join(document.get("evidence") or []) or "none"
    kind, name = document["entity_type"], document["entity_name"]
    return said("entity.added", kind=kind, name=name, panel=panel.name, sources=sources)


def refuse_decisions(before: Sequence[str], fields: Mapping[str, Any]) -> None:
    """Raise EntryIsWrong where sources that are given hold another decision on the rating than those before."""
    if "evidence" in fields and not same_decision(before, fields["evidence"]):
        raise EntryIsWrong([("evidence", "“Expert Review” is written by a decision on the rating; decide instead.")])


def _gene(hgnc_id: str) -> Gene:
    gene = Gene.objects.filter(hgnc_id=hgnc_id).first()
    if gene is None:
        raise GeneIsUnknown(f"No gene {hgnc_id!r:.30} is known here; load a genes edition that has it.")
    return gene


def _refuse_repeats(before: Mapping[str, Any], after: Mapping[str, Any]) -> None:
    fault = refused_repeats(before, after)
    if fault:
        raise EntryIsWrong([("pathogenic_repeats", fault)])


def _refuse_taken(panel: Panel, kind: EntityKind, name: str, hgnc_id: str) -> None:
    fault = refused_name(kind, name)
    if fault:
        raise EntryIsWrong([("name", fault)])
    own = curated.rows_at(panel).filter(kind=kind.value)
    if own.filter(name=name).exists():
        raise EntryIsWrong([("name", f"{name} is on this panel already.")])
    same = own.filter(hgnc_id=hgnc_id).first() if hgnc_id and kind is EntityKind.GENE else None
    if same:
        raise EntryIsWrong([("name", f"{hgnc_id} is on this panel already, as {same.name}.")])


def _write(
    actor: Actor, panel: Panel, verb: str, document: Mapping[str, Any], texts: Sequence[str], at: datetime
) -> None:
    columns = columns_of(document)
    tell(panel, actor, [Line(text, columns.kind.value, columns.name, columns.hgnc_id) for text in texts], at=at)
    detail = {"kind": columns.kind.value, "entity": columns.name, "version": f"{panel.major}.{panel.minor}"}
    ledger.record(actor, f"panels.entity.{verb}", f"panel:{panel.number}", detail, at=at)
