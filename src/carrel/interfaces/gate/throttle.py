"""How often one client may ask. Counted by each server process for itself: with four processes, up to four times as often."""

from __future__ import annotations

import math
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache, wraps
from threading import Lock
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from carrel.interfaces.gate.refusals import refusal
from carrel.interfaces.gate.visitors import client_key, known_visitor


SECONDS = {"second": 1, "minute": 60, "hour": 3600, "day": 86400}
CLIENTS = 20_000  # remembered at once; who did not ask for longest is forgotten first


@dataclass(frozen=True, slots=True)
class Rate:
    """`count` requests in `seconds`, all at once if the client likes, then evenly."""

    count: int
    seconds: int

    @classmethod
    def of(cls, text: str) -> Rate | None:
        """`3000/minute` as a rate; None for `off`."""
        if text == "off":
            return None
        count, _, unit = text.partition("/")
        return cls(int(count), SECONDS[unit])


class Throttle:
    """Remembers one number per client: the moment at which its allowance would be whole again (GCRA)."""

    def __init__(self, rate: Rate, clients: int = CLIENTS) -> None:
        self._step = rate.seconds / rate.count
        self._slack = rate.seconds - self._step
        self._clients = clients
        self._whole_at: OrderedDict[str, float] = OrderedDict()
        self._lock = Lock()

    def wait(self, client: str, now: float) -> float:
        """Take one request from the client's allowance: 0 if it had one, else the seconds until it has. `now` in seconds."""
        with self._lock:
            whole_at = max(now, self._whole_at.get(client, now))
            too_early = whole_at - now - self._slack
            if too_early > 1e-9:
                return too_early
            self._whole_at[client] = whole_at + self._step
            self._whole_at.move_to_end(client)
            if len(self._whole_at) > self._clients:
                self._whole_at.popitem(last=False)
            return 0.0

    def __len__(self) -> int:
        return len(self._whole_at)


@lru_cache(maxsize=16)
def _throttle(scope: str, text: str) -> Throttle | None:
    rate = Rate.of(text)
    return Throttle(rate) if rate else None


def seconds_to_wait(request: HttpRequest, scope: str, client: str = "") -> int:
    """0 if this request may go on, else whole seconds. `scope` is `api`, `heavy` or `login`; `client` something opaque if it is known."""
    throttle = _throttle(scope, getattr(settings, f"CARREL_{scope.upper()}_RATE"))
    if throttle is None:
        return 0
    return math.ceil(throttle.wait(client or client_key(request, known_visitor(request)), time.monotonic()))


def too_many(request: HttpRequest, seconds: int) -> HttpResponse:
    """429 with Retry-After, as a page or as JSON."""
    response = refusal(request, 429)
    response.headers["Retry-After"] = str(seconds)
    return response


def throttled(scope: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Decorates a view: 429 with Retry-After where the client has asked too often."""

    def decorate(view: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(view)
        def limited(request: HttpRequest, *arguments: Any, **named: Any) -> Any:
            seconds = seconds_to_wait(request, scope)
            return too_many(request, seconds) if seconds else view(request, *arguments, **named)

        return limited

    return decorate
