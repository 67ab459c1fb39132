"""Each segregation filter, genotype by genotype, as docs/reference/segregation.md has it."""

from __future__ import annotations

import pytest

from carrel.care.interpretation.rules import kinship, segregation
from carrel.foundation.vocabulary.genome import Region
from carrel.foundation.vocabulary.inheritance import Penetrance, SegregationFilter
from tests.tiering.builders import family, locus, trio, x_copies


pytestmark = pytest.mark.row("M7")

F = SegregationFilter
AD, DN, SR = F.INHERITED_AUTOSOMAL_DOMINANT, F.DE_NOVO, F.SIMPLE_RECESSIVE
PAT, MAT = F.INHERITED_AUTOSOMAL_DOMINANT_PATERNALLY_IMPRINTED, F.INHERITED_AUTOSOMAL_DOMINANT_MATERNALLY_IMPRINTED
UPD, XR, XD, MT = F.UNIPARENTAL_ISODISOMY, F.X_LINKED_SIMPLE_RECESSIVE, F.X_LINKED_MONOALLELIC, F.MITOCHONDRIAL_GENOME
X, Y, PAR, MITO = Region.X, Region.Y, Region.PSEUDOAUTOSOMAL, Region.MITOCHONDRIAL
COMPLETE, INCOMPLETE = Penetrance.COMPLETE, Penetrance.INCOMPLETE


def passed(of, where=Region.AUTOSOMAL, penetrance=COMPLETE, **classes):
    de_novo_passed = classes.pop("de_novo_passed", True)
    return dict(segregation.passed(locus(where, de_novo_passed, **classes), (), of, x_copies(of), penetrance))


SON, DAUGHTER = trio("M+"), trio("F+")
MOTHER_ILL, FATHER_ILL = trio("F+", mother="F+"), trio("F+", father="M+")

CASES = [
    # family, region, genotypes of proband, father, mother, filters with complete penetrance
    (DAUGHTER, None, "het ref ref", {DN}),
    (DAUGHTER, None, "het ref het", {PAT}),  # the mother may have it silenced from her own father
    (DAUGHTER, None, "het het ref", {MAT}),
    (DAUGHTER, None, "hom het het", {SR}),
    (DAUGHTER, None, "hom het ref", {UPD, MAT}),
    (DAUGHTER, None, "hom ref het", {UPD, PAT}),
    (DAUGHTER, None, "hom ref ref", set()),
    (DAUGHTER, None, "hom hom het", set()),
    (DAUGHTER, None, "het hom ref", set()),
    (DAUGHTER, None, "ref het het", set()),
    (DAUGHTER, None, "missing het het", set()),
    (DAUGHTER, None, "het missing missing", {AD, PAT, MAT}),
    (DAUGHTER, None, "het ref missing", {AD, PAT}),
    (DAUGHTER, None, "hom missing missing", {AD, PAT, MAT, SR}),
    (DAUGHTER, None, "hom het missing", {SR, MAT}),
    (MOTHER_ILL, None, "het ref het", {AD, PAT}),
    (MOTHER_ILL, None, "het ref ref", {DN}),  # other affected members decide nothing for deNovo
    (MOTHER_ILL, None, "het ref missing", {AD, PAT}),
    (MOTHER_ILL, None, "hom het hom", {SR}),
    (FATHER_ILL, None, "het het ref", {AD, MAT}),
    (FATHER_ILL, None, "het het het", set()),
    (DAUGHTER, PAR, "het ref ref", {DN}),
    (SON, X, "hemi ref ref", {DN, XR, XD}),
    (SON, X, "hemi ref het", {XR}),
    (SON, X, "hemi hemi ref", set()),
    (SON, X, "hemi ref hom", set()),
    (SON, X, "hemi ref missing", {XR, XD}),
    (SON, X, "het ref ref", {DN}),  # an artefact or a mosaic, not hemizygous
    (DAUGHTER, X, "het ref ref", {DN, XD}),
    (DAUGHTER, X, "hom hemi het", set()),
    (trio("F+", father="M+"), X, "hom hemi het", {XR}),
    (trio("F+", father="M+"), X, "het hemi ref", {XD}),
    (trio("M+", mother="F+"), X, "hemi ref hom", {XR, XD}),
    (trio("M+", mother="F+"), X, "hemi ref het", {XD}),  # the affected mother must be homozygous for the recessive
    (SON, Y, "hemi ref missing", {DN}),
    (SON, Y, "hemi hemi missing", set()),
    (SON, Y, "hemi missing missing", set()),
    (DAUGHTER, MITO, "homoplasmic ref homoplasmic", set()),
    (DAUGHTER, MITO, "homoplasmic ref het", {MT}),
    (DAUGHTER, MITO, "het homoplasmic ref", {MT}),  # the father is not of the maternal line
]


