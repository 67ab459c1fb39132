"""Reads gene names and places: HGNC's complete set, PanelApp's gene list, and plain gene tables."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from carrel.foundation.knowledge.adapters.sources import Source
from carrel.foundation.knowledge.errors import EditionIsDamaged
from carrel.foundation.knowledge.rules.gene_names import merge
from carrel.foundation.knowledge.values import GeneRecord
from carrel.foundation.vocabulary.genome import Assembly, plain_chromosome


GENES = "genes.parquet"
_PLACE = pa.struct([("chromosome", pa.string()), ("start", pa.int32()), ("end", pa.int32())])
_WORDS = pa.list_(pa.string())
_SCHEMA = pa.schema(
    [
        ("hgnc_id", pa.string()),
        ("symbol", pa.string()),
        ("previous", _WORDS),
        ("aliases", _WORDS),
        ("ensembl_ids", _WORDS),
        ("ncbi_ids", _WORDS),
        ("biotype", pa.string()),
        ("grch37", _PLACE),
        ("grch38", _PLACE),
    ]
)
_HGNC_COLUMNS = {"hgnc_id", "symbol", "alias_symbol", "prev_symbol"}
_TABLE_COLUMNS = {"hgnc_id", "gene_id", "symbol", "contig", "start", "end"}


def read_genes(source: Source, assembly: Assembly | None) -> tuple[int, list[GeneRecord], int]:
    """(precedence, genes, records without an HGNC id) of one file, whose kind is told by its content.

    `assembly` is that of a plain table's coordinates, which cannot tell it themselves.
    """
    name = source.path.name.lower()
    if name.endswith((".json", ".json.gz", ".tgz", ".tar.gz")):
        return (1, *_kept(_of_panelapp(source)))
    lines = source.lines()
    names = next(lines, b"").decode("utf-8", "replace").lstrip("\ufeff#").split("\t")
    rows = _rows(source, lines, names)
    if set(names) >= _HGNC_COLUMNS:
        return (0, *_kept(_of_hgnc(rows)))
    if not set(names) >= _TABLE_COLUMNS:
        source.refuse(
            "it is neither HGNC's complete set, nor PanelApp's genes.json, nor a table hgnc_id, gene_id, symbol, contig"
        )
    if assembly is None:
        source.refuse("its coordinates do not tell their assembly; name it with --assembly")
    return (2, *_kept(_of_table(source, rows, assembly)))


def merged(parts: Iterable[tuple[int, list[GeneRecord], int]]) -> list[GeneRecord]:
    """One record a gene, by HGNC id. HGNC's own names go before PanelApp's, these before plain tables'."""
    genes: dict[str, GeneRecord] = {}
    for _, records, _ in sorted(parts, key=lambda part: part[0]):
        for record in records:
            known = genes.get(record.hgnc_id)
            genes[record.hgnc_id] = record if known is None else merge(known, record)
    return sorted(genes.values(), key=lambda gene: int(gene.hgnc_id[5:]))


def write_genes(folder: Path, genes: list[GeneRecord]) -> int:
    """Write the gene table."""
    rows = [{name: _stored(getattr(gene, name)) for name in _SCHEMA.names} for gene in genes]
    pq.write_table(pa.Table.from_pylist(rows, schema=_SCHEMA), folder / GENES, compression="zstd")
    return len(rows)


def stored_genes(folder: Path, names_only: bool = False) -> list[GeneRecord]:
    """All genes of a stored edition, by HGNC id; with `names_only`, which is quicker, without their places."""
    names = _SCHEMA.names[:-2] if names_only else _SCHEMA.names
    try:
        table = pq.read_table(folder / GENES, columns=names)
    except (OSError, pa.ArrowInvalid):
        raise EditionIsDamaged(f"The gene table of edition {folder.name} is damaged; add the edition again.") from None
    columns = [_column(table[name].combine_chunks()) for name in names]
    return [GeneRecord(*row) for row in zip(*columns, strict=True)]


def _column(array: Any) -> list[Any]:
    """Values of a column as a gene record has them: words, tuples of words, or places."""
    if pa.types.is_list(array.type):
        words, ends = array.flatten().to_pylist(), np.cumsum(pc.list_value_length(array).to_numpy()).tolist()
        return [tuple(words[start:end]) for start, end in zip([0, *ends], ends, strict=False)]
    if pa.types.is_struct(array.type):
        parts = [array.field(name).to_pylist() for name in ("chromosome", "start", "end")]
        return [None if place[0] is None else place for place in zip(*parts, strict=True)]
    return list(array.to_pylist())


def _kept(records: Iterator[GeneRecord]) -> tuple[list[GeneRecord], int]:
    every = list(records)
    kept = [record for record in every if record.hgnc_id and record.symbol]
    return kept, len(every) - len(kept)


