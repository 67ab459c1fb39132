"""`python -m carrel.interfaces.web.assets`: fetch the style sheets and scripts, unless they are there."""

from __future__ import annotations

import click

from carrel.interfaces.web.assets.fetching import VENDOR, AssetsCannotBeFetched, fetch, present


@click.command()
@click.option("--again", is_flag=True, help="Fetch them even where they are.")
def main(again: bool) -> None:
    """Fetch NHS.UK Frontend and htmx, in the versions of package-lock.json."""
    if present() and not again:
        return
    try:
        fetch()
    except (AssetsCannotBeFetched, OSError) as fault:
        raise click.ClickException(str(fault)) from None
    click.echo(f"Style sheets and scripts are in {VENDOR}.")


if __name__ == "__main__":
    main()
