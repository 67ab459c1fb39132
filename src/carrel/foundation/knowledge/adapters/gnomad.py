"""Reads population frequencies: gnomAD's sites VCFs of v2.1.1, v3 and v4, or a plain table."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from carrel.foundation.knowledge.adapters.site_tables import SiteTable, SiteWriter
from carrel.foundation.knowledge.adapters.sources import Source, VcfHeader
from carrel.foundation.knowledge.rules.populations import EVERYBODY, PopulationFields, population_fields
from carrel.foundation.knowledge.values import PopulationFrequency
from carrel.foundation.vocabulary.genome import VariantKey


Row = tuple[Any, ...]
TABLE_PLACES = ("chrom", "pos", "ref", "alt")
MOST_ALLELES = 2**31 - 1


def columns_of(fields: tuple[PopulationFields, ...]) -> list[tuple[str, Any]]:
    """Columns of a frequency table: `filter`, then AC, AN and homozygotes of each population, or its AF where uncounted."""
    columns: list[tuple[str, Any]] = [("filter", pa.dictionary(pa.int32(), pa.string()))]
    for field in fields:
        if field.has_counts:
            columns += [(f"{field.population}_ac", pa.int32()), (f"{field.population}_an", pa.int32())]
        else:
            columns += [(f"{field.population}_af", pa.float64())]
        if field.hom:
            columns += [(f"{field.population}_hom", pa.int32())]
    return columns


def vcf_fields(source: Source, header: VcfHeader) -> tuple[PopulationFields, ...]:
    """The populations of a sites VCF."""
    fields = population_fields(header.info)
    if not fields:
        source.refuse("its header names no allele frequency (AF, or AC and AN); is it a sites file of gnomAD?")
    return fields


def read_vcf(source: Source, lines: Iterator[bytes], fields: tuple[PopulationFields, ...], writer: SiteWriter) -> None:
    """Append the records that follow the header, one row per alternate allele."""
    picks: list[tuple[int, _Pick]] = []
    for line in lines:
        columns = line.split(b"\t", 8)
        if len(columns) < 8:
            source.refuse(f"the record has {len(columns)} columns, not 8", here=True)
        contig, position, _, reference, alternates, _, filters, info = columns[:8]
        place = writer.place(source, contig, position)
        if place is None:
            continue
        text = b";" + info + b";"
        alleles = alternates.split(b",")
        picks = picks or _picks(source, fields, text)
        values = _numbers(picks, text, len(alleles))
        word = filters.decode("ascii", "replace")
        for index, alternate in enumerate(alleles):
            payload = [value[index if len(value) > 1 else 0] if type(value) is list else value for value in values]
            writer.add(
                place[1], reference.decode("ascii", "replace"), alternate.decode("ascii", "replace"), (word, *payload)
            )


def table_columns(source: Source, lines: Iterator[bytes]) -> list[str]:
    """Column names of a plain table, in lower case; its first four must be chrom, pos, ref, alt in any order."""
    first = next(lines, b"").decode("utf-8", "replace").lstrip("#\ufeff").lower()
    names = first.split("\t")
    missing = [name for name in TABLE_PLACES if name not in names]
    if missing:
        source.refuse(f"the first line names no column {', '.join(missing)}; a table needs chrom, pos, ref, alt and af")
    if not population_fields(names):
        source.refuse("the first line names no frequency: af, or ac and an, or af_afr and so on")
    return names


def read_table(source: Source, lines: Iterator[bytes], names: list[str], writer: SiteWriter) -> None:
    """Append the rows of a plain table, one alternate allele a row."""
    fields = population_fields(names)
    chrom, pos, ref, alt = (names.index(name) for name in TABLE_PLACES)
    wanted = [names.index(name) for field in fields for name in _names(field)]
    kinds = [_Number(source, names[index]) for index in wanted]
    for line in lines:
        cells = line.split(b"\t")
        if len(cells) != len(names):
            source.refuse(f"the row has {len(cells)} columns, the first line {len(names)}", here=True)
        place = writer.place(source, cells[chrom], cells[pos])
        if place is not None:
            payload = [kind(cells[index]) for kind, index in zip(kinds, wanted, strict=True)]
            writer.add(
                place[1], cells[ref].decode("ascii", "replace"), cells[alt].decode("ascii", "replace"), ("", *payload)
            )


def stored_frequencies(
    folder: Path, dataset: str, populations: tuple[str, ...], keys: list[VariantKey]
) -> dict[int, list[PopulationFrequency]]:
    """Frequencies in one stored dataset, by the index of the key. `keys` are all on one chromosome."""
    table = SiteTable(folder, keys[0].chromosome)
    hits = table.find([key.position for key in keys], [key.reference for key in keys], [key.alternate for key in keys])
    found: dict[int, list[PopulationFrequency]] = {}
    if not len(hits.rows):
        return found
    rows = table.take(hits.rows, table.columns[3:])
    for population in populations:
        label = f"{dataset}:{population}"
        for query, record in zip(hits.queries.tolist(), _records(rows, population, label), strict=True):
            if record is not None:
                found.setdefault(query, []).append(record)
    return found


def raise_to_overall(
    folder: Path,
    populations: tuple[str, ...],
    chromosome: str,
    variants: tuple[Sequence[int], Sequence[str], Sequence[str]],
    highest: NDArray[np.float64],
) -> None:
    """Raise each variant's value in `highest` (NaN: none yet) to its frequency among everybody of this dataset."""
    table = SiteTable(folder, chromosome)
    if EVERYBODY not in populations or not table.exists:
        return
    hits = table.find(*variants)
    names = [name for name in table.columns if name in (f"{EVERYBODY}_ac", f"{EVERYBODY}_an", f"{EVERYBODY}_af")]
    columns = [column.to_numpy().astype(float) for column in table.take(hits.rows, names).columns]
    with np.errstate(divide="ignore", invalid="ignore"):
        values = columns[0] / columns[1] if len(columns) == 2 else columns[0]
    found = np.isfinite(values)
    np.fmax.at(highest, hits.queries[found], values[found])


