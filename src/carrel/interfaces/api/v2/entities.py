"""Operations on the genes, repeats and regions of a panel: read, add, change, take away, rate, and import as a table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Query, Schema
from pydantic import Field

from carrel.foundation.knowledge.actions import bulk, decisions, entities
from carrel.foundation.knowledge.errors import EntityIsUnknown, GeneIsUnknown
from carrel.foundation.knowledge.queries import curated, listing
from carrel.foundation.knowledge.queries.genes import gene_by
from carrel.foundation.knowledge.states import Confidence, EntityKind
from carrel.interfaces.api.v2.answers import answer, base_of, page
from carrel.interfaces.api.v2.asking import EntityPath, InVersion, PanelPath, Part, VersionQuery, panel_at, version_at
from carrel.interfaces.api.v2.bodies import TABLE, table_of
from carrel.interfaces.api.v2.door import who
from carrel.interfaces.api.v2.operations import Operations
from carrel.interfaces.api.v2.problems import Refused, Wrong
from carrel.interfaces.api.v2.shapes import (
    LEVELS,
    Changed,
    DecisionGiven,
    EntityChange,
    EntityGiven,
    EntityPage,
    EntityShape,
    TableResult,
)
from carrel.interfaces.api.v2.showing import shown_entity, shown_version


if TYPE_CHECKING:
    from carrel.foundation.knowledge.models import EntityRow, Panel, PanelVersion

on = Operations("Entries of panels")


class EntitiesAsked(InVersion, Part):
    """Which entries."""

    kind: Literal["", "gene", "str", "region"] = ""
    rating: Literal["", "green", "amber", "red", "none"] = ""
    search: Annotated[str, Field(max_length=128, description="Part of a name or symbol, or an HGNC id.")] = ""
    tag: Annotated[str, Field(max_length=200)] = ""


class Removal(Schema):
    """What is said on taking an entry away."""

    base: Annotated[
        str, Field(max_length=64, description="Hash of the entry that you saw; or send it as If-Match.")
    ] = ""
    comment: Annotated[str, Field(max_length=2000)] = ""


class Import(Schema):
    """How a table is imported."""

    dry_run: Annotated[bool, Field(description="Only say what the table would do.")] = False
    comment: Annotated[str, Field(max_length=2000, description="The reason for the ratings; public.")] = ""


@on.reads("/panels/{number}/entities", EntityPage)
def list_entities(request: HttpRequest, at: PanelPath, asked: Annotated[EntitiesAsked, Query(...)]) -> HttpResponse:
    """List what stands on a panel, in any version. In the panel's own order; a super-panel lists what its parts hold."""
    panel, version = version_at(who(request), at.number, asked)
    level = LEVELS[asked.rating] if asked.rating else None
    wanted = listing.EntitiesWanted(asked.kind, level, asked.search, asked.tag)
    count, rows = listing.entities_page(panel, version, wanted, asked.offset, asked.limit)
    shown = [shown_entity(part, row) for part, row in rows]
    return answer(request, page(request, count, shown, asked.offset, asked.limit))


@on.reads("/panels/{number}/entities/{kind}/{name}", EntityShape)
def show_entity(request: HttpRequest, at: EntityPath, asked: VersionQuery) -> HttpResponse:
    """Show one entry, in any version. The ETag is its `base`."""
    panel, version = version_at(who(request), at.number, asked)
    found = listing.entity_at(panel, version, at.kind, at.name)
    if found is None:
        raise EntityIsUnknown(f"Panel {panel.number} has no {at.kind} {at.name!r:.60} in version {version}.")
    part, row = found
    return answer(request, shown_entity(part, row), tag=row.sha256)


@on.posts("/panels/{number}/entities", Changed, status=201)
def add_entity(request: HttpRequest, at: PanelPath, given: EntityGiven) -> HttpResponse:
    """Put a gene, repeat or region on a panel, without a rating. Makes the panel's next version."""
    actor = who(request)
    panel = panel_at(actor, at.number)
    try:
        name, hgnc_id = _meant(given)
        version = entities.add_entity(
            actor, panel_id=panel.pk, kind=EntityKind(given.kind), name=name, hgnc_id=hgnc_id,
            fields=given.fields.given(), comment=given.comment, at=timezone.now(),
        )  # fmt: skip
    except GeneIsUnknown as fault:
        field = "hgnc_id" if given.hgnc_id else "name"
        raise Refused(422, str(fault), faults=[Wrong(str(fault), field=field)]) from None
    return _changed(request, panel, version, listing.entity_made_by(version), status=201)


