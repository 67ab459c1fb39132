"""How often one client may ask."""

from __future__ import annotations

import time

import pytest
from django.test import Client, RequestFactory, override_settings
from hypothesis import given
from hypothesis import strategies as st

from carrel.interfaces.gate.throttle import Rate, Throttle, _throttle
from carrel.interfaces.gate.visitors import address, client_key
from tests.web import breaking_urls


pytestmark = pytest.mark.row("M28")


def test_a_client_may_use_its_allowance_at_once_and_then_waits() -> None:
    throttle = Throttle(Rate(3, 60))
    assert [throttle.wait("a", 0.0) for _ in range(3)] == [0, 0, 0]
    assert throttle.wait("a", 0.0) == pytest.approx(20)
    assert throttle.wait("b", 0.0) == 0
    assert throttle.wait("a", 20.0) == 0
    assert throttle.wait("a", 20.0) > 0


@given(st.integers(1, 50), st.lists(st.floats(0, 5), max_size=200))
def test_no_client_gets_more_than_its_rate(count: int, pauses: list[float]) -> None:
    """In any stretch of time: at most the allowance, and what came back since."""
    throttle, now, taken = Throttle(Rate(count, 60)), 0.0, []
    for pause in pauses:
        now += pause
        if throttle.wait("a", now) == 0:
            taken.append(now)
    for first in range(len(taken)):
        for last in range(first, len(taken)):
            assert last - first + 1 <= count + (taken[last] - taken[first]) * count / 60 + 1e-6


@given(st.floats(0, 1000))
def test_who_waits_as_long_as_told_is_let_in(now: float) -> None:
    throttle = Throttle(Rate(2, 60))
    throttle.wait("a", now), throttle.wait("a", now)
    assert throttle.wait("a", now + throttle.wait("a", now) + 1e-6) == 0


def test_it_remembers_only_so_many_clients() -> None:
    throttle = Throttle(Rate(3, 60), clients=100)
    for number in range(1000):
        throttle.wait(str(number), 0.0)
    assert len(throttle) == 100


def test_it_costs_next_to_nothing() -> None:
    throttle = Throttle(Rate(3000, 60))
    started = time.perf_counter()
    for number in range(10_000):
        throttle.wait(str(number % 500), number / 1000)
    assert (time.perf_counter() - started) / 10_000 < 0.0003


@pytest.mark.django_db
@pytest.mark.urls(breaking_urls.__name__)
@override_settings(CARREL_API_RATE="2/minute")
def test_the_third_request_is_429_with_whole_seconds_to_wait(visitor: Client) -> None:
    assert [visitor.get("/api/limited/").status_code for _ in range(3)] == [200, 200, 429]
    refused = visitor.get("/api/limited/")
    assert 1 <= int(refused.headers["Retry-After"]) <= 30
    assert refused.json()["detail"].startswith("You have asked too often")
    assert "asked too often" in visitor.get("/limited/").content.decode()


@pytest.mark.django_db
@override_settings(CARREL_HEAVY_RATE="2/hour", CARREL_API_RATE="off")
@pytest.mark.parametrize(
    "address",
    ["/panels/1/download/json/", "/panels/1/compare/?from=0.1&to=0.2", "/panels/compare/", "/api/v2/snapshot"],
)
def test_what_takes_a_second_of_work_cannot_be_asked_for_without_end(visitor: Client, address: str) -> None:
    _throttle.cache_clear()
    answers = [visitor.get(address) for _ in range(3)]
    assert answers[1].status_code != 429
    assert answers[2].status_code == 429
    assert int(answers[2].headers["Retry-After"]) > 0


@pytest.mark.django_db
@override_settings(CARREL_LOGIN_RATE="2/minute")
def test_passwords_cannot_be_tried_without_end(visitor: Client) -> None:
    tries = [
        visitor.post("/accounts/login/", {"login": "a@example.org", "password": "x"}).status_code for _ in range(3)
    ]
    assert tries == [200, 200, 429]
    assert visitor.get("/accounts/login/").status_code == 200


def test_who_asked_is_kept_as_a_keyed_hash() -> None:
    request = RequestFactory().get("/", REMOTE_ADDR="203.0.113.9")
    key = client_key(request)
    assert "203.0.113.9" not in key
    assert key == client_key(RequestFactory().get("/x", REMOTE_ADDR="203.0.113.9"))
    with override_settings(SECRET_KEY="another"):  # noqa: S106
        assert client_key(RequestFactory().get("/", REMOTE_ADDR="203.0.113.9")) != key


def test_a_client_that_changes_its_address_within_its_own_line_is_one_client() -> None:
    def key(text: str) -> str:
        return client_key(RequestFactory().get("/", REMOTE_ADDR=text))

    assert key("2001:db8:1:2::1") == key("2001:db8:1:2:ffff:aaaa:0:9")
    assert key("2001:db8:1:2::1") != key("2001:db8:1:3::1")
    assert key("::ffff:203.0.113.9") == key("203.0.113.9")
    assert key("203.0.113.9") != key("203.0.113.8")
    assert key("a socket")


@pytest.mark.parametrize(
    ("proxies", "seen"), [(0, "10.0.0.1"), (1, "203.0.113.9"), (2, "198.51.100.1"), (5, "10.0.0.1")]
)
def test_an_address_that_a_client_invents_is_not_believed(proxies: int, seen: str) -> None:
    """The last hops were written by the operator's own proxies; what stands before them anybody may write."""
    request = RequestFactory().get(
        "/", REMOTE_ADDR="10.0.0.1", headers={"X-Forwarded-For": "6.6.6.6, 198.51.100.1, 203.0.113.9"}
    )
    with override_settings(CARREL_PROXIES=proxies):
        assert address(request) == seen
