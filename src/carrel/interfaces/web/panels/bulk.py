"""Importing rows of a table into a panel: looked at first, every fault told with its line, all of it or nothing."""

from __future__ import annotations

from dataclasses import replace

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from carrel.foundation.knowledge.actions.bulk import BulkResult, import_rows
from carrel.foundation.knowledge.models import Panel
from carrel.foundation.knowledge.queries import curated
from carrel.foundation.knowledge.rules.tsv_cells import tsv
from carrel.foundation.vocabulary.actors import Permission
from carrel.interfaces.gate.visitors import visitor
from carrel.interfaces.web.panels.asking import Faults, attempted, told
from carrel.interfaces.web.panels.downloads import attachment
from carrel.interfaces.web.panels.forms import Question, form
from carrel.interfaces.web.people.needs import needs


CHOICES = (
    ("check", "Check it, and change nothing"),
    ("report", "Check it, and download the report"),
    ("import", "Import it"),
)
QUESTIONS = (
    Question("what", "What to do with the file", "stack", choices=CHOICES),
    Question("comment", "Comment (optional)", "area", "Why; kept with every rating that the file gives"),
)
SHOWN = 200  # faults on the page; the report has all that are listed


@require_http_methods(["GET", "HEAD", "POST"])
@told
@needs(Permission.CURATE_PANELS)
def bulk(request: HttpRequest, number: int) -> HttpResponse:
    """The form, and what the file did, or would do."""
    panel = curated.panel_by(visitor(request), str(number))
    if request.method != "POST":
        return _page(request, panel)
    file, what = request.FILES.get("file"), request.POST.get("what", "check")
    if file is None:
        return _page(request, panel, faults=[("file", "Choose a file.")])
    result, faults = attempted(lambda: import_rows(
        visitor(request), panel_id=panel.pk, text=file.read(), at=timezone.now(), dry_run=what != "import",
        comment=request.POST.get("comment", ""),
    ))  # fmt: skip
    if result is None:
        return _page(request, panel, what=what, faults=faults)
    return _answer(request, panel, result, what)


def _answer(request: HttpRequest, panel: Panel, result: BulkResult, what: str) -> HttpResponse:
    if what == "report":
        rows = [("kind", "line", "column", "sentence")]
        rows += [("fault", str(one.line), one.column, one.sentence) for one in sorted(result.faults)]
        rows += [("note", str(one.line), one.column, one.sentence) for one in result.notes]
        return attachment(tsv(rows), "text/tab-separated-values", f"panel-{panel.number}-import-report.tsv")
    if result.version:
        messages.success(request, f"{result.added} added, {result.changed} changed. Panel version {result.version}.")
        return redirect("panels:panel", panel.number)
    return _page(request, panel, result, what)


def _page(
    request: HttpRequest, panel: Panel, result: BulkResult | None = None, what: str = "check", faults: Faults = ()
) -> HttpResponse:
    asked = form(QUESTIONS, {"what": what, "comment": request.POST.get("comment", "")})
    wrong = bool(faults or (result and result.faults))
    return render(request, "panels/bulk.html", {
        "panel": panel, "heading": "Import rows from a file", "back": reverse("panels:panel", args=[panel.number]),
        "button": "Go", "upload": True, "result": result, "what": what, "file_fault": dict(faults).get("file", ""),
        "faults_shown": sorted(result.faults)[:SHOWN] if result else (), "notes_shown": result.notes[:SHOWN] if result else (),
        "form": replace(asked, faults=tuple((f"field-{name}", sentence) for name, sentence in faults)), "form_id": "bulk-form",
    }, status=422 if wrong else 200)  # fmt: skip
