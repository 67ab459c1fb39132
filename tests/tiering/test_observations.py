"""How calls become ref, het, hom, hemi or missing."""

from __future__ import annotations

import pytest

from carrel.care.interpretation.rules import observations
from carrel.foundation.vocabulary.genome import Assembly, Region
from tests.tiering.builders import CLASSES, call, trio, variant, x_copies


pytestmark = pytest.mark.row("M7")

AUTOSOMAL, X, Y, MITO = Region.AUTOSOMAL, Region.X, Region.Y, Region.MITOCHONDRIAL


@pytest.mark.parametrize(
    ("genotype", "region", "one_x", "expected"),
    [
        ("0/0", AUTOSOMAL, False, "ref"),
        ("0/1", AUTOSOMAL, False, "het"),
        ("1/1", AUTOSOMAL, True, "hom"),
        ("1", AUTOSOMAL, False, "hom"),
        ("./.", AUTOSOMAL, False, "missing"),
        ("./1", AUTOSOMAL, False, "het"),
        ("0/.", AUTOSOMAL, False, "missing"),  # the other allele may be the alternate
        ("1", X, True, "hemi"),
        ("1/1", X, True, "hemi"),
        ("0/1", X, True, "het"),
        ("0", X, True, "ref"),
        ("1", X, False, "hom"),
        ("1/1", X, False, "hom"),
        ("1", Y, False, "hemi"),
        ("0/1", Y, False, "het"),
        ("1", MITO, False, "hom"),
    ],
)
def test_a_genotype_is_classed_by_place_and_x_copies(genotype, region, one_x, expected):
    assert observations.observation(call(genotype, reads=""), region, one_x).zygosity is CLASSES[expected]


@pytest.mark.parametrize(
    ("genotype", "reads", "expected", "homoplasmic"),
    [
        ("0/1", "91,9", "ref", False),
        ("0/1", "90,10", "het", False),
        ("0/0", "80,20", "het", False),  # the reads decide, not the genotype
        ("0/1", "6,94", "het", False),
        ("0/1", "5,95", "hom", True),
        ("1/1", "", "hom", True),
        ("0/1", "", "het", False),
        ("./.", "0,0", "missing", False),
    ],
)
def test_mitochondrial_classes_follow_the_share_of_reads(genotype, reads, expected, homoplasmic):
    seen = observations.observation(call(genotype, reads), MITO, False)
    assert (seen.zygosity, seen.homoplasmic) == (CLASSES[expected], homoplasmic)


def test_phase_is_kept_for_heterozygous_calls_only():
    assert observations.observation(call("0|1", phase_set="7"), AUTOSOMAL, False).haplotype == 1
    assert observations.observation(call("0/1"), AUTOSOMAL, False).phase_set == ""


def test_nobody_without_a_y_chromosome_has_a_call_on_y():
    of = trio("M+")
    seen = observations.observe(
        variant(["1", "1", "1"], at="Y:10000000"),
        of.ids,
        of,
        x_copies(of),
        {"p": "XY", "f": "UNKNOWN"},
        Assembly.GRCH38,
    )
    assert [seen.observations[one].zygosity.value for one in "pfm"] == ["hemizygous", "hemizygous", "missing"]


def test_the_inferred_number_of_x_decides_not_the_stated_sex():
    of = trio("M+")
    seen = observations.observe(
        variant(["1/1", "0", "0/0"], at="X:50000000"),
        of.ids,
        of,
        {"p": 2, "f": 1, "m": 2},
        {"p": "XXY"},
        Assembly.GRCH38,
    )
    assert seen.observations["p"].zygosity is CLASSES["hom"]


def test_pseudoautosomal_places_are_diploid():
    of = trio("M+")
    seen = observations.observe(
        variant(["1/1", "0/1", "0/1"], at="X:200000"), of.ids, of, x_copies(of), {}, Assembly.GRCH38
    )
    assert (seen.region, seen.observations["p"].zygosity) == (Region.PSEUDOAUTOSOMAL, CLASSES["hom"])


def test_people_who_were_not_sequenced_stay_out():
    of = trio()
    seen = observations.observe(variant(["0/1"]), ("p",), of, x_copies(of), {}, Assembly.GRCH38)
    assert set(seen.observations) == {"p"}
