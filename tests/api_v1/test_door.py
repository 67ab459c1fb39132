"""Who may read, how, and what becomes of requests that make no sense."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone


pytestmark = [pytest.mark.django_db, pytest.mark.row("M30")]
READING = "GET, HEAD, OPTIONS"


@pytest.mark.parametrize("address", ["panels/", "panels/1/", "genes/", "panels/1/activities/", "nothing/"])
@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_this_api_only_reads(client: Client, take, address: str, method: str) -> None:
    take(1)
    response = getattr(Client(enforce_csrf_checks=True), method)(
        f"/api/v1/{address}", "{}", content_type="application/json"
    )
    assert response.status_code in (405, 404, 403)
    if address != "nothing/":
        assert response.status_code == 405
        assert response.headers["Allow"] == READING
        assert response.json() == {"detail": f'Method "{method.upper()}" not allowed.'}


def test_scripts_of_every_site_may_read_but_are_given_nobodys_cookies(client: Client, take) -> None:
    take(1)
    asked = client.options(
        "/api/v1/panels/1/", headers={"Origin": "https://elsewhere.example", "Access-Control-Request-Method": "GET"}
    )
    assert asked.status_code == 204
    assert asked.headers["Access-Control-Allow-Methods"] == READING
    for response in (
        asked,
        client.get("/api/v1/panels/1/"),
        client.get("/api/v1/panels/999/"),
        client.get("/api/v1/genes/?confidence_level=x"),
    ):
        assert response.headers["Access-Control-Allow-Origin"] == "*"
        assert "Access-Control-Allow-Credentials" not in response.headers
        assert not response.cookies


def test_head_tells_what_get_would(client: Client, take) -> None:
    take(1)
    head, got = client.head("/api/v1/panels/1/"), client.get("/api/v1/panels/1/")
    assert head.status_code == 200
    assert head.content == b""
    assert head.headers["ETag"] == got.headers["ETag"]
    assert head.headers["Content-Length"] == str(len(got.content))


def test_reading_for_the_public_asks_nothing_of_people_or_sessions(
    client: Client, take, django_assert_num_queries
) -> None:
    take(1)
    with django_assert_num_queries(1):
        client.get("/api/v1/panels/", headers={"If-None-Match": "*"})


def test_internal_panels_are_read_by_those_who_may_and_by_their_programs(client: Client, take) -> None:
    from carrel.foundation.people import actions as people
    from carrel.foundation.people.states import SCOPES
    from tests.people.someone import somebody

    take(1, status="internal")
    now = timezone.now()
    curator, reviewer = somebody("Ada Curie", "curator", at=now), somebody("Ben Hall", "reviewer", at=now)
    reading = next(scope.key for scope in SCOPES if "read_internal_panels" in {str(one) for one in scope.permissions})
    _, token = people.issue_token(
        curator, label="pipeline", scopes=frozenset({reading}), expires_at=now + timedelta(days=1), at=now
    )
    for scheme in ("Bearer", "Token"):
        for address in (
            "panels/1/",
            "panels/1/genes/",
            "panels/1/activities/",
            "panels/1/versions/",
            "panels/1/?version=1.4",
        ):
            got = client.get(f"/api/v1/{address}", headers={"Authorization": f"{scheme} {token}"})
            assert got.status_code == 200, address
            assert got.headers["Cache-Control"] == "private, no-store"
            assert "Authorization" in got.headers["Vary"]
    assert client.get("/api/v1/panels/1/").status_code == 404
    assert client.get("/api/v1/panels/1/", headers={"Authorization": "Bearer carrel_wrong"}).status_code == 401
    assert client.get("/api/v1/panels/1/", headers={"Authorization": "Basic eDp5"}).status_code == 404
    etag = client.get("/api/v1/panels/1/", headers={"Authorization": f"Bearer {token}"}).headers["ETag"]
    assert client.get("/api/v1/panels/1/", headers={"If-None-Match": etag}).status_code == 404
    assert not reviewer.is_public


HOSTILE = (
    "panels/%00/", "panels/1%00/", "panels/?name=%00", "genes/%00/", "panels/?type=%00", "panels/1/genes/?entity_name=%00",
    "panels/1/genes/?tags=%00", "panels/\u0661/", "panels/?page=99999999999999999999", "panels/?page=1e3", "panels/999999999999999999999/",
    "panels/1/?version=99999999999.1", "panels/1/?version=1.\u0664", "panels/1/?version=%F0%9F", "genes/%FF%FE/", "panels/%ED%A0%80/",
    "panels/..%2F..%2Fetc/", "panels/' OR 1=1 --/", "genes/?entity_name=%25", "genes/?tags=%25%27%22", "panels/signedoff/x/",
    "panels/signedoff/?panel_id=-1", "panels/1/genes/%2E/evaluations/", "panels/?page=", "panels/?type=,,,", "genes/,,/",
    "activities/?page=0", "strs/?confidence_level=-1", "entities/?tags=%5C", "panels/None/", "panels/true/",
)  # fmt: skip


@pytest.mark.parametrize("address", HOSTILE)
def test_no_address_breaks_the_server(client: Client, take, address: str) -> None:
    take(1)
    response = client.get(f"/api/v1/{address}")
    assert response.status_code in (200, 400, 404)
    assert isinstance(response.json(), dict)


def test_too_many_names_are_refused_in_a_sentence(client: Client, take) -> None:
    take(1)
    many = ",".join(f"GENE{number}" for number in range(100_000))
    for address in (
        f"genes/{many}/",
        f"genes/?entity_name={many}",
        f"panels/1/genes/?entity_name={many}",
        f"panels/?type={many}",
        f"genes/?tags={many}",
    ):
        refused = client.get(f"/api/v1/{address}")
        assert refused.status_code == 400
        assert "ask for at most" in refused.json()["detail"]
    thousand = ",".join(f"GENE{number}" for number in range(1_000))
    assert client.get(f"/api/v1/genes/{thousand}/").status_code == 200
    twenty = ",".join(f"tag{number}" for number in range(20))
    assert client.get(f"/api/v1/genes/?tags={twenty}").status_code == 200


def test_unknown_things_are_told_as_json(client: Client, take) -> None:
    for address in (
        "panels/1/",
        "panels/nothing/",
        "panels/1/genes/",
        "panels/1/activities/",
        "panels/1/versions/",
        "panels/1/genes/AAAS/evaluations/",
    ):
        missing = client.get(f"/api/v1/{address}")
        assert missing.status_code == 404
        assert list(missing.json()) == ["detail"]
    assert client.get("/api/v1/genes/NOTHING/").json() == {"count": 0, "next": None, "previous": None, "results": []}
