"""Reads a table of entities that somebody uploads: row by row, every fault with its line, column and a sentence."""

from __future__ import annotations

import csv
import difflib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from carrel.foundation.knowledge.rules.entity_fields import BY_NAME, FIELDS, KIND_WORDS, MODES, fields_of
from carrel.foundation.knowledge.rules.tsv_cells import parted, unguarded
from carrel.foundation.knowledge.states import Confidence, EntityKind


LARGEST = 100_000_000  # bytes
MOST_ROWS = 100_000
MOST_FAULTS = 1_000  # listed; more are counted
LISTS = frozenset({"publications", "evidence", "phenotypes", "tags", "transcript"})
OWN_COLUMNS = ("entity_type", "entity_name", "gene_symbol", "hgnc_id", "rating")
READ_ONLY = ("panel", "version", "grch37_location", "grch38_location", "ensembl_id", "omim", "biotype")
RATINGS = {
    "green": Confidence.GREEN, "3": Confidence.GREEN, "4": Confidence.GREEN, "amber": Confidence.AMBER, "2": Confidence.AMBER,
    "red": Confidence.RED, "1": Confidence.RED, "no list": Confidence.NO_LIST, "0": Confidence.NO_LIST,
}  # fmt: skip
# PanelApp's own upload (and download) layout, by position: it names two columns alike. "" is passed over.
PANELAPP = (
    "entity_name", "entity_type", "gene_symbol", "evidence", "level4", "", "", "mode_of_inheritance", "phenotypes", "", "", "",
    "publications", "", "flagged", "", "", "", "", "mode_of_pathogenicity", "", "", "hgnc_id", "chromosome", "grch37_start",
    "grch37_end", "grch38_start", "grch38_end", "repeated_sequence", "normal_repeats", "pathogenic_repeats",
    "haploinsufficiency_score", "triplosensitivity_score", "required_overlap_percentage", "type_of_variants", "verbose_name",
)  # fmt: skip
_ALIASES = {
    "confidence_level": "rating", "gel_status": "rating", "sources": "evidence", "symbol": "gene_symbol", "gene": "gene_symbol",
    "type": "entity_type", "name": "entity_name", "model_of_inheritance": "mode_of_inheritance", "transcripts": "transcript",
    **{re.sub(r"[^a-z0-9]+", "_", one.title.lower()).strip("_"): one.name for one in FIELDS},
}  # fmt: skip
OTHER_MODES = {"Other - please specifiy in evaluation comments": "Other"}  # PanelApp's own spelling
_SUGGESTIONS = 200  # as many wrong words are compared with the right ones; enough for a person, and never slow


class Fault(NamedTuple):
    """What is wrong: the line (1 is the header), the column's name as in the file ("" for the whole row), a sentence."""

    line: int
    column: str
    sentence: str


@dataclass(frozen=True, slots=True)
class TableRow:
    """One row as read: which entity, and the fields that it gives. `rating` None: it gives none."""

    line: int
    kind: EntityKind
    name: str  # entity_name; "" where only the gene is given
    gene: str  # HGNC id or symbol; "" where none is given
    symbol: str  # as given, to be checked against the gene
    fields: Mapping[str, Any]
    rating: Confidence | None = None
    panel: str = ""  # PanelApp's layout: the panel that the row is of


@dataclass(slots=True)
class Table:
    """What was read, and all that is wrong. `faults_in_all` counts those beyond the listed ones too."""

    rows: list[TableRow] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    faults_in_all: int = 0
    panelapp_layout: bool = False

    def fault(self, line: int, column: str, sentence: str) -> None:
        """Note a fault."""
        self.faults_in_all += 1
        if len(self.faults) < MOST_FAULTS:
            self.faults.append(Fault(line, column, sentence))


