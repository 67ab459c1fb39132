"""Panels are taken from a folder of a PanelApp's answers; a bad file is one sentence, and the others still land."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from carrel.foundation.knowledge.actions.catalogues import Outcome, Taking, What, counted, take_panels
from carrel.foundation.knowledge.adapters.panel_sources import open_source
from carrel.foundation.knowledge.errors import PanelIsUnknown
from carrel.foundation.knowledge.models import Activity, Panel, Review
from tests.exchange.builders import CURATOR, activities, gene, panel, save
from tests.exchange.test_taking import EVALUATION, answered


pytestmark = [pytest.mark.row("M6"), pytest.mark.django_db]
NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)


def take_all(folder: Path, **how: Any) -> list[Outcome]:
    return list(take_panels(CURATOR, open_source(str(folder)), Taking(**how), now=lambda: NOW))


def listed(*documents: dict[str, Any]) -> dict[str, Any]:
    bare = [{key: value for key, value in one.items() if key not in ("genes", "strs", "regions")} for one in documents]
    return {"count": len(bare), "next": None, "previous": None, "results": bare}


def test_details_lists_and_histories_of_a_folder_are_taken_together(tmp_path: Path) -> None:
    one, two = panel(1), panel(2, "3.4")
    save(tmp_path, one, "1.json")
    save(tmp_path, two, "two.json")
    save(tmp_path, listed(one, two), "page-1.json")
    save(tmp_path, activities(1), "1.activities.json")
    assert counted(take_all(tmp_path)) == [(What.NEW, 2)]
    assert [answered(1), answered(2)] == [one, two]
    assert [json.loads(line.document) for line in Activity.objects.order_by("-created_at")] == activities(1)
    assert counted(take_all(tmp_path)) == [(What.KEPT, 2)]


def test_several_versions_of_a_panel_are_taken_in_their_order(tmp_path: Path) -> None:
    versions = [panel(1, "1.10"), panel(1, "1.9"), panel(1, "1.2")]
    for number, document in enumerate(versions):
        save(tmp_path, document, f"{number}.json")
    assert [outcome.panel for outcome in take_all(tmp_path)] == ["1@1.2", "1@1.9", "1@1.10"]
    assert answered(1, "1.9") == versions[1]


def test_a_list_of_signed_off_panels_beside_marks_their_versions(tmp_path: Path) -> None:
    save(tmp_path, panel(1), "1.json")
    save(tmp_path, listed({**panel(1), "signed_off": "2022-03-04"}), "a-signed-off.json")
    take_all(tmp_path)
    assert answered(1)["signed_off"] == "2022-03-04"


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("", "empty"),
        ('{"id": 9, "name": "x", "version": "1.0", "genes": [', "truncated"),
        ("not json", "not JSON"),
        ("[1, 2]", "bare list"),
        ("5", "single value"),
        ("[" * 100_000, "nested"),
        ('{"id": 9, "name": "x", "version": "1.0", "genes": [NaN]}', "NaN"),
        ('{"id": 9, "name": "x", "version": "1.0", "genes": [], "genes": []}', "stands twice"),
        (b"\xff\xfe\x00", "UTF-8"),
        (json.dumps({**panel(9), "version_created": "x"}), "version_created"),
        (json.dumps(panel(9, genes=[gene(confidence_level="9")])), "confidence level"),
        (json.dumps({**panel(9), "status": "hidden"}), "status"),
    ],
)
def test_a_bad_file_is_one_sentence_and_the_others_still_land(content: str | bytes, says: str, tmp_path: Path) -> None:
    save(tmp_path, panel(1), "1.json")
    save(tmp_path, content, "9.json")
    save(tmp_path, panel(10), "z.json")
    outcomes = take_all(tmp_path)
    faults = [outcome.sentence for outcome in outcomes if outcome.what == What.FAULT]
    assert len(faults) == 1
    assert says in faults[0]
    assert "9" in faults[0]
    assert sorted(Panel.objects.values_list("number", flat=True)) == [1, 10]


def test_opinions_beside_a_panel_are_taken_with_it(tmp_path: Path) -> None:
    save(tmp_path, panel(1), "1.json")
    save(tmp_path, {"genes": {"ACVRL1": [EVALUATION]}, "strs": {}}, "1.evaluations.json")
    assert counted(take_all(tmp_path)) == [(What.NEW, 1)]
    assert Review.objects.get().rating == "GREEN"


def test_a_bad_history_beside_a_panel_takes_nothing_of_it(tmp_path: Path) -> None:
    save(tmp_path, panel(1), "1.json")
    save(tmp_path, "[{", "1.activities.json")
    assert counted(take_all(tmp_path)) == [(What.FAULT, 1)]
    assert not Panel.objects.exists()


def test_links_pipes_and_hidden_files_are_passed_over(tmp_path: Path) -> None:
    import os

    save(tmp_path, panel(1), "1.json")
    save(tmp_path, "?", ".hidden.json")
    os.mkfifo(tmp_path / "2.json")
    (tmp_path / "3.json").mkdir()
    assert counted(take_all(tmp_path)) == [(What.NEW, 1)]


def test_an_empty_folder_and_a_missing_one_are_told(tmp_path: Path) -> None:
    assert counted(take_all(tmp_path)) == [(What.FAULT, 1)]
    with pytest.raises(PanelIsUnknown, match="no folder or snapshot"):
        open_source(str(tmp_path / "missing"))


def test_the_captured_answers_of_public_panelapps_are_answered_field_by_field(test_data: Path, tmp_path: Path) -> None:
    fixtures = test_data / "panels" / "panelapp_fixtures"
    for name, number in (("au_panelapp_genes.json", 0), ("uk_panelapp_genes.json", 1)):
        entities = json.loads((fixtures / name).read_text())["results"]
        documents: dict[int, dict[str, Any]] = {}
        for entity in entities:
            own = documents.setdefault(
                entity["panel"]["id"], {**entity["panel"], "genes": [], "strs": [], "regions": []}
            )
            own["genes"].append({key: value for key, value in entity.items() if key != "panel"})
        for document in documents.values():
            save(tmp_path / str(number), document, f"{document['id']}.json")
        assert all(outcome.what == What.NEW for outcome in take_all(tmp_path / str(number), catalogue=f"c{number}"))
        for key, document in documents.items():
            assert answered(key, catalogue=f"c{number}") == document
