"""Whoever changes panels past the house is found."""

from __future__ import annotations

import pytest

from carrel.foundation.knowledge.actions import panels as panel_actions
from carrel.foundation.knowledge.actions.entities import edit_entity
from carrel.foundation.knowledge.models import EntityRow, PanelHead, PanelVersion
from carrel.foundation.knowledge.queries.verification import damages
from carrel.foundation.knowledge.states import EntityKind
from tests.panels.made import CURATOR, NOW, fresh, panel_with, row


pytestmark = [pytest.mark.django_db, pytest.mark.row("M6", "M27")]


@pytest.fixture
def super_panel() -> None:
    panel = panel_with("ATM", "PRKN")
    edit_entity(
        CURATOR,
        panel_id=panel.pk,
        kind=EntityKind.GENE,
        name="ATM",
        fields={"tags": ["checked"]},
        base=row(panel, "ATM").sha256,
        at=NOW,
    )
    panel_actions.compose(CURATOR, name="Both", children=[panel.number], at=NOW)
    edit_entity(
        CURATOR,
        panel_id=panel.pk,
        kind=EntityKind.GENE,
        name="PRKN",
        fields={"tags": ["later"]},
        base=row(fresh(panel), "PRKN").sha256,
        at=NOW,
    )


@pytest.mark.usefixtures("super_panel")
def test_panels_as_they_were_stored_are_whole() -> None:
    assert PanelVersion.objects.count() >= 5
    assert list(damages()) == []


@pytest.mark.usefixtures("super_panel")
def test_a_row_that_was_changed_is_named_and_with_its_hash_every_version_that_has_it() -> None:
    old = EntityRow.objects.filter(name="ATM").order_by("since").first()
    assert old is not None
    EntityRow.objects.filter(pk=old.pk).update(document=old.document.replace('"0"', '"3"'))
    assert any("gene ATM" in sentence for sentence in damages())
    EntityRow.objects.filter(pk=old.pk).update(sha256="0" * 64)
    assert any("its content hash is not" in sentence for sentence in damages())


@pytest.mark.usefixtures("super_panel")
@pytest.mark.parametrize("text", ["", "{", "[]", "null"])
def test_text_that_is_no_document_any_more_is_named_and_not_stumbled_over(text: str) -> None:
    EntityRow.objects.filter(name="PRKN").update(document=text)
    PanelHead.objects.update(document=text)
    assert any("gene PRKN" in sentence for sentence in damages())


@pytest.mark.usefixtures("super_panel")
def test_a_row_and_a_version_that_were_taken_away_are_missed() -> None:
    EntityRow.objects.filter(name="ATM").delete()
    assert any("content hash" in sentence for sentence in damages())
    PanelVersion.objects.filter(sequence=1).delete()
    assert any("versions are missing" in sentence for sentence in damages())
