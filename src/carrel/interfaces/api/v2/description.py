"""The description of the API as OpenAPI 3.1: what ninja makes of the operations, completed by what only we know."""

from __future__ import annotations

from typing import Any

from ninja import NinjaAPI

from carrel.interfaces.api.v2.bodies import JSON, TABLE
from carrel.interfaces.api.v2.permissions import Open
from carrel.interfaces.api.v2.problems import MEDIA, TITLES


PREFIX = "/api/v2"
ABOUT = (
    "Panels, reviews and their curation, people and the ledger, for programs. Send a token of your account page as "
    "Authorization: Bearer and the token; without one you are anybody, and see what everybody sees. Times are UTC; lists come in pages with "
    "next as a whole address; every read has an ETag. What is wrong is told as application/problem+json, with a sentence for each "
    "field or line."
)
_SCHEMES = {
    "token": {"type": "http", "scheme": "bearer", "description": "A token of your account page."},
    "session": {
        "type": "apiKey", "in": "cookie", "name": "sessionid",
        "description": "A signed-in browser; changes need the header X-CSRFToken too.",
    },
}  # fmt: skip
_SUCCESS = {200: "Done", 201: "Made", 204: "Done", 304: "You have this already (If-None-Match)"}


def described(api: NinjaAPI) -> dict[str, Any]:
    """The whole description."""
    found: dict[str, Any] = dict(api.get_openapi_schema(path_prefix=PREFIX.lstrip("/")))
    for methods in found["paths"].values():
        for operation in methods.values():
            _complete(operation)
    found["components"]["securitySchemes"] = _SCHEMES
    found.pop("servers", None)
    return found


def _complete(operation: dict[str, Any]) -> None:
    takes, gives = operation.pop("x-carrel-takes"), operation.pop("x-carrel-gives")
    signed_in: list[dict[str, list[str]]] = [{"token": []}, {"session": []}]
    public = operation["x-carrel-permission"] == Open.TO_ALL.value
    operation["security"] = [{}, *signed_in] if public else signed_in
    if takes == TABLE:
        text = {
            "schema": {"type": "string", "description": "A tab-separated table in UTF-8, its first line the header."}
        }
        operation["requestBody"] = {"required": True, "content": {TABLE: text}}
    for status, response in operation["responses"].items():
        _complete_response(int(status), response, gives)


def _complete_response(status: int, response: dict[str, Any], gives: str) -> None:
    response["description"] = _SUCCESS.get(status) or TITLES[status]
    content = response.get("content", {})
    if status >= 400 and content:
        response["content"] = {MEDIA: content[JSON]}
    elif gives != JSON and content:
        response["content"] = {gives: {"schema": {"type": "string"}}}
    if status == 429:
        response["headers"] = {"Retry-After": {"description": "Seconds to wait", "schema": {"type": "integer"}}}
