"""What is wrong is told with a sentence and its place, and nothing of it is kept."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from typing import Any

import pytest
from django.conf import LazySettings

from carrel.foundation.knowledge.models import EntityRow, Panel, PanelVersion
from carrel.foundation.ledger.models import LedgerEntry
from carrel.interfaces.gate import throttle
from tests.api_v2.world import Program, World


pytestmark = [pytest.mark.django_db, pytest.mark.row("M6", "M30")]
Programs = Callable[..., Program]
TABLE = "text/tab-separated-values"


def told(answer: Any, status: int) -> dict[str, Any]:
    """The problem of an answer, which must be one."""
    assert answer.status_code == status, answer.content
    assert answer.headers["Content-Type"] == "application/problem+json"
    problem = dict(answer.json())
    assert problem["status"] == status
    assert problem["detail"].endswith((".", "?"))
    assert problem["request_id"] == answer.headers["X-Request-ID"]
    return problem


def counts() -> tuple[int, ...]:
    return Panel.objects.count(), PanelVersion.objects.count(), EntityRow.objects.count(), LedgerEntry.objects.count()


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b'{"name": "Eyes"', "line 1, column"),
        (b'{"name": NaN}', "line 1, column"),
        (b'{"name": Infinity}', "line 1, column"),
        (b'{"name": "\\ud800"}', "not JSON"),
        (b'{"name": "\xff"}', "not JSON"),
        (b"", "field required"),
        (b'{"name": "a\\u0000b"}', "NUL"),
        (b'{"na\\u0000me": "a"}', "NUL"),
        (b'{"name": ' + b"[" * 5_000 + b"]" * 5_000 + b"}", "depth"),
        (b'{"name": ' + b"[" * 50 + b"]" * 50 + b"}", "deep"),
        (b'{"name": 123456789012345678901234567890}', "too large"),
        (b'{"name": 1e999}', "not JSON"),
        (b'{"name": 7}', "name: input should be a valid string"),
        (b'{"name": ""}', "name: string should have at least 1 character"),
        (b'{"name": "Eyes", "colour": "red"}', "colour: extra inputs are not permitted"),
        (b'{"name": "Eyes", "about": {"relevant_disorders": ["a", 7]}}', "about.relevant_disorders.1"),
        (b"[]", "valid dictionary"),
        (b'"name"', "valid dictionary"),
        (b"null", "valid dictionary"),
    ],
)  # fmt: skip
def test_a_body_that_is_not_as_described_is_told_where_it_is_wrong(program: Programs, body: bytes, words: str) -> None:
    before = counts()
    answer = program("curator").ask("POST", "/panels", body)
    problem = told(answer, answer.status_code)
    assert answer.status_code in (400, 422)
    assert words in problem["detail"]
    assert counts() == before


@pytest.mark.parametrize("media", ["text/plain", "application/xml", "application/x-www-form-urlencoded", ""])
def test_another_kind_of_content_is_refused_by_name(program: Programs, media: str) -> None:
    answer = program("curator").ask("POST", "/panels", b'{"name": "Eyes"}', **{"Content-Type": media})
    assert "application/json" in told(answer, 415)["detail"]


def test_a_body_that_is_too_large_is_refused_and_not_kept(program: Programs, settings: LazySettings) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000
    told(program("curator").ask("POST", "/panels", {"name": "Eyes", "about": {"description": "x" * 2000}}), 413)


@pytest.mark.parametrize(
    "path",
    ["/panels/0", "/panels/99999999999999999999", "/panels/abc", "/panels?limit=0", "/panels?limit=1001", "/panels?offset=-1",
     "/panels?limit=%00", "/genes?search=%ff", "/panels?name=%ed%a0%80", "/panels/1/entities/plant/X", "/genes/%00",
     "/panels/1/compare?before=x", "/ledger?since=yesterday", "/ledger?since=0001-01-01T00:00:00%2B14:00",
     "/ledger?before=99999999999999999999", "/people/7", "/genes/BRCA1/panels?catalogue=Not%20One"],
)  # fmt: skip
def test_an_address_that_says_nonsense_is_answered_with_a_sentence(program: Programs, path: str) -> None:
    answer = program("everything").ask("GET", path)
    assert answer.status_code in (400, 404, 422)
    told(answer, answer.status_code)


def test_values_that_the_room_refuses_are_told_field_by_field(world: World, program: Programs) -> None:
    path = f"/panels/{world.public.number}/entities/gene/BRCA1"
    curator = program("curator")
    base = curator.ask("GET", path).json()["base"]
    fields = {"mode_of_inheritance": "sideways", "normal_repeats": 7}
    problem = told(curator.ask("PATCH", path, {"fields": fields, "base": base}), 422)
    assert {one["field"] for one in problem["faults"]} == {"mode_of_inheritance", "normal_repeats"}
    problem = told(curator.ask("PATCH", path, {"fields": {"tags": ["x"]}}), 422)
    assert problem["faults"][0]["field"] == "base"
    problem = told(
        curator.ask("POST", f"/panels/{world.public.number}/entities", {"kind": "gene", "hgnc_id": "HGNC:9"}), 422
    )
    assert problem["faults"][0]["field"] == "hgnc_id"


def test_who_saw_an_earlier_state_changes_nothing(world: World, program: Programs) -> None:
    path = f"/panels/{world.public.number}/entities/gene/BRCA1"
    curator = program("curator")
    seen = curator.ask("GET", path)
    tag = seen.headers["ETag"]
    assert tag.strip('"') == seen.json()["base"]
    changed = curator.ask("PATCH", path, {"fields": {"tags": ["one"]}}, **{"If-Match": f"W/{tag}"})
    assert changed.status_code == 200, changed.content
    before = counts()
    problem = told(curator.ask("PATCH", path, {"fields": {"tags": ["two"]}}, **{"If-Match": tag}), 409)
    assert problem["title"] == "Somebody was faster"
    assert "nothing was saved" in problem["detail"]
    told(curator.ask("DELETE", f"{path}?base={seen.json()['base']}"), 409)
    told(curator.ask("POST", f"{path}/decisions", {"rating": "amber", "base": seen.json()["base"]}), 409)
    problem = told(
        curator.ask("PATCH", path, {"fields": {"tags": ["one"]}}, **{"If-Match": changed.headers["ETag"]}), 409
    )
    assert problem["title"] == "Nothing changes"
    assert counts() == before


def test_what_a_panels_state_forbids_is_told_by_objections(world: World, program: Programs) -> None:
    curator, number = program("curator"), world.public.number
    assert curator.ask("POST", f"/panels/{number}/steps", {"verb": "retire"}).status_code == 200
    problem = told(curator.ask("POST", f"/panels/{number}/entities", {"kind": "gene", "hgnc_id": "HGNC:3690"}), 403)
    assert problem["objections"] == ["This panel is retired; restore it first."]
    problem = told(curator.ask("POST", f"/panels/{number}/steps", {"verb": "publish"}), 403)
    assert "possible: restore, delete" in problem["objections"][0]


def test_a_table_with_faults_names_each_row_and_changes_nothing(world: World, program: Programs) -> None:
    path = f"/panels/{world.public.number}/import"
    table = (
        b"gene_symbol\tmode_of_inheritance\trating\n"
        b"FGFR3\tsideways\tgreen\n"
        b"NOSUCHGENE\t\tgreen\n"
        b"DMD\t\tviolet\n"
    )  # fmt: skip
    before = counts()
    problem = told(program("curator").ask("POST", path, table, **{"Content-Type": TABLE}), 422)
    assert [(one["line"], one["column"]) for one in problem["faults"]] == [
        (2, "mode_of_inheritance"), (4, "rating"), (3, "gene_symbol"),
    ]  # fmt: skip
    dry = program("curator").ask("POST", f"{path}?dry_run=true", table, **{"Content-Type": TABLE})
    assert (dry.status_code, dry.json()["dry_run"], len(dry.json()["faults"])) == (200, True, 3)
    problem = told(program("curator").ask("POST", path, b"colour\tshape\nred\tround\n", **{"Content-Type": TABLE}), 422)
    assert problem["faults"][0]["line"] == 1
    told(program("curator").ask("POST", path, b"\x00\xff\xfe", **{"Content-Type": TABLE}), 422)
    told(program("curator").ask("POST", path, b"", **{"Content-Type": TABLE}), 422)
    told(program("curator").ask("POST", path, b"gene_symbol\nDMD\n", **{"Content-Type": "application/json"}), 415)
    assert counts() == before


def test_a_table_of_fifty_thousand_rows_is_answered_with_its_faults(world: World, program: Programs) -> None:
    rows = "".join(f"GENE{number}\n" for number in range(50_000))
    before = counts()
    table = f"gene_symbol\n{rows}".encode()
    answer = program("curator").ask("POST", f"/panels/{world.public.number}/import", table, **{"Content-Type": TABLE})
    problem = told(answer, 422)
    assert "50000 faults" in problem["detail"]
    assert counts() == before


def test_a_table_larger_than_an_upload_may_be_is_refused(
    world: World, program: Programs, settings: LazySettings
) -> None:
    settings.CARREL_UPLOAD_BYTES = 1024 * 1024
    table = b"gene_symbol\n" + b"DMD\n" * 300_000
    answer = program("curator").ask("POST", f"/panels/{world.public.number}/import", table, **{"Content-Type": TABLE})
    told(answer, 413)


def test_markup_and_formulas_come_back_as_the_text_they_are(world: World, program: Programs) -> None:
    curator, reviewer = program("curator"), program("reviewer")
    path = f"/panels/{world.public.number}/entities/gene/BRCA1"
    markup = "<script>alert(1)</script> & <b>"
    review = reviewer.ask("PUT", f"{path}/reviews/mine", {"rating": "RED", "comment": markup})
    assert review.headers["Content-Type"] == "application/json"
    assert review.headers["X-Content-Type-Options"] == "nosniff"
    assert program().ask("GET", f"{path}/reviews").json()["results"][0]["comment"] == markup
    formulas = ["=HYPERLINK(1)", "+1", "-1", "@SUM(A1)", "\uff1d1"]
    base = curator.ask("GET", path).json()["base"]
    changed = curator.ask(
        "PATCH", path, {"fields": {"mode_of_pathogenicity": "=1+1", "phenotypes": formulas}, "base": base}
    )
    assert changed.status_code == 200, changed.content
    version = changed.json()["version"]["text"]
    answer = program().ask("GET", f"/panels/{world.public.number}/versions/{version}/table")
    assert answer.headers["Content-Type"].startswith(TABLE)
    cells = [cell for row in csv.reader(io.StringIO(answer.content.decode()), delimiter="\t") for cell in row]
    assert "'=1+1" in cells
    assert not [cell for cell in cells if cell.lstrip().startswith(("=", "+", "-", "@", "\uff1d"))]
    again = curator.ask(
        "POST", f"/panels/{world.public.number}/import", answer.content, **{"Content-Type": TABLE}
    )  # fmt: skip
    assert (again.status_code, again.json()["changed"]) == (200, 0), again.content
    assert curator.ask("GET", path).json()["fields"]["phenotypes"] == formulas


def test_who_asks_too_often_is_told_how_long_to_wait(world: World, program: Programs, settings: LazySettings) -> None:
    settings.CARREL_API_RATE = "3/minute"
    throttle._throttle.cache_clear()
    answers = [program("curator").ask("GET", "/me") for _ in range(4)]
    assert [one.status_code for one in answers] == [200, 200, 200, 429]
    told(answers[3], 429)
    assert 1 <= int(answers[3].headers["Retry-After"]) <= 60
    assert program("auditor").ask("GET", "/me").status_code == 200
    guesses = [program().ask("GET", "/me", Authorization=f"Bearer carrel_{number}") for number in range(4)]
    assert [one.status_code for one in guesses] == [401, 401, 401, 429]


def test_what_has_not_changed_is_not_sent_again(world: World, program: Programs) -> None:
    for path in ("/panels", f"/panels/{world.public.number}", f"/panels/{world.public.number}/entities", "/roles",
                 f"/panels/{world.public.number}/versions/0.3/document"):  # fmt: skip
        first = program().ask("GET", path)
        assert first.status_code == 200
        again = program().ask("GET", path, **{"If-None-Match": first.headers["ETag"]})
        assert (again.status_code, again.content) == (304, b"")
