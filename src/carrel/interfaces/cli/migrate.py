"""`carrel migrate`: bring the tables of the database to this version of Carrel."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from carrel.interfaces.cli.faults import Refused
from carrel.interfaces.cli.house import missing_migrations, open_house, unreachable
from carrel.interfaces.cli.places import store_option


LOCK = 0xCA88E1  # the number of PostgreSQL's advisory lock


@click.command()
@click.option("--check", is_flag=True, help="Change nothing; exit code 1 where something is missing.")
@store_option
def migrate(store: Path, check: bool) -> None:
    """Bring the tables of the database to this version of Carrel. `carrel serve` does it by itself.

    \b
    carrel migrate --check
    """
    open_house(store, tables=False)
    if not check:
        bring_up_to_date()
        return
    missing = missing_migrations()
    if missing:
        raise Refused(f"{len(missing)} changes of tables are missing: {', '.join(missing)}; run `carrel migrate`.")
    click.echo("The tables are those of this version.")


def bring_up_to_date() -> None:
    """Apply what is missing and say so. Each change is applied whole or not at all; of several who try, one does it."""
    from django.core.management import call_command  # noqa: PLC0415 - start-up time
    from django.db import DatabaseError  # noqa: PLC0415 - start-up time

    missing = missing_migrations()
    if not missing:
        click.echo("The tables are those of this version.")
        return
    click.echo(f"Bringing the tables up to date: {len(missing)} changes.")
    try:
        with _alone():
            call_command("migrate", interactive=False, verbosity=0)
    except DatabaseError as fault:
        raise Refused(unreachable(fault)) from None
    click.echo("The tables are up to date.")


@contextmanager
def _alone() -> Iterator[None]:
    """Only one process changes tables at a time; the others wait and then find nothing left to do."""
    from django.conf import settings  # noqa: PLC0415 - needs the open house
    from django.db import connection  # noqa: PLC0415 - needs the open house

    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])
            try:
                yield
            finally:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])
    else:
        with open(Path(settings.STORE) / ".migrating", "w") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield
