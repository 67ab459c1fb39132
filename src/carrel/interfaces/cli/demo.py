"""`carrel demo`: the journeys on real public families, as far as they exist."""

from __future__ import annotations

import time
from pathlib import Path

import click

from carrel.care.interpretation import actions as interpretation
from carrel.care.interpretation.values import Interpretation
from carrel.interfaces.cli import demo_site
from carrel.interfaces.cli.demo_inputs import Family, data_folder, excerpts, families
from carrel.interfaces.cli.faults import Refused
from carrel.interfaces.cli.interpret import summary
from carrel.interfaces.cli.order import case_of_options
from carrel.interfaces.cli.places import store_option
from carrel.interfaces.cli.serve import refuse_taken


@click.command()
@click.option(
    "--out", default="demo", show_default=True, type=click.Path(path_type=Path), help="Folder for the reports."
)
@click.option("--no-serve", is_flag=True, help="Prepare the site, but do not start it.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535), help="Port of the site.")
@store_option
def demo(out: Path, store: Path, no_serve: bool, port: int) -> None:
    """Interpret three real families, say where the reports are, and start the site with gene panels and invented people.

    \b
    carrel demo
    carrel demo --out /tmp/reports --no-serve
    """
    if not no_serve:
        refuse_taken("127.0.0.1", port)  # now, and not after half a minute's work
    data = data_folder()
    click.echo("Carrel demonstration: from a family's genomes to an explained, tiered report.")
    click.echo(
        f"Inputs: {'the whole public files' if data else 'small excerpts of public files that come with Carrel'}.\n"
    )
    click.echo("The first run on a machine compiles the reader and HPO, which takes about half a minute.\n")
    began = time.perf_counter()
    for family in families(data, out / "inputs"):
        _one(family, out, store)
    click.echo(
        f"Three families in {time.perf_counter() - began:.1f} s. Open {out}/pfeiffer/report.html in a browser, and ask about any variant:"
    )
    click.echo(f"  carrel explain {out}/pfeiffer 10:123256215:T:G --store {store}")
    house = (out / "house").absolute()
    demo_site.tell(demo_site.prepare(house, data), house, port, serving=not no_serve)
    if not no_serve:
        demo_site.serve_until_stopped(house, port)


def _one(family: Family, out: Path, store: Path) -> None:
    click.echo(f"{family.name}\n  {family.story}")
    click.echo(f"  asked: panel {family.panel}, {', '.join(family.terms)}")
    began = time.perf_counter()
    done = _interpret(family, out, store)
    click.echo(f"  found: {summary(done)}")
    if family.published:
        _compare(done, family.published)
    click.echo(f"  {time.perf_counter() - began:.1f} s; report: {out / family.name / 'report.html'}\n")


def _interpret(family: Family, out: Path, store: Path) -> Interpretation:
    given = {
        "vcfs": (family.vcf,), "ped": family.ped, "family_id": "", "proband": "", "terms": family.terms,
        "panel_references": (family.panel,), "sex": family.sex, "assembly": "GRCh37", "incomplete_penetrance": False,
        "structural_vcfs": (family.structural,) if family.structural else (),
        "repeat_vcfs": (family.repeats,) if family.repeats else (), "case_id": family.name,
    }  # fmt: skip
    case = case_of_options(given)
    if case is None:
        raise Refused("the demonstration has no input.")
    knowledge = interpretation.open_knowledge(excerpts() / "panels", store)
    return interpretation.interpret_and_write(case, knowledge, out, interpretation.Options(), None)


def _compare(done: Interpretation, published: str) -> None:
    ranks = {gene.symbol: gene.rank for gene in done.genes}
    if published not in ranks:
        raise Refused(f"the published gene {published} is not in the ranking of {done.case.id}.")
    click.echo(f"  published answer: {published}, here gene rank {ranks[published]} of {len(ranks)}")
