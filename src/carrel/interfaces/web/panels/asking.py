"""How a page asks the house: what an address means, and what is shown where the house objects."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import wraps
from typing import Any, TypeVar

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render

from carrel.foundation.knowledge.errors import (
    EntityIsUnknown,
    EntryIsWrong,
    GeneIsUnknown,
    KnowledgeIsUnusable,
    NotAllowed,
    NothingChanges,
    PanelIsUnknown,
)
from carrel.foundation.knowledge.models import Panel, PanelVersion
from carrel.foundation.knowledge.queries import curated
from carrel.interfaces.gate.visitors import visitor


Result = TypeVar("Result")
Faults = Sequence[tuple[str, str]]
View = Callable[..., HttpResponseBase]
ABSENT = (PanelIsUnknown, EntityIsUnknown, GeneIsUnknown)


def told(view: View) -> View:
    """A view whose objections become pages: 404 for what is not there, 403 or the way to sign in for what is not allowed."""

    @wraps(view)
    def asked(request: HttpRequest, *args: Any, **words: Any) -> HttpResponseBase:
        try:
            return view(request, *args, **words)
        except ABSENT as fault:
            return render(request, "panels/absent.html", {"sentence": str(fault)}, status=404)
        except NotAllowed as fault:
            return refused(request, fault.objections)
        except KnowledgeIsUnusable as fault:
            return render(request, "panels/refused.html", {"objections": [str(fault)]}, status=409)

    return asked


def refused(request: HttpRequest, objections: tuple[str, ...] | list[str]) -> HttpResponse:
    """Why this cannot be done; whoever has not signed in is asked to."""
    if visitor(request).is_public:
        here = request.get_full_path() if request.method == "GET" else request.path
        return redirect_to_login(here)
    return render(request, "panels/refused.html", {"objections": objections}, status=403)


def panel_asked(request: HttpRequest, number: int) -> tuple[Panel, PanelVersion]:
    """The panel with this number at the version that `?version=` names, else at its current one. Raises PanelIsUnknown."""
    panel = curated.panel_by(visitor(request), str(number))
    return panel, curated.version_named(panel, request.GET.get("version", "").strip())


def attempted(act: Callable[[], Result]) -> tuple[Result | None, Faults]:
    """What an action returned, or what is wrong with the values it was given, as (field, sentence) pairs."""
    try:
        return act(), ()
    except EntryIsWrong as wrong:
        return None, wrong.faults
    except (NothingChanges, GeneIsUnknown) as fault:
        return None, (("", str(fault)),)
