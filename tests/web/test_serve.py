"""`carrel serve` as an operator meets it: a real process on a real port."""

from __future__ import annotations

import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest


pytestmark = pytest.mark.row("M28")
ROOT = Path(__file__).resolve().parents[2]
COMMAND = [sys.executable, "-m", "carrel.interfaces.cli.main"]


def environment(store: Path) -> dict[str, str]:
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("CARREL_", "DJANGO_", "PROMETHEUS_"))
    }
    return {**kept, "PYTHONPATH": str(ROOT / "src"), "CARREL_STORE": str(store)}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def ask(port: int, path: str = "/health/ready", body: bytes | None = None) -> tuple[int, bytes]:
    request = urllib.request.Request(f"http://127.0.0.1:{port}{path}", data=body)
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:  # noqa: S310
            return answer.status, answer.read()
    except urllib.error.HTTPError as fault:
        with fault:
            return fault.code, fault.read()


def until(condition: Callable[[], bool], seconds: float = 30) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.05)


def answers(port: int) -> bool:
    try:
        return ask(port)[0] == 200
    except OSError:
        return False


class Server:
    def __init__(self, store: Path, *options: str, variables: dict[str, str] | None = None) -> None:
        self.port = free_port()
        self.store = store
        self.log = (store.parent / "serve.log").open("w+")
        self.process = subprocess.Popen(
            [*COMMAND, "serve", "--port", str(self.port), "--workers", "1", *options],
            env={**environment(store), **(variables or {})}, stdout=self.log, stderr=self.log,
        )  # fmt: skip

    def words(self) -> str:
        self.log.flush()
        return Path(self.log.name).read_text()

    def end(self) -> None:
        if self.process.poll() is None:
            self.process.terminate()
            self.process.wait(30)
        self.log.close()


@pytest.fixture
def serve(own_store: Path) -> Iterator[Callable[..., Server]]:
    started: list[Server] = []

    def start(*options: str) -> Server:
        started.append(Server(own_store, *options))
        until(lambda: answers(started[-1].port) or started[-1].process.poll() is not None)
        return started[-1]

    yield start
    for server in started:
        server.end()


def children(process: int) -> list[int]:
    return [int(word) for word in Path(f"/proc/{process}/task/{process}/children").read_text().split()]


def test_it_starts_on_an_empty_store_answers_and_stops_when_asked(serve: Callable[..., Server]) -> None:
    server = serve()
    assert "Bringing the tables up to date" in server.words()
    assert f"http://127.0.0.1:{server.port}/" in server.words()
    status, page = ask(server.port, "/")
    assert status == 200
    style = page.decode().split('href="/static/carrel/carrel.')[1].split('"')[0]
    address = f"http://127.0.0.1:{server.port}/static/carrel/carrel.{style}"
    with urllib.request.urlopen(urllib.request.Request(address, headers={"Accept-Encoding": "gzip"})) as sheet:
        assert (sheet.status, sheet.headers["Content-Encoding"]) == (200, "gzip")
        assert "immutable" in sheet.headers["Cache-Control"]
    assert b'route="home"' in ask(server.port, "/metrics")[1]
    below = children(server.process.pid)
    server.process.send_signal(signal.SIGTERM)
    assert server.process.wait(20) == 0
    until(lambda: not any(Path(f"/proc/{number}/exe").exists() for number in below), 10)
    assert "Traceback" not in server.words()


def test_letters_leave_by_the_worker_that_it_starts(serve: Callable[..., Server]) -> None:
    """Written in one process, sent by another; the link in it leads to this server."""
    server = serve()
    done = run(server.store, "user", "add", "ada@example.org", "--name", "Ada Curie", "--role", "reviewer", "--invite")
    assert done.returncode == 0, done.stderr
    mail = server.store / "mail"
    until(lambda: mail.is_dir() and any(mail.iterdir()), 20)
    until(lambda: "ada@example.org" in "".join(letter.read_text() for letter in mail.iterdir()), 10)
    assert f"http://localhost:{server.port}/invitations/" in next(mail.iterdir()).read_text().replace("=\n", "")
    assert "ada@example.org" not in server.words()


