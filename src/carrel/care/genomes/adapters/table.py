"""A family's variant table on disk: a summary, the candidates, and a number for every variant that was passed over."""

from __future__ import annotations

import gc
import json
import os
import shutil
from collections.abc import Sequence
from dataclasses import asdict, fields
from functools import cache
from pathlib import Path
from typing import Any

import orjson

from carrel.care.genomes.errors import StoreCannotBeWritten, TableCannotBeOpened
from carrel.care.genomes.values import (
    Call,
    Consequence,
    FamilyVariant,
    Frequency,
    GenotypeCounts,
    PairCounts,
    PersonCounts,
    Significance,
    Source,
    Stop,
    TableSummary,
    TrioCounts,
    VariantKind,
)
from carrel.foundation.vocabulary.genome import Assembly, VariantKey


SUMMARY, CANDIDATES, PASSED_OVER = "summary.json", "candidates.json", "passed-over.npy"
FORMAT = "carrel family table 1"


def text_of(value: Any) -> str:
    """Canonical JSON: no spaces, keys in the order given, one line."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False) + "\n"


def write_file(path: Path, text: str) -> None:
    """Writes and flushes to the disk. Raises StoreCannotBeWritten."""
    try:
        with path.open("w", encoding="utf-8", errors="replace") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        raise cannot_write(path, error) from None


def cannot_write(path: Path, error: OSError) -> StoreCannotBeWritten:
    return StoreCannotBeWritten(
        f"The store {path.parent.parent.name} cannot be written ({error.strerror}); free some space or choose another store."
    )


def summary_text(summary: TableSummary) -> str:
    """A summary as JSON."""
    content = {"format": FORMAT, **asdict(summary)}
    content["annotated_genes"] = sorted(summary.annotated_genes)
    return text_of(content)


def summary_of(folder: Path) -> TableSummary:
    """Reads a summary. Raises TableCannotBeOpened."""
    try:
        content = json.loads((folder / SUMMARY).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        raise TableCannotBeOpened(
            f"{folder.name} is no family table or is damaged; read the family's VCF again."
        ) from None
    if content.pop("format", "") != FORMAT:
        raise TableCannotBeOpened(
            f"The table {folder.name} was written by another edition of Carrel; read the family's VCF again."
        )
    counts = content.pop("counts")
    return TableSummary(
        address=content["address"],
        assembly=Assembly(content["assembly"]),
        people=tuple(content["people"]),
        counts=_counts(counts),
        sources=tuple(Source(**source) for source in content["sources"]),
        annotation=content["annotation"],
        frequency_sources=tuple(content["frequency_sources"]),
        significance_sources=tuple(content["significance_sources"]),
        warnings=tuple(content["warnings"]),
        annotated_genes=frozenset(content["annotated_genes"]),
    )


def _counts(content: dict[str, Any]) -> GenotypeCounts:
    people = [PersonCounts(**{**person, "balance": tuple(person["balance"])}) for person in content["people"]]
    return GenotypeCounts(
        records=content["records"],
        variants=content["variants"],
        people=tuple(people),
        pairs=tuple(PairCounts(**pair) for pair in content["pairs"]),
        trios=tuple(TrioCounts(**trio) for trio in content["trios"]),
        stops={Stop(stop): number for stop, number in content["stops"].items()},
        has_filters=content["has_filters"],
    )


DEFAULTS: dict[type, tuple[Any, ...]] = {
    kind: tuple(field.default for field in fields(kind)) for kind in (Call, Consequence, Frequency, Significance)
}


def _trimmed(value: Any) -> list[Any]:
    """A value as the row of its fields, trailing defaults left out."""
    row, defaults = _row(value), DEFAULTS[type(value)]
    while row and row[-1] == defaults[len(row) - 1] and type(row[-1]) is type(defaults[len(row) - 1]):
        row.pop()
    return row


def _row(value: Any) -> list[Any]:
    return [getattr(value, name) for name in value.__slots__]


def candidates_text(variants: Sequence[FamilyVariant]) -> str:
    """Candidates as JSON, one line each."""
    lines = [
        text_of(
            [
                *_row(variant.key),
                variant.filter,
                variant.identifiers,
                [_trimmed(call) for call in variant.calls],
                [_trimmed(consequence) for consequence in variant.consequences],
                [_trimmed(frequency) for frequency in variant.frequencies],
                [_trimmed(significance) for significance in variant.significances],
            ]
        ).rstrip("\n")
        for variant in variants
    ]
    return "[" + ",\n".join(lines) + "]\n"


CALLS = 6  # place of the calls in a candidate's row; a call's first field is its number of copies, left out where 0


def candidates_of(folder: Path, carrier: int | None = None) -> tuple[FamilyVariant, ...]:
    """Reads the candidates, or those of them that the person at place `carrier` carries. Raises TableCannotBeOpened."""
    try:
        rows = orjson.loads((folder / CANDIDATES).read_bytes())
    except (OSError, ValueError):
        raise TableCannotBeOpened(f"The table {folder.name} is damaged; read the family's VCF again.") from None
    if carrier is not None:
        rows = [row for row in rows if row[CALLS][carrier] and row[CALLS][carrier][0]]
    collecting = gc.isenabled()
    gc.disable()  # a hundred thousand small values without a cycle: looking for one doubles the time
    try:
        return tuple(map(_variant, rows))
    finally:
        if collecting:
            gc.enable()


def _variant(row: list[Any]) -> FamilyVariant:
    (
        chromosome,
        position,
        reference,
        alternate,
        filters,
        identifiers,
        calls,
        consequences,
        frequencies,
        significances,
    ) = row
    return FamilyVariant(
        VariantKey(chromosome, position, reference, alternate),
        tuple([Call(*call) for call in calls]),
        tuple([_consequence(consequence) for consequence in consequences]),
        tuple([_frequency(*frequency) for frequency in frequencies]),
        tuple([Significance(*significance) for significance in significances]),
        VariantKind.SMALL,
        filters,
        tuple(identifiers),
    )


def _consequence(row: list[Any]) -> Consequence:
    row[5] = tuple(row[5])
    return Consequence(*row)


@cache
def _frequency(population: str, frequency: float, *more: int | None) -> Frequency:
    return Frequency(population, frequency, *more)


def publish(temporary: Path, final: Path) -> None:
    """Makes a finished folder visible under its address, at once. One that another process put there first stays."""
    try:
        os.rename(temporary, final)
    except OSError as error:
        if final.is_dir():
            shutil.rmtree(temporary, ignore_errors=True)
            return
        raise cannot_write(final, error) from None
    descriptor = os.open(final.parent, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
