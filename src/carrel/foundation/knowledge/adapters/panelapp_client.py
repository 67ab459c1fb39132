"""Asks a PanelApp server for its panels, politely: few connections, patience with busy servers, limits on what is taken.

The standard library's HTTP client is used: `carrel interpret` reads panels from servers too, and gains neither a dependency nor
start-up time; what is needed on top (waiting, limits, one host) is this module.
"""

from __future__ import annotations

import http.client
import os
import socket
import threading
import time
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC
from email.utils import parsedate_to_datetime
from typing import Any, NoReturn
from urllib.parse import SplitResult, parse_qsl, quote, urlencode, urljoin, urlsplit
from urllib.request import getproxies, proxy_bypass

from carrel import __version__
from carrel.foundation.knowledge.adapters.panel_json import LARGEST, parsed_strictly
from carrel.foundation.knowledge.errors import PanelAppIsSilent, PanelFileIsUnreadable


MOST_PAGES = 2_000  # of one list; the largest public PanelApp has 5
_BUSY = frozenset({429, 500, 502, 503, 504})
_MOVED = frozenset({301, 302, 303, 307, 308})
_PIECE = 1 << 16
_AGENT = f"Carrel/{__version__} (gene panel import)"


@dataclass(frozen=True, slots=True)
class Manners:
    """How long, how often and how much a server is asked; seconds and bytes."""

    time_out: float = 60.0  # without a byte
    whole_time: float = 600.0  # for one answer
    tries: int = 5
    first_pause: float = 1.0  # doubled after each try
    longest_pause: float = 300.0  # a server that asks for more is asked another day
    largest: int = LARGEST
    redirects: int = 4


