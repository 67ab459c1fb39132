"""Servers on this machine for clients to ask: one of fixed answers, a real `carrel serve`, and a door with TLS before either."""

from __future__ import annotations

import http.client
import json
import os
import socket
import ssl
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit


class _Server(ThreadingHTTPServer):
    request_queue_size = 512
    daemon_threads = True


class _Quiet(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_: Any) -> None:
        pass

    def send(self, status: int, body: bytes, headers: Mapping[str, str]) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


@contextmanager
def served(handler: type[BaseHTTPRequestHandler], context: ssl.SSLContext | None = None) -> Iterator[int]:
    """A server of this process; its port."""
    server = _Server(("127.0.0.1", 0), handler)
    if context:
        server.socket = context.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield server.server_address[1]
    finally:
        server.shutdown()
        server.server_close()


def fixed(answers: Mapping[str, Any]) -> type[BaseHTTPRequestHandler]:
    """Answers fixed documents by their path without `/api/v1/` and last slash; `?page=`, `version` and filters as PanelApp."""

    class Fixed(_Quiet):
        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            query = {key: values[0] for key, values in parse_qs(parts.query).items()}
            found = _of_version(answers.get(parts.path.removeprefix("/api/v1/").strip("/")), query.get("version"))
            if found is not None and "confidence_level" in query:
                kept = [one for one in found["results"] if one["confidence_level"] == query["confidence_level"]]
                found = {**found, "count": len(kept), "results": kept}
            body = json.dumps({"detail": "Not found."} if found is None else found).encode()
            self.send(404 if found is None else 200, body, {"Content-Type": "application/json"})

    return Fixed


def _of_version(found: Any, version: str | None) -> Any:
    return None if found is not None and version and found["version"] != version else found


def door_to(port: int) -> type[BaseHTTPRequestHandler]:
    """Hands requests on to a server of this machine, as the operator's own proxy does."""

    class Door(_Quiet):
        def do_GET(self) -> None:
            inner = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
            headers = {**dict(self.headers), "X-Forwarded-Proto": "https", "X-Forwarded-For": self.client_address[0]}
            inner.request("GET", self.path, headers=headers)
            answer = inner.getresponse()
            told = {
                name: value
                for name, value in answer.getheaders()
                if name.lower() not in ("content-length", "connection", "transfer-encoding")
            }
            self.send(answer.status, answer.read(), told)
            inner.close()

    return Door


def certificate(folder: Path, host: str) -> tuple[ssl.SSLContext, Path]:
    """A certificate for a host, made here and trusted by nobody else."""
    key, cert = folder / "key.pem", folder / "cert.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", f"/CN={host}",
         "-addext", f"subjectAltName=DNS:{host}", "-keyout", str(key), "-out", str(cert)],
        check=True, capture_output=True,
    )  # fmt: skip
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(cert, key)
    return context, cert


def carrel(store: Path, *verb: str) -> subprocess.CompletedProcess[str]:
    """Run a command of carrel's on a store."""
    return subprocess.run(
        [sys.executable, "-m", "carrel.interfaces.cli.main", *verb],
        env=environment(store), capture_output=True, text=True, check=False,
    )  # fmt: skip


@contextmanager
def carrel_served(store: Path, workers: int = 2, **settings: str) -> Iterator[int]:
    """A real `carrel serve` in processes of its own; its port. It is stopped at the end."""
    port = free_port()
    log = store / "serve.log"
    with log.open("w") as out:
        process = subprocess.Popen(
            [sys.executable, "-m", "carrel.interfaces.cli.main", "serve", "--port", str(port), "--workers", str(workers), "--no-worker"],
            env={**environment(store), **settings}, stdout=out, stderr=subprocess.STDOUT,
        )  # fmt: skip
        try:
            _wait(process, port, log)
            yield port
        finally:
            process.terminate()
            process.wait(timeout=30)


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def environment(store: Path) -> dict[str, str]:
    """The settings under which commands of carrel use this store."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(("CARREL_", "DJANGO_"))}
    source = str(Path(__file__).resolve().parents[2] / "src")
    return {**inherited, "PYTHONPATH": source, "CARREL_STORE": str(store), "CARREL_LOG_LEVEL": "warning"}


def _wait(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    for _ in range(600):
        try:
            inner = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
            inner.request("GET", "/health/live")
            inner.getresponse().read()
        except OSError:
            assert process.poll() is None, log.read_text()
            time.sleep(0.05)
        else:
            return
        finally:
            inner.close()
    raise AssertionError(f"carrel serve does not answer: {log.read_text()}")
