"""What everybody can read: lists, panels, entries, genes, versions, files."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from carrel.foundation.knowledge.actions import entities
from carrel.foundation.knowledge.actions import panels as panel_actions
from carrel.foundation.knowledge.models import Panel, PanelVersion
from carrel.foundation.knowledge.queries import curated
from carrel.foundation.knowledge.states import EntityKind
from carrel.foundation.vocabulary.actors import OPERATOR
from tests.web_panels.conftest import NOW


pytestmark = [pytest.mark.row("M28"), pytest.mark.django_db]
Browser = Callable[..., Client]


def change(panel: Panel, name: str, **fields: object) -> PanelVersion:
    row = curated.current_row(panel, EntityKind.GENE, name)
    return entities.edit_entity(
        OPERATOR, panel_id=panel.pk, kind=EntityKind.GENE, name=name, fields=fields, base=row.sha256, at=NOW
    )


def text(client: Client, path: str, status: int = 200) -> str:
    answer = client.get(path)
    assert answer.status_code == status
    return answer.content.decode()


@pytest.mark.parametrize(
    ("words", "found"),
    [("eye", "2"), ("HGNC:3688", "1"), ("fgfr1", "1"), ("USH2A", "2"), ("nothing so called", "")],
)
def test_the_list_finds_panels_by_words_and_genes(
    panels: dict[int, Panel], browser: Browser, words: str, found: str
) -> None:
    page = text(browser(), f"/panels/?q={words}")
    assert [number for number in "123" if f'href="/panels/{number}/"' in page] == list(found)


def test_filters_of_the_list_leave_only_what_they_name(panels: dict[int, Panel], browser: Browser) -> None:
    page = text(browser(), "/panels/?holds=regions")
    assert 'href="/panels/3/"' in page
    assert 'href="/panels/1/"' not in page
    assert "No panel answers this search" in text(browser(), "/panels/?status=retired")
    assert text(browser(), "/panels/?status=nonsense&page=x&sort=nonsense&type=none")


def test_an_internal_panel_is_shown_to_curators_only(panels: dict[int, Panel], browser: Browser) -> None:
    panel = panel_actions.create_panel(OPERATOR, name="In the making", at=NOW)
    assert "In the making" not in text(browser(), "/panels/")
    assert "not here" in text(browser(), f"/panels/{panel.number}/", 404)
    curator = browser("curator")
    assert "In the making" in text(curator, "/panels/")
    assert "Nothing stands on it yet" in text(curator, f"/panels/{panel.number}/")


def test_the_search_does_not_tell_that_something_stands_on_an_internal_panel(
    panels: dict[int, Panel], browser: Browser
) -> None:
    name = names_on(panels[1])[0]
    assert "with every opinion" in browser().get("/panels/", {"q": name}).content.decode()
    Panel.objects.filter(number__in=panels).update(status="internal")
    assert "with every opinion" not in browser().get("/panels/", {"q": name}).content.decode()
    assert "with every opinion" in browser("curator").get("/panels/", {"q": name}).content.decode()


def names_on(panel: Panel) -> list[str]:
    """The names of what stands on a panel."""
    return list(curated.rows_at(panel).values_list("name", flat=True))


def test_an_old_version_says_that_it_is_old_and_shows_what_stood_then(
    panels: dict[int, Panel], browser: Browser
) -> None:
    change(panels[1], "FGFR1", phenotypes=["Something newer"])
    old = text(browser(), "/panels/1/gene/FGFR1/?version=1.0")
    assert "how it stood in version 1.0" in old
    assert "Something newer" not in old
    assert "Something newer" in text(browser(), "/panels/1/gene/FGFR1/")
    page = text(browser(), "/panels/1/?version=1.0")
    assert "You are looking at version 1.0" in page
    assert 'href="/panels/1/gene/FGFR1/?version=1.0"' in page
    assert "has no version" in text(browser(), "/panels/1/?version=9.9", 404)


def test_what_stands_on_a_panel_is_found_by_rating_kind_and_words(panels: dict[int, Panel], browser: Browser) -> None:
    page = text(browser(), "/panels/3/?kind=region")
    assert page.count("<td role=") == 5
    assert "TWIST1" in text(browser(), "/panels/1/?find=twist")
    assert "Nothing on this panel answers that" in text(browser(), "/panels/1/?find=zzzzz")


def test_a_page_of_a_panel_asks_as_little_for_many_entries_as_for_few(
    panels: dict[int, Panel], browser: Browser, django_assert_max_num_queries: Any
) -> None:
    client = browser()
    for path in ("/panels/", "/panels/3/", "/panels/1/gene/FGFR1/", "/genes/FGFR1/"):
        client.get(path)
        with django_assert_max_num_queries(16):
            client.get(path)


def test_a_gene_is_found_by_symbol_number_and_small_letters(panels: dict[int, Panel], browser: Browser) -> None:
    for key in ("FGFR1", "HGNC:3688", "fgfr1"):
        assert "Craniosynostosis" in text(browser(), f"/genes/{key}/")
    assert browser().get("/genes/?q=FGFR1")["Location"] == "/genes/HGNC:3688/"
    assert "FGFR2" in text(browser(), "/genes/?q=FGF")
    assert "No gene has" in text(browser(), "/genes/NOSUCH/", 404)


def test_no_cell_of_a_download_can_become_a_formula(panels: dict[int, Panel], browser: Browser) -> None:
    change(panels[1], "FGFR1", phenotypes=['=HYPERLINK("http://evil")', "@SUM(1)"], tags=["+1"])
    answer = browser().get("/panels/1/download/tsv/")
    cells = [cell.strip('"') for line in answer.content.decode().splitlines() for cell in line.split("\t")]
    assert [cell for cell in cells if cell[:1] in "=+@" and cell] == []
    assert "attachment" in answer["Content-Disposition"]
    difference = browser().get("/panels/1/compare/?from=1.0&form=tsv").content.decode()
    assert "HYPERLINK" in difference
    assert not any(cell.strip('"').startswith("=") for line in difference.splitlines() for cell in line.split("\t"))


def test_downloads_of_a_version_are_that_version(panels: dict[int, Panel], browser: Browser) -> None:
    before = browser().get("/panels/1/download/json/").content
    change(panels[1], "FGFR1", phenotypes=["Later"])
    assert browser().get("/panels/1/download/json/?version=1.0").content == before
    assert json.loads(browser().get("/panels/1/download/json/").content)["version"] == "1.1"
    assert "FGFR1" in browser().get("/panels/1/download/bed/?assembly=grch37").content.decode()
    assert browser().get("/panels/1/download/exe/").status_code == 404


def test_two_versions_side_by_side_mark_the_words_that_differ(panels: dict[int, Panel], browser: Browser) -> None:
    change(panels[1], "FGFR1", phenotypes=["Pfeiffer syndrome of a new kind"])
    page = text(browser(), "/panels/1/compare/?from=1.0&to=1.1")
    assert "<ins" in page
    assert "<b>0</b> added, <b>0</b> removed, <b>1</b> changed" in page
    assert "no difference" in text(browser(), "/panels/1/compare/?from=1.1&to=1.1")
    assert "Only in" in text(browser(), "/panels/compare/?left=1&right=2@1.0")


def test_the_history_is_found_by_words_and_version(panels: dict[int, Panel], browser: Browser) -> None:
    change(panels[1], "FGFR1", phenotypes=["Later"])
    assert "FGFR1" in text(browser(), "/panels/1/history/?q=FGFR1&version=1.1&kind=gene")
    assert "Nothing in the history answers that" in text(browser(), "/panels/1/history/?q=TWIST1")


def test_reading_never_writes(panels: dict[int, Panel], browser: Browser) -> None:
    before = PanelVersion.objects.count()
    client = browser("curator")
    for path in ("decide", "edit", "remove", "review"):
        assert client.get(f"/panels/1/gene/FGFR1/{path}/").status_code == 200
    for path in ("sign-off", "promote", "copy", "step/retire", "about", "add", "bulk"):
        assert client.get(f"/panels/1/{path}/").status_code == 200
    assert PanelVersion.objects.count() == before
