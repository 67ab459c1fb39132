"""`carrel panels list` and `show`: which gene panels a folder, a snapshot, the database or a server holds."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import click

from carrel.foundation.vocabulary.inheritance import Rating
from carrel.interfaces.cli.panel_places import open_shelf, panels_option
from carrel.interfaces.cli.places import store_option


@click.command("list")
@panels_option
@store_option
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def list_panels(panels: str, store: Path, as_json: bool) -> None:
    """List the panels and their versions.

    \b
    carrel panels list --panels panels/
    """
    headers = open_shelf(panels, store).list()
    if as_json:
        click.echo(json.dumps([asdict(header) for header in headers], indent=1))
        return
    for header in headers:
        signed = f", signed off {header.signed_off}" if header.signed_off else ""
        click.echo(f"{header.id}@{header.version}\t{header.name} ({header.status}{signed})")


@click.command("show")
@click.argument("reference")
@panels_option
@store_option
def show_panel(reference: str, panels: str, store: Path) -> None:
    """Show the genes, repeats and regions of one panel.

    \b
    carrel panels show 402@2.1 --panels panels/
    """
    panel = open_shelf(panels, store).get(reference)
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
