"""Taking all panels of another PanelApp, a folder or a snapshot: only what is new, each panel whole or not at all."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from django.db import DatabaseError, transaction

from carrel.foundation.knowledge.actions.taking import take_activities, take_evaluations, take_panel
from carrel.foundation.knowledge.actions.versions import refuse
from carrel.foundation.knowledge.adapters.panel_sources import Answered, PanelSource
from carrel.foundation.knowledge.errors import KnowledgeIsUnusable
from carrel.foundation.knowledge.models import HOUSE, Panel, PanelVersion
from carrel.foundation.knowledge.rules.panels import version_order
from carrel.foundation.knowledge.values import PanelHeader
from carrel.foundation.vocabulary.actors import Actor, Permission


class What(StrEnum):
    """What became of one panel version."""

    NEW = "new"  # a panel that was not here
    UPDATED = "updated"  # a further version of one that was
    MARKED = "marked"  # the version was here; its sign-off or status was not
    KEPT = "kept"  # here already
    OWN = "curated here"  # no longer follows its origin
    OLDER = "older"  # a newer version is here, and this one can no longer be put before it
    FAULT = "fault"


class Outcome(NamedTuple):
    """What became of one panel version; `sentence` says what is wrong with a fault."""

    what: What
    panel: str  # id@version; "" where a fault is of the list
    name: str
    sentence: str = ""


@dataclass(frozen=True, slots=True)
class Taking:
    """How panels are taken."""

    catalogue: str = HOUSE
    follows: bool = True
    signed_off: bool = False  # also the latest signed-off version of each
    evaluations: bool = False  # also the opinions of reviewers: of a server, a request for each gene
    only: frozenset[str] = field(default_factory=frozenset)  # panel ids; none: all


def take_panels(
    actor: Actor,
    source: PanelSource,
    how: Taking,
    *,
    now: Callable[[], datetime],
    begin: Callable[[int], None] = lambda count: None,
) -> Iterator[Outcome]:
    """Take what a source has and this catalogue has not; one outcome for each panel version, as it is done.

    `begin` is told how many there are. Each panel is a transaction of its own: whatever happens, what was told stays, and taking
    again goes on where it stopped. Raises NotAllowed, and what listing the source raises.
    """
    refuse([] if actor.may(Permission.CURATE_PANELS) else ["Only curators import panels."])
    headers, faults = source.listed(how.signed_off)
    wanted = [header for header in headers if not how.only or header.id in how.only]
    begin(len(wanted))
    yield from (Outcome(What.FAULT, "", "", sentence) for sentence in faults)
    yield from (
        Outcome(What.FAULT, number, "", f"Panel {number[:40]} is not at {source.origin}.")
        for number in sorted(how.only - {header.id for header in headers})
    )
    shelf = _Shelf(how.catalogue)
    missing = []
    for header in wanted:
        what = shelf.known(header)
        if what is None:
            missing.append(header)
        else:
            yield Outcome(what, f"{header.id}@{header.version}", header.name)
    for answer in source.answers(missing, evaluations=how.evaluations):
        yield _taken(actor, source, answer, how, now())


class _Shelf:
    """What a catalogue has, read once: enough to pass over what is here without asking for it."""

    def __init__(self, catalogue: str) -> None:
        panels = Panel.objects.filter(catalogue=catalogue)
        self._panels: Mapping[str, Panel] = {str(panel.number): panel for panel in panels.iterator()}
        rows = PanelVersion.objects.filter(panel__catalogue=catalogue).values_list(
            "panel__number", "major", "minor", "signed_off_on"
        )
        self._versions = {(str(number), (major, minor)): signed for number, major, minor, signed in rows.iterator()}

    def known(self, header: PanelHeader) -> What | None:
        """KEPT, OWN or OLDER where nothing is to be asked for; None where it is."""
        panel = self._panels.get(header.id)
        version = version_order(header.version)
        if panel is None or len(version) != 2:
            return None
        if not panel.follows:
            return What.OWN
        key = (header.id, (version[0], version[1]))
        current = (panel.major, panel.minor)
        if key in self._versions:
            signed = self._versions[key]
            told = header.signed_off[:10]
            settled = not told or (signed is not None and signed.isoformat() == told)
            same = current != key[1] or header.status in ("", panel.status)
            return What.KEPT if settled and same and _same_name(panel, header) else None
        return What.OLDER if current > version and _same_name(panel, header) else None


def _same_name(panel: Panel, header: PanelHeader) -> bool:
    """Another name may be another panel with the same number: then it is asked for, and refused with a sentence."""
    return panel.name == header.name or not header.name


def _taken(actor: Actor, source: PanelSource, answer: Answered, how: Taking, at: datetime) -> Outcome:
    reference = f"{answer.header.id}@{answer.header.version}"
    if answer.document is None:
        return Outcome(What.FAULT, reference, answer.header.name, answer.fault)
    try:
        what = _kept(actor, source, answer, how, at)
    except KnowledgeIsUnusable as fault:
        sentence = str(fault)
        whole = sentence[:1].isupper() and sentence.endswith(".")
        return Outcome(
            What.FAULT,
            reference,
            answer.header.name,
            sentence if whole else f"Panel {reference} cannot be used: {sentence}.",
        )
    except DatabaseError as fault:
        return Outcome(
            What.FAULT, reference, answer.header.name,
            f"Panel {reference} could not be stored ({type(fault).__name__}); nothing of it was kept. Import it again.",
        )  # fmt: skip
    return Outcome(what, reference, answer.header.name)


def _kept(actor: Actor, source: PanelSource, answer: Answered, how: Taking, at: datetime) -> What:
    """One panel, its version and its history, in one transaction."""
    document = answer.document or {}
    with transaction.atomic():
        own = Panel.objects.filter(
            catalogue=how.catalogue, number=int(answer.header.id) if answer.header.id.isdigit() else -1
        )
        before = own.values_list("major", "minor", "status").first()
        taken = take_panel(actor, document, origin=source.origin, at=at, catalogue=how.catalogue, follows=how.follows)
        panel = own.get()
        if answer.activities is not None:
            take_activities(actor, panel, answer.activities, at=at)
        if answer.evaluations is not None and taken is not None:
            take_evaluations(actor, panel, answer.evaluations, at=at)
    if taken is not None:
        return What.NEW if before is None else What.UPDATED
    version = version_order(answer.header.version)
    return (
        What.MARKED
        if PanelVersion.objects.filter(panel=panel, major=version[0], minor=version[1]).exists()
        else What.OLDER
    )


def counted(outcomes: Iterable[Outcome]) -> Sequence[tuple[What, int]]:
    """How many panels met each fate, in the order of `What`."""
    found = [outcome.what for outcome in outcomes]
    return [(what, found.count(what)) for what in What if what in found]
