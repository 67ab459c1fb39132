"""Takes the database's guards over the ledger away for a moment: to empty the tables between tests, and to play the intruder."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from typing import Any

import pytest
from django.conf import settings
from django.core.management.commands import flush
from django.db import connections

from carrel.foundation.ledger.models import LedgerHead
from carrel.foundation.ledger.rules import BEGINNING, seal


GUARDS = import_module("carrel.foundation.ledger.migrations.0002_guards")


def run(statements: list[str], using: str = "default") -> None:
    with connections[using].cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def take_down(using: str = "default") -> None:
    run(GUARDS.down_statements(connections[using].vendor), using)


def put_up(using: str = "default") -> None:
    run(GUARDS.up_statements(connections[using].vendor), using)


@contextmanager
def lifted(using: str = "default") -> Iterator[None]:
    """Within this block the ledger's tables can be changed like any other."""
    take_down(using)
    try:
        yield
    finally:
        put_up(using)


def begin(using: str = "default") -> None:
    """The end of an empty ledger, as the migration writes it."""
    sealed = seal(settings.CARREL_LEDGER_KEY, 0, BEGINNING)
    LedgerHead.objects.using(using).get_or_create(id=1, defaults={"sequence": 0, "hash": BEGINNING, "seal": sealed})


@pytest.fixture(autouse=True, scope="session")
def ledgers_can_be_emptied_between_tests() -> Iterator[None]:
    """Tests with `transaction=True` empty all tables afterwards, which the guards would rightly refuse."""
    plain = flush.Command.handle

    def handle(self: flush.Command, **options: Any) -> None:
        using = options["database"]
        if LedgerHead._meta.db_table not in connections[using].introspection.table_names():
            return plain(self, **options)
        with lifted(using):
            plain(self, **options)
            begin(using)
        return None

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(flush.Command, "handle", handle)
        yield
