"""Panels are taken from a PanelApp politely, only what is new, and whatever the server does."""

from __future__ import annotations

import gzip
import json
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from carrel.foundation.knowledge.actions.catalogues import Outcome, Taking, What, counted, take_panels
from carrel.foundation.knowledge.adapters.panel_sources import CONNECTIONS, WebSource
from carrel.foundation.knowledge.adapters.panelapp_client import Manners, PanelAppClient
from carrel.foundation.knowledge.errors import KnowledgeIsUnusable, PanelAppIsSilent, PanelFileIsUnreadable
from carrel.foundation.knowledge.models import Activity, Panel, PanelVersion, Review
from tests.exchange.builders import CURATOR, activities, catalogue, gene, panel
from tests.exchange.server import Handler, PanelApp, serving
from tests.exchange.test_taking import EVALUATION, answered


pytestmark = [pytest.mark.row("M6"), pytest.mark.django_db]
NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
QUICK = Manners(time_out=1.0, whole_time=3.0, first_pause=0.01, tries=3, longest_pause=2.0, largest=2_000_000)


def client(server: PanelApp, manners: Manners = QUICK) -> PanelAppClient:
    return PanelAppClient(server.address, manners)


def take_all(server: PanelApp, **how: Any) -> list[Outcome]:
    return list(take_panels(CURATOR, WebSource(client(server)), Taking(**how), now=lambda: NOW))


def only(path: str, act: Callable[[Handler], None], times: int = 10**6) -> Callable[[Handler, str, int], bool]:
    """Misbehave at one path, so many times."""

    def misbehave(handler: Handler, asked: str, count: int) -> bool:
        if asked != path or count > times:
            return False
        act(handler)
        return True

    return misbehave


def test_a_whole_catalogue_comes_over_page_by_page_and_is_answered_the_same() -> None:
    made = catalogue(130, largest=60)
    with serving(made, {5: activities(5)}) as server:
        outcomes = take_all(server)
        assert counted(outcomes) == [(What.NEW, 130)]
        assert server.asked["/api/v1/panels/"] == 2
        assert server.connections <= CONNECTIONS + 1
        assert all(agent.startswith("Carrel/") for agent in server.agents)
    for document in made:
        assert answered(document["id"]) == document
    assert [json.loads(line.document) for line in Activity.objects.order_by("-created_at")] == activities(5)


def test_what_is_here_is_not_asked_for_again() -> None:
    made = catalogue(12, largest=20)
    with serving(made) as server:
        take_all(server)
        server.asked.clear()
        assert counted(take_all(server)) == [(What.KEPT, 12)]
        assert dict(server.asked) == {"/api/v1/panels/": 1}
        newer = {**made[3], "version": "9.9", "genes": [gene("NEW", 7)]}
        server.panels[4].append(newer)
        assert counted(take_all(server)) == [(What.UPDATED, 1), (What.KEPT, 11)]
    assert answered(4) == newer


def test_an_import_that_was_broken_off_goes_on_where_it_stopped() -> None:
    with serving(catalogue(12, largest=20)) as server:
        taking = take_panels(CURATOR, WebSource(client(server)), Taking(), now=lambda: NOW)
        before = [next(taking) for _ in range(5)]
        taking.close()  # type: ignore[attr-defined]
        assert Panel.objects.count() == 5
        assert counted(take_all(server)) == [(What.NEW, 7), (What.KEPT, 5)]
    assert len(before) == 5


def test_signed_off_versions_come_before_the_current_one() -> None:
    versions = [panel(7, "2.0", signed_off="2020-05-06"), panel(7, "2.31", [gene("NEW", 7)])]
    with serving(versions) as server:
        assert counted(take_all(server, signed_off=True)) == [(What.NEW, 1), (What.UPDATED, 1)]
        assert [answered(7, "2.0"), answered(7)] == versions
        assert counted(take_all(server, signed_off=True)) == [(What.KEPT, 2)]


