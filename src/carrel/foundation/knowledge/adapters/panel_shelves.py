"""Panels that an interpretation rests on, wherever they lie: a folder, a snapshot file, or another PanelApp."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from contextlib import suppress
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Protocol

import orjson

from carrel.foundation.knowledge.adapters.panel_json import parsed
from carrel.foundation.knowledge.adapters.panelapp_files import header_of, preferred, shelf_order
from carrel.foundation.knowledge.adapters.snapshots import SnapshotFile, write_whole
from carrel.foundation.knowledge.errors import KnowledgeIsUnusable, PanelFileIsUnreadable, PanelIsUnknown
from carrel.foundation.knowledge.rules.panels import read_panel
from carrel.foundation.knowledge.values import Panel, PanelHeader


class Shelf(Protocol):
    """Panels by id and version; the same panel has the same content hash on every shelf."""

    def __hash__(self) -> int:
        """Which shelf this is, so that what rests on it is opened once."""
        ...

    def list(self) -> tuple[PanelHeader, ...]:
        """The headers of all panel versions, by id and version."""
        ...

    def get(self, reference: str) -> Panel:
        """The panel named `id@version`; `id` alone means its latest signed-off version, or its latest if none is."""
        ...

    def latest(self) -> tuple[Panel, ...]:
        """Of each panel the version that `get(id)` gives, ordered by id."""
        ...


class SnapshotShelf:
    """The panels of a snapshot file."""

    def __init__(self, path: Path) -> None:
        self._file = SnapshotFile(path)

    def list(self) -> tuple[PanelHeader, ...]:
        """As every shelf. Raises PanelFileIsUnreadable for a file that is not whole."""
        return tuple(sorted(self._file.headers(), key=shelf_order))

    def get(self, reference: str) -> Panel:
        """As every shelf. Raises PanelIsUnknown or PanelFileIsUnreadable."""
        return self._read(chosen(self.list(), reference, f"snapshot {self._file.path.name}"))

    def latest(self) -> tuple[Panel, ...]:
        """As every shelf."""
        headers = self.list()
        ids = dict.fromkeys(header.id for header in headers)
        return tuple(self._read(preferred([header for header in headers if header.id == one])) for one in ids)

    def _read(self, header: PanelHeader) -> Panel:
        return value_of(self._file.document(header), f"Snapshot {self._file.path.name}")


class WebShelf:
    """The panels of a PanelApp server. What it answered of a version is kept in the store, for a version never changes."""

    def __init__(self, address: str, store: Path) -> None:
        # The client is loaded here: most interpretations ask no server.
        from carrel.foundation.knowledge.adapters.panelapp_client import PanelAppClient  # noqa: PLC0415

        self._client = PanelAppClient(address)
        key = hashlib.sha256(self._client.address.encode()).hexdigest()[:12]
        self._kept = store / "panels" / f"{self._client.root.hostname}-{key}"
        self._headers: tuple[PanelHeader, ...] | None = None

    def list(self) -> tuple[PanelHeader, ...]:
        """As every shelf: current and signed-off versions. Raises PanelAppIsSilent."""
        if self._headers is None:
            paths = ("/panels/", "/panels/signedoff/")
            with self._client.session():
                found = [header_of(entry, "") for path in paths for entry in self._client.pages(path)]
            once = {(header.id, header.version): header for header in found}
            self._headers = tuple(sorted(once.values(), key=shelf_order))
        return self._headers

    def get(self, reference: str) -> Panel:
        """As every shelf. A version that was read before is not asked for again."""
        name, _, version = reference.strip().partition("@")
        if not name.isascii() or not name.replace("-", "").isalnum() or len(name) > 64:
            raise self._unknown(name)
        if version and not version.replace(".", "", 1).isdecimal():
            raise PanelIsUnknown(f"{version[:40]!r} is no version of a panel; write it as 402@2.1.")
        with self._client.session():
            return self._version(PanelHeader(name, "", version, "", "", "") if version else self._preferred(name))

    def latest(self) -> tuple[Panel, ...]:
        """As every shelf; a few are asked for at once."""
        from concurrent.futures import ThreadPoolExecutor  # noqa: PLC0415 - see above

        headers = self.list()
        ids = dict.fromkeys(header.id for header in headers)
        wanted = [preferred([header for header in headers if header.id == one]) for one in ids]
        with self._client.session(), ThreadPoolExecutor(4) as pool:
            return tuple(pool.map(self._version, wanted))

    def _preferred(self, name: str) -> PanelHeader:
        for path in (f"/panels/signedoff/{name}/", f"/panels/{name}/"):
            found = self._client.get(path, {"exclude_entities": "True"})
            if isinstance(found, dict) and found.get("version"):
                try:
                    return header_of(found, "")
                except PanelFileIsUnreadable as fault:
                    raise PanelFileIsUnreadable(f"{self._client.address}{path} cannot be used: {fault}.") from None
        raise self._unknown(name)

    def _version(self, header: PanelHeader) -> Panel:
        from carrel.foundation.knowledge.adapters.panel_sources import asked_panel  # noqa: PLC0415 - see above

        path = self._kept / f"{header.id}@{header.version}.json"
        document = _before(path)
        if document is None or (header.signed_off and not document.get("signed_off")):
            document = asked_panel(self._client, header)
            with suppress(OSError):  # a store that cannot be written makes the next reading slower, no more
                write_whole(path, orjson.dumps(document))
        return value_of(document, self._client.address)

    def _unknown(self, name: str) -> PanelIsUnknown:
        return PanelIsUnknown(f"Panel {name!r:.80} is not at {self._client.address}; look its id up there.")


def chosen(headers: Sequence[PanelHeader], reference: str, place: str) -> PanelHeader:
    """The header that a reference means. Raises PanelIsUnknown with the ids or versions that are near."""
    name, _, version = reference.strip().partition("@")
    own = [header for header in headers if header.id == name]
    if not own:
        known = {header.id: header.name for header in headers}
        near = get_close_matches(name, known, n=3, cutoff=0.5) or list(known)[:3]
        words = ", ".join(f"{one} ({known[one]})" for one in near) or "none"
        raise PanelIsUnknown(f"Panel {name!r:.80} is not among the {len(known)} panels of the {place}; near: {words}.")
    found = [header for header in own if header.version == version] if version else [preferred(own)]
    if not found:
        present = ", ".join(header.version for header in own)
        raise PanelIsUnknown(f"Panel {name} has no version {version!r:.40} in the {place}; present: {present}.")
    return found[0]


def value_of(document: dict[str, Any], place: str) -> Panel:
    """The panel of a document. Raises PanelFileIsUnreadable with a whole sentence."""
    try:
        return read_panel(document)
    except RecursionError:
        raise PanelFileIsUnreadable(f"{place}: a panel is nested too deeply to be one.") from None
    except PanelFileIsUnreadable as fault:
        number = str(document.get("id"))[:20]
        raise PanelFileIsUnreadable(f"{place}: panel {number} cannot be used: {fault}.") from None


def _before(path: Path) -> dict[str, Any] | None:
    try:
        found = parsed(path.read_bytes())
    except (OSError, KnowledgeIsUnusable):
        return None
    return found if isinstance(found, dict) else None
