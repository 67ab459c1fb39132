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
from carrel.interfaces.api.v2.permissions import NEEDS


@dataclass(frozen=True, slots=True)
class Member:
    """A parameter, or a member of what is sent or answered."""

    name: str
    type: str
    required: bool
    prose: str
    shapes: tuple[str, ...] = ()  # that its value is made of


@dataclass(frozen=True, slots=True)
class Shape:
    """An object that operations take or answer."""

    name: str
    prose: str
    members: tuple[Member, ...]


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
        self._chapters, self._shapes = list(chapters(document)), shapes(document)
        self.openapi = require_safe(self._openapi)
        self.reference = require_safe(self._reference)

    def _openapi(self, request: HttpRequest) -> HttpResponse:
        response = sent(request, self._text, media=JSON)
        response.headers["Cache-Control"] = "public, no-cache"
        return response

    def _reference(self, request: HttpRequest) -> HttpResponse:
        told = {"about": self.document["info"]["description"], "chapters": self._chapters, "shapes": self._shapes}
        return render(request, "api/reference.html", told)


def chapters(document: dict[str, Any]) -> Iterator[tuple[str, list[OperationShown]]]:
    """The operations by their group, in the order of the table of permissions."""
    found: dict[str, list[OperationShown]] = {}
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            shown = _shown(document, path, method, operation)
            found.setdefault(operation["tags"][0], []).append(shown)
    places = {name: place for place, name in enumerate(NEEDS)}
    for group in found.values():
        group.sort(key=lambda one: places[one.id])
    yield from sorted(found.items(), key=lambda pair: places[pair[1][0].id])


def shapes(document: dict[str, Any]) -> list[Shape]:
    """The objects that the description names, by name."""
    found = sorted(document["components"]["schemas"].items())
    return [Shape(name, one.get("description", ""), _members(document, one)) for name, one in found]


def _names(schema: Any) -> Iterator[str]:
    """The shapes that a schema refers to."""
    if isinstance(schema, dict):
        if "$ref" in schema:
            yield str(schema["$ref"]).rsplit("/", 1)[-1]
        for one in schema.values():
            yield from _names(one)
    elif isinstance(schema, list):
        for one in schema:
            yield from _names(one)


def _shown(document: dict[str, Any], path: str, method: str, operation: dict[str, Any]) -> OperationShown:
    body = operation.get("requestBody", {}).get("content", {})
    media = next(iter(body), "")
    good: dict[str, Any] = next((one for status, one in operation["responses"].items() if int(status) < 300), {})
    answered: dict[str, Any] = next((one["schema"] for one in good.get("content", {}).values()), {})
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
        Member(name, _type(one), name in required, one.get("description", ""), tuple(_names(one)))
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
