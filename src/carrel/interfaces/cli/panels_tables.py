"""An evidence table on the command line: what was taken, and each fault with its line and column."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click
from django.utils import timezone

from carrel.foundation.knowledge.actions.evidence_tables import TableTaken, take_table
from carrel.foundation.knowledge.errors import TableHasFaults
from carrel.foundation.vocabulary.actors import OPERATOR
from carrel.interfaces.cli.faults import Refused


SHOWN = 200  # remarks of one kind; the JSON has all


def import_table(path: Path, form: str, asked: Mapping[str, Any], as_json: bool) -> None:
    """Take a table and tell; `asked` are the named arguments of take_table. Ends with code 1 where rows are wrong."""
    if not asked["name"]:
        raise Refused('an evidence table makes one panel; name it with --name, for example --name "DDG2P".')
    try:
        taken = take_table(OPERATOR, path, form, at=timezone.now(), **asked)
    except TableHasFaults as fault:
        _tell_faults(fault, as_json)
        sys.exit(1)
    if as_json:
        click.echo(json.dumps(asdict(taken), indent=1))
        return
    _remarks("note", taken.notes)
    _remarks("left out", taken.left_out)
    _summary(taken)


def _summary(taken: TableTaken) -> None:
    changes = f"{taken.added} added, {taken.changed} changed, {taken.removed} removed"
    same = taken.added == taken.changed == taken.removed == 0
    click.echo(
        f"{taken.panel}\t{taken.name}\t{taken.genes} genes from {taken.rows} rows: {'as before' if same else changes}"
    )


def _tell_faults(fault: TableHasFaults, as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps({"faults": [tuple(remark) for remark in fault.faults]}, indent=1))
    else:
        _remarks("fault", fault.faults)
    click.echo(f"carrel: {fault} Nothing was taken; mend the rows, or add --leave-out-faulty.", err=True)


def _remarks(kind: str, remarks: Sequence[tuple[int, str, str]]) -> None:
    for line, column, sentence in remarks[:SHOWN]:
        where = f"line {line}, column {column}" if column else f"line {line}"
        click.echo(f"{kind}\t{where}\t{sentence}", err=True)
    if len(remarks) > SHOWN:
        click.echo(f"{kind}\t{len(remarks) - SHOWN} more; --json tells all", err=True)
