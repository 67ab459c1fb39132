"""The curator's day in a real browser: invite, review, decide, a new version, sign off, compare, download; by keyboard as well."""

from __future__ import annotations

import json
import quopri
import re
import time
from pathlib import Path
from typing import Any

import pytest

from tests.browser.conftest import missing
from tests.browser.house import PANELS


pytestmark = [pytest.mark.row("M6"), pytest.mark.skipif(bool(missing()), reason=missing())]


def _genes() -> list[str]:
    return [gene["entity_name"] for gene in json.loads((PANELS / "panel_2.json").read_text())["genes"]]


def _link_in_mail(store: Path, address: str) -> str:
    """The link of the invitation, once the worker has sent the letter."""
    for _ in range(120):
        for letter in (store / "mail").glob("*"):
            text = quopri.decodestring(letter.read_bytes()).decode(errors="replace")
            found = re.search(r"https?://\S+(/invitations/\S+?/)\s", text)
            if address in text and found:
                return found[1]
        time.sleep(0.5)
    raise AssertionError("no letter with an invitation came")


def test_a_curators_day(visits: Any, site: Any, tmp_path: Path) -> None:
    gene = _genes()[0]
    curator, guest = visits(), visits()

    # a reviewer is invited, comes in by the letter, and reviews
    curator.signs_in("curator@carrel.example")
    curator.goes("/people/invite/")
    curator.page.get_by_label("Full name").fill("Nora Newcomer")
    curator.page.get_by_label("E-mail address").fill("nora@carrel.example")
    curator.page.get_by_label("Panel reviewer").check()
    curator.page.get_by_role("button", name="Send the invitation").click()
    guest.goes(_link_in_mail(site.store, "nora@carrel.example"))
    guest.page.locator("input[name=name]").fill("Nora Newcomer")
    guest.page.locator("input[name=affiliation]").fill("Example Eye Hospital")
    guest.page.locator("input[name=password]").fill("a long enough pass phrase 9")
    guest.page.get_by_role("button", name="Open my account").click()
    guest.page.wait_for_load_state()
    assert "/login" in guest.page.url, guest.page.locator("main").inner_text()
    guest.signs_in("nora@carrel.example", "a long enough pass phrase 9")
    guest.goes(f"/panels/2/gene/{gene}/")
    guest.page.get_by_role("link", name=f"Review {gene}").click()
    guest.page.get_by_label("Red", exact=True).check()
    guest.page.get_by_label("Why?").fill("One family only.")
    guest.page.get_by_role("button", name="Save review").click()
    assert (
        guest.page.locator("article")
        .filter(has_text="One family only.")
        .get_by_text("Example Eye Hospital")
        .is_visible()
    )

    # the curator finds it in the queue, and decides
    curator.goes("/curation/?panel=2")
    before = _version(curator, 2)
    curator.goes("/curation/?panel=2")
    curator.page.get_by_role("link", name=re.compile(f"Decide on {gene} ")).click()
    curator.page.locator("#field-C-2").check()  # C: no
    curator.page.get_by_label("Red", exact=True).check()
    curator.page.get_by_label("Comment", exact=True).fill("Downgraded: one family.")
    curator.page.get_by_role("button", name="Save decision").click()
    assert curator.page.get_by_text(f"{gene} is rated Red").is_visible()
    after = _version(curator, 2)
    assert after != before

    # the version is signed off, compared with the one before, and downloaded
    curator.page.get_by_text("Curate this panel").click()
    curator.page.get_by_role("link", name=f"Sign off version {after}").click()
    curator.page.get_by_role("button", name=f"Sign off version {after}").click()
    assert curator.page.get_by_text("Signed off", exact=False).first.is_visible()
    curator.goes("/panels/2/versions/")
    curator.page.get_by_label("Compare version").select_option(before)
    curator.page.get_by_role("button", name="Compare", exact=True).click()
    assert curator.page.get_by_role("heading", name=gene, exact=True).is_visible()
    assert curator.page.locator("ins", has_text="Red").first.is_visible()
    curator.goes("/panels/2/")
    with curator.page.expect_download() as coming:
        curator.page.get_by_role("link", name=re.compile("^TSV")).click()
    coming.value.save_as(tmp_path / "panel.tsv")
    rows = (tmp_path / "panel.tsv").read_text().splitlines()
    assert any(line.startswith(f"gene\t{gene}\t") and "\tred\t" in line for line in rows)
    assert curator.complaints == guest.complaints == []


def test_whoever_is_slower_sees_both_values_and_nothing_is_lost(visits: Any) -> None:
    gene = _genes()[1]
    one, other = visits(), visits()
    for visitor in (one, other):
        visitor.signs_in("curator@carrel.example")
        visitor.goes(f"/panels/2/gene/{gene}/edit/")
    one.page.locator("[name=phenotypes]").fill("What the first one wrote")
    one.page.get_by_role("button", name="Save").click()
    other.page.locator("[name=tags]").fill("second-tag")
    other.page.get_by_role("button", name="Save").click()
    assert other.page.get_by_role("heading", level=1).inner_text().startswith("Somebody else changed")
    assert other.findings() == []
    other.page.get_by_role("button", name="Save what I entered all the same").click()
    assert other.page.get_by_text("second-tag").first.is_visible()
    assert other.page.get_by_text("What the first one wrote").first.is_visible()


def test_a_reviewer_can_do_all_of_it_with_the_keyboard_alone(visits: Any) -> None:
    gene = _genes()[2]
    visitor = visits()
    page = visitor.page
    visitor.goes("/accounts/login/")
    _to(page, "login")
    page.keyboard.type("reviewer@carrel.example")
    _to(page, "password")
    page.keyboard.type("four words and a number 7")
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "/login" not in url)
    visitor.goes("/panels/2/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent.trim()") == "Skip to main content"
    page.keyboard.press("Enter")
    _to(page, "find")
    page.keyboard.type(gene)
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "find=" in url)
    _to_text(page, gene)
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: f"/gene/{gene}/" in url)
    _to_text(page, f"Review {gene}")
    page.keyboard.press("Enter")
    page.wait_for_selector("form [name=rating]")
    _to(page, "rating")
    page.keyboard.press("ArrowDown")
    _to(page, "comment")
    page.keyboard.type("By keyboard.")
    _to_text(page, "Save review")
    page.keyboard.press("Enter")
    page.wait_for_selector("article:has-text('By keyboard.')")
    assert visitor.complaints == []


def _version(visitor: Any, number: int) -> str:
    visitor.goes(f"/panels/{number}/")
    return str(visitor.page.locator(".carrel-tags").inner_text()).split()[1]


def _to(page: Any, name: str) -> None:
    """Press Tab until the field of this name has the focus; whatever has it on the way must be seen to have it."""
    _tab_until(page, f"document.activeElement.name === {json.dumps(name)}")


def _to_text(page: Any, text: str) -> None:
    _tab_until(page, f"document.activeElement.textContent.trim() === {json.dumps(text)}")


def _tab_until(page: Any, there: str) -> None:
    for _ in range(200):
        page.keyboard.press("Tab")
        if page.evaluate(there):
            style = "getComputedStyle(document.activeElement)"
            shown = page.evaluate(f"({style}.outlineStyle !== 'none' || {style}.boxShadow !== 'none')")
            assert shown or page.evaluate("document.activeElement.matches('[type=radio],[type=checkbox]')")
            return
    raise AssertionError(f"the keyboard does not get to: {there}")
