"""All panels go into one file and come out of it the same, or the file is refused."""

from __future__ import annotations

import gzip
import hashlib
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from carrel.foundation.knowledge.actions.catalogues import Taking, What, counted, take_panels
from carrel.foundation.knowledge.actions.taking import take_activities, take_evaluations, take_panel
from carrel.foundation.knowledge.adapters.panel_shelves import SnapshotShelf
from carrel.foundation.knowledge.adapters.panel_sources import open_source
from carrel.foundation.knowledge.adapters.snapshots import SnapshotFile, write_snapshot
from carrel.foundation.knowledge.errors import FolderIsTaken, PanelFileIsUnreadable, PanelIsUnknown
from carrel.foundation.knowledge.models import Panel, Review
from carrel.foundation.knowledge.queries.panel_folders import write_folder
from carrel.foundation.knowledge.queries.snapshots import snapshot
from carrel.foundation.knowledge.states import EntityKind
from carrel.foundation.vocabulary.actors import PUBLIC
from tests.exchange.builders import CURATOR, activities, catalogue, panel
from tests.exchange.test_taking import EVALUATION, answered


pytestmark = [pytest.mark.row("M6"), pytest.mark.django_db]
NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)


def fill(documents: list[dict[str, Any]]) -> None:
    for document in documents:
        take_panel(CURATOR, document, origin="elsewhere", at=NOW)


@pytest.mark.parametrize("name", ["all.json", "all.json.gz"])
def test_a_snapshot_gives_back_every_panel(name: str, tmp_path: Path) -> None:
    made = catalogue(20, largest=50)
    fill(made)
    write_snapshot(tmp_path / name, snapshot(CURATOR))
    source = open_source(str(tmp_path / name))
    outcomes = take_panels(CURATOR, source, Taking(catalogue="copy"), now=lambda: NOW)
    assert counted(outcomes) == [(What.NEW, 20)]
    for document in made:
        assert answered(document["id"], catalogue="copy") == document


