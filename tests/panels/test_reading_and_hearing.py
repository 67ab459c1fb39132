"""Who reads which panel, what stays readable, and who hears of changes."""

from __future__ import annotations

import json

import pytest

from carrel.foundation.knowledge.actions import panels
from carrel.foundation.knowledge.actions.bulk import import_rows
from carrel.foundation.knowledge.actions.entities import edit_entity
from carrel.foundation.knowledge.actions.reviews import review
from carrel.foundation.knowledge.actions.subscriptions import subscribe, unsubscribe
from carrel.foundation.knowledge.actions.taking import take_panel
from carrel.foundation.knowledge.errors import EntityIsUnknown, EntryIsWrong, GeneIsUnknown, NotAllowed, PanelIsUnknown
from carrel.foundation.knowledge.models import Panel, Review, Subscription
from carrel.foundation.knowledge.queries import curated, history, reviews
from carrel.foundation.knowledge.states import EntityKind
from carrel.foundation.ledger.models import LedgerEntry, Letter
from carrel.foundation.vocabulary.actors import OPERATOR, PUBLIC
from tests.panels.made import (
    CURATOR,
    NOW,
    REVIEWER,
    SECOND,
    fresh,
    gene_document,
    panel_with,
    parsed,
    row,
    taken_document,
)


GENE = EntityKind.GENE
pytestmark = [pytest.mark.django_db, pytest.mark.row("M6")]


def edit(panel: Panel, name: str = "ATM", **fields: object) -> None:
    given = fields or {"tags": [f"t{panel.sequence}-{Letter.objects.count()}"]}
    edit_entity(CURATOR, panel_id=panel.pk, kind=GENE, name=name, fields=given, base=row(panel, name).sha256, at=NOW)


def step(panel: Panel, verb: str) -> None:
    panels.take_step(CURATOR, panel_id=panel.pk, verb=verb, at=NOW)


def test_a_subscriber_has_one_letter_for_a_change_and_none_for_their_own() -> None:
    panel = panel_with("ATM", "PRKN")
    subscribe(REVIEWER, panel_id=panel.pk, at=NOW)
    subscribe(REVIEWER, hgnc_id="HGNC:1", at=NOW)
    subscribe(REVIEWER, hgnc_id="HGNC:1", at=NOW)
    subscribe(SECOND, hgnc_id="HGNC:2", at=NOW)
    subscribe(CURATOR, panel_id=panel.pk, at=NOW)
    edit(panel, tags=["a", "b"])
    (letter,) = Letter.objects.all()
    assert letter.recipient == f"account:{REVIEWER.id}"
    content = json.loads(letter.content)
    assert content["lines"] == ["Tag a was added to gene: ATM.", "Tag b was added to gene: ATM."]
    assert CURATOR.name not in letter.content
    edit(panel, "PRKN")
    assert sorted(Letter.objects.values_list("recipient", flat=True)[1:]) == sorted(
        f"account:{one.id}" for one in (REVIEWER, SECOND)
    )


def test_an_import_is_told_in_one_letter_that_stays_short() -> None:
    panel = panel_with(*(f"G{number}" for number in range(30)))
    subscribe(REVIEWER, panel_id=panel.pk, at=NOW)
    table = "hgnc_id\tphenotypes\n" + "".join(f"HGNC:{number}\tAtaxia\n" for number in range(1, 31))
    import_rows(CURATOR, panel_id=panel.pk, text=table.encode(), at=NOW, comment="Decided in a meeting.")
    content = json.loads(Letter.objects.get().content)
    assert (len(content["lines"]), content["more"]) == (10, 21)


def test_nobody_hears_of_a_panel_that_they_may_not_read() -> None:
    panel = panel_with("ATM")
    subscribe(REVIEWER, panel_id=panel.pk, at=NOW)
    subscribe(REVIEWER, hgnc_id="HGNC:1", at=NOW)
    step(panel, "withdraw")
    edit(fresh(panel))
    assert not Letter.objects.exists()
    with pytest.raises(PanelIsUnknown):
        subscribe(SECOND, panel_id=panel.pk, at=NOW)


