"""`carrel panels`: which gene panels a folder holds."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import click

from carrel.foundation.knowledge import queries as knowledge
from carrel.foundation.vocabulary.inheritance import Rating


panels_option = click.option(
    "--panels", "folder", required=True, type=click.Path(path_type=Path), help="Folder of PanelApp panels (*.json)."
)


@click.group()
def panels() -> None:
    """Gene panels in a folder: list them, show one.

    \b
    carrel panels list --panels panels/
    carrel panels show 402 --panels panels/
    """


@panels.command("list")
@panels_option
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def list_panels(folder: Path, as_json: bool) -> None:
    """List the panels and their versions.

    \b
    carrel panels list --panels panels/
    """
    headers = knowledge.open_panels(folder).list()
    if as_json:
        click.echo(json.dumps([asdict(header) for header in headers], indent=1))
        return
    for header in headers:
        signed = f", signed off {header.signed_off}" if header.signed_off else ""
        click.echo(f"{header.id}@{header.version}\t{header.name} ({header.status}{signed})")


@panels.command("show")
@click.argument("reference")
@panels_option
def show_panel(reference: str, folder: Path) -> None:
    """Show the genes, repeats and regions of one panel.

    \b
    carrel panels show 402@2.1 --panels panels/
    """
    panel = knowledge.open_panels(folder).get(reference)
    click.echo(f"{panel.reference}\t{panel.name}\nSHA-256 {panel.content_hash}")
    for rating in Rating:
        for gene in panel.genes:
            if gene.rating is rating:
                click.echo(
                    f"{rating.value}\tgene\t{gene.symbol}\t{gene.hgnc_id}\t{gene.mode_of_inheritance or 'no mode stated'}"
                )
        for repeat in panel.repeats:
            if repeat.rating is rating:
                click.echo(
                    f"{rating.value}\trepeat\t{repeat.name}\tnormal < {repeat.normal_repeats}, pathogenic >= {repeat.pathogenic_repeats}"
                )
        for region in panel.regions:
            if region.rating is rating:
                click.echo(
                    f"{rating.value}\tregion\t{region.name}\t{region.type_of_variants}, overlap >= {region.required_overlap_percentage} %"
                )