def test_a_sign_off_of_a_version_that_is_here_is_marked_and_of_one_that_is_not_is_told() -> None:
    current = panel(7, "2.31")
    with serving([panel(7, "2.0"), current]) as server:
        take_all(server)
        server.panels[7] = [panel(7, "2.0", signed_off="2020-05-06"), current]
        assert counted(take_all(server, signed_off=True)) == [(What.KEPT, 1), (What.OLDER, 1)]
        server.panels[7] = [{**current, "signed_off": "2020-05-06"}]
        assert counted(take_all(server, signed_off=True)) == [(What.MARKED, 1)]
    assert answered(7)["signed_off"] == "2020-05-06"


def test_opinions_are_asked_for_only_where_they_are_wanted() -> None:
    with serving([panel(7), panel(8)]) as server:
        server.evaluations[7, "ACVRL1"] = [EVALUATION]
        take_all(server, only=frozenset({"8"}))
        assert not any("evaluations" in path for path in server.asked)
        take_all(server, evaluations=True)
    assert [(review.panel.number, review.rating) for review in Review.objects.all()] == [(7, "GREEN")]


def test_only_the_panels_that_were_named_are_taken() -> None:
    with serving(catalogue(5, largest=9)) as server:
        outcomes = take_all(server, only=frozenset({"2", "77"}))
    assert [(outcome.what, outcome.panel.partition("@")[0]) for outcome in outcomes] == [
        (What.FAULT, "77"),
        (What.NEW, "2"),
    ]


def test_a_panel_that_is_curated_here_is_left_alone() -> None:
    with serving([panel(7, "1.0")]) as server:
        take_all(server, follows=False)
        server.panels[7].append(panel(7, "2.0"))
        assert counted(take_all(server)) == [(What.OWN, 1)]


def test_a_retired_panel_comes_too_and_one_that_is_retired_later_is_marked() -> None:
    with serving([panel(7, status="retired"), panel(8)]) as server:
        take_all(server)
        server.panels[8] = [panel(8, status="retired")]
        assert counted(take_all(server)) == [(What.MARKED, 1), (What.KEPT, 1)]
    assert set(Panel.objects.values_list("status", flat=True)) == {"retired"}


def test_a_busy_server_is_given_the_time_that_it_asks_for() -> None:
    waited: list[float] = []
    with serving([panel(7)]) as server:
        server.misbehave = only("/api/v1/panels/", lambda handler: handler.say(429, b"", Retry_After="1"), times=2)
        source = WebSource(PanelAppClient(server.address, QUICK, waited.append))
        assert counted(take_panels(CURATOR, source, Taking(), now=lambda: NOW)) == [(What.NEW, 1)]
    assert waited == [1.0, 1.0]


def test_a_server_that_asks_for_too_much_time_ends_the_import_with_a_sentence() -> None:
    with serving([panel(7)]) as server:
        server.misbehave = only("/api/v1/panels/", lambda handler: handler.say(429, b"", Retry_After="86400"))
        with pytest.raises(PanelAppIsSilent, match="come back in 86400 seconds"):
            take_all(server)


@pytest.mark.parametrize("status", [500, 502, 503, 504])
def test_a_server_that_stumbles_is_asked_again(status: int) -> None:
    with serving([panel(7)]) as server:
        server.misbehave = only("/api/v1/panels/7/", lambda handler: handler.say(status, b"oops"), times=2)
        assert counted(take_all(server)) == [(What.NEW, 1)]
        assert server.asked["/api/v1/panels/7/"] == 3


def _cut_off(handler: Handler) -> None:
    handler.say(200, b'{"id": 7', length="1000")
    handler.close_connection = True


def _slow(handler: Handler) -> None:
    time.sleep(1.3)
    handler.close_connection = True


def _drip(handler: Handler) -> None:
    handler.send_response(200)
    handler.send_header("Content-Length", "1000000")
    handler.end_headers()
    try:
        for _ in range(50):
            handler.wfile.write(b" ")
            handler.wfile.flush()
            time.sleep(0.1)
    except OSError:
        pass
    handler.close_connection = True


def _bomb(handler: Handler) -> None:
    handler.say(200, gzip.compress(b" " * 50_000_000), Content_Encoding="gzip")


