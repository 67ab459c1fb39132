"""Middleware that refuses early: what is too large, and who tries to sign in too often."""

from __future__ import annotations

import time
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase

from carrel.interfaces.gate.refusals import REFUSALS, refusal
from carrel.interfaces.gate.throttle import seconds_to_wait, too_many


Next = Callable[[HttpRequest], HttpResponseBase]
SIGN_IN = ("/accounts/", "/invitations/")  # where secrets can be guessed
PIECE = 1024 * 1024  # bytes read at once
DROPPED = 512 * PIECE  # bytes of one upload that are read to be dropped; who sends more sees a broken connection
PATIENCE = 20.0  # seconds


class BodyLimit:
    """Refuses what says of itself that it is larger than an upload may be; nothing of it is kept."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        length = str(request.META.get("CONTENT_LENGTH") or "0")
        if length.isdigit() and int(length) > settings.CARREL_UPLOAD_BYTES:
            _let_pass(request)
            return refusal(request, 413)
        return self.get_response(request)


def _let_pass(request: HttpRequest) -> None:
    """Read what comes and drop it, within bounds: browsers show the answer only after they could send everything."""
    left, end = DROPPED, time.monotonic() + PATIENCE
    while left > 0 and time.monotonic() < end:
        piece = request.read(PIECE)
        if not piece:
            return
        left -= len(piece)


class SignInLimit:
    """Slows down whoever tries passwords: counts what is sent to the pages of sign-in."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.method == "POST" and request.path.startswith(SIGN_IN):
            seconds = seconds_to_wait(request, "login")
            if seconds:
                return too_many(request, seconds)
        return self.get_response(request)


class Sentences:
    """Gives answers that have a status but no words the page for it, such as 405."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        wordless = isinstance(response, HttpResponse) and not response.content
        if not wordless or response.status_code not in REFUSALS or request.method == "HEAD":
            return response
        told = refusal(request, response.status_code)
        for name in ("Allow", "Retry-After"):
            if name in response.headers:
                told.headers[name] = response.headers[name]
        return told
