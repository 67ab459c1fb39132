"""What curators do with panels, and what is then seen."""

from __future__ import annotations

import json

import pytest

from carrel.foundation.knowledge.actions import panels as panel_actions
from carrel.foundation.knowledge.actions.bulk import import_rows
from carrel.foundation.knowledge.actions.decisions import decide
from carrel.foundation.knowledge.actions.entities import add_entity, edit_entity
from carrel.foundation.knowledge.actions.reviews import review, withdraw_review
from carrel.foundation.knowledge.errors import EntryIsWrong, NotAllowed, NothingChanges, SomebodyWasFaster
from carrel.foundation.knowledge.models import Activity, Decision
from carrel.foundation.knowledge.queries import curated, history
from carrel.foundation.knowledge.queries import genes as gene_queries
from carrel.foundation.knowledge.queries import reviews as review_queries
from carrel.foundation.knowledge.rules.panels import content_hash
from carrel.foundation.knowledge.rules.ratings import Counts
from carrel.foundation.knowledge.states import Confidence, EntityKind
from carrel.foundation.vocabulary.actors import PUBLIC
from tests.panels.made import CURATOR, GREEN, NOW, REVIEWER, SECOND, fresh, later, panel_with, parsed, row


GENE = EntityKind.GENE
pytestmark = [pytest.mark.django_db, pytest.mark.row("M6")]


def rate(panel, name, level=Confidence.GREEN, **more):
    given = {**GREEN, **more}
    return decide(
        CURATOR,
        panel_id=panel.pk,
        kind=GENE,
        name=name,
        confidence=level,
        base=row(panel, name).sha256,
        at=later(5),
        **given,
    )


def test_a_decision_rates_writes_its_source_and_the_words_that_clients_look_for() -> None:
    panel = panel_with("ATM", "PRKN")
    version = rate(panel, "ATM")
    gene = parsed(fresh(panel))["genes"][0]
    assert (gene["confidence_level"], gene["evidence"]) == ("3", ["Expert Review Green"])
    assert str(version) == "0.5"
    assert Activity.objects.filter(
        text="Gene: ATM has been classified as Green List (High Evidence).", version="0.5"
    ).exists()
    decision = Decision.objects.get()
    assert (decision.before, decision.after, json.loads(decision.criteria)["A"]) == (0, 3, True)


def test_green_without_its_criteria_is_objected_to_unless_a_reason_is_written() -> None:
    panel = panel_with("ATM")
    with pytest.raises(NotAllowed, match="Criterion D is not met"):
        rate(panel, "ATM", criteria={"A": True})
    rate(panel, "ATM", criteria={"A": True}, comment="Asked for by the clinic.")
    assert (
        Activity.objects.filter(text__contains="criteria for green are not met")
        .filter(text__contains="Asked for")
        .exists()
    )
    assert Decision.objects.get().comment == "Asked for by the clinic."


def test_a_later_decision_takes_the_place_of_the_earlier_one_among_the_sources() -> None:
    panel = panel_with("ATM")
    edit_entity(
        CURATOR,
        panel_id=panel.pk,
        kind=GENE,
        name="ATM",
        fields={"evidence": ["UKGTN"]},
        base=row(panel, "ATM").sha256,
        at=NOW,
    )
    rate(panel, "ATM")
    rate(panel, "ATM", Confidence.RED, criteria={})
    assert parsed(fresh(panel))["genes"][0]["evidence"] == ["Expert Review Red", "UKGTN"]


def test_confirming_a_rating_makes_no_new_version() -> None:
    panel = panel_with("ATM")
    first = rate(panel, "ATM")
    assert rate(panel, "ATM").pk == first.pk
    assert Decision.objects.count() == 2


def test_reviews_are_counted_superseded_and_withdrawn() -> None:
    panel = panel_with("ATM")
    about = {"panel_id": panel.pk, "kind": GENE, "name": "ATM", "at": NOW}
    review(REVIEWER, opinion="GREEN", fields={"comment": "<b>sure</b>", "publications": ["1234"]}, **about)
    review(SECOND, opinion="AMBER", fields={}, **about)
    with pytest.raises(NothingChanges):
        review(SECOND, opinion="AMBER", fields={}, **about)
    review(SECOND, opinion="RED", fields={}, **about)
    assert [one.rating for one in review_queries.reviews_of(panel, GENE, "ATM")] == ["RED", "GREEN"]
    assert len(review_queries.reviews_of(panel, GENE, "ATM", earlier_for=CURATOR)) == 3
    assert (
        len(review_queries.reviews_of(panel, GENE, "ATM", earlier_for=SECOND)) == 3
    )  # both of the second's, and the first's
    assert len(review_queries.reviews_of(panel, GENE, "ATM", earlier_for=PUBLIC)) == 2
    rate(panel, "ATM")
    found = review_queries.summary(panel)["gene", "ATM"]
    assert (found.counts[:4], found.agreement) == ((1, 0, 1, 0), 0.5)
    withdraw_review(SECOND, **about)
    assert review_queries.summary(panel)["gene", "ATM"].agreement == 1.0
    assert Activity.objects.filter(text="edited their review of gene: ATM: Rating: RED").exists()


