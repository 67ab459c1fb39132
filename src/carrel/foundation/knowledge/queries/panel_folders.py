"""All panels of a catalogue as a folder of PanelApp answers: one detail a file, its history beside, and the list."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import orjson

from carrel.foundation.knowledge.errors import FolderIsTaken
from carrel.foundation.knowledge.models import HOUSE, Activity, Panel, Review
from carrel.foundation.knowledge.queries import curated, snapshots
from carrel.foundation.knowledge.queries.panelapp_history import evaluation_of
from carrel.foundation.knowledge.rules.documents import dumped, spelled
from carrel.foundation.knowledge.states import EntityKind
from carrel.foundation.vocabulary.actors import Actor


def write_folder(
    actor: Actor, folder: Path, catalogue: str = HOUSE, *, signed_off: bool = False, numbers: Sequence[int] = ()
) -> int:
    """Write a new folder with the panels that this actor may read; how many. It is visible only when it is whole.

    Raises FolderIsTaken where something lies there already.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise FolderIsTaken(f"{folder} exists and is not empty; name a new folder.")
    waiting = folder.with_name(f".{folder.name}.{os.getpid()}.part")
    waiting.mkdir(parents=True)
    try:
        count = _fill(waiting, snapshots.versions(actor, catalogue, signed_off=signed_off, numbers=numbers))
        if folder.exists():
            folder.rmdir()
        waiting.replace(folder)
    finally:
        shutil.rmtree(waiting, ignore_errors=True)
    return count


def _fill(folder: Path, versions: Iterator[tuple[Panel, Any]]) -> int:
    listed = []
    for panel, version in versions:
        (folder / f"{panel.number}.json").write_bytes(snapshots.whole_document(panel, version))
        lines = b",\n".join(
            history_line(line) for line in Activity.objects.filter(panel=panel).order_by("-created_at", "-id")
        )
        (folder / f"{panel.number}.activities.json").write_bytes(b"[" + lines + b"]\n")
        opinions = _opinions(panel)
        if opinions:
            (folder / f"{panel.number}.evaluations.json").write_text(dumped(opinions))
        signed = {"signed_off": version.signed_off_on.isoformat()} if version.signed_off_on else {}
        listed.append({**curated.members_of(version), **signed})
    envelope = {"count": len(listed), "next": None, "previous": None, "results": listed}
    (folder / "panels.json").write_text(dumped(envelope))
    return len(listed)


def _opinions(panel: Panel) -> dict[str, dict[str, list[dict[str, Any]]]]:
    """The opinions that stand now, by list and name: what reviewers said is public, under their names."""
    found: dict[str, dict[str, list[dict[str, Any]]]] = {}
    for review in Review.objects.filter(panel=panel, superseded_at=None).order_by(
        "kind", "entity", "-created_at", "-pk"
    ):
        lists = found.setdefault(EntityKind(review.kind).plural, {})
        lists.setdefault(review.entity, []).append(evaluation_of(review, comments=True))
    return found


def history_line(line: Activity) -> bytes:
    """A line of history as PanelApp answers it; what was taken from elsewhere, byte for byte."""
    if line.document:
        return line.document.encode()
    return orjson.dumps(
        {
            "created": spelled(line.created_at),
            "panel_name": line.panel.name,
            "panel_id": line.panel.number,
            "panel_version": line.version,
            "user_name": line.actor_name,
            "item_type": "entity" if line.entity else "panel",
            "text": line.text,
            "entity_name": line.entity or None,
            "entity_type": line.kind or None,
        }
    )