@pytest.mark.parametrize(("of", "where", "genotypes", "expected"), CASES)
def test_a_variant_passes_just_these_filters(of, where, genotypes, expected):
    proband, father, mother = genotypes.split()
    assert set(passed(of, where or Region.AUTOSOMAL, p=proband, f=father, m=mother)) == expected


@pytest.mark.parametrize(
    ("of", "where", "genotypes", "more"),
    [
        (DAUGHTER, None, "het ref het", {AD}),
        (DAUGHTER, None, "het het ref", {AD}),
        (DAUGHTER, None, "hom hom het", set()),  # a homozygous unaffected parent still cannot be a carrier
        (SON, X, "hemi hemi ref", {XR, XD}),
        (DAUGHTER, MITO, "homoplasmic ref homoplasmic", {MT}),
    ],
)
def test_incomplete_penetrance_lets_unaffected_members_carry(of, where, genotypes, more):
    proband, father, mother = genotypes.split()
    seen = {"p": proband, "f": father, "m": mother}
    region = where or Region.AUTOSOMAL
    complete, incomplete = passed(of, region, **seen), passed(of, region, INCOMPLETE, **seen)
    assert set(incomplete) - set(complete) >= more


def test_an_unaffected_sibling_counts_in_complete_penetrance_only():
    quad = family(p="F+ f m", f="M-", m="F-", s="F- f m")
    seen = {"p": "hom", "f": "het", "m": "het", "s": "hom"}
    assert SR not in passed(quad, **seen)
    assert SR in passed(quad, penetrance=INCOMPLETE, **seen)


def test_an_uncertain_member_decides_nothing_but_counts_as_a_parent():
    of = trio("F+", mother="F?")
    assert AD in passed(of, p="het", f="ref", m="het")
    assert AD not in passed(of, p="het", f="ref", m="ref")


def test_a_new_variant_needs_both_parents_and_good_reads():
    assert DN not in passed(trio(), p="het", f="ref", m="missing")
    assert DN not in passed(trio(), p="het", f="ref", m="ref", de_novo_passed=False)
    assert DN not in passed(family(p="F+ f m", f="M-"), p="het", f="ref")


def test_flags_say_what_stays_open():
    assert passed(trio(), p="hom", f="missing", m="missing")[AD] == {segregation.HOM_IN_AD}
    assert passed(trio(), p="het", f="missing", m="missing")[PAT] == {segregation.ORIGIN_UNKNOWN}
    assert passed(trio(), p="hom", f="het", m="ref")[UPD] == {segregation.UPD_REGION}
    assert passed(MOTHER_ILL, p="het", f="ref", m="het")[PAT] == {segregation.ORIGIN_UNKNOWN}  # the mother's own origin


def test_an_unaffected_sibling_with_the_expressed_allele_fails_an_imprinted_filter():
    of = family(p="F+ f m", f="M-", m="F?", s="F- f m")
    assert PAT not in passed(of, p="het", f="ref", m="het", s="het")
    assert PAT in passed(of, p="het", f="ref", m="het", s="ref")


def test_the_imprinted_filters_follow_three_generations():
    """A daughter's illness from her mother's expressed allele, silenced in the mother by coming from her own father."""
    of = family(p="F+ f m", f="M-", m="F- g h", g="M-", h="F-")
    assert passed(of, p="het", f="ref", m="het", g="missing", h="ref")[PAT] == frozenset()
    assert PAT not in passed(of, p="het", f="ref", m="het", g="ref", h="het")


def test_the_maternal_line_runs_through_women_from_the_topmost_mother():
    of = family(
        p="M+ f m", f="M-", m="F- g h", g="M-", h="F-", u="M- g h", a="F- g h", c="M- b a", b="M-", d="F- u e", e="F-"
    )
    assert kinship.maternal_line(of) == {"p", "m", "h", "u", "a", "c"}


def test_the_maternal_line_of_a_man_without_a_stated_mother_is_himself():
    of = family(p="M+", w="F-", c="F- p w")
    assert kinship.maternal_line(of) == {"p"}
