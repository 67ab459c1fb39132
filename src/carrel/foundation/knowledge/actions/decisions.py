"""A curator's decision about a rating: with the green criteria as they were answered, as the panel's next version."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from carrel.foundation.knowledge.actions.entities import curating, unchanged_row
from carrel.foundation.knowledge.actions.telling import Line, tell
from carrel.foundation.knowledge.actions.versions import NextVersion, RowChange, advance, locked, refuse
from carrel.foundation.knowledge.errors import EntryIsWrong
from carrel.foundation.knowledge.models import Decision, EntityRow, Panel, PanelVersion
from carrel.foundation.knowledge.policies import objections_to_deciding
from carrel.foundation.knowledge.queries import curated
from carrel.foundation.knowledge.rules.activity_texts import classified, said
from carrel.foundation.knowledge.rules.entity_fields import changed_document
from carrel.foundation.knowledge.rules.green_criteria import LETTERS, green_is_met
from carrel.foundation.knowledge.rules.ratings import with_decision
from carrel.foundation.knowledge.rules.review_fields import comment_of
from carrel.foundation.knowledge.states import Confidence, EntityKind
from carrel.foundation.ledger import actions as ledger
from carrel.foundation.vocabulary.actors import Actor


def decide(  # noqa: PLR0913 - who rates what how, why, and what they had seen
    actor: Actor,
    *,
    panel_id: int,
    kind: EntityKind,
    name: str,
    confidence: Confidence,
    criteria: Mapping[str, bool | None],
    comment: str,
    base: str,
    at: datetime,
) -> PanelVersion:
    """Rate an entity, as the panel's next version; where that is its rating by decision already, confirm it in this version.

    `criteria` answers letters of rules.green_criteria with true, false or None (not answered). Green without its criteria needs a
    `comment`, which is public. `base` as for edit_entity. Raises NotAllowed, EntryIsWrong, EntityIsUnknown, SomebodyWasFaster.
    """
    level, answers, reason = _read(confidence, criteria, comment)
    with transaction.atomic():
        panel = locked(panel_id)
        refuse(curating(actor, panel) or list(objections_to_deciding(actor, level, answers, reason)))
        row = unchanged_row(panel, kind, name, base)
        seen = panel.sequence
        version = _rated(actor, panel, row, level, at)
        Decision.objects.create(
            panel=panel, kind=row.kind, entity=row.name, hgnc_id=row.hgnc_id, before=row.rating, after=level,
            criteria=json.dumps(answers), comment=reason, decider=actor.id, decider_name=actor.name[:120], version=str(version),
            created_at=at,
        )  # fmt: skip
        told = _lines(row, level, answers, reason, confirmed=panel.sequence == seen)
        tell(panel, actor, told, at=at)
        _record(actor, panel, row, level, answers, at)
    return version


def _read(
    confidence: Confidence, criteria: Mapping[str, bool | None], comment: str
) -> tuple[Confidence, dict[str, bool | None], str]:
    faults = [(letter, f"There is no criterion {letter!r:.20}.") for letter in criteria if letter not in LETTERS]
    faults += [
        (letter, f"Criterion {letter} is answered neither with true nor with false.")
        for letter in LETTERS
        if not isinstance(criteria.get(letter), bool | None)
    ]
    reason = comment_of(comment, faults)
    try:
        level = Confidence(confidence)
    except ValueError:
        faults.append(("confidence", f"The rating is {confidence!r:.20}; write 3, 2, 1 or 0."))
        level = Confidence.NO_LIST
    if faults:
        raise EntryIsWrong(faults)
    return level, {letter: criteria.get(letter) for letter in LETTERS}, reason


def _rated(actor: Actor, panel: Panel, row: EntityRow, level: Confidence, at: datetime) -> PanelVersion:
    before = json.loads(row.document)
    evidence = with_decision(before.get("evidence") or [], level)
    if row.rating == level and before.get("evidence") and sorted(before["evidence"]) == sorted(evidence):
        return curated.version_row(panel, panel.sequence)  # decided so before: nothing changes on the panel
    after = changed_document(before, {"confidence_level": str(level.value), "evidence": evidence})
    comment = f"{row.name}: {_word(Confidence(row.rating))} to {_word(level)}."
    return advance(panel, actor, NextVersion((RowChange(row, after),), comment=comment), at=at)


def _word(level: Confidence) -> str:
    return level.name.lower().replace("_", " ")


def _lines(
    row: EntityRow, level: Confidence, answers: Mapping[str, bool | None], reason: str, *, confirmed: bool
) -> list[Line]:
    kind, name = EntityKind(row.kind), row.name
    text = said("entity.confirmed", kind=kind, name=name) if confirmed else classified(kind, name, level)
    lines = [Line(text, kind, name, row.hgnc_id)]
    if reason:
        unmet = level is Confidence.GREEN and not green_is_met(answers)
        why = said("entity.reason" if unmet else "entity.comment", kind=kind, name=name, reason=reason, comment=reason)
        lines.append(Line(why, kind, name, row.hgnc_id, f"{kind}: {name}: a reason was written."))
    return lines


def _record(
    actor: Actor, panel: Panel, row: EntityRow, level: Confidence, answers: Mapping[str, bool | None], at: datetime
) -> None:
    detail = {
        "kind": row.kind, "entity": row.name, "before": row.rating, "after": level.value, "criteria": dict(answers),
        "criteria_met": green_is_met(answers), "version": f"{panel.major}.{panel.minor}",
    }  # fmt: skip
    ledger.record(actor, "panels.entity.rated", f"panel:{panel.number}", detail, at=at)
