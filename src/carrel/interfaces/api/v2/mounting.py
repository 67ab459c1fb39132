"""Puts the API together: all operations, their doors, the answers to faults, the description, and the addresses."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.urls import URLPattern, URLResolver, path
from ninja import NinjaAPI

from carrel.interfaces.api.v2 import (
    entities,
    exchange,
    genes,
    ledger,
    panel_life,
    panels,
    people,
    reviews,
    subscriptions,
)
from carrel.interfaces.api.v2.bodies import StrictParser
from carrel.interfaces.api.v2.description import ABOUT, described
from carrel.interfaces.api.v2.faults import answer_faults
from carrel.interfaces.api.v2.operations import ROUTER
from carrel.interfaces.api.v2.problems import problem
from carrel.interfaces.api.v2.reference import ApiPages


GROUPS = (  # importing them puts their operations up; the reference shows them in this order
    panels,
    panel_life,
    entities,
    reviews,
    genes,
    subscriptions,
    exchange,
    people,
    ledger,
)


def mounted() -> list[URLPattern | URLResolver]:
    """The addresses below /api/v2/."""
    api = NinjaAPI(
        title="Carrel", version="2", description=ABOUT, parser=StrictParser(), docs_url=None, openapi_url=None,
        urls_namespace="api-v2",
    )  # fmt: skip
    answer_faults(api)
    api.add_router("", ROUTER)
    operations: list[Any] = [
        _courteous(pattern) for pattern in api.urls[0] if getattr(pattern, "name", "") != "api-root"
    ]
    pages = ApiPages(described(api))
    return [
        path("openapi.json", pages.openapi, name="openapi"),
        path("docs", pages.reference, name="api"),
        *operations,
    ]


def _courteous(pattern: Any) -> Any:
    """An address that answers HEAD like GET, and says in our words that it is not used in some way."""
    pattern.callback = _answering(pattern.callback)
    return pattern


def _answering(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    def answered(request: HttpRequest, *arguments: Any, **named: Any) -> HttpResponseBase:
        head = request.method == "HEAD"
        if head:
            request.method = "GET"  # the server leaves the body out
        response = view(request, *arguments, **named)
        if head:
            request.method = "HEAD"
        if response.status_code != 405:
            return response
        allowed = ", ".join(sorted(part.strip() for part in response.headers.get("Allow", "").split(",")))
        told = problem(request, 405, f"This address takes {allowed}, not {request.method}.")
        told.headers["Allow"] = allowed
        return told

    answered.csrf_exempt = True  # type: ignore[attr-defined]  # the door asks for the proof where a session comes in
    return answered
