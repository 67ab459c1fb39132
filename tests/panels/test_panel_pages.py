"""What the pages of a panel offer, and what they show when nothing in particular is asked for."""

from __future__ import annotations

import pytest
from django.test import Client

from carrel.foundation.knowledge.actions.entities import edit_entity
from carrel.foundation.knowledge.models import Panel
from carrel.foundation.knowledge.queries import curated
from carrel.foundation.knowledge.states import EntityKind
from carrel.interfaces.web.panels.offers import offers_for
from tests.panels.made import CURATOR, fresh, later, panel_with, row


pytestmark = [pytest.mark.django_db, pytest.mark.row("M6")]


def test_a_panel_that_follows_its_origin_offers_only_what_can_be_done_with_it() -> None:
    panel = panel_with("ATM")
    Panel.objects.filter(pk=panel.pk).update(follows=True, origin="G2P")
    panel = fresh(panel)
    offered = {one.key for one in offers_for(CURATOR, panel, curated.version_named(panel)) if not one.objections}
    assert offered == {"copy", "adopt"}


def test_comparing_without_naming_versions_shows_what_changed_last(client: Client) -> None:
    panel = panel_with("ATM")
    before = str(curated.version_named(fresh(panel)))
    edit_entity(
        CURATOR, panel_id=panel.pk, kind=EntityKind.GENE, name="ATM", fields={"phenotypes": ["Ataxia"]},
        base=row(panel, "ATM").sha256, at=later(2),
    )  # fmt: skip
    page = client.get(f"/panels/{panel.number}/compare/").content.decode()
    assert f"From version {before} to {curated.version_named(fresh(panel))}" in " ".join(page.split())
    assert "Ataxia" in page


def test_panels_to_compare_are_named_by_number_or_name_and_an_unknown_one_is_told(client: Client) -> None:
    panel = panel_with("ATM")
    asked = client.get("/panels/compare/", {"left": panel.name, "right": str(panel.number)})
    assert asked.status_code == 302
    unknown = client.get("/panels/compare/", {"left": "Nobody has this", "right": str(panel.number)})
    assert unknown.status_code == 404
    assert "There is no panel" in unknown.content.decode()
