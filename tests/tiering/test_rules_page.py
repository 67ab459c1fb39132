"""The page of the rules is what runs."""

from __future__ import annotations

from pathlib import Path

import pytest

from carrel.care.interpretation.rules import (
    consequence,
    de_novo,
    inheritance_match,
    populations,
    reasons,
    segregation,
    tables,
    tiers,
)
from carrel.care.interpretation.rules.editions import RULES_EDITION
from carrel.foundation.vocabulary.inheritance import ModeOfInheritance, SegregationFilter


pytestmark = pytest.mark.row("M7")

PAGE = Path(__file__).resolve().parents[2] / "docs" / "reference" / "tiering-rules.md"
ANEW = (
    "PYTHONPATH=src python -c \"from carrel.care.interpretation.rules.tables import markdown; print(markdown(), end='')\" "
    "> docs/reference/tiering-rules.md"
)


def test_the_page_is_current():
    assert PAGE.read_text(encoding="utf-8") == tables.markdown(), f"write it anew: {ANEW}"


def test_the_page_names_every_row():
    page = tables.markdown()
    ids = [row.id for module in (consequence, de_novo, inheritance_match, tiers) for row in module.ROWS]
    ids += [row.id for row in populations.NEMBUS] + [row.id for row in reasons.STOPS] + [RULES_EDITION.id]
    assert [one for one in ids if one not in page] == []


def test_every_filter_has_one_row_or_is_a_pair_filter():
    singles = [row.filter for row in segregation.ROWS]
    both = {*singles, SegregationFilter.COMPOUND_HETEROZYGOUS, SegregationFilter.X_LINKED_COMPOUND_HETEROZYGOUS}
    assert len(singles) == 9
    assert both == set(SegregationFilter)


def test_every_mode_of_the_panels_has_a_row_or_names_none():
    named = {row.mode for row in inheritance_match.ROWS}
    assert set(ModeOfInheritance) - named == {ModeOfInheritance.UNKNOWN, ModeOfInheritance.OTHER}


def test_every_filter_is_accepted_by_some_mode():
    accepted = {found for row in inheritance_match.ROWS for found in row.filters}
    assert accepted == set(SegregationFilter)
