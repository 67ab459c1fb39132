"""The page of rules is the table of rules, and the code names no rule that is not a row."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from carrel.care.interpretation.rules.structural import REGION_TYPES
from carrel.care.interpretation.rules.structural_rows import COPY_NUMBER_ROWS, CROSS_TYPE_ROWS, REPEAT_ROWS, ROWS, Rule


pytestmark = pytest.mark.row("M7")
ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "reference" / "structural-tiering.md"
RULES = ROOT / "src" / "carrel" / "care" / "interpretation" / "rules"


def table(rows: tuple[Rule, ...]) -> str:
    """The rows as a table in Markdown."""
    lines = [
        f"| `{row.id}` | {row.condition} | {'' if row.threshold is None else f'{row.threshold:g}'} | {row.reason} | {row.source} |"
        for row in rows
    ]
    return "\n".join(("| rule | condition | threshold | reason | source |", "|---|---|---|---|---|", *lines))


@pytest.mark.parametrize("rows", [COPY_NUMBER_ROWS, REPEAT_ROWS, CROSS_TYPE_ROWS], ids=["losses", "repeats", "pairs"])
def test_the_page_shows_the_rows_as_they_are(rows: tuple[Rule, ...]) -> None:
    assert table(rows) in PAGE.read_text(encoding="utf-8"), f"put this table into {PAGE.name}:\n\n{table(rows)}"


def test_every_rule_that_the_code_names_is_a_row() -> None:
    sources = "".join(
        (RULES / f"{name}.py").read_text(encoding="utf-8") for name in ("structural", "repeats", "cross_type")
    )
    named = set(re.findall(r'"((?:cnv|sv|repeat|cross)_[a-z0-9_]+)"', sources))
    assert named - set(REGION_TYPES) <= set(ROWS)
    assert {"cnv_size", "repeat_normal", "cross_small_and_loss"} <= named
