"""Snapshot files: all panels of a house in one file, plain or gzipped, written whole or not at all."""

from __future__ import annotations

import gzip
import hashlib
import os
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO, Any, NoReturn

from carrel.foundation.knowledge.adapters.panel_json import LARGEST, parsed_strictly
from carrel.foundation.knowledge.errors import PanelFileIsUnreadable, PanelIsUnknown
from carrel.foundation.knowledge.rules.panels import content_hash, panel_id, panel_version
from carrel.foundation.knowledge.rules.snapshot_text import SnapshotEntry, read_closing, read_entry, read_opening
from carrel.foundation.knowledge.values import PanelHeader


MOST_BYTES = 8 * 1024**3  # unpacked; every public panel together is below 200 MB


class SnapshotFile:
    """One snapshot. It is read from its beginning to its end, a panel at a time, and checked against its own checksums."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.catalogue = ""
        self._headers: list[PanelHeader] | None = None
        self._lines: Iterator[tuple[SnapshotEntry, bytes]] = iter(())

    def headers(self) -> list[PanelHeader]:
        """Of each panel version what lists say. Raises PanelFileIsUnreadable for a file that is not whole."""
        if self._headers is None:
            self._headers = [self._header(entry) for entry, _ in self._entries()]
        return self._headers

    def document(self, header: PanelHeader) -> dict[str, Any]:
        """The panel of this header. Quick for headers that are asked in the file's order."""
        for _ in range(2):
            for entry, text in self._lines:
                if (entry.id, entry.version) == (header.id, header.version):
                    return self._checked(entry, text)
            self._lines = self._entries()
        raise PanelIsUnknown(f"Snapshot {self.path.name} has no panel {header.id}@{header.version}.")

    def _entries(self) -> Iterator[tuple[SnapshotEntry, bytes]]:
        digest = hashlib.sha256()
        count = 0
        try:
            with _opened(self.path) as file:
                lines = self._limited(file)
                start = next(lines, b"")
                self.catalogue = read_opening(start)
                digest.update(start)
                for line in lines:
                    end = read_closing(line)
                    if end is not None:
                        if end != (count, digest.hexdigest()):
                            self._refuse("its panels are not those that its last line tells; make or fetch it again")
                        if next(lines, b""):  # also sees to it that a gzipped file is whole
                            self._refuse("something follows its last line; make or fetch it again")
                        return
                    digest.update(line)
                    yield read_entry(line)
                    count += 1
        except PanelFileIsUnreadable as fault:
            if str(fault).startswith("Snapshot "):
                raise
            self._refuse(str(fault))
        except (EOFError, zlib.error, gzip.BadGzipFile):
            self._refuse("its compression is damaged or ends in the middle; make or fetch it again")
        except OSError as fault:
            self._refuse(f"it cannot be opened ({fault.strerror})")
        self._refuse("it ends in the middle (truncated?); make or fetch it again")

    def _limited(self, file: IO[bytes]) -> Iterator[bytes]:
        total = 0
        while line := file.readline(LARGEST + 1):
            total += len(line)
            if len(line) > LARGEST or total > MOST_BYTES:
                self._refuse(
                    f"a line is larger than {LARGEST // 1024**2} MB, or the whole than {MOST_BYTES // 1024**3} GB"
                )
            yield line

    def _header(self, entry: SnapshotEntry) -> PanelHeader:
        try:
            return PanelHeader(
                panel_id(entry.id),
                entry.name,
                panel_version(entry.version),
                entry.signed_off,
                entry.status,
                self.path.name,
            )
        except PanelFileIsUnreadable as fault:
            self._refuse(str(fault))

    def _checked(self, entry: SnapshotEntry, text: bytes) -> dict[str, Any]:
        try:
            document = parsed_strictly(text)
        except PanelFileIsUnreadable as fault:
            self._refuse(f"panel {entry.id}@{entry.version}: {fault}")
        if not isinstance(document, dict) or content_hash(document) != entry.content_hash:
            self._refuse(f"panel {entry.id}@{entry.version} is not what its content hash says; make or fetch it again")
        return document

    def _refuse(self, what: str) -> NoReturn:
        raise PanelFileIsUnreadable(f"Snapshot {self.path.name} cannot be used: {what}.") from None


def write_snapshot(path: Path, pieces: Iterable[bytes]) -> int:
    """Write a snapshot, gzipped where its name ends in `.gz`; the bytes written. It is visible only when it is whole."""
    with _replacing(path) as file:
        if path.name.endswith(".gz"):
            with gzip.GzipFile(filename="", mode="wb", compresslevel=6, fileobj=file, mtime=0) as packed:
                for piece in pieces:
                    packed.write(piece)
        else:
            for piece in pieces:
                file.write(piece)
        file.flush()
        return file.tell()


class _replacing:  # noqa: N801 - used as a statement's word
    """A file beside `path` that takes its place when all is written, and leaves nothing when something fails."""

    def __init__(self, path: Path) -> None:
        self.path, self.waiting = path, path.with_name(f".{path.name}.{os.getpid()}.part")

    def __enter__(self) -> IO[bytes]:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self.file = self.waiting.open("wb")
        return self.file

    def __exit__(self, kind: object, *_: object) -> None:
        try:
            if kind is None:
                os.fsync(self.file.fileno())
            self.file.close()  # writes what is still in memory, for which a full disk has no room
            if kind is None:
                self.waiting.replace(self.path)
        finally:
            self.waiting.unlink(missing_ok=True)


def write_whole(path: Path, content: bytes) -> None:
    """Write a file that is visible only when it is whole."""
    with _replacing(path) as file:
        file.write(content)


def _opened(path: Path) -> IO[bytes]:
    if path.exists() and not path.is_file():  # opening a pipe would wait for ever
        raise PanelFileIsUnreadable("it is a folder, a pipe or a device")
    with path.open("rb") as file:
        packed = file.read(2) == b"\x1f\x8b"
    return gzip.open(path, "rb") if packed else path.open("rb")  # type: ignore[return-value]
