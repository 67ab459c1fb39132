"""Reads PanelApp's table of reviews: row by row, every fault with its line, column and a sentence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from carrel.foundation.knowledge.errors import EntryIsWrong
from carrel.foundation.knowledge.rules.bulk_tsv import MOST_ROWS, OTHER_MODES, Table, decoded, row_lines
from carrel.foundation.knowledge.rules.review_fields import validated_review
from carrel.foundation.knowledge.rules.tsv_cells import parted, unguarded
from carrel.foundation.knowledge.states import EntityKind


COLUMNS = {
    "Gene_Symbol": "gene", "Level4": "panel", "Model_Of_Inheritance": "mode_of_inheritance", "Phenotypes": "phenotypes",
    "Publications": "publications", "Mode of pathogenicity": "mode_of_pathogenicity", "Rate": "rating",
    "Current Diagnostic": "current_diagnostic", "Comments": "comment", "Username": "reviewer",
}  # fmt: skip
NEEDED = ("Gene_Symbol", "Rate", "Username")
_TITLES = {name: title for title, name in COLUMNS.items()}


@dataclass(frozen=True, slots=True)
class ReviewRow:
    """One review as read: by whom, of which gene on which panel ("" where not stated), and what it says."""

    line: int
    gene: str
    panel: str
    reviewer: str
    said: Mapping[str, Any]


def read_reviews(data: bytes) -> tuple[list[ReviewRow], Table]:
    """The reviews of an uploaded table, and its faults."""
    table = Table()
    text = decoded(data, table)
    lines = row_lines(text or "", table)
    header = next(lines, (1, []))[1]
    if text is not None and not set(NEEDED) <= {cell.strip() for cell in header}:
        table.fault(1, "", f"A table of reviews needs the columns {', '.join(NEEDED)}.")
    found: list[ReviewRow] = []
    for number, (line, cells) in enumerate(lines):
        if table.faults and table.faults[0].line == 1:
            break
        if number >= MOST_ROWS:
            table.fault(line, "", f"The table has more than {MOST_ROWS:,} rows; split it.")
            break
        if any(cell.strip() for cell in cells):
            row = _row(line, header, cells, table)
            found += [row] if row else []
    return found, table


def _row(line: int, header: Sequence[str], cells: Sequence[str], table: Table) -> ReviewRow | None:
    if len(cells) > len(header):
        table.fault(line, "", f"The row has {len(cells)} cells, the header {len(header)}.")
        return None
    pairs = zip((title.strip() for title in header), cells, strict=False)
    given = {COLUMNS[title]: unguarded(cell).strip() for title, cell in pairs if title in COLUMNS}
    for name in ("gene", "reviewer"):
        if not given.get(name) or len(given[name]) > 120:
            table.fault(line, _TITLES[name], f"{_TITLES[name]} is missing, or longer than 120 letters.")
    mode = given.get("mode_of_inheritance", "")
    fields = {
        "mode_of_inheritance": OTHER_MODES.get(mode, mode), "mode_of_pathogenicity": given.get("mode_of_pathogenicity", ""),
        "publications": parted(given.get("publications", "")), "phenotypes": parted(given.get("phenotypes", "")),
        "current_diagnostic": given.get("current_diagnostic", "").lower() == "true", "comment": given.get("comment", ""),
    }  # fmt: skip
    try:
        said = validated_review(EntityKind.GENE, given.get("rating", "").upper(), fields)
    except EntryIsWrong as wrong:
        for name, sentence in wrong.faults:
            table.fault(line, _TITLES.get(name, name), sentence)
        said = {}
    return ReviewRow(line, given.get("gene", ""), given.get("panel", ""), given.get("reviewer", ""), said)