def test_a_hundred_connections_at_once_are_answered(serve: Callable[..., Server]) -> None:
    server = serve("--no-worker")
    with ThreadPoolExecutor(100) as crowd:
        statuses = [status for status, _ in crowd.map(lambda _: ask(server.port, "/licence/"), range(200))]
    assert set(statuses) == {200}


def test_an_upload_that_is_too_large_is_told_so(own_store: Path, serve: Callable[..., Server]) -> None:
    server = serve("--no-worker")
    status, page = ask(server.port, "/api/anything", b"A" * (51 * 1024 * 1024))
    assert (status, b"too large" in page) == (413, True)


@pytest.mark.skipif(
    not os.environ.get("CARREL_TEST_DATABASE_URL"), reason="CARREL_TEST_DATABASE_URL names no PostgreSQL"
)
def test_it_serves_from_postgresql_as_well(own_store: Path) -> None:
    import psycopg

    url = os.environ["CARREL_TEST_DATABASE_URL"]
    name = f"carrel_serve_{os.getpid()}"
    with psycopg.connect(url, autocommit=True) as main:
        main.execute(f"CREATE DATABASE {name}")
        try:
            server = Server(own_store, variables={"CARREL_DATABASE_URL": f"{url.rsplit('/', 1)[0]}/{name}"})
            until(lambda: answers(server.port) or server.process.poll() is not None)
            assert ask(server.port)[0] == 200
            assert not (own_store / "carrel.sqlite3").exists()
            server.end()
        finally:
            main.execute(f"DROP DATABASE {name} WITH (FORCE)")


def test_killed_without_warning_it_leaves_no_process_behind(serve: Callable[..., Server]) -> None:
    server = serve()
    below = children(server.process.pid)
    server.process.kill()
    server.process.wait()
    until(lambda: not answers(server.port), 10)
    until(lambda: not any(Path(f"/proc/{number}/exe").exists() for number in below), 15)
    again = Server(server.store, "--no-worker", "--port", str(server.port))
    again.port = server.port
    until(lambda: answers(server.port))
    again.end()


def run(store: Path, *words: str, **settings: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*COMMAND, *words], env={**environment(store), **settings}, capture_output=True, text=True, timeout=60
    )


def test_a_taken_port_is_told_in_one_sentence(own_store: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        done = run(own_store, "serve", "--port", str(other.getsockname()[1]))
    assert done.returncode == 1
    assert "cannot be listened on" in done.stderr
    assert "--port" in done.stderr
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"CARREL_DATABASE_URL": "postgres://carrel:secret@127.0.0.1:1/carrel"}, "cannot be reached"),
        ({"CARREL_DATABASE_URL": "mysql://localhost/carrel"}, "must look like postgres://"),
        ({"CARREL_DATABASE_URL": "nonsense"}, "must look like postgres://"),
        ({"CARREL_HTTPS": "perhaps"}, "CARREL_HTTPS is 'perhaps'; set it to 1 or 0."),
        ({"CARREL_OIDC_URL": "https://login.example.org"}, "CARREL_OIDC_CLIENT_ID"),
        ({"CARREL_STORE": "/proc/carrel"}, "cannot be made or written"),
    ],
)
def test_what_is_wrong_with_the_settings_is_told_in_one_sentence(
    own_store: Path, settings: dict[str, str], said: str
) -> None:
    done = run(own_store, "serve", "--port", str(free_port()), **settings)
    assert done.returncode == 1
    assert said in done.stderr
    assert "secret" not in done.stderr.replace("secrets/", "")
    assert len(done.stderr.splitlines()) == 1


def test_migrate_says_what_is_missing_and_mends_it(own_store: Path) -> None:
    before = run(own_store, "migrate", "--check")
    assert (before.returncode, "run `carrel migrate`" in before.stderr) == (1, True)
    assert run(own_store, "migrate").returncode == 0
    assert run(own_store, "migrate", "--check").returncode == 0
    assert run(own_store, "worker", "--once").stdout.startswith("0 letters were sent")