class PanelAppClient:
    """One PanelApp server. Safe to use from several threads: each has its own connection."""

    def __init__(
        self, address: str, manners: Manners | None = None, pause: Callable[[float], None] = time.sleep
    ) -> None:
        self.root = _root(address)
        self.manners = manners or Manners()
        self._pause = pause
        self._own = threading.local()
        self._lock = threading.Lock()
        self._open: list[http.client.HTTPConnection] = []
        self._stopped = threading.Event()
        self._unheard = True  # never answered: a wrong address, more likely than a tired server

    @property
    def address(self) -> str:
        """Where the server's API is, without a slash at its end."""
        return self.root.geturl()

    @contextmanager
    def session(self) -> Iterator[None]:
        """Ends all connections at its end; what other threads still ask for then is given up."""
        self._stopped.clear()
        try:
            yield
        finally:
            self._stopped.set()
            with self._lock:
                connections, self._open = self._open, []
            for connection in connections:
                connection.close()

    def get(self, path: str, query: Mapping[str, str] | None = None) -> Any:
        """The JSON answer at a path of the API (`/panels/`), None where there is none (404).

        Raises PanelAppIsSilent where the server does not answer, and PanelFileIsUnreadable where the answer is not JSON; both with
        a whole sentence.
        """
        target = f"{self.root.path}{quote(path)}" + (f"?{urlencode(query)}" if query else "")
        body = self._patiently(target)
        if body is None:
            return None
        try:
            return parsed_strictly(body)
        except PanelFileIsUnreadable as fault:
            raise PanelFileIsUnreadable(f"{self._told(target)} cannot be used: {fault}.") from None

    def pages(self, path: str, query: Mapping[str, str] | None = None) -> Iterator[Mapping[str, Any]]:
        """The entries of a list on all its pages. Raises as `get` does, and where the pages do not end."""
        asked: set[str] = set()
        found = self._page(self.get(path, query), path)
        for _ in range(MOST_PAGES):
            yield from found["results"]
            following = found.get("next")
            if not following:
                return
            target = self._same_host(str(following), path)
            if target in asked:
                raise PanelAppIsSilent(
                    f"{self._told(path)} leads from page to page in a circle; nothing more was read."
                )
            asked.add(target)
            parts = urlsplit(target)
            found = self._page(self.get(parts.path.removeprefix(self.root.path), dict(parse_qsl(parts.query))), path)
        raise PanelAppIsSilent(f"{self._told(path)} has more than {MOST_PAGES} pages; nothing more was read.")

    def _page(self, answer: Any, path: str) -> Mapping[str, Any]:
        results = answer.get("results") if isinstance(answer, dict) else None
        if not isinstance(results, list) or not all(isinstance(entry, dict) for entry in results):
            raise PanelFileIsUnreadable(
                f"{self._told(path)} is not a list of PanelApp's; is this the address of a PanelApp?"
            )
        return dict(answer)

    def _patiently(self, target: str) -> bytes | None:
        pause, why = self.manners.first_pause, ""
        for number in range(self.manners.tries):
            status, headers, body, why = self._tried(target)
            if status == 200:
                return body
            if status == 404:
                return None
            if status and status not in _BUSY:
                raise PanelAppIsSilent(f"{self._told(target)} was refused by the server (status {status}).")
            self._wait(max(_retry_after(headers, pause), 0.0), last=number + 1 == self.manners.tries)
            pause *= 2
            if self._stopped.is_set():
                break
        raise PanelAppIsSilent(
            f"{self._told(target)} could not be had after {self.manners.tries} tries ({why}); run the command again later."
        )

    def _tried(self, target: str) -> tuple[int, Mapping[str, str], bytes, str]:
        """(status, headers, body, why not); status 0 where there was no answer."""
        try:
            status, headers, body = self._followed(target)
        except (OSError, http.client.HTTPException, zlib.error) as fault:
            self._forget()
            if self._unheard and isinstance(fault, ConnectionRefusedError | socket.gaierror):
                raise PanelAppIsSilent(
                    f"{self.root.netloc} cannot be reached ({_reason(fault)}); check the address and the network."
                ) from None
            return 0, {}, b"", _reason(fault)
        self._unheard = False
        return status, headers, body, f"it answered status {status}"

    def _wait(self, seconds: float, *, last: bool) -> None:
        if seconds > self.manners.longest_pause:
            raise PanelAppIsSilent(
                f"{self.root.hostname} asks to come back in {seconds:.0f} seconds; run the command again then."
            )
        if not last and not self._stopped.is_set():
            self._pause(seconds)

    def _followed(self, target: str) -> tuple[int, Mapping[str, str], bytes]:
        for _ in range(self.manners.redirects):
            status, headers, body = self._asked(target)
            if status not in _MOVED:
                return status, headers, body
            place = headers.get("location", "")
            if self.root.scheme == "http" and place.lower().startswith("https://"):
                raise PanelAppIsSilent(f"{self.root.netloc} is to be asked securely; write https:// in its address.")
            target = self._same_host(place, target)
        raise PanelAppIsSilent(f"{self._told(target)} leads from one address to another without end.")

    def _asked(self, target: str) -> tuple[int, Mapping[str, str], bytes]:
        connection = self._connection()
        headers = {"User-Agent": _AGENT, "Accept": "application/json", "Accept-Encoding": "gzip"}
        connection.request("GET", target, headers=headers)
        answer = connection.getresponse()
        found = {name.lower(): value for name, value in answer.getheaders()}
        return answer.status, found, self._body(answer, found, target)

    def _body(self, answer: http.client.HTTPResponse, headers: Mapping[str, str], target: str) -> bytes:
        """The answer's bytes, unpacked, refused as soon as there are too many or they take too long."""
        until = time.monotonic() + self.manners.whole_time
        unpack = zlib.decompressobj(31) if headers.get("content-encoding", "").lower() == "gzip" else None
        pieces: list[bytes] = []
        size = 0
        while piece := answer.read1(_PIECE):
            while piece:
                pieces.append(unpack.decompress(piece, _PIECE * 16) if unpack else piece)
                size += len(pieces[-1])
                piece = unpack.unconsumed_tail if unpack else b""
                if size > self.manners.largest or time.monotonic() > until:
                    self._too_much(target, size)
        if answer.length:  # fewer bytes than were announced
            raise http.client.IncompleteRead(b"", answer.length)
        if unpack and not unpack.eof and size:
            raise http.client.IncompleteRead(b"")
        answer.close()  # so that the connection takes the next question
        return b"".join(pieces)

    def _too_much(self, target: str, size: int) -> NoReturn:
        self._forget()
        if size > self.manners.largest:
            limit = self.manners.largest / 1024**2
            raise PanelFileIsUnreadable(f"{self._told(target)} cannot be used: it is larger than {limit:.0f} MB.")
        raise PanelAppIsSilent(
            f"{self._told(target)} took longer than {self.manners.whole_time:.0f} seconds; run the command again later."
        )

    def _connection(self) -> http.client.HTTPConnection:
        found: http.client.HTTPConnection | None = getattr(self._own, "connection", None)
        if found is None:
            found = self._own.connection = _connected(self.root, self.manners.time_out)
        if found.sock is None:  # new, or ended by a session
            with self._lock:
                self._open.append(found)
        return found

    def _forget(self) -> None:
        found = getattr(self._own, "connection", None)
        if found is not None:
            found.close()
            self._own.connection = None
            with self._lock:
                self._open = [one for one in self._open if one is not found]

    def _same_host(self, address: str, target: str) -> str:
        """Path and query of an address that the server named, which must be its own. Raises PanelAppIsSilent."""
        try:
            parts = urlsplit(urljoin(f"{self.root.scheme}://{self.root.netloc}{target}", address))
            known = (parts.hostname, parts.username) == (self.root.hostname, None) and parts.scheme in ("http", "https")
        except ValueError:
            known = False
        if not known or not parts.path.startswith(self.root.path):
            raise PanelAppIsSilent(
                f"{self._told(target)} leads to another server or place ({address[:80]!r}); it was not followed."
            )
        return parts.path + (f"?{parts.query}" if parts.query else "")

    def _told(self, target: str) -> str:
        return f"{self.root.netloc}{target.partition('?')[0] if target.startswith(self.root.path) else self.root.path + target}"


