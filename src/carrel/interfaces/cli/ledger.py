"""`carrel ledger`: whether the book of who did what is whole."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

import click

from carrel.foundation.ledger.rules import anchor_of
from carrel.interfaces.cli.house import open_house
from carrel.interfaces.cli.places import store_option


BROKEN = 3  # the exit code that only a broken ledger has


@click.group()
def ledger() -> None:
    """The book of who did what and when: verify it, note its end.

    \b
    carrel ledger head                    write this down somewhere else
    carrel ledger verify --against 1234:9f86d0...
    """


@ledger.command()
@store_option
def head(store: Path) -> None:
    """Print the number and the hash of the last line, to be kept outside this machine.

    Whoever has the database and the key can rewrite everything, and whoever has an old copy can put it back; neither can make
    the book agree with a line that was noted elsewhere.

    \b
    carrel ledger head >> /media/elsewhere/ledger-heads
    """
    open_house(store)
    from carrel.foundation.ledger import queries  # noqa: PLC0415 - needs Django's settings

    click.echo(str(queries.head()))


@ledger.command()
@click.option("--against", help="A line that was noted elsewhere, as `carrel ledger head` printed it: SEQUENCE:HASH.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@store_option
def verify(against: str | None, as_json: bool, store: Path) -> None:
    """Read the whole ledger and name the first line that was changed, deleted, moved, inserted or cut off.

    Exit code 0: whole. 3: broken. 1: it could not be read.

    \b
    carrel ledger verify --json
    """
    anchor = anchor_of(against) if against else None
    open_house(store)
    from carrel.foundation.ledger import queries  # noqa: PLC0415 - needs Django's settings

    found = queries.verify(against=anchor, progress=_Progress() if sys.stderr.isatty() else None)
    finding = found.finding
    if as_json:
        told = {
            "whole": found.is_whole,
            "lines": found.lines,
            "end": str(found.end),
            "line": finding.sequence if finding else None,
            "damage": finding.damage if finding else None,
            "sentence": finding.sentence if finding else None,
        }
        click.echo(json.dumps(told))
    elif finding is None:
        click.echo(f"The ledger is whole: {found.lines} lines, ending with {found.end}.")
    else:
        click.echo(f"carrel: {finding.sentence}", err=True)
    if finding:
        sys.exit(BROKEN)


@ledger.command()
@click.confirmation_option(prompt="Seal what is there now, as if it were right?")
@store_option
def seal(store: Path) -> None:
    """Seal the ledger with this server's key, after the key was changed or an incident was looked into.

    Refuses where the chain itself is broken. The ledger says that it was done.

    \b
    carrel ledger seal --yes
    """
    open_house(store)
    from django.utils import timezone  # noqa: PLC0415 - start-up time

    from carrel.foundation.ledger import actions  # noqa: PLC0415 - needs Django's settings

    click.echo(f"The ledger is sealed: {actions.seal_again(at=timezone.now()).end}")


class _Progress:
    """After two seconds, one line on the terminal that counts."""

    def __init__(self) -> None:
        self.begun = self.shown = time.monotonic()

    def __call__(self, lines: int, total: int) -> None:
        now = time.monotonic()
        if now - self.begun > 2 and now - self.shown > 0.5:
            click.echo(f"\r{lines} of {total} lines", nl=False, err=True)
            self.shown = now
