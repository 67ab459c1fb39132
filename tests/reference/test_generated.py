"""Generated families of any shape: the rules and their slow reference never disagree, and every row of the rules was used.

3,000 families by default; `CARREL_GENERATED=100000` asks for more (with `-s`, the numbers are shown).
"""

from __future__ import annotations

import pytest
from hypothesis import given, settings

from carrel.care.interpretation.rules import segregation, tiers
from carrel.foundation.vocabulary.inheritance import ModeOfInheritance, Penetrance, SegregationFilter
from tests.generative.strategies import families
from tests.reference import generated
from tests.reference.agreement import disagreement
from tests.reference.families import Drawn


FLAGS = ("hom_in_AD", "parent_of_origin_unknown", "phase_unknown", "upd_region_not_checked")


@pytest.fixture(scope="module")
def segregation_tally() -> generated.Tally:
    return generated.run(generated.segregation_block)


@pytest.fixture(scope="module")
def tiering_tally() -> generated.Tally:
    return generated.run(generated.tiering_block)


def missing_from(tally: generated.Tally, wanted: list[tuple[str, ...]]) -> list[tuple[str, ...]]:
    return [one for one in wanted if not tally.seen[one]]


@pytest.mark.row("M7")
def test_the_segregation_of_generated_families_never_differs_from_the_reference(
    segregation_tally: generated.Tally,
) -> None:
    assert segregation_tally.families == generated.FAMILIES
    assert segregation_tally.number_of_disagreements == 0, "\n\n".join(segregation_tally.disagreements)


@pytest.mark.row("M7")
def test_generated_families_pass_and_fail_every_filter_under_each_penetrance(
    segregation_tally: generated.Tally,
) -> None:
    outcomes = [
        (name.value, penetrance.value, outcome)
        for name in SegregationFilter
        for penetrance in Penetrance
        for outcome in ("passed", "failed")
    ]
    assert missing_from(segregation_tally, outcomes + [("flag", flag) for flag in FLAGS]) == []


@pytest.mark.row("M7")
def test_the_tiers_of_generated_families_never_differ_from_the_reference(tiering_tally: generated.Tally) -> None:
    assert tiering_tally.families == generated.FAMILIES
    assert tiering_tally.number_of_disagreements == 0, "\n\n".join(tiering_tally.disagreements)


@pytest.mark.row("M7")
def test_generated_families_reach_every_tier_by_every_mode_of_inheritance_filter_and_profile(
    tiering_tally: generated.Tally,
) -> None:
    wanted = [("moi", mode.value) for mode in ModeOfInheritance]
    wanted += [("segregation", name.value) for name in SegregationFilter]
    wanted += [("tier", profile, tier) for profile in ("gel-nembus", "faf95") for tier in "123"]
    wanted += [("flag", flag) for flag in ("moi_unspecified", "moi_mismatch", "lof_not_mechanism")]
    wanted += [("carrier",), ("moi", ""), *(("rule", row.id) for row in tiers.ROWS)]
    assert missing_from(tiering_tally, wanted) == []


@pytest.mark.row("M7")
@settings(max_examples=100, deadline=None, derandomize=True, database=None)
@given(families())
def test_the_segregation_of_any_family_that_can_be_drawn_is_as_in_the_reference(drawn: Drawn) -> None:
    for penetrance in Penetrance:
        question = (drawn.loci[0], drawn.loci[1:], drawn.family, drawn.x_copies, penetrance)
        _, difference = disagreement(segregation.passed, *question)
        assert not difference, difference