def test_a_subscription_ends_and_leaves_its_trace() -> None:
    panel = panel_with("ATM")
    subscribe(REVIEWER, panel_id=panel.pk, at=NOW)
    subscribe(REVIEWER, hgnc_id="HGNC:1", at=NOW)
    unsubscribe(REVIEWER, panel_id=panel.pk, at=NOW)
    assert Subscription.objects.get().hgnc_id == "HGNC:1"
    unsubscribe(REVIEWER, hgnc_id="HGNC:1", at=NOW)
    unsubscribe(REVIEWER, hgnc_id="HGNC:1", at=NOW)
    assert LedgerEntry.objects.filter(event="panels.subscription.ended").count() == 2
    with pytest.raises(NotAllowed):
        subscribe(PUBLIC, panel_id=panel.pk, at=NOW)
    with pytest.raises(GeneIsUnknown):
        subscribe(REVIEWER, hgnc_id="HGNC:77", at=NOW)


def test_a_deleted_panel_is_gone_but_the_versions_that_were_public_stay_readable_by_number_and_version() -> None:
    panel = panel_with("ATM")
    step(panel, "retire")
    step(panel, "delete")
    panel = fresh(panel)
    assert panel not in curated.panels_for(CURATOR)
    for actor in (PUBLIC, CURATOR):
        with pytest.raises(PanelIsUnknown):
            curated.panel_by(actor, str(panel.number))
    found, version = curated.cited(PUBLIC, str(panel.number), "0.3")
    assert (found.pk, parsed(found, str(version))["status"]) == (panel.pk, "public")
    for asked in ("0.1", "", "0.99", "x"):  # internal then; not named; never made; no version
        with pytest.raises(PanelIsUnknown, match="There is no panel"):
            curated.cited(PUBLIC, str(panel.number), asked)
    assert str(curated.cited(CURATOR, str(panel.number), "0.1")[1]) == "0.1"


def test_the_name_of_a_deleted_panel_is_free_again() -> None:
    panel = panel_with("ATM", public=False)
    with pytest.raises(EntryIsWrong, match="of this name already"):
        panels.create_panel(CURATOR, name="ATAXIA", at=NOW)
    step(panel, "delete")
    again = panels.create_panel(CURATOR, name="Ataxia", at=NOW)
    assert curated.panel_by(CURATOR, "Ataxia").pk == again.pk


def test_a_super_panel_never_shows_what_is_not_public() -> None:
    part = panel_with("ATM", public=False)
    whole = panels.compose(CURATOR, name="Whole", children=[part.number], at=NOW)
    with pytest.raises(NotAllowed, match=f"parts {part.number} are not public"):
        step(whole, "publish")
    step(part, "publish")
    step(whole, "publish")
    with pytest.raises(NotAllowed, match=f"part of super-panel {whole.number}"):
        step(part, "withdraw")
    hidden = panels.create_panel(CURATOR, name="Hidden", at=NOW)
    with pytest.raises(NotAllowed, match="is internal, but everybody can read"):
        panels.set_children(CURATOR, panel_id=whole.pk, children=[part.number, hidden.number], at=NOW)
    for wrong in ([part.number, part.number], [12]):
        with pytest.raises(EntryIsWrong):
            panels.compose(CURATOR, name="Another", children=wrong, at=NOW)
    with pytest.raises(NotAllowed, match="a super-panel itself"):
        panels.compose(CURATOR, name="Another", children=[whole.number], at=NOW)


def test_a_panel_that_follows_its_origin_is_reviewed_but_not_changed_until_it_is_adopted() -> None:
    take_panel(
        CURATOR, taken_document(402, "1.4", [gene_document("AAA", 900)]), origin="https://panels.example", at=NOW
    )
    panel = Panel.objects.get(number=402)
    review(REVIEWER, panel_id=panel.pk, kind=GENE, name="AAA", opinion="RED", fields={}, at=NOW)
    with pytest.raises(NotAllowed, match=r"kept as https://panels\.example has it"):
        edit(panel, "AAA")
    with pytest.raises(NotAllowed, match="adopt it to sign it off"):
        panels.sign_off(CURATOR, panel_id=panel.pk, version="1.4", at=NOW)
    before = curated.document(panel, curated.version_named(panel))
    panels.adopt(CURATOR, panel_id=panel.pk, at=NOW)
    assert curated.document(fresh(panel), curated.version_named(fresh(panel))) == before
    edit(fresh(panel), "AAA")
    assert str(curated.version_named(fresh(panel))) == "1.5"
    with pytest.raises(NotAllowed, match="curated here and no longer follows"):
        take_panel(CURATOR, taken_document(402, "1.9"), origin="https://panels.example", at=NOW)


def test_a_status_that_its_origin_changed_stays_when_the_panel_is_adopted_and_edited() -> None:
    take_panel(CURATOR, taken_document(402, "1.4", [gene_document("AAA", 900)], status="promoted"), origin="x", at=NOW)
    panel = Panel.objects.get(number=402)
    take_panel(CURATOR, taken_document(402, "1.4", [gene_document("AAA", 900)], status="public"), origin="x", at=NOW)
    panels.adopt(CURATOR, panel_id=panel.pk, at=NOW)
    edit(fresh(panel), "AAA")
    assert fresh(panel).status == "public" == parsed(fresh(panel))["status"]


