"""Holds answers against the OpenAPI description, and remembers which operations answered that all was well."""

from __future__ import annotations

import re
from typing import Any

from django.test import Client
from jsonschema import Draft202012Validator


DOCUMENT: dict[str, Any] = Client().get("/api/v2/openapi.json", headers={"Host": "localhost"}).json()
PATHS = {
    path: re.compile(re.sub(r"{\w+}", "[^/]+", path) + "$") for path in sorted(DOCUMENT["paths"], key=lambda path: path.count("{"))
}  # fmt: skip
answered_well: set[str] = set()


def check(method: str, address: str, answer: Any) -> None:
    """Fails where an answer has a status, a kind of content or a member that the description does not have."""
    operation = _operation(method, address.partition("?")[0])
    if operation is None or answer.status_code == 405:
        return
    described = operation["responses"].get(str(answer.status_code))
    assert described is not None, f"{operation['operationId']} answered {answer.status_code}: {answer}"
    if answer.status_code < 300:
        answered_well.add(operation["operationId"])
    content = described.get("content")
    if not content:
        assert not getattr(answer, "content", b"")
        return
    [(media, told)] = content.items()
    assert answer.headers["Content-Type"].partition(";")[0] == media
    if media.endswith("json") and not answer.streaming:
        schema = {**told["schema"], "components": DOCUMENT["components"]}
        faults = [
            f"{fault.json_path}: {fault.message}" for fault in Draft202012Validator(schema).iter_errors(answer.json())
        ]
        assert faults == [], operation["operationId"]


def _operation(method: str, path: str) -> dict[str, Any] | None:
    for template, pattern in PATHS.items():
        if pattern.match(path) and method.lower() in DOCUMENT["paths"][template]:
            found: dict[str, Any] = DOCUMENT["paths"][template][method.lower()]
            return found
    return None
