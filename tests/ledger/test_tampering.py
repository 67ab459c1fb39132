"""Whoever changes the book behind the software's back is found, wherever and however they did it."""

from __future__ import annotations

import time
import tracemalloc
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.conf import settings as house
from django.db import transaction
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis
from hypothesis import strategies as st

from carrel.foundation.ledger import actions as ledger
from carrel.foundation.ledger import queries, rules
from carrel.foundation.ledger.errors import LedgerIsBroken
from carrel.foundation.ledger.models import LedgerEntry, LedgerHead
from carrel.foundation.ledger.values import Anchor, Damage, Verification, Wanted
from carrel.foundation.vocabulary.actors import OPERATOR
from tests.ledger import guards


pytestmark = [pytest.mark.django_db, pytest.mark.row("M27")]
NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
LINES = 12
FIELDS = ("at", "actor", "event", "subject", "detail", "previous_hash", "hash")
plain = hypothesis(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
somewhere = st.integers(1, LINES)


@pytest.fixture(autouse=True)
def book(db: None) -> Iterator[None]:
    """A book of a few lines whose guards an intruder has taken down."""
    write(LINES)
    guards.take_down()
    yield
    guards.put_up()


def write(count: int) -> None:
    with transaction.atomic():
        for number in range(count):
            at = NOW + timedelta(seconds=number, microseconds=number % 3)
            detail = {"number": number, "words": ["Ärger", '"', "\\", "\u2028"], "none": None, "half": 0.5}
            ledger.record(OPERATOR, "tests.line.written", f"thing:{number}", detail, at=at)


def after(change: object) -> Verification:
    """What verification finds after a change, which is then undone."""
    with transaction.atomic():
        change()  # type: ignore[operator]
        found = queries.verify()
        transaction.set_rollback(True)
    assert queries.verify().is_whole
    return found


def line(sequence: int) -> LedgerEntry:
    return LedgerEntry.objects.get(sequence=sequence)


def test_an_untouched_book_is_whole() -> None:
    found = queries.verify()
    assert found.is_whole
    assert (found.lines, found.end) == (LINES, queries.head())


@plain
@given(somewhere, st.sampled_from(FIELDS), st.data())
def test_no_field_of_no_line_is_changed_unseen(sequence: int, field: str, data: st.DataObject) -> None:
    old = getattr(line(sequence), field)
    if field == "at":
        new: object = old + data.draw(st.timedeltas(timedelta(microseconds=1), timedelta(days=9)))
    elif field in ("hash", "previous_hash"):
        new = data.draw(st.text("0123456789abcdef", min_size=64, max_size=64).filter(lambda text: text != old))
    else:
        text = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=60)
        new = data.draw(text.filter(lambda text: text != old))
    found = after(lambda: LedgerEntry.objects.filter(sequence=sequence).update(**{field: new}))
    assert found.finding is not None
    assert found.finding.sequence == sequence
    assert found.finding.damage in (Damage.CHANGED, Damage.DISPLACED)


@plain
@given(somewhere)
def test_spelling_the_same_detail_otherwise_is_found(sequence: int) -> None:
    other = line(sequence).detail.replace(",", ", ", 1)
    found = after(lambda: LedgerEntry.objects.filter(sequence=sequence).update(detail=other))
    assert found.finding is not None
    assert (found.finding.sequence, found.finding.damage) == (sequence, Damage.CHANGED)


@plain
@given(somewhere)
def test_no_line_is_deleted_unseen(sequence: int) -> None:
    found = after(lambda: LedgerEntry.objects.filter(sequence=sequence).delete())
    assert found.finding is not None
    assert found.finding.sequence == sequence
    assert found.finding.damage is (Damage.CUT if sequence == LINES else Damage.MISSING)


@plain
@given(somewhere, st.booleans())
def test_deleting_a_line_and_closing_the_gap_is_found(sequence: int, rechained: bool) -> None:
    def close() -> None:
        LedgerEntry.objects.filter(sequence=sequence).delete()
        for later in range(sequence + 1, LINES + 1):
            LedgerEntry.objects.filter(sequence=later).update(sequence=later - 1)
        if rechained:
            rechain()

    found = after(close)
    assert found.finding is not None
    assert found.finding.damage is Damage.UNSEALED if rechained else found.finding.sequence == sequence


