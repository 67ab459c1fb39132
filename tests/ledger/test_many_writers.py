"""Many writers at once queue up: no line is lost, none is written twice, no letter leaves twice."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from types import SimpleNamespace

import pytest
from django.core.mail import EmailMessage
from django.db import connection, transaction

from carrel.foundation.ledger import actions as ledger
from carrel.foundation.ledger import queries, tasks
from carrel.foundation.people import actions
from carrel.foundation.people import queries as people
from carrel.foundation.people.errors import NotAllowed
from carrel.foundation.vocabulary.actors import OPERATOR
from tests.people.someone import somebody


pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.row("M27")]
NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
WRITERS, LINES = 8, 12


def together(work: object, count: int = WRITERS) -> list[object]:
    """The same work in many threads, each with a connection of its own."""

    def alone(number: int) -> object:
        try:
            return work(number)  # type: ignore[operator]
        finally:
            connection.close()

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(alone, range(count)))


def test_lines_of_many_writers_make_one_unbroken_chain(threads_share_the_database: None) -> None:
    def write(writer: int) -> None:
        for number in range(LINES):
            with transaction.atomic():
                ledger.record(OPERATOR, "tests.line.written", f"writer:{writer}", {"number": number}, at=NOW)

    together(write)
    found = queries.verify()
    assert found.is_whole
    assert found.lines == WRITERS * LINES
    for writer in range(WRITERS):
        told = [line.detail["number"] for line in queries.history_of(f"writer:{writer}")]
        assert told == list(reversed(range(LINES)))


def test_two_workers_never_send_the_same_letter(threads_share_the_database: None) -> None:
    with transaction.atomic():
        for number in range(40):
            ledger.post(f"account:{number}", "role_given", {"role": "curator"}, at=NOW)
    taken: list[str] = []

    def send(message: EmailMessage) -> None:
        taken.append(message.to[0])

    def address_of(recipient: str) -> SimpleNamespace:
        return SimpleNamespace(email=recipient.replace("account:", "n") + "@lab.example", name="N", facts={})

    together(lambda _: tasks.deliver(lambda: NOW, address_of, send=send), 4)
    assert len(taken) == len(set(taken)) == 40


def test_two_administrators_cannot_suspend_each_other_at_the_same_moment(threads_share_the_database: None) -> None:
    one, other = somebody("One", "administrator"), somebody("Other", "administrator")
    somebody("Third", "administrator")  # so that neither is the last

    def suspend(number: int) -> bool:
        actor, target = ((one, other), (other, one))[number]
        try:
            actions.suspend(actor, account_id=target.id, reason="quarrel", at=NOW)
        except NotAllowed:
            return False
        return True

    assert sorted(together(suspend, 2)) == [False, True]
    assert [person.is_suspended for person in people.people()].count(False) == 2
