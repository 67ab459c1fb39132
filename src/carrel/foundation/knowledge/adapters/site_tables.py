"""Tables of sites on disk: per chromosome one Parquet file sorted by position, and its sorted keys for quick search.

`1.parquet` has the columns `position` (1-based), `reference`, `alternate` (trimmed) and the dataset's own; `1.keys` has one
little-endian 64-bit key a row (see `rules.sites`), in the same order. Only the pages and row groups that are asked for are read.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from carrel.foundation.knowledge.adapters.sources import Source
from carrel.foundation.knowledge.errors import EditionIsDamaged
from carrel.foundation.knowledge.rules.sites import ALLELE_BITS, HASHED, allele_code, site_keys
from carrel.foundation.vocabulary.genome import LENGTHS, Assembly, plain_chromosome, trim_alleles


ROWS_AT_ONCE = 65_536
_PLACE = (("position", pa.int32()), ("reference", pa.string()), ("alternate", pa.string()))


class SiteWriter:
    """Writes the rows of sorted sources as they come; memory holds one batch. `columns` are the names and types of the payload."""

    def __init__(self, folder: Path, assembly: Assembly, columns: Sequence[tuple[str, Any]]) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder
        self.rows: dict[str, int] = {}
        self.passed_over = {"not on a primary chromosome": 0, "not a sequence": 0}
        self._lengths = LENGTHS[assembly]
        self._assembly = assembly
        self._schema = pa.schema([*_PLACE, *columns])
        self._chromosomes: dict[bytes, str | None] = {}
        self._codes: dict[tuple[str, str], int] = {}
        self._current = ""
        self._last = 0
        self._pending: list[tuple[Any, ...]] = []
        self._full = 2 * ROWS_AT_ONCE
        self._parquet: pq.ParquetWriter | None = None
        self._keys: Any = None

    def place(self, source: Source, contig: bytes, position: bytes) -> tuple[str, int] | None:
        """The plain chromosome and position of the next record, or None for a record on another contig."""
        try:
            chromosome = self._chromosomes[contig]
        except KeyError:
            chromosome = self._chromosomes[contig] = plain_chromosome(contig.decode("ascii", "replace"))
        if chromosome is None:
            self.passed_over["not on a primary chromosome"] += 1
            return None
        if not position.isdigit() or not 1 <= int(position[:10]) <= self._lengths[chromosome]:
            length = self._lengths[chromosome]
            source.refuse(
                f"position {position[:20].decode(errors='replace')!r} is not on chromosome {chromosome} of "
                f"{self._assembly}, which has {length} bases; is the assembly right?",
                here=True,
            )
        place = int(position)
        self._move(source, chromosome, place)
        return chromosome, place

    def add(self, position: int, reference: str, alternate: str, payload: tuple[Any, ...]) -> None:
        """One allele of the record last placed; its alleles are trimmed here. Symbolic alleles are counted and left out."""
        reference, alternate = reference.upper(), alternate.upper()
        if not reference.isalpha() or not alternate.isalpha() or reference == alternate:
            self.passed_over["not a sequence"] += 1
            return
        if len(reference) > 1 and len(alternate) > 1:
            position, reference, alternate = trim_alleles(position, reference, alternate)
        pair = (reference, alternate)
        code = self._codes.get(pair)
        if code is None:
            if len(self._codes) > ROWS_AT_ONCE:
                self._codes.clear()
            code = self._codes[pair] = allele_code(reference, alternate)
        self._pending.append((position << ALLELE_BITS | code, position, reference, alternate, *payload))
        if len(self._pending) >= self._full:
            self._flush(self._last)
            self._full = len(self._pending) + 2 * ROWS_AT_ONCE

    def close(self) -> None:
        """Write what is pending and finish the chromosome."""
        if self._parquet is not None:
            while self._pending:
                self._flush(None)
            self._parquet.close()
            self._keys.close()
            self._parquet, self._current = None, ""

    def __enter__(self) -> SiteWriter:
        return self

    def __exit__(self, fault: object, *rest: object) -> None:
        """Finish, or after a fault let go of the files, which are thrown away."""
        if fault is None:
            self.close()
        elif self._parquet is not None:
            self._parquet.close()
            self._keys.close()

    def _move(self, source: Source, chromosome: str, position: int) -> None:
        if chromosome != self._current:
            if chromosome in self.rows:
                source.refuse(
                    f"chromosome {chromosome} comes a second time; sort the file by position, and give each once",
                    here=True,
                )
            self.close()
            self._current, self._last = chromosome, 0
            self.rows[chromosome] = 0
            self._parquet = pq.ParquetWriter(
                self.folder / f"{chromosome}.parquet", self._schema, compression="zstd", write_statistics=False
            )
            self._keys = (self.folder / f"{chromosome}.keys").open("wb")
        if position < self._last:
            source.refuse("it is not sorted by position; sort it first, for example with bcftools sort", here=True)
        self._last = position

    def _flush(self, before: int | None) -> None:
        """Write the rows of a batch that lie before a position: trimming moves rows forward, never behind the last record."""
        self._pending.sort(key=lambda row: row[0])
        count = min(len(self._pending), ROWS_AT_ONCE)
        if before is not None:
            limit = before << ALLELE_BITS
            while count and self._pending[count - 1][0] >= limit:
                count -= 1
        rows, self._pending = self._pending[:count], self._pending[count:]
        if not rows or self._parquet is None:
            return
        keys, *columns = zip(*rows, strict=True)
        arrays = [pa.array(column, type=field.type) for column, field in zip(columns, self._schema, strict=True)]
        self._parquet.write_table(pa.Table.from_arrays(arrays, schema=self._schema), row_group_size=ROWS_AT_ONCE)
        self._keys.write(np.array(keys, dtype="<u8").tobytes())
        self.rows[self._current] += len(rows)


class Hits(NamedTuple):
    """Which queries were found and where: aligned arrays, ordered by row. A query may be found more than once."""

    queries: NDArray[np.int64]
    rows: NDArray[np.int64]


class SiteTable:
    """One chromosome of a stored site table."""

    def __init__(self, folder: Path, chromosome: str) -> None:
        self._path = folder / f"{chromosome}.parquet"
        keys = folder / f"{chromosome}.keys"
        self.exists = self._path.is_file()
        empty = not self.exists or not keys.is_file() or keys.stat().st_size == 0
        self._keys = np.empty(0, dtype="<u8") if empty else np.memmap(keys, dtype="<u8", mode="r")
        self._open: pq.ParquetFile | None = None

    def find(self, positions: Any, references: Sequence[str], alternates: Sequence[str]) -> Hits:
        """Rows of the asked variants: 1-based positions, trimmed upper-case alleles, all on this chromosome."""
        asked = site_keys(positions, references, alternates)
        if not len(self._keys) or not len(asked):
            return Hits(np.empty(0, np.int64), np.empty(0, np.int64))
        order = np.argsort(asked, kind="stable") if np.any(asked[1:] < asked[:-1]) else np.arange(len(asked))
        first = np.searchsorted(self._keys, asked[order])
        found = self._keys[np.minimum(first, len(self._keys) - 1)] == asked[order]
        queries, rows = _with_repeats(self._keys, order[found], first[found])
        hits = Hits(queries, rows)
        return self._without_collisions(hits, asked, references, alternates)

    def take(self, rows: NDArray[np.int64], columns: Sequence[str]) -> pa.Table:
        """Some columns of some rows, which must be ascending; only their row groups are read."""
        file = self._file()
        sizes = [file.metadata.row_group(index).num_rows for index in range(file.metadata.num_row_groups)]
        starts = np.concatenate(([0], np.cumsum(sizes)))
        groups = np.searchsorted(starts, rows, side="right") - 1
        parts = []
        for group in np.unique(groups):
            inside = rows[groups == group] - starts[group]
            parts.append(file.read_row_group(int(group), columns=list(columns)).take(pa.array(inside)))
        return pa.concat_tables(parts) if parts else file.schema_arrow.empty_table().select(list(columns))

    @property
    def columns(self) -> list[str]:
        """Names of all columns."""
        return list(self._file().schema_arrow.names)

    def _file(self) -> pq.ParquetFile:
        if self._open is None:
            try:
                self._open = pq.ParquetFile(self._path)
            except (OSError, pa.ArrowInvalid):
                raise EditionIsDamaged(
                    f"{self._path.parent.name}/{self._path.name} of the edition is damaged; add the edition again."
                ) from None
            if self._open.metadata.num_rows != len(self._keys):
                raise EditionIsDamaged(
                    f"{self._path.name} of the edition does not fit its keys; add the edition again."
                )
        return self._open

    def _without_collisions(self, hits: Hits, asked: Any, references: Sequence[str], alternates: Sequence[str]) -> Hits:
        """Hashed keys may be equal by chance: their alleles are compared."""
        hashed = np.flatnonzero(asked[hits.queries] & np.uint64(HASHED))
        if not len(hashed):
            return hits
        table = self.take(hits.rows[hashed], ("reference", "alternate"))
        keep = np.ones(len(hits.rows), dtype=bool)
        stored = zip(table["reference"].to_pylist(), table["alternate"].to_pylist(), strict=True)
        for place, alleles in zip(hashed, stored, strict=True):
            query = hits.queries[place]
            keep[place] = alleles == (references[query], alternates[query])
        return Hits(hits.queries[keep], hits.rows[keep])


def _with_repeats(keys: Any, queries: Any, rows: Any) -> tuple[Any, Any]:
    """Add the following rows of equal key: two records of a source may trim to the same variant."""
    all_queries, all_rows = [queries], [rows]
    while len(rows):
        following = rows + 1
        same = np.flatnonzero((following < len(keys)) & (keys[np.minimum(following, len(keys) - 1)] == keys[rows]))
        queries, rows = queries[same], following[same]
        all_queries.append(queries)
        all_rows.append(rows)
    queries, rows = np.concatenate(all_queries), np.concatenate(all_rows)
    order = np.argsort(rows, kind="stable")
    return queries[order].astype(np.int64), rows[order].astype(np.int64)
