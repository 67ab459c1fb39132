"""A database that threads can share."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection, connections


@pytest.fixture
def threads_share_the_database(transactional_db: None, tmp_path: Path) -> Iterator[None]:
    """PostgreSQL as it is; for SQLite a file, as in life, in place of the tests' memory."""
    if connection.vendor != "sqlite":
        yield
        return
    told = connections.databases["default"]
    memory, told["NAME"] = told["NAME"], str(tmp_path / "shared.sqlite3")
    kept = connections["default"]
    del connections["default"]
    try:
        call_command("migrate", verbosity=0, interactive=False)
        yield
    finally:
        connections["default"].close()
        told["NAME"] = memory
        connections["default"] = kept
