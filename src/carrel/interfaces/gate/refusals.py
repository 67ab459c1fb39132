"""Errors that help: what went wrong, what to do, and the number under which it is in the logs. Programs get them as JSON."""

from __future__ import annotations

import sys
from dataclasses import dataclass

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from carrel.interfaces.gate.passage import request_id


@dataclass(frozen=True, slots=True)
class Refusal:
    """What a page says about a status code."""

    title: str
    sentence: str
    advice: str


REFUSALS = {
    400: Refusal(
        "This request cannot be understood",
        "Something in the address or in what was sent is not as this page expects it.",
        "Go back, check what you entered, and send it again.",
    ),
    403: Refusal(
        "You may not see or do this",
        "Your roles do not include it, or you are not signed in.",
        "Sign in, or ask an administrator for the role that you need.",
    ),
    404: Refusal(
        "There is no such page",
        "The address may be mistyped, or the page is only for people with a certain role.",
        "Check the address, search above, or sign in.",
    ),
    405: Refusal(
        "This page is not used in this way",
        "The page exists, but not for this kind of request.",
        "Open the page from its link instead of sending something to it.",
    ),
    413: Refusal(
        "This is too large to be sent",
        "The file or text is larger than this site accepts. Nothing of it was kept.",
        "Send it in smaller parts, or ask those who run this site to load it with the command `carrel panels import`.",
    ),
    429: Refusal(
        "You have asked too often",
        "This site answers only so many requests of one client in a certain time. Nothing was changed.",
        "Wait a little and try again; programs find the seconds to wait in the header Retry-After.",
    ),
    500: Refusal(
        "Something went wrong here",
        "The fault is ours and has been noted. What you were saving may not have been saved.",
        "Try again in a minute. If it happens again, tell those who run this site the number below.",
    ),
    503: Refusal(
        "The site is not ready",
        "It is being started or repaired.",
        "Try again in a minute.",
    ),
}
SIGN_IN_EXPIRED = Refusal(
    "This form was open for too long",
    "For your safety a form can only be sent by the browser that opened it, within the same sign-in.",
    "Go back, load the page again, and send the form once more. Cookies must be allowed for this site.",
)
BUSY = Refusal(
    "The site cannot do this now",
    "The database is busy or out of reach. What you were saving was not saved, as far as this page can tell.",
    "Wait a minute, look whether it was saved, and try again.",
)
OUT_OF_REACH = (OperationalError, InterfaceError)
WAIT = 5  # seconds
TOO_LARGE = (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent)


def for_programs(request: HttpRequest) -> bool:
    """Is this an address of the API?"""
    return request.path.startswith("/api/")


def refusal(request: HttpRequest, status: int, told: Refusal | None = None) -> HttpResponse:
    """The page, or the JSON, for a status code."""
    told = told or REFUSALS[status]
    if for_programs(request):
        return _problem(request, status, told)
    content = {"told": told, "status": status, "request_id": request_id(request)}
    if status >= 500:  # without the database, sessions and people: they may be what is broken
        return HttpResponse(render_to_string("web/error_alone.html", content), status=status)
    return render(request, "web/error.html", content, status=status)


def _problem(request: HttpRequest, status: int, told: Refusal) -> HttpResponse:
    """As the second API tells every fault; programs written for PanelApp look for `detail` only."""
    content = {
        "title": told.title, "status": status, "detail": f"{told.title}. {told.advice}", "objections": [], "faults": [],
        "request_id": request_id(request),
    }  # fmt: skip
    media = "application/problem+json" if request.path.startswith("/api/v2/") else "application/json"
    return JsonResponse(content, status=status, content_type=media)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Django's handler400."""
    return refusal(request, 413 if isinstance(exception, TOO_LARGE) else 400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Django's handler403."""
    return refusal(request, 403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Django's handler404."""
    return refusal(request, 404)


def broken(request: HttpRequest) -> HttpResponse:
    """Django's handler500, which is asked while the fault is being handled. A database that is busy or away is no fault of ours."""
    if not isinstance(sys.exc_info()[1], OUT_OF_REACH):
        return refusal(request, 500)
    response = refusal(request, 503, BUSY)
    response.headers["Retry-After"] = str(WAIT)
    return response


def expired(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Where the token that protects forms is missing or wrong."""
    return refusal(request, 403, SIGN_IN_EXPIRED)
