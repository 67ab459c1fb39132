"""The store of frozen editions: one folder each, written whole or not at all, with a checksum of every file."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from carrel.foundation.knowledge.errors import EditionIsDamaged
from carrel.foundation.knowledge.values import Edition, EditionFile


MANIFEST = "edition.json"
_UNSAFE = re.compile(r"[^A-Za-z0-9._-]+")


def editions_folder(store: Path) -> Path:
    """Where a store keeps editions."""
    return store / "knowledge"


def edition_id(edition: Edition) -> str:
    """kind, version, assembly, and 12 digits of the SHA-256 over all that decides the content."""
    parts = {
        "kind": edition.kind,
        "version": edition.version,
        "date": edition.date,
        "assembly": edition.assembly,
        "datasets": edition.datasets,
        "reader": edition.reader,
        "sources": sorted(file.sha256 for file in edition.sources),
    }
    digest = hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()[:12]
    words = (edition.kind, edition.version, edition.assembly, digest)
    return "-".join(_UNSAFE.sub("_", word).strip("._")[:40] for word in words if word)


@contextmanager
def new_edition(store: Path) -> Iterator[Path]:
    """A hidden folder to write an edition into; it is gone afterwards unless `publish` has moved it."""
    home = editions_folder(store)
    home.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix=".adding-", dir=home))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def publish(store: Path, folder: Path, edition: Edition, rows: dict[str, int]) -> Edition:
    """Checksum what was written, write the manifest, and let the edition appear under its id in one step.

    The same edition may be there already: then that one stays and is given back.
    """
    edition = replace(edition, id=edition_id(edition), files=tuple(_checksums(folder, rows)))
    (folder / MANIFEST).write_text(_json(edition), encoding="utf-8")
    for path in (*folder.rglob("*"), folder):
        _sync(path)
    target = editions_folder(store) / edition.id
    folder.chmod(0o755)
    try:
        folder.rename(target)
    except OSError:
        if not (target / MANIFEST).is_file():
            raise
    _sync(target.parent)
    return read_edition(target)


def list_editions(store: Path) -> list[Edition]:
    """All editions of a store, by id. Folders that are being written are not seen."""
    home = editions_folder(store)
    if not home.is_dir():
        return []
    return [read_edition(path) for path in sorted(home.iterdir()) if path.is_dir() and not path.name.startswith(".")]


def read_edition(folder: Path) -> Edition:
    """The edition in a folder, from its manifest. Raises EditionIsDamaged."""
    try:
        document = json.loads((folder / MANIFEST).read_bytes())
        for name in ("sources", "files"):
            document[name] = tuple(EditionFile(**file) for file in document[name])
        document["datasets"] = tuple((name, tuple(populations)) for name, populations in document["datasets"])
        document["passed_over"] = tuple((reason, count) for reason, count in document["passed_over"])
        return Edition(**document, folder=str(folder))
    except (OSError, ValueError, TypeError, KeyError, RecursionError):
        raise EditionIsDamaged(
            f"The manifest of edition {folder.name} is missing or damaged; remove {folder} and add the edition again."
        ) from None


def damage(edition: Edition) -> Iterator[str]:
    """What is wrong with a stored edition's bytes, as sentences; silence means that it is as it was frozen."""
    folder = Path(edition.folder)
    if edition_id(edition) != edition.id or folder.name != edition.id:
        yield f"The manifest of edition {folder.name} was changed after it was frozen."
    known = {file.name: file.sha256 for file in edition.files}
    present = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()}
    for name in sorted(known.keys() - present.keys()):
        yield f"File {name} of edition {edition.id} is missing."
    for name in sorted(present.keys() - known.keys() - {MANIFEST}):
        yield f"File {name} in edition {edition.id} does not belong to it."
    for name in sorted(known.keys() & present.keys()):
        if _sha256(present[name]) != known[name]:
            yield f"File {name} of edition {edition.id} has other bytes than were frozen."


def _checksums(folder: Path, rows: dict[str, int]) -> Iterator[EditionFile]:
    names = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())
    for name in names:
        yield EditionFile(name, _sha256(folder / name), rows.get(name))


def _json(edition: Edition) -> str:
    document: dict[str, Any] = asdict(edition)
    del document["folder"]
    return json.dumps(document, indent=1, sort_keys=True, ensure_ascii=False) + "\n"


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
