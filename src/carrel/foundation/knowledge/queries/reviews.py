"""Questions about reviews and decisions: of an entity, of a gene on all panels, counts, and what waits for a curator."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Exists, Max, OuterRef, Q, QuerySet

from carrel.foundation.knowledge.models import HOUSE, STANDING, Decision, EntityRow, Panel, Review
from carrel.foundation.knowledge.queries.curated import panels_for, rows_at
from carrel.foundation.knowledge.rules.ratings import Counts, counted
from carrel.foundation.knowledge.states import EntityKind, PanelStatus
from carrel.foundation.vocabulary.actors import Actor, Permission


@dataclass(frozen=True, slots=True)
class Summary:
    """The opinions on one entity of a panel, and the share of rated ones that give the rating that stands (None: none rated)."""

    counts: Counts
    agreement: float | None


@dataclass(frozen=True, slots=True)
class Waiting:
    """An entity that waits for a curator: its row, the opinions, since when, and why, a sentence each."""

    row: EntityRow  # with its panel
    counts: Counts
    newest: datetime
    decided: datetime | None  # the last decision; None: never decided here
    reasons: tuple[str, ...]

    @property
    def disagrees(self) -> bool:
        """Do the reviewers see it otherwise than the rating that stands?"""
        return bool(self.counts.against(self.row.rating))


def of_row(panel: Panel, row: EntityRow) -> Q:
    """Which reviews and decisions are about this row: a gene keeps its own when its symbol changes."""
    same = Q(entity=row.name)
    if row.kind == EntityKind.GENE and row.hgnc_id:
        same |= Q(hgnc_id=row.hgnc_id)
    return Q(panel=panel, kind=row.kind) & same


def current_reviews(panel: Panel, row: EntityRow) -> QuerySet[Review]:
    """The opinions on a row that hold now, newest first."""
    return Review.objects.filter(of_row(panel, row), superseded_at=None).order_by("-created_at", "-pk")


def reviews_of(panel: Panel, kind: EntityKind, name: str, *, earlier_for: Actor | None = None) -> list[Review]:
    """The opinions on an entity, newest first; with `earlier_for` also those superseded or withdrawn that this actor may read.

    Curators may read all of them, everybody else their own: words that somebody took back are not shown to the public.
    """
    found = Review.objects.filter(_about(panel, kind, name))
    if earlier_for is None:
        found = found.filter(superseded_at=None)
    elif not earlier_for.may(Permission.CURATE_PANELS):
        found = found.filter(Q(superseded_at=None) | Q(reviewer=earlier_for.id))
    return list(found.order_by("-created_at", "-pk"))


def decisions_of(panel: Panel, kind: EntityKind, name: str) -> list[Decision]:
    """The decisions on an entity, newest first."""
    return list(Decision.objects.filter(_about(panel, kind, name)).order_by("-created_at", "-pk"))


def reviews_of_gene(actor: Actor, hgnc_id: str, catalogue: str = HOUSE) -> list[Review]:
    """All opinions that hold on a gene (or repeats of it), on the panels that this actor may read, with their panels."""
    found = Review.objects.filter(hgnc_id=hgnc_id, superseded_at=None, panel__in=panels_for(actor, catalogue))
    return list(found.exclude(hgnc_id="").select_related("panel").order_by("panel__name", "-created_at", "-pk"))


def summary(panel: Panel) -> dict[tuple[str, str], Summary]:
    """Of each entity of a panel that has opinions: its counts and agreement, by (kind, name)."""
    rows = rows_at(panel).filter(_reviewed(panel)).values_list("kind", "name", "hgnc_id", "rating")
    own = Review.objects.filter(panel=panel, superseded_at=None)
    counts = _counts(own)
    found = {}
    for kind, name, hgnc_id, rating in rows:
        opinions = counts.of(panel.pk, kind, name, hgnc_id)
        found[kind, name] = Summary(opinions, opinions.agreement(rating))
    return found


def waiting(actor: Actor) -> list[Waiting]:
    """The curators' queue: entities with opinions newer than the last decision, or whose reviewers see them otherwise.

    Oldest opinion first. Empty for those who do not curate. Three statements, however many panels there are.
    """
    if not actor.may(Permission.CURATE_PANELS):
        return []
    panels = Panel.objects.filter(catalogue=HOUSE, follows=False, composed=False)
    panels = panels.exclude(status__in=[PanelStatus.RETIRED.value, PanelStatus.DELETED.value])
    own = Review.objects.filter(panel__in=panels, superseded_at=None)
    counts = _counts(own)
    decided = _last_decisions(Decision.objects.filter(panel__in=panels))
    rows = EntityRow.objects.filter(panel__in=panels, until=STANDING).filter(_reviewed()).select_related("panel")
    found = [_waiting(row, counts, decided) for row in rows]
    return sorted((one for one in found if one.reasons), key=lambda one: (one.newest, one.row.pk))


def _waiting(row: EntityRow, counts: _Tally, decisions: dict[tuple[int, str, str], datetime]) -> Waiting:
    opinions = counts.of(row.panel_id, row.kind, row.name, row.hgnc_id)
    newest = counts.newest(row.panel_id, row.kind, row.name, row.hgnc_id)
    keys = _keys_of(row.panel_id, row.kind, row.name, row.hgnc_id)
    decided = max((decisions[key] for key in keys if key in decisions), default=None)
    reasons = []
    if decided is None or newest > decided:
        reasons.append(
            "There are opinions since the last decision." if decided else "It was reviewed, and not decided yet."
        )
    against = opinions.against(row.rating)
    if against:
        reasons.append(against)
    return Waiting(row, opinions, newest, decided, tuple(reasons))


class _Tally:
    """Counts of opinions by entity name and by gene, so that a renamed gene finds those given under its old symbol."""

    def __init__(self) -> None:
        self._counts: dict[tuple[int, str, str], dict[str, int]] = defaultdict(lambda: defaultdict(int))
        self._newest: dict[tuple[int, str, str], datetime] = {}

    def add(
        self, panel: int, kind: str, entity: str, hgnc_id: str, rating: str, number: int, *newest: datetime
    ) -> None:
        key = _keys_of(panel, kind, entity, hgnc_id)[-1]
        self._counts[key][rating] += number
        for at in newest:
            self._newest[key] = max(at, self._newest.get(key, at))

    def of(self, panel: int, kind: str, name: str, hgnc_id: str) -> Counts:
        sums: dict[str, int] = defaultdict(int)
        for key in _keys_of(panel, kind, name, hgnc_id):
            for rating, number in self._counts.get(key, {}).items():
                sums[rating] += number
        return counted(sums)

    def newest(self, panel: int, kind: str, name: str, hgnc_id: str) -> datetime:
        return max(self._newest[key] for key in _keys_of(panel, kind, name, hgnc_id) if key in self._newest)


def _keys_of(panel: int, kind: str, name: str, hgnc_id: str) -> list[tuple[int, str, str]]:
    """Where opinions on an entity are filed: by name; those that know their gene by its HGNC id."""
    by_gene = [(panel, kind, hgnc_id)] if kind == EntityKind.GENE and hgnc_id else []
    return [(panel, kind, f"name {name}"), *by_gene]


def _counts(own: QuerySet[Review]) -> _Tally:
    tally = _Tally()
    grouped = own.values_list("panel_id", "kind", "entity", "hgnc_id", "rating")
    for row in grouped.annotate(number=Count("pk"), newest=Max("created_at")):
        tally.add(*row)
    return tally


def _reviewed(panel: Panel | None = None) -> Exists:
    same = Q(entity=OuterRef("name")) | (Q(hgnc_id=OuterRef("hgnc_id"), kind=EntityKind.GENE.value) & ~Q(hgnc_id=""))
    own = Review.objects.filter(panel=panel) if panel else Review.objects.filter(panel=OuterRef("panel"))
    return Exists(own.filter(same, kind=OuterRef("kind"), superseded_at=None))


def _last_decisions(own: QuerySet[Decision]) -> dict[tuple[int, str, str], datetime]:
    last: dict[tuple[int, str, str], datetime] = {}
    found = own.values("panel_id", "kind", "entity", "hgnc_id").annotate(at=Max("created_at"))
    for panel, kind, entity, hgnc_id, at in found.values_list("panel_id", "kind", "entity", "hgnc_id", "at"):
        key = _keys_of(panel, kind, entity, hgnc_id)[-1]
        last[key] = max(at, last.get(key, at))
    return last


def _about(panel: Panel, kind: EntityKind, name: str) -> Q:
    name = name.replace("\x00", "")  # which no database takes, and no name has
    row = rows_at(panel).filter(kind=EntityKind(kind).value, name=name).first()
    return of_row(panel, row) if row else Q(panel=panel, kind=EntityKind(kind).value, entity=name)
