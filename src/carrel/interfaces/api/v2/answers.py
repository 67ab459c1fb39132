"""How answers leave: as JSON with a hash by which a client asks whether anything changed, in pages with absolute links."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

import orjson
from django.http import HttpRequest, HttpResponse
from django.utils.http import parse_etags

from carrel.interfaces.api.v2.bodies import JSON


MOST = 1000  # results of one page
FURTHEST = 10_000_000  # largest offset


def answer(request: HttpRequest, content: Any, *, tag: str = "", status: int = 200) -> HttpResponse:
    """A JSON answer, or 304 where the client has this already. `tag` is what the answer is known by; else its own hash."""
    return sent(request, orjson.dumps(content), media=JSON, tag=tag, status=status)


def sent(request: HttpRequest, text: bytes, *, media: str, tag: str = "", status: int = 200) -> HttpResponse:
    """An answer of bytes, or 304 where the client has them already."""
    shown = f'"{tag or hashlib.sha256(text).hexdigest()[:40]}"'
    if request.method == "GET" and shown in stripped(request.headers.get("If-None-Match", "")):
        response = HttpResponse(status=304)
    else:
        response = HttpResponse(text, status=status, content_type=media)
    response.headers["ETag"] = shown
    response.headers["Cache-Control"] = "private, no-cache"
    response.headers["Vary"] = "Authorization, Cookie"
    return response


def nothing() -> HttpResponse:
    """The answer to a change about which there is nothing to tell."""
    response = HttpResponse(status=204)
    response.headers["Cache-Control"] = "no-store"
    return response


def stripped(header: str) -> list[str]:
    """The entity tags of a header, weak ones as strong: a proxy that compresses weakens them."""
    return [tag.removeprefix("W/") for tag in parse_etags(header)]


def base_of(request: HttpRequest, given: str) -> str:
    """The hash of what the writer saw: from the body, else from If-Match. Empty where neither says it."""
    if given:
        return given
    tags = stripped(request.headers.get("If-Match", ""))
    return tags[0].strip('"') if len(tags) == 1 and tags[0] != "*" else ""


def page(request: HttpRequest, count: int, results: Sequence[Any], offset: int, limit: int) -> dict[str, Any]:
    """One page of a list. `next` and `previous` are whole addresses, or null."""
    return {
        "count": count,
        "next": _link(request, offset + limit, limit) if offset + limit < count else None,
        "previous": _link(request, max(offset - limit, 0), limit) if offset > 0 else None,
        "results": list(results),
    }


def sliced(request: HttpRequest, everything: Sequence[Any], offset: int, limit: int) -> dict[str, Any]:
    """A page of a list that is whole in memory."""
    return page(request, len(everything), everything[offset : offset + limit], offset, limit)


def _link(request: HttpRequest, offset: int, limit: int) -> str:
    kept = [(key, value) for key, value in request.GET.items() if key not in ("offset", "limit")]
    query = urlencode([*kept, ("limit", limit), ("offset", offset)])
    return request.build_absolute_uri(f"{request.path}?{query}")
