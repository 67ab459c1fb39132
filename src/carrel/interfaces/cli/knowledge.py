"""`carrel knowledge`: add, list, show and verify frozen editions of gnomAD, ClinVar, HPO and gene names."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict
from functools import wraps
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn

from carrel.foundation.knowledge import actions, queries
from carrel.foundation.knowledge.errors import KnowledgeIsUnusable
from carrel.foundation.knowledge.values import Edition
from carrel.foundation.vocabulary.genome import Assembly
from carrel.interfaces.cli.places import store_option


def plain_faults(command: Callable[..., Any]) -> Callable[..., Any]:
    """Faults of knowledge end the command with their sentence and exit code 1."""

    @wraps(command)
    def run(*arguments: Any, **options: Any) -> Any:
        try:
            return command(*arguments, **options)
        except KnowledgeIsUnusable as fault:
            raise click.ClickException(str(fault)) from None
        except OSError as fault:
            raise click.ClickException(
                f"The store {options['store']} cannot be used ({fault.strerror}); name another with --store."
            ) from None

    return run


@click.group()
def knowledge() -> None:
    """Frozen editions of gnomAD, ClinVar, HPO and gene names: add, list, show, verify.

    \b
    carrel knowledge add clinvar clinvar.vcf.gz variant_summary.txt.gz
    carrel knowledge verify
    """


@knowledge.command()
@click.argument("kind", type=click.Choice(list(actions.KINDS)))
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--edition", "version", default="", help="Version, where the files do not tell it.")
@click.option("--assembly", type=click.Choice([str(name) for name in Assembly]), help="Where the files do not tell it.")
@click.option("--dataset", default="", help="gnomad: name of the set, where the file name does not tell it.")
@click.option("--json", "as_json", is_flag=True, help="Print the edition as JSON.")
@store_option
@plain_faults
def add(
    kind: str,
    files: tuple[Path, ...],
    version: str,
    assembly: str | None,
    dataset: str,
    as_json: bool,
    store: Path,
) -> None:
    """Read FILES and freeze them as one edition.

    \b
    carrel knowledge add gnomad gnomad.exomes.v4.1.sites.chr*.vcf.bgz gnomad.genomes.v4.1.sites.chr*.vcf.bgz
    carrel knowledge add genes hgnc_complete_set.txt --edition 2024-04
    """
    stated = actions.Stated(version, Assembly(assembly) if assembly else None, dataset)
    console = Console(stderr=True)
    bars = Progress(
        TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TimeRemainingColumn(), console=console
    )
    with bars:
        task = bars.add_task(f"reading {kind}", total=sum(path.stat().st_size for path in files))
        edition = actions.add(
            kind, files, store=store, stated=stated, progress=lambda count: bars.update(task, advance=count)
        )
    click.echo(_json(edition) if as_json else f"Added {edition.id}: {_summary(edition)}.")


@knowledge.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print the editions as JSON.")
@store_option
@plain_faults
def list_editions(as_json: bool, store: Path) -> None:
    """List the editions of the store.

    \b
    carrel knowledge list --json
    """
    every = queries.editions(store)
    if as_json:
        click.echo(json.dumps([_document(edition) for edition in every], indent=1, sort_keys=True))
        return
    for edition in every:
        click.echo(f"{edition.id}\t{_summary(edition)}")
    if not every:
        click.echo(f"No edition is in {store}; add one with: carrel knowledge add clinvar clinvar.vcf.gz", err=True)


@knowledge.command()
@click.argument("edition_id")
@click.option("--json", "as_json", is_flag=True, help="Print the edition as JSON.")
@store_option
@plain_faults
def show(edition_id: str, as_json: bool, store: Path) -> None:
    """Show one edition: where it comes from, what is in it, what was passed over. The beginning of its id is enough.

    \b
    carrel knowledge show clinvar-2024
    """
    edition = queries.edition(store, edition_id)
    if as_json:
        click.echo(_json(edition))
        return
    click.echo(f"{edition.id}: {_summary(edition)}\nfolder: {edition.folder}")
    for name, populations in edition.datasets:
        click.echo(f"dataset: {name} ({', '.join(populations)})")
    for source in edition.sources:
        click.echo(f"source: {source.name}  sha256 {source.sha256}")
    for reason, count in edition.passed_over:
        click.echo(f"passed over: {count} records {reason}")


@knowledge.command()
@click.argument("edition_ids", nargs=-1)
@store_option
@plain_faults
def verify(edition_ids: tuple[str, ...], store: Path) -> None:
    """Check that editions (all, where none is named) still have the bytes that were frozen.

    \b
    carrel knowledge verify
    """
    every = [queries.edition(store, name) for name in edition_ids] if edition_ids else queries.editions(store)
    faults = 0
    for edition in every:
        found = queries.verify(Path(edition.folder))
        faults += len(found)
        click.echo(f"{'BROKEN' if found else 'KEPT'}\t{edition.id}")
        for sentence in found:
            click.echo(f"  {sentence}")
    if faults:
        raise click.ClickException("Remove the broken editions' folders and add them again from their sources.")


def _summary(edition: Edition) -> str:
    words = [edition.kind, edition.version, edition.assembly, f"{edition.rows:,} rows" if edition.rows else ""]
    return ", ".join(word for word in words if word)


def _document(edition: Edition) -> dict[str, Any]:
    return asdict(edition)


def _json(edition: Edition) -> str:
    return json.dumps(_document(edition), indent=1, sort_keys=True, ensure_ascii=False)
