"""Where panels are taken from to be kept: a PanelApp server, a folder of its answers, or a snapshot file."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any, NamedTuple, Protocol

from carrel.foundation.knowledge.adapters.panel_json import parsed_strictly
from carrel.foundation.knowledge.adapters.panelapp_client import Manners, PanelAppClient
from carrel.foundation.knowledge.adapters.panelapp_files import (
    LARGEST_FILE,
    header_of,
    panel_documents,
    panel_files,
    quick_header,
    shelf_order,
)
from carrel.foundation.knowledge.adapters.snapshots import SnapshotFile
from carrel.foundation.knowledge.errors import KnowledgeIsUnusable, PanelFileIsUnreadable, PanelIsUnknown
from carrel.foundation.knowledge.rules.panels import ENTITIES, panel_id
from carrel.foundation.knowledge.rules.taken_reviews import LISTS, Evaluations, evaluations_of
from carrel.foundation.knowledge.states import EntityKind
from carrel.foundation.knowledge.values import PanelHeader


CONNECTIONS = 4  # at once, to one server
_AHEAD = 8  # answers that wait to be kept


class Answered(NamedTuple):
    """A panel version as its source has it, with the lines of its history; or the sentence that says why it cannot be had."""

    header: PanelHeader
    document: Mapping[str, Any] | None
    activities: Sequence[Mapping[str, Any]] | None = None  # None: the source tells none
    fault: str = ""
    evaluations: Evaluations | None = (
        None  # opinions of reviewers by kind and name; None: none were asked for or are there
    )


class PanelSource(Protocol):
    """Something that panels can be taken from, version by version."""

    origin: str  # how it is named where its panels are kept

    def listed(self, signed_off: bool) -> tuple[Sequence[PanelHeader], Sequence[str]]:
        """Headers of what it has, older versions first, and sentences about what could not be listed."""
        ...

    def answers(self, wanted: Iterable[PanelHeader], *, evaluations: bool = False) -> Iterator[Answered]:
        """The panels of these headers, in their order."""
        ...


def open_source(text: str, manners: Manners | None = None) -> PanelSource:
    """A source by its address, folder or snapshot file. Raises PanelIsUnknown, PanelAppIsSilent or PanelFileIsUnreadable."""
    if is_address(text):
        return WebSource(PanelAppClient(text, manners))
    path = Path(text)
    if path.is_dir():
        return FolderSource(path)
    if path.is_file():
        return SnapshotSource(path)
    raise PanelIsUnknown(
        f"There is no folder or snapshot file {text[:200]}; give one, or the address of a PanelApp (https://...)."
    )


def is_address(text: str) -> bool:
    """Is this meant as the address of a server?"""
    return "://" in text


class FolderSource:
    """A folder of a PanelApp's answers: details of panels, with list pages and `<id>.activities.json` beside them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.origin = f"folder {folder.resolve().name}"[:300]
        self._signed: dict[tuple[str, str], str] = {}  # (id, version) -> date, from list pages

    def listed(self, signed_off: bool) -> tuple[Sequence[PanelHeader], Sequence[str]]:
        """Every version in the folder; `signed_off` changes nothing, for what is there was asked for."""
        found: list[PanelHeader] = []
        faults: list[str] = []
        for path in panel_files(self.folder):
            try:
                found.extend(self._headers(path))
            except KnowledgeIsUnusable as fault:
                faults.append(str(fault))
        if not found and not faults:
            faults.append(f"There is no panel in {self.folder}; put PanelApp panel files (*.json) there.")
        return sorted(found, key=shelf_order), faults

    def answers(self, wanted: Iterable[PanelHeader], *, evaluations: bool = False) -> Iterator[Answered]:
        """Read one after the other; a file that changed since it was listed is told, not guessed."""
        for header in wanted:
            try:
                document, lines = self._document(header), self._activities(header.id)
                yield Answered(header, document, lines, evaluations=self._evaluations(header.id))
            except KnowledgeIsUnusable as fault:
                yield Answered(header, None, fault=str(fault))

    def _headers(self, path: Path) -> Sequence[PanelHeader]:
        head = quick_header(path)
        documents = [head] if head is not None else self._documents(path)
        try:
            return [header_of(document, path.name) for document in documents]
        except PanelFileIsUnreadable as fault:
            raise PanelFileIsUnreadable(f"Panel file {path.name} cannot be used: {fault}.") from None

    def _documents(self, path: Path) -> list[dict[str, Any]]:
        value = _file(path)
        if isinstance(value, dict) and isinstance(value.get("results"), list):
            self._note_signed(value["results"])
        return list(panel_documents(path, value))

    def _note_signed(self, results: Iterable[Any]) -> None:
        for entry in results:
            if isinstance(entry, dict) and isinstance(entry.get("signed_off"), str):
                self._signed[str(entry.get("id")), str(entry.get("version"))] = entry["signed_off"]

    def _document(self, header: PanelHeader) -> Mapping[str, Any]:
        path = self.folder / header.file
        for document in self._documents(path):
            if (str(document.get("id")), str(document.get("version"))) == (header.id, header.version):
                signed = self._signed.get((header.id, header.version))
                return {**document, "signed_off": signed} if signed and not document.get("signed_off") else document
        raise PanelFileIsUnreadable(f"Panel file {path.name} cannot be used: it changed while it was read.")

    def _activities(self, number: str) -> Sequence[Mapping[str, Any]] | None:
        path = self.folder / f"{number}.activities.json"
        if not path.is_file():
            return None
        return activity_lines(_file(path), f"File {path.name}")

    def _evaluations(self, number: str) -> Evaluations | None:
        path = self.folder / f"{number}.evaluations.json"
        return evaluations_of(_file(path), f"File {path.name}") if path.is_file() else None


