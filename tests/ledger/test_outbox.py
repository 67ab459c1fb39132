"""Letters leave at least once, are tried again, and are given up in the open; no address is kept."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.mail import EmailMessage
from django.db import transaction

from carrel.foundation.ledger import actions, queries, tasks
from carrel.foundation.ledger.models import Letter
from carrel.foundation.ledger.rules import MOST_TRIES, wait_after
from carrel.foundation.ledger.values import Delivered
from carrel.foundation.vocabulary.actors import OPERATOR


pytestmark = [pytest.mark.django_db, pytest.mark.row("M27")]
START = datetime(2026, 11, 21, 12, tzinfo=UTC)


class Clock:
    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> datetime:
        return self.now


class Server:
    """A mail server that can be away."""

    def __init__(self) -> None:
        self.taken: list[EmailMessage] = []
        self.fault: Exception | None = None

    def __call__(self, message: EmailMessage) -> None:
        if self.fault:
            raise self.fault
        self.taken.append(message)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def server() -> Server:
    return Server()


def address_of(recipient: str) -> Any:
    key = recipient.split(":")[1]
    return (
        None
        if key == "gone"
        else SimpleNamespace(email=f"{key}@lab.example", name=key.title(), facts={"secret": "s3cret"})
    )


def post(recipient: str = "account:ada", template: str = "role_given") -> None:
    actions.post(recipient, template, {"role": "curator"}, at=START)


def test_a_letter_is_written_sent_and_not_sent_again(clock: Clock, server: Server) -> None:
    post()
    assert tasks.deliver(clock, address_of, send=server) == Delivered(sent=1)
    (message,) = server.taken
    assert message.to == ["ada@lab.example"]
    assert message.subject == "You have another role"
    assert message.body.startswith("Hello Ada,")
    clock.now += timedelta(days=1)
    assert tasks.deliver(clock, address_of, send=server) == Delivered()


def test_an_invitations_link_is_made_when_it_is_sent(clock: Clock, server: Server) -> None:
    post("invitation:new", "invitation")
    tasks.deliver(clock, address_of, send=server)
    assert "/invitations/s3cret/" in server.taken[0].body
    assert "s3cret" not in str(list(Letter.objects.values_list()))


def test_a_letter_of_a_change_that_failed_is_never_sent(clock: Clock, server: Server) -> None:
    with transaction.atomic():
        post()
        transaction.set_rollback(True)
    assert tasks.deliver(clock, address_of, send=server) == Delivered()


def test_a_server_that_is_away_is_tried_again_less_and_less_often_then_the_letter_is_given_up(
    clock: Clock, server: Server
) -> None:
    post()
    server.fault = ConnectionRefusedError("ada@lab.example could not be reached")
    for number in range(1, MOST_TRIES):
        assert tasks.deliver(clock, address_of, send=server) == Delivered(put_off=1)
        assert tasks.deliver(clock, address_of, send=server) == Delivered()  # not before its time
        clock.now += wait_after(number)
    assert tasks.deliver(clock, address_of, send=server) == Delivered(given_up=1)
    (seen,) = queries.troubled_letters()
    assert (seen.tries, seen.given_up, seen.fault) == (MOST_TRIES, True, "ConnectionRefusedError")
    assert queries.outbox().given_up == 1
    assert "@" not in str(list(Letter.objects.values_list()))


def test_a_letter_that_was_given_up_is_tried_again_when_an_administrator_says_so(clock: Clock, server: Server) -> None:
    post("account:gone")
    assert tasks.deliver(clock, address_of, send=server) == Delivered(given_up=1)
    actions.try_letter_again(OPERATOR, letter_id=Letter.objects.get().id, at=clock.now)
    assert tasks.deliver(clock, lambda _: address_of("account:ada"), send=server) == Delivered(sent=1)
    assert queries.page(queries.Wanted())[0].event == "ledger.letter.tried_again"


def test_one_bad_letter_does_not_hold_up_the_others(clock: Clock, server: Server) -> None:
    post(template="no_such_template")
    post("account:bob")
    assert tasks.deliver(clock, address_of, send=server) == Delivered(sent=1, put_off=1)


def test_a_sender_that_died_before_sending_loses_nothing(clock: Clock, server: Server) -> None:
    post()
    assert actions.claim_letter(at=clock.now)  # and then the process is killed
    assert tasks.deliver(clock, address_of, send=server) == Delivered()
    clock.now += actions.LEASE
    assert tasks.deliver(clock, address_of, send=server) == Delivered(sent=1)


def test_a_copy_that_could_not_be_avoided_carries_the_same_number(
    clock: Clock, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    post()
    with monkeypatch.context() as patch:
        patch.setattr(actions, "letter_sent", lambda *_, **__: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):  # killed after the server's yes, before the note of it
            tasks.deliver(clock, address_of, send=server)
    clock.now += actions.LEASE
    tasks.deliver(clock, address_of, send=server)
    first, second = (message.extra_headers["Message-ID"] for message in server.taken)
    assert first == second


def test_no_more_than_asked_for_is_sent_at_once(clock: Clock, server: Server) -> None:
    for _ in range(5):
        post()
    assert tasks.deliver(clock, address_of, send=server, limit=3) == Delivered(sent=3)
    assert queries.outbox().waiting == 2
