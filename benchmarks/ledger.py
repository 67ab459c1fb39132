"""How fast a long ledger is read through and paged: `python benchmarks/ledger.py --lines 1000000` (a database of its own).

PostgreSQL: CARREL_DATABASE_URL=postgresql://.../an_empty_database python benchmarks/ledger.py
"""

from __future__ import annotations

import argparse
import os
import tempfile
import time
from datetime import UTC, datetime, timedelta

import django


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--lines", type=int, default=1_000_000)
    lines = parser.parse_args().lines
    os.environ["CARREL_STORE"] = tempfile.mkdtemp(prefix="carrel-ledger-")
    os.environ["DJANGO_SETTINGS_MODULE"] = "carrel.config.settings"
    django.setup()
    from django.core.management import call_command
    from django.db import connection

    call_command("migrate", verbosity=0)
    print(f"{connection.vendor}, {lines:,} lines")
    fill(lines)
    if connection.vendor == "postgresql":
        connection.cursor().execute("ANALYZE ledger_ledgerentry")
    read_through(lines)
    pages(lines)
    writing()


def fill(lines: int) -> None:
    """A plausible book: 400 panels, 50 people, six kinds of events, one of them rare."""
    from importlib import import_module

    from django.conf import settings
    from django.db import connection

    from carrel.foundation.ledger import rules
    from carrel.foundation.ledger.actions import moment
    from carrel.foundation.ledger.models import LedgerEntry, LedgerHead

    guards = import_module("carrel.foundation.ledger.migrations.0002_guards")
    for statement in guards.down_statements(connection.vendor):
        connection.cursor().execute(statement)
    begin, previous, rows = datetime(2026, 1, 1, tzinfo=UTC), rules.BEGINNING, []
    kinds = (
        "panels.gene.rated",
        "panels.gene.reviewed",
        "panels.gene.edited",
        "people.session.begun",
        "panels.version.made",
    )
    for sequence in range(1, lines + 1):
        at = begin + timedelta(seconds=30 * sequence)
        event = "people.account.suspended" if sequence % 100_000 == 7 else kinds[sequence % 5]
        actor, subject, detail = (
            f"actor-{sequence % 50}",
            f"panel:{sequence % 400}",
            {"gene": f"HGNC:{sequence % 9000}"},
        )
        fresh = rules.entry_hash(sequence, moment(at), actor, event, subject, detail, previous)
        rows.append(
            LedgerEntry(
                sequence=sequence, at=at, actor=actor, event=event, subject=subject, detail=rules.canonical(detail),
                previous_hash=previous, hash=fresh,
            )
        )  # fmt: skip
        previous = fresh
        if len(rows) == 20_000:
            LedgerEntry.objects.bulk_create(rows)
            rows.clear()
    LedgerEntry.objects.bulk_create(rows)
    LedgerHead.objects.update(
        sequence=lines, hash=previous, seal=rules.seal(settings.CARREL_LEDGER_KEY, lines, previous)
    )
    for statement in guards.up_statements(connection.vendor):
        connection.cursor().execute(statement)


def read_through(lines: int) -> None:
    from carrel.foundation.ledger import queries

    begun = time.perf_counter()
    found = queries.verify()
    seconds = time.perf_counter() - begun
    print(f"read through: {seconds:.1f} s, {lines / seconds:,.0f} lines a second, whole: {found.is_whole}")


def pages(lines: int) -> None:
    from carrel.foundation.ledger import queries
    from carrel.foundation.ledger.values import Wanted

    middle, begin = lines // 2, datetime(2026, 1, 1, tzinfo=UTC)
    questions = {
        "newest": Wanted(),
        "from the middle": Wanted(before=middle),
        "a frequent event": Wanted(event="panels.gene.rated", before=middle),
        "a rare event": Wanted(event="people.account.suspended"),
        "events that begin so": Wanted(event="people.", before=middle),
        "one panel": Wanted(subject="panel:17", before=middle),
        "one person": Wanted(actor="actor-3"),
        "one person, one panel, one event": Wanted(actor="actor-3", subject="panel:3", event="panels.gene.edited"),
        "one day": Wanted(since=begin + timedelta(days=30), until=begin + timedelta(days=31)),
        "nothing": Wanted(event="no.such.event"),
    }
    for name, wanted in questions.items():
        took = []
        for _ in range(7):
            begun = time.perf_counter()
            found = queries.page(wanted)
            took.append(time.perf_counter() - begun)
        print(f"page, {name}: {sorted(took)[3] * 1000:.1f} ms ({len(found)} lines)")


def writing(count: int = 300) -> None:
    from django.db import transaction

    from carrel.foundation.ledger import actions
    from carrel.foundation.vocabulary.actors import OPERATOR

    begun = time.perf_counter()
    for number in range(count):
        with transaction.atomic():
            actions.record(OPERATOR, "tests.line.written", f"thing:{number}", {}, at=datetime.now(UTC))
    print(f"one line in a transaction of its own: {(time.perf_counter() - begun) / count * 1000:.2f} ms")


if __name__ == "__main__":
    main()
