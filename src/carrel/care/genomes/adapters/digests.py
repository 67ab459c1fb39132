"""The input files of a request and their SHA-256, computed once for a file that does not change."""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from pathlib import Path

from carrel.care.genomes.adapters import pieces
from carrel.care.genomes.values import ReadRequest, Source


BLOCK = 4 << 20


def inputs_of(request: ReadRequest) -> list[Path]:
    """Every input file, each once; editions of knowledge left out. Raises FileIsMissing and FileIsEmpty."""
    names = [file.path for file in request.files] + [name for name in (request.gff3, request.fasta) if name]
    paths = [Path(name) for name in dict.fromkeys(names)]
    for path in paths:
        pieces.opened(path)
    return paths


def remembered(store: Path, path: Path) -> str | None:
    """The digest of a file that was hashed before and has not changed since; None otherwise."""
    try:
        return str(json.loads(_memory(store, path).read_text())["sha256"])
    except (OSError, ValueError, KeyError):
        return None


def digest(store: Path, path: Path) -> str:
    """The SHA-256 of a file, and remembers it."""
    known = remembered(store, path)
    if known is not None:
        return known
    memory, hashed = _memory(store, path), hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(BLOCK):
            hashed.update(block)
    value = hashed.hexdigest()
    if memory == _memory(store, path):  # not changed while it was read
        _remember(memory, value)
    return value


def _remember(memory: Path, value: str) -> None:
    """Keeps a digest. A store that is full or closed only means that it is computed again next time."""
    try:
        memory.parent.mkdir(parents=True, exist_ok=True)
        descriptor, temporary = tempfile.mkstemp(prefix=".", dir=memory.parent)
        with os.fdopen(descriptor, "w") as file:
            json.dump({"sha256": value}, file)
        os.replace(temporary, memory)
    except OSError:
        return


def source_of(store: Path, path: Path) -> Source:
    """A file as provenance."""
    return Source(path.name, path.stat().st_size, digest(store, path))


def _memory(store: Path, path: Path) -> Path:
    found = path.stat()
    identity = f"{path.resolve()}|{found.st_size}|{found.st_mtime_ns}|{found.st_ino}"
    return store / "digests" / hashlib.sha256(identity.encode()).hexdigest()[:40]
