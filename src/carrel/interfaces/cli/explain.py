"""`carrel explain`: why is this variant tiered, or why not?"""

from __future__ import annotations

import json
from pathlib import Path

import click

from carrel.care.interpretation import queries as interpretation
from carrel.interfaces.cli.places import store_option


@click.command()
@click.argument("report", type=click.Path(path_type=Path))
@click.argument("variant")
@click.option("--json", "as_json", is_flag=True, help="Print the explanation as JSON.")
@store_option
def explain(report: Path, variant: str, as_json: bool, store: Path) -> None:
    """Explain one VARIANT of a family: every event that carried it, or the first rule that stopped it.

    REPORT is the folder of a case, VARIANT is CHROM:POS:REF:ALT.

    \b
    carrel explain reports/CASE1 chr10:121517378:C:T
    """
    found = interpretation.explain(report, variant, store)
    if as_json:
        click.echo(json.dumps(found.as_json(), indent=1))
        return
    click.echo(found.headline)
    for line in found.lines:
        click.echo(f"  {line}")
