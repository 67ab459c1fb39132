"""Where panels lie, by one option of every command: a folder, a snapshot file, this house's database, or another PanelApp."""

from __future__ import annotations

import functools
from pathlib import Path

import click

from carrel.foundation.knowledge import queries as knowledge


DATABASE = "database"  # a folder of this name is written ./database
panels_option = click.option(
    "--panels",
    required=True,
    metavar="PLACE",
    help="Folder of PanelApp panels (*.json), snapshot file, `database` (the panels curated here), or address of a PanelApp.",
)


@functools.lru_cache(maxsize=4)
def open_shelf(place: str, store: Path) -> knowledge.Shelf:
    """The panels at a place; a process opens it once. Raises a sentence where there are none."""
    if place != DATABASE:
        return knowledge.open_panels(place, store)
    from carrel.interfaces.cli.house import open_house  # noqa: PLC0415 - only the database needs the web framework

    open_house(store)
    from carrel.foundation.knowledge.queries.database_shelf import DatabaseShelf  # noqa: PLC0415 - needs its settings

    return DatabaseShelf()
