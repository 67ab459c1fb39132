"""Subscribing to a panel, or to a gene on any panel."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from carrel.foundation.knowledge.actions.versions import refuse
from carrel.foundation.knowledge.errors import GeneIsUnknown, PanelIsUnknown
from carrel.foundation.knowledge.models import EntityRow, Gene, Panel, Subscription
from carrel.foundation.knowledge.policies import objections_to_reading, objections_to_subscribing
from carrel.foundation.knowledge.states import PanelStatus
from carrel.foundation.ledger import actions as ledger
from carrel.foundation.vocabulary.actors import Actor


def subscribe(actor: Actor, *, at: datetime, panel_id: int | None = None, hgnc_id: str = "") -> Subscription:
    """Have letters about changes to a panel (`panel_id`) or to a gene on any panel (`hgnc_id`): one of the two.

    Letters tell only of panels that everybody may read. Subscribing again changes nothing. Raises NotAllowed, PanelIsUnknown,
    GeneIsUnknown.
    """
    refuse(list(objections_to_subscribing(actor)))
    with transaction.atomic():
        panel = _panel(actor, panel_id) if panel_id is not None else None
        if panel is None:
            _refuse_unknown(hgnc_id)
        found, fresh = Subscription.objects.get_or_create(
            account=actor.id, panel=panel, hgnc_id="" if panel else hgnc_id, defaults={"created_at": at}
        )
        if fresh:
            ledger.record(actor, "panels.subscription.begun", f"account:{actor.id}", _about(panel, hgnc_id), at=at)
    return found


def unsubscribe(actor: Actor, *, at: datetime, panel_id: int | None = None, hgnc_id: str = "") -> None:
    """End a subscription; where there is none, nothing happens."""
    refuse(list(objections_to_subscribing(actor)))
    with transaction.atomic():
        panel = Panel.objects.filter(pk=panel_id).first() if panel_id is not None else None
        own = Subscription.objects.filter(account=actor.id)
        ended, _ = (
            own.filter(panel_id=panel_id) if panel_id is not None else own.filter(hgnc_id=hgnc_id, panel=None)
        ).delete()
        if ended:
            ledger.record(actor, "panels.subscription.ended", f"account:{actor.id}", _about(panel, hgnc_id), at=at)


def _panel(actor: Actor, panel_id: int) -> Panel:
    panel = Panel.objects.filter(pk=panel_id).first()
    if panel is None or list(objections_to_reading(actor, PanelStatus(panel.status))):
        raise PanelIsUnknown("This panel does not exist; choose one from the list of panels.")
    return panel


def _refuse_unknown(hgnc_id: str) -> None:
    hgnc_id = hgnc_id.replace("\x00", "")
    known = Gene.objects.filter(hgnc_id=hgnc_id).exists() or EntityRow.objects.filter(hgnc_id=hgnc_id).exists()
    if not hgnc_id or not known:
        raise GeneIsUnknown(f"No gene {hgnc_id!r:.30} is known here; search for it by its symbol.")


def _about(panel: Panel | None, hgnc_id: str) -> dict[str, str]:
    return {"panel": str(panel.number)} if panel else {"gene": hgnc_id}
