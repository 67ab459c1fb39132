"""Taking a panel as another PanelApp has it: with its number, version, dates, and every field as it was answered."""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from carrel.foundation.knowledge.actions.telling import Line, inform
from carrel.foundation.knowledge.actions.versions import NextVersion, RowChange, advance, locked, refuse
from carrel.foundation.knowledge.models import HOUSE, Activity, EntityRow, Panel, PanelVersion, Review
from carrel.foundation.knowledge.queries import curated
from carrel.foundation.knowledge.rules.activity_texts import classified, said
from carrel.foundation.knowledge.rules.documents import columns_of, dumped, head_of
from carrel.foundation.knowledge.rules.evidence_words import TITLES
from carrel.foundation.knowledge.rules.ordering import places
from carrel.foundation.knowledge.rules.panels import ENTITIES
from carrel.foundation.knowledge.rules.taken_panels import Identity, identity_of, taken_line
from carrel.foundation.knowledge.rules.taken_reviews import Evaluations, TakenReview, taken_review
from carrel.foundation.knowledge.states import Confidence, EntityKind, PanelStatus
from carrel.foundation.ledger import actions as ledger
from carrel.foundation.vocabulary.actors import Actor, Permission


def take_panel(
    actor: Actor,
    document: Mapping[str, Any],
    *,
    origin: str,
    at: datetime,
    catalogue: str = HOUSE,
    follows: bool = True,
) -> PanelVersion | None:
    """Keep one version of another PanelApp's panel. None if it is here already, or a newer one is.

    `document` is a REST v1 detail. The panel keeps its id, hash, version and dates, and is not edited here while it `follows`.
    Of a version that is here already, what may change without a new one is kept too: that it was signed off, and who sees it.
    Raises PanelFileIsUnreadable (with the part of a sentence that says what is wrong) or NotAllowed.
    """
    refuse([] if actor.may(Permission.CURATE_PANELS) else ["Only curators import panels."])
    told = identity_of(document)  # refuses what interpretation could not read
    with transaction.atomic():
        panel, fresh = Panel.objects.get_or_create(
            catalogue=catalogue, number=told.number,
            defaults={"hash_id": told.hash_id, "origin": origin, "follows": follows, "name": told.name,
                      "status": told.status, "changed_at": told.created},
        )  # fmt: skip
        panel = locked(panel.pk)
        refuse([] if fresh else [*_not_following(panel), *_another_panel(panel, told, origin)])
        if not fresh and (panel.major, panel.minor) >= told.version:
            _mark_known(actor, panel, told, at)
            return None
        panel.parts_stated = any("panel" in entity for kind in ENTITIES for entity in document.get(kind) or [])
        panel.hash_id = told.hash_id
        head = head_of(document) | {"status": told.status}
        changes = row_changes(panel, document)
        following = NextVersion(
            changes=changes, head=head, number=told.version, stats=document.get("stats") or None,
            comment=f"Taken from {origin}.", now=at,
        )  # fmt: skip
        taken = advance(panel, actor, following, at=told.created)
        taken.signed_off_on = told.signed_off
        taken.save(update_fields=["signed_off_on"])
        if not fresh:
            inform(panel, actor, ratings_told(changes), at=at)
        _tell_ledger(
            actor, "taken", panel, {"version": str(taken), "origin": origin, "content_hash": taken.content_hash}, at
        )
    return taken


def take_activities(actor: Actor, panel: Panel, lines: Sequence[Mapping[str, Any]], *, at: datetime) -> int:
    """Keep the lines of a panel's history that are not here yet, each as it was answered; how many were new.

    Lines that cannot be read (no text, no time) are left out: a history with a gap is better than none.
    """
    refuse([] if actor.may(Permission.CURATE_PANELS) else ["Only curators import panels."])
    held = Counter(Activity.objects.filter(panel=panel).exclude(document="").values_list("document", flat=True))
    rows = []
    for line in reversed(lines):  # the newest comes first in answers, and last in tables
        read = taken_line(line)
        text = dumped(dict(line))
        if read is None or held[text] > 0:
            held[text] -= 1
            continue
        rows.append(
            Activity(
                panel=panel, version=read.version, kind=read.kind, entity=read.entity, text=read.text, actor="elsewhere",
                actor_name=read.author, created_at=read.created, document=text,
            )
        )  # fmt: skip
    Activity.objects.bulk_create(rows, batch_size=200)
    return len(rows)


def take_evaluations(actor: Actor, panel: Panel, evaluations: Evaluations, *, at: datetime) -> int:
    """Keep the opinions of another PanelApp's reviewers; how many were new. Those that it no longer has are superseded.

    Nobody here has given them, so each counts as a reviewer of its own, named by what it says. Opinions of people of this house stay.
    """
    refuse([] if actor.may(Permission.CURATE_PANELS) else ["Only curators import panels."])
    hgnc_ids = {(row.kind, row.name): row.hgnc_id for row in curated.rows_at(panel).only("kind", "name", "hgnc_id")}
    stated: dict[tuple[str, str, str], Review] = {}
    for (kind, name), lines in evaluations.items():
        for line in lines:
            review = taken_review(line)
            if review is not None and (kind.value, name) in hgnc_ids:
                who = f"elsewhere:{hashlib.sha256(dumped(dict(line)).encode()).hexdigest()[:40]}"
                stated[kind.value, name, who] = _review(panel, kind, name, hgnc_ids[kind.value, name], who, review)
    own = Review.objects.filter(panel=panel, reviewer__startswith="elsewhere:", superseded_at=None)
    held = {(review.kind, review.entity, review.reviewer): review.pk for review in own}
    gone = [key for place, key in held.items() if place not in stated]
    for start in range(0, len(gone), 500):  # SQLite takes only so many parameters
        Review.objects.filter(pk__in=gone[start : start + 500]).update(superseded_at=at)
    fresh = [review for place, review in stated.items() if place not in held]
    Review.objects.bulk_create(fresh, batch_size=200)
    if fresh or gone:
        _tell_ledger(actor, "reviews_taken", panel, {"new": len(fresh), "superseded": len(gone)}, at)
    return len(fresh)


