"""How an operation is put up: its address, its door from the table of permissions, and every status it may answer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ninja import Router

from carrel.interfaces.api.v2.bodies import JSON
from carrel.interfaces.api.v2.door import Door
from carrel.interfaces.api.v2.permissions import needs_of
from carrel.interfaces.api.v2.problems import Problem


View = Callable[..., Any]
ROUTER = Router()  # one for all: operations of several groups share addresses


class Operations:
    """A group of operations. Each is named by its function; the name is its operation id and its key in the table."""

    def __init__(self, tag: str) -> None:
        self._tag = tag

    def reads(self, path: str, answers: Any, *, gives: str = JSON) -> Callable[[View], View]:
        """An operation that changes nothing."""
        return self._put_up("GET", path, {200: answers, 304: None}, gives=gives)

    def posts(self, path: str, answers: Any, *, status: int = 200, takes: str = JSON) -> Callable[[View], View]:
        """An operation that does or makes something; the same request again may do it again."""
        return self._put_up("POST", path, {status: answers}, takes=takes)

    def patches(self, path: str, answers: Any) -> Callable[[View], View]:
        """An operation that changes what is given and leaves the rest."""
        return self._put_up("PATCH", path, {200: answers})

    def puts(self, path: str, answers: Any, *, status: int = 200) -> Callable[[View], View]:
        """An operation after which something is as given, however often it is asked for."""
        return self._put_up("PUT", path, {status: answers})

    def takes_away(self, path: str, answers: Any = None, *, status: int = 204) -> Callable[[View], View]:
        """An operation (DELETE) after which something no longer holds."""
        return self._put_up("DELETE", path, {status: answers})

    def _put_up(
        self, method: str, path: str, answers: dict[int, Any], *, takes: str = JSON, gives: str = JSON
    ) -> Callable[[View], View]:
        def put_up(view: View) -> View:
            name = view.__name__
            needs = needs_of(name)
            summary, description = _told(view)
            extra = {"x-carrel-permission": needs.value, "x-carrel-takes": takes, "x-carrel-gives": gives}
            responses: dict[Any, Any] = {**answers, **dict.fromkeys(_refusals(method, path), Problem)}
            ROUTER.api_operation(
                [method], path, auth=Door(needs, takes), response=responses, operation_id=name, url_name=f"api-v2{path}",
                summary=summary, description=description, tags=[self._tag], openapi_extra=extra,
            )(view)  # fmt: skip
            return view

        return put_up


def _told(view: View) -> tuple[str, str]:
    """The first sentence of what an operation says of itself, and the rest."""
    text = " ".join((view.__doc__ or "").split())
    first, dot, rest = text.partition(". ")
    return first.removesuffix("."), rest if dot else ""


def _refusals(method: str, path: str) -> list[int]:
    """The statuses other than success that an operation may answer."""
    writes = method != "GET"
    always = {400, 401, 403, 422, 429, 503}
    return sorted(always | ({404} if "{" in path else set()) | ({409, 413, 415} if writes else set()))
