"""Super-panels that are put together here from other panels."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from carrel.foundation.knowledge.actions.telling import Line, tell
from carrel.foundation.knowledge.actions.versions import NextVersion, advance, locked, new_panel, refuse
from carrel.foundation.knowledge.errors import EntryIsWrong, NothingChanges, SomebodyWasFaster
from carrel.foundation.knowledge.models import HOUSE, Panel, PanelVersion
from carrel.foundation.knowledge.policies import objections_to_composing
from carrel.foundation.knowledge.queries import curated
from carrel.foundation.knowledge.rules.about_fields import validated_about
from carrel.foundation.knowledge.rules.activity_texts import said
from carrel.foundation.knowledge.states import PanelStatus
from carrel.foundation.ledger import actions as ledger
from carrel.foundation.vocabulary.actors import Actor


# PanelApp's own type, by which its clients tell super-panels in lists.
_SUPER = {"name": "Superpanel", "slug": "superpanel", "description": "A panel that is put together from other panels"}


def compose(actor: Actor, *, name: str, children: Sequence[int], at: datetime) -> Panel:
    """A new internal super-panel at version 0.1, put together from the panels with these numbers, in this order.

    It gets a new version with each of its panels. Raises NotAllowed, EntryIsWrong.
    """
    with transaction.atomic():
        parts = _locked_parts(children)
        refuse(_objections(actor, PanelStatus.INTERNAL, parts))
        panel, head = new_panel(validated_about({"name": name}), at=at, composed=True)
        own = [(part.number, part.sequence) for part in parts]
        head = {**head, "types": [_SUPER]}
        advance(panel, actor, NextVersion(head=head, children=own, number=(0, 1)), at=at)
        tell(panel, actor, [Line(said("panel.composed", panel=panel.name, parts=_named(parts)))], at=at)
        detail = {"version": "0.1", "parts": [part.number for part in parts]}
        ledger.record(actor, "panels.panel.composed", f"panel:{panel.number}", detail, at=at)
    return panel


def set_children(
    actor: Actor, *, panel_id: int, children: Sequence[int], at: datetime, base_sequence: int | None = None
) -> PanelVersion:
    """Change which panels a super-panel is put together from, as its next version; earlier versions keep theirs.

    `base_sequence`, where given, is the number of the version that the writer saw: if the parts were changed since, SomebodyWasFaster
    is raised. Raises NotAllowed, EntryIsWrong, NothingChanges.
    """
    with transaction.atomic():
        parts = _locked_parts(children)  # children before parents: see versions.parents_of
        panel = locked(panel_id)
        refuse([] if panel.composed else ["This panel is not put together from others."])
        refuse(_objections(actor, PanelStatus(panel.status), parts))
        before = [number for number, _ in curated.children_of(panel)]
        _refuse_stale(panel, before, base_sequence)
        if before == list(children):
            raise NothingChanges(f"Nothing changes: super-panel {panel.number} has these parts already.")
        own = [(part.number, part.sequence) for part in parts]
        version = advance(panel, actor, NextVersion(children=own), at=at)
        tell(panel, actor, [Line(said("panel.children", parts=_named(parts)))], at=at)
        detail = {"version": str(version), "before": before, "after": list(children)}
        ledger.record(actor, "panels.panel.recomposed", f"panel:{panel.number}", detail, at=at)
    return version


def _locked_parts(numbers: Sequence[int]) -> list[Panel]:
    rows = Panel.objects.select_for_update().filter(catalogue=HOUSE, number__in=set(numbers)).order_by("pk")
    found = {panel.number: panel for panel in rows}
    faults = [("children", f"There is no panel {number} here.") for number in numbers if number not in found]
    faults += [("children", f"Panel {number} is named twice.") for number in found if list(numbers).count(number) > 1]
    if faults:
        raise EntryIsWrong(faults)
    return [found[number] for number in numbers]


def _objections(actor: Actor, status: PanelStatus, parts: Sequence[Panel]) -> list[str]:
    described = [(part.number, PanelStatus(part.status), part.composed or part.parts_stated) for part in parts]
    return list(objections_to_composing(actor, status, described))


def _refuse_stale(panel: Panel, now: Sequence[int], base_sequence: int | None) -> None:
    if base_sequence is None:
        return
    seen = PanelVersion.objects.filter(panel=panel, sequence=base_sequence).first()
    if seen is None or [number for number, _ in curated.parts_of_version(seen)] != list(now):
        raise SomebodyWasFaster(
            f"The parts of super-panel {panel.number} were changed since you opened it; nothing was saved. Look at them and enter "
            "your change again."
        )


def _named(parts: Sequence[Panel]) -> str:
    return ", ".join(part.name for part in parts)
