"""Reads ClinVar: the VCF, and if given `variant_summary.txt`, whose titles name the protein changes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from carrel.foundation.knowledge.adapters.site_tables import SiteTable, SiteWriter
from carrel.foundation.knowledge.adapters.sources import Source
from carrel.foundation.knowledge.rules.protein_changes import change_in_title
from carrel.foundation.knowledge.values import ClinVarRecord
from carrel.foundation.vocabulary.genome import VariantKey


WORD = pa.dictionary(pa.int32(), pa.string())
COLUMNS = (
    ("accession", pa.string()),
    ("significance", WORD),
    ("review_status", WORD),
    ("conflicting", WORD),
    ("symbols", WORD),
    ("protein_change", pa.string()),
)
PROTEINS = "protein_changes.parquet"
_PROTEIN_SCHEMA = pa.schema([("symbol", pa.string()), ("change", pa.string()), *COLUMNS[:4]])
_NEEDED = ("ALLELEID", "CLNSIG", "CLNREVSTAT")


def is_clinvar(info: Iterable[str]) -> bool:
    """Does a VCF's header name the fields of ClinVar?"""
    return all(name in info for name in _NEEDED[1:])


def read_protein_changes(source: Source) -> dict[int, tuple[str, str]]:
    """(gene symbol, protein change) by variation id, from `variant_summary.txt(.gz)`."""
    lines = source.lines()
    names = next(lines, b"").decode("utf-8", "replace").lstrip("#").split("\t")
    if not {"VariationID", "Name"} <= set(names):
        source.refuse("it has no columns VariationID and Name; is it ClinVar's variant_summary.txt?")
    number, title = names.index("VariationID"), names.index("Name")
    changes: dict[int, tuple[str, str]] = {}
    for line in lines:
        cells = line.split(b"\t")
        if len(cells) != len(names):
            source.refuse(f"the row has {len(cells)} columns, the first line {len(names)}", here=True)
        if b"(p." in cells[title] and cells[number].isdigit():
            symbol, change = change_in_title(cells[title].decode("utf-8", "replace"))
            if change:
                changes[int(cells[number])] = (symbol, change)
    return changes


def read_vcf(
    source: Source, lines: Iterator[bytes], changes: dict[int, tuple[str, str]], writer: SiteWriter
) -> list[tuple[str, ...]]:
    """Append ClinVar's records; give the rows of the protein table: the pathogenic, likely pathogenic and conflicting."""
    proteins = []
    for line in lines:
        columns = line.split(b"\t", 8)
        if len(columns) < 8:
            source.refuse(f"the record has {len(columns)} columns, not 8", here=True)
        place = writer.place(source, columns[0], columns[1])
        if place is None:
            continue
        info = dict(part.partition("=")[::2] for part in columns[7].decode("utf-8", "replace").split(";"))
        accession, number = _accession(source, columns[2].decode("ascii", "replace"))
        symbol, change = changes.get(number, ("", ""))
        symbols = [gene.partition(":")[0] for gene in info.get("GENEINFO", "").split("|")]
        words = [_word(info.get(name, "")) for name in ("CLNSIG", "CLNREVSTAT", "CLNSIGCONF")]
        if not words[0]:
            writer.passed_over["without a significance of its own"] = (
                writer.passed_over.get("without a significance of its own", 0) + 1
            )
            continue
        reference = columns[3].decode("ascii", "replace")
        for alternate in columns[4].decode("ascii", "replace").split(","):
            writer.add(place[1], reference, alternate, (accession, *words, "|".join(filter(None, symbols)), change))
        if change and "pathogenic" in f"{words[0]}{words[2]}":
            proteins.append((symbol, change, accession, *words))
    return proteins


def write_proteins(path: Path, rows: list[tuple[str, ...]]) -> int:
    """Write the table of protein changes, sorted by gene and change."""
    columns = list(zip(*sorted(rows), strict=True)) or [()] * len(_PROTEIN_SCHEMA)
    arrays = [pa.array(column, type=field.type) for column, field in zip(columns, _PROTEIN_SCHEMA, strict=True)]
    pq.write_table(
        pa.Table.from_arrays(arrays, schema=_PROTEIN_SCHEMA), path, compression="zstd", row_group_size=65_536
    )
    return len(rows)


def stored_records(folder: Path, keys: list[VariantKey]) -> dict[int, list[ClinVarRecord]]:
    """ClinVar's records of these very variants, by the index of the key. `keys` are all on one chromosome."""
    table = SiteTable(folder / "variants", keys[0].chromosome)
    hits = table.find([key.position for key in keys], [key.reference for key in keys], [key.alternate for key in keys])
    found: dict[int, list[ClinVarRecord]] = {}
    if len(hits.rows):
        rows = table.take(hits.rows, [name for name, _ in COLUMNS]).to_pylist()
        for query, row in zip(hits.queries.tolist(), rows, strict=True):
            row["symbols"] = tuple(row["symbols"].split("|")) if row["symbols"] else ()
            found.setdefault(query, []).append(ClinVarRecord(**row))
    return found


def stored_protein_changes(folder: Path, changes: set[tuple[str, str]]) -> dict[tuple[str, str], list[ClinVarRecord]]:
    """Pathogenic, likely pathogenic and conflicting records with one of these (gene symbol, protein change)."""
    path = folder / PROTEINS
    if not path.is_file() or not changes:
        return {}
    symbols = pa.array(sorted({symbol for symbol, _ in changes}))
    rows = pq.read_table(path, filters=pc.field("symbol").isin(symbols)).to_pylist()
    found: dict[tuple[str, str], list[ClinVarRecord]] = {}
    for row in rows:
        pair = (row["symbol"], row["change"])
        if pair in changes:
            found.setdefault(pair, []).append(_protein_record(row))
    return found


def _protein_record(row: dict[str, Any]) -> ClinVarRecord:
    return ClinVarRecord(
        row["accession"], row["significance"], row["review_status"], row["conflicting"], (row["symbol"],), row["change"]
    )


def _accession(source: Source, identifier: str) -> tuple[str, int]:
    if not identifier.isdecimal() or len(identifier) > 12:
        source.refuse(f"the id {identifier[:40]!r} is not a ClinVar variation id", here=True)
    return f"VCV{int(identifier):09d}", int(identifier)


def _word(text: str) -> str:
    return text.strip().replace(" ", "_").lower().strip("_")