@plain
@given(st.tuples(somewhere, somewhere).filter(lambda pair: pair[0] != pair[1]))
def test_no_two_lines_change_places_unseen(pair: tuple[int, int]) -> None:
    one, other = pair

    def swap() -> None:
        LedgerEntry.objects.filter(sequence=one).update(sequence=999)
        LedgerEntry.objects.filter(sequence=other).update(sequence=one)
        LedgerEntry.objects.filter(sequence=999).update(sequence=other)

    found = after(swap)
    assert found.finding is not None
    assert found.finding.sequence == min(pair)
    assert found.finding.damage is Damage.DISPLACED


@plain
@given(st.integers(0, LINES), st.booleans())
def test_no_line_is_inserted_unseen(behind: int, rechained: bool) -> None:
    def insert() -> None:
        for later in range(LINES, behind, -1):
            LedgerEntry.objects.filter(sequence=later).update(sequence=later + 1)
        previous = queries.hash_of(behind)
        new = rules.entry_hash(behind + 1, ledger.moment(NOW), "operator", "x", "y", {}, previous or "")
        LedgerEntry.objects.create(
            sequence=behind + 1, at=NOW, actor="operator", event="x", subject="y", detail="{}",
            previous_hash=previous or "", hash=new,
        )  # fmt: skip
        if rechained:
            rechain()

    found = after(insert)
    assert found.finding is not None
    if rechained:
        assert found.finding.damage is Damage.UNSEALED
    else:
        assert found.finding.sequence in (behind + 1, behind + 2)


@plain
@given(st.integers(0, LINES - 1))
def test_the_end_is_not_cut_off_unseen_even_with_the_head_rewritten(keep: int) -> None:
    def cut() -> None:
        LedgerEntry.objects.filter(sequence__gt=keep).delete()
        LedgerHead.objects.update(sequence=keep, hash=queries.hash_of(keep))

    found = after(cut)
    assert found.finding is not None
    assert found.finding.damage is Damage.UNSEALED


def test_no_new_line_covers_up_that_the_end_was_rewritten() -> None:
    LedgerEntry.objects.filter(sequence__gt=5).delete()
    LedgerHead.objects.update(sequence=5, hash=queries.hash_of(5))
    with pytest.raises(LedgerIsBroken, match="not sealed with this server's key"):
        write(1)
    assert not queries.verify().is_whole
    assert ledger.seal_again(at=NOW).is_whole
    write(1)
    assert queries.page(Wanted(event="ledger.end.sealed_again"))[0].detail == {"fitted": False}


def test_a_broken_chain_is_not_sealed_again() -> None:
    LedgerEntry.objects.filter(sequence=5).update(actor="somebody else")
    with pytest.raises(LedgerIsBroken, match="Line 5 was changed"):
        ledger.seal_again(at=NOW)


def test_under_another_key_nothing_is_written_until_it_is_sealed_again(settings: Any) -> None:
    settings.CARREL_LEDGER_KEY = "a new key"
    with pytest.raises(LedgerIsBroken):
        write(1)
    assert ledger.seal_again(at=NOW).is_whole
    write(1)


@plain
@given(somewhere)
def test_whoever_rewrites_the_whole_chain_without_the_key_is_found(sequence: int) -> None:
    def rewrite() -> None:
        LedgerEntry.objects.filter(sequence=sequence).update(actor="somebody else")
        rechain()

    found = after(rewrite)
    assert found.finding is not None
    assert found.finding.damage is Damage.UNSEALED


def rechain() -> None:
    """What a good programmer with the database, but without the key, does: all hashes and the head made anew."""
    previous = rules.BEGINNING
    rows = list(LedgerEntry.objects.order_by("sequence"))
    for row in rows:
        LedgerEntry.objects.filter(sequence=row.sequence).update(hash=f"being rewritten {row.sequence}")
    for row in rows:
        stored = rules.StoredLine(
            row.sequence, ledger.moment(row.at), row.actor, row.event, row.subject, row.detail, previous, ""
        )
        fresh = rules.stored_hash(stored)
        LedgerEntry.objects.filter(sequence=row.sequence).update(previous_hash=previous, hash=fresh)
        previous = fresh
    LedgerHead.objects.update(sequence=len(rows), hash=previous)


