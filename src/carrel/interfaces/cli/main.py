"""The `carrel` command: one verb for each step, in the order in which a genome travels."""

from __future__ import annotations

import sys

import click

from carrel import __version__
from carrel.interfaces.cli.demo import demo
from carrel.interfaces.cli.explain import explain
from carrel.interfaces.cli.faults import Refused, sentence_of
from carrel.interfaces.cli.interpret import interpret
from carrel.interfaces.cli.knowledge import knowledge
from carrel.interfaces.cli.panels import panels


class _InRiverOrder(click.Group):
    """Lists its verbs in the order in which they were added, which is the order of the work."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self.commands)


@click.group(cls=_InRiverOrder, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="carrel")
def carrel() -> None:
    """Software for a whole genomic programme.

    \b
    Start with:  carrel demo
    Then:        carrel interpret family.json --panels panels/ --out reports/
    """


for verb in (demo, knowledge, panels, interpret, explain):
    carrel.add_command(verb)


def run() -> None:
    """Run the command; bad input ends with one sentence on the error stream and exit code 1, never with a traceback."""
    try:
        carrel(standalone_mode=False)
    except click.exceptions.Exit as end:
        sys.exit(end.exit_code)
    except click.ClickException as fault:
        fault.show()
        sys.exit(fault.exit_code)
    except (click.Abort, KeyboardInterrupt):
        click.echo("carrel: stopped.", err=True)
        sys.exit(130)
    except Refused as fault:
        click.echo(f"carrel: {fault}", err=True)
        sys.exit(1)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(141)
    except Exception as fault:
        sentence = sentence_of(fault)
        if sentence is None:
            raise
        click.echo(f"carrel: {sentence}", err=True)
        sys.exit(1)


if __name__ == "__main__":
    run()
