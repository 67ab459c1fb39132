"""`carrel worker`: sends the letters that wait in the outbox, and tries again what failed."""

from __future__ import annotations

import os
import signal
import threading
from pathlib import Path

import click

from carrel.interfaces.cli.house import open_house
from carrel.interfaces.cli.places import store_option


PAUSE = 3.0  # seconds between two looks into the outbox
LONGEST_PAUSE = 60.0  # after faults of the database, which usually end by themselves


@click.command()
@click.option("--once", is_flag=True, help="Send what is due, then end.")
@click.option("--with-parent", is_flag=True, hidden=True, help="End when the process that started this one ends.")
@store_option
def worker(store: Path, once: bool, with_parent: bool) -> None:
    """Send the letters that wait in the outbox until Ctrl-C or SIGTERM. `carrel serve` starts one by itself.

    \b
    carrel worker --once
    """
    parent = os.getppid() if with_parent else None
    open_house(store)
    if once:
        sent, put_off, given_up = deliver_due()
        click.echo(f"{sent} letters were sent, {put_off} will be tried again, {given_up} were given up.")
        return
    _until_stopped(parent)


def _until_stopped(parent: int | None) -> None:
    """A signal lets the letter that is being sent be finished."""
    import structlog  # noqa: PLC0415 - start-up time

    log, ending, pause = structlog.get_logger("carrel.worker"), threading.Event(), PAUSE
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: ending.set())
    while not ending.is_set() and parent in (None, os.getppid()):
        try:
            sent, put_off, given_up = deliver_due()
        except Exception as fault:
            pause = min(pause * 2, LONGEST_PAUSE)
            log.error("letters could not be delivered", exc_info=fault)
        else:
            pause = PAUSE
            if sent or put_off or given_up:
                log.info("letters delivered", count=sent, tries=put_off)
        ending.wait(pause)


def deliver_due() -> tuple[int, int, int]:
    """Send the letters that are due: how many were sent, put off, given up. The connection is not kept."""
    from django.db import close_old_connections  # noqa: PLC0415 - needs the open house
    from django.utils import timezone  # noqa: PLC0415 - needs the open house

    from carrel.foundation.ledger import tasks  # noqa: PLC0415 - needs the open house
    from carrel.foundation.people import queries as people  # noqa: PLC0415 - needs the open house

    close_old_connections()
    done = tasks.deliver(timezone.now, people.address_of)
    return done.sent, done.put_off, done.given_up
