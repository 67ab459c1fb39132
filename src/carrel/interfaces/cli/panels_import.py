"""`carrel panels import`: panels of another PanelApp, of a folder, of a snapshot, or of an evidence table."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from carrel.foundation.vocabulary.actors import OPERATOR
from carrel.interfaces.cli.faults import Refused
from carrel.interfaces.cli.house import open_house
from carrel.interfaces.cli.places import store_option


if TYPE_CHECKING:
    from collections.abc import Callable

    from carrel.foundation.knowledge.actions.catalogues import Outcome

FORMATS = ("g2p", "acmg-sf", "clingen", "gencc")


@click.command("import")
@click.argument("source")
@click.option(
    "--into",
    "catalogue",
    default="house",
    show_default=True,
    metavar="NAME",
    help="Catalogue that takes them: `house`, or another name for panels to compare with.",
)
@click.option(
    "--follow/--no-follow",
    "follows",
    default=True,
    help="Take later versions too and do not edit here, or hand over to our curators.  [default: follow]",
)
@click.option("--panel", "only", multiple=True, metavar="ID", help="Only this panel; repeat for more.")
@click.option("--signed-off", is_flag=True, help="Also take the latest signed-off version of each panel.")
@click.option(
    "--evaluations",
    is_flag=True,
    help="Also take the reviews: of a server, a request for each gene; best with --panel.",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(FORMATS),
    help="SOURCE is an evidence table; make or refresh one panel from it.",
)
@click.option("--name", default="", help="Name of the panel that an evidence table makes.")
@click.option("--leave-out-faulty", is_flag=True, help="Evidence tables: take the other rows where some are wrong.")
@click.option("--json", "as_json", is_flag=True, help="Print what became of every panel as JSON.")
@store_option
def import_panels(source: str, form: str | None, store: Path, as_json: bool, **given: object) -> None:
    """Take panels from SOURCE: the address of a PanelApp, a folder of its answers, or a snapshot file.

    Only what is new is asked for and kept; after an interruption, run it again.

    \b
    carrel panels import https://panelapp.example.org --signed-off
    carrel panels import answers/ --into australia
    carrel panels import DDG2P.csv --format g2p --name "DDG2P"
    """
    open_house(store)
    catalogue = str(given["catalogue"])
    if not re.fullmatch(r"[a-z0-9][a-z0-9-]{0,39}", catalogue, re.ASCII):
        raise Refused(f"{catalogue!r:.60} cannot name a catalogue; write small letters, digits and hyphens.")
    if form:
        from carrel.interfaces.cli.panels_tables import import_table  # noqa: PLC0415 - needs the opened house

        asked = {
            "name": str(given["name"]),
            "catalogue": catalogue,
            "leave_out_faulty": bool(given["leave_out_faulty"]),
        }
        import_table(Path(source), form, asked, as_json)
        return
    if source.lower().removesuffix(".gz").endswith((".csv", ".tsv", ".txt")):
        raise Refused(f"{source} is a table; say of which kind with --format, and name its panel with --name.")
    outcomes = _import_all(source, given, as_json)
    if any(outcome.what == "fault" for outcome in outcomes):
        sys.exit(1)


def _import_all(source: str, given: dict[str, object], as_json: bool) -> list[Outcome]:
    # The tables of the database are known only after the house is open.
    from django.utils import timezone  # noqa: PLC0415

    from carrel.foundation.knowledge.actions.catalogues import Taking, What, counted, take_panels  # noqa: PLC0415
    from carrel.foundation.knowledge.actions.genes import load_genes_of_panels  # noqa: PLC0415
    from carrel.foundation.knowledge.adapters.panel_sources import open_source  # noqa: PLC0415

    catalogue = str(given["catalogue"])
    only = frozenset(str(number) for number in given["only"])  # type: ignore[attr-defined]
    how = Taking(catalogue, bool(given["follows"]), bool(given["signed_off"]), bool(given["evaluations"]), only)
    outcomes: list[Outcome] = []
    with _bar() as (begin, advance):
        for outcome in take_panels(OPERATOR, open_source(source), how, now=timezone.now, begin=begin):
            outcomes.append(outcome)
            advance()
            if not as_json:
                _tell(outcome)
    if any(outcome.what in (What.NEW, What.UPDATED) for outcome in outcomes):
        load_genes_of_panels(OPERATOR, at=timezone.now())  # so that they are found, and can be put on panels of our own
    if as_json:
        click.echo(json.dumps([outcome._asdict() for outcome in outcomes], indent=1))
    else:
        click.echo(", ".join(f"{count} {what}" for what, count in counted(outcomes)) or "no panel", err=True)
    return outcomes


def _tell(outcome: Outcome) -> None:
    if outcome.what == "fault":
        click.echo(f"fault\t{outcome.panel}\t{shown(outcome.sentence)}", err=True)
    elif outcome.what != "kept":
        click.echo(f"{outcome.what}\t{outcome.panel}\t{shown(outcome.name)}")


def shown(text: str) -> str:
    """Text from elsewhere as a terminal may show it: no line ends, no escapes."""
    return "".join(letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in text[:600])


@contextmanager
def _bar() -> Iterator[tuple[Callable[[int], None], Callable[[], None]]]:
    """A progress bar on the error stream, only where a person looks at it."""
    if not sys.stderr.isatty():
        yield lambda count: None, lambda: None
        return
    from rich.console import Console  # noqa: PLC0415 - slow to load, and only a person looks at it
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn  # noqa: PLC0415

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("panels", total=None)
        yield lambda count: progress.update(task, total=count), lambda: progress.advance(task)
