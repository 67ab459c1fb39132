"""A real server under writers: what it acknowledged is there after kill -9, and nobody's change is lost to another's."""

from __future__ import annotations

import http.client
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from carrel.foundation.knowledge.rules.panels import content_hash
from tests.api_v2.served import ROOT, Client, Server, prepared


pytestmark = [pytest.mark.row("M6", "M27")]
THREADS, WRITES = 5, 200
WRITERS = 20


class Writer:
    """One client that imports into a panel of its own and edits it, and notes what was acknowledged."""

    def __init__(self, port: int, token: str, number: int, name: int) -> None:
        self.client, self.number, self.name = Client(port, token), number, name
        self.acknowledged: list[tuple[str, str]] = []  # (version, content hash)
        self.turns = 0

    def write(self, turns: int, stop: threading.Event) -> None:
        """Imports and edits by turns, until the server goes away."""
        try:
            for turn in range(turns):
                if stop.is_set():
                    return
                self.turns += 1
                version = self._import(turn) if turn % 2 else self._edit(turn)
                self.acknowledged.append((version["text"], version["content_hash"]))
        except (OSError, http.client.HTTPException):
            return

    def _import(self, turn: int) -> Any:
        table = f"gene_symbol\tphenotypes\tpublications\nBRCA2\tin turn {turn}\t{1000 + turn}\n".encode()
        status, answer = self.client.ask("POST", f"/panels/{self.number}/import", table, "text/tab-separated-values")
        assert status == 200, answer
        return answer["version"]

    def _edit(self, turn: int) -> Any:
        path = f"/panels/{self.number}/entities/gene/BRCA1"
        _, seen = self.client.ask("GET", path)
        fields = {"tags": [f"writer-{self.name}", f"turn-{turn}"]}
        status, answer = self.client.ask("PATCH", path, {"fields": fields, "base": seen["base"]})
        assert status == 200, answer
        return answer["version"]


@pytest.fixture(autouse=True)
def hung_up() -> Iterator[None]:
    yield
    Client.close_all()


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Any]]:
    store = tmp_path_factory.mktemp("served") / "store"
    store.mkdir()
    return store, prepared(store, THREADS + 1)


@pytest.fixture(scope="module")
def server(house: tuple[Path, dict[str, Any]]) -> Iterator[Server]:
    """A server that stays up."""
    running = Server(house[0])
    yield running
    running.kill()


