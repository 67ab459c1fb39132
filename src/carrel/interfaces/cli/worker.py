"""`carrel worker`: sends the letters that wait in the outbox, and tries again what failed."""

from __future__ import annotations

import os
import signal
import threading
from pathlib import Path

import click

from carrel.interfaces.cli.house import open_house
from carrel.interfaces.cli.places import store_option


PAUSE = 5.0  # seconds between two looks into the outbox


@click.command()
@click.option("--once", is_flag=True, help="Send what is due, then end.")
@click.option("--with-parent", is_flag=True, hidden=True, help="End when the process that started this one ends.")
@store_option
def worker(store: Path, once: bool, with_parent: bool) -> None:
    """Send the letters that wait in the outbox until Ctrl-C or SIGTERM. `carrel serve` starts one by itself.

    \b
    carrel worker --once
    """
    open_house(store)
    if once:
        click.echo(f"{_deliver()} letters were sent.")
        return
    _until_stopped(os.getppid() if with_parent else None)


def _until_stopped(parent: int | None) -> None:
    """A signal lets the letter that is being sent be finished."""
    ending = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: ending.set())
    while not ending.is_set() and parent in (None, os.getppid()):
        _deliver()
        ending.wait(PAUSE)


def _deliver() -> int:
    raise NotImplementedError
