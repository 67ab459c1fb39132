"""Operations for auditors: lines of the ledger, and whether it is whole."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, datetime
from typing import Annotated
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from ninja import Query, Schema
from pydantic import AwareDatetime, Field

from carrel.foundation.ledger import queries
from carrel.foundation.ledger.values import Wanted
from carrel.interfaces.api.v2.answers import MOST, answer
from carrel.interfaces.api.v2.operations import Operations
from carrel.interfaces.api.v2.shapes_people import LedgerPage, LedgerState, LedgerVerification
from carrel.interfaces.api.v2.showing import shown_time


on = Operations("Ledger")
Moment = Annotated[AwareDatetime, Field(ge=datetime(2000, 1, 1, tzinfo=UTC), le=datetime(3000, 1, 1, tzinfo=UTC))]


class LinesAsked(Schema):
    """Which lines; what is left out asks for all."""

    event: Annotated[str, Field(max_length=80, description="The event, or its beginning with a dot at the end.")] = ""
    subject: Annotated[str, Field(max_length=160, description="Such as panel:402.")] = ""
    actor: Annotated[str, Field(max_length=64, description="The id of who did it.")] = ""
    since: Moment | None = None
    until: Annotated[Moment | None, Field(description="Not included.")] = None
    before: Annotated[int | None, Field(ge=1, le=2**53, description="Lines with a lower number.")] = None
    limit: Annotated[int, Field(ge=1, le=MOST)] = 100


@on.reads("/ledger", LedgerPage)
def list_ledger(request: HttpRequest, asked: Annotated[LinesAsked, Query(...)]) -> HttpResponse:
    """List lines of the ledger, newest first."""
    wanted = Wanted(asked.event, asked.subject, asked.actor, asked.since, asked.until, asked.before)
    lines = queries.page(wanted, limit=asked.limit)
    following = None
    if len(lines) == asked.limit and lines[-1].sequence > 1:
        kept = [(key, value) for key, value in request.GET.items() if key != "before"]
        query = urlencode([*kept, ("before", lines[-1].sequence)])
        following = request.build_absolute_uri(f"{request.path}?{query}")
    return answer(request, {"next": following, "results": [asdict(line) for line in lines]})


@on.reads("/ledger/state", LedgerState)
def show_ledger_state(request: HttpRequest) -> HttpResponse:
    """Show the last line, to be written down elsewhere, and what the last check found."""
    head, check = queries.head(), queries.last_check()
    shown = (
        {"at": shown_time(check.at), "lines": check.lines, "whole": not check.sentence, "sentence": check.sentence}
        if check
        else None
    )
    return answer(request, {"head": asdict(head), "last_check": shown})


@on.reads("/ledger/verification", LedgerVerification)
def verify_ledger(request: HttpRequest) -> HttpResponse:
    """Read the whole ledger through, and name the first thing that is wrong with it."""
    found = queries.verify()
    sentence = found.finding.sentence if found.finding else ""
    shown = {"whole": found.is_whole, "lines": found.lines, "end": asdict(found.end), "sentence": sentence}
    return answer(request, shown)
