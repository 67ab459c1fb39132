"""Writing the five files: all or nothing, and the same bytes every time."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from pathlib import Path

import pytest

from carrel.care.interpretation.adapters import documents, report_html
from tests.report import samples


pytestmark = pytest.mark.row("M11", "M30")

FIVE = {"interpretation.json", "interpreted_genome.json", "phenopacket.json", "report.html", "report.pdf"}


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def test_five_files_appear_and_nothing_else(tmp_path: Path) -> None:
    paths = documents.write_all(samples.trio(), tmp_path / "deep" / "RD-1")
    assert names(tmp_path / "deep") == {"RD-1"}
    assert names(tmp_path / "deep" / "RD-1") == FIVE == {path.name for path in paths}
    assert all(path.stat().st_size > 1000 for path in paths)


def test_without_the_pdf_there_are_four_and_an_older_pdf_goes(tmp_path: Path) -> None:
    documents.write_all(samples.trio(), tmp_path / "RD-1")
    paths = documents.write_all(samples.nothing(), tmp_path / "RD-1", pdf=False)
    assert names(tmp_path / "RD-1") == FIVE - {"report.pdf"} == {path.name for path in paths}


def test_a_rerun_replaces_the_files_and_leaves_others_alone(tmp_path: Path) -> None:
    folder = tmp_path / "RD-1"
    documents.write_all(samples.trio(), folder)
    (folder / "notes.txt").write_text("kept")
    documents.write_all(samples.blocked(), folder)
    assert names(folder) == FIVE | {"notes.txt"}
    assert b'"status": "blocked"' in (folder / "interpretation.json").read_bytes()
    assert names(tmp_path) == {"RD-1"}


def test_a_failure_leaves_the_old_files_as_they_were(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "RD-1"
    documents.write_all(samples.trio(), folder)
    before = {path.name: path.read_bytes() for path in folder.iterdir()}

    def fail(*_: object) -> bytes:
        raise OSError("the disk is full")

    monkeypatch.setattr(report_html, "render", fail)
    with pytest.raises(OSError, match="disk is full"):
        documents.write_all(samples.nothing(), folder)
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before
    assert names(tmp_path) == {"RD-1"}


def test_a_full_disk_while_writing_leaves_the_old_files_as_they_were(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "RD-1"
    documents.write_all(samples.trio(), folder)
    before = {path.name: path.read_bytes() for path in folder.iterdir()}

    def fail(_: int) -> None:
        raise OSError("the disk is full")

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(OSError, match="disk is full"):
        documents.write_all(samples.nothing(), folder)
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before
    assert names(tmp_path) == {"RD-1"}


PROGRAM = """
import hashlib, sys
sys.path[:0] = [{root!r}, {source!r}]
from carrel.care.interpretation.adapters.documents import render_all
from tests.report import samples
for name in ("trio", "blocked", "three_generations"):
    for file, body in sorted(render_all(samples.ALL[name]()).items()):
        print(name, file, hashlib.sha256(body).hexdigest())
"""


def test_equal_interpretations_give_equal_bytes_in_every_process(tmp_path: Path) -> None:
    root = Path(__file__).resolve().parents[2]
    program = PROGRAM.format(root=str(root), source=str(root / "src"))
    runs = [
        subprocess.run(
            [sys.executable, "-c", program],
            check=True,
            capture_output=True,
            text=True,
            cwd=folder,
            env={**os.environ, "PYTHONHASHSEED": seed, "TZ": zone, "LC_ALL": "C"},
        ).stdout
        for seed, zone, folder in (("1", "UTC", tmp_path), ("31337", "Asia/Tokyo", root))
    ]
    assert runs[0] == runs[1]
    assert len(runs[0].splitlines()) == 15
    trio = documents.render_all(samples.trio())
    assert hashlib.sha256(trio["report.pdf"]).hexdigest() in runs[0]
