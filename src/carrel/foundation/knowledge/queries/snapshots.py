"""All panels of a catalogue as one document, the same bytes for the same panels."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence

from carrel.foundation.knowledge.models import HOUSE, Panel, PanelVersion
from carrel.foundation.knowledge.queries import curated
from carrel.foundation.knowledge.queries.panelapp_answers import with_sign_off
from carrel.foundation.knowledge.rules.snapshot_text import SnapshotEntry, closing, entry_line, opening
from carrel.foundation.vocabulary.actors import Actor


def snapshot(
    actor: Actor, catalogue: str = HOUSE, *, signed_off: bool = False, numbers: Sequence[int] = ()
) -> Iterator[bytes]:
    """The pieces of one JSON document (`rules.snapshot_text`) with the current versions of the panels that this actor may read.

    `signed_off`: the latest signed-off version of each panel that has one, and no other. `numbers`: only these panels.
    """
    digest = hashlib.sha256()
    count = 0
    start = opening(catalogue)
    digest.update(start)
    yield start
    for panel, version in versions(actor, catalogue, signed_off=signed_off, numbers=numbers):
        line = entry_line(entry_of(panel, version), whole_document(panel, version), first=count == 0)
        digest.update(line)
        count += 1
        yield line
    yield closing(count, digest.hexdigest())


def versions(
    actor: Actor, catalogue: str = HOUSE, *, signed_off: bool = False, numbers: Sequence[int] = ()
) -> Iterator[tuple[Panel, PanelVersion]]:
    """Panels by number, each with its current version, or with its latest signed-off one."""
    own = curated.panels_for(actor, catalogue)
    for panel in (own.filter(number__in=numbers) if numbers else own).iterator():
        version = latest_signed_off(panel) if signed_off else curated.version_named(panel)
        if version is not None:
            yield panel, version


def latest_signed_off(panel: Panel) -> PanelVersion | None:
    """The highest version that is signed off, or None."""
    own = PanelVersion.objects.select_related("head").filter(panel=panel).exclude(signed_off_on=None)
    return own.order_by("-major", "-minor").first()


def signed_off_before(actor: Actor, catalogue: str = HOUSE, *, numbers: Sequence[int] = ()) -> int:
    """How many panels have a signed-off version that is not their current one."""
    pairs = versions(actor, catalogue, signed_off=True, numbers=numbers)
    return sum(version.sequence != panel.sequence for panel, version in pairs)


def entry_of(panel: Panel, version: PanelVersion) -> SnapshotEntry:
    """What a snapshot's line says of a panel version."""
    members = curated.members_of(version)
    signed = version.signed_off_on.isoformat() if version.signed_off_on else ""
    return SnapshotEntry(
        str(panel.number), str(members["name"]), str(version), str(members["status"]), signed, version.content_hash
    )


def whole_document(panel: Panel, version: PanelVersion) -> bytes:
    """A panel version's document, with the date at which it was signed off where it is."""
    return with_sign_off(curated.document(panel, version), version.signed_off_on)
