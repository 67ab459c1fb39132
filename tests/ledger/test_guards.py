"""The database refuses to change, delete or insert lines of the ledger, whoever asks."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.db import DatabaseError, connection, transaction

from carrel.foundation.ledger import actions as ledger
from carrel.foundation.ledger import queries
from carrel.foundation.vocabulary.actors import OPERATOR


pytestmark = [pytest.mark.django_db, pytest.mark.row("M27")]
NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)


def write(count: int = 3) -> None:
    with transaction.atomic():
        for number in range(count):
            ledger.record(
                OPERATOR, "tests.line.written", f"thing:{number}", {"number": number, "word": "Ärger"}, at=NOW
            )


EVERYWHERE = [
    "UPDATE ledger_ledgerentry SET event = 'x' WHERE sequence = 2",
    "UPDATE ledger_ledgerentry SET sequence = 9 WHERE sequence = 3",
    "DELETE FROM ledger_ledgerentry WHERE sequence = 3",
    "DELETE FROM ledger_ledgerentry",
    "DELETE FROM ledger_ledgerhead",
    "UPDATE ledger_ledgerhead SET sequence = 2",
    "UPDATE ledger_ledgerhead SET hash = 'x'",
    "INSERT INTO ledger_ledgerentry SELECT 9, at, actor, event, subject, detail, previous_hash, 'x' FROM ledger_ledgerentry WHERE sequence = 3",
    "INSERT INTO ledger_ledgerentry SELECT 0, at, actor, event, subject, detail, previous_hash, 'x' FROM ledger_ledgerentry WHERE sequence = 3",
]
ONLY = {
    "sqlite": [
        "INSERT OR REPLACE INTO ledger_ledgerentry SELECT 2, at, actor, 'x', subject, detail, previous_hash, 'x' FROM ledger_ledgerentry WHERE sequence = 3",
        "INSERT OR REPLACE INTO ledger_ledgerentry SELECT 4, at, actor, 'x', subject, detail, previous_hash, hash FROM ledger_ledgerentry WHERE sequence = 3",
        "INSERT OR REPLACE INTO ledger_ledgerhead SELECT id, 2, hash, seal FROM ledger_ledgerhead",
    ],
    "postgresql": [
        "TRUNCATE ledger_ledgerentry",
        "TRUNCATE ledger_ledgerhead",
        "SET LOCAL session_replication_role = replica; DELETE FROM ledger_ledgerentry",
    ],
}


@pytest.mark.parametrize("number", range(len(EVERYWHERE) + 3))
def test_no_statement_changes_the_ledger_but_by_adding_at_its_end(number: int) -> None:
    statement = [*EVERYWHERE, *ONLY[connection.vendor]][number]
    write()
    with pytest.raises(DatabaseError, match=r"ledger"), transaction.atomic():
        connection.cursor().execute(statement)
    write()
    assert queries.verify().is_whole
    assert queries.head().sequence == 6


def test_a_line_is_written_only_in_the_transaction_of_its_change(transactional_db: None) -> None:
    with pytest.raises(transaction.TransactionManagementError):
        ledger.record(OPERATOR, "tests.line.written", "thing:1", {}, at=NOW)
    assert queries.head().sequence == 0


def test_a_change_that_is_rolled_back_leaves_no_line() -> None:
    write()
    with transaction.atomic():
        ledger.record(OPERATOR, "tests.line.written", "thing:1", {}, at=NOW)
        transaction.set_rollback(True)
    assert queries.verify().lines == 3


def test_after_a_test_that_emptied_the_tables_the_ledger_begins_anew() -> None:
    write(1)
    assert queries.verify().is_whole
