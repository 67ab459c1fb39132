"""The description of the API for programs and for people: the OpenAPI document, and a page made from it on the server."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import orjson
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from carrel.interfaces.api.v2.answers import sent
from carrel.interfaces.api.v2.bodies import JSON


@dataclass(frozen=True, slots=True)
class Member:
    """A parameter, or a member of what is sent or answered."""

    name: str
    type: str
    required: bool
    prose: str


@dataclass(frozen=True, slots=True)
class OperationShown:
    """An operation as the reference shows it."""

    id: str
    method: str
    path: str
    summary: str
    prose: str
    permission: str
    parameters: tuple[Member, ...]
    body: tuple[Member, ...]
    body_media: str
    answer: str
    members: tuple[Member, ...]
    statuses: tuple[tuple[str, str], ...]


class ApiPages:
    """The two views, over one description."""

    def __init__(self, document: dict[str, Any]) -> None:
        self.document = document
        self._text = orjson.dumps(document, option=orjson.OPT_INDENT_2 | orjson.OPT_NON_STR_KEYS)
        self._chapters = list(chapters(document))
        self.openapi = require_safe(self._openapi)
        self.reference = require_safe(self._reference)

    def _openapi(self, request: HttpRequest) -> HttpResponse:
        response = sent(request, self._text, media=JSON)
        response.headers["Cache-Control"] = "public, no-cache"
        return response

    def _reference(self, request: HttpRequest) -> HttpResponse:
        told = {"about": self.document["info"]["description"], "chapters": self._chapters}
        return render(request, "api/reference.html", told)


def chapters(document: dict[str, Any]) -> Iterator[tuple[str, list[OperationShown]]]:
    """The operations by their group, in the order of the description."""
    found: dict[str, list[OperationShown]] = {}
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            shown = _shown(document, path, method, operation)
            found.setdefault(operation["tags"][0], []).append(shown)
    yield from found.items()


def _shown(document: dict[str, Any], path: str, method: str, operation: dict[str, Any]) -> OperationShown:
    body = operation.get("requestBody", {}).get("content", {})
    media = next(iter(body), "")
    good = next((one for status, one in operation["responses"].items() if int(status) < 300), {})
    answered = next(iter(good.get("content", {}).values()), {}).get("schema", {})
    return OperationShown(
        operation["operationId"], method.upper(), path, operation["summary"], operation.get("description", ""),
        operation["x-carrel-permission"], tuple(_parameter(one) for one in operation["parameters"]),
        _members(document, body[media]["schema"]) if media else (), media, _type(answered),
        _members(document, answered),
        tuple((str(status), one["description"]) for status, one in operation["responses"].items()),
    )  # fmt: skip


def _parameter(one: dict[str, Any]) -> Member:
    return Member(one["name"], _type(one["schema"]), one["required"], one.get("description", ""))


def _members(document: dict[str, Any], schema: dict[str, Any]) -> tuple[Member, ...]:
    whole = _resolved(document, schema)
    required = set(whole.get("required", ()))
    return tuple(
        Member(name, _type(one), name in required, one.get("description", ""))
        for name, one in whole.get("properties", {}).items()
    )


def _resolved(document: dict[str, Any], schema: dict[str, Any]) -> dict[str, Any]:
    name = str(schema.get("$ref", "")).rsplit("/", 1)[-1]
    found: dict[str, Any] = document["components"]["schemas"][name] if name else schema
    return found


def _type(schema: dict[str, Any]) -> str:
    """A schema in words."""
    if "$ref" in schema:
        return str(schema["$ref"]).rsplit("/", 1)[-1]
    if "enum" in schema or "const" in schema:
        return " | ".join(f"“{value}”" for value in schema.get("enum", [schema.get("const")]))
    for key in ("anyOf", "oneOf", "allOf"):
        if key in schema:
            return " or ".join(dict.fromkeys(_type(one) for one in schema[key]))
    if schema.get("type") == "array":
        return f"list of {_type(schema.get('items', {}))}"
    words = {
        "string": "text",
        "integer": "whole number",
        "boolean": "true or false",
        "object": "object",
        "null": "null",
    }
    return words.get(str(schema.get("type", "")), "any value")
