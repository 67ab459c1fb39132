"""`carrel serve`: the pages and the API, by a production server, on this machine."""

from __future__ import annotations

import multiprocessing
import os
import shutil
import socket
from pathlib import Path

import click

from carrel.interfaces.cli.examination import LOCAL
from carrel.interfaces.cli.faults import Refused
from carrel.interfaces.cli.house import open_house
from carrel.interfaces.cli.migrate import bring_up_to_date
from carrel.interfaces.cli.places import store_option
from carrel.interfaces.cli.worker_child import WorkerChild
from carrel.interfaces.gate.orphans import PARENT


BACKLOG = 2048  # connections that may wait at once: clients open a hundred and more together


def _default_workers() -> int:
    return max(1, min(4, os.cpu_count() or 1))


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on; 0.0.0.0 for every network.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
@click.option(
    "--workers",
    default=_default_workers,
    type=click.IntRange(1, 64),
    help="Processes; one per core, at most 4, if not said.",
)
@click.option("--threads", default=4, show_default=True, type=click.IntRange(1, 256), help="Threads of each process.")
@click.option("--no-worker", is_flag=True, help="Do not send letters from here; another `carrel worker` does.")
@click.option("--no-migrate", is_flag=True, help="Leave the tables as they are.")
@store_option
def serve(host: str, port: int, workers: int, threads: int, no_worker: bool, no_migrate: bool, store: Path) -> None:
    """Serve the pages and the API until Ctrl-C or SIGTERM. Brings the tables up to date first.

    \b
    carrel serve --port 8000
    """
    refuse_taken(host, port)
    _share_figures(store, port)
    os.environ.setdefault("CARREL_BASE_URL", f"http://localhost:{port}")  # for links in letters
    open_house(store, tables=no_migrate)
    if not no_migrate:
        bring_up_to_date()
    _collect_assets()
    _tell_of_hosts(host)
    child = None if no_worker else WorkerChild()
    click.echo(f"Carrel is served on http://{_shown(host)}:{port}/ - Ctrl-C stops it.")
    try:
        _run(host, port, workers, threads)
    finally:
        if child:
            child.stop()


def _run(host: str, port: int, workers: int, threads: int) -> None:
    os.environ[PARENT] = str(os.getpid())
    multiprocessing.set_start_method("spawn", force=True)  # no connection to the database is shared by two processes
    from granian.constants import Interfaces  # noqa: PLC0415 - start-up time of the other verbs
    from granian.log import LogLevels  # noqa: PLC0415 - start-up time of the other verbs
    from granian.server import Server  # noqa: PLC0415 - start-up time of the other verbs

    Server(
        "carrel.config.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=threads,
        backlog=BACKLOG,
        backpressure=BACKLOG,
        websockets=False,
        log_level=LogLevels.error,
        respawn_failed_workers=True,
        workers_kill_timeout=30,
    ).serve()


def refuse_taken(host: str, port: int) -> None:
    """Say it before anything starts where the port is taken or the address is not of this machine."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except PermissionError:
            raise Refused(f"Port {port} may only be used by root; choose one above 1023 with --port.") from None
        except OSError as fault:
            raise Refused(
                f"{_shown(host)}:{port} cannot be listened on ({fault.strerror}); another program may hold it: choose one with --port."
            ) from None


def _shown(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def _tell_of_hosts(host: str) -> None:
    from django.conf import settings  # noqa: PLC0415 - needs the open house

    if host not in LOCAL and set(settings.ALLOWED_HOSTS) <= set(LOCAL):
        click.echo("Others will get error 400: name the site with CARREL_BASE_URL or CARREL_HOSTS.", err=True)


def _share_figures(store: Path, port: int) -> None:
    """A fresh folder in which the server's processes add up their figures for /metrics."""
    folder = store.absolute() / "run" / f"figures-{port}"
    try:
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as fault:
        raise Refused(
            f"The store {store} cannot be written ({fault.strerror}); set CARREL_STORE to a folder that you can write."
        ) from None
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(folder)


def _collect_assets() -> None:
    from carrel.interfaces.web.collecting import collect  # noqa: PLC0415 - needs the open house

    for sentence in collect():
        click.echo(sentence)
