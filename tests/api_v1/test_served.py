"""A real server of several processes: many connections at once, and edits that every process sees at once."""

from __future__ import annotations

import http.client
import json
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.api_v1.answers import gene, panel_document
from tests.clients.sites import carrel, carrel_served, environment


pytestmark = [pytest.mark.row("M30")]
AT_ONCE = 300


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with two panels."""
    folder = tmp_path_factory.mktemp("served")
    answers = folder / "answers"
    answers.mkdir()
    many = [gene(f"GENE{number}", number) for number in range(1, 200)]
    for number, genes in ((1, many), (2, [gene("AAAS", 13666)])):
        (answers / f"{number}.json").write_text(json.dumps(panel_document(number, genes=genes)))
    assert carrel(folder, "migrate").returncode == 0
    taken = carrel(folder, "panels", "import", str(answers))
    assert taken.returncode == 0, taken.stdout + taken.stderr
    return folder


@pytest.fixture(scope="module")
def port(store: Path) -> Iterator[int]:
    """Two processes."""
    with carrel_served(store, workers=2) as port:
        yield port


def test_quirk_10_hundreds_of_connections_opened_at_once_are_all_answered(port: int) -> None:
    sockets = [socket.create_connection(("127.0.0.1", port), timeout=30) for _ in range(AT_ONCE)]
    for number, connection in enumerate(sockets):
        wish = f"GET /api/v1/panels/{number % 2 + 1} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n"
        connection.sendall(wish.encode())
    for number, connection in enumerate(sockets):
        with connection, connection.makefile("rb") as answer:
            head, _, body = answer.read().partition(b"\r\n\r\n")
            assert head.startswith(b"HTTP/1.1 200"), head
            assert json.loads(body)["id"] == number % 2 + 1


def test_an_edit_is_seen_by_the_very_next_request_to_every_process(store: Path, port: int) -> None:
    edit = (
        "import django; django.setup()\n"
        "import sys; from datetime import UTC, datetime\n"
        "from carrel.foundation.knowledge.actions import entities, panels\n"
        "from carrel.foundation.knowledge.models import Panel\n"
        "from carrel.foundation.knowledge.queries import curated\n"
        "from carrel.foundation.knowledge.states import EntityKind\n"
        "from carrel.foundation.vocabulary.actors import OPERATOR\n"
        "panel, at = Panel.objects.get(number=2), datetime.now(UTC)\n"
        "if panel.follows: panels.adopt(OPERATOR, panel_id=panel.pk, at=at)\n"
        "for line in sys.stdin:\n"
        "    row = curated.current_row(panel, EntityKind.GENE, 'AAAS')\n"
        "    entities.edit_entity(OPERATOR, panel_id=panel.pk, kind=EntityKind.GENE, name='AAAS',\n"
        "        fields={'phenotypes': [line.strip()]}, base=row.sha256, at=datetime.now(UTC))\n"
        "    print('done', flush=True)\n"
    )
    surroundings = {**environment(store), "DJANGO_SETTINGS_MODULE": "carrel.config.settings"}
    with subprocess.Popen(
        [sys.executable, "-c", edit], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=surroundings
    ) as editor:
        assert editor.stdin is not None
        assert editor.stdout is not None
        for number in range(10):
            editor.stdin.write(f"phenotype {number}\n")
            editor.stdin.flush()
            assert editor.stdout.readline() == "done\n"
            for address in (
                "panels/2/",
                "panels/2/genes/",
                "genes/AAAS/",
            ):  # each from a fresh connection: either process
                for _ in range(4):
                    assert f'"phenotypes":["phenotype {number}"]' in got(port, address)
        editor.stdin.close()


def test_another_carrel_takes_the_panels_from_this_one_and_answers_the_same(port: int, tmp_path: Path) -> None:
    assert carrel(tmp_path, "migrate").returncode == 0
    taken = carrel(tmp_path, "panels", "import", f"http://127.0.0.1:{port}/api/v1/")
    assert taken.returncode == 0, taken.stdout + taken.stderr
    with carrel_served(tmp_path, workers=1) as other:
        for address in ("panels/1/", "panels/2/", "panels/1/activities/", "panels/2/activities/", "genes/AAAS/"):
            assert json.loads(got(other, address)) == json.loads(got(port, address)), address


def test_head_sends_no_body(port: int) -> None:
    with closing(http.client.HTTPConnection("127.0.0.1", port)) as connection:
        connection.request("HEAD", "/api/v1/panels/2/")
        head = connection.getresponse()
        assert (head.status, head.read()) == (200, b"")
        connection.request("GET", "/api/v1/panels/2/")
        answer = connection.getresponse()
        assert len(answer.read()) == int(str(answer.headers["Content-Length"]))


def test_addresses_without_end_are_refused_without_breaking(port: int) -> None:
    with closing(http.client.HTTPConnection("127.0.0.1", port)) as connection:
        connection.request("GET", f"/api/v1/genes/{'A,' * 100_000}")
        answer = connection.getresponse()
        answer.read()
        assert answer.status in (400, 414, 431)


def got(port: int, address: str) -> str:
    with closing(http.client.HTTPConnection("127.0.0.1", port)) as connection:
        connection.request("GET", f"/api/v1/{address}")
        return connection.getresponse().read().decode()
