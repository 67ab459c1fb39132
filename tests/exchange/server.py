"""A PanelApp on the loopback interface that answers fixtures, and misbehaves where it is told to."""

from __future__ import annotations

import json
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit


PAGE = 100
Misbehaviour = Callable[["Handler", str, int], bool]  # (handler, path, how often asked) -> answered?


class PanelApp(ThreadingHTTPServer):
    """Panels by id, each a list of versions, the last the current one."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, panels: list[dict[str, Any]], activities: dict[int, list[dict[str, Any]]] | None = None) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.panels: dict[int, list[dict[str, Any]]] = {}
        for one in panels:
            self.panels.setdefault(one["id"], []).append(one)
        self.activities = activities or {}
        self.evaluations: dict[tuple[int, str], list[dict[str, Any]]] = {}
        self.asked: Counter[str] = Counter()
        self.agents: set[str] = set()
        self.connections = 0
        self.misbehave: Misbehaviour = lambda handler, path, count: False
        self.lock = threading.Lock()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1
    server: PanelApp

    def setup(self) -> None:
        super().setup()
        with self.server.lock:
            self.server.connections += 1

    def handle(self) -> None:
        with suppress(OSError):  # the client may have hung up
            super().handle()

    def finish(self) -> None:
        with suppress(OSError):
            super().finish()

    def log_message(self, *_: object) -> None:
        pass

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        path = parts.path
        with self.server.lock:
            self.server.asked[path] += 1
            self.server.agents.add(self.headers.get("User-Agent", ""))
            count = self.server.asked[path]
        if self.server.misbehave(self, path, count):
            return
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        answer = self._answer(path.strip("/").split("/")[2:], query)
        self.say(404 if answer is None else 200, {"detail": "Not found."} if answer is None else answer)

    def say(self, status: int, body: object, **headers: str) -> None:
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Length", headers.pop("length", str(len(content))))
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(content)
        self.wfile.flush()

    def _answer(self, parts: list[str], query: dict[str, str]) -> object:
        match parts:
            case ["panels"]:
                own = [versions[-1] for versions in self.server.panels.values()]
                shown = [one for one in own if one["status"] != "retired" or query.get("retired")]
                return self._page(shown, "/api/v1/panels/", query)
            case ["panels", "signedoff"]:
                return self._page(
                    [one for one in map(self._signed, self.server.panels) if one], "/api/v1/panels/signedoff/", query
                )
            case ["panels", "signedoff", number]:
                found = self._signed(int(number))
                return found and self._shown(found, query)
            case ["panels", number]:
                return self._detail(int(number), query)
            case ["panels", number, "activities"]:
                return self.server.activities.get(int(number), [])
            case ["panels", number, "genes", symbol, "evaluations"]:
                lines = self.server.evaluations.get((int(number), symbol), [])
                return {"count": len(lines), "next": None, "previous": None, "results": lines}
        return None

    def _signed(self, number: int) -> dict[str, Any] | None:
        signed = [one for one in self.server.panels.get(number, []) if one.get("signed_off")]
        return signed[-1] if signed else None

    def _detail(self, number: int, query: dict[str, str]) -> object:
        versions = self.server.panels.get(number, [])
        wanted = query.get("version")
        found = next((one for one in reversed(versions) if wanted in (None, one["version"])), None)
        return found and self._shown(found, query)

    @staticmethod
    def _shown(document: dict[str, Any], query: dict[str, str]) -> dict[str, Any]:
        without = ("genes", "strs", "regions") if query.get("exclude_entities") else ()
        return {key: value for key, value in document.items() if key not in without}

    def _page(self, entries: list[dict[str, Any]], path: str, query: dict[str, str]) -> object:
        number = int(query.get("page", "1"))
        rest = "".join(f"&{name}={value}" for name, value in query.items() if name != "page")
        following = f"{self.server.address}{path}?page={number + 1}{rest}" if number * PAGE < len(entries) else None
        shown = [self._shown(one, {"exclude_entities": "True"}) for one in entries[(number - 1) * PAGE : number * PAGE]]
        return {"count": len(entries), "next": following, "previous": None, "results": shown}


@contextmanager
def serving(
    panels: list[dict[str, Any]], activities: dict[int, list[dict[str, Any]]] | None = None
) -> Iterator[PanelApp]:
    server = PanelApp(panels, activities)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
