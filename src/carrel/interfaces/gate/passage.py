"""The outermost door: gives every request an id, counts it, times it and writes one line of log about it."""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable

import structlog
from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

from carrel.interfaces.gate import figures
from carrel.interfaces.gate.visitors import opaque_id


LOG = structlog.get_logger("carrel.requests")
PERMISSIONS = (
    "accelerometer=(), autoplay=(), camera=(), display-capture=(), fullscreen=(self), geolocation=(), gyroscope=(), "
    "microphone=(), midi=(), payment=(), usb=(), publickey-credentials-create=(self), publickey-credentials-get=(self)"
)


class Passage:
    """Middleware. It never logs addresses with their query, what was sent, or who somebody is: only opaque ids."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        started = time.perf_counter()
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request=request_id(request))
        response = self.get_response(request)
        seconds = time.perf_counter() - started
        route = route_of(request)
        figures.count(request.method or "", route, response.status_code, seconds)
        LOG.info(
            "request", method=request.method, route=route, status=response.status_code,
            milliseconds=round(seconds * 1000, 1), **_who(request),
        )  # fmt: skip
        return _with_headers(request, response)


def request_id(request: HttpRequest) -> str:
    """The id of this request, which error pages show and logs hold."""
    known: str | None = getattr(request, "_carrel_request_id", None)
    if known is None:
        known = uuid.uuid4().hex[:16]
        request._carrel_request_id = known  # type: ignore[attr-defined]
    return known


def route_of(request: HttpRequest) -> str:
    """The name of the page or the pattern of its address, never the address itself: that may hold a secret or a person."""
    match = getattr(request, "resolver_match", None)
    if match is not None:
        return str(match.view_name or match.route or "home")
    return "static" if request.path.startswith(settings.STATIC_URL) else "unmatched"


def _who(request: HttpRequest) -> dict[str, str]:
    opaque = opaque_id(request)
    return {"actor_kind": "signed-in", "actor": opaque} if opaque else {"actor_kind": "public"}


def _with_headers(request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
    headers = response.headers
    headers["X-Request-ID"] = request_id(request)
    headers.setdefault("Permissions-Policy", PERMISSIONS)
    if opaque_id(request):
        headers.setdefault("Cache-Control", "private, no-store")
    return response
