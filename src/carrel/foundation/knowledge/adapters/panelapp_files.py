"""A folder of gene panels, each file the answer of a PanelApp server about one panel."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import Any, BinaryIO, NoReturn

from carrel.foundation.knowledge.adapters.panel_json import parsed
from carrel.foundation.knowledge.errors import (
    PanelFileIsUnreadable,
    PanelIsAmbiguous,
    PanelIsUnknown,
)
from carrel.foundation.knowledge.rules.panels import (
    ENTITIES,
    panel_id,
    panel_version,
    panels_of_entities,
    read_panel,
    version_order,
)
from carrel.foundation.knowledge.values import Panel, PanelHeader


LARGEST_FILE = 256 * 1024 * 1024  # the largest public panel is below 20 MB
BESIDE = (".activities.json", ".evaluations.json")  # answers that lie beside a panel and are none
_FIRST_BYTES = 16 * 1024  # a panel's header comes before its genes, within the first kilobytes
_SPACE = re.compile(r"[ \t\r\n]*")


class PanelShelf:
    """The panels of one folder. Headers are read at the first question, genes only of the panels that are asked for."""

    def __init__(self, folder: Path) -> None:
        if not folder.is_dir():
            raise PanelIsUnknown(
                f"There is no folder of panels at {folder}; give the folder that holds PanelApp files."
            )
        self.folder = folder
        self._headers: tuple[PanelHeader, ...] | None = None
        self._documents: dict[str, Sequence[dict[str, Any]]] = {}
        self._panels: dict[tuple[str, str], Panel] = {}

    def list(self) -> tuple[PanelHeader, ...]:
        """The headers of all panel versions in the folder, by id and version."""
        if self._headers is None:
            found = [header for path in self._files() for header in self._read_headers(path)]
            self._headers = tuple(sorted(found, key=shelf_order))
        return self._headers

    def get(self, reference: str) -> Panel:
        """The panel named `id@version`; `id` alone means its latest signed-off version, or its latest if none is.

        The panel itself tells which: `version` and `signed_off`. Raises PanelIsUnknown, PanelIsAmbiguous or
        PanelFileIsUnreadable.
        """
        name, _, version = reference.strip().partition("@")
        headers = [header for header in self.list() if header.id == name]
        if not headers:
            self._unknown_panel(name)
        if not version:
            version = preferred(headers).version
        headers = [header for header in headers if header.version == version]
        if not headers:
            self._unknown_version(name, version)
        return self._load(name, version, headers)

    def latest(self) -> tuple[Panel, ...]:
        """Of each panel the version that `get(id)` gives, ordered by id."""
        return tuple(self.get(name) for name in dict.fromkeys(header.id for header in self.list()))

    def _load(self, name: str, version: str, headers: Sequence[PanelHeader]) -> Panel:
        if (name, version) not in self._panels:
            found = [(header.file, panel) for header in dict.fromkeys(headers) for panel in self._panels_in(header)]
            if len({panel.content_hash for _, panel in found}) > 1:
                files = " and ".join(file for file, _ in found)
                raise PanelIsAmbiguous(
                    f"Panel {name}@{version} stands in {files} with different content; keep the right file only."
                )
            if not found:
                _refuse(self.folder / headers[0].file, "it changed while it was read")
            self._panels[name, version] = found[0][1]
        return self._panels[name, version]

    def _panels_in(self, header: PanelHeader) -> Sequence[Panel]:
        path = self.folder / header.file
        documents = self._read_documents(path)
        try:
            return [read_panel(document) for document in documents if header_of(document, path.name) == header]
        except PanelFileIsUnreadable as fault:
            _refuse(path, str(fault))

    def _files(self) -> Sequence[Path]:
        return panel_files(self.folder)

    def _read_headers(self, path: Path) -> Sequence[PanelHeader]:
        head = quick_header(path)
        documents = self._read_documents(path) if head is None else [head]
        try:
            return [header_of(document, path.name) for document in documents]
        except PanelFileIsUnreadable as fault:
            _refuse(path, str(fault))

    def _read_documents(self, path: Path) -> Sequence[dict[str, Any]]:
        """All panel details in a file, read whole."""
        if path.name not in self._documents:
            self._documents[path.name] = list(panel_documents(path, _parse(path)))
        return self._documents[path.name]

    def _unknown_panel(self, name: str) -> NoReturn:
        known = {header.id: header.name for header in self.list()}
        if not known:
            raise PanelIsUnknown(f"There is no panel in {self.folder}; put PanelApp panel files (*.json) there.")
        near = get_close_matches(name, known, n=3, cutoff=0.5) or sorted(known)[:3]
        names = ", ".join(f"{near_id} ({known[near_id]})" for near_id in near)
        raise PanelIsUnknown(f"Panel {name!r:.80} is not among the {len(known)} panels of the folder; near: {names}.")

    def _unknown_version(self, name: str, version: str) -> NoReturn:
        present = sorted({header.version for header in self.list() if header.id == name}, key=version_order)
        raise PanelIsUnknown(
            f"Panel {name} has no version {version!r:.40} in the folder; present: {', '.join(present)}."
        )


def panel_files(folder: Path) -> list[Path]:
    """The files of a folder that may hold panels, by name."""
    files = sorted(folder.glob("*.json"))
    return [
        path for path in files if not path.name.startswith(".") and not path.name.endswith(BESIDE) and path.is_file()
    ]


def preferred(headers: Sequence[PanelHeader]) -> PanelHeader:
    """The latest signed-off version, or the latest if none is signed off (Genomics England applies signed-off ones)."""
    candidates = [header for header in headers if header.signed_off] or headers
    return max(candidates, key=lambda header: version_order(header.version))


def shelf_order(header: PanelHeader) -> tuple[bool, int, str, tuple[int, ...], str]:
    number = int(header.id) if header.id.isdigit() else 0
    return not header.id.isdigit(), number, header.id, version_order(header.version), header.file


def header_of(document: Mapping[str, Any], file: str) -> PanelHeader:
    """What lists say of a panel. Raises PanelFileIsUnreadable with the part of a sentence that says what is wrong."""
    words = {key: document.get(key) for key in ("name", "signed_off", "status")}
    text = {key: value if isinstance(value, str) else "" for key, value in words.items()}
    return PanelHeader(
        panel_id(document.get("id")),
        text["name"],
        panel_version(document.get("version")),
        text["signed_off"],
        text["status"],
        file,
    )


def quick_header(path: Path) -> dict[str, Any] | None:
    """The members that precede a panel's entities, or None where the file must be read whole to know them.

    `signed_off` may follow the genes: only if the word is in the rest of the file is the file read whole.
    """
    with _opened(path) as file:
        start = file.read(_FIRST_BYTES)
        members = _members_before_entities(start.decode("utf-8", "ignore").removeprefix("\ufeff"))
        if members is None or not {"id", "name", "version"} <= members.keys():
            return None
        if "signed_off" not in members and b'"signed_off"' in start + file.read():
            return None
    return members


def _members_before_entities(text: str) -> dict[str, Any] | None:
    """Members of the outermost object up to the first of `genes`, `strs`, `regions`; None if the text ends before."""
    decoder = json.JSONDecoder(parse_constant=_no_constant)
    members: dict[str, Any] = {}
    position = _skip(text, 0)
    if text[position : position + 1] != "{":
        return None
    try:
        while text[position] in "{,":
            key, position = decoder.raw_decode(text, _skip(text, position + 1))
            position = _skip(text, position)
            if key in ENTITIES:
                return members
            members[key], position = decoder.raw_decode(text, _skip(text, position + 1))
            position = _skip(text, position)
    except (ValueError, IndexError, TypeError, RecursionError):
        return None  # a long header or a fault: reading the whole file will tell
    return None


def _skip(text: str, position: int) -> int:
    match = _SPACE.match(text, position)
    return match.end() if match else position


def panel_documents(path: Path, document: object) -> Iterator[dict[str, Any]]:
    """Panel details: a bare detail, details or entities in a list answer's envelope. A plain list answer holds none."""
    if isinstance(document, list):
        _refuse(path, "it holds a bare list, not a panel; download /api/v1/panels/{id}/")
    if not isinstance(document, dict):
        _refuse(path, "it holds a single value, not a panel")
    if "results" not in document or any(key in document for key in ENTITIES):
        yield document
        return
    results = document["results"]
    if not isinstance(results, list) or not all(isinstance(result, dict) for result in results):
        _refuse(path, "its results are not a list of panels")
    yield from (result for result in results if any(key in result for key in ENTITIES))
    entities = [result for result in results if isinstance(result.get("panel"), dict) and "entity_type" in result]
    if entities and (document.get("next") or document.get("previous")):
        _refuse(path, "it is one page of several, so genes are missing; download /api/v1/panels/{id}/")
    yield from panels_of_entities(entities)


def _parse(path: Path) -> object:
    with _opened(path) as file:
        content = file.read()
    try:
        return parsed(content)
    except PanelFileIsUnreadable as fault:
        _refuse(path, str(fault))


def _opened(path: Path) -> BinaryIO:
    try:
        if path.exists() and not path.is_file():  # opening a pipe would wait for ever
            _refuse(path, "it is a folder, a pipe or a device")
        if path.stat().st_size > LARGEST_FILE:
            _refuse(path, f"it is larger than {LARGEST_FILE // 1024**2} MB")
        return path.open("rb")
    except OSError as fault:
        _refuse(path, f"it cannot be opened ({fault.strerror})")


def _no_constant(word: str) -> NoReturn:
    raise ValueError(f"{word} is not a JSON number")


def _refuse(path: Path, what: str) -> NoReturn:
    raise PanelFileIsUnreadable(f"Panel file {path.name} cannot be used: {what}.") from None
