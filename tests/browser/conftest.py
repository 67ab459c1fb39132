"""A real browser and a real server for the browser tests: `carrel serve` in a process of its own, with a store of its own."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.browser.house import PASSWORD
from tests.browser.install import AXE


CHROMIUM = os.environ.get("CARREL_CHROMIUM") or shutil.which("chromium") or "/usr/bin/chromium"
FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--no-first-run",
)  # fmt: skip
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
ROOT = Path(__file__).resolve().parents[2]
FIRST_ANSWER = 60  # seconds that a server may take to start on a busy machine


def missing() -> str:
    """Why browser tests cannot run here; empty where they can."""
    if os.environ.get("CARREL_BROWSER") != "1":
        return "browser tests run with CARREL_BROWSER=1 (make test-browser)"
    if not Path(CHROMIUM).is_file():
        return f"there is no chromium at {CHROMIUM}; set CARREL_CHROMIUM"
    return "" if AXE.is_file() else "axe-core is missing: run python -m tests.browser.install"


@dataclass(frozen=True)
class Site:
    """A running house: where it answers, and where it keeps its things."""

    address: str
    store: Path


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    """The browser. Of one module only: its driver runs a loop in this thread, and other modules start their own."""
    if missing():
        pytest.skip(missing())
    playwright = pytest.importorskip("playwright.sync_api", reason="the Python package playwright is not installed")
    with playwright.sync_playwright() as running:
        started = running.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        yield started
        started.close()


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A house with people and panels, served on a free port of this machine."""
    if missing():
        pytest.skip(missing())
    store = tmp_path_factory.mktemp("house") / "store"
    port = _free_port()
    paths = os.pathsep.join([str(ROOT / "src"), str(ROOT)])
    environment = {
        **os.environ, "CARREL_STORE": str(store), "CARREL_MFA_REQUIRED": "0", "PYTHONPATH": paths,
        "CARREL_LOGIN_RATE": "1000/minute", "CARREL_BASE_URL": f"http://127.0.0.1:{port}",
    }  # fmt: skip
    environment.pop("DJANGO_SETTINGS_MODULE", None)
    subprocess.run([sys.executable, "-m", "tests.browser.house", str(store)], env=environment, check=True, cwd=ROOT)
    command = [sys.executable, "-m", "carrel.interfaces.cli.main", "serve", "--port", str(port)]
    log = (store / "serve.log").open("wb")
    server = subprocess.Popen(command, env=environment, stdout=log, stderr=log, cwd=ROOT)
    try:
        _wait(f"http://127.0.0.1:{port}/", server)
        yield Site(f"http://127.0.0.1:{port}", store)
    finally:
        server.terminate()
        server.wait(30)
        log.close()


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def _wait(address: str, server: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + FIRST_ANSWER
    while time.monotonic() < until and server.poll() is None:
        try:
            urllib.request.urlopen(address, timeout=5).close()  # noqa: S310 - our own server
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
        else:
            return
    raise AssertionError("carrel serve did not answer")


class Visitor:
    """Somebody at a browser. Everything the page complains of in the console is kept in `complaints`."""

    def __init__(self, chromium: Any, site: Site, width: int = 1280, javascript: bool = True) -> None:
        self.context = chromium.new_context(viewport={"width": width, "height": 900}, java_script_enabled=javascript)
        self.page = self.context.new_page()
        self.site = site
        self.complaints: list[str] = []
        self.page.on("console", self._heard)
        self.page.on("pageerror", lambda fault: self.complaints.append(str(fault)))

    def _heard(self, message: Any) -> None:
        expected = "Failed to load resource" in message.text  # that a page answers 404 or 422 is told there as well
        if message.type in ("error", "warning") and not expected:
            self.complaints.append(message.text)

    def goes(self, path: str) -> Any:
        """Open a page of the site."""
        return self.page.goto(self.site.address + path)

    def signs_in(self, email: str, password: str = PASSWORD) -> None:
        """By the sign-in page."""
        self.goes("/accounts/login/")
        self.page.fill("input[name=login]", email)
        self.page.fill("input[name=password]", password)
        self.page.locator("main form button[type=submit]").first.click()
        self.page.wait_for_load_state()
        assert "/login" not in self.page.url, self.page.locator("main").inner_text()

    def findings(self) -> list[str]:
        """What axe-core finds on the page as it is now, closed details opened."""
        self.page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
        self.page.evaluate(AXE.read_text() + "; undefined")
        result = self.page.evaluate("tags => axe.run(document, {runOnly: {type: 'tag', values: tags}})", RULES)
        return [f"{one['id']}: {one['help']} {one['nodes'][0]['html'][:160]}" for one in result["violations"]]

    def pixels_too_wide(self) -> int:
        """By how much the page is wider than the screen."""
        return int(self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))

    def leaves(self) -> None:
        """Close everything."""
        self.context.close()


@pytest.fixture
def visits(chromium: Any, site: Site) -> Iterator[Any]:
    """Makes visitors; they leave when the test ends."""
    came: list[Visitor] = []

    def visit(width: int = 1280, javascript: bool = True) -> Visitor:
        came.append(Visitor(chromium, site, width, javascript))
        return came[-1]

    yield visit
    for visitor in came:
        visitor.leaves()