def _root(address: str) -> SplitResult:
    try:
        parts = urlsplit(address.strip())
        port = parts.port
    except ValueError:
        parts, port = urlsplit(""), None
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise PanelAppIsSilent(f"{address[:80]!r} is not an address of a PanelApp; write https://panelapp.example.org.")
    if parts.username is not None or parts.password is not None:
        raise PanelAppIsSilent(
            f"The address of {parts.hostname} holds a name or password; leave it out: PanelApps are read without."
        )
    if parts.query or parts.fragment:
        raise PanelAppIsSilent(f"The address of {parts.hostname} has a ? or #; give the server's address alone.")
    path = parts.path.rstrip("/")
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    return SplitResult(
        parts.scheme, f"{host}:{port}" if port else host, path if path.endswith("/api/v1") else f"{path}/api/v1", "", ""
    )


def _connected(root: SplitResult, time_out: float) -> http.client.HTTPConnection:
    """A connection, through the proxy that the environment names for this host, as hospitals have them."""
    host = root.hostname or ""
    proxy = None if proxy_bypass(host) else getproxies().get(root.scheme)
    secure = root.scheme == "https"
    kind = http.client.HTTPSConnection if secure else http.client.HTTPConnection
    if not proxy or (not secure and os.environ.get("REQUEST_METHOD")):
        return kind(host, root.port, timeout=time_out)
    way = urlsplit(proxy if "//" in proxy else f"http://{proxy}")
    connection = kind(way.hostname or "", way.port, timeout=time_out)
    connection.set_tunnel(host, root.port or (443 if secure else 80))
    return connection


def _retry_after(headers: Mapping[str, str], otherwise: float) -> float:
    """Seconds to wait, from a number or an HTTP date."""
    text = headers.get("retry-after", "").strip()
    if text.isascii() and text.isdigit() and len(text) < 10:
        return float(text)
    try:
        at = parsedate_to_datetime(text)
    except (ValueError, TypeError):
        return otherwise
    return at.timestamp() - time.time() if at.tzinfo else at.replace(tzinfo=UTC).timestamp() - time.time()


def _reason(fault: Exception) -> str:
    if isinstance(fault, TimeoutError):
        return "it did not answer in time"
    if isinstance(fault, http.client.IncompleteRead):
        return "its answer was cut off"
    if isinstance(fault, socket.gaierror):
        return "its name is not known"
    if isinstance(fault, ConnectionError):
        return "the connection was refused or broken off"
    if isinstance(fault, http.client.HTTPException | zlib.error):
        return "its answer is not proper HTTP"
    return getattr(fault, "strerror", None) or type(fault).__name__