def read_table(data: bytes) -> Table:
    """Read an uploaded table. Two layouts: the one that downloads have, columns in any order; and PanelApp's upload layout.

    In the first an empty cell empties the field, and a column that is not there leaves it; in PanelApp's, an empty cell leaves it.
    """
    table = Table()
    text = decoded(data, table)
    if text is None:
        return table
    lines = row_lines(text, table)
    header = next(lines, None)
    if header is None:
        table.fault(1, "", "The table is empty; its first row must name the columns.")
        return table
    columns = _columns(header[1], table)
    if columns is None:
        return table
    reader = _RowReader(table, header[1], columns)
    for number, (line, cells) in enumerate(lines):
        if number >= MOST_ROWS:
            table.fault(line, "", f"The table has more than {MOST_ROWS:,} rows; split it.")
            break
        if any(cell.strip() for cell in cells):
            reader.read(line, cells)
    if not table.rows and not table.faults:
        table.fault(2, "", "The table has a header and no rows.")
    return table


def decoded(data: bytes, table: Table) -> str | None:
    """The text of an upload with plain line ends; None, and a fault noted, where it has none."""
    if len(data) > LARGEST:
        table.fault(1, "", f"The file is larger than {LARGEST // 1_000_000} MB.")
        return None
    encoding = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as fault:
        line = data[: fault.start].count(b"\n") + 1
        table.fault(line, "", "The text is not UTF-8; save the table as “Unicode text” or “UTF-8”.")
        return None
    if "\x00" in text:
        table.fault(
            text[: text.index("\x00")].count("\n") + 1,
            "",
            "There is a NUL character in this line; is this a text file?",
        )
        return None
    return text.replace("\r\n", "\n").replace("\r", "\n")


def row_lines(text: str, table: Table) -> Iterator[tuple[int, list[str]]]:
    """(line where the row begins, its cells). Cells may be quoted, and then hold separators and line ends.

    Tabs separate; commas only where the first line has commas and no tab, as tables saved as CSV do.
    """
    first = text.split("\n", 1)[0]
    separator = "," if "," in first and "\t" not in first else "\t"
    reader = csv.reader((f"{line}\n" for line in text.split("\n")), delimiter=separator, strict=True)
    while True:
        line = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:
            table.fault(
                line, "", "A quotation mark in this row is not closed, or a cell is longer than 131,072 letters."
            )
            return
        yield line, cells


def _columns(header: Sequence[str], table: Table) -> list[str] | None:
    if _is_panelapp(header):
        table.panelapp_layout = True
        return [PANELAPP[place] if place < len(PANELAPP) else "" for place in range(len(header))]
    known = {*OWN_COLUMNS, *BY_NAME}
    columns: list[str] = []
    for given in header:
        name = _plain(given)
        name = _ALIASES.get(name, name)
        if name in READ_ONLY or not given.strip():
            columns.append("")
            continue
        if name not in known:
            near = difflib.get_close_matches(name[:80], sorted(known), 1)
            table.fault(
                1, given, f"There is no column {given[:60]!r}" + (f"; did you mean {near[0]!r}?" if near else ".")
            )
        elif name in columns:
            table.fault(1, given, f"The column {name!r} is there twice.")
        columns.append(name)
    if not table.faults and not {"entity_name", "gene_symbol", "hgnc_id"} & set(columns):
        table.fault(1, "", "No column says which entity a row is of: name one entity_name, gene_symbol or hgnc_id.")
    return None if table.faults else columns


def _is_panelapp(header: Sequence[str]) -> bool:
    plain = [_plain(name) for name in header[:5]]
    return len(plain) == 5 and plain[1] == "entity_type" and plain[3].startswith("sources") and plain[4] == "level4"


def _plain(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "_", name.strip().lower()).strip("_")


