"""`carrel panels diff` and `discordance`: what differs between two panels, and between two catalogues."""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

import click

from carrel.foundation.knowledge.rules.panel_difference import Difference, differences
from carrel.foundation.knowledge.values import PanelHeader
from carrel.interfaces.cli.faults import Refused
from carrel.interfaces.cli.house import open_house
from carrel.interfaces.cli.panel_places import open_shelf
from carrel.interfaces.cli.places import store_option


_MARKS = {"head": "~", "added": "+", "removed": "-", "changed": "~"}
_COLUMNS = ("kind", "hgnc_id", "symbol", "left_panel", "right_panel", "left_name", "right_name", "matched_by",
            "left_rating", "right_rating", "left_mode", "right_mode")  # fmt: skip


@click.command("diff")
@click.argument("before")
@click.argument("after")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@store_option
def diff_panels(before: str, after: str, as_json: bool, store: Path) -> None:
    """Say what differs between two panels, each PLACE#ID[@VERSION]; or, without #ID, which panels two places have.

    A PLACE is a folder, a snapshot file, `database`, or the address of a PanelApp. Ends with code 1 where something differs.

    \b
    carrel panels diff database#402@1.0 database#402@2.1
    carrel panels diff panels/ https://panelapp.example.org
    """
    left, right = before.partition("#"), after.partition("#")
    if bool(left[2]) != bool(right[2]):
        raise Refused("compare two panels (PLACE#ID and PLACE#ID) or two places, not one with the other.")
    places = [open_shelf(part[0], store) for part in (left, right)]
    if left[2]:
        one, other = places[0].get(left[2]), places[1].get(right[2])
        found = differences(one, other)
        heading = f"{one.reference} ({one.content_hash[:12]}) -> {other.reference} ({other.content_hash[:12]})"
    else:
        found = _of_lists(places[0].list(), places[1].list())
        heading = f"{left[0]} -> {right[0]}"
    _tell(found, heading, as_json)
    sys.exit(1 if found else 0)


def _of_lists(before: Sequence[PanelHeader], after: Sequence[PanelHeader]) -> list[Difference]:
    """Panels that only one place has, and panels of which they have other versions."""
    old, new = _versions(before), _versions(after)
    found = []
    for number in {**old, **new}:
        one, other = old.get(number, ("", "")), new.get(number, ("", ""))
        what = "added" if number not in old else "removed" if number not in new else "changed"
        if one[1] != other[1]:
            found.append(Difference(what, "panel", f"{number} {other[0] or one[0]}", "versions", one[1], other[1]))
    return found


def _versions(headers: Iterable[PanelHeader]) -> dict[str, tuple[str, str]]:
    found: dict[str, tuple[str, list[str]]] = {}
    for header in headers:
        found.setdefault(header.id, (header.name, []))[1].append(header.version)
    return {number: (name, ", ".join(dict.fromkeys(versions))) for number, (name, versions) in found.items()}


def _tell(found: Sequence[Difference], heading: str, as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps([one._asdict() for one in found], indent=1, ensure_ascii=False))
        return
    click.echo(f"{heading}: {'no difference' if not found else f'{len(found)} differences'}", err=True)
    for one in found:
        value = (
            f"{one.before or '(none)'} -> {one.after or '(none)'}"
            if one.what in ("changed", "head")
            else one.before or one.after
        )
        words = " ".join(word for word in (one.kind, one.entity, one.field) if word)
        click.echo(f"{_MARKS[one.what]} {_plain(words)}: {_plain(value)}")


def _plain(text: str) -> str:
    return "".join(letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in text)


@click.command()
@click.argument("left")
@click.argument("right", default="house")
@click.option(
    "--pair",
    "pairs",
    multiple=True,
    metavar="LEFT=RIGHT",
    help="Panel numbers that belong together, where names do not tell.",
)
@click.option(
    "--limit", type=click.IntRange(min=0), default=50, show_default=True, help="Rows of the table; 0 for all."
)
@click.option("--tsv", "as_tsv", is_flag=True, help="Print all as tab-separated values.")
@click.option("--json", "as_json", is_flag=True, help="Print all as JSON.")
@store_option
def discordance(
    left: str, right: str, pairs: tuple[str, ...], limit: int, as_tsv: bool, as_json: bool, store: Path
) -> None:
    """List the genes about which two catalogues of this house disagree, what matters most first.

    \b
    carrel panels import https://panelapp-aus.example.org --into australia
    carrel panels discordance australia
    """
    given = _given(pairs)
    open_house(store)
    from carrel.foundation.knowledge.queries.discordance import matches_of  # noqa: PLC0415 - needs the open house
    from carrel.foundation.knowledge.rules.discordance import disagreements  # noqa: PLC0415 - start-up time
    from carrel.foundation.vocabulary.actors import OPERATOR  # noqa: PLC0415 - start-up time

    pairs_found = matches_of(OPERATOR, left, right, given)
    rows = disagreements(pairs_found)
    if as_json or as_tsv:
        _print_all([row._asdict() for row in rows], as_json)
        return
    if not pairs_found:
        raise Refused(
            f"no panel of {left} belongs to one of {right}; see which catalogues have panels, or name pairs with --pair."
        )
    for row in rows[: limit or None]:
        lights = f"{_light(row.left_rating)} | {_light(row.right_rating)}"
        modes = f"  {row.left_mode or '(none)'} | {row.right_mode or '(none)'}" if row.kind == "mode" else ""
        click.echo(
            f"{row.symbol:<12} {lights:<22} {row.left_panel} | {row.right_panel}  {_plain(row.left_name)[:60]}{modes}"
        )
    kinds = Counter(row.kind.value for row in rows)
    told = ", ".join(f"{count} by {kind}" for kind, count in kinds.items()) or "none"
    click.echo(f"Panels compared: {len(pairs_found)}; disagreements: {len(rows)} ({told}).", err=True)


def _given(pairs: Iterable[str]) -> dict[int, int]:
    found = {}
    for pair in pairs:
        one, _, other = pair.partition("=")
        if not (one.isascii() and one.isdigit() and other.isascii() and other.isdigit()):
            raise Refused(f"{pair[:40]!r} is no pair of panel numbers; write --pair 3=47.")
        found[int(one)] = int(other)
    return found


def _print_all(rows: Sequence[dict[str, object]], as_json: bool) -> None:
    for row in rows:
        for side in ("left_rating", "right_rating"):
            row[side] = _light(row[side])
    if as_json:
        click.echo(json.dumps(rows, indent=1, ensure_ascii=False))
        return
    click.echo("\t".join(_COLUMNS))
    for row in rows:
        click.echo("\t".join(_plain(str(row[column])) for column in _COLUMNS))


def _light(rating: object) -> str:
    """The words of a traffic light; an absent gene has none."""
    return "absent" if rating is None else str(rating.name).lower().replace("_", " ")  # type: ignore[attr-defined]
