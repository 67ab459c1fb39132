"""Writes an interpretation as five files: for programs, for other systems, and for people."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path

from carrel.care.interpretation.adapters import (
    interpretation_document,
    interpreted_genome,
    phenopacket,
    report_html,
)
from carrel.care.interpretation.adapters.report_content import Content, content
from carrel.care.interpretation.values import Interpretation


NAMES = ("report.pdf", "report.html", "phenopacket.json", "interpreted_genome.json", "interpretation.json")


def render_all(interpretation: Interpretation, *, pdf: bool = True, created: str = "") -> dict[str, bytes]:
    """The files by name. `created` is the time for the Phenopacket (RFC 3339, UTC); "" leaves it out."""
    words = content(interpretation)
    files = {"report.pdf": _pdf(interpretation, words)} if pdf else {}
    files["report.html"] = report_html.render(interpretation, words)
    files["phenopacket.json"] = phenopacket.render(interpretation, created)
    files["interpreted_genome.json"] = interpreted_genome.render(interpretation)
    files["interpretation.json"] = interpretation_document.render(interpretation)
    return files


def _pdf(interpretation: Interpretation, words: Content) -> bytes:
    from carrel.care.interpretation.adapters import report_pdf  # noqa: PLC0415 - typst is loaded only where it is asked

    return report_pdf.render(interpretation, words)


def write_all(interpretation: Interpretation, folder: Path, *, pdf: bool = True, created: str = "") -> tuple[Path, ...]:
    """Write the files into a folder, which is made where it is missing; returns their paths.

    Everything is rendered before anything is written, so a failure leaves the old files as they are. A new folder
    appears at once with all its files. In a folder that is there already each file is replaced at once,
    interpretation.json last; with `pdf=False` an older report.pdf, which would tell another story, is taken away.
    Equal interpretations give equal bytes.
    """
    files = render_all(interpretation, pdf=pdf, created=created)
    folder = folder.absolute()
    folder.parent.mkdir(parents=True, exist_ok=True)
    staging = Path(tempfile.mkdtemp(prefix=f".{folder.name}.", dir=folder.parent))
    try:
        _fill(staging, files)
        if not _became(staging, folder):
            _replace(staging, folder, files)
    finally:
        shutil.rmtree(staging, ignore_errors=True)
    _sync(folder.parent)
    return tuple(folder / name for name in sorted(files))


def _fill(staging: Path, files: Mapping[str, bytes]) -> None:
    for name, body in files.items():
        with (staging / name).open("wb") as file:
            file.write(body)
            file.flush()
            os.fsync(file.fileno())
        (staging / name).chmod(0o666 & ~_umask())
    staging.chmod(0o777 & ~_umask())
    _sync(staging)


def _became(staging: Path, folder: Path) -> bool:
    """Rename the staging folder to the folder's name, if that is free (or an empty folder)."""
    if folder.exists() and any(folder.iterdir()):
        return False
    staging.replace(folder)
    return True


def _replace(staging: Path, folder: Path, files: Mapping[str, bytes]) -> None:
    for name in NAMES:
        if name in files:
            (staging / name).replace(folder / name)
        else:
            (folder / name).unlink(missing_ok=True)
    _sync(folder)


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
