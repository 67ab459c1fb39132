"""The report in a real browser: no accessibility violation, no request to anywhere, readable at every width.

Run with CARREL_BROWSER=1 after `python -m tests.browser.install`; needs chromium and playwright's Python package.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from carrel.care.interpretation.adapters.documents import write_all
from tests.browser.install import AXE
from tests.report import samples


CHROMIUM = os.environ.get("CARREL_CHROMIUM") or shutil.which("chromium") or "/usr/bin/chromium"
WIDTHS = (1280, 390, 320)  # desktop, phone, and the 320 pixels of WCAG's reflow criterion
FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--no-first-run",
)  # fmt: skip
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def _missing() -> str:
    if os.environ.get("CARREL_BROWSER") != "1":
        return "browser tests run with CARREL_BROWSER=1 (make test-browser)"
    if not Path(CHROMIUM).is_file():
        return f"there is no chromium at {CHROMIUM}; set CARREL_CHROMIUM"
    return "" if AXE.is_file() else "axe-core is missing: run python -m tests.browser.install"


pytestmark = [pytest.mark.row("M11"), pytest.mark.skipif(bool(_missing()), reason=_missing())]


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    playwright = pytest.importorskip("playwright.sync_api", reason="the Python package playwright is not installed")
    with playwright.sync_playwright() as running:
        started = running.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        yield started
        started.close()


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("reports")
    for name, make in samples.ALL.items():
        write_all(make(), folder / name, pdf=False)
    return folder


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", samples.ALL)
def test_the_report_has_no_accessibility_violation_and_fits_the_screen(
    browser: Any, reports: Path, name: str, width: int
) -> None:
    asked: list[str] = []
    page = browser.new_page(viewport={"width": width, "height": 900})
    page.on("request", lambda request: asked.append(request.url))
    page.goto((reports / name / "report.html").as_uri())
    page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
    page.add_script_tag(path=str(AXE))
    result = page.evaluate("tags => axe.run(document, {runOnly: {type: 'tag', values: tags}})", RULES)
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    page.close()
    found = [f"{one['id']}: {one['help']} {one['nodes'][0]['html'][:160]}" for one in result["violations"]]
    assert found == []
    assert wide <= 0, f"the page is {wide} pixels wider than the screen"
    assert [url for url in asked if not url.startswith("file:")] == []


def test_a_keyboard_reaches_the_answer_first(browser: Any, reports: Path) -> None:
    page = browser.new_page()
    page.goto((reports / "trio" / "report.html").as_uri())
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the answer"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "answer"
    page.close()
