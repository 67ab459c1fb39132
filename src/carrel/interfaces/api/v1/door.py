"""What every address of this API has in common: reading only, for everybody, errors as JSON, open to pages of other sites."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt

from carrel.foundation.knowledge.errors import EntityIsUnknown, PanelIsUnknown
from carrel.foundation.knowledge.queries.panelapp_answers import Answer, Listing
from carrel.foundation.people.errors import TokenIsRefused
from carrel.interfaces.api.v1.answering import respond
from carrel.interfaces.api.v1.paging import paged
from carrel.interfaces.api.v1.parameters import PageIsMissing, ParameterIsWrong
from carrel.interfaces.gate.throttle import seconds_to_wait


METHODS = "GET, HEAD, OPTIONS"
DAY = "86400"
View = Callable[..., HttpResponse]


def answers(view: Callable[..., Answer | Listing]) -> View:
    """Makes a view of what tells an answer. Only reading needs no token against forged forms."""

    @csrf_exempt
    @wraps(view)
    def door(request: HttpRequest, **named: Any) -> HttpResponse:
        return _shared(_answered(view, request, named))

    return door


def _answered(view: Callable[..., Answer | Listing], request: HttpRequest, named: dict[str, Any]) -> HttpResponse:
    if request.method == "OPTIONS":
        return HttpResponse(status=204)
    if request.method not in ("GET", "HEAD"):
        return refused(405, f'Method "{request.method}" not allowed.', {"Allow": METHODS})
    if seconds := seconds_to_wait(request, "api"):
        return refused(429, f"You have asked too often; ask again in {seconds} s.", {"Retry-After": str(seconds)})
    try:
        if _has_nul(request):
            raise ParameterIsWrong("The address has a NUL character in it; leave it out.")
        found = view(request, **named)
        return respond(request, paged(request, found) if isinstance(found, Listing) else found)
    except PageIsMissing:
        return refused(404, "Invalid page.")
    except (PanelIsUnknown, EntityIsUnknown) as fault:
        return refused(404, str(fault))
    except ParameterIsWrong as fault:
        return refused(400, str(fault))
    except TokenIsRefused as fault:
        return refused(401, str(fault), {"WWW-Authenticate": "Bearer"})


def refused(status: int, detail: str, headers: dict[str, str] | None = None) -> HttpResponse:
    """An error as PanelApp tells it: {"detail": a sentence}."""
    return JsonResponse({"detail": detail}, status=status, headers=headers)


def _has_nul(request: HttpRequest) -> bool:
    return "\0" in request.path or "%00" in str(request.META.get("QUERY_STRING", ""))


def _shared(response: HttpResponse) -> HttpResponse:
    """Scripts of every site may read what everybody may read; they are never given somebody's cookies."""
    headers = response.headers
    headers["Access-Control-Allow-Origin"] = "*"
    if response.status_code == 204:
        headers["Allow"] = headers["Access-Control-Allow-Methods"] = METHODS
        headers["Access-Control-Allow-Headers"] = "Accept, Content-Type, If-None-Match"
        headers["Access-Control-Max-Age"] = DAY
    else:
        headers["Access-Control-Expose-Headers"] = "ETag, Retry-After"
    return response
