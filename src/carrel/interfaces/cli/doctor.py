"""`carrel doctor`: looks at the installation and says what is kept, what is broken, and what to do about it."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from pathlib import Path

import click

from carrel.interfaces.cli.examination import NOTE, Finding, examine
from carrel.interfaces.cli.places import store_option


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@store_option
def doctor(store: Path, as_json: bool) -> None:
    """Look at the installation: what is kept, what is broken, what to do. Exit code 1 where something is broken.

    \b
    carrel doctor
    """
    findings = examine(store)
    broken = sum(finding.broken for finding in findings)
    if as_json:
        click.echo(json.dumps({"broken": broken, "findings": [asdict(finding) for finding in findings]}, indent=1))
    else:
        _show(findings)
        click.echo(f"\n{len(findings) - broken} kept, {broken} broken.")
    sys.exit(1 if broken else 0)


def _show(findings: list[Finding]) -> None:
    width = max(len(finding.name) for finding in findings)
    for finding in findings:
        colour = "red" if finding.broken else "yellow" if finding.outcome == NOTE else "green"
        click.echo(f"{finding.name:<{width}}  {click.style(finding.outcome, fg=colour)}")
        if finding.advice:
            click.echo(f"    {finding.advice}")
