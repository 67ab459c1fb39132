"""The `carrel` command: one verb for each step, in the order in which a genome travels."""

from __future__ import annotations

import gc
import signal
import sys
from importlib import import_module

import click

from carrel import __version__


# In the order in which the work is done. A verb's module is imported when the verb is used: a re-analysis takes less time than
# loading what the others need.
VERBS = {
    "demo": "carrel.interfaces.cli.demo",
    "knowledge": "carrel.interfaces.cli.knowledge",
    "panels": "carrel.interfaces.cli.panels",
    "interpret": "carrel.interfaces.cli.interpret",
    "explain": "carrel.interfaces.cli.explain",
    "serve": "carrel.interfaces.cli.serve",
    "worker": "carrel.interfaces.cli.worker",
    "user": "carrel.interfaces.cli.user",
    "ledger": "carrel.interfaces.cli.ledger",
    "migrate": "carrel.interfaces.cli.migrate",
    "doctor": "carrel.interfaces.cli.doctor",
}


class _InRiverOrder(click.Group):
    """Lists its verbs in the order of the work and loads the one that is asked."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(VERBS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in VERBS:
            return None
        command: click.Command = getattr(import_module(VERBS[cmd_name]), cmd_name)
        return command


@click.group(cls=_InRiverOrder, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="carrel")
def carrel() -> None:
    """Software for a whole genomic programme.

    \b
    Start with:  carrel demo
    Then:        carrel interpret family.json --panels panels/ --out reports/
    """


def _stopped(*_: object) -> None:
    """A kill ends like Ctrl-C: what is half written is taken away on the way out."""
    click.echo("carrel: stopped.", err=True)
    sys.exit(143)


def run() -> None:
    """Run the command; bad input ends with one sentence on the error stream and exit code 1, never with a traceback."""
    signal.signal(signal.SIGTERM, _stopped)
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
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(141)
    except Exception as fault:
        from carrel.interfaces.cli.faults import sentence_of  # noqa: PLC0415 - only where something failed

        sentence = sentence_of(fault)
        if sentence is None:
            raise
        click.echo(f"carrel: {sentence}", err=True)
        sys.exit(1)
    finally:
        gc.freeze()  # the process ends: do not look through everything once more


if __name__ == "__main__":
    run()
