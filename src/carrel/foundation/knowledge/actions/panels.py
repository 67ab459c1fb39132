"""Making panels, changing what they say of themselves, their status and versions, copying and adopting them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from carrel.foundation.knowledge.actions.entities import curating
from carrel.foundation.knowledge.actions.superpanels import compose, set_children
from carrel.foundation.knowledge.actions.telling import Line, tell
from carrel.foundation.knowledge.actions.versions import (
    NextVersion,
    RowChange,
    advance,
    locked,
    new_panel,
    parents_of,
    refuse,
)
from carrel.foundation.knowledge.errors import EntryIsWrong, NothingChanges, SomebodyWasFaster
from carrel.foundation.knowledge.models import HOUSE, Panel, PanelVersion
from carrel.foundation.knowledge.policies import (
    objections_to_adopting,
    objections_to_copying,
    objections_to_signing_off,
    objections_to_step,
)
from carrel.foundation.knowledge.queries import curated
from carrel.foundation.knowledge.rules.about_fields import TITLES, validated_about
from carrel.foundation.knowledge.rules.activity_texts import said
from carrel.foundation.knowledge.states import OPEN_TO_ALL, PANEL_PROCESS, PanelStatus
from carrel.foundation.ledger import actions as ledger
from carrel.foundation.vocabulary.actors import Actor, Permission


__all__ = ["compose", "set_children"]


def create_panel(actor: Actor, *, name: str, at: datetime, about: Mapping[str, Any] | None = None) -> Panel:
    """A new, empty, internal panel of the house at version 0.1.

    `about` may hold the API's disease_group, disease_sub_group, description, relevant_disorders (list of texts) and types (list of
    {name, slug, description}, or of names). Raises NotAllowed or EntryIsWrong.
    """
    refuse([] if actor.may(Permission.CURATE_PANELS) else ["Only curators make panels."])
    with transaction.atomic():
        panel, head = new_panel(validated_about({**(about or {}), "name": name}), at=at)
        advance(panel, actor, NextVersion(head=head, number=(0, 1)), at=at)
        tell(panel, actor, [Line(said("panel.created", panel=panel.name))], at=at)
        _record(actor, "panels.panel.created", panel, {}, at)
    return panel


def edit_about(
    actor: Actor, *, panel_id: int, about: Mapping[str, object], base_sequence: int, at: datetime
) -> PanelVersion:
    """Change what a panel says of itself: name, disease_group, disease_sub_group, description, relevant_disorders, types.

    `base_sequence` is the number of the version that the writer saw: if these parts were changed since, SomebodyWasFaster is
    raised; edits of genes in between do no harm. Raises NotAllowed, EntryIsWrong, NothingChanges.
    """
    clean = validated_about(about)
    with transaction.atomic():
        panel = locked(panel_id)
        refuse(curating(actor, panel, whole=True))
        now = curated.version_row(panel, panel.sequence)
        seen = (
            PanelVersion.objects.filter(panel=panel, sequence=base_sequence).values_list("head_id", flat=True).first()
        )
        if seen != now.head_id:
            raise SomebodyWasFaster(
                f"What panel {panel.number} says of itself was changed since you opened it (now version {now}); nothing was "
                "saved. Look at the new text and enter your change again."
            )
        before = json.loads(now.head.document)
        changed = [key for key, value in clean.items() if before.get(key) != value]
        if not changed:
            raise NothingChanges(f"Nothing changes on panel {panel.number}: it says this already.")
        _refuse_taken_name(panel, clean)
        version = advance(panel, actor, NextVersion(head={**before, **clean}), at=at)
        titles = ", ".join(TITLES[key].lower() for key in changed)
        tell(panel, actor, [Line(said("panel.about", fields=titles))], at=at)
        _record(actor, "panels.panel.described", panel, {"parts": changed}, at)
    return version


def take_step(actor: Actor, *, panel_id: int, verb: str, at: datetime) -> PanelVersion:
    """Take a panel to another status by a verb of PANEL_PROCESS (publish, retire, ...), as its next version.

    Raises NotAllowed.
    """
    with transaction.atomic():
        panel = locked(panel_id)
        status = PanelStatus(panel.status)
        parents = [(parent.number, PanelStatus(parent.status)) for parent in parents_of(panel)]
        refuse(
            list(
                objections_to_step(
                    actor, status, verb, follows=panel.follows, parents=parents, hidden_children=_hidden(panel)
                )
            )
        )
        step = PANEL_PROCESS.step(status, verb)
        end = PanelStatus(step.end) if step else status
        before = json.loads(curated.version_row(panel, panel.sequence).head.document)
        version = advance(panel, actor, NextVersion(head={**before, "status": end.value}), at=at)
        tell(panel, actor, [Line(said("panel.status", before=status.value, after=end.value))], at=at)
        _record(actor, "panels.panel.moved", panel, {"verb": verb, "before": status.value, "after": end.value}, at)
    return version


def promote_version(actor: Actor, *, panel_id: int, comment: str, at: datetime) -> PanelVersion:
    """Give the panel's content the next major version number: 1.34 becomes 2.0. Raises NotAllowed."""
    with transaction.atomic():
        panel = locked(panel_id)
        refuse(curating(actor, panel, whole=True))
        before = f"{panel.major}.{panel.minor}"
        following = NextVersion(number=(panel.major + 1, 0), comment=comment.strip())
        version = advance(panel, actor, following, at=at)
        tell(panel, actor, [Line(said("panel.promoted", before=before, after=version))], at=at)
        _record(actor, "panels.version.promoted", panel, {"before": before}, at)
    return version


