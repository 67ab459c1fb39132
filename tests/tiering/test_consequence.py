"""Which consequences count."""

from __future__ import annotations

import pytest

from carrel.care.interpretation.rules import consequence
from carrel.foundation.vocabulary.consequences import HIGH, MODERATE, ConsequenceClass
from tests.tiering.builders import effect


pytestmark = pytest.mark.row("M7")


def klass(terms, biotype="protein_coding", extended=True, **more):
    found = consequence.counted(effect(terms, biotype=biotype, **more), extended)
    return found.klass.value if found else None


@pytest.mark.parametrize("term", sorted(HIGH))
def test_high_terms_count_on_coding_transcripts_only(term):
    assert klass(term) == "HIGH"
    assert klass(term, "nonsense_mediated_decay") == "HIGH"
    assert klass(term, "") == "HIGH"
    assert klass(term, "lncRNA") is None


@pytest.mark.parametrize("term", sorted(MODERATE))
def test_moderate_terms_count(term):
    assert klass(term) == "MODERATE"


def test_the_highest_class_of_joined_terms_counts():
    assert klass("splice_region_variant&stop_gained") == "HIGH"
    assert klass("splice_region_variant&intron_variant") == "MODERATE"


@pytest.mark.parametrize(
    ("terms", "score", "extended", "expected"),
    [
        ("splice_donor_5th_base_variant&intron_variant", 0.5, True, "MODERATE+"),
        ("splice_donor_5th_base_variant&intron_variant", 0.49, True, None),
        ("splice_donor_5th_base_variant&intron_variant", None, True, None),
        ("splice_donor_5th_base_variant&intron_variant", 0.9, False, None),
        ("intron_variant", 0.8, True, "MODERATE+"),
        ("intron_variant", 0.79, True, None),
        ("downstream_gene_variant", 0.99, True, None),
        ("missense_variant", 0.99, True, "MODERATE"),
    ],
)
def test_the_extended_class_needs_a_splice_prediction(terms, score, extended, expected):
    assert klass(terms, extended=extended, splice_ai=score) == expected


@pytest.mark.parametrize("term", ["protein_altering_variant", "inframe_variant"])
def test_a_changed_protein_needs_no_splice_prediction(term):
    assert klass(term, extended=True) == "MODERATE+"
    assert klass(term, extended=False) is None
    assert klass(term, "lncRNA", extended=True) is None


@pytest.mark.parametrize("biotype", ["Coding", "mRNA", ""])
def test_coding_transcripts_are_known_by_the_words_of_other_annotators(biotype):
    assert klass("stop_gained", biotype) == "HIGH"


def test_exons_of_non_coding_transcripts_are_their_own_class():
    assert klass("non_coding_transcript_exon_variant", "snRNA") == "NC"
    assert klass("non_coding_transcript_exon_variant", "protein_coding") is None


def test_the_most_severe_stands_then_mane_then_canonical():
    def best(*effects):
        found = [consequence.counted(one, True) for one in effects]
        return [one.consequence.transcript for one in consequence.best_of_each_class(found)]

    missense = effect("missense_variant", transcript="A", canonical=True)
    mane = effect("missense_variant", transcript="B", mane_select="NM_1")
    stop = effect("stop_gained", transcript="C")
    assert best(missense, mane) == ["B"]
    assert best(missense, effect("missense_variant", transcript="0")) == ["A"]
    assert best(missense, mane, stop) == ["C", "B"]


def test_every_class_has_a_row():
    assert {row.klass for row in consequence.ROWS} == set(ConsequenceClass) - {ConsequenceClass.OTHER}
