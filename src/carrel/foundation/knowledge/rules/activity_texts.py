"""The sentences of a panel's public history, as a table: other programs look for the very words of some of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from carrel.foundation.knowledge.states import Confidence, EntityKind


class ActivityText(NamedTuple):
    """A sentence with `{places}`, and which programs read it ("" where only people do)."""

    template: str
    read_by: str = ""


TEXTS = {
    "panel.created": ActivityText("Panel {panel} was created."),
    "panel.composed": ActivityText("Super-panel {panel} was put together from: {parts}."),
    "panel.copied": ActivityText("Panel {panel} was copied from panel {origin}."),
    "panel.adopted": ActivityText("Panel {panel} is curated here from now on; before, it was kept as {origin} had it."),
    "panel.about": ActivityText("Panel {fields} changed."),
    "panel.status": ActivityText("Panel status changed from {before} to {after}."),
    "panel.promoted": ActivityText("Panel version {before} was promoted to {after}."),
    "panel.signed_off": ActivityText("Panel version {version} was signed off."),
    "panel.children": ActivityText("The super-panel is now put together from: {parts}."),
    "panel.imported": ActivityText("A table was imported: {added} added, {changed} changed."),
    "panel.symbols": ActivityText("Symbols were brought up to date: {renamed}."),
    "entity.added": ActivityText(
        "{kind}: {name} was added to panel: {panel}. Sources: {sources}", "Talos finds “expert review green”"
    ),
    "entity.removed": ActivityText("{kind}: {name} was removed from the panel."),
    "entity.changed": ActivityText("{title} for {kind}: {name} was changed from {before} to {after}"),
    "entity.list": ActivityText("{title} for {kind}: {name} were set to {after}"),
    "entity.reason": ActivityText("Rated green though the criteria for green are not met, for {kind}: {name}. Reason: {reason}"),
    "entity.comment": ActivityText("Comment on list classification of {kind}: {name}: {comment}"),
    "entity.confirmed": ActivityText("The rating of {kind}: {name} was confirmed."),
    "review.given": ActivityText("reviewed {kind}: {name}: {said}"),
    "review.edited": ActivityText("edited their review of {kind}: {name}: {said}"),
    "review.commented": ActivityText("commented on {kind}: {name}"),
    "review.withdrawn": ActivityText("withdrew their review of {kind}: {name}"),
    "tag.added": ActivityText("Tag {tag} was added to {kind}: {name}."),
    "tag.removed": ActivityText("Tag {tag} was removed from {kind}: {name}."),
}  # fmt: skip
# “Green List (High Evidence)” is what Talos looks for to tell since when a gene is green.
CLASSIFIED = {
    Confidence.GREEN: "{Kind}: {name} has been classified as Green List (High Evidence).",
    Confidence.AMBER: "{Kind}: {name} has been classified as Amber List (Moderate Evidence).",
    Confidence.RED: "{Kind}: {name} has been classified as Red List (Low Evidence).",
    Confidence.NO_LIST: "{Kind}: {name} has been removed from the panel.",
}
LONGEST = 1000  # letters of one value; the whole is in the version itself
_TITLES = {
    "mode_of_inheritance": "Mode of inheritance", "mode_of_pathogenicity": "Mode of pathogenicity", "penetrance": "Penetrance",
    "publications": "Publications", "phenotypes": "Phenotypes", "evidence": "Sources", "transcript": "Transcripts",
}  # fmt: skip


def said(key: str, **values: object) -> str:
    """One sentence of the table with its places filled."""
    return TEXTS[key].template.format(**{name: _short(value) for name, value in values.items()})


def classified(kind: EntityKind, name: str, level: Confidence) -> str:
    """The sentence that tells of a rating."""
    return CLASSIFIED[level].format(Kind=kind.value.capitalize(), name=name)


def changes(kind: EntityKind, name: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> list[str]:
    """A sentence for each field that differs between two documents of an entity, in the order of the later one."""
    found: list[str] = []
    for field, value in after.items():
        old = before.get(field)
        if old == value or field in ("gene_data", "confidence_level", "entity_name"):
            continue
        if field == "tags":
            found += _tags(kind, name, old or [], value or [])
        else:
            key = "entity.list" if isinstance(value, list) else "entity.changed"
            title = _TITLES.get(field) or field.replace("_", " ").capitalize()
            found.append(said(key, title=title, kind=kind.value, name=name, before=_shown(old), after=_shown(value)))
    return found


def review_words(fields: Iterable[tuple[str, object]]) -> str:
    """What a review says, as `Rating: GREEN; Publications: 1, 2`; empty fields are left out."""
    return "; ".join(f"{title}: {_shown(value)}" for title, value in fields if value not in ("", None, [], False))


def _tags(kind: EntityKind, name: str, before: list[str], after: list[str]) -> list[str]:
    added = [said("tag.added", tag=tag, kind=kind.value, name=name) for tag in after if tag not in before]
    return added + [said("tag.removed", tag=tag, kind=kind.value, name=name) for tag in before if tag not in after]


def _shown(value: object) -> str:
    if isinstance(value, list | tuple):
        return "; ".join(str(one) for one in value) or "none"
    return "none" if value in (None, "") else str(value)


def _short(value: object) -> str:
    text = str(value)
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"
