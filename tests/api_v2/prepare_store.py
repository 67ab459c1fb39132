"""Fills the store that CARREL_STORE names, for tests that run a real server; prints tokens and panel numbers as JSON."""

from __future__ import annotations

import json
import sys

from carrel.interfaces.cli.house import open_house


def main(panels: int) -> None:
    open_house(tables=False)
    from carrel.interfaces.cli.migrate import bring_up_to_date

    bring_up_to_date()
    from django.utils import timezone

    from carrel.foundation.knowledge.actions.entities import add_entity
    from carrel.foundation.knowledge.actions.panels import create_panel
    from carrel.foundation.knowledge.states import EntityKind
    from tests.api_v2.world import made

    world = made()
    numbers = []
    for place in range(panels):
        panel = create_panel(world.actors["curator"], name=f"Panel {place}", at=timezone.now())
        add_entity(
            world.actors["curator"], panel_id=panel.pk, kind=EntityKind.GENE, name="", hgnc_id="HGNC:1100", fields={},
            at=timezone.now(),
        )  # fmt: skip
        numbers.append(panel.number)
    print(json.dumps({"tokens": world.tokens, "panels": numbers}))


if __name__ == "__main__":
    main(int(sys.argv[1]))
