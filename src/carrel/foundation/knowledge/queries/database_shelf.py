"""The panels of this house's database, as interpretation reads them."""

from __future__ import annotations

import json

from django.db.models import QuerySet

from carrel.foundation.knowledge.adapters.panel_shelves import chosen, value_of
from carrel.foundation.knowledge.adapters.panelapp_files import preferred
from carrel.foundation.knowledge.errors import PanelIsUnknown
from carrel.foundation.knowledge.models import HOUSE, Panel, PanelVersion
from carrel.foundation.knowledge.queries import curated
from carrel.foundation.knowledge.queries.snapshots import whole_document
from carrel.foundation.knowledge.states import PanelStatus
from carrel.foundation.knowledge.values import Panel as PanelValue
from carrel.foundation.knowledge.values import PanelHeader


PLACE = "database"
_PROPOSED = frozenset({PanelStatus.PUBLIC, PanelStatus.PROMOTED})


class DatabaseShelf:
    """Every version of every panel of a catalogue, for whoever may read the database itself."""

    def __init__(self, catalogue: str = HOUSE) -> None:
        self.catalogue = catalogue

    def list(self) -> tuple[PanelHeader, ...]:
        """Headers of all versions, by panel number and version; of deleted panels none."""
        own = self._versions().exclude(panel__status=PanelStatus.DELETED)
        return tuple(_header(version) for version in own.iterator())

    def get(self, reference: str) -> PanelValue:
        """As every shelf. A version of a deleted panel is given where it is named, for reports that rest on it."""
        number, _, version = reference.strip().partition("@")
        known = number.isascii() and number.isdigit() and len(number) < 10
        own = list(self._versions().filter(panel__number=int(number))) if known else []
        if not version:
            own = [one for one in own if one.panel.status != PanelStatus.DELETED]
        found = chosen([_header(one) for one in own] or self.list(), reference, PLACE)
        return self._read(next(one for one in own if str(one) == found.version))

    def latest(self) -> tuple[PanelValue, ...]:
        """Of each public panel the version that `get(id)` gives: panels in preparation or retired are not proposed."""
        shown = [header for header in self.list() if header.status in _PROPOSED]
        ids = dict.fromkeys(header.id for header in shown)
        best = [preferred([header for header in shown if header.id == one]) for one in ids]
        return tuple(self.get(f"{header.id}@{header.version}") for header in best)

    def _versions(self) -> QuerySet[PanelVersion]:
        own = PanelVersion.objects.filter(panel__catalogue=self.catalogue).select_related("panel")
        return own.order_by("panel__number", "major", "minor")

    def _read(self, version: PanelVersion) -> PanelValue:
        whole = curated.version_row(version.panel, version.sequence)
        value = value_of(json.loads(whole_document(version.panel, whole)), f"The {PLACE}")
        if value.content_hash != version.content_hash:
            raise PanelIsUnknown(f"Panel {value.reference} is not what was stored: its content hash differs.")
        return value


def _header(version: PanelVersion) -> PanelHeader:
    panel: Panel = version.panel
    signed = version.signed_off_on.isoformat() if version.signed_off_on else ""
    return PanelHeader(str(panel.number), panel.name, str(version), signed, panel.status, "")
