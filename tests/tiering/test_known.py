"""Which records make a variant known pathogenic, in the spellings of ClinVar and VEP."""

from __future__ import annotations

import pytest

from carrel.care.genomes.values import Significance
from carrel.care.interpretation.rules import known
from carrel.care.interpretation.rules.known import CONFLICTING_FLAG, REVIEW_UNKNOWN, SUBMISSIONS_UNKNOWN
from tests.tiering.builders import variant


pytestmark = pytest.mark.row("M7")

SINGLE = "criteria_provided,_single_submitter"


@pytest.mark.parametrize(
    ("significance", "flags"),
    [
        ("pathogenic", set()),
        ("likely_pathogenic", set()),
        ("pathogenic/likely_pathogenic", set()),
        ("pathogenic&likely_pathogenic", set()),
        ("Pathogenic,_low_penetrance", set()),
        ("pathogenic|risk_factor", set()),
        ("pathogenic&benign", {CONFLICTING_FLAG}),
        ("pathogenic&uncertain_significance", set()),
        ("conflicting_interpretations_of_pathogenicity", {CONFLICTING_FLAG, SUBMISSIONS_UNKNOWN}),
        ("conflicting_classifications_of_pathogenicity|pathogenic(1)|benign(2)", {CONFLICTING_FLAG}),
        ("conflicting_classifications_of_pathogenicity&likely_pathogenic", {CONFLICTING_FLAG}),
        ("conflicting_classifications_of_pathogenicity|uncertain_significance(1)|likely_benign(2)", None),
        ("conflicting_classifications_of_pathogenicity&likely_benign", {CONFLICTING_FLAG, SUBMISSIONS_UNKNOWN}),
        ("uncertain_significance", None),
        ("benign", None),
        ("likely_benign", None),
        ("drug_response", None),
        ("not_provided", None),
        ("uncertain_significance/likely_benign", None),
        ("", None),
    ],
)
def test_a_significance_counts_or_not(significance, flags):
    found = known.known_pathogenic(variant(["0/1"], clinvar=significance or ".", review=SINGLE))
    assert (found and set(found.flags)) == flags


@pytest.mark.parametrize(
    ("status", "stars"),
    [
        ("practice_guideline", 4),
        ("reviewed_by_expert_panel", 3),
        ("criteria_provided,_multiple_submitters,_no_conflicts", 2),
        ("criteria_provided&_multiple_submitters&_no_conflicts", 2),
        ("criteria_provided,_conflicting_classifications", 1),
        ("criteria_provided&_single_submitter", 1),
        ("no_assertion_criteria_provided", 0),
        ("no_assertion_provided", None),
        ("no_classification_provided", None),
    ],
)
def test_a_review_status_counts_or_not(status, stars):
    assert known.stars(status) == stars
    assert (known.known_pathogenic(variant(["0/1"], clinvar="pathogenic", review=status)) is not None) is (
        stars is not None
    )


def test_an_unstated_review_status_counts_with_a_flag():
    assert known.known_pathogenic(variant(["0/1"], clinvar="pathogenic", review="")).flags == (REVIEW_UNKNOWN,)


def test_the_same_protein_change_counts_with_a_flag():
    record = Significance("clinvar", "pathogenic", SINGLE, "VCV1", same_protein_change=True)
    found = known.known_pathogenic(_with(record))
    assert found.flags == (known.SAME_PROTEIN_CHANGE,)
    assert "another variant with the same protein change" in found.sentence


def test_the_plainest_record_stands_and_a_benign_one_is_not_hushed_up():
    same = Significance("clinvar", "pathogenic", SINGLE, "VCV1", same_protein_change=True)
    own = Significance("clinvar", "likely_pathogenic", SINGLE, "VCV2")
    assert known.known_pathogenic(_with(same, own)).flags == ()
    assert known.known_pathogenic(_with(same, Significance("clinvar", "benign", SINGLE))).flags == tuple(
        sorted((known.SAME_PROTEIN_CHANGE, CONFLICTING_FLAG))
    )


def test_words_of_one_record_given_apart_are_read_together():
    split = [Significance("clinvar", word, SINGLE) for word in ("pathogenic", "benign")]
    assert known.known_pathogenic(_with(*split)).flags == (CONFLICTING_FLAG,)
    counted = [
        Significance("clinvar", word, SINGLE) for word in ("conflicting_classifications_of_pathogenicity", "benign(2)")
    ]
    assert known.known_pathogenic(_with(*counted)) is None
    elsewhere = [
        Significance("clinvar", "pathogenic", SINGLE, "V1"),
        Significance("clinvar", "conflicting", SINGLE, "V2"),
    ]
    assert known.known_pathogenic(_with(*elsewhere)).flags == (CONFLICTING_FLAG,)


def test_the_programmes_own_outcomes_count():
    assert known.known_pathogenic(_with(Significance("internal", "likely_pathogenic"))).flags == ()


def test_a_variant_common_among_the_programmes_own_genomes_is_not_known():
    assert known.known_pathogenic(variant(["0/1"], clinvar="pathogenic", frequencies={"internal:ALL": 0.049}))
    assert not known.known_pathogenic(variant(["0/1"], clinvar="pathogenic", frequencies={"internal:ALL": 0.05}))


def _with(*records):
    plain = variant(["0/1"])
    return type(plain)(plain.key, plain.calls, significances=records)