def test_of_several_who_bring_the_tables_up_to_date_one_does_it(own_store: Path) -> None:
    with ThreadPoolExecutor(3) as crowd:
        done = list(crowd.map(lambda _: run(own_store, "migrate"), range(3)))
    assert [one.returncode for one in done] == [0, 0, 0], [one.stderr for one in done]


def test_doctor_finds_what_is_broken_and_says_what_to_type(own_store: Path) -> None:
    import json

    found = run(own_store, "doctor")
    assert found.returncode == 1
    assert "run `carrel migrate`" in found.stdout
    run(own_store, "migrate")
    (own_store / "secrets" / "carrel_secret_key").chmod(0o644)
    told = json.loads(run(own_store, "doctor", "--json", CARREL_BASE_URL="https://panels.example.org").stdout)
    broken = {finding["name"]: finding["advice"] for finding in told["findings"] if finding["outcome"] == "BROKEN"}
    assert "chmod 600" in broken["The secrets are for this user only"]
    assert "CARREL_PROXIES=1" in broken["Others reach the site by https only"]
    assert "CARREL_MAIL_URL" in broken["Letters can leave"]
    (own_store / "secrets" / "carrel_secret_key").chmod(0o600)
    assert all(told["findings"] for told in [json.loads(run(own_store, "doctor", "--json").stdout)])


def test_a_damaged_database_is_told_in_one_sentence(own_store: Path) -> None:
    own_store.mkdir(parents=True)
    (own_store / "carrel.sqlite3").write_bytes(b"this is not a database at all" * 100)
    done = run(own_store, "serve", "--port", str(free_port()))
    assert (done.returncode, "cannot be used" in done.stderr) == (1, True)
    with pytest.raises(sqlite3.DatabaseError):
        sqlite3.connect(own_store / "carrel.sqlite3").execute("SELECT 1 FROM sqlite_master")


def test_interpreting_a_family_starts_without_the_web() -> None:
    code = "import sys, carrel.interfaces.cli.interpret; sys.exit('django' in sys.modules)"
    assert (
        subprocess.run([sys.executable, "-c", code], env={**os.environ, "PYTHONPATH": str(ROOT / "src")}).returncode
        == 0
    )


@pytest.mark.skipif(not os.access("/dev/shm", os.W_OK), reason="this system has no folder in memory")  # noqa: S108
def test_figures_are_counted_in_memory_so_that_a_full_disk_kills_no_process_and_nothing_is_left_of_them(
    tmp_path: Path,
) -> None:
    server = Server(tmp_path / "store")
    try:
        until(lambda: answers(server.port))
        figures = [
            Path(line.rpartition(" ")[2])
            for line in Path(f"/proc/{child}/maps").read_text().splitlines()
            if line.endswith(".db")
        ] if (child := _counting(server.process.pid)) else []  # fmt: skip
        assert figures
        assert all(str(file).startswith("/dev/shm/carrel-figures-") for file in figures)  # noqa: S108
    finally:
        server.end()
    assert not figures[0].parent.exists()


def test_what_a_killed_server_left_of_its_figures_is_taken_away_and_nothing_else(tmp_path: Path) -> None:
    from carrel.interfaces.cli.serve import _sweep

    ended = subprocess.run([sys.executable, "-c", "import os; print(os.getpid())"], capture_output=True, check=True)
    for name in (
        f"carrel-figures-{int(ended.stdout)}-x",
        f"carrel-figures-{os.getpid()}-y",
        "carrel-figures-z",
        "other",
    ):
        (tmp_path / name).mkdir()
    _sweep(tmp_path)
    assert {path.name for path in tmp_path.iterdir()} == {
        f"carrel-figures-{os.getpid()}-y",
        "carrel-figures-z",
        "other",
    }


def _counting(parent: int) -> int:
    """The process of a server that has a counter in mapped memory; 0 if none has."""
    children = subprocess.run(["pgrep", "-P", str(parent)], capture_output=True, text=True, check=False).stdout.split()
    return next((int(one) for one in children if "counter_" in Path(f"/proc/{one}/maps").read_text()), 0)
