"""`carrel panels export`: all panels as a folder of PanelApp answers, or as one snapshot file."""

from __future__ import annotations

from pathlib import Path

import click

from carrel.interfaces.cli.faults import Refused
from carrel.interfaces.cli.house import open_house
from carrel.interfaces.cli.places import store_option


@click.command("export")
@click.option(
    "--into-dir",
    "folder",
    type=click.Path(path_type=Path),
    help="New folder: one file a panel, with its history beside, and the list.",
)
@click.option(
    "--snapshot", type=click.Path(path_type=Path), help="One file with all panels; gzipped if its name ends in .gz."
)
@click.option("--catalogue", default="house", show_default=True, help="Catalogue whose panels are given out.")
@click.option("--panel", "numbers", multiple=True, type=int, metavar="ID", help="Only this panel; repeat for more.")
@click.option("--signed-off", is_flag=True, help="The latest signed-off versions, and no others.")
@store_option
def export_panels(
    folder: Path | None, snapshot: Path | None, catalogue: str, numbers: tuple[int, ...], signed_off: bool, store: Path
) -> None:
    """Give out panels, so that another house or `carrel interpret` can read them.

    \b
    carrel panels export --snapshot panels.json.gz
    carrel panels export --into-dir panels/ --signed-off
    """
    if (folder is None) == (snapshot is None):
        raise Refused("say where to: --into-dir FOLDER or --snapshot FILE.")
    open_house(store)
    from carrel.foundation.knowledge.adapters.snapshots import write_snapshot  # noqa: PLC0415 - start-up time
    from carrel.foundation.knowledge.queries import panel_folders, panel_list, snapshots  # noqa: PLC0415 - needs the open house
    from carrel.foundation.vocabulary.actors import OPERATOR  # noqa: PLC0415 - start-up time

    catalogues = ["house", *panel_list.catalogues()]
    if catalogue not in catalogues:
        raise Refused(f"there is no catalogue {catalogue!r:.60}; there are: {', '.join(catalogues)}.")
    if snapshot is not None:
        size = write_snapshot(snapshot, snapshots.snapshot(OPERATOR, catalogue, signed_off=signed_off, numbers=numbers))
        click.echo(f"{snapshot}: {size:,} bytes")
    elif folder is not None:
        count = panel_folders.write_folder(OPERATOR, folder, catalogue, signed_off=signed_off, numbers=numbers)
        click.echo(f"{folder}: {count} panels")
    newer = 0 if signed_off else snapshots.signed_off_before(OPERATOR, catalogue, numbers=numbers)
    if newer:
        click.echo(
            f"{newer} of them changed since a version was signed off, and `carrel interpret` takes that version from the database; "
            "with --signed-off it is given out.",
            err=True,
        )