def _meant(given: EntityGiven) -> tuple[str, str]:
    """Name and HGNC id of a new entry. A gene always has both, and they are of the same gene. Raises GeneIsUnknown, Refused."""
    if given.kind != EntityKind.GENE.value or not (given.name.strip() or given.hgnc_id):
        return given.name, given.hgnc_id
    gene = gene_by(given.hgnc_id or given.name)
    if given.hgnc_id and given.name.strip() and gene_by(given.name).hgnc_id != gene.hgnc_id:
        sentence = f"{given.hgnc_id} is {gene.symbol}, not {given.name!r:.40}; give one of them, or both of one gene."
        raise Refused(422, sentence, faults=[Wrong(sentence, field="name")])
    return gene.symbol, gene.hgnc_id


@on.patches("/panels/{number}/entities/{kind}/{name}", Changed)
def edit_entity(request: HttpRequest, at: EntityPath, given: EntityChange) -> HttpResponse:
    """Set values of an entry. Makes the panel's next version; refused with 409 if the entry is no longer what you saw."""
    actor = who(request)
    panel = panel_at(actor, at.number)
    version = entities.edit_entity(
        actor, panel_id=panel.pk, kind=at.entity_kind, name=at.name, fields=given.fields.given(),
        base=_seen(request, given.base), comment=given.comment, at=timezone.now(),
    )  # fmt: skip
    return _changed(request, panel, version, listing.entity_made_by(version))


@on.takes_away("/panels/{number}/entities/{kind}/{name}", Changed, status=200)
def remove_entity(request: HttpRequest, at: EntityPath, asked: Annotated[Removal, Query(...)]) -> HttpResponse:
    """Take an entry off a panel. Makes the panel's next version; earlier versions keep it for ever."""
    actor = who(request)
    panel = panel_at(actor, at.number)
    version = entities.remove_entity(
        actor, panel_id=panel.pk, kind=at.entity_kind, name=at.name, base=_seen(request, asked.base),
        comment=asked.comment, at=timezone.now(),
    )  # fmt: skip
    return _changed(request, panel, version, None)


@on.posts("/panels/{number}/entities/{kind}/{name}/decisions", Changed)
def decide_rating(request: HttpRequest, at: EntityPath, given: DecisionGiven) -> HttpResponse:
    """Decide the rating of an entry, with the criteria of green. Makes the panel's next version, unless it only confirms.

    Green without its criteria needs a comment that says why; everybody can read it.
    """
    actor = who(request)
    panel = panel_at(actor, at.number)
    version = decisions.decide(
        actor, panel_id=panel.pk, kind=at.entity_kind, name=at.name, confidence=Confidence(LEVELS[given.rating]),
        criteria=given.criteria.model_dump(), comment=given.comment, base=_seen(request, given.base), at=timezone.now(),
    )  # fmt: skip
    found = listing.entity_at(panel, version, at.kind, at.name)
    return _changed(request, panel, version, found[1] if found else None)


@on.posts("/panels/{number}/import", TableResult, takes=TABLE)
def import_table(request: HttpRequest, at: PanelPath, asked: Annotated[Import, Query(...)]) -> HttpResponse:
    """Import a tab-separated table into a panel: all of its rows, or none. Each fault names its line and column.

    Send the table as the body, with the header Content-Type: text/tab-separated-values.
    """
    actor = who(request)
    panel = panel_at(actor, at.number)
    done = bulk.import_rows(
        actor,
        panel_id=panel.pk,
        text=table_of(request),
        at=timezone.now(),
        dry_run=asked.dry_run,
        comment=asked.comment,
    )
    if done.faults and not asked.dry_run:
        sentence = (
            f"The table has {done.faults_in_all} faults; nothing of it was taken. Mend them and send it whole again."
        )
        faults = [Wrong(one.sentence, line=one.line, column=one.column) for one in done.faults]
        raise Refused(422, sentence, faults=faults)
    shown = {
        "dry_run": asked.dry_run, "added": done.added, "changed": done.changed, "unchanged": done.unchanged,
        "version": shown_version(curated.version_named(panel, done.version)) if done.version else None,
        "faults": [one._asdict() for one in done.faults], "faults_in_all": done.faults_in_all,
        "notes": [one._asdict() for one in done.notes],
    }  # fmt: skip
    return answer(request, shown)


def _seen(request: HttpRequest, given: str) -> str:
    base = base_of(request, given)
    if not base:
        sentence = "Say in `base`, or in the header If-Match, which state of the entry you saw: its `base`."
        raise Refused(422, sentence, faults=[Wrong(sentence, field="base")])
    return base


def _changed(
    request: HttpRequest, panel: Panel, version: PanelVersion, row: EntityRow | None, *, status: int = 200
) -> HttpResponse:
    shown = {
        "panel": panel.number, "version": shown_version(version),
        "entity": shown_entity(panel, row) if row else None,
    }  # fmt: skip
    return answer(request, shown, tag=row.sha256 if row else "", status=status)
