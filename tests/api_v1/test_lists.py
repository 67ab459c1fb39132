"""Lists: pages, filters, names, and what is left out."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.api_v1.answers import gene, repeat


pytestmark = [pytest.mark.django_db, pytest.mark.row("M30")]
NONE: dict[str, list[object]] = {"genes": [], "strs": [], "regions": []}


def test_pages_hold_a_hundred_and_name_their_neighbours_with_whole_addresses(client: Client, take) -> None:
    for number in range(1, 202):
        take(number, name=f"Panel {number:03}", **NONE)
    first = client.get("/api/v1/panels/?type=rare-disease").json()
    assert (first["count"], len(first["results"]), first["previous"]) == (201, 100, None)
    assert first["next"] == "http://testserver/api/v1/panels/?type=rare-disease&page=2"
    middle = client.get(first["next"]).json()
    assert middle["previous"] == "http://testserver/api/v1/panels/?type=rare-disease"
    last = client.get(middle["next"]).json()
    assert [entry["id"] for entry in last["results"]] == [201]
    assert last["next"] is None
    assert client.get("/api/v1/panels/?page=last").json()["results"] == last["results"]
    for page in ("4", "0", "-1", "x", "1.5", "9" * 40, "\u0663"):
        missing = client.get("/api/v1/panels/", {"page": page})
        assert (missing.status_code, missing.json()) == (404, {"detail": "Invalid page."}), page


def test_pages_are_named_as_the_client_reached_the_site(client: Client, take, settings) -> None:
    settings.ALLOWED_HOSTS = ["panels.example.org"]
    for number in range(1, 102):
        take(number, **NONE)
    got = client.get("/api/v1/panels/", HTTP_HOST="panels.example.org", secure=True).json()
    assert got["next"] == "https://panels.example.org/api/v1/panels/?page=2"


def test_panels_are_found_by_type_and_by_exact_name(client: Client, take) -> None:
    take(1, types=[{"name": "A", "slug": "a", "description": ""}])
    take(2, types=[{"name": "B", "slug": "b", "description": ""}])
    take(3, name="Panel 33", types=[])
    assert ids(client, "panels/?type=a") == [1]
    assert ids(client, "panels/?type=a,b") == [1, 2]
    assert ids(client, "panels/?type=c") == []
    assert ids(client, "panels/?name=Panel 33") == [3]
    assert ids(client, "panels/?name=Panel 3") == []
    assert ids(client, "panels/?name=2") == [2]


def test_retired_panels_are_listed_only_on_request_and_deleted_and_internal_ones_never(client: Client, take) -> None:
    for number, status in enumerate(("public", "promoted", "retired", "internal", "deleted"), start=1):
        take(number, status=status)
    assert ids(client, "panels/") == [1, 2]
    assert ids(client, "panels/?retired=True") == [1, 2, 3]
    assert [entry["panel"]["id"] for entry in results(client, "genes/AAAS")] == [1, 2]
    for number in (3, 4, 5):
        assert client.get(f"/api/v1/panels/{number}/").status_code == 404
    assert client.get("/api/v1/panels/3/?version=1.4").status_code == 200
    assert client.get("/api/v1/panels/5/?version=1.4").status_code == 200
    assert client.get("/api/v1/panels/3/activities/").json() == []
    for address in (
        "panels/4/?version=1.4",
        "panels/4/genes/",
        "panels/4/activities/",
        "panels/4/versions/",
        "panels/4/genes/AAAS/evaluations/",
    ):
        assert client.get(f"/api/v1/{address}").status_code == 404, address


def test_entities_of_a_panel_are_found_by_name_hgnc_id_rating_and_tag(client: Client, take) -> None:
    take(
        1,
        genes=[
            gene("AAAS", 13666),
            gene("ABCA4", 34, "2", tags=["watchlist"]),
            gene("ABCB7", 48, "1", tags=["gene", "other"]),
            gene("OLD", 5, "4"),
        ],
    )
    assert names(client, "panels/1/genes/?entity_name=AAAS,ABCB7") == ["AAAS", "ABCB7"]
    assert names(client, "panels/1/genes/?entity_name=HGNC:34") == ["ABCA4"]
    assert names(client, "panels/1/genes/?confidence_level=3") == ["AAAS", "OLD"]
    assert names(client, "panels/1/genes/?confidence_level=2") == ["ABCA4"]
    assert names(client, "panels/1/genes/?tags=watchlist,other") == ["ABCA4", "ABCB7"]
    assert names(client, "panels/1/genes/?tags=gene") == ["ABCB7"]
    assert names(client, "genes/?tags=watchlist") == ["ABCA4"]
    assert names(client, "panels/1/genes/?entity_name=NONE") == []
    for wrong in (
        "confidence_level=x",
        "confidence_level=7",
        "version=x",
        "version=1",
        "version=1.2.3",
        "version=\u0663.1",
    ):
        refused = client.get(f"/api/v1/panels/1/genes/?{wrong}")
        assert refused.status_code == 400, wrong
        assert list(refused.json()) == ["detail"]


def test_genes_are_found_across_panels_by_symbol_hgnc_id_and_panel(client: Client, take) -> None:
    take(1)
    take(2, name="Second", types=[], strs=[repeat("AAAS_CAG", "AAAS", 13666)])
    assert [entry["panel"]["id"] for entry in results(client, "genes/AAAS,ABCA4")] == [1, 1, 2, 2]
    assert [entry["panel"]["id"] for entry in results(client, "genes/HGNC:34")] == [1, 2]
    assert [entry["panel"]["id"] for entry in results(client, "genes/?entity_name=AAAS&panel_name=Second")] == [2]
    assert [entry["panel"]["id"] for entry in results(client, "genes/?type=rare-disease")] == [1, 1]
    assert names(client, "strs/AAAS_CAG") == ["AAAS_CAG"]
    assert {entry["entity_type"] for entry in results(client, "entities/")} == {"gene", "str", "region"}
    assert client.get("/api/v1/entities/").json()["count"] == 8


def test_a_gene_is_found_by_the_symbol_it_once_had(client: Client, take) -> None:
    from carrel.foundation.knowledge.models import Gene, GeneSymbol
    from tests.api_v1.conftest import AT

    take(1)
    found, _ = Gene.objects.get_or_create(
        hgnc_id="HGNC:34", defaults={"symbol": "ABCA4", "data": "{}", "edition": "test", "read_at": AT}
    )
    GeneSymbol.objects.get_or_create(symbol="STGD1", gene=found, kind="previous")
    assert names(client, "genes/stgd1/") == ["ABCA4"]


def test_every_version_is_answered_for_ever(client: Client, take) -> None:
    take(1)
    newer = [gene("AAAS", 13666, "1"), gene("NEW", 99)]
    take(1, version="2.0", version_created="2022-01-21T10:54:52.442904Z", genes=newer, signed_off="2022-02-01")
    assert names(client, "panels/1/genes/") == ["AAAS", "NEW"]
    assert names(client, "panels/1/genes/?version=1.4") == ["AAAS", "ABCA4"]
    old = client.get("/api/v1/panels/1/?version=1.4").json()
    assert [entry["entity_name"] for entry in old["genes"]] == ["AAAS", "ABCA4"]
    assert "signed_off" not in old
    assert client.get("/api/v1/panels/1/").json()["signed_off"] == "2022-02-01"
    assert [entry["version"] for entry in results(client, "panels/1/versions/")] == ["2.0", "1.4"]
    assert "genes" not in client.get("/api/v1/panels/1/?exclude_entities=True").json()
    assert "genes" in client.get("/api/v1/panels/1/?exclude_entities=False").json()


def test_signed_off_panels_are_those_of_their_newest_signed_off_version(client: Client, take) -> None:
    take(1, signed_off="2021-02-01")
    take(1, version="1.5", version_created="2022-01-21T10:54:52.442904Z", genes=[gene("NEW", 99)])
    take(2)
    listed = results(client, "panels/signedoff/")
    assert [(entry["id"], entry["version"], entry["signed_off"]) for entry in listed] == [(1, "1.4", "2021-02-01")]
    assert results(client, "panels/signedoff/?panel_id=1") == listed
    assert results(client, "panels/signedoff/?panel_id=2") == []
    assert client.get("/api/v1/panels/signedoff/?panel_id=nonsense").status_code == 400
    detail = client.get("/api/v1/panels/signedoff/1/").json()
    assert detail == client.get("/api/v1/panels/1/?version=1.4").json()
    assert detail["signed_off"] == "2021-02-01"
    assert client.get("/api/v1/panels/signedoff/2/").status_code == 404


def results(client: Client, address: str) -> list[dict[str, object]]:
    return client.get(f"/api/v1/{address}").json()["results"]


def ids(client: Client, address: str) -> list[object]:
    return sorted(entry["id"] for entry in results(client, address))


def names(client: Client, address: str) -> list[object]:
    return [entry["entity_name"] for entry in results(client, address)]
