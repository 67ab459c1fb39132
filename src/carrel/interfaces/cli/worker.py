"""`carrel worker`: what a clock starts: sends the letters of the outbox, and once a day reads the ledger through."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from carrel.interfaces.cli.house import open_house
from carrel.interfaces.cli.places import store_option


if TYPE_CHECKING:
    from structlog.stdlib import BoundLogger

PAUSE = 3.0  # seconds between two looks into the outbox
LONGEST_PAUSE = 60.0  # after faults of the database, which usually end by themselves
DAY = 24 * 3600.0  # seconds
SETTLING = 600.0  # seconds after the start before the first daily round


@click.command()
@click.option("--once", is_flag=True, help="Send what is due, then end.")
@click.option("--with-parent", is_flag=True, hidden=True, help="End when the process that started this one ends.")
@store_option
def worker(store: Path, once: bool, with_parent: bool) -> None:
    """Send the letters that wait in the outbox, and read the ledger through once a day, until Ctrl-C or SIGTERM.

    `carrel serve` starts one by itself.

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
    ending, pause, next_day = threading.Event(), PAUSE, time.monotonic() + SETTLING
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: ending.set())
    while not ending.is_set() and parent in (None, os.getppid()):
        pause = PAUSE if _done(_deliver) else min(pause * 2, LONGEST_PAUSE)
        if time.monotonic() > next_day:
            _done(daily)
            next_day += DAY
        ending.wait(pause)


def _done(work: Callable[[], object]) -> bool:
    """Do it; whatever goes wrong is noted in the log, and the worker goes on."""
    from django.db import close_old_connections  # noqa: PLC0415 - needs the open house

    try:
        close_old_connections()
        work()
    except Exception as fault:
        _log().error(f"{work.__name__.strip('_')} failed", exc_info=fault)
        return False
    return True


def _deliver() -> None:
    sent, put_off, given_up = deliver_due()
    if sent or put_off or given_up:
        _log().info("letters delivered", count=sent, put_off=put_off, given_up=given_up)


def deliver_due() -> tuple[int, int, int]:
    """Send the letters that are due: how many were sent, put off, given up."""
    from django.utils import timezone  # noqa: PLC0415 - needs the open house

    from carrel.foundation.ledger import tasks  # noqa: PLC0415 - needs the open house
    from carrel.foundation.people import queries as people  # noqa: PLC0415 - needs the open house

    done = tasks.deliver(timezone.now, people.address_of)
    return done.sent, done.put_off, done.given_up


def daily() -> None:
    """Read the ledger through, for the auditors' page, and forget sessions that ended."""
    from django.utils import timezone  # noqa: PLC0415 - needs the open house

    from carrel.foundation.ledger import tasks  # noqa: PLC0415 - needs the open house
    from carrel.foundation.people import tasks as people  # noqa: PLC0415 - needs the open house

    people.forget_sessions(timezone.now())
    found = tasks.verify_and_note(timezone.now())
    if not found.is_whole:
        _log().error("the ledger is broken: run carrel ledger verify", count=found.lines)


def _log() -> BoundLogger:
    import structlog  # noqa: PLC0415 - start-up time

    log: BoundLogger = structlog.get_logger("carrel.worker")
    return log
