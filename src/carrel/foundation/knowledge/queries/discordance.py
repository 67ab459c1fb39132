"""The queue of genes about which two catalogues of panels disagree."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping

from carrel.foundation.knowledge.models import HOUSE, STANDING, EntityRow
from carrel.foundation.knowledge.queries import curated
from carrel.foundation.knowledge.rules.discordance import (
    Disagreement,
    Match,
    Side,
    Standing,
    by_gene,
    disagreements,
    matched,
)
from carrel.foundation.knowledge.states import Confidence, EntityKind
from carrel.foundation.vocabulary.actors import Actor


# Taken out of the kept text without reading all of it: a hundred thousand rows are asked at once. The text is ours: no spaces.
_MODE = re.compile(r'"mode_of_inheritance":"((?:[^"\\]|\\.)*)"')


def disagreements_of(
    actor: Actor, left: str, right: str = HOUSE, given: Mapping[int, int] | None = None
) -> list[Disagreement]:
    """Where the current panels of two catalogues disagree, what matters most first; of panels that this actor may read.

    `given` maps panel numbers of the left catalogue to those of the right one, where names do not tell.
    """
    return disagreements(matches_of(actor, left, right, given))


def matches_of(actor: Actor, left: str, right: str = HOUSE, given: Mapping[int, int] | None = None) -> list[Match]:
    """The pairs of panels that are compared."""
    return matched(_sides(actor, left), _sides(actor, right), given)


def _sides(actor: Actor, catalogue: str) -> list[Side]:
    """The panels of a catalogue with their genes; composed super-panels repeat others and are left out."""
    panels = [panel for panel in curated.panels_for(actor, catalogue) if not panel.composed]
    rows = EntityRow.objects.filter(
        panel__catalogue=catalogue, panel__composed=False, until=STANDING, kind=EntityKind.GENE.value
    ).values_list("panel_id", "hgnc_id", "symbol", "rating", "document")
    genes: dict[int, list[Standing]] = defaultdict(list)
    shown = {panel.pk for panel in panels}
    for panel_id, hgnc_id, symbol, rating, text in rows.iterator(2000):
        if panel_id in shown:
            mode = _MODE.search(text)
            genes[panel_id].append(Standing(hgnc_id, symbol, Confidence(rating), mode[1] if mode else ""))
    return [
        Side(panel.number, panel.name, f"{panel.major}.{panel.minor}", by_gene(genes[panel.pk])) for panel in panels
    ]
