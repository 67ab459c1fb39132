"""Read evidence of a new variant, D1 to D4."""

from __future__ import annotations

from dataclasses import replace

import pytest

from carrel.care.interpretation.rules import de_novo, kinship
from carrel.foundation.vocabulary.genome import Region
from tests.tiering.builders import call, trio, variant, x_copies


pytestmark = pytest.mark.row("M7")

CHILD, FATHER, MOTHER = call("0/1", "15,15"), call("0/0", "30,0"), call("0/0", "30,0")


def judge(child=CHILD, father=FATHER, mother=MOTHER, sex="F+", region=Region.AUTOSOMAL):
    of = trio(sex)
    return de_novo.judge(variant([child, father, mother]), of.ids, kinship.kinship(of, x_copies(of)), region)


def test_a_clean_trio_passes():
    assert judge() == de_novo.DeNovoQuality((), ())
    assert judge().words == "passed"


@pytest.mark.parametrize(
    ("child", "father", "failed"),
    [
        (replace(CHILD, quality=24), FATHER, ("D1",)),
        (replace(CHILD, quality=25), FATHER, ()),
        (CHILD, replace(FATHER, quality=19), ("D1",)),
        (CHILD, replace(FATHER, quality=20), ()),
        (call("0/1", "5,4"), FATHER, ("D1", "D3")),
        (CHILD, call("0/0", "9,0"), ("D1",)),
        (CHILD, call("0/0", "30,1"), ("D2",)),
        (CHILD, call("0/0", "50,1"), ()),
        (CHILD, call("0/0", "200,2"), ("D2",)),
        (call("0/1", "26,4"), FATHER, ("D3",)),
        (call("0/1", "81,19"), FATHER, ("D3",)),
        (call("0/1", "19,81"), FATHER, ("D3",)),
        (call("0/1", "20,80"), FATHER, ()),
        (replace(CHILD, de_novo_flag="LowDQ"), FATHER, ("D4",)),
        (replace(CHILD, de_novo_flag="DeNovo"), FATHER, ()),
        (replace(CHILD, de_novo_flag="."), FATHER, ()),
    ],
)
def test_each_row_fails_below_its_threshold(child, father, failed):
    assert judge(child, father).failed == failed


def test_a_hemizygous_call_may_have_all_its_reads():
    assert judge(call("1", "0,30"), sex="M+", region=Region.X).passed
    assert judge(call("1", "0,30"), sex="F+", region=Region.X).failed == ("D3",)
    assert judge(call("1", "0,30"), mother=call("0", "0,30"), sex="M+", region=Region.Y).passed  # the father alone


def test_what_the_file_does_not_have_is_not_assessed_and_does_not_fail():
    bare = [call(genotype, "", None) for genotype in ("0/1", "0/0", "0/0")]
    found = judge(*bare)
    assert (found.passed, found.not_assessed, found.nothing_assessed) == (True, ("D1", "D2", "D3"), True)
    assert found.words == "passed, not assessed: D1, D2, D3"


def test_depth_is_taken_from_the_reads_where_it_is_not_written():
    assert judge(replace(CHILD, depth=None)).passed
    assert judge(father=replace(call("0/0", "9,0"), depth=None)).failed == ("D1",)
