"""`carrel panels genes load`: what genes are called and where they lie, for new rows of panels."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from carrel.foundation.knowledge.values import GeneRecord
from carrel.foundation.vocabulary.genome import Assembly
from carrel.interfaces.cli.faults import Refused
from carrel.interfaces.cli.house import open_house
from carrel.interfaces.cli.places import store_option


@click.group()
def genes() -> None:
    """Names and places of genes, which panels are keyed by.

    \b
    carrel panels genes load
    """


@genes.command()
@click.argument("files", nargs=-1, type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option(
    "--edition", default="", help="Edition of the store, by the beginning of its id; or, with FILES, their version."
)
@click.option(
    "--assembly", type=click.Choice([str(name) for name in Assembly]), help="Of a plain table, which does not tell it."
)
@store_option
def load(files: tuple[Path, ...], edition: str, assembly: str | None, store: Path) -> None:
    """Load genes from an edition of the store (the newest, where none is named), or from FILES.

    \b
    carrel knowledge add genes hgnc_complete_set.txt --edition 2024-04
    carrel panels genes load
    """
    open_house(store)
    from django.utils import timezone  # noqa: PLC0415 - start-up time

    from carrel.foundation.knowledge import queries  # noqa: PLC0415 - start-up time

    if files:
        counts = [load_file(file, edition or file.name, timezone.now(), assembly) for file in files]
        click.echo(f"{sum(counts):,} genes loaded.")
        return
    found = queries.edition(store, edition) if edition else queries.latest(store, "genes")
    if found is None or found.kind != "genes":
        raise Refused(
            "the store has no genes edition; add one with carrel knowledge add genes hgnc_complete_set.txt, or name a file."
        )
    click.echo(
        f"{_loaded(queries.stored_genes(Path(found.folder)), found.id, timezone.now()):,} genes of {found.id} loaded."
    )


def load_file(file: Path, edition: str, at: datetime, assembly: str | None = None) -> int:
    """Load the genes of a file (HGNC's complete set, PanelApp's genes.json, or a plain table) into the open house; how many."""
    from carrel.foundation.knowledge.adapters.genes import read_genes  # noqa: PLC0415 - start-up time
    from carrel.foundation.knowledge.adapters.sources import Source  # noqa: PLC0415 - start-up time

    _, records, _ = read_genes(Source(file), Assembly(assembly) if assembly else None)
    return _loaded(records, edition, at)


def _loaded(records: list[GeneRecord], edition: str, at: datetime) -> int:
    from carrel.foundation.knowledge.actions.genes import load_genes  # noqa: PLC0415 - needs the open house
    from carrel.foundation.vocabulary.actors import OPERATOR  # noqa: PLC0415 - start-up time

    return load_genes(OPERATOR, records, edition, at)
