"""Repeats of affected members get tier 1, 2 or none by the panel's two thresholds."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carrel.care.genomes.values import Call, FamilyVariant
from carrel.care.interpretation.rules.repeats import (
    BASES,
    COMPLEMENT,
    not_examined,
    repeat_tier,
    same_locus,
    same_unit,
    tier_repeats,
)
from carrel.care.participants.values import Family
from carrel.foundation.knowledge.values import PanelRepeat
from carrel.foundation.vocabulary.genome import Assembly
from carrel.foundation.vocabulary.inheritance import Affection, Penetrance, Rating, SegregationFilter, Sex, Tier
from tests.structural.builders import DOMINANT, TRIO, panel, repeat, repeat_record, trio


pytestmark = pytest.mark.row("M7")
G38 = Assembly.GRCH38


def outcome(name: str, *upper: tuple[int, ...], family: Family | None = None, asked: PanelRepeat | None = None) -> str:
    """Tier, or the rule that stopped it, for the counts of child, father and mother."""
    record = repeat_record(name, *upper)
    tiered, traces = tier_repeats([record], TRIO, family or trio(), [panel(repeats=[asked or repeat(name)])], G38)
    return tiered[0].tier.value if tiered else traces[0].rule


@pytest.mark.parametrize(
    ("name", "child", "expected"),
    [
        ("DMPK_CTG", (5, 34), "repeat_normal"), ("DMPK_CTG", (5, 35), "2"), ("DMPK_CTG", (5, 49), "2"),
        ("DMPK_CTG", (5, 50), "1"), ("DMPK_CTG", (50, 5), "1"), ("DMPK_CTG", (), "repeat_affected"),
        ("FXN_GAA", (9, 900), "carrier_only"), ("FXN_GAA", (66, 900), "1"), ("FXN_GAA", (34, 900), "2"),
        ("FXN_GAA", (33, 33), "repeat_normal"), ("FMR1_CGG", (30, 54), "repeat_normal"), ("FMR1_CGG", (30, 55), "2"),
        ("FMR1_CGG", (30, 300), "2"),
    ],
)  # fmt: skip
def test_tier_by_the_upper_bound_of_the_deciding_allele(name: str, child: tuple[int, ...], expected: str) -> None:
    het = (20, 100) if name == "FXN_GAA" else (5, 5)
    assert outcome(name, child, het, het) == expected


@pytest.mark.parametrize(
    ("sex", "child", "expected"),
    [(Sex.MALE, (40,), "1"), (Sex.MALE, (37,), "2"), (Sex.MALE, (30,), "repeat_normal"), (Sex.MALE, (40, 40), "1"),
     (Sex.FEMALE, (20, 40), "carrier_only"), (Sex.FEMALE, (39, 40), "1")],
)  # fmt: skip
def test_x_linked_recessive_loci_take_one_allele_in_males_and_two_in_females(
    sex: Sex, child: tuple[int, ...], expected: str
) -> None:
    assert outcome("AR_CAG", child, (40,), (20, 40), family=trio(sex, Affection.AFFECTED)) == expected


def test_fmr1_carries_the_warning_that_a_full_mutation_is_not_told_from_a_premutation() -> None:
    record = repeat_record("FMR1_CGG", (300,), (20,), (20, 90))
    (item,), _ = tier_repeats([record], TRIO, trio(Sex.MALE), [panel(repeats=[repeat("FMR1_CGG")])], G38)
    assert item.best.flags == ("full_mutation_not_told_from_premutation",)
    assert item.best.rule == "repeat_full_mutation"
    assert item.best.segregation is SegregationFilter.X_LINKED_MONOALLELIC
    assert [call.copies for call in item.variant.calls] == [1, 0, 1]  # alleles at or above the normal threshold


@pytest.mark.parametrize(
    ("father", "mother", "expected"),
    [((20, 100), (20, 100), "1"), ((), (20, 100), "1"), ((20, 20), (20, 100), "segregation"), ((), (), "1"),
     ((100, 100), (20, 100), "segregation")],
)  # fmt: skip
def test_biallelic_loci_need_a_carrier_in_each_called_parent(
    father: tuple[int, ...], mother: tuple[int, ...], expected: str
) -> None:
    assert outcome("FXN_GAA", (700, 900), father, mother) == expected


def test_biallelic_loci_use_incomplete_penetrance_and_unaffected_relatives_do_not_matter() -> None:
    record = repeat_record("FXN_GAA", (700, 900), (20, 100), (20, 100))
    (item,), _ = tier_repeats([record], TRIO, trio(), [panel(repeats=[repeat("FXN_GAA")])], G38)
    assert (item.best.segregation, item.best.penetrance) == (SegregationFilter.SIMPLE_RECESSIVE, Penetrance.INCOMPLETE)
    assert item.best.justification == "Classified as: Tier1, up to 700 repeats of FXN_GAA, >= 66 (pathogenic)"
    assert outcome("DMPK_CTG", (5, 60), (5, 70), (5, 5)) == "1"  # the unaffected father has it too


def test_only_affected_members_count() -> None:
    family = trio()
    healthy = replace(family, members=tuple(replace(m, affection=Affection.UNAFFECTED) for m in family.members))
    assert outcome("DMPK_CTG", (5, 60), (5, 5), (5, 5), family=healthy) == "repeat_affected"
    record = repeat_record("DMPK_CTG", (5, 60), (5, 5), (5, 5))
    (item,), _ = tier_repeats(
        [record], TRIO, trio(father=Affection.AFFECTED), [panel(repeats=[repeat("DMPK_CTG")])], G38
    )
    assert item.best.flags == ("not_in_every_affected",)


def test_a_call_that_failed_its_filter_is_told_and_not_tiered() -> None:
    record = repeat_record("DMPK_CTG", (5, 60), (5, 5), (5, 5))
    failed = replace(record, calls=(replace(record.calls[0], filter="LowDepth"), *record.calls[1:]))
    panels = [panel(repeats=[repeat("DMPK_CTG")])]
    assert tier_repeats([failed], TRIO, trio(), panels, G38)[1][0].rule == "repeat_filter"
    assert "LowDepth" in not_examined(panels, [failed], TRIO, trio(), G38)[0].why


def test_amber_loci_and_loci_without_thresholds_have_no_tier() -> None:
    for asked in (repeat("DMPK_CTG", rating=Rating.AMBER), repeat("DMPK_CTG", normal_repeats=None)):
        record = repeat_record("DMPK_CTG", (5, 60), (5, 5), (5, 5))
        assert tier_repeats([record], TRIO, trio(), [panel(repeats=[asked])], G38) == ((), ())


def test_a_panel_without_a_mode_of_inheritance_takes_one_allele_and_says_so() -> None:
    asked = repeat("FXN_GAA", mode_of_inheritance="")
    record = repeat_record("FXN_GAA", (9, 100), (9, 9), (9, 9))
    (item,), _ = tier_repeats([record], TRIO, trio(), [panel(repeats=[asked])], G38)
    assert (item.tier, item.best.flags) == (Tier.ONE, ("moi_unspecified",))


@pytest.mark.parametrize(
    ("one", "two", "same"),
    [("CTG", "CAG", True), ("CTG", "GCA", True), ("CGG", "GCC", True), ("GAA", "TTC", True), ("GAA", "A", False),
     ("CAG", "CCG", False), ("AAGGG", "AARRG", True), ("GCN", "GCG", True), ("GCA", "GGA", False), ("", "", False),
     ("ctg", "CAG", True)],
)  # fmt: skip
def test_units_are_compared_up_to_rotation_strand_and_ambiguous_bases(one: str, two: str, same: bool) -> None:
    assert same_unit(one, two) is same


@pytest.mark.parametrize(
    ("record", "same"),
    [
        (repeat_record("FXN_GAA", locus="FXN"), True),
        (repeat_record("FXN_GAA", locus="FXN_A", unit="A"), False),
        (repeat_record("FXN_GAA", locus="something else"), True),  # the place fits
        (repeat_record("DMPK_CTG", locus="FXN", unit="GAA"), False),  # another chromosome
    ],
)
def test_a_record_is_the_panels_repeat_by_unit_and_place_or_name(record: FamilyVariant, same: bool) -> None:
    assert same_locus(repeat("FXN_GAA"), record, G38) is same


def test_a_name_counts_only_near_the_panels_place_or_where_it_gives_none() -> None:
    record = repeat_record("DMPK_CTG", locus="DM1_DMPK", unit="CAG")
    near = replace(record, key=replace(record.key, position=45771000), end=45771060)
    far = replace(record, key=replace(record.key, position=45900000), end=45900060)
    asked = repeat("DMPK_CTG")
    assert same_locus(asked, near, G38)
    assert not same_locus(asked, far, G38)
    assert not same_locus(asked, replace(near, type="OTHER", identifiers=()), G38)
    assert same_locus(repeat("DMPK_CTG", grch38=None), far, G38)
    assert same_locus(repeat("DMPK_CTG", grch38=None), replace(far, type="x", identifiers=("HGNC:DMPK",)), G38)


def test_what_was_not_examined_is_told() -> None:
    panels = [panel(repeats=[repeat("DMPK_CTG"), repeat("FXN_GAA"), repeat("AR_CAG", rating=Rating.RED)])]
    assert [entry.what for entry in not_examined(panels, None, TRIO, trio(), G38)] == ["DMPK_CTG", "FXN_GAA"]
    called = repeat_record("DMPK_CTG", (5, 5), (), ())
    wrong_unit = repeat_record("FXN_GAA", (5, 5), (), (), unit="GGA")
    (entry,) = not_examined(panels, [called, wrong_unit], TRIO, trio(), G38)
    assert (entry.what, entry.panel) == ("FXN_GAA", "1@2.3")
    assert "unit GGA instead of GAA" in entry.why
    uncalled = repeat_record("DMPK_CTG", (), (5, 5), (5, 5))
    assert "no call of the proband" in not_examined(panels, [uncalled], TRIO, trio(), G38)[0].why
    without = [panel(repeats=[repeat("DMPK_CTG", pathogenic_repeats=None)])]
    assert "does not say" in not_examined(without, [called], TRIO, trio(), G38)[0].why


@given(st.integers(0, 500), st.integers(0, 500), st.integers(0, 300), st.integers(0, 300))
def test_more_repeats_never_lower_the_tier(one: int, two: int, normal: int, above: int) -> None:
    rank = {Tier.ONE: 2, Tier.TWO: 1, None: 0}
    few, many = sorted((one, two))
    assert rank[repeat_tier(few, normal, normal + above)] <= rank[repeat_tier(many, normal, normal + above)]


@given(st.integers(0, 300), st.integers(0, 300), st.integers(0, 300))
def test_a_longer_allele_never_lowers_the_tier_of_a_family(one: int, two: int, more: int) -> None:
    rank = {"1": 3, "2": 2, "carrier_only": 1, "repeat_normal": 0}
    for name in ("DMPK_CTG", "FXN_GAA"):
        before = outcome(name, (one, two), (20, 100), (20, 100))
        assert rank[before] <= rank[outcome(name, (one + more, two), (20, 100), (20, 100))]
        assert before == outcome(name, (two, one), (20, 100), (20, 100))


UNITS = st.text(alphabet="".join(sorted(BASES)), min_size=1, max_size=8)


@given(UNITS, st.integers(0, 8), st.booleans())
def test_a_unit_is_the_same_as_its_rotations_on_either_strand(unit: str, shift: int, turned: bool) -> None:
    other = unit[shift % len(unit) :] + unit[: shift % len(unit)]
    other = other.translate(COMPLEMENT)[::-1] if turned else other
    assert same_unit(unit, other)
    assert same_unit(other, unit)


@given(UNITS, UNITS)
def test_same_unit_is_symmetric(one: str, two: str) -> None:
    assert same_unit(one, two) == same_unit(two, one)


def test_dominant_loci_ignore_a_partly_called_allele() -> None:
    record = repeat_record("DMPK_CTG", (60,), (), ())
    partial = replace(record, calls=(Call(ploidy=2, repeat_upper=(60,), partial=True), *record.calls[1:]))
    (item,), _ = tier_repeats([partial], TRIO, trio(), [panel(repeats=[repeat("DMPK_CTG")])], G38)
    assert (item.tier, item.best.missing) == (Tier.ONE, ("father", "mother"))
    assert item.best.mode_of_inheritance == DOMINANT