class _RowReader:
    """Reads rows under one header."""

    def __init__(self, table: Table, header: Sequence[str], columns: Sequence[str]) -> None:
        self._table, self._columns = table, columns
        self._titles = {name: title for name, title in zip(columns, header, strict=True) if name}
        self._near: dict[str, str] = {}

    def read(self, line: int, cells: Sequence[str]) -> None:
        before = self._table.faults_in_all
        if len(cells) > len(self._columns) and any(cell.strip() for cell in cells[len(self._columns) :]):
            self._table.fault(line, "", f"The row has {len(cells)} cells, the header {len(self._columns)}.")
            return
        if len(cells) < len(self._columns) and not self._table.panelapp_layout:
            self._table.fault(line, "", f"The row has {len(cells)} cells, the header {len(self._columns)}.")
            return
        given = {name: unguarded(cell).strip() for name, cell in zip(self._columns, cells, strict=False) if name}
        kind = self._kind(line, given)
        if kind is None:
            return
        row = self._row(line, kind, given)
        if row is not None and self._table.faults_in_all == before:
            self._table.rows.append(row)

    def _row(self, line: int, kind: EntityKind, given: dict[str, str]) -> TableRow | None:
        symbol, hgnc_id = given.get("gene_symbol", ""), given.get("hgnc_id", "")
        name = given.get("entity_name", "")
        gene = hgnc_id or symbol or (name if kind is EntityKind.GENE else "")
        if not (name or gene):
            self._fault(line, "entity_name", "The row does not say which entity it is of.")
            return None
        if kind is not EntityKind.GENE and not name:
            self._fault(line, "entity_name", f"The {KIND_WORDS[kind]} needs a name.")
            return None
        fields = self._fields(line, kind, given)
        rating = self._rating(line, given)
        gene = "" if kind is EntityKind.REGION else gene
        return TableRow(line, kind, name, gene, symbol, fields, rating, given.get("level4", ""))

    def _kind(self, line: int, given: Mapping[str, str]) -> EntityKind | None:
        text = given.get("entity_type", "").lower() or "gene"
        try:
            return EntityKind(text)
        except ValueError:
            self._fault(line, "entity_type", f"The type is {text[:40]!r}; write gene, str or region.")
            return None

    def _rating(self, line: int, given: Mapping[str, str]) -> Confidence | None:
        text = given.get("rating", "").lower()
        if given.get("flagged", "").lower() == "true":
            return Confidence.NO_LIST
        if text and text not in RATINGS:
            self._fault(
                line, "rating", f"The rating is {text[:40]!r}; write green, amber, red or no list (or 3, 2, 1, 0)."
            )
        return RATINGS.get(text)

    def _fields(self, line: int, kind: EntityKind, given: Mapping[str, str]) -> dict[str, Any]:
        result: dict[str, Any] = {}
        cells = self._with_spans(given) if self._table.panelapp_layout else dict(given)
        for one in fields_of(kind):
            if one.name not in cells:
                continue
            cell = cells[one.name]
            value, fault = one.attempt(parted(cell) if one.name in LISTS else OTHER_MODES.get(cell, cell))
            if fault and one.name == "mode_of_inheritance":
                fault = f"is {cell[:60]!r}, not one of PanelApp's twelve{self._nearest(cell)}"
            if fault:
                self._fault(line, one.name, f"{one.title} {fault}.")
            elif value in (None, "") and kind in one.required and not self._table.panelapp_layout:
                self._fault(line, one.name, f"{one.title} is missing; a {KIND_WORDS[kind]} needs it.")
            else:
                result[one.name] = value
        self._refuse_foreign(line, kind, cells)
        return result

    def _refuse_foreign(self, line: int, kind: EntityKind, cells: Mapping[str, str]) -> None:
        for name, cell in cells.items():
            if cell and name in BY_NAME and kind not in BY_NAME[name].kinds and not self._table.panelapp_layout:
                self._fault(line, name, f"A {KIND_WORDS[kind]} has no {BY_NAME[name].title.lower()}.")

    def _with_spans(self, given: Mapping[str, str]) -> dict[str, str]:
        """PanelApp's layout has starts and ends in columns of their own, and leaves what is empty."""
        cells = dict(given)
        for assembly in ("grch37", "grch38"):
            start, end = cells.pop(f"{assembly}_start", ""), cells.pop(f"{assembly}_end", "")
            cells[f"{assembly}_coordinates"] = f"{start}-{end}" if start or end else ""
        return {name: cell for name, cell in cells.items() if cell}

    def _nearest(self, text: str) -> str:
        if text not in self._near and len(self._near) < _SUGGESTIONS:
            near = difflib.get_close_matches(text[:300], MODES, 1, cutoff=0.4)
            self._near[text] = f"; the nearest is {near[0]!r}" if near else ""
        return self._near.get(text, "")

    def _fault(self, line: int, name: str, sentence: str) -> None:
        self._table.fault(line, self._title(name), sentence)

    def _title(self, name: str) -> str:
        if name.endswith("_coordinates"):
            name = name if name in self._titles else name.replace("_coordinates", "_start")
        return self._titles.get(name, name)