def test_what_was_acknowledged_is_there_after_the_server_was_killed_in_the_middle(
    house: tuple[Path, dict[str, Any]],
) -> None:
    store, made = house
    curator, auditor = made["tokens"]["curator"], made["tokens"]["auditor"]
    server, stop = Server(store), threading.Event()
    writers = [Writer(server.port, curator, made["panels"][name], name) for name in range(THREADS)]
    threads = [threading.Thread(target=one.write, args=(WRITES // THREADS, stop)) for one in writers]
    for thread in threads:
        thread.start()
    end = time.monotonic() + 60
    while sum(len(one.acknowledged) for one in writers) < WRITES // 2 and time.monotonic() < end:
        time.sleep(0.002)
    server.kill()
    stop.set()
    for thread in threads:
        thread.join(60)
    done = sum(len(one.acknowledged) for one in writers)
    assert WRITES // 4 <= done < WRITES, "the server was not killed in the middle"
    again = Server(store)
    try:
        reader = Client(again.port, curator)
        for writer in writers:
            _is_whole(reader, writer)
        _, verified = Client(again.port, auditor).ask("GET", "/ledger/verification")
        assert (verified["whole"], verified["sentence"]) == (True, "")
        _lines_match_versions(Client(again.port, auditor), reader, writers)
        rest = Writer(again.port, curator, writers[0].number, 99)
        rest.write(4, threading.Event())
        assert len(rest.acknowledged) == 4
    finally:
        again.kill()


def _is_whole(reader: Client, writer: Writer) -> None:
    """All that was acknowledged is there, at most one write that was not, and every version reads as what its hash says."""
    _, found = reader.ask("GET", f"/panels/{writer.number}/versions?limit=1000")
    held = {one["text"]: one["content_hash"] for one in found["results"]}
    assert all(held[text] == sha for text, sha in writer.acknowledged)
    first = 2  # made, and one gene put on, before
    assert len(writer.acknowledged) + first <= len(held) <= writer.turns + first
    sequences = [one["sequence"] for one in found["results"]]
    assert sequences == list(range(len(sequences), 0, -1))
    for text, sha in held.items():
        status, document = reader.ask("GET", f"/panels/{writer.number}/versions/{text}/document")
        assert (status, content_hash(document)) == (200, sha)


def _lines_match_versions(auditor: Client, reader: Client, writers: list[Writer]) -> None:
    """Each version has its line in the ledger, and each such line its version: neither without the other."""
    for writer in writers:
        _, lines = auditor.ask("GET", f"/ledger?subject=panel:{writer.number}&limit=1000")
        _, found = reader.ask("GET", f"/panels/{writer.number}/versions?limit=1000")
        told = sorted(line["detail"]["version"] for line in lines["results"])
        assert told == sorted(one["text"] for one in found["results"])


def test_of_twenty_writers_who_saw_the_same_one_is_taken_and_no_change_is_lost(
    house: tuple[Path, dict[str, Any]], server: Server
) -> None:
    made = house[1]
    token, number = made["tokens"]["curator"], made["panels"][THREADS]
    path = f"/panels/{number}/entities/gene/BRCA1"
    _, seen = Client(server.port, token).ask("GET", path)
    start = threading.Barrier(WRITERS)

    def write(name: int) -> tuple[int, Any]:
        client = Client(server.port, token)
        start.wait(30)
        return client.ask("PATCH", path, {"fields": {"tags": [f"writer-{name}"]}, "base": seen["base"]})

    def insist(name: int) -> int:
        """Read, add one's own, write; when somebody was faster, read again."""
        client = Client(server.port, token)
        for attempt in range(200):
            _, now = client.ask("GET", path)
            fields = {"tags": [*now["fields"]["tags"], f"writer-{name}"]}
            status, _ = client.ask("PATCH", path, {"fields": fields, "base": now["base"]})
            if status == 200:
                return attempt
        raise AssertionError("never came through")

    with ThreadPoolExecutor(WRITERS) as pool:
        answers = list(pool.map(write, range(WRITERS)))
        assert sorted(status for status, _ in answers) == [200, *[409] * (WRITERS - 1)]
        [winner] = [name for name, (status, _) in enumerate(answers) if status == 200]
        for status, answer in answers:
            if status == 409:
                assert answer["title"] == "Somebody was faster"
                assert "BRCA1 was changed" in answer["detail"]
                assert "nothing was saved" in answer["detail"]
        list(pool.map(insist, [name for name in range(WRITERS) if name != winner]))
    _, last = Client(server.port, token).ask("GET", path)
    assert sorted(last["fields"]["tags"]) == sorted(f"writer-{name}" for name in range(WRITERS))
    _, versions = Client(server.port, token).ask("GET", f"/panels/{number}/versions?limit=1000")
    assert versions["count"] == 2 + WRITERS
    _, verified = Client(server.port, made["tokens"]["auditor"]).ask("GET", "/ledger/verification")
    assert verified["whole"]


def test_the_example_of_the_documentation_runs(
    house: tuple[Path, dict[str, Any]], server: Server, tmp_path: Path
) -> None:
    made = house[1]
    text = (ROOT / "docs" / "how-to" / "curate-from-a-program.md").read_text()
    example = tmp_path / "example.py"
    example.write_text(text.split("```python\n")[1].split("```")[0])
    asked = {
        **os.environ,
        "CARREL_URL": f"http://127.0.0.1:{server.port}",
        "CARREL_TOKEN": made["tokens"]["curator"],
    }
    done = subprocess.run(
        [sys.executable, str(example)], env=asked, capture_output=True, text=True, check=False, timeout=60
    )
    assert done.returncode == 0, done.stdout + done.stderr
    lines = done.stdout.splitlines()
    assert lines[0].startswith("rated in version 0.4 ")
    assert lines[1:] == ["would add 2 and change 0 with faults: []", "imported as version 0.5"]
    again = subprocess.run(
        [sys.executable, str(example)], env=asked, capture_output=True, text=True, check=False, timeout=60
    )
    assert again.returncode == 1
    assert "FGFR3 is on this panel already" in again.stderr
