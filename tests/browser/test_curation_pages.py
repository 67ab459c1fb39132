"""Every page in a real browser: no accessibility finding, no complaint about content, nothing wider than the screen."""

from __future__ import annotations

from typing import Any

import pytest

from tests.browser.conftest import missing
from tests.browser.house import PANELS


pytestmark = [pytest.mark.row("M28"), pytest.mark.skipif(bool(missing()), reason=missing())]

OTHERWISE = {"/panels/99999/": 404, "/genes/NOSUCHGENE/": 404, "/no/such/page/": 404, "/panels/2/about/": 403}
EVERYBODY = (
    "/", "/panels/", "/panels/?q=nothing+is+called+so", "/panels/1/", "/panels/1/?version={old}", "/panels/1/?rating=green&find=a",
    "/panels/1/gene/{gene}/", "/panels/1/gene/{gene}/?version={old}", "/panels/1/versions/", "/panels/1/compare/?from={old}",
    "/panels/1/history/", "/panels/activity/?q=gene", "/panels/compare/", "/panels/compare/?left=1&right=2", "/genes/", "/genes/?q=zzzz", "/genes/{gene}/",
    "/panels/99999/", "/genes/NOSUCHGENE/", "/no/such/page/", "/accounts/login/", "/accounts/password/reset/", "/accessibility/",
    "/licence/", "/roles/",
)  # fmt: skip
SIGNED_IN = {
    "reviewer@carrel.example": (
        "/panels/1/", "/panels/1/gene/{gene}/", "/panels/1/gene/{gene}/review/", "/account/", "/account/sessions/",
        "/account/tokens/", "/panels/2/about/", "/accounts/2fa/",
    ),
    "curator@carrel.example": (
        "/panels/", "/panels/1/", "/panels/3/", "/panels/1/gene/{gene}/", "/panels/1/gene/{gene}/decide/",
        "/panels/1/gene/{gene}/edit/", "/panels/1/gene/{gene}/remove/", "/panels/1/add/", "/panels/1/add/?kind=str",
        "/panels/1/add/?kind=region", "/panels/1/bulk/", "/panels/1/about/", "/panels/1/promote/", "/panels/1/copy/",
        "/panels/1/sign-off/", "/panels/1/step/retire/", "/panels/3/adopt/", "/panels/create/", "/panels/compose/", "/curation/",
        "/curation/symbols/", "/curation/discordance/", "/people/", "/people/invite/",
    ),
    "admin@carrel.example": ("/people/", "/people/invite/"),
    "auditor@carrel.example": ("/ledger/",),
}  # fmt: skip


@pytest.fixture(scope="module")
def words() -> dict[str, str]:
    import json

    document = json.loads((PANELS / "panel_1.json").read_text())
    return {"gene": document["genes"][0]["entity_name"], "old": document["version"]}


def _look(visitor: Any, paths: tuple[str, ...], words: dict[str, str]) -> list[str]:
    found = []
    for path in paths:
        here = path.format(**words)
        answer = visitor.goes(here)
        expected = OTHERWISE.get(path, 200)
        found += [f"{here}: answers {answer.status}, not {expected}"] if answer.status != expected else []
        found += [f"{here}: {one}" for one in visitor.findings()]
        wide = visitor.pixels_too_wide()
        found += [f"{here}: {wide} pixels wider than the screen"] if wide > 0 else []
    return found + [f"console: {one}" for one in visitor.complaints]


@pytest.mark.parametrize("width", [1280, 390])
def test_every_page_for_everybody_is_accessible_and_fits_the_screen(
    visits: Any, words: dict[str, str], width: int
) -> None:
    assert _look(visits(width), EVERYBODY, words) == []


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("email", SIGNED_IN)
def test_every_page_of_a_role_is_accessible_and_fits_the_screen(
    visits: Any, words: dict[str, str], email: str, width: int
) -> None:
    visitor = visits(width)
    visitor.signs_in(email)
    assert _look(visitor, SIGNED_IN[email], words) == []


@pytest.mark.parametrize("width", [1280, 390])
def test_pages_that_tell_what_is_wrong_are_accessible_too(visits: Any, words: dict[str, str], width: int) -> None:
    visitor = visits(width)
    page = visitor.page
    visitor.signs_in("curator@carrel.example")
    visitor.goes("/panels/create/")
    page.get_by_role("button", name="Create").click()
    assert page.get_by_role("heading", name="There is a problem").is_visible()
    assert visitor.findings() == []
    page.locator(".nhsuk-error-summary a").first.click()
    assert page.evaluate("document.activeElement.name") == "name"
    visitor.goes("/panels/1/bulk/")
    page.set_input_files(
        "input[type=file]",
        {"name": "rows.tsv", "mimeType": "text/plain", "buffer": b"gene_symbol\trating\nNOSUCHGENE\tgreen\n"},
    )
    page.get_by_role("button", name="Go").click()
    assert page.get_by_text("NOSUCHGENE").first.is_visible()
    assert visitor.findings() == []
    assert visitor.pixels_too_wide() <= 0
    assert visitor.complaints == []


def test_markup_in_a_comment_is_shown_as_text(visits: Any, words: dict[str, str]) -> None:
    visitor = visits()
    visitor.goes(f"/panels/1/gene/{words['gene']}/")
    assert visitor.page.locator("article", has_text="<b>bold</b> <script>alert('no')</script>").is_visible()
    assert visitor.page.locator("main script").count() == 0
    assert visitor.complaints == []


def test_a_page_can_be_used_without_scripts(visits: Any, words: dict[str, str]) -> None:
    visitor = visits(javascript=False)
    visitor.goes("/panels/")
    visitor.page.fill("#q", words["gene"])
    visitor.page.locator("main form button[type=submit]").first.click()
    visitor.page.locator("main table a").first.click()
    visitor.page.fill("#find", words["gene"])
    visitor.page.get_by_role("button", name="Find").click()
    visitor.page.get_by_role("link", name=words["gene"], exact=True).click()
    assert visitor.page.get_by_role("heading", name=words["gene"], level=1).is_visible()
