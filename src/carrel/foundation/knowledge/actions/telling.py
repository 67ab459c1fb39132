"""Telling of a change: a line in the panel's public history, and letters to those who subscribed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from carrel.foundation.knowledge.actions.storing import store_many
from carrel.foundation.knowledge.models import HOUSE, Activity, Panel, Subscription
from carrel.foundation.knowledge.states import OPEN_TO_ALL, PanelStatus
from carrel.foundation.ledger import actions as ledger
from carrel.foundation.vocabulary.actors import Actor


LETTER = "panel_changed"  # the template of the letter
FEW_GENES = 200  # up to here the database picks the subscriptions; a table of thousands of genes is compared here
MOST_LINES = 10  # of a letter; the page has them all


@dataclass(frozen=True, slots=True)
class Line:
    """One sentence of a panel's history. `kind` and `entity` are empty where it is about the panel as a whole.

    `in_letters` is what letters say in its place: what people write freely stays on the pages, under their eyes.
    """

    text: str
    kind: str = ""
    entity: str = ""
    hgnc_id: str = ""
    in_letters: str = ""


def tell(panel: Panel, actor: Actor, lines: Sequence[Line], *, at: datetime) -> None:
    """Add lines to a panel's history, and post one letter to everybody else who subscribed to the panel or one of its genes.

    To be called in the transaction of the change, after it.
    """
    common = {
        "panel_id": panel.pk, "version": f"{panel.major}.{panel.minor}", "actor": actor.id, "actor_name": actor.name[:120],
        "created_at": at,
    }  # fmt: skip
    store_many(Activity, [{**common, "kind": line.kind, "entity": line.entity, "text": line.text} for line in lines])
    inform(panel, actor, lines, at=at)


def inform(panel: Panel, actor: Actor, lines: Sequence[Line], *, at: datetime) -> None:
    """Post the letter alone: for changes whose history comes with them from elsewhere."""
    for account in _subscribers(panel, {line.hgnc_id for line in lines} - {""}) - {actor.id}:
        ledger.post(f"account:{account}", LETTER, _letter(panel, lines), at=at)


def _subscribers(panel: Panel, hgnc_ids: Iterable[str]) -> set[str]:
    """Only of panels that everybody may read: this room does not know what an account may read when the letter goes out."""
    if PanelStatus(panel.status) not in OPEN_TO_ALL or panel.catalogue != HOUSE:
        return set()
    wanted = set(hgnc_ids)
    of_genes = Q(hgnc_id__in=wanted) if len(wanted) <= FEW_GENES else ~Q(hgnc_id="")
    found = Subscription.objects.filter(Q(panel=panel) | of_genes if wanted else Q(panel=panel))
    return {account for account, hgnc_id in found.values_list("account", "hgnc_id") if not hgnc_id or hgnc_id in wanted}


def _letter(panel: Panel, lines: Sequence[Line]) -> dict[str, object]:
    return {
        "panel": panel.number,
        "panel_name": panel.name,
        "version": f"{panel.major}.{panel.minor}",
        "lines": [line.in_letters or line.text for line in lines[:MOST_LINES]],
        "more": max(0, len(lines) - MOST_LINES),
    }
