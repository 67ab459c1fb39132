"""`carrel panels verify`: whether the panels of the database still say what was stored."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

import click

from carrel.interfaces.cli.house import open_house
from carrel.interfaces.cli.places import store_option


DAMAGED = 3  # as `carrel ledger verify` ends where something is not as it was written
MOST = 50  # sentences on the terminal; JSON has all


@click.command("verify")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@store_option
def verify_panels(as_json: bool, store: Path) -> None:
    """Read every row of every version of every panel, and name those that are not what was stored.

    Exit code 0: whole. 3: damaged. 1: it could not be read.

    \b
    carrel panels verify
    """
    open_house(store)
    from carrel.foundation.knowledge.queries import verification  # noqa: PLC0415 - needs the open house

    found = list(verification.damages(_Progress() if sys.stderr.isatty() else None))
    if as_json:
        click.echo(json.dumps({"whole": not found, "damages": found}, indent=1))
    else:
        for sentence in found[:MOST]:
            click.echo(sentence)
        more = f" ({len(found) - MOST} more)" if len(found) > MOST else ""
        click.echo(f"Damaged: {len(found)} findings{more}." if found else "Whole: every version says what was stored.")
    sys.exit(DAMAGED if found else 0)


class _Progress:
    """After two seconds, one line on the terminal that counts."""

    def __init__(self) -> None:
        self.begun = self.shown = time.monotonic()

    def __call__(self, read: int, total: int) -> None:
        now = time.monotonic()
        if now - self.begun > 2 and now - self.shown > 0.5:
            click.echo(f"\r{read} of {total} panels", nl=False, err=True)
            self.shown = now
