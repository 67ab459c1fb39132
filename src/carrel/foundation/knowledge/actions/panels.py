"""Making panels, and changing what they say of themselves."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max

from carrel.foundation.knowledge.actions.versions import NextVersion, advance, refuse, tell
from carrel.foundation.knowledge.errors import EntryIsWrong
from carrel.foundation.knowledge.models import HOUSE, Panel
from carrel.foundation.knowledge.states import PanelStatus
from carrel.foundation.ledger import actions as ledger
from carrel.foundation.vocabulary.actors import Actor, Permission


FIRST_NUMBER = 100_001  # above every number that public PanelApps have given, so that their panels keep theirs


def create_panel(actor: Actor, *, name: str, at: datetime, about: Mapping[str, Any] | None = None) -> Panel:
    """A new, empty, internal panel of the house at version 0.1.

    `about` may hold the API's disease_group, disease_sub_group, description, relevant_disorders (list of texts) and types (list of
    {name, slug, description}). Raises NotAllowed or EntryIsWrong.
    """
    refuse([] if actor.may(Permission.CURATE_PANELS) else ["Only curators make panels."])
    clean = name.strip()
    if not clean or len(clean) > 255:
        raise EntryIsWrong([("name", "A panel needs a name of 1 to 255 letters.")])
    with transaction.atomic():
        if Panel.objects.filter(catalogue=HOUSE, name=clean).exclude(status=PanelStatus.DELETED).exists():
            raise EntryIsWrong([("name", "There is a panel of this name already; choose another.")])
        highest = Panel.objects.filter(catalogue=HOUSE).aggregate(highest=Max("number"))["highest"] or 0
        panel = Panel(number=max(highest + 1, FIRST_NUMBER), name=clean, status=PanelStatus.INTERNAL, changed_at=at)
        panel.save()
        head = {
            "id": panel.number, "hash_id": None, "name": clean, "disease_group": "", "disease_sub_group": "",
            "status": PanelStatus.INTERNAL.value, "relevant_disorders": [], "types": [], **(about or {}),
        }  # fmt: skip
        advance(panel, actor, NextVersion(head=head, number=(0, 1)), at=at)
        tell(panel, actor, f"Panel {clean} was created.", at=at)
        ledger.record(actor, "panels.panel.created", f"panel:{panel.number}", {"version": "0.1"}, at=at)
    return panel