@pytest.mark.parametrize("name", ["all.json", "all.json.gz"])
def test_equal_panels_make_equal_bytes(name: str, tmp_path: Path) -> None:
    fill(catalogue(5, largest=20))
    write_snapshot(tmp_path / "a" / name, snapshot(CURATOR))
    write_snapshot(tmp_path / "b" / name, snapshot(CURATOR))
    assert (tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes()


def test_a_snapshot_is_one_json_document_for_every_reader() -> None:
    fill([panel(1), panel(2)])
    content = b"".join(snapshot(CURATOR))
    whole = json.loads(content)
    assert [entry["panel"] for entry in whole["panels"]] == [panel(1), panel(2)]
    assert whole["count"] == 2
    assert whole["sha256"] == hashlib.sha256(content[: content.rindex(b"],")]).hexdigest()


def test_an_empty_house_makes_an_empty_snapshot(tmp_path: Path) -> None:
    write_snapshot(tmp_path / "all.json", snapshot(CURATOR))
    assert SnapshotFile(tmp_path / "all.json").headers() == []
    assert json.loads((tmp_path / "all.json").read_text())["panels"] == []


def test_a_signed_off_snapshot_has_the_signed_off_versions_only() -> None:
    fill([panel(1, "1.0", signed_off="2020-01-01"), panel(1, "1.1"), panel(2)])
    whole = json.loads(b"".join(snapshot(CURATOR, signed_off=True)))
    assert [(entry["id"], entry["version"], entry["signed_off"]) for entry in whole["panels"]] == [
        (1, "1.0", "2020-01-01")
    ]
    assert whole["panels"][0]["panel"]["signed_off"] == "2020-01-01"


def test_the_public_gets_no_internal_panel() -> None:
    fill([panel(1, status="internal"), panel(2)])
    assert [entry["id"] for entry in json.loads(b"".join(snapshot(PUBLIC)))["panels"]] == [2]


def test_panels_of_a_snapshot_are_found_in_any_order(tmp_path: Path) -> None:
    fill([panel(1, "1.0", signed_off="2020-01-01"), panel(2), panel(3)])
    write_snapshot(tmp_path / "all.json.gz", snapshot(CURATOR))
    shelf = SnapshotShelf(tmp_path / "all.json.gz")
    assert [shelf.get(name).reference for name in ("3", "1", "2@1.8", "1@1.0")] == ["3@1.8", "1@1.0", "2@1.8", "1@1.0"]
    with pytest.raises(PanelIsUnknown, match=r"present: 1\.8"):
        shelf.get("2@9.9")
    with pytest.raises(PanelIsUnknown, match="near"):
        shelf.get("4")


def whole_file(tmp_path: Path) -> bytes:
    fill([panel(1), panel(2)])
    write_snapshot(tmp_path / "good.json", snapshot(CURATOR))
    return (tmp_path / "good.json").read_bytes()


def test_a_snapshot_that_was_cut_anywhere_is_refused(tmp_path: Path) -> None:
    good = whole_file(tmp_path)
    for end in (0, 10, 100, len(good) // 2, len(good) - 100, len(good) - 3):
        (tmp_path / "bad.json").write_bytes(good[:end])
        with pytest.raises(PanelFileIsUnreadable, match=r"bad\.json"):
            SnapshotFile(tmp_path / "bad.json").headers()
        packed = gzip.compress(good)
        (tmp_path / "bad.json.gz").write_bytes(packed[: len(packed) * max(1, end) // len(good)])
        with pytest.raises(PanelFileIsUnreadable, match=r"bad\.json"):
            SnapshotFile(tmp_path / "bad.json.gz").headers()


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b'"version":"1.8"', b'"version":"1.9"'),
        (b"ACVRL1", b"ACVRL2"),
        (b'"count":2', b'"count":3'),
        (b'"edition":1', b'"edition":9'),
        (b"carrel-panels", b"other-panels"),
    ],
)
def test_a_snapshot_that_was_changed_is_refused(old: bytes, new: bytes, tmp_path: Path) -> None:
    (tmp_path / "bad.json").write_bytes(whole_file(tmp_path).replace(old, new))
    with pytest.raises(PanelFileIsUnreadable, match=r"bad\.json"):
        SnapshotFile(tmp_path / "bad.json").headers()


def test_a_panel_that_is_not_what_its_hash_says_is_refused_even_where_the_file_is_whole(tmp_path: Path) -> None:
    lines = whole_file(tmp_path).replace(b"ACVRL1", b"ACVRL2").split(b"\n")
    body = b"\n".join(lines[:-2]) + b"\n"
    end = json.loads(b'{"x":[' + lines[-2])
    forged = body + b'],"count":%d,"sha256":"%s"}\n' % (end["count"], hashlib.sha256(body).hexdigest().encode())
    (tmp_path / "bad.json").write_bytes(forged)
    file = SnapshotFile(tmp_path / "bad.json")
    with pytest.raises(PanelFileIsUnreadable, match="content hash"):
        file.document(file.headers()[0])
    taken = list(take_panels(CURATOR, open_source(str(tmp_path / "bad.json")), Taking(catalogue="c"), now=lambda: NOW))
    assert [outcome.what for outcome in taken] == [What.FAULT, What.FAULT]


@pytest.mark.parametrize(
    "content", [b"", b"{}", b"[]", b"\x1f\x8b\x08", b"{" * 100_000, b'{"panels":[\n', json.dumps(panel(1)).encode()]
)
def test_what_is_no_snapshot_is_told_so(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "x.json").write_bytes(content)
    with pytest.raises(PanelFileIsUnreadable, match=r"x\.json cannot be used"):
        SnapshotFile(tmp_path / "x.json").headers()


def test_a_snapshot_that_fails_half_way_leaves_no_file(tmp_path: Path) -> None:
    def pieces() -> Any:
        yield b"{"
        raise RuntimeError("power cut")

    with pytest.raises(RuntimeError):
        write_snapshot(tmp_path / "all.json.gz", pieces())
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_was_exported_is_taken_with_its_history_and_opinions(tmp_path: Path) -> None:
    fill([panel(1), panel(2, "2.0", signed_off="2020-01-01")])
    take_activities(CURATOR, Panel.objects.get(number=1), activities(1), at=NOW)
    take_evaluations(CURATOR, Panel.objects.get(number=1), {(EntityKind.GENE, "ACVRL1"): [EVALUATION]}, at=NOW)
    assert write_folder(CURATOR, tmp_path / "out") == 2
    assert json.loads((tmp_path / "out" / "1.activities.json").read_text()) == activities(1)
    outcomes = take_panels(CURATOR, open_source(str(tmp_path / "out")), Taking(catalogue="copy"), now=lambda: NOW)
    assert counted(outcomes) == [(What.NEW, 2)]
    assert answered(2, catalogue="copy")["signed_off"] == "2020-01-01"
    assert list(Review.objects.filter(panel__catalogue="copy").values_list("entity", "rating")) == [("ACVRL1", "GREEN")]
    with pytest.raises(FolderIsTaken):
        write_folder(CURATOR, tmp_path / "out")
