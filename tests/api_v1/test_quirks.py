"""What clients break on, if it is "improved": each quirk of the REST v1 has its test."""

from __future__ import annotations

import re
from datetime import datetime

import pytest
from django.test import Client

from tests.api_v1.answers import gene, panel_document


pytestmark = [pytest.mark.django_db, pytest.mark.row("M30")]


def test_quirk_1_builds_are_spelled_grch_with_a_small_c_and_releases_are_text(client: Client, take) -> None:
    take(1)
    genes = client.get("/api/v1/panels/1").json()["genes"][0]["gene_data"]["ensembl_genes"]
    assert list(genes) == ["GRch37", "GRch38"]
    assert genes["GRch38"]["90"]["ensembl_id"] == "ENSG00000013666"


@pytest.mark.parametrize(
    "created", ["2021-01-21T10:54:52.442904Z", "2021-01-21T10:54:52Z", "2021-01-21T11:54:52+01:00"]
)
def test_quirk_2_times_have_microseconds_and_a_z(client: Client, take, created: str) -> None:
    take(1, version_created=created)
    for address in ("panels/1", "panels/?name=Panel 1", "panels/1/versions", "panels/1/genes"):
        found = re.findall(r'"version_created":"([^"]*)"', client.get(f"/api/v1/{address}").content.decode())
        assert found, address
        assert all(one.endswith("Z") and datetime.strptime(one[:-1], "%Y-%m-%dT%H:%M:%S.%f") for one in found)  # noqa: DTZ007 - as Scout reads it


@pytest.mark.parametrize(
    "address", ["", "panels", "panels/1", "panels/1/activities", "panels/1/versions", "panels/1/genes", "panels/1/strs", "panels/1/regions",
                "panels/1/genes/AAAS/evaluations", "panels/signedoff", "panels/signedoff/1", "genes", "genes/AAAS", "strs", "regions", "entities", "activities"],
)  # fmt: skip
def test_quirk_3_every_address_answers_at_once_with_and_without_the_last_slash(
    client: Client, take, address: str
) -> None:
    take(1, signed_off="2021-02-01")
    without, with_slash = client.get(f"/api/v1/{address}"), client.get(f"/api/v1/{address}/".replace("//", "/"))
    assert without.status_code == with_slash.status_code == 200
    assert without.json() == with_slash.json() or "next" in without.json() or not address


def test_quirk_4_versions_are_text_that_reads_as_a_float_and_as_two_numbers(client: Client, take) -> None:
    take(1, version="1.9")
    take(1, version="1.10", version_created="2022-01-21T10:54:52.442904Z")
    versions = [entry["version"] for entry in client.get("/api/v1/panels/1/versions/").json()["results"]]
    assert versions == ["1.10", "1.9"]
    assert client.get("/api/v1/panels/1/").json()["version"] == "1.10"
    assert client.get("/api/v1/panels/1/?version=1.9").json()["version"] == "1.9"
    assert client.get("/api/v1/panels/1/?version=1.1").status_code == 404


def test_quirk_5_who_asks_too_often_is_told_in_whole_seconds_when_to_come_back(client: Client, take, settings) -> None:
    settings.CARREL_API_RATE = "2/hour"
    take(1)
    answers = [client.get("/api/v1/panels/1/") for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert int(answers[2].headers["Retry-After"]) > 0
    assert "detail" in answers[2].json()
    assert answers[2].headers["Access-Control-Allow-Origin"] == "*"


def test_quirk_6_hgnc_ids_have_their_prefix_and_gene_data_of_regions_is_null(client: Client, take) -> None:
    take(1)
    got = client.get("/api/v1/panels/1/").json()
    assert got["genes"][0]["gene_data"]["hgnc_id"] == "HGNC:13666"
    assert got["regions"][0]["gene_data"] is None
    assert client.get("/api/v1/regions/").json()["results"][0]["gene_data"] is None


def test_quirk_7_lines_of_history_are_answered_as_they_were_written(client: Client, take) -> None:
    from carrel.foundation.knowledge.actions.taking import take_activities
    from carrel.foundation.knowledge.models import Panel
    from carrel.foundation.vocabulary.actors import OPERATOR
    from tests.api_v1.conftest import AT

    take(1)
    lines = [
        {"created": "2024-09-15T10:56:01.470559Z", "text": "Gene: AAAS has been classified as Green List (High Evidence).",
         "entity_name": "AAAS", "entity_type": "gene", "panel_id": 1, "extra": "kept"},
        {"created": "2024-09-15T10:56:01.470559Z", "text": "Marked gene: AAAS as ready", "entity_name": "AAAS", "entity_type": "gene"},
        {"created": "2023-01-01T00:00:00.000000Z", "text": "Panel was created", "entity_name": None, "entity_type": None},
    ]  # fmt: skip
    take_activities(OPERATOR, Panel.objects.get(number=1), lines, at=AT)
    assert client.get("/api/v1/panels/1/activities/").json() == lines
    assert client.get("/api/v1/activities/").json()["results"] == lines


def test_quirk_8_relevant_disorders_are_kept_as_texts_so_that_hpo_terms_can_be_found(client: Client, take) -> None:
    take(1, relevant_disorders=["Achromatopsia", "HP:0011516", "R45"])
    entry = client.get("/api/v1/panels/").json()["results"][0]
    assert re.findall(r"HP:\d+", " ".join(entry["relevant_disorders"])) == ["HP:0011516"]
    assert client.get("/api/v1/panels/R45/").json()["id"] == 1


def test_quirk_9_gene_data_belongs_to_the_panels_row(client: Client, take) -> None:
    short, long = gene("AAAS", 13666), gene("AAAS", 13666)
    short["gene_data"]["hgnc_release"] = "2017-11-03"
    take(1, genes=[short])
    take(2, genes=[long])
    found = client.get("/api/v1/genes/AAAS/").json()["results"]
    assert [entry["gene_data"]["hgnc_release"] for entry in found] == ["2017-11-03", "2017-11-03T00:00:00"]


def test_the_panel_key_is_where_clients_look_for_it_and_nowhere_else(client: Client, take) -> None:
    take(1)
    part = {key: value for key, value in panel_document(1).items() if key not in ("genes", "strs", "regions")}
    take(2, name="A super-panel", genes=[{**gene("AAAS", 13666), "panel": part}], strs=[], regions=[])
    assert "panel" not in client.get("/api/v1/panels/1/").json()["genes"][0]
    assert client.get("/api/v1/panels/2/").json()["genes"][0]["panel"] == part
    assert client.get("/api/v1/panels/2/genes/").json()["results"][0]["panel"] == part
    for address in ("panels/1/genes", "genes", "genes/AAAS", "strs", "regions", "entities"):
        entries = client.get(f"/api/v1/{address}").json()["results"]
        assert [entry["panel"]["id"] for entry in entries] == [1] * len(entries), address
