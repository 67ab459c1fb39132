"""What the worker does besides letters."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.db import DatabaseError
from django.utils import timezone

from carrel.foundation.ledger import queries as ledger
from carrel.interfaces.cli import worker


pytestmark = [pytest.mark.row("M27"), pytest.mark.django_db]


def test_once_a_day_the_ledger_is_read_through_and_ended_sessions_are_forgotten() -> None:
    kept, ended = SessionStore(), SessionStore()
    ended.set_expiry(timezone.now() - timedelta(days=1))
    kept.save(), ended.save()
    worker.daily()
    assert set(Session.objects.values_list("session_key", flat=True)) == {kept.session_key}
    check = ledger.last_check()
    assert check is not None
    assert check.sentence == ""


def test_a_fault_is_noted_and_the_worker_goes_on(caplog: pytest.LogCaptureFixture) -> None:
    def deliver() -> None:
        raise DatabaseError("grace@example.org")

    assert worker._done(deliver) is False
    assert worker._done(lambda: None) is True
