"""The reference of the API in a real browser: every operation opened, both widths, no findings, nothing that the policy refuses."""

from __future__ import annotations

from typing import Any

import pytest

from tests.browser.install import AXE
from tests.browser.test_report_accessibility import CHROMIUM, FLAGS, RULES, WIDTHS, _missing


pytestmark = [
    pytest.mark.row("M28", "M30"),
    pytest.mark.skipif(bool(_missing()), reason=_missing()),
]


@pytest.mark.parametrize("width", WIDTHS)
def test_the_reference_of_the_api_is_accessible_with_every_operation_open(
    monkeypatch: pytest.MonkeyPatch, transactional_db: None, live_server: Any, width: int
) -> None:
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # the browser's driver runs a loop in this thread
    playwright = pytest.importorskip("playwright.sync_api", reason="the Python package playwright is not installed")
    with playwright.sync_playwright() as running:
        browser = running.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        page = browser.new_page(viewport={"width": width, "height": 844})
        complaints: list[str] = []
        page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda fault: complaints.append(str(fault)))
        page.goto(f"{live_server.url}/api/v2/docs")
        summary = page.locator("#edit_entity summary")
        summary.focus()
        page.keyboard.press("Enter")
        assert page.locator("#edit_entity").get_attribute("open") is not None
        page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true")
        page.evaluate(AXE.read_text())
        found = page.evaluate("tags => axe.run(document, {runOnly: {type: 'tag', values: tags}})", RULES)
        assert [f"{one['id']}: {one['help']} {one['nodes'][0]['html'][:160]}" for one in found["violations"]] == []
        assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0
        assert complaints == []
        browser.close()
