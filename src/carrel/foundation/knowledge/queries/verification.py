"""Whether the panels of the database still say what was stored: every row by its hash, every version by its content hash."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterator

from carrel.foundation.knowledge.models import EntityRow, Panel, PanelVersion
from carrel.foundation.knowledge.queries import curated
from carrel.foundation.knowledge.rules.panels import entity_hash, hash_of_parts, placed_hash
from carrel.foundation.knowledge.states import EntityKind


_NO_DOCUMENT = (ValueError, KeyError, TypeError, AttributeError)  # text that is no JSON, or JSON that is no document
Progress = Callable[[int, int], None]  # how many panels were read, of how many


def damages(progress: Progress | None = None) -> Iterator[str]:
    """A sentence for each row and each version that is not what was stored; nothing where all is whole.

    Reads every row of every version once, a panel at a time. Whoever rewrites the hashes as well is not found here; compare with
    a snapshot, or with the hashes in reports.
    """
    every = list(Panel.objects.order_by("catalogue", "number"))
    for count, panel in enumerate(every, start=1):
        rows = list(EntityRow.objects.filter(panel=panel).order_by("kind", "position"))
        yield from _damaged_rows(panel, rows)
        yield from _damaged_versions(panel, rows)
        if progress:
            progress(count, len(every))


def _damaged_rows(panel: Panel, rows: list[EntityRow]) -> Iterator[str]:
    for row in rows:
        try:
            whole = entity_hash(json.loads(row.document)) == row.sha256
        except _NO_DOCUMENT:
            whole = False
        if not whole:
            yield f"Panel {panel.catalogue} {panel.number}: {row.kind} {row.name} (from version number {row.since}) is not what was stored."


def _damaged_versions(panel: Panel, rows: list[EntityRow]) -> Iterator[str]:
    versions = list(PanelVersion.objects.filter(panel=panel).select_related("head").order_by("sequence"))
    if [version.sequence for version in versions] != list(range(1, panel.sequence + 1)):
        yield f"Panel {panel.catalogue} {panel.number}: versions are missing; {panel.sequence} were made, {len(versions)} are there."
    for version in versions:
        try:
            whole = _hash(panel, version, rows) == version.content_hash
        except _NO_DOCUMENT:
            whole = False
        if not whole:
            yield f"Panel {panel.catalogue} {panel.number} version {version}: its content hash is not that of what stands there."


def _hash(panel: Panel, version: PanelVersion, rows: list[EntityRow]) -> str:
    hashes: dict[str, list[str]] = defaultdict(list)
    children = curated.parts_of_version(version)
    if children:
        hashes.update(curated.hashes_and_counts(panel, children)[0])
    for row in rows if not children else ():
        if row.since <= version.sequence < row.until:
            stated = json.loads(row.document).get("panel") if '"panel":{' in row.document else None
            hashes[EntityKind(row.kind).plural].append(placed_hash(row.sha256, stated))
    return hash_of_parts(curated.members_of(version), hashes)
