"""Keeps a folder of a PanelApp's answers in the store's database, panel by panel, with its history.

CARREL_STORE=... python benchmarks/panelapp_load.py FOLDER
"""

from __future__ import annotations

import json
import os
import sys
import time
from datetime import UTC, datetime
from pathlib import Path


def main(folder: Path) -> None:
    """Bring the tables up to date and take every panel."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "carrel.config.settings")
    import django

    django.setup()
    from django.core.management import call_command

    from carrel.foundation.knowledge.actions.taking import take_panel
    from carrel.foundation.knowledge.models import Activity, Panel
    from carrel.foundation.vocabulary.actors import OPERATOR

    call_command("migrate", verbosity=0)
    started, at = time.perf_counter(), datetime.now(UTC)
    for path in sorted(folder.glob("*.json")):
        if not path.stem.isdigit():
            continue
        document = json.loads(path.read_text())
        take_panel(OPERATOR, document, origin="made up", at=at)
        panel = Panel.objects.get(number=document["id"])
        lines = json.loads(path.with_suffix(".activities.json").read_text())
        Activity.objects.bulk_create(
            (
                Activity(
                    panel=panel, version=line["panel_version"], kind=line["entity_type"], entity=line["entity_name"],
                    text=line["text"], actor="operator", actor_name=line["user_name"],
                    created_at=datetime.fromisoformat(line["created"]), document=json.dumps(line, separators=(",", ":")),
                )
                for line in reversed(lines)
            ),
            batch_size=500,
        )  # fmt: skip
    print(f"{Panel.objects.count()} panels kept in {time.perf_counter() - started:.1f} s")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
