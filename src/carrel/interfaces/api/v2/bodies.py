"""How what programs send is read: JSON strictly, tables up to a size, and nothing that no column of a database can hold."""

from __future__ import annotations

from typing import Any

import orjson
from django.conf import settings
from django.http import HttpRequest
from ninja.parser import Parser

from carrel.interfaces.api.v2.problems import Refused, Wrong


JSON, TABLE = "application/json", "text/tab-separated-values"
TABLE_MEDIA = frozenset({TABLE, "text/plain", "application/octet-stream"})
DEEPEST = 40  # levels of lists and objects in one another
LONGEST_NUMBER = 2**53  # JSON numbers beyond are no longer exact everywhere


class StrictParser(Parser):
    """Reads a body as JSON; its faults say line and column."""

    def parse_body(self, request: HttpRequest) -> Any:
        return read_json(request.body)


def read_json(body: bytes) -> Any:
    """The value of a JSON text: no NaN, no half letters, no NUL, no numbers that lose digits. Raises Refused (400)."""
    try:
        value = orjson.loads(body)
    except orjson.JSONDecodeError as fault:
        where = Wrong(f"Not JSON: {fault.msg}.", line=fault.lineno, column=str(fault.colno))
        sentence = (
            f"The body is not JSON: {fault.msg} at line {fault.lineno}, column {fault.colno}; send it again whole."
        )
        raise Refused(400, sentence, faults=[where]) from None
    objection = _unkept(value)
    if objection:
        raise Refused(400, objection)
    return value


def _unkept(value: Any) -> str:
    """What cannot be kept in a JSON value; empty if everything can."""
    layer, depth = [value], 0
    while layer:
        depth += 1
        if depth > DEEPEST:
            return f"The body has lists or objects more than {DEEPEST} deep in one another."
        if any(isinstance(one, str) and "\0" in one for one in layer):
            return "The body holds the letter NUL (\\u0000), which cannot be kept; leave it out."
        if any(isinstance(one, int | float) and abs(one) > LONGEST_NUMBER for one in layer):
            return "The body holds a number too large to be kept exactly; write it as text, or smaller."
        layer = [inner for one in layer for inner in _inner(one)]
    return ""


def _inner(value: Any) -> list[Any]:
    if isinstance(value, dict):
        return [*value.keys(), *value.values()]
    return value if isinstance(value, list) else []


def refuse_media(request: HttpRequest, takes: str) -> None:
    """Raise Refused (415) where a body says of itself that it is of another kind, or says nothing."""
    length = str(request.META.get("CONTENT_LENGTH") or "")
    if length in ("", "0") and "HTTP_TRANSFER_ENCODING" not in request.META:
        return
    media = (request.content_type or "").lower()
    if media not in (TABLE_MEDIA if takes == TABLE else {JSON}):
        raise Refused(415, f"Send the header Content-Type: {takes}; this operation takes nothing else.")


def refuse_letters(request: HttpRequest) -> None:
    """Raise Refused (400) where the address holds what no text of ours holds."""
    for text in (request.path, *request.GET.keys(), *(value for values in request.GET.lists() for value in values[1])):
        if "\0" in text or "\ufffd" in text:
            raise Refused(400, "The address holds a letter that cannot be read; write it in UTF-8, without NUL.")
        if not text.isascii() and any("\ud800" <= letter <= "\udfff" for letter in text):
            raise Refused(400, "The address holds half a letter; write it in UTF-8.")


def table_of(request: HttpRequest) -> bytes:
    """The bytes of a table that was sent. Raises Refused (413) if they are more than an upload may be."""
    limit = settings.CARREL_UPLOAD_BYTES
    text: bytes = request.read(limit + 1)
    if len(text) > limit:
        raise Refused(413, f"The table is larger than {limit // 1024**2} MB; send it in parts. Nothing of it was kept.")
    return text
