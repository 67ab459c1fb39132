"""The thresholds are complete rows, and the reference page says what the code does."""

from __future__ import annotations

from pathlib import Path

import pytest

from carrel.care.genomes.rules.quality.reference import CHECKS, quality_reference
from carrel.care.genomes.rules.quality.thresholds import TABLE, Threshold


pytestmark = pytest.mark.row("M4")
PAGE = Path(__file__).resolve().parents[2] / "docs" / "reference" / "quality-checks.md"


def test_the_reference_page_is_current() -> None:
    assert PAGE.read_text() == quality_reference()


def test_every_threshold_is_on_the_page_and_every_check_has_rows() -> None:
    assert {row.code for row in TABLE} == set(CHECKS)
    assert all(row.reason in quality_reference() for row in TABLE)


@pytest.mark.parametrize("row", TABLE, ids=lambda row: row.id)
def test_a_threshold_has_words_a_reason_and_a_source(row: Threshold) -> None:
    assert row.text != row.condition
    assert row.reason.endswith(".")
    assert row.source
    assert row.edition


def test_ids_of_thresholds_are_unique() -> None:
    assert len({row.id for row in TABLE}) == len(TABLE)


def test_no_threshold_is_left_out_of_the_table() -> None:
    from carrel.care.genomes.rules.quality import thresholds

    assert {value.id for value in vars(thresholds).values() if isinstance(value, Threshold)} == {r.id for r in TABLE}