def test_words_that_a_reviewer_takes_back_are_shown_to_nobody_but_curators_and_the_author() -> None:
    panel = panel_with("ATM")
    about = {"panel_id": panel.pk, "kind": GENE, "name": "ATM", "at": NOW}
    review(
        REVIEWER,
        opinion="GREEN",
        fields={"comment": "A name that slipped in", "phenotypes": ["slipped in too"]},
        **about,
    )
    withdraw_review(REVIEWER, **about)
    assert not Activity.objects.filter(text__contains="slipped").exists()
    assert review_queries.reviews_of(panel, GENE, "ATM", earlier_for=PUBLIC) == []
    assert review_queries.reviews_of(panel, GENE, "ATM", earlier_for=SECOND) == []
    assert [one.comment for one in review_queries.reviews_of(panel, GENE, "ATM", earlier_for=REVIEWER)] == [
        "A name that slipped in"
    ]


def test_the_queue_holds_what_was_reviewed_since_the_last_decision() -> None:
    panel = panel_with("ATM", "PRKN")
    review(REVIEWER, panel_id=panel.pk, kind=GENE, name="ATM", opinion="GREEN", fields={}, at=NOW)
    (one,) = review_queries.waiting(CURATOR)
    assert (one.row.name, one.decided) == ("ATM", None)
    rate(panel, "ATM")
    assert review_queries.waiting(CURATOR) == []
    review(SECOND, panel_id=panel.pk, kind=GENE, name="ATM", opinion="GREEN", fields={}, at=later(9))
    assert [one.reasons for one in review_queries.waiting(CURATOR)] == [
        ("There are opinions since the last decision.",)
    ]
    assert review_queries.waiting(REVIEWER) == []


REPEAT = {
    "repeated_sequence": "CTG", "chromosome": "chr19", "grch38_coordinates": "45,770,205-45,770,264",
    "normal_repeats": "35", "pathogenic_repeats": "50",
}  # fmt: skip


def test_a_repeat_whose_normal_length_would_be_called_pathogenic_is_refused() -> None:
    panel = panel_with("ATM")
    about = {"panel_id": panel.pk, "kind": EntityKind.STR, "name": "DMPK_CTG"}
    with pytest.raises(EntryIsWrong, match="Pathogenic from 30 repeats contradicts normal up to 35"):
        add_entity(CURATOR, fields=REPEAT | {"pathogenic_repeats": "30"}, at=NOW, **about)
    add_entity(CURATOR, fields=REPEAT, at=NOW, **about)
    (added,) = parsed(fresh(panel))["strs"]
    assert (added["chromosome"], added["grch38_coordinates"]) == ("19", [45770205, 45770264])
    base = curated.current_row(fresh(panel), EntityKind.STR, "DMPK_CTG").sha256
    with pytest.raises(EntryIsWrong, match="contradicts"):
        edit_entity(CURATOR, fields={"normal_repeats": 60}, base=base, at=later(1), **about)


def test_the_queue_says_when_no_reviewer_gives_the_rating_that_stands_though_they_disagree_among_themselves() -> None:
    panel = panel_with("ATM", "PRKN")
    rate(panel, "ATM")
    rate(panel, "PRKN")
    for actor, opinion in ((REVIEWER, "AMBER"), (SECOND, "RED")):
        review(actor, panel_id=panel.pk, kind=GENE, name="ATM", opinion=opinion, fields={}, at=NOW)
    for actor, opinion in ((REVIEWER, "AMBER"), (SECOND, "GREEN")):
        review(actor, panel_id=panel.pk, kind=GENE, name="PRKN", opinion=opinion, fields={}, at=NOW)
    (one,) = review_queries.waiting(CURATOR)
    assert (one.row.name, one.reasons, one.disagrees) == ("ATM", ("No reviewer says green.",), True)


@pytest.mark.parametrize(
    ("counts", "rating", "sentence"),
    [
        (Counts(0, 1, 1), 3, "No reviewer says green."),
        (Counts(0, 2, 1), 3, "Most reviewers say amber."),
        (Counts(1, 1, 1), 3, ""),
        (Counts(0, 1, 1), 2, ""),
        (Counts(2, 0, 0), 3, ""),
        (Counts(0, 0, 0, 4), 3, ""),
        (Counts(1, 1, 0), 0, "Reviewers rate it, and it has no rating."),
    ],
)
def test_how_reviewers_see_it_otherwise_is_one_sentence(counts: Counts, rating: int, sentence: str) -> None:
    assert counts.against(rating) == sentence


def test_versions_compare_and_ratings_are_followed_over_time() -> None:
    panel = panel_with("ATM", "PRKN")
    rate(panel, "ATM")
    found = history.compare(fresh(panel), "0.1", "")
    assert [entity["entity_name"] for entity in found.added] == ["ATM", "PRKN"]
    changed = history.compare(fresh(panel), "0.4", "0.5").changed
    assert [(one.name, {field.field for field in one.fields}) for one in changed] == [
        ("ATM", {"confidence_level", "evidence"})
    ]
    assert [(one.version, one.rating) for one in history.ratings_over_time(panel, GENE, "ATM")] == [
        ("0.2", 0),
        ("0.5", 3),
    ]


