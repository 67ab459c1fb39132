"""Operations that read panels: lists, versions, documents, history, and what differs between versions."""

from __future__ import annotations

import json
from typing import Annotated, Any, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Query
from pydantic import Field

from carrel.foundation.knowledge.queries import curated, history, listing
from carrel.foundation.knowledge.rules.download_tables import panel_tsv
from carrel.foundation.knowledge.states import PANEL_PROCESS, PanelStatus
from carrel.interfaces.api.v2.answers import answer, page, sent
from carrel.interfaces.api.v2.asking import (
    InCatalogue,
    ListQuery,
    PanelPath,
    Part,
    PartInCatalogue,
    VersionPath,
    VersionQuery,
    panel_at,
    version_at,
)
from carrel.interfaces.api.v2.bodies import JSON, TABLE
from carrel.interfaces.api.v2.door import who
from carrel.interfaces.api.v2.operations import Operations
from carrel.interfaces.api.v2.shapes import (
    ActivityPage,
    Difference,
    PanelDetail,
    PanelPage,
    PanelShape,
    VersionPage,
    VersionText,
)
from carrel.interfaces.api.v2.showing import shown_difference, shown_panel, shown_time, shown_version


on = Operations("Panels")


class PanelsAsked(PartInCatalogue):
    """Which panels."""

    status: Literal["", "internal", "public", "promoted", "retired"] = ""
    type: Annotated[str, Field(max_length=80, description="The slug of a panel type.")] = ""
    name: Annotated[str, Field(max_length=255, description="Part of the name.")] = ""
    gene: Annotated[str, Field(max_length=64, description="A symbol or HGNC id that stands on the panel now.")] = ""


class Compared(InCatalogue):
    """Two versions of a panel."""

    before: VersionText
    after: Annotated[str, Field(pattern=r"^$|^[0-9]{1,9}\.[0-9]{1,9}$", description="The current one if left out.")] = (
        ""
    )


class ActivitiesAsked(Part, InCatalogue):
    """Which lines of the history."""

    kind: Literal["", "gene", "str", "region"] = ""
    name: Annotated[str, Field(max_length=128, description="Only of this entry, also under its earlier symbols.")] = ""


@on.reads("/panels", PanelPage)
def list_panels(request: HttpRequest, asked: Annotated[PanelsAsked, Query(...)]) -> HttpResponse:
    """List the panels that you may read, in their current version. By number; retired ones too."""
    wanted = listing.PanelsWanted(asked.catalogue, asked.status, asked.type, asked.name, asked.gene)
    count, versions = listing.panels_page(who(request), wanted, asked.offset, asked.limit)
    shown = [shown_panel(request, version.panel, version) for version in versions]
    return answer(request, page(request, count, shown, asked.offset, asked.limit))


@on.reads("/panels/{number}", PanelDetail)
def show_panel(request: HttpRequest, at: PanelPath, asked: VersionQuery) -> HttpResponse:
    """Show what a panel says of itself, in any version. Its entries have their own addresses."""
    actor = who(request)
    panel, version = version_at(actor, at.number, asked)
    open_now = [] if panel.follows else PANEL_PROCESS.open_to(actor, PanelStatus(panel.status))
    return answer(request, shown_panel(request, panel, version) | {"steps": [step.verb for step in open_now]})


@on.reads("/panels/{number}/versions", VersionPage)
def list_versions(request: HttpRequest, at: PanelPath, asked: ListQuery) -> HttpResponse:
    """List the versions of a panel, newest first."""
    panel = panel_at(who(request), at.number, asked.catalogue)
    count, versions = listing.versions_page(panel, asked.offset, asked.limit)
    shown = [shown_version(version) for version in versions]
    return answer(request, page(request, count, shown, asked.offset, asked.limit))


@on.reads("/panels/{number}/versions/{version}", PanelShape)
def show_version(request: HttpRequest, at: VersionPath) -> HttpResponse:
    """Show one exact version of a panel. A version that was public stays readable, also after its panel was withdrawn."""
    panel, version = curated.cited(who(request), str(at.number), at.version)
    return answer(request, shown_panel(request, panel, version))


@on.reads("/panels/{number}/versions/{version}/document", dict[str, Any])
def download_document(request: HttpRequest, at: VersionPath) -> HttpResponse:
    """Download one exact version whole, as the PanelApp REST API answers it. The same bytes for ever.

    The header X-Content-Hash holds the hash that reports name.
    """
    panel, version = curated.cited(who(request), str(at.number), at.version)
    response = sent(request, curated.document(panel, version), media=JSON, tag=version.content_hash)
    response.headers["X-Content-Hash"] = version.content_hash
    return response


@on.reads("/panels/{number}/versions/{version}/table", str, gives=TABLE)
def download_table(request: HttpRequest, at: VersionPath) -> HttpResponse:
    """Download one exact version as a tab-separated table, which can be changed and imported again.

    No cell becomes a formula in a spreadsheet: where one could, an apostrophe stands in front, which the import takes off.
    """
    panel, version = curated.cited(who(request), str(at.number), at.version)
    text = panel_tsv(json.loads(curated.document(panel, version)))
    response = sent(request, text.encode(), media=f"{TABLE}; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="panel-{panel.number}-{version}.tsv"'
    return response


@on.reads("/panels/{number}/compare", Difference)
def compare_versions(request: HttpRequest, at: PanelPath, asked: Annotated[Compared, Query(...)]) -> HttpResponse:
    """Compare two versions of a panel: what was added, removed and changed, field by field."""
    panel = panel_at(who(request), at.number, asked.catalogue)
    after = asked.after or f"{panel.major}.{panel.minor}"
    found = history.compare(panel, asked.before, after)
    return answer(request, {"before": asked.before, "after": after, **shown_difference(found)})


@on.reads("/panels/{number}/activities", ActivityPage)
def list_activities(request: HttpRequest, at: PanelPath, asked: Annotated[ActivitiesAsked, Query(...)]) -> HttpResponse:
    """List who did what to a panel and when, newest first."""
    panel = panel_at(who(request), at.number, asked.catalogue)
    lines = history.activities_of(panel, asked.kind, asked.name)
    shown = page(request, lines.count(), [], asked.offset, asked.limit)
    shown["results"] = [
        {"at": shown_time(line.created_at), "version": line.version, "kind": line.kind, "entity": line.entity,
         "text": line.text, "by": line.actor_name}
        for line in lines[asked.offset : asked.offset + asked.limit]
    ]  # fmt: skip
    return answer(request, shown)