class SnapshotSource:
    """A snapshot file of Carrel's."""

    def __init__(self, path: Path) -> None:
        self.file = SnapshotFile(path)
        self.origin = f"snapshot {path.name}"[:300]

    def listed(self, signed_off: bool) -> tuple[Sequence[PanelHeader], Sequence[str]]:
        """Every version in the file."""
        return sorted(self.file.headers(), key=shelf_order), ()

    def answers(self, wanted: Iterable[PanelHeader], *, evaluations: bool = False) -> Iterator[Answered]:
        """Read one after the other, each against its content hash."""
        for header in wanted:
            try:
                yield Answered(header, self.file.document(header))
            except KnowledgeIsUnusable as fault:
                yield Answered(header, None, fault=str(fault))


class WebSource:
    """A PanelApp server."""

    def __init__(self, client: PanelAppClient) -> None:
        self.client = client
        self.origin = client.address[:300]

    def listed(self, signed_off: bool) -> tuple[Sequence[PanelHeader], Sequence[str]]:
        """The current versions, retired panels too, and with `signed_off` the latest signed-off version of each."""
        faults: list[str] = []
        with self.client.session():
            found = list(self._headers("/panels/", {"retired": "True"}, faults))
            if signed_off:
                found.extend(self._headers("/panels/signedoff/", {}, faults))
        once = {(header.id, header.version): header for header in found}
        return sorted(once.values(), key=shelf_order), faults

    def answers(self, wanted: Iterable[PanelHeader], *, evaluations: bool = False) -> Iterator[Answered]:
        """A few at once, in order, never far ahead of what is kept."""
        waiting: deque[Future[Answered]] = deque()
        with ThreadPoolExecutor(CONNECTIONS, thread_name_prefix="panelapp") as pool, self.client.session():
            try:
                for header in wanted:
                    waiting.append(pool.submit(self._answer, header, evaluations))
                    if len(waiting) >= _AHEAD:
                        yield waiting.popleft().result()
                while waiting:
                    yield waiting.popleft().result()
            finally:
                for one in waiting:
                    one.cancel()

    def _headers(self, path: str, query: Mapping[str, str], faults: list[str]) -> Iterator[PanelHeader]:
        for entry in self.client.pages(path, query):
            try:
                yield header_of(entry, "")
            except PanelFileIsUnreadable as fault:
                faults.append(f"An entry of the list of {self.origin} cannot be used: {fault}.")

    def _answer(self, header: PanelHeader, evaluations: bool) -> Answered:
        try:
            document = asked_panel(self.client, header)
            number = panel_id(document.get("id"))
            lines = self.client.get(f"/panels/{number}/activities/")
            told = None if lines is None else activity_lines(lines, f"The history of panel {number}")
            opinions = self._opinions(number, document) if evaluations else None
            return Answered(header, document, told, evaluations=opinions)
        except KnowledgeIsUnusable as fault:
            return Answered(header, None, fault=str(fault))

    def _opinions(self, number: str, document: Mapping[str, Any]) -> Evaluations:
        found: dict[tuple[EntityKind, str], Sequence[Mapping[str, Any]]] = {}
        for plural, kind in LISTS.items():
            for name in dict.fromkeys(str(entity.get("entity_name")) for entity in document.get(plural) or []):
                found[kind, name] = list(self.client.pages(f"/panels/{number}/{plural}/{name}/evaluations/"))
        return found


def asked_panel(client: PanelAppClient, header: PanelHeader) -> dict[str, Any]:
    """A panel version from a server, which must be the one that was asked. Raises PanelFileIsUnreadable, PanelIsUnknown."""
    found = client.get(f"/panels/{header.id}/", {"version": header.version})
    if found is None:
        raise PanelIsUnknown(f"{client.address} has no panel {header.id}@{header.version} any more.")
    where = f"{client.address}/panels/{header.id}/"
    if not isinstance(found, dict) or not any(isinstance(found.get(kind), list) for kind in ENTITIES):
        raise PanelFileIsUnreadable(f"{where} cannot be used: it is not a panel.")
    told = (str(found.get("id")), str(found.get("version")))
    if told != (header.id, header.version):
        raise PanelFileIsUnreadable(
            f"{where} cannot be used: version {header.version} was asked, and {told[0][:20]}@{told[1][:20]} answered."
        )
    return {**found, "signed_off": header.signed_off} if header.signed_off and not found.get("signed_off") else found


def activity_lines(value: Any, where: str) -> Sequence[Mapping[str, Any]]:
    """The lines of a panel's history: a bare list, or one page with all. Raises PanelFileIsUnreadable."""
    lines = value.get("results") if isinstance(value, dict) else value
    if isinstance(value, dict) and value.get("next"):
        raise PanelFileIsUnreadable(f"{where} cannot be used: it is one page of several.")
    if not isinstance(lines, list) or not all(isinstance(line, dict) for line in lines):
        raise PanelFileIsUnreadable(f"{where} cannot be used: it is not a list of activities.")
    return lines


def _file(path: Path) -> Any:
    try:
        if path.stat().st_size > LARGEST_FILE:
            raise PanelFileIsUnreadable(f"it is larger than {LARGEST_FILE // 1024**2} MB")
        return parsed_strictly(path.read_bytes())
    except PanelFileIsUnreadable as fault:
        raise PanelFileIsUnreadable(f"Panel file {path.name} cannot be used: {fault}.") from None
    except OSError as fault:
        raise PanelFileIsUnreadable(
            f"Panel file {path.name} cannot be used: it cannot be opened ({fault.strerror})."
        ) from None
