"""Clients that people have, as they are, get the same from Carrel as from the PanelApp whose answers were captured."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from tests.clients.captured import captured, written
from tests.clients.sites import carrel, carrel_served, certificate, door_to, fixed, served


pytestmark = [pytest.mark.row("M30")]
HERE = Path(__file__).parent
PYTHON = Path(os.environ.get("CARREL_CLIENTS_PYTHON") or HERE.parents[1] / ".venv-clients" / "bin" / "python")
HOST = "panelapp.genomicsengland.co.uk"


class Sites(NamedTuple):
    """Ports of the server of captured answers and of Carrel."""

    original: int
    ours: int


@pytest.fixture(scope="session", autouse=True)
def clients() -> None:
    """The clients live in an environment of their own: Scout brings much that is of no use here."""
    if not PYTHON.is_file():
        pytest.skip(f"the clients are not installed in {PYTHON.parents[1]}; type `make test-clients`")


@pytest.fixture(scope="session")
def sites(test_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sites]:
    """Both servers, with the same panels."""
    folder = test_data / "panels" / "panelapp_fixtures"
    answers = captured(folder)
    store = tmp_path_factory.mktemp("clients") / "store"
    store.mkdir()
    assert carrel(store, "migrate").returncode == 0
    taken = carrel(store, "panels", "import", str(written(answers, store / "answers")))
    assert taken.returncode == 0, taken.stdout + taken.stderr
    proxied = {"CARREL_HOSTS": f"127.0.0.1,localhost,{HOST}", "CARREL_PROXIES": "1", "CARREL_HTTPS": "0"}
    with served(fixed(answers)) as original, carrel_served(store, **proxied) as ours:
        yield Sites(original, ours)


def run(script: str, *arguments: str, **environment: str) -> Any:
    """What a client prints, as JSON."""
    done = subprocess.run(
        [str(PYTHON), str(HERE / script), *arguments], capture_output=True, text=True, check=False, timeout=120,
        env={"PATH": os.environ["PATH"], **environment},
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-4000:]
    return json.loads(done.stdout.splitlines()[-1])


def test_the_pypi_package_panelapp_gets_the_same(sites: Sites, tmp_path: Path) -> None:
    context, trusted = certificate(tmp_path, HOST)
    results = []
    for port in sites:
        with served(door_to(port), context) as door:
            results.append(
                run("run_pypi.py", str(door), "260", "261", "465", "3069", "3149", REQUESTS_CA_BUNDLE=str(trusted))
            )
    assert results[0]["panels"]["260"]["symbols"]
    assert results[0]["panels"]["465"]["superpanel"] is True
    assert results[0]["panels"]["260"]["superpanel"] is False
    assert sorted(results[0]["signed_off"]) == ["260", "261"]
    assert results[1] == results[0]


def test_scouts_client_gets_the_same(sites: Sites) -> None:
    results = [run("run_scout.py", f"http://127.0.0.1:{port}/api/v1/panels/") for port in sites]
    assert len(results[0]["False"]["ids"]) == 7
    assert len(results[0]["True"]["ids"]) == 2
    assert results[1] == results[0]


def test_a_client_that_pulls_everything_at_once_as_talos_does_gets_the_same(sites: Sites, tmp_path: Path) -> None:
    results = []
    for port in sites:
        output = tmp_path / f"{port}.json"
        run("talos_like.py", f"http://127.0.0.1:{port}/api/v1/panels", str(output))
        results.append(json.loads(output.read_text()))
    assert len(results[0]["genes"]) == 5
    assert results[1] == results[0]
