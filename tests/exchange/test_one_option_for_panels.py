"""The same panel is the same, content hash and all, from a folder, a snapshot, the database and a server."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from carrel.foundation.knowledge import queries
from carrel.foundation.knowledge.actions.catalogues import Taking, take_panels
from carrel.foundation.knowledge.adapters.panel_sources import open_source
from carrel.foundation.knowledge.adapters.snapshots import write_snapshot
from carrel.foundation.knowledge.errors import PanelAppIsSilent, PanelFileIsUnreadable, PanelIsUnknown
from carrel.foundation.knowledge.models import Panel
from carrel.foundation.knowledge.queries.database_shelf import DatabaseShelf
from carrel.foundation.knowledge.queries.snapshots import snapshot
from tests.exchange.builders import CURATOR, REGION, STR, gene, panel, save
from tests.exchange.server import Handler, serving


pytestmark = [pytest.mark.row("M6"), pytest.mark.django_db]
NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
SIGNED = panel(7, "2.0", [gene("A", 1), gene("B", 2)], signed_off="2020-05-06")
CURRENT = panel(7, "2.31", [gene("A", 1, rating=1)], strs=[STR], regions=[REGION])
SUPER = panel(8, "1.0", [gene("A", 1, panel={"id": 7, "version": "2.31", "name": "x"})])
EVERY = [SIGNED, CURRENT, SUPER, panel(9, "0.4")]
PLAIN = "import sys; from carrel.interfaces.cli.main import carrel; carrel({}, standalone_mode=False); "


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for number, document in enumerate(EVERY):
        save(tmp_path / "answers", document, f"{number}.json")
    return tmp_path / "answers"


def shelves(folder: Path, address: str, tmp_path: Path) -> dict[str, queries.Shelf]:
    list(take_panels(CURATOR, open_source(str(folder)), Taking(), now=lambda: NOW))
    write_snapshot(tmp_path / "current.json.gz", snapshot(CURATOR))
    write_snapshot(tmp_path / "signed.json", snapshot(CURATOR, signed_off=True))
    return {
        "folder": queries.open_panels(str(folder)),
        "current": queries.open_panels(str(tmp_path / "current.json.gz")),
        "signed": queries.open_panels(str(tmp_path / "signed.json")),
        "database": DatabaseShelf(),
        "server": queries.open_panels(address, tmp_path / "store"),
    }


def test_the_same_panel_has_the_same_content_hash_from_all_four(folder: Path, tmp_path: Path) -> None:
    with serving(EVERY) as server:
        every = shelves(folder, server.address, tmp_path)
        for reference, missing in (("7@2.31", "signed"), ("8", "signed"), ("9@0.4", "signed"), ("7@2.0", "current")):
            found = [shelf.get(reference) for name, shelf in every.items() if name != missing]
            assert len(found) == 4
            assert {one.content_hash for one in found} == {found[0].content_hash}
            assert all(one == found[0] for one in found)


def test_an_id_alone_means_the_signed_off_version_wherever_the_panel_lies(folder: Path, tmp_path: Path) -> None:
    with serving(EVERY) as server:
        every = shelves(folder, server.address, tmp_path)
        for name in ("folder", "database", "server", "signed"):
            found = every[name].get("7")
            assert (found.version, found.signed_off) == ("2.0", "2020-05-06")
            assert [one.reference for one in every[name].latest()][:1] == ["7@2.0"]
        listed = {
            name: [(one.id, one.version, one.signed_off) for one in every[name].list()]
            for name in ("folder", "database", "server")
        }
    assert listed["folder"] == listed["database"] == listed["server"]


def test_a_version_that_a_server_answered_is_not_asked_for_again_and_works_without_it(
    folder: Path, tmp_path: Path
) -> None:
    with serving(EVERY) as server:
        address = server.address
        first = queries.open_panels(address, tmp_path / "store").get("7@2.31")
        server.asked.clear()
        assert queries.open_panels(address, tmp_path / "store").get("7@2.31") == first
        assert not server.asked
    assert queries.open_panels(address, tmp_path / "store").get("7@2.31") == first


def test_a_kept_answer_that_was_damaged_is_asked_for_again(tmp_path: Path) -> None:
    with serving(EVERY) as server:
        first = queries.open_panels(server.address, tmp_path / "store").get("9@0.4")
        kept = next((tmp_path / "store" / "panels").rglob("9@0.4.json"))
        kept.write_bytes(kept.read_bytes()[:100])
        assert queries.open_panels(server.address, tmp_path / "store").get("9@0.4") == first


@pytest.mark.parametrize("reference", ["77", "7@9.9", "../../etc/passwd", "7@../../x", "", "7@", "a" * 100])
def test_what_a_place_has_not_is_told_in_one_sentence(reference: str, folder: Path, tmp_path: Path) -> None:
    with serving([CURRENT]) as server:
        every = shelves(folder, server.address, tmp_path)
        for name, shelf in every.items():
            if (name, reference) in (
                ("server", "7@"),
                ("folder", "7@"),
                ("database", "7@"),
                ("current", "7@"),
                ("signed", "7@"),
            ):
                continue
            with pytest.raises(PanelIsUnknown) as fault:
                shelf.get(reference)
            assert "\n" not in str(fault.value)
    assert not (tmp_path / "etc").exists()


def test_a_server_that_answers_nonsense_is_told_in_one_sentence(tmp_path: Path) -> None:
    def misbehave(handler: Handler, path: str, count: int) -> bool:
        handler.say(200, b'{"id": 7, "version": "x"}')
        return True

    with serving([CURRENT]) as server:
        server.misbehave = misbehave
        shelf = queries.open_panels(server.address, tmp_path / "store")
        for reference in ("7", "7@2.31"):
            with pytest.raises((PanelFileIsUnreadable, PanelAppIsSilent), match=r"127\.0\.0\.1"):
                shelf.get(reference)


def test_retired_and_internal_panels_are_not_proposed_and_deleted_ones_only_given_by_version(folder: Path) -> None:
    list(take_panels(CURATOR, open_source(str(folder)), Taking(), now=lambda: NOW))
    Panel.objects.filter(number=7).update(status="retired")
    Panel.objects.filter(number=8).update(status="deleted")
    shelf = DatabaseShelf()
    assert [one.id for one in shelf.latest()] == ["9"]
    assert shelf.get("7").version == "2.0"
    assert shelf.get("8@1.0").version == "1.0"
    with pytest.raises(PanelIsUnknown):
        shelf.get("8")


def modules_after(arguments: list[str]) -> set[str]:
    code = PLAIN.format(arguments) + "print('\\n'.join(sys.modules), file=sys.stderr)"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr[-500:]
    return set(run.stderr.split())


def test_a_folder_or_snapshot_is_read_without_the_web_framework_and_the_network(folder: Path, tmp_path: Path) -> None:
    shelves(folder, "http://127.0.0.1:9", tmp_path)
    for place in (folder, tmp_path / "current.json.gz"):
        loaded = modules_after(["panels", "list", "--panels", str(place)])
        assert not {"django", "http.client", "ssl", "sqlite3"} & loaded
    assert "django" not in modules_after(["interpret", "--help"])