def test_reviews_and_decisions_stay_with_the_original_of_a_copy() -> None:
    panel = panel_with("ATM")
    review(REVIEWER, panel_id=panel.pk, kind=GENE, name="ATM", opinion="GREEN", fields={}, at=NOW)
    copy = panels.copy_panel(CURATOR, panel_id=panel.pk, version="", name="Copy", at=NOW)
    assert Review.objects.filter(panel=copy).count() == 0
    with pytest.raises(NotAllowed, match="Only curators copy"):
        panels.copy_panel(REVIEWER, panel_id=panel.pk, version="", name="Mine", at=NOW)


def test_the_ledger_and_the_letters_name_nobody() -> None:
    panel = panel_with("ATM")
    subscribe(SECOND, panel_id=panel.pk, at=NOW)
    review(
        REVIEWER,
        panel_id=panel.pk,
        kind=GENE,
        name="ATM",
        opinion="GREEN",
        fields={"comment": "I saw Jane Doe."},
        at=NOW,
    )
    written = " ".join(entry.detail + entry.actor + entry.subject for entry in LedgerEntry.objects.all())
    written += " ".join(letter.content for letter in Letter.objects.all())
    assert "gene: ATM: a review was given." in written
    assert not [name for name in (CURATOR.name, REVIEWER.name, "Jane Doe") if name in written]
    assert LedgerEntry.objects.filter(event="panels.review.given", actor=REVIEWER.id).exists()
    assert OPERATOR.id not in written


def test_subscribers_hear_of_a_version_that_was_taken_anew_but_not_of_the_first() -> None:
    take_panel(CURATOR, taken_document(402, "1.4", [gene_document("AAA", 900)]), origin="x", at=NOW)
    subscribe(REVIEWER, hgnc_id="HGNC:900", at=NOW)
    take_panel(CURATOR, taken_document(403, "1.4", [gene_document("AAA", 900)]), origin="x", at=NOW)
    assert not Letter.objects.exists()
    take_panel(CURATOR, taken_document(402, "1.5", [gene_document("AAA", 900, "1")]), origin="x", at=NOW)
    (letter,) = Letter.objects.all()
    assert json.loads(letter.content)["lines"] == ["Gene: AAA has been classified as Red List (Low Evidence)."]


def test_a_gene_that_stands_several_times_is_edited_where_it_was_seen() -> None:
    twice = [gene_document("AAA", 900), gene_document("AAA", 900, "1", mode_of_inheritance="MITOCHONDRIAL")]
    take_panel(CURATOR, taken_document(402, "1.4", twice), origin="x", at=NOW)
    panel = panels.adopt(CURATOR, panel_id=Panel.objects.get(number=402).pk, at=NOW)
    second = curated.rows_at(panel).last()
    edit_entity(CURATOR, panel_id=panel.pk, kind=GENE, name="AAA", fields={"tags": ["x"]}, base=second.sha256, at=NOW)
    assert [gene["tags"] for gene in parsed(fresh(panel))["genes"]] == [[], ["x"]]


def test_a_part_of_a_super_panel_that_was_deleted_is_free() -> None:
    part = panel_with("ATM", public=False)
    whole = panels.compose(CURATOR, name="Whole", children=[part.number], at=NOW)
    with pytest.raises(NotAllowed, match="take it out there first"):
        step(part, "delete")
    step(whole, "delete")
    step(part, "delete")
    assert fresh(whole).sequence == 2


@pytest.mark.parametrize("name", ["a\x00b", "", "x" * 500, "../etc", "%"])
def test_strange_names_are_unknown_not_a_fault(name: str) -> None:
    panel = panel_with("ATM")
    with pytest.raises(EntityIsUnknown):
        curated.current_row(panel, GENE, name)
    assert reviews.reviews_of(panel, GENE, name) == []
    assert list(history.activities_of(panel, "gene", name)) == [] or name == ""
    assert history.ratings_over_time(panel, GENE, name) == []
    with pytest.raises(PanelIsUnknown):
        curated.panel_by(CURATOR, name)
    with pytest.raises(PanelIsUnknown):
        curated.version_named(panel, name or "x")
    with pytest.raises(EntryIsWrong):
        panels.promote_version(CURATOR, panel_id=panel.pk, comment="\x00", at=NOW)
