"""Where the tables are: SQLite in the store, or what CARREL_DATABASE_URL names."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import dj_database_url

from carrel.config.environment import SettingIsWrong


KNOWN = ("django.db.backends.sqlite3", "django.db.backends.postgresql")
# One writer at a time, who takes the lock at the start of the transaction; readers never wait. Each thread of each process has a
# connection with a cache of its own, so that is small; the mapped pages behind it are shared by all.
SQLITE = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 30,
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-16384; PRAGMA mmap_size=268435456;",
}


def database(environment: Mapping[str, str], store: Path) -> dict[str, Any]:
    """Django's description of the database."""
    url = environment.get("CARREL_DATABASE_URL") or f"sqlite:///{store.absolute()}/carrel.sqlite3"
    try:
        found: dict[str, Any] = dict(dj_database_url.parse(url, conn_max_age=60, conn_health_checks=True))
    except ValueError:
        found = {}
    if found.get("ENGINE") not in KNOWN:
        raise SettingIsWrong(
            "CARREL_DATABASE_URL must look like postgres://user:password@host/name, or sqlite:////absolute/path."
        )
    if found["ENGINE"].endswith("sqlite3"):
        found["OPTIONS"] = dict(SQLITE)
    return found
