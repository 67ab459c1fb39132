"""How fast Carrel answers PanelApp's clients, beside a plain file server that sends the same bytes.

    python benchmarks/panelapp_serve.py [--folder FOLDER] [--turns 3] [--json]

Makes the catalogue of panelapp_catalogue.py (or takes FOLDER), imports it with `carrel panels import`, starts `carrel serve` with
two processes, and measures: the whole catalogue pulled over 100 connections (needs aiohttp; about 890 requests), the panel with
2,500 genes, the list, and 304s, both from memory and, with CARREL_API_MEMORY_MB=0, put together for each request; and what one
edit stores. nginx, where it is installed, sends the same documents from files.
"""

from __future__ import annotations

import argparse
import gzip
import http.client
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any


HERE = Path(__file__).resolve().parent
CLIENT = HERE.parent / "tests" / "clients" / "talos_like.py"
STANDARD = 3  # the number of the panel with 2,500 genes
REPEATS = 3597
GZIP = {"Accept-Encoding": "gzip"}
EDIT = """
import django; django.setup()
from datetime import UTC, datetime
from carrel.foundation.knowledge.actions import entities, panels
from carrel.foundation.knowledge.models import Panel
from carrel.foundation.knowledge.queries import curated
from carrel.foundation.knowledge.states import EntityKind
from carrel.foundation.vocabulary.actors import OPERATOR
at, panel = datetime.now(UTC), Panel.objects.get(number=1)
if panel.follows: panels.adopt(OPERATOR, panel_id=panel.pk, at=at)
row = curated.rows_at(panel).filter(kind="gene")[5000]
import sqlite3, json, os
from django.conf import settings
def held():
    db = sqlite3.connect(settings.DATABASES["default"]["NAME"])
    tables = [name for (name,) in db.execute("select name from sqlite_master where type='table' and name not like 'sqlite%'")]
    def size(table):
        columns = [row[1] for row in db.execute(f'pragma table_info("{table}")')]
        return db.execute("select sum(" + "+".join(f'coalesce(length(cast("{c}" as blob)),0)' for c in columns) + f') from "{table}"').fetchone()[0] or 0
    return sum(size(table) for table in tables)
before = held()
entities.edit_entity(OPERATOR, panel_id=panel.pk, kind=EntityKind.GENE, name=row.name, fields={"phenotypes": [f"edited {at}"]}, base=row.sha256, at=at)
print(json.dumps(held() - before))
"""