def test_somebody_who_saw_an_older_row_is_told_so() -> None:
    panel = panel_with("ATM")
    seen = row(panel, "ATM").sha256
    edit_entity(CURATOR, panel_id=panel.pk, kind=GENE, name="ATM", fields={"penetrance": "Complete"}, base=seen, at=NOW)
    with pytest.raises(SomebodyWasFaster, match="ATM was changed on panel"):
        edit_entity(CURATOR, panel_id=panel.pk, kind=GENE, name="ATM", fields={"tags": ["x"]}, base=seen, at=NOW)


def test_a_copy_keeps_the_entities_and_says_where_it_came_from() -> None:
    panel = panel_with("ATM", "PRKN")
    rate(panel, "ATM")
    copy = panel_actions.copy_panel(CURATOR, panel_id=panel.pk, version="0.5", name="Ataxia of adults", at=NOW)
    assert parsed(copy)["genes"] == parsed(fresh(panel))["genes"]
    assert copy.origin == f"copied from panel {panel.number}@0.5"
    assert (copy.status, copy.number) == ("internal", panel.number + 1)


def test_a_super_panel_follows_its_parts_and_its_hash_is_that_of_its_document() -> None:
    one = panel_with("ATM", "PRKN")
    two = panel_actions.copy_panel(CURATOR, panel_id=one.pk, version="", name="Two", at=NOW)
    whole = panel_actions.compose(CURATOR, name="Whole", children=[two.number, one.number], at=NOW)
    rate(one, "ATM")
    whole = fresh(whole)
    version = curated.version_named(whole)
    assert str(version) == "0.2"
    assert content_hash(json.loads(curated.document(whole, version))) == version.content_hash
    before = curated.version_named(whole, "0.1")
    assert content_hash(json.loads(curated.document(whole, before))) == before.content_hash
    panel_actions.set_children(CURATOR, panel_id=whole.pk, children=[one.number], at=NOW)
    assert len(parsed(fresh(whole))["genes"]) == 2
    assert len(parsed(fresh(whole), "0.1")["genes"]) == 4


def test_a_version_is_promoted_and_signed_off_without_changing_what_it_says() -> None:
    panel = panel_with("ATM")
    version = panel_actions.promote_version(CURATOR, panel_id=panel.pk, comment="Fit", at=NOW)
    before = curated.document(fresh(panel), version)
    signed = panel_actions.sign_off(CURATOR, panel_id=panel.pk, version="1.0", at=NOW)
    assert (signed.signed_off_on, curated.document(fresh(panel), signed)) == (NOW.date(), before)
    with pytest.raises(NotAllowed, match="signed off already"):
        panel_actions.sign_off(CURATOR, panel_id=panel.pk, version="1.0", at=NOW)


def test_what_a_panel_says_of_itself_is_changed_even_after_an_edit_of_a_gene() -> None:
    panel = panel_with("ATM")
    rate(panel, "ATM")
    about = {"disease_group": "Neurology", "relevant_disorders": ["R54"], "types": ["Rare disease"]}
    panel_actions.edit_about(CURATOR, panel_id=panel.pk, about=about, base_sequence=panel.sequence, at=NOW)
    assert parsed(fresh(panel))["types"] == [{"name": "Rare disease", "slug": "rare-disease", "description": ""}]
    with pytest.raises(SomebodyWasFaster):
        panel_actions.edit_about(CURATOR, panel_id=panel.pk, about={"name": "B"}, base_sequence=panel.sequence, at=NOW)


def test_a_table_is_imported_as_one_version() -> None:
    panel = panel_with("ATM", "PRKN")
    table = b"hgnc_id\trating\tphenotypes\nHGNC:1\tgreen\tAtaxia; Palsy\n"
    tried = import_rows(CURATOR, panel_id=panel.pk, text=table, at=NOW, dry_run=True)
    assert (tried.changed, tried.version) == (1, "")
    done = import_rows(CURATOR, panel_id=panel.pk, text=table, at=NOW, comment="Decided in a meeting.")
    assert (done.changed, done.version, done.faults) == (1, "0.5", ())
    assert parsed(fresh(panel))["genes"][0]["phenotypes"] == ["Ataxia", "Palsy"]
    assert import_rows(CURATOR, panel_id=panel.pk, text=table, at=NOW, comment="Decided in a meeting.").unchanged == 1


def test_a_gene_is_found_by_every_name_it_had() -> None:
    panel_with("ATM", "PRKN")
    assert [gene_queries.gene_by(key).symbol for key in ("HGNC:2", "prkn", "OLDPRKN", "2")] == ["PRKN"] * 4
    assert gene_queries.gene_by("OLDPRKN").found_as == "earlier symbol"
    assert [gene.symbol for gene in gene_queries.search_genes("at")] == ["ATM"]