def _review(panel: Panel, kind: EntityKind, name: str, hgnc_id: str, who: str, taken: TakenReview) -> Review:
    return Review(
        panel=panel, kind=kind.value, entity=name, hgnc_id=hgnc_id, reviewer=who, reviewer_name=taken.author, rating=taken.rating,
        mode_of_inheritance=taken.mode_of_inheritance, mode_of_pathogenicity=taken.mode_of_pathogenicity,
        publications=dumped(taken.publications), phenotypes=dumped(taken.phenotypes),
        current_diagnostic=taken.current_diagnostic, clinically_relevant=taken.clinically_relevant, comment=taken.comment,
        version=f"{panel.major}.{panel.minor}", created_at=taken.created,
    )  # fmt: skip


def ratings_told(changes: Sequence[RowChange]) -> list[Line]:
    """A line for each entity whose rating is new, and for each that is gone, in the words that clients look for."""
    lines = []
    for change in changes:
        if change.document is None:
            row = change.before
            if row is not None:
                lines.append(
                    Line(said("entity.removed", kind=row.kind, name=row.name), row.kind, row.name, row.hgnc_id)
                )
            continue
        columns = columns_of(change.document)
        if change.before is None or change.before.rating != columns.rating:
            text = classified(columns.kind, columns.name, Confidence(columns.rating))
            lines.append(Line(text, columns.kind.value, columns.name, columns.hgnc_id))
    return lines


def row_changes(panel: Panel, document: Mapping[str, Any]) -> list[RowChange]:
    """The rows that differ; everything that stayed as it was keeps its row, wherever in the list it stands."""
    held: dict[tuple[str, str], list[EntityRow]] = defaultdict(list)
    for row in curated.rows_at(panel).order_by("kind", "-position"):
        held[row.kind, row.name].append(row)  # the same name may stand several times in a super-panel
    changes: list[RowChange] = []
    for kind in ENTITIES:
        changes.extend(_changes_of_list(document.get(kind) or [], held))
    return changes + [RowChange(row, None) for rows in held.values() for row in rows]


def _changes_of_list(
    entities: Sequence[Mapping[str, Any]], held: dict[tuple[str, str], list[EntityRow]]
) -> list[RowChange]:
    texts = [dumped(entity) for entity in entities]
    matched = [_match(columns_of(entity)[:2], text, held) for entity, text in zip(entities, texts, strict=True)]
    positions = places([row.position if row else None for row in matched])
    return [
        RowChange(row, entity, position)
        for entity, text, row, position in zip(entities, texts, matched, positions, strict=True)
        if row is None or row.position != position or row.document != text
    ]


def _match(key: tuple[str, str], text: str, held: dict[tuple[str, str], list[EntityRow]]) -> EntityRow | None:
    """The row that this entity was: the very same where several have its name, as on super-panels, else the first."""
    rows = held.get(key)
    if not rows:
        return None
    same = next((index for index in range(len(rows) - 1, -1, -1) if rows[index].document == text), len(rows) - 1)
    return rows.pop(same)


def _not_following(panel: Panel) -> list[str]:
    if panel.follows:
        return []
    return [f"Panel {panel.number} is curated here and no longer follows {panel.origin or 'another PanelApp'}."]


def _another_panel(panel: Panel, told: Identity, origin: str) -> list[str]:
    """Two PanelApps give the same number to different panels; one must not become the next version of the other."""
    named = panel.name == told.name or (panel.hash_id is not None and panel.hash_id == told.hash_id)
    same = panel.origin == origin or (
        named and panel.origin not in TITLES.values()
    )  # tables' panels have our own numbers
    if same:
        return []
    return [
        f"Panel {panel.number} is {panel.name!r} here, taken from {panel.origin}, and {told.name!r} at {origin}; "
        "take the panels of another PanelApp into a catalogue of their own with --into."
    ]


def _mark_known(actor: Actor, panel: Panel, told: Identity, at: datetime) -> None:
    """What the origin may change of a version without a new one: its sign-off, and, of the newest, who sees the panel."""
    major, minor = told.version
    version = PanelVersion.objects.filter(panel=panel, major=major, minor=minor).first()
    if version is None:
        return
    if told.signed_off and version.signed_off_on != told.signed_off:
        version.signed_off_on = told.signed_off
        version.save(update_fields=["signed_off_on"])
        _tell_ledger(actor, "sign_off_taken", panel, {"version": str(version), "on": told.signed_off.isoformat()}, at)
    if version.sequence == panel.sequence and panel.status != told.status:
        detail = {"before": panel.status, "after": told.status}
        panel.status = PanelStatus(told.status).value
        panel.save(update_fields=["status"])
        _tell_ledger(actor, "status_taken", panel, detail, at)


def _tell_ledger(actor: Actor, verb: str, panel: Panel, detail: Mapping[str, Any], at: datetime) -> None:
    ledger.record(
        actor, f"panels.panel.{verb}", f"panel:{panel.number}", {**detail, "catalogue": panel.catalogue}, at=at
    )
