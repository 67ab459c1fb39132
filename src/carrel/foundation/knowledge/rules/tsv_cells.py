"""Cells of tables that spreadsheets open: no text in them can become a formula, and every text comes back as it was."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence


# What spreadsheets take for the beginning of a formula, also in full-width letters; OWASP, "CSV Injection".
_FORMULA = re.compile(r"'*[\s]*[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20|]")
_GUARDED = re.compile(r"'+[\s]*[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20|]")


def guarded(text: str) -> str:
    """The text as a cell: with an apostrophe in front where a spreadsheet would take it for a formula."""
    return f"'{text}" if _FORMULA.match(text) else text


def unguarded(cell: str) -> str:
    """The text of a cell that `guarded` wrote."""
    return cell[1:] if _GUARDED.match(cell) else cell


def joined(texts: Sequence[str]) -> str:
    """Several texts in one cell: `one; two`; as a JSON list where a text has a semicolon itself or would read like a list."""
    plain = all(text == text.strip() and text and ";" not in text for text in texts)
    cell = "; ".join(texts)
    return cell if plain and not cell.startswith("[") else json.dumps(list(texts), ensure_ascii=False)


def parted(cell: str) -> list[str]:
    """The texts of a cell that `joined` wrote, or that a person typed with semicolons."""
    if cell.startswith("["):
        try:
            found = json.loads(cell)
        except (ValueError, RecursionError):
            found = None
        if isinstance(found, list) and all(isinstance(text, str) for text in found):
            return found
    return [text for text in (part.strip() for part in cell.split(";")) if text]


def tsv(rows: Iterable[Iterable[str]]) -> str:
    """A table as tab-separated text, each cell guarded; quoted where it holds a tab, a line end or a quotation mark."""
    return "".join("\t".join(_quoted(guarded(cell)) for cell in row) + "\n" for row in rows)


def _quoted(cell: str) -> str:
    if not re.search(r'[\t\r\n"]', cell):
        return cell
    doubled = cell.replace('"', '""')
    return f'"{doubled}"'
