"""Turns an answer into an HTTP response: ETag and 304, compressed bytes from memory, what browsers and caches may do with it."""

from __future__ import annotations

import hashlib
from datetime import datetime

import deflate
from django.http import HttpRequest, HttpResponse
from django.utils.http import http_date, parse_etags

from carrel.foundation.knowledge.queries.panelapp_answers import Answer
from carrel.interfaces.api.v1.kept import kept_answers


FORM = "1"  # part of every ETag: to be raised whenever the same panel is written differently
JSON = "application/json"
SMALLEST = 500  # bytes from which compression pays
LEVEL = 1  # libdeflate: a panel of 3 MB in 6 ms, 8 % larger than level 3 makes it


def respond(request: HttpRequest, answer: Answer) -> HttpResponse:
    """304 where the client has it already, without putting the document together; else the document."""
    mark = _mark(answer)
    etag = f'W/"{mark}"'
    if _has_it(request, etag):
        return _told(HttpResponse(status=304), etag, answer)
    squeezed = accepts_gzip(request)
    body, encoding = _body(answer, mark, squeezed)
    response = HttpResponse(body, content_type=JSON)
    response.headers["Content-Length"] = str(len(body))
    if encoding:
        response.headers["Content-Encoding"] = encoding
    return _told(response, etag, answer)


def accepts_gzip(request: HttpRequest) -> bool:
    """Does the client take gzip?"""
    for part in str(request.META.get("HTTP_ACCEPT_ENCODING", "")).lower().split(","):
        coding, _, weight = part.partition(";")
        if coding.strip() in ("gzip", "*"):
            return weight.replace(" ", "") not in ("q=0", "q=0.0", "q=0.00", "q=0.000")
    return False


def _mark(answer: Answer) -> str:
    return hashlib.blake2b(repr((FORM, answer.key)).encode(), digest_size=15).hexdigest()


def _has_it(request: HttpRequest, etag: str) -> bool:
    given = request.META.get("HTTP_IF_NONE_MATCH")
    if not given:
        return False
    known = parse_etags(given)
    return "*" in known or any(one.removeprefix("W/") == etag.removeprefix("W/") for one in known)


def _body(answer: Answer, mark: str, squeezed: bool) -> tuple[bytes, str]:
    """The bytes to send, and their encoding ("" for none)."""
    kept = kept_answers()
    if squeezed and (found := kept.get(f"{mark}.gz")) is not None:
        return found, "gzip"
    plain = kept.get(mark)
    if plain is None:
        plain = answer.build()
    if squeezed and len(plain) >= SMALLEST:
        small = bytes(deflate.gzip_compress(plain, LEVEL))
        kept.put(f"{mark}.gz", small)
        return small, "gzip"
    kept.put(mark, plain)
    return plain, ""


def _told(response: HttpResponse, etag: str, answer: Answer) -> HttpResponse:
    headers = response.headers
    headers["ETag"] = etag
    headers["Cache-Control"] = "public, no-cache" if answer.open else "private, no-store"
    headers["Vary"] = "Accept-Encoding" if answer.open else "Accept-Encoding, Authorization, Cookie"
    if answer.changed_at is not None:
        headers["Last-Modified"] = _date(answer.changed_at)
    return response


def _date(at: datetime) -> str:
    return http_date(int(at.timestamp()))
