"""Reads a table of genes and diseases row by row, and says of every fault in which line and column it is."""

from __future__ import annotations

import csv
import gzip
import io
import re
import zlib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NoReturn

from carrel.foundation.knowledge.errors import SourceIsUnreadable
from carrel.foundation.knowledge.rules.evidence_panels import Remark
from carrel.foundation.knowledge.rules.evidence_words import modes_of, rating_of
from carrel.foundation.knowledge.states import Confidence


LARGEST = 256 * 1024 * 1024  # bytes, unpacked; GenCC's whole table is below 40 MB
MOST_ROWS = 500_000
MOST_FAULTS = 1_000  # told; a wrong file has one in every row
_HEADER_WITHIN = 40  # lines; ClinGen's preamble has 4
_HGNC = re.compile(r"(?:HGNC:)?(\d{1,9})", re.ASCII | re.IGNORECASE)
_PMID = re.compile(r"\d{1,8}", re.ASCII)
_NAMED = re.compile(r"(?:NBK|PMC)\d{1,12}|10\.\d{4,9}/\S{1,200}", re.ASCII)


class Row:
    """One row: cells by column, and a place for what is wrong with them."""

    def __init__(self, table: EvidenceTable, line: int, cells: Mapping[str, str]) -> None:
        self.line, self._table, self._cells = line, table, cells
        self.faulty = False

    def text(self, *columns: str) -> str:
        """The cell of the first of these columns that the table has, without spaces around it."""
        return next((self._cells[column].strip() for column in columns if column in self._cells), "")

    def fault(self, column: str, sentence: str) -> None:
        """The row cannot be taken."""
        self.faulty = True
        self._table.faults.append(Remark(self.line, column, sentence))

    def hgnc_id(self, column: str) -> str:
        """HGNC:123, or "" where the cell is empty."""
        text = self.text(column)
        match = _HGNC.fullmatch(text)
        if text and not match:
            self.fault(column, f"{text[:60]!r} is no HGNC id; write it as HGNC:123.")
        return f"HGNC:{int(match[1])}" if match else ""

    def rating(self, *columns: str) -> Confidence:
        """The traffic light of the table's word."""
        word = self.text(*columns)
        found = rating_of(word)
        if found is None:
            self.fault(self.column(*columns), f"{word[:60]!r} is no confidence that is known here.")
        return Confidence.NO_LIST if found is None else found

    def modes(self, column: str, apart: str = ";,") -> tuple[str, ...]:
        """PanelApp's strings of the table's words for inheritance."""
        text = self.text(column)
        words = [part.strip() for part in re.split(f"[{re.escape(apart)}]", text)] if apart else [text]
        modes, unknown = modes_of([word for word in words if word] or [""])
        for word in unknown:
            self.fault(column, f"{word[:60]!r} is no inheritance that is known here.")
        return tuple(modes)

    def publications(self, column: str) -> tuple[str, ...]:
        """PubMed ids and the like. What is none is kept as it is written, with a note: it is not ours to mend."""
        found = []
        for part in re.split(r"[;,|\s]+", self.text(column)):
            text = re.sub(r"(?i)^pmid:?", "", part)
            if text and not (_PMID.fullmatch(text) or _NAMED.fullmatch(text)):
                self._table.notes.append(
                    Remark(self.line, column, f"{text[:60]!r} is no PubMed id; it is kept as it is written.")
                )
            if text:
                found.append(text)
        return tuple(found)

    def column(self, *columns: str) -> str:
        """The name of the first of these columns that the table has."""
        return next((column for column in columns if column in self._cells), columns[0])


class EvidenceTable:
    """A comma- or tab-separated file with a header, plain or gzipped, in UTF-8."""

    def __init__(self, path: Path, needed: Sequence[str | tuple[str, ...]]) -> None:
        self.path = path
        self.faults: list[Remark] = []
        self.notes: list[Remark] = []
        self._needed = [(one,) if isinstance(one, str) else one for one in needed]

    def rows(self) -> Iterator[Row]:
        """Rows in their order. Raises SourceIsUnreadable for a file that is no such table at all."""
        text = self._text()
        tabs = text[:4096].count("\t") > text[:4096].count(",")
        lines = csv.reader(io.StringIO(text, newline=""), delimiter="\t" if tabs else ",", strict=True)
        names: list[str] | None = None
        before = 0
        try:
            for cells in lines:
                line, before = before + 1, lines.line_num
                if line > MOST_ROWS:
                    self._refuse(f"it has more than {MOST_ROWS:,} lines")
                if names is None:
                    names = self._header(cells, line)
                elif any(cell.strip("+ ") for cell in cells):
                    yield from self._row(names, line, cells)
        except csv.Error as fault:
            self._refuse(f"line {lines.line_num}: {fault!s:.100}")
        if names is None:
            self._no_header()

    def _row(self, names: list[str], line: int, cells: list[str]) -> Iterator[Row]:
        if len(self.faults) > MOST_FAULTS:
            return
        if len(cells) != len(names):
            sentence = f"The row has {len(cells)} cells, the header {len(names)}."
            self.faults.append(Remark(line, "", sentence))
            return
        bad = next((name for name, cell in zip(names, cells, strict=True) if not _plain(cell)), None)
        if bad is not None:
            self.faults.append(Remark(line, bad, "The cell has control characters in it."))
            return
        yield Row(self, line, dict(zip(names, cells, strict=True)))

    def _header(self, cells: list[str], line: int) -> list[str] | None:
        names = [cell.strip().lstrip("#").lower() for cell in cells]
        if all(any(name in names for name in choice) for choice in self._needed):
            if len(set(names)) != len(names):
                self._refuse(f"line {line}: a column stands twice in the header")
            return names
        if line >= _HEADER_WITHIN:
            self._no_header()
        return None

    def _no_header(self) -> NoReturn:
        words = ", ".join(" or ".join(choice) for choice in self._needed)
        self._refuse(f"no line of its beginning has the columns {words}; check --format")

    def _text(self) -> str:
        try:
            if self.path.exists() and not self.path.is_file():
                self._refuse("it is a folder, a pipe or a device; name a file")
            with self.path.open("rb") as file:
                packed = file.read(2) == b"\x1f\x8b"
            with gzip.open(self.path, "rb") if packed else self.path.open("rb") as file:
                content = file.read(LARGEST + 1)
        except (EOFError, zlib.error, gzip.BadGzipFile):
            self._refuse("its compression is damaged or ends in the middle; download it again")
        except OSError as fault:
            self._refuse(f"it cannot be opened ({fault.strerror})")
        if len(content) > LARGEST:
            self._refuse(f"it is larger than {LARGEST // 1024**2} MB")
        if not content.strip():
            self._refuse("it is empty")
        try:
            return content.decode("utf-8-sig")
        except UnicodeDecodeError as fault:
            self._refuse(f"line {content[: fault.start].count(10) + 1}: it is not text in UTF-8")

    def _refuse(self, what: str) -> NoReturn:
        raise SourceIsUnreadable(f"Table {self.path.name} cannot be used: {what}.") from None


def _plain(cell: str) -> bool:
    return all(letter >= " " or letter in "\n\t\r" for letter in cell)
