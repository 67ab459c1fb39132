"""Rarity under both profiles."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carrel.care.genomes.values import Frequency
from carrel.care.interpretation.rules import frequency, populations
from carrel.care.interpretation.rules.frequency import FILTER_CUTS, PROFILES, Cut, excess
from carrel.foundation.vocabulary.inheritance import SegregationFilter


pytestmark = pytest.mark.row("M7")

GEL, FAF = PROFILES["gel-nembus"], PROFILES["faf95"]


def too_common(population, value, cut=Cut.DOMINANT, profile=GEL, number=None):
    return excess((Frequency(population, value, number),), cut, profile) is not None


@pytest.mark.parametrize("row", populations.NEMBUS, ids=lambda row: row.id)
def test_the_gel_profile_excludes_just_above_each_cut_of_its_table(row):
    for cut, threshold in (
        (Cut.DOMINANT, row.dominant),
        (Cut.RECESSIVE, row.recessive),
        (Cut.MITOCHONDRIAL, row.mitochondrial),
    ):
        assert not too_common(row.population, threshold, cut)
        assert too_common(row.population, threshold * 1.0001, cut)


def test_the_gel_table_is_the_published_one():
    assert len(populations.NEMBUS) == 16
    cuts = {row.population: (row.dominant, row.recessive) for row in populations.NEMBUS}
    assert cuts["gnomad_genomes:ASJ"] == (0.003, 0.01)
    assert cuts["gnomad_genomes:EAS"] == cuts["gnomad_genomes:SAS"] == (0.002, 0.01)
    assert cuts["gnomad_genomes:AMI"] == cuts["gnomad_genomes:MID"] == (0.1, 0.1)


def test_the_gel_profile_reads_other_populations_only_where_the_table_has_none():
    total = Frequency("gnomad_genomes:ALL", 0.3)
    assert excess((total,), Cut.RECESSIVE, GEL)
    assert not excess((total, Frequency("gnomad_genomes:NFE", 0.0001)), Cut.RECESSIVE, GEL)


@pytest.mark.parametrize(
    ("number", "least"),
    [(5208, 10), (4838, 10), (3472, 8), (912, 4), (316, 2)],
    ids=["EAS", "SAS", "ASJ", "AMI", "MID"],
)
def test_the_bound_excludes_from_so_many_alleles(number, least):
    assert too_common("gnomad_genomes:EAS", least / number, profile=FAF, number=number)
    assert not too_common("gnomad_genomes:EAS", (least - 1) / number, profile=FAF, number=number)


def test_without_an_allele_number_the_population_is_taken_as_two_per_person():
    assert too_common("gnomad_genomes:MID", 2 / 316, profile=FAF)
    assert not too_common("gnomad_genomes:MID", 1 / 316, profile=FAF)
    assert not too_common("a_small_study:ALL", 3 / 1000, profile=FAF)
    assert too_common("a_small_study:ALL", 0.02, Cut.DOMINANT, FAF)


def test_no_record_is_zero():
    assert excess((), Cut.DOMINANT, FAF) is None


def test_one_population_above_its_cut_is_enough():
    records = (Frequency("gnomad_exomes:NFE", 0.0), Frequency("gnomad_exomes:EAS", 0.5))
    assert excess(records, Cut.RECESSIVE, FAF).population == "gnomad_exomes:EAS"


def test_the_sentence_can_be_checked():
    found = excess((Frequency("gnomad_exomes:NFE", 0.0042),), Cut.DOMINANT, FAF)
    assert found.sentence == (
        "In NFE of gnomAD exomes 0.0042, above the dominant cut 0.001 (AC 478, lower 95 % bound 0.0039)."
    )


def test_every_filter_has_a_cut_and_de_novo_the_dominant_one():
    assert set(FILTER_CUTS) == set(SegregationFilter)
    assert FILTER_CUTS[SegregationFilter.DE_NOVO] is Cut.DOMINANT


@given(st.integers(1, 400), st.floats(0.01, 300))
def test_the_poisson_tail_is_the_sum_of_its_terms(count, expected):
    below = math.fsum(math.exp(step * math.log(expected) - expected - math.lgamma(step + 1)) for step in range(count))
    assert frequency.poisson_tail(count, expected) == pytest.approx(1 - below, abs=1e-9)


@given(st.integers(1, 20000))
def test_the_bound_and_the_decision_agree(alleles):
    bound = frequency.lower_bound(alleles, 1)
    assert frequency.bound_exceeds(alleles, bound * 0.9999)
    assert not frequency.bound_exceeds(alleles, bound * 1.0001)


@given(st.integers(1, 3000), st.integers(1, 3000), st.floats(0.001, 500))
def test_more_alleles_never_make_a_variant_rarer(one, two, allowed):
    fewer, more = sorted((one, two))
    assert frequency.bound_exceeds(more, allowed) or not frequency.bound_exceeds(fewer, allowed)


@pytest.mark.parametrize("population", ["gnomad:ALL", "esp:EA"])
def test_totals_that_do_not_name_their_data_set_are_of_many_people(population):
    assert too_common(population, 0.002, profile=FAF)


def test_the_highest_of_several_populations_may_be_of_a_small_one():
    assert not too_common("gnomad:MAX", 0.002, profile=FAF)
    assert not too_common("exac:MAX", 0.002, profile=FAF)
    assert too_common("thousand_genomes:MAX", 0.006, profile=FAF)