@pytest.mark.parametrize(
    ("act", "says"),
    [
        (lambda handler: handler.say(500, b"no"), "status 500"),
        (lambda handler: handler.say(403, b"no"), "status 403"),
        (lambda handler: handler.say(404, b"no"), "any more"),
        (_cut_off, "cut off"),
        (_slow, "in time"),
        (lambda handler: handler.say(200, b""), "empty"),
        (lambda handler: handler.say(200, b'{"id": 7, "genes": ['), "truncated"),
        (lambda handler: handler.say(200, b"<html>not json</html>"), "not JSON"),
        (lambda handler: handler.say(200, b"[" * 100_000), "nested"),
        (lambda handler: handler.say(200, b'{"id": 7, "genes": ' + b"[" * 900 + b"]" * 900 + b"}"), "nested"),
        (lambda handler: handler.say(200, b'{"id": 7, "genes": [1e999]}'), "too large"),
        (lambda handler: handler.say(200, b'{"id": 7, "genes": [' + b"9" * 50 + b"]}"), "64 bits"),
        (lambda handler: handler.say(301, b"", Location="https://127.0.0.1/api/v1/panels/7/"), "https://"),
        (lambda handler: handler.say(200, b'{"id": NaN, "genes": []}'), "NaN"),
        (lambda handler: handler.say(200, b'{"id": 7, "id": 8, "genes": []}'), "stands twice"),
        (lambda handler: handler.say(200, b'{"id": 7, "name": "\\ud800", "genes": []}'), "surrogate"),
        (lambda handler: handler.say(200, b"[]"), "not a panel"),
        (lambda handler: handler.say(200, b'{"detail": "?"}'), "not a panel"),
        (lambda handler: handler.say(200, panel(8)), "8@1.8 answered"),
        (lambda handler: handler.say(200, panel(7, "1.9")), "7@1.9 answered"),
        (lambda handler: handler.say(200, b" " * 3_000_000), "larger than"),
        (_bomb, "larger than"),
        (lambda handler: handler.say(302, b"", Location="http://127.0.0.2:9/api/v1/panels/7/"), "another server"),
        (lambda handler: handler.say(302, b"", Location="file:///etc/passwd"), "another server"),
        (lambda handler: handler.say(302, b"", Location="/admin/"), "another server"),
        (lambda handler: handler.say(302, b"", Location="/api/v1/panels/7/"), "without end"),
    ],
)
def test_one_bad_answer_is_one_sentence_and_the_other_panels_still_land(
    act: Callable[[Handler], None], says: str
) -> None:
    with serving([panel(6), panel(7), panel(8)]) as server:
        server.misbehave = only("/api/v1/panels/7/", act)
        outcomes = take_all(server)
    assert [outcome.what for outcome in outcomes] == [What.NEW, What.FAULT, What.NEW]
    assert says in outcomes[1].sentence
    assert outcomes[1].sentence.count("\n") == 0
    assert sorted(Panel.objects.values_list("number", flat=True)) == [6, 8]


def test_an_answer_that_drips_for_ever_is_given_up() -> None:
    with serving([panel(7)]) as server:
        server.misbehave = only("/api/v1/panels/7/", _drip)
        manners = Manners(time_out=1.0, whole_time=0.5, tries=1)
        outcomes = list(take_panels(CURATOR, WebSource(client(server, manners)), Taking(), now=lambda: NOW))
    assert "took longer" in outcomes[0].sentence


def test_a_redirect_on_the_same_server_is_followed() -> None:
    with serving([panel(7)]) as server:
        server.misbehave = only(
            "/api/v1/panels/7/",
            lambda handler: handler.say(301, b"", Location="/api/v1/panels/7/?version=1.8"),
            times=1,
        )
        assert counted(take_all(server)) == [(What.NEW, 1)]


def test_compressed_answers_are_read() -> None:
    packed = gzip.compress(json.dumps(panel(7)).encode())
    with serving([panel(7)]) as server:
        server.misbehave = only("/api/v1/panels/7/", lambda handler: handler.say(200, packed, Content_Encoding="gzip"))
        take_all(server)
    assert answered(7) == panel(7)


