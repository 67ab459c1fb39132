"""The auditors' pages: filters, pages that stay fast, downloads, and what was found when the book was read through."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from carrel.foundation.ledger import actions as ledger
from carrel.foundation.ledger import queries
from carrel.foundation.ledger.models import LedgerEntry
from carrel.foundation.ledger.values import Wanted
from carrel.foundation.people.models import Account
from carrel.foundation.vocabulary.actors import OPERATOR
from tests.ledger import guards
from tests.people.someone import somebody


pytestmark = [pytest.mark.django_db, pytest.mark.row("M27")]
DAY_ONE = datetime(2026, 11, 1, 12, tzinfo=UTC)


@pytest.fixture
def auditor(settings: Any) -> Client:
    settings.CARREL_MFA_REQUIRED = False
    client = Client()
    client.force_login(Account.objects.get(id=somebody("Otto Auditor", "auditor").id))
    return client


def write(count: int, event: str = "panels.gene.rated", subject: str = "panel:1") -> None:
    with transaction.atomic():
        for number in range(count):
            detail = {"gene": "HGNC:1101", "comment": "<b>&</b>"}
            ledger.record(OPERATOR, event, subject, detail, at=DAY_ONE + timedelta(days=number))


def numbers(answer: Any) -> list[int]:
    return [line["entry"].sequence for line in answer.context["lines"]]


def test_lines_are_shown_newest_first_fifty_at_a_time(auditor: Client) -> None:
    write(120)
    end = queries.head().sequence
    seen, path = [], "/ledger/"
    while path:
        answer = auditor.get(path)
        seen += numbers(answer)
        path = f"/ledger/?{answer.context['older']}" if answer.context["older"] else ""
    assert seen == list(range(end, 0, -1))


def test_lines_are_found_by_event_subject_actor_and_day(auditor: Client) -> None:
    write(3)
    write(2, "panels.panel.made", "panel:2")
    end = queries.head().sequence
    assert numbers(auditor.get("/ledger/?event=panels.")) == list(range(end, end - 5, -1))
    assert numbers(auditor.get("/ledger/?event=panels.panel.made")) == [end, end - 1]
    assert numbers(auditor.get("/ledger/?event=panels.panel")) == []
    assert numbers(auditor.get("/ledger/?subject=panel:2")) == [end, end - 1]
    assert len(numbers(auditor.get("/ledger/?actor=operator"))) == end
    assert numbers(auditor.get("/ledger/?since=2026-11-02&until=2026-11-02&subject=panel:1")) == [end - 3]


@pytest.mark.parametrize(
    "question", ["since=x", "before=x", "before=-1", "before=99999999999999999999", "event=" + "x" * 81]
)
def test_a_question_that_makes_no_sense_is_told_so(auditor: Client, question: str) -> None:
    assert auditor.get(f"/ledger/?{question}").status_code == 400


def test_what_a_line_holds_is_shown_as_text(auditor: Client) -> None:
    write(1)
    page = auditor.get("/ledger/").content.decode()
    assert "&lt;b&gt;" in page
    assert "<b>&" not in page


def test_a_page_of_lines_asks_the_same_few_questions_however_long_the_book_is(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    write(200)
    with django_assert_num_queries(1):
        queries.page(Wanted(event="panels.gene.rated", before=150))


def test_the_download_is_json_lines_that_can_be_checked(auditor: Client) -> None:
    write(3)
    answer = auditor.get("/ledger/download/?subject=panel:1")
    told = [json.loads(line) for line in b"".join(answer.streaming_content).decode().splitlines()]  # type: ignore[attr-defined]
    assert [line["detail"]["gene"] for line in told] == ["HGNC:1101"] * 3
    assert told[1]["previous_hash"] == told[0]["hash"]
    assert answer["Content-Disposition"] == 'attachment; filename="ledger.jsonl"'


def test_reading_through_is_noted_and_shown(auditor: Client) -> None:
    assert "never" in auditor.get("/ledger/").content.decode()
    assert "The ledger is whole" in auditor.post("/ledger/verify/", follow=True).content.decode()
    assert ">Whole<" in auditor.get("/ledger/").content.decode()


def test_a_broken_book_is_shown_broken_and_can_still_be_read(auditor: Client) -> None:
    write(3)
    with guards.lifted():
        LedgerEntry.objects.filter(sequence=3).update(detail="not JSON")
    page = auditor.post("/ledger/verify/", follow=True).content.decode()
    assert "Line 3 was changed after it was written." in page
    assert ">Broken<" in page
    assert "unreadable" in page


def test_letters_that_did_not_leave_are_shown_to_auditors_and_administrators(auditor: Client) -> None:
    ledger.post("account:gone", "role_given", {}, at=DAY_ONE)
    letter = ledger.claim_letter(at=DAY_ONE)
    assert letter
    ledger.letter_failed(letter, "the recipient is gone", at=DAY_ONE, for_ever=True)
    assert "the recipient is gone" in auditor.get("/ledger/letters/").content.decode()
    assert auditor.post(f"/ledger/letters/{letter.id}/again/").status_code == 403
    boss = Client()
    boss.force_login(Account.objects.get(id=somebody("Boss", "administrator").id))
    assert boss.post(f"/ledger/letters/{letter.id}/again/").status_code == 302
    assert queries.outbox().given_up == 0
