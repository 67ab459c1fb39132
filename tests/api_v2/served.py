"""A real server in a process of its own, which can be killed, and a small client of it."""

from __future__ import annotations

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Any, ClassVar

import psycopg


ROOT = Path(__file__).resolve().parents[2]


def environment(store: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("CARREL_", "DJANGO_"))}
    return {**kept, **_database(store), "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}", "CARREL_STORE": str(store), "CARREL_API_RATE": "off",
            "CARREL_LOG_LEVEL": "error"}  # fmt: skip


def _database(store: Path) -> dict[str, str]:
    """SQLite in the store; a database of the store's own where the tests run on PostgreSQL."""
    url = os.environ.get("CARREL_TEST_DATABASE_URL", "")
    if not url:
        return {}
    name = f"served_{store.parent.name}".replace("-", "_")
    with psycopg.connect(url, autocommit=True) as connection:
        if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
            connection.execute(f'CREATE DATABASE "{name}"')
    return {"CARREL_DATABASE_URL": f"{url.rpartition('/')[0]}/{name}"}


def prepared(store: Path, panels: int) -> dict[str, Any]:
    """A store with people and panels: their tokens and numbers."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.api_v2.prepare_store", str(panels)], env=environment(store), cwd=ROOT,
        capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return dict(json.loads(done.stdout.splitlines()[-1]))


class Server:
    """`carrel serve` on a free port."""

    def __init__(self, store: Path) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = int(probe.getsockname()[1])
        self._log = (store.parent / "serve.log").open("a")
        command = [sys.executable, "-m", "carrel.interfaces.cli.main", "serve", "--port", str(self.port)]
        self.process = subprocess.Popen(
            [*command, "--workers", "2", "--no-worker"], env=environment(store), stdout=self._log, stderr=self._log,
            start_new_session=True,
        )  # fmt: skip
        self._wait()

    def _wait(self) -> None:
        end = time.monotonic() + 60
        while time.monotonic() < end:
            try:
                if Client(self.port, "").ask("GET", "/health/live")[0] == 200:
                    return
            except OSError:
                time.sleep(0.1)
        raise AssertionError(f"the server did not start: {Path(self._log.name).read_text()[-2000:]}")

    def kill(self) -> None:
        """kill -9 of the server and all its processes: none of them gets to say goodbye."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(10)
        self._log.close()


class Client:
    """One connection, kept open, with one token."""

    opened: ClassVar[list[Client]] = []

    def __init__(self, port: int, token: str) -> None:
        self._port, self._token = port, token
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        Client.opened.append(self)

    @classmethod
    def close_all(cls) -> None:
        """Hang up everywhere."""
        while cls.opened:
            cls.opened.pop()._connection.close()

    def ask(self, method: str, path: str, content: Any = None, media: str = "application/json") -> tuple[int, Any]:
        """Status and answer. Raises OSError or HTTPException where the server goes away."""
        headers = {"Accept": "application/json"}
        if self._token:
            headers["Authorization"] = f"Bearer {self._token}"
        body = content if isinstance(content, bytes) or content is None else json.dumps(content).encode()
        if body is not None:
            headers["Content-Type"] = media
        self._connection.request(method, path if path.startswith("/health") else f"/api/v2{path}", body, headers)
        answer = self._connection.getresponse()
        text = answer.read()
        return answer.status, json.loads(text) if text.startswith((b"{", b"[")) else text
