"""Addresses of the house, and pages that break in the ways that pages break."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.urls import path

from carrel.config import urls
from carrel.interfaces.gate.throttle import throttled


def breaks(request: HttpRequest) -> HttpResponse:
    """A fault whose message quotes what was sent."""
    raise ValueError(f"cannot mail {request.GET.get('q')} {request.POST.get('email')} Grace Hopper")


def waits(request: HttpRequest) -> HttpResponse:
    raise OperationalError("database is locked: INSERT INTO person VALUES ('grace@example.org')")


def forbids(request: HttpRequest) -> HttpResponse:
    raise PermissionDenied("grace@example.org may not")


def suspects(request: HttpRequest) -> HttpResponse:
    raise SuspiciousOperation("grace@example.org sent odd things")


@throttled("api")
def limited(request: HttpRequest) -> HttpResponse:
    return HttpResponse("here you are")


def reads(request: HttpRequest) -> HttpResponse:
    return HttpResponse(str(len(request.POST.get("text", ""))))


urlpatterns = [
    *urls.urlpatterns,
    path("breaks/", breaks),
    path("api/breaks/", breaks),
    path("waits/", waits),
    path("api/waits/", waits),
    path("forbids/", forbids),
    path("suspects/", suspects),
    path("limited/", limited),
    path("api/limited/", limited),
    path("reads/", reads),
]
handler400, handler403, handler404, handler500 = urls.handler400, urls.handler403, urls.handler404, urls.handler500
