"""Two variants of a gene as a compound heterozygote."""

from __future__ import annotations

import pytest

from carrel.care.interpretation.rules import segregation
from carrel.care.interpretation.rules.pairs import PHASE_UNKNOWN
from carrel.foundation.vocabulary.genome import Region
from carrel.foundation.vocabulary.inheritance import Penetrance
from tests.tiering.builders import family, locus, trio, x_copies


pytestmark = pytest.mark.row("M7")

X = Region.X
QUAD = family(p="F+ f m", f="M-", m="F-", s="F- f m")
TRIO = trio()


def loci(of, genotypes, region=Region.AUTOSOMAL, good=(True, True)):
    """`genotypes`: for each member "class/class" at the two variants."""
    sides = zip(*(one.split("/") for one in genotypes), strict=True)
    return [locus(region, fine, **dict(zip(of.ids, side, strict=True))) for side, fine in zip(sides, good, strict=True)]


def joint(of, *genotypes, penetrance=Penetrance.COMPLETE, **more):
    one, two = loci(of, genotypes, **more)
    forwards = segregation.pair_passes(one, two, of, x_copies(of), penetrance)
    assert forwards == segregation.pair_passes(two, one, of, x_copies(of), penetrance), "the order must not matter"
    return forwards


def passes(of, *genotypes, **more):
    return joint(of, *genotypes, **more) is not None


@pytest.mark.parametrize(
    ("genotypes", "expected"),
    [
        ("het/het het/ref ref/het", True),
        ("het/het het/het ref/ref", False),  # both from the father
        ("het/het het/het het/ref", False),
        ("het/het het/ref het/ref", False),  # nobody gave the second
        ("het/het het/ref ref/ref", True),  # the second is new
        ("het/het ref/ref ref/ref", False),  # two new ones in a gene: not believed
        ("het/het hom/ref ref/het", True),  # a homozygous parent carries too
        ("hom/het het/ref ref/het", False),
        ("het/het missing/missing ref/het", True),
        ("het/het missing/missing ref/ref", True),  # sequenced: the father may carry one, the other is new
        ("het/het missing/missing het/het", False),
        ("het/missing het/ref ref/het", False),  # the proband must carry both
    ],
)
def test_each_parent_gives_one(genotypes, expected):
    assert passes(TRIO, *genotypes.split()) is expected


def test_a_new_hit_needs_good_reads():
    assert passes(TRIO, "het/het", "het/ref", "ref/ref", good=(False, True))
    assert not passes(TRIO, "het/het", "het/ref", "ref/ref", good=(True, False))


def test_with_one_parent_that_parent_carries_exactly_one():
    duo = family(p="F+ f m", m="F-")
    assert joint(duo, "het/het", "het/ref") == frozenset()
    assert not passes(duo, "het/het", "het/het")
    assert not passes(duo, "het/het", "ref/ref")


def test_without_parents_the_phase_is_open_unless_it_was_read():
    alone = family(p="F+")
    assert joint(alone, "het/het") == {PHASE_UNKNOWN}
    assert joint(alone, "het 5 0/het 5 1") == frozenset()
    assert joint(alone, "het 5 0/het 6 0") == {PHASE_UNKNOWN}
    assert not passes(alone, "het 5 0/het 5 0")


def test_known_cis_in_any_affected_member_fails_the_pair():
    of = family(p="F+ f m", f="M-", m="F-", s="F+ f m")
    assert passes(of, "het/het", "het/ref", "ref/het", "het/het")
    assert not passes(of, "het/het", "het/ref", "ref/het", "het 1 0/het 1 0")
    assert not passes(of, "het/het", "het/ref", "ref/het", "het/ref")
    assert passes(of, "het/het", "het/ref", "ref/het", "het/missing")


def test_an_unaffected_sibling_with_both_fails_complete_penetrance_only():
    seen = ("het/het", "het/ref", "ref/het", "het/het")
    assert not passes(QUAD, *seen)
    assert passes(QUAD, *seen, penetrance=Penetrance.INCOMPLETE)
    assert not passes(QUAD, *seen[:3], "hom/het")
    assert passes(QUAD, *seen[:3], "het/ref")


def test_an_unaffected_relative_with_both_in_cis_does_not_fail_the_pair():
    of = family(p="F+ f m", f="M-", m="F-", a="F-", g="M-", h="F-")
    assert not passes(of, "het/het", "het/ref", "ref/het", "het/het", "ref/ref", "ref/ref")
    assert passes(of, "het/het", "het/ref", "ref/het", "het 3 1/het 3 1", "ref/ref", "ref/ref")
    told = family(p="F+ f m", f="M-", m="F-", a="F- g h", g="M?", h="F-")
    assert passes(told, "het/het", "het/ref", "ref/het", "het/het", "het/het", "ref/ref")


def test_an_affected_parent_may_carry_both():
    of = trio(mother="F+")
    assert passes(of, "het/het", "het/ref", "het/het")
    assert not passes(of, "het/het", "ref/ref", "het/het")
    assert not passes(of, "het/het", "het/ref", "het 1 0/het 1 0")
    assert not passes(trio(), "het/het", "het/ref", "het/het")
    assert not passes(trio(), "het/het", "het/ref", "het/het", penetrance=Penetrance.INCOMPLETE)


def test_on_x_only_a_proband_with_two_x_has_a_pair():
    assert passes(trio("F+", father="M+"), "het/het", "hemi/ref", "ref/het", region=X)
    assert not passes(trio("F+"), "het/het", "hemi/ref", "ref/het", region=X)  # the unaffected father is hemizygous
    assert passes(trio("F+"), "het/het", "hemi/ref", "ref/het", region=X, penetrance=Penetrance.INCOMPLETE)
    assert not passes(trio("M+"), "hemi/hemi", "ref/ref", "het/het", region=X)


def test_an_affected_brother_is_hemizygous_for_one():
    of = family(p="F+ f m", f="M+", m="F-", s="M+ f m")
    assert passes(of, "het/het", "hemi/ref", "ref/het", "ref/hemi", region=X)
    assert not passes(of, "het/het", "hemi/ref", "ref/het", "ref/ref", region=X)


def test_an_autosomal_and_an_x_variant_are_no_pair():
    one = locus(Region.PSEUDOAUTOSOMAL, p="het", f="het", m="ref")
    two = locus(X, p="het", f="ref", m="het")
    assert segregation.pair_passes(one, two, TRIO, x_copies(TRIO), Penetrance.COMPLETE) is None


def test_partners_given_to_the_filters_make_the_compound_heterozygous_filter_pass():
    one, two = loci(TRIO, ("het/het", "het/ref", "ref/het"))
    found = segregation.passed(one, [two], TRIO, x_copies(TRIO), Penetrance.COMPLETE)
    assert "CompoundHeterozygous" in found
