"""What the API answers when something is wrong: a title, sentences, and for each field or line what is wrong with it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import orjson
from django.http import HttpRequest, HttpResponse
from ninja import Schema

from carrel.interfaces.gate.passage import request_id


MEDIA = "application/problem+json"
TITLES = {
    400: "The request cannot be read",
    401: "Sign in first",
    403: "This is not allowed",
    404: "There is nothing here",
    405: "This address is not used in this way",
    409: "Somebody was faster",
    413: "This is too large",
    415: "This kind of content is not taken here",
    422: "Something given is wrong",
    429: "You have asked too often",
    503: "The site cannot do this now",
}


class Fault(Schema):
    """One thing that is wrong: in which field of the request, or at which line (from 1) and column of a table, and a sentence."""

    field: str | None
    line: int | None
    column: str | None
    sentence: str


class Problem(Schema):
    """An answer that says what is wrong. `objections` are the reasons why something is not allowed, one sentence each."""

    title: str
    status: int
    detail: str
    objections: list[str]
    faults: list[Fault]
    request_id: str


@dataclass(frozen=True, slots=True)
class Wrong:
    """One fault, before it is answered."""

    sentence: str
    field: str | None = None
    line: int | None = None
    column: str | None = None


class Refused(Exception):
    """Ends an operation with a problem."""

    def __init__(
        self, status: int, detail: str, *, objections: Iterable[str] = (), faults: Iterable[Wrong] = (), title: str = ""
    ) -> None:
        super().__init__(detail)
        self.status, self.detail, self.title = status, detail, title
        self.objections, self.faults = tuple(objections), tuple(faults)
        self.headers: dict[str, str] = {}


def problem(
    request: HttpRequest,
    status: int,
    detail: str,
    *,
    objections: Sequence[str] = (),
    faults: Sequence[Wrong] = (),
    title: str = "",
) -> HttpResponse:
    """The answer about something that is wrong."""
    content = {
        "title": title or TITLES[status],
        "status": status,
        "detail": detail,
        "objections": list(objections),
        "faults": [
            {"field": fault.field, "line": fault.line, "column": fault.column, "sentence": fault.sentence}
            for fault in faults
        ],
        "request_id": request_id(request),
    }
    text = orjson.dumps(content, default=str)
    response = HttpResponse(text, status=status, content_type=MEDIA)
    response.headers["Cache-Control"] = "no-store"
    if status == 401:
        response.headers["WWW-Authenticate"] = 'Bearer realm="Carrel"'
    return response


def refused(request: HttpRequest, fault: Any) -> HttpResponse:
    """The answer to an operation that ended itself."""
    response = problem(
        request, fault.status, fault.detail, objections=fault.objections, faults=fault.faults, title=fault.title
    )
    for name, value in fault.headers.items():
        response.headers[name] = value
    return response
