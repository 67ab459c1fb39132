"""A version of a panel as a file: TSV, JSON, BED, each cell safe to open in a spreadsheet."""

from __future__ import annotations

import json
import re

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from carrel.foundation.knowledge.models import Panel, PanelVersion
from carrel.foundation.knowledge.queries import curated
from carrel.foundation.knowledge.rules.download_tables import panel_bed, panel_tsv
from carrel.foundation.vocabulary.genome import Assembly
from carrel.interfaces.gate.throttle import throttled
from carrel.interfaces.web.panels.asking import panel_asked, told
from carrel.interfaces.web.panels.wording import BY_KEY


ASSEMBLIES = {"grch38": Assembly.GRCH38, "grch37": Assembly.GRCH37}


@require_safe
@throttled("heavy")
@told
def download(request: HttpRequest, number: int, form: str) -> HttpResponse:
    """The file. BED takes `?assembly=grch38|grch37` and `?rating=green`."""
    panel, version = panel_asked(request, number)
    if form == "json":
        return attachment(curated.document(panel, version), "application/json", _name(panel, version, form))
    document = json.loads(curated.document(panel, version))
    if form == "tsv":
        return attachment(panel_tsv(document), "text/tab-separated-values", _name(panel, version, form))
    if form != "bed":
        raise Http404
    assembly = ASSEMBLIES.get(request.GET.get("assembly", "").lower(), Assembly.GRCH38)
    rating = BY_KEY.get(request.GET.get("rating", ""))
    bed = panel_bed(document, assembly, [rating]) if rating is not None else panel_bed(document, assembly)
    return attachment(bed.text, "text/plain", _name(panel, version, f"{assembly}.bed"))


def attachment(content: str | bytes, kind: str, name: str) -> HttpResponse:
    """A file that the browser saves and never shows as a page."""
    answer = HttpResponse(content, content_type=kind if isinstance(content, bytes) else f"{kind}; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


def _name(panel: Panel, version: PanelVersion, ending: str) -> str:
    words = re.sub(r"[^A-Za-z0-9]+", "-", panel.name).strip("-").lower()[:60]
    return f"panel-{panel.number}-{words}-v{version}.{ending}"