def _rows(source: Source, lines: Iterator[bytes], names: list[str]) -> Iterator[Mapping[str, str]]:
    """Rows by column name. Published sets drop empty columns at a row's end or add some, so only the needed ones must be there."""
    fewest = max((names.index(name) + 1 for name in _HGNC_COLUMNS | _TABLE_COLUMNS if name in names), default=1)
    for line in lines:
        cells = line.decode("utf-8", "replace").split("\t")
        if len(cells) < fewest:
            source.refuse(f"the row has {len(cells)} columns, needed are {fewest}", here=True)
        yield dict(zip(names, cells + [""] * (len(names) - len(cells)), strict=False))


def _of_hgnc(rows: Iterator[Mapping[str, str]]) -> Iterator[GeneRecord]:
    for row in rows:
        if row.get("status", "Approved") == "Approved":
            yield GeneRecord(
                _hgnc_id(row["hgnc_id"]),
                row["symbol"],
                previous=_split(row["prev_symbol"]),
                aliases=_split(row["alias_symbol"]),
                ensembl_ids=_split(row.get("ensembl_gene_id", "")),
                ncbi_ids=_split(row.get("entrez_id", "")),
                biotype=row.get("locus_type", ""),
            )


def _of_table(source: Source, rows: Iterator[Mapping[str, str]], assembly: Assembly) -> Iterator[GeneRecord]:
    for row in rows:
        gene_id = row["gene_id"].partition(".")[0]
        if not row["start"].isdecimal() or not row["end"].isdecimal():
            source.refuse("start or end is not a position", here=True)
        place = _span(row["contig"], row["start"], row["end"])
        yield GeneRecord(
            _hgnc_id(row["hgnc_id"]),
            row["symbol"],
            ensembl_ids=(gene_id,) if gene_id.startswith("ENSG") else (),
            ncbi_ids=(gene_id,) if gene_id.isdecimal() else (),
            grch37=place if assembly is Assembly.GRCH37 else None,
            grch38=place if assembly is Assembly.GRCH38 else None,
        )


def _of_panelapp(source: Source) -> Iterator[GeneRecord]:
    document = source.json()
    if not isinstance(document, list) or not all(isinstance(entry, dict) for entry in document):
        source.refuse("it is not a list of genes")
    for entry in document:
        fields = entry.get("fields")
        if entry.get("model") != "panels.gene" or not isinstance(fields, dict):
            source.refuse('an entry is not of PanelApp\'s model "panels.gene"')
        places = _ensembl(fields.get("ensembl_genes"))
        yield GeneRecord(
            _hgnc_id(str(fields.get("hgnc_id") or "")),
            str(fields.get("hgnc_symbol") or entry.get("pk") or ""),
            aliases=tuple(str(alias) for alias in _decoded(fields.get("alias"), list)),
            ensembl_ids=tuple(dict.fromkeys(ensembl for _, ensembl, _ in places if ensembl)),
            biotype=str(fields.get("biotype") or ""),
            grch37=next((place for assembly, _, place in places if assembly == "grch37"), None),
            grch38=next((place for assembly, _, place in places if assembly == "grch38"), None),
        )


def _ensembl(value: object) -> list[tuple[str, str, tuple[str, int, int] | None]]:
    found = []
    for assembly, releases in _decoded(value, dict).items():
        newest = releases[max(releases, key=lambda release: (len(release), release))] if releases else {}
        chromosome, _, span = str(newest.get("location", "")).partition(":")
        start, _, end = span.partition("-")
        found.append((assembly.lower(), str(newest.get("ensembl_id", "")), _span(chromosome, start, end)))
    return found


def _decoded(value: Any, kind: type) -> Any:
    """PanelApp stores lists and objects as JSON inside JSON."""
    if isinstance(value, str):
        try:
            value = json.loads(value)
        except (ValueError, RecursionError):
            value = None
    return value if isinstance(value, kind) else kind()


def _span(contig: str, start: str, end: str) -> tuple[str, int, int] | None:
    chromosome = plain_chromosome(contig)
    if chromosome is None or not start.isdecimal() or not end.isdecimal() or len(start + end) > 18:
        return None
    return chromosome, int(start), int(end)


def _hgnc_id(text: str) -> str:
    number = text.strip().removeprefix("HGNC:")
    return f"HGNC:{int(number)}" if number.isdecimal() and len(number) < 10 else ""


def _split(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.strip('"').split("|") if part.strip())


def _stored(value: Any) -> Any:
    if isinstance(value, tuple) and len(value) == 3 and isinstance(value[1], int):
        return {"chromosome": value[0], "start": value[1], "end": value[2]}
    return list(value) if isinstance(value, tuple) else value