@pytest.mark.parametrize("following", ["/api/v1/panels/?page=1", "/api/v1/panels/?page={count}"])
def test_pages_without_end_end_in_a_sentence(following: str) -> None:
    with serving([panel(7)]) as server:
        asked = iter(range(1, 10**6))

        def endless(handler: Handler) -> None:
            handler.say(200, {"results": [], "next": server.address + following.format(count=next(asked))})

        server.misbehave = only("/api/v1/panels/", endless)
        with pytest.raises(PanelAppIsSilent, match=r"circle|more than"):
            take_all(server)


def test_pages_that_lead_to_another_server_are_not_followed() -> None:
    with serving([panel(7)]) as server:
        elsewhere = {"results": [], "next": "http://127.0.0.2:9/api/v1/panels/?page=2"}
        server.misbehave = only("/api/v1/panels/", lambda handler: handler.say(200, elsewhere))
        with pytest.raises(PanelAppIsSilent, match="another server"):
            take_all(server)


@pytest.mark.parametrize("body", [b"[]", b"{}", b'{"results": 5}', b'{"results": [1]}', b"<html>", b""])
def test_what_is_no_panelapp_is_told_so(body: bytes) -> None:
    with serving([]) as server:
        server.misbehave = only("/api/v1/panels/", lambda handler: handler.say(200, body))
        with pytest.raises((PanelFileIsUnreadable, PanelAppIsSilent), match=r"127\.0\.0\.1"):
            take_all(server)


def test_an_entry_of_the_list_that_is_no_panel_does_not_stop_the_others() -> None:
    with serving([panel(7)]) as server:
        results = [{"id": "../x", "version": "1.0"}, {"id": 7, "version": "1.8", "name": "x", "status": "public"}, {}]
        server.misbehave = only("/api/v1/panels/", lambda handler: handler.say(200, {"results": results}))
        assert counted(take_all(server)) == [(What.NEW, 1), (What.FAULT, 2)]


def test_a_broken_history_takes_back_its_panel_so_that_it_is_taken_again() -> None:
    with serving([panel(7)]) as server:
        server.misbehave = only(
            "/api/v1/panels/7/activities/", lambda handler: handler.say(200, {"results": "?"}), times=1
        )
        assert counted(take_all(server)) == [(What.FAULT, 1)]
        assert not PanelVersion.objects.exists()
        assert counted(take_all(server)) == [(What.NEW, 1)]


def test_a_server_that_is_not_there_ends_in_a_sentence() -> None:
    with serving([]) as server:
        address = server.address
    with pytest.raises(PanelAppIsSilent, match="cannot be reached"):
        list(WebSource(PanelAppClient(address, QUICK)).listed(signed_off=False))


@pytest.mark.parametrize(
    ("address", "says"),
    [
        ("ftp://panels.example.org", "not an address"),
        ("https://", "not an address"),
        ("https://panels.example.org:99999", "not an address"),
        ("https://user:secret@panels.example.org", "name or password"),
        ("https://panels.example.org/?key=secret", r"\? or #"),
        ("http://[::1", "not an address"),
    ],
)
def test_wrong_addresses_are_refused_and_no_secret_is_repeated(address: str, says: str) -> None:
    with pytest.raises(KnowledgeIsUnusable, match=says) as fault:
        PanelAppClient(address)
    assert "secret" not in str(fault.value)


@pytest.mark.parametrize(
    ("address", "root"),
    [
        ("https://panels.example.org", "https://panels.example.org/api/v1"),
        ("https://panels.example.org/", "https://panels.example.org/api/v1"),
        ("https://panels.example.org/api/v1/", "https://panels.example.org/api/v1"),
        ("http://[::1]:8000/house", "http://[::1]:8000/house/api/v1"),
    ],
)
def test_addresses_are_taken_with_and_without_their_path(address: str, root: str) -> None:
    assert PanelAppClient(address).address == root