def main() -> None:
    """Everything, then one table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--folder", type=Path, help="a catalogue that is there already")
    parser.add_argument("--turns", type=int, default=3)
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="carrel-bench-") as aside:
        if not given.json:
            print(f"| {'what':62} | {'measured':>24} | {'at most':>9} |\n|{'-' * 64}|{'-' * 26}|{'-' * 11}|")
        rows = []
        for what, measured, limit in _measured(Path(aside), given.folder, given.turns):
            rows.append((what, measured, limit))
            if not given.json:
                print(f"| {what:62} | {measured:>24} | {limit:>9} |", flush=True)
        if given.json:
            print(json.dumps(rows))


def _measured(aside: Path, folder: Path | None, turns: int) -> Iterator[tuple[str, str, str]]:
    if folder is None:
        folder = aside / "catalogue"
        _run([str(HERE / "panelapp_catalogue.py"), str(folder)])
    store = aside / "store"
    store.mkdir()
    _carrel(store, "migrate")
    started = time.perf_counter()
    _carrel(store, "panels", "import", str(folder))
    yield "import of the folder", f"{time.perf_counter() - started:.1f} s", ""
    with _served(store) as port:
        pulls = [_pulled(port, aside) for _ in range(turns)]
        requests = pulls[0]["requests"]
        yield f"all of it over 100 connections, {requests} requests, first", f"{pulls[0]['seconds']:.1f} s", "20 s"
        yield "  again, from memory (median)", f"{_median([p['seconds'] for p in pulls[1:]]):.1f} s", "20 s"
        yield from _latencies(port, "")
    with _served(store, CARREL_API_MEMORY_MB="0") as port:
        yield from _latencies(port, ", nothing kept")
    bytes_of_edit = json.loads(_run(["-c", EDIT], _environment(store, DJANGO_SETTINGS_MODULE="carrel.config.settings")))
    yield "one edit of the panel with 9,286 genes stores", f"{bytes_of_edit / 1024:.1f} KB", "10 KB"
    if shutil.which("nginx"):
        with _files(aside, folder) as port:
            pulls = [_pulled(port, aside) for _ in range(turns)]
            yield (
                "nginx: all of it over 100 connections (median)",
                f"{_median([p['seconds'] for p in pulls]):.1f} s",
                "",
            )
            yield _timed(port, "nginx: 2,500 genes, compressed", f"/api/v1/panels/{STANDARD}", GZIP, "")


def _latencies(port: int, how: str) -> Iterator[tuple[str, str, str]]:
    detail, listed = f"/api/v1/panels/{STANDARD}/", "/api/v1/panels/"
    yield _timed(port, f"/panels/{{id}}/ with 2,500 genes, compressed{how}", detail, GZIP, "60 ms")
    yield _timed(port, f"/panels/{{id}}/ with 2,500 genes, plain{how}", detail, {}, "60 ms")
    yield _timed(port, f"list of panels{how}", listed, GZIP, "50 ms")
    for name, path in (("/panels/{id}/", detail), ("list", listed), ("activities", f"{detail}activities/")):
        etag = _asked(http.client.HTTPConnection("127.0.0.1", port), path, {})[0].headers["ETag"]
        yield _timed(port, f"304 of {name}{how}", path, {"If-None-Match": etag}, "5 ms")
    yield _timed(port, f"/genes/, page 400{how}", "/api/v1/genes/?page=400", GZIP, "")


def _timed(port: int, what: str, path: str, headers: dict[str, str], limit: str) -> tuple[str, str, str]:
    connection = http.client.HTTPConnection("127.0.0.1", port)
    for _ in range(10):
        _asked(connection, path, headers)
    seconds = []
    for _ in range(200):
        started = time.perf_counter()
        answer, _body = _asked(connection, path, headers)
        seconds.append(time.perf_counter() - started)
    assert answer.status in (200, 304), answer.status
    seconds.sort()
    return what, f"p50 {seconds[100] * 1e3:.1f}, p95 {seconds[190] * 1e3:.1f} ms", limit


def _asked(
    connection: http.client.HTTPConnection, path: str, headers: dict[str, str]
) -> tuple[http.client.HTTPResponse, bytes]:
    connection.request("GET", path, headers=headers)
    answer = connection.getresponse()
    return answer, answer.read()


def _pulled(port: int, aside: Path) -> dict[str, Any]:
    return dict(json.loads(_run([str(CLIENT), f"http://127.0.0.1:{port}/api/v1/panels", str(aside / "pulled.json")])))


def _median(values: list[float]) -> float:
    return sorted(values)[len(values) // 2] if values else float("nan")


# -- servers ----------------------------------------------------------------------------------------------------------


@contextmanager
def _served(store: Path, **settings: str) -> Iterator[int]:
    port = _free_port()
    verb = ["-m", "carrel.interfaces.cli.main", "serve", "--port", str(port), "--workers", "2", "--no-worker"]
    environment = _environment(store, CARREL_API_RATE="off", **settings)
    process = subprocess.Popen(
        [sys.executable, *verb], env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        _wait(port)
        yield port
    finally:
        process.terminate()
        process.wait(30)


@contextmanager
def _files(aside: Path, folder: Path) -> Iterator[int]:
    """The same documents as files of nginx, compressed beforehand."""
    port, root = _free_port(), aside / "www"
    aside.chmod(0o755)  # nginx reads as somebody else
    _lay_out(folder, root, f"http://127.0.0.1:{port}/api/v1/panels")
    (aside / "nginx.conf").write_text(f"""
        worker_processes 2; daemon off; pid {aside}/nginx.pid; error_log /dev/null;
        events {{ worker_connections 1024; }}
        http {{ access_log off; default_type application/json; gzip_static on; client_body_temp_path {aside}/body;
          proxy_temp_path {aside}/proxy; fastcgi_temp_path {aside}/fastcgi; uwsgi_temp_path {aside}/uwsgi; scgi_temp_path {aside}/scgi;
          server {{ listen 127.0.0.1:{port} backlog=2048; root {root};
            location / {{ try_files $uri.$arg_page.json $uri.json =404; }} }} }}""")
    process = subprocess.Popen(["nginx", "-c", str(aside / "nginx.conf"), "-p", str(aside)], stderr=subprocess.DEVNULL)
    try:
        _wait(port)
        yield port
    finally:
        process.terminate()
        process.wait(30)


def _lay_out(folder: Path, root: Path, address: str) -> None:
    pages = sorted(folder.glob("list-*.json"))
    for path in folder.glob("*.json"):
        number, _, rest = path.name.partition(".")
        if number.isdigit():
            _put(
                root
                / "api/v1/panels"
                / ("/".join((number, "activities.json")) if rest.startswith("act") else path.name),
                path.read_bytes(),
            )
    for page in pages:
        index = int(page.stem.removeprefix("list-"))
        document = json.loads(page.read_bytes())
        document["next"] = f"{address}?page={index + 1}" if index < len(pages) else None
        for name in (f"panels.{index}.json", *(["panels.json"] if index == 1 else [])):
            _put(root / "api/v1" / name, json.dumps(document).encode())
    strs = [
        one for one in json.loads((folder / f"{REPEATS}.json").read_bytes())["strs"] if one["confidence_level"] == "3"
    ]
    _put(root / f"api/v1/panels/{REPEATS}/strs.json", json.dumps({"next": None, "results": strs}).encode())


def _put(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.parent.chmod(0o755)
    path.write_bytes(content)
    path.with_name(f"{path.name}.gz").write_bytes(gzip.compress(content, 3))


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait(port: int) -> None:
    for _ in range(600):
        try:
            with socket.create_connection(("127.0.0.1", port), 1):
                time.sleep(1)  # every process has to be there
                return
        except OSError:
            time.sleep(0.1)
    raise SystemExit("The server does not answer.")


def _environment(store: Path, **more: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("CARREL_")}
    source = str(HERE.parent / "src")
    return {**kept, "PYTHONPATH": source, "CARREL_STORE": str(store), "CARREL_LOG_LEVEL": "warning", **more}


def _carrel(store: Path, *verb: str) -> None:
    _run(["-m", "carrel.interfaces.cli.main", *verb], _environment(store))


def _run(arguments: list[str], environment: dict[str, str] | None = None) -> str:
    done = subprocess.run([sys.executable, *arguments], env=environment, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise SystemExit(f"{' '.join(arguments)[:200]} failed:\n{done.stderr[-3000:]}")
    return done.stdout.strip().splitlines()[-1]


if __name__ == "__main__":
    main()
