"""Which fault of the house becomes which answer of the API: one table."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import structlog
from django.core.exceptions import RequestDataTooBig
from django.db import IntegrityError, OperationalError
from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError

from carrel.foundation.knowledge.errors import (
    EntityIsUnknown,
    EntryIsWrong,
    GeneIsUnknown,
    KnowledgeIsUnusable,
    NothingChanges,
    PanelIsUnknown,
    SomebodyWasFaster,
)
from carrel.foundation.knowledge.errors import NotAllowed as NotAllowedOnPanels
from carrel.foundation.ledger.errors import LedgerFault
from carrel.foundation.people.errors import NoSuchAccount, NoSuchInvitation, NoSuchToken, PeopleFault
from carrel.foundation.people.errors import NotAllowed as NotAllowedOnPeople
from carrel.interfaces.api.v2.problems import Refused, Wrong, problem, refused


LOG = structlog.get_logger("carrel.api")
STATUSES: dict[type[Exception], int] = {
    PanelIsUnknown: 404,
    EntityIsUnknown: 404,
    GeneIsUnknown: 404,
    SomebodyWasFaster: 409,
    NothingChanges: 409,
    KnowledgeIsUnusable: 422,
    NoSuchAccount: 404,
    NoSuchInvitation: 404,
    NoSuchToken: 404,
    PeopleFault: 422,
    LedgerFault: 503,
}
OTHER_TITLES: dict[type[Exception], str] = {NothingChanges: "Nothing changes"}


def answer_faults(api: NinjaAPI) -> None:
    """Tell the API how to answer each fault. What is not here is a fault of the software, and is answered as such."""
    for kind, status in STATUSES.items():
        api.add_exception_handler(kind, _as(status, OTHER_TITLES.get(kind, "")))
    api.add_exception_handler(Refused, refused)
    api.add_exception_handler(NotAllowedOnPanels, _not_allowed)
    api.add_exception_handler(NotAllowedOnPeople, _not_allowed)
    api.add_exception_handler(EntryIsWrong, _entry_is_wrong)
    api.add_exception_handler(ValidationError, _not_as_described)
    api.add_exception_handler(HttpError, _unread)
    api.add_exception_handler(RequestDataTooBig, _too_big)
    api.add_exception_handler(IntegrityError, _raced)
    api.add_exception_handler(OperationalError, _busy)


def _as(status: int, title: str) -> Callable[[HttpRequest, Any], HttpResponse]:
    def answered(request: HttpRequest, fault: Exception) -> HttpResponse:
        return problem(request, status, str(fault), title=title)

    return answered


def _not_allowed(request: HttpRequest, fault: Any) -> HttpResponse:
    return problem(request, 403, str(fault), objections=fault.objections)


def _entry_is_wrong(request: HttpRequest, fault: Any) -> HttpResponse:
    faults = [Wrong(sentence, field=field) for field, sentence in fault.faults]
    return problem(request, 422, str(fault), faults=faults)


def _not_as_described(request: HttpRequest, fault: Any) -> HttpResponse:
    """What was sent is not of the described shape: each fault with its place, without repeating what was sent."""
    faults = [_wrong(one) for one in fault.errors[:100]]
    return problem(request, 422, " ".join(one.sentence for one in faults[:5]), faults=faults)


def _wrong(error: dict[str, Any]) -> Wrong:
    place = [str(part) for part in error["loc"]]
    source, path = place[0], place[1:]
    if source == "body":
        path = path[1:]  # the name of our own variable
    elif len(path) > 1:
        path = path[-1:]
    field = ".".join(path) or source
    message = str(error["msg"])
    return Wrong(f"{field[:100]}: {message[:1].lower()}{message[1:300]}.", field=field[:200])


def _unread(request: HttpRequest, fault: Any) -> HttpResponse:
    """Ninja could not read the body; what our parser said of it is the cause."""
    cause = fault.__cause__
    if isinstance(cause, Refused):
        return refused(request, cause)
    if isinstance(cause, RequestDataTooBig):
        return _too_big(request, cause)
    status = fault.status_code if fault.status_code in (400, 401, 403, 404, 413, 415, 422, 429) else 400
    return problem(request, status, "The request cannot be read; see the description of the API.")


def _too_big(request: HttpRequest, fault: Any) -> HttpResponse:
    return problem(request, 413, "The body is larger than this site takes. Nothing of it was kept; send it in parts.")


def _raced(request: HttpRequest, fault: Any) -> HttpResponse:
    return problem(
        request, 409, "Somebody else made the same change at the same moment; nothing was saved. Look again."
    )


def _busy(request: HttpRequest, fault: Any) -> HttpResponse:
    LOG.error("database", fault=(str(fault).splitlines() or [type(fault).__name__])[0][:200])  # tells of no row
    response = problem(request, 503, "The database is busy or out of reach; nothing was saved. Try again in a moment.")
    response.headers["Retry-After"] = "5"
    return response
