"""The auditors' pages: lines of the ledger, whether it is whole, and letters that did not leave."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from carrel.foundation.ledger import actions, queries, tasks
from carrel.foundation.ledger.values import Entry, Wanted
from carrel.foundation.people.queries import names_of
from carrel.foundation.vocabulary.actors import Permission
from carrel.interfaces.gate.visitors import visitor
from carrel.interfaces.web.ledger.forms import WantedForm
from carrel.interfaces.web.people.needs import forbidden, needs, signed_in


@needs(Permission.READ_LEDGER)
@require_GET
def lines(request: HttpRequest) -> HttpResponse:
    """Lines, newest first, fifty at a time."""
    form = WantedForm(request.GET)
    entries = queries.page(form.wanted) if form.is_valid() else ()
    filters = {key: value for key, value in request.GET.items() if value and key != "before"}
    told = {
        "form": form,
        "lines": _shown(entries),
        "older": urlencode({**filters, "before": entries[-1].sequence}) if len(entries) == queries.PAGE else "",
        "filters": urlencode(filters),
        "head": queries.head(),
        "check": queries.last_check(),
        "outbox": queries.outbox(),
    }
    return render(request, "ledger/lines.html", told, status=200 if form.is_valid() else 400)


def _shown(entries: tuple[Entry, ...]) -> list[dict[str, object]]:
    """Lines with what their actors are called today, which the ledger itself does not know."""
    names = names_of(entry.actor for entry in entries)
    return [
        {
            "entry": entry,
            "at": entry.at[:19].replace("T", " "),
            "name": names.get(entry.actor, ""),
            "detail": json.dumps(entry.detail, ensure_ascii=False, sort_keys=True) if entry.detail else "",
        }
        for entry in entries
    ]


@needs(Permission.READ_LEDGER)
@require_GET
def download(request: HttpRequest) -> HttpResponseBase:
    """The lines that were asked for as JSON Lines, oldest first, as a stream."""
    form = WantedForm(request.GET)
    if not form.is_valid():
        return redirect("ledger")
    response = StreamingHttpResponse(_json_lines(form.wanted), content_type="application/jsonl; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="ledger.jsonl"'
    return response


def _json_lines(wanted: Wanted) -> Iterator[bytes]:
    piece: list[str] = []
    for entry in queries.everything(wanted):
        piece.append(json.dumps(asdict(entry), ensure_ascii=False))
        if len(piece) == 500:
            yield ("\n".join(piece) + "\n").encode()
            piece.clear()
    if piece:
        yield ("\n".join(piece) + "\n").encode()


@needs(Permission.READ_LEDGER)
@require_POST
def verify(request: HttpRequest) -> HttpResponse:
    """Read the whole ledger through now and keep what was found."""
    found = tasks.verify_and_note(timezone.now())
    if found.finding is None:
        messages.success(request, f"The ledger is whole: {found.lines} lines were read.")
    else:
        messages.error(request, found.finding.sentence)
    return redirect("ledger")


@signed_in
@require_GET
def letters(request: HttpRequest) -> HttpResponse:
    """How the post stands, for auditors and administrators."""
    if not _may_see_letters(request):
        return forbidden(request, Permission.MANAGE_PEOPLE)
    told = {
        "outbox": queries.outbox(),
        "letters": queries.troubled_letters(),
        "manages": visitor(request).may(Permission.MANAGE_PEOPLE),
    }
    return render(request, "ledger/letters.html", told)


def _may_see_letters(request: HttpRequest) -> bool:
    actor = visitor(request)
    return actor.may(Permission.MANAGE_PEOPLE) or actor.may(Permission.READ_LEDGER)


@needs(Permission.MANAGE_PEOPLE)
@require_POST
def letter_again(request: HttpRequest, letter_id: int) -> HttpResponse:
    """Try a letter that was given up once more."""
    actions.try_letter_again(visitor(request), letter_id=letter_id, at=timezone.now())
    messages.success(request, "The letter will be tried again within a minute.")
    return redirect("letters")