def sign_off(actor: Actor, *, panel_id: int, version: str, at: datetime) -> PanelVersion:
    """Declare a version `major.minor` fit for clinical use. Its content and hash stay what they are.

    Raises NotAllowed, PanelIsUnknown.
    """
    with transaction.atomic():
        panel = locked(panel_id)
        found = curated.version_named(panel, version)
        already = found.signed_off_on is not None
        refuse(list(objections_to_signing_off(actor, PanelStatus(panel.status), already, panel.follows)))
        found.signed_off_on, found.signed_off_by = at.date(), actor.id
        found.save(update_fields=["signed_off_on", "signed_off_by"])
        tell(panel, actor, [Line(said("panel.signed_off", version=found))], at=at)
        detail = {"version": str(found), "content_hash": found.content_hash}
        ledger.record(actor, "panels.version.signed_off", f"panel:{panel.number}", detail, at=at)
    return found


def copy_panel(actor: Actor, *, panel_id: int, version: str, name: str, at: datetime) -> Panel:
    """A new internal panel of the house with the entities of a version `major.minor` ("" the current one) of another.

    Entities keep every field; reviews and decisions stay with the original. The copy says where it came from. Raises NotAllowed,
    EntryIsWrong, PanelIsUnknown.
    """
    with transaction.atomic():
        source = locked(panel_id)
        refuse(list(objections_to_copying(actor, PanelStatus(source.status), source.composed or source.parts_stated)))
        own = curated.version_named(source, version)
        about = {key: value for key, value in json.loads(own.head.document).items() if key in TITLES}
        panel, head = new_panel({**about, **validated_about({"name": name})}, at=at)
        reference = f"{source.number}@{own}"
        panel.origin = f"copied from panel {reference}" + (
            "" if source.catalogue == HOUSE else f" of {source.catalogue}"
        )
        rows = curated.rows_at(source, own.sequence)
        changes = [RowChange(None, json.loads(row.document), row.position) for row in rows]
        following = NextVersion(changes, head=head, number=(0, 1), comment=f"Copied from panel {reference}.")
        advance(panel, actor, following, at=at)
        tell(panel, actor, [Line(said("panel.copied", panel=panel.name, origin=reference))], at=at)
        _record(actor, "panels.panel.copied", panel, {"from": reference, "content_hash": own.content_hash}, at)
    return panel


def adopt(actor: Actor, *, panel_id: int, at: datetime) -> Panel:
    """Curate here from now on a panel that was kept as its origin has it. Its content, number and version stay. Raises NotAllowed."""
    with transaction.atomic():
        panel = locked(panel_id)
        of_the_house, is_super = panel.catalogue == HOUSE, panel.composed or panel.parts_stated
        refuse(list(objections_to_adopting(actor, panel.follows, of_the_house, is_super)))
        panel.follows = False
        panel.save(update_fields=["follows"])
        tell(panel, actor, [Line(said("panel.adopted", panel=panel.name, origin=panel.origin or "its origin"))], at=at)
        _record(actor, "panels.panel.adopted", panel, {"origin": panel.origin}, at)
    return panel


def _hidden(panel: Panel) -> list[int]:
    numbers = [number for number, _ in curated.children_of(panel)]
    own = Panel.objects.filter(catalogue=panel.catalogue, number__in=numbers)
    return sorted(own.exclude(status__in=[status.value for status in OPEN_TO_ALL]).values_list("number", flat=True))


def _refuse_taken_name(panel: Panel, about: Mapping[str, Any]) -> None:
    if about.get("name", panel.name) != panel.name and curated.name_is_taken(about["name"], panel.catalogue):
        raise EntryIsWrong([("name", "There is a panel of this name already; choose another.")])


def _record(actor: Actor, event: str, panel: Panel, detail: Mapping[str, Any], at: datetime) -> None:
    ledger.record(actor, event, f"panel:{panel.number}", {"version": f"{panel.major}.{panel.minor}", **detail}, at=at)
