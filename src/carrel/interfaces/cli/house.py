"""Opens the house for a command: settings, database, tables. The one place where the command line meets the web framework."""

from __future__ import annotations

import os
from pathlib import Path

from carrel.interfaces.cli.faults import Refused


def open_house(store: Path | None = None, *, tables: bool = True) -> None:
    """Make the store's database usable by this process. `tables`: also see to it that its tables are those of this version.

    Django is imported here and not above: `carrel interpret` starts without it. Raises Refused with a sentence.
    """
    if store is not None:
        os.environ["CARREL_STORE"] = str(store)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "carrel.config.settings")
    import django  # noqa: PLC0415 - start-up time
    from django.core.exceptions import ImproperlyConfigured  # noqa: PLC0415 - start-up time

    try:
        django.setup()
    except ImproperlyConfigured as fault:
        raise Refused(str(fault)) from None
    if tables:
        _refuse_other_tables()


def missing_migrations() -> list[str]:
    """Names of the changes of tables that the database still lacks. Raises Refused where it cannot be reached."""
    from django.db import DatabaseError, connection  # noqa: PLC0415 - start-up time
    from django.db.migrations.executor import MigrationExecutor  # noqa: PLC0415 - start-up time

    try:
        executor = MigrationExecutor(connection)
    except DatabaseError as fault:
        raise Refused(unreachable(fault)) from None
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _ in plan]


def unreachable(fault: Exception) -> str:
    """The sentence for a database that does not answer; neither its password nor the statement is told."""
    from django.conf import settings  # noqa: PLC0415 - start-up time

    found = settings.DATABASES["default"]
    if found["ENGINE"].endswith("sqlite3"):
        why = str(fault).splitlines()[0] if str(fault) else "no reason given"
        return f"The database {found['NAME']} cannot be used ({why:.120}); check who may write there and that the disk is not full."
    where = f"{found.get('HOST') or 'the local socket'}:{found.get('PORT') or 5432}"
    return f"The database {found['NAME']} at {where} cannot be reached; check that it runs and what CARREL_DATABASE_URL says."


def _refuse_other_tables() -> None:
    missing = missing_migrations()
    if missing:
        raise Refused(f"The database lacks {len(missing)} changes of tables ({missing[0]} ...); run `carrel migrate`.")