def test_a_line_before_the_first_is_found() -> None:
    found = after(
        lambda: LedgerEntry.objects.bulk_create(
            [
                LedgerEntry(
                    sequence=0, at=NOW, actor="a", event="e", subject="s", detail="{}", previous_hash="", hash="x"
                )
            ]
        )
    )
    assert found.finding is not None
    assert "inserted" in found.finding.sentence


def test_lines_behind_the_end_are_found() -> None:
    found = after(
        lambda: LedgerEntry.objects.create(
            sequence=LINES + 1, at=NOW, actor="a", event="e", subject="s", detail="{}",
            previous_hash=queries.head().hash, hash="x",
        )
    )  # fmt: skip
    assert found.finding is not None
    assert (found.finding.sequence, found.finding.damage) == (LINES + 1, Damage.ADDED)


def test_everything_gone_is_found_and_nothing_more_is_written() -> None:
    with transaction.atomic():
        LedgerEntry.objects.all().delete()
        LedgerHead.objects.all().delete()
        finding = queries.verify().finding
        assert finding is not None
        assert finding.damage is Damage.CUT
        with pytest.raises(LedgerIsBroken):
            ledger.record(OPERATOR, "tests.line.written", "thing:1", {}, at=NOW)
        transaction.set_rollback(True)


def test_another_key_does_not_fit() -> None:
    finding = queries.verify(key="another key").finding
    assert finding is not None
    assert finding.damage is Damage.UNSEALED


def test_a_backup_of_yesterday_put_in_place_is_found_by_what_was_written_down_elsewhere() -> None:
    yesterday = LedgerHead.objects.get()
    write(3)
    noted = queries.head()
    LedgerEntry.objects.filter(sequence__gt=LINES).delete()
    LedgerHead.objects.update(sequence=yesterday.sequence, hash=yesterday.hash, seal=yesterday.seal)
    assert queries.verify().is_whole  # the database alone cannot know
    finding = queries.verify(against=noted).finding
    assert finding is not None
    assert finding.damage is Damage.UNANCHORED
    with transaction.atomic():
        for number in range(4):
            ledger.record(OPERATOR, "tests.line.written", f"other:{number}", {}, at=NOW)
    finding = queries.verify(against=noted).finding
    assert finding is not None
    assert finding.damage is Damage.UNANCHORED


def test_a_line_that_was_noted_and_is_still_there_is_confirmed() -> None:
    assert queries.verify(against=Anchor(3, str(queries.hash_of(3)))).is_whole
    assert queries.verify(against=Anchor(0, rules.BEGINNING)).is_whole


def test_a_long_book_is_read_fast_and_in_little_memory() -> None:
    """At least 50,000 lines a second where nothing else runs; a third of that is asked for here, on a busy machine."""
    total = 30_000
    rows, previous = [], queries.head().hash
    for sequence in range(LINES + 1, total + 1):
        fresh = rules.entry_hash(
            sequence, ledger.moment(NOW), "operator", "tests.e", "thing:1", {"n": sequence}, previous
        )
        rows.append(
            LedgerEntry(
                sequence=sequence, at=NOW, actor="operator", event="tests.e", subject="thing:1",
                detail=rules.canonical({"n": sequence}), previous_hash=previous, hash=fresh,
            )
        )  # fmt: skip
        previous = fresh
    LedgerEntry.objects.bulk_create(rows, batch_size=2000)
    del rows
    LedgerHead.objects.update(sequence=total, hash=previous, seal=rules.seal(house.CARREL_LEDGER_KEY, total, previous))
    begun = time.process_time()
    found = queries.verify()
    speed = total / (time.process_time() - begun)
    assert (found.is_whole, found.lines) == (True, total)
    assert speed > 17_000
    tracemalloc.start()
    queries.verify()
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 12_000_000
    print(f"{speed:,.0f} lines a second, {peak:,} bytes")