def _records(rows: pa.Table, population: str, label: str) -> Iterator[PopulationFrequency | None]:
    names = set(rows.column_names)
    blank = [None] * rows.num_rows

    def column(kind: str) -> list[Any]:
        name = f"{population}_{kind}"
        return rows[name].to_pylist() if name in names else blank

    for ac, an, af, hom in zip(column("ac"), column("an"), column("af"), column("hom"), strict=True):
        if an and ac is not None:
            af = ac / an
        yield None if af is None else PopulationFrequency(label, af, an, hom)


def _names(field: PopulationFields) -> tuple[str, ...]:
    """Fields in the order of `columns_of`."""
    counted = (field.ac, field.an) if field.has_counts else (field.af,)
    return (*counted, field.hom) if field.hom else counted


class _Number:
    """Reads one number that must make sense."""

    def __init__(self, source: Source, name: str) -> None:
        self.name = name
        self._source = source
        self._fraction = name.lower().startswith("af")

    def __call__(self, text: bytes) -> int | float | None:
        if text in (b"", b".", b"NA"):
            return None
        try:
            number = float(text) if self._fraction else int(text)
        except ValueError:
            number = -1
        if not 0 <= number <= (1 if self._fraction else MOST_ALLELES):
            kind = "a fraction" if self._fraction else "a count"
            self._source.refuse(f"{self.name} is {text[:40].decode(errors='replace')!r}, not {kind}", here=True)
        return number


class _Pick(_Number):
    """One INFO field."""

    def __init__(self, source: Source, name: str) -> None:
        super().__init__(source, name)
        self.key = f";{name}=".encode()
        self.length = len(self.key)
        self.whole = not self._fraction

    def read(self, text: bytes, alleles: int) -> Any:
        """The field's number, or a list of one for each allele."""
        values = [self(part) for part in text.split(b",")]
        if len(values) not in (1, alleles):
            self._source.refuse(f"{self.name} has {len(values)} values for {alleles} alternate alleles", here=True)
        return values


def _picks(source: Source, fields: tuple[PopulationFields, ...], info: bytes) -> list[tuple[int, _Pick]]:
    """The fields with their place in a row, in the order in which a record has them."""
    picks = enumerate(_Pick(source, name) for field in fields for name in _names(field))
    return sorted(picks, key=lambda pick: info.find(pick[1].key))


def _numbers(picks: list[tuple[int, _Pick]], info: bytes, alleles: int) -> list[Any]:
    """The value of each field: a whole number, a list of numbers of each allele, or None where the record lacks the field.

    Fields mostly come in the order of the record before, so each is looked for behind the last one first.
    """
    values: list[Any] = [None] * len(picks)
    last = 0
    find = info.find
    for index, pick in picks:
        start = find(pick.key, last)
        if start < 0:
            start = find(pick.key)
            if start < 0:
                continue
        last = start + pick.length
        end = find(b";", last)
        text = info[last:end]
        last = end
        values[index] = int(text) if pick.whole and text.isdigit() and len(text) < 10 else pick.read(text, alleles)
    return values
