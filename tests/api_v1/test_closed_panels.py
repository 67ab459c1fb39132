"""What was never public stays closed to the public, also after it was deleted."""

from __future__ import annotations

import pytest
from django.test import Client

from carrel.foundation.knowledge.actions.panels import create_panel, take_step
from carrel.foundation.knowledge.actions.reviews import review
from carrel.foundation.knowledge.states import EntityKind
from tests.panels.made import CURATOR, NOW, panel_with


pytestmark = [pytest.mark.django_db, pytest.mark.row("M30")]
OF_A_PANEL = (
    "/api/v1/panels/{}/", "/api/v1/panels/{}/?version=0.2", "/api/v1/panels/{}/?version=0.3", "/api/v1/panels/{}/versions/",
    "/api/v1/panels/{}/activities/", "/api/v1/panels/{}/genes/", "/api/v1/panels/{}/genes/?version=0.2",
    "/api/v1/panels/{}/genes/ONE/evaluations/", "/WebServices/get_panel/{}/?version=0.2",
)  # fmt: skip


def test_an_internal_panel_that_was_deleted_is_not_answered_to_the_public_in_any_version(client: Client) -> None:
    panel = panel_with("ONE", public=False)
    review(CURATOR, panel_id=panel.pk, kind=EntityKind.GENE, name="ONE", opinion="RED", fields={"comment": "x"}, at=NOW)
    take_step(CURATOR, panel_id=panel.pk, verb="delete", at=NOW)
    for key in (panel.number, panel.name):
        for address in OF_A_PANEL:
            assert client.get(address.format(key)).status_code == 404, address


def test_of_a_deleted_panel_the_versions_that_were_public_stay_readable_and_the_others_do_not(client: Client) -> None:
    panel = panel_with("ONE")  # 0.1 and 0.2 internal, 0.3 public
    take_step(CURATOR, panel_id=panel.pk, verb="retire", at=NOW)
    take_step(CURATOR, panel_id=panel.pk, verb="delete", at=NOW)
    statuses = [client.get(f"/api/v1/panels/{panel.number}/?version=0.{minor}").status_code for minor in range(1, 6)]
    assert statuses == [404, 404, 200, 200, 404]
    assert client.get(f"/api/v1/panels/{panel.number}/genes/?version=0.3").status_code == 200
    assert client.get(f"/api/v1/panels/{panel.number}/genes/").status_code == 404


def test_a_deleted_panel_does_not_stand_before_a_newer_one_of_its_name(client: Client) -> None:
    gone = panel_with("ONE", name="Ataxia")
    for verb in ("retire", "delete"):
        take_step(CURATOR, panel_id=gone.pk, verb=verb, at=NOW)
    new = create_panel(CURATOR, name="Ataxia", at=NOW)
    take_step(CURATOR, panel_id=new.pk, verb="publish", at=NOW)
    assert client.get("/api/v1/panels/Ataxia/").json()["id"] == new.number
