"""The list of panels as people search it: by name, disorder, code or gene, with how many entries have which rating."""

from __future__ import annotations

import json
from collections import OrderedDict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from threading import Lock
from typing import Any, Generic, TypeVar

from django.db.models import Count, F, Max, Q, QuerySet

from carrel.foundation.knowledge.models import HOUSE, STANDING, EntityRow, Panel, PanelHead, PanelVersion
from carrel.foundation.knowledge.queries import curated
from carrel.foundation.knowledge.states import Confidence, PanelStatus
from carrel.foundation.vocabulary.actors import Actor


Kept = TypeVar("Kept")


class Shelf(Generic[Kept]):
    """Answers kept by the hash of what they were worked out from, so that they can never be out of date. Forgets the oldest."""

    def __init__(self, most: int) -> None:
        self._most, self._kept, self._lock = most, OrderedDict[str, Kept](), Lock()

    def get(self, key: str) -> Kept | None:
        """What is kept under this hash, or None."""
        return self._kept.get(key)

    def put(self, key: str, answer: Kept) -> Kept:
        """Keep an answer, and return it."""
        with self._lock:
            self._kept[key] = answer
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)
        return answer


@dataclass(frozen=True, slots=True)
class Counts:
    """How many entries of a panel have which rating."""

    green: int = 0
    amber: int = 0
    red: int = 0
    no_list: int = 0

    @property
    def total(self) -> int:
        """All of them."""
        return self.green + self.amber + self.red + self.no_list

    @classmethod
    def of(cls, numbers: Mapping[int, int]) -> Counts:
        """From numbers by Confidence."""
        return cls(
            numbers.get(Confidence.GREEN, 0),
            numbers.get(Confidence.AMBER, 0),
            numbers.get(Confidence.RED, 0),
            numbers.get(Confidence.NO_LIST, 0),
        )


@dataclass(frozen=True, slots=True)
class PanelLine:
    """A panel as a list shows it."""

    panel: Panel
    version: PanelVersion  # without its head
    head: Mapping[str, Any]
    signed_off_on: date | None  # of the newest version that was signed off
    signed_off_version: str

    @property
    def stats(self) -> dict[str, int]:
        """number_of_genes, number_of_strs, number_of_regions."""
        return stats_of(self.version)

    @property
    def changed_at(self) -> datetime:
        """When its current version was made."""
        return self.version.created_at


@dataclass(frozen=True, slots=True)
class PanelSearch:
    """What is looked for. Empty fields ask for nothing. `sort`: name, changed, size or number."""

    text: str = ""
    status: str = ""
    type: str = ""
    signed_off: bool = False
    holds: str = ""  # strs or regions
    sort: str = "name"


_HEADS: Shelf[dict[str, Any]] = Shelf(5_000)
_COUNTS: Shelf[Counts] = Shelf(20_000)


def panel_lines(actor: Actor, catalogue: str = HOUSE) -> list[PanelLine]:
    """All panels of a catalogue that this actor may read, by number."""
    panels = {panel.pk: panel for panel in curated.panels_for(actor, catalogue)}
    current = PanelVersion.objects.filter(panel__catalogue=catalogue, sequence=F("panel__sequence"))
    versions = {version.panel_id: version for version in current}
    heads = heads_of({version.head_id for version in versions.values()})
    signed = _signed_off(catalogue)
    return [
        PanelLine(panel, versions[key], heads[versions[key].head_id], *signed.get(key, (None, "")))
        for key, panel in panels.items()
        if key in versions
    ]


def stats_of(version: PanelVersion) -> dict[str, int]:
    """number_of_genes, number_of_strs, number_of_regions of a version."""
    found: dict[str, int] = json.loads(version.stats)
    return found


def heads_of(keys: Iterable[str]) -> dict[str, dict[str, Any]]:
    """What panels say of themselves, by the hash of that text."""
    wanted = set(keys)
    found = {key: head for key in wanted if (head := _HEADS.get(key)) is not None}
    missing = list(wanted - found.keys())
    for start in range(0, len(missing), 500):
        for key, text in PanelHead.objects.filter(pk__in=missing[start : start + 500]).values_list("pk", "document"):
            found[key] = _HEADS.put(key, json.loads(text))
    return found


def _signed_off(catalogue: str) -> dict[int, tuple[date | None, str]]:
    """The newest signed-off version of each panel: its date and its number."""
    own = PanelVersion.objects.filter(panel__catalogue=catalogue, signed_off_on__isnull=False)
    newest = own.values("panel").annotate(last=Max("sequence")).values_list("panel", "last")
    last = dict(newest)
    rows = own.values_list("panel", "sequence", "signed_off_on", "major", "minor")
    return {key: (on, f"{major}.{minor}") for key, number, on, major, minor in rows if last.get(key) == number}


def searched(lines: Sequence[PanelLine], search: PanelSearch, holding: frozenset[int] = frozenset()) -> list[PanelLine]:
    """The panels that answer the search, in the order that it asks for; `holding` are the keys of those with such a gene."""
    words = search.text.casefold().split()
    found = [line for line in lines if _passes(line, search) and (line.panel.pk in holding or _says(line, words))]
    return sorted(found, key=_ORDERS.get(search.sort, _ORDERS["name"]))


def panels_with_gene(text: str, catalogue: str = HOUSE) -> frozenset[int]:
    """Keys of the panels on which something of this very name stands now: symbol, HGNC id, or name of an entry."""
    name = text.strip()
    number = name.upper().removeprefix("HGNC:")
    same = Q(symbol__in={name, name.upper()}) | Q(name__in={name, name.upper()})
    if number.isascii() and number.isdigit():
        same |= Q(hgnc_id=f"HGNC:{number}")
    keys = set(EntityRow.objects.filter(same, until=STANDING).values_list("panel", flat=True))  # by name: few rows
    own = dict(Panel.objects.filter(pk__in=keys, catalogue=catalogue).values_list("pk", "number"))
    if not own:
        return frozenset()
    numbers = set(own.values())
    composed = Panel.objects.filter(catalogue=catalogue, composed=True)
    holding = {panel.pk for panel in composed if numbers & dict(curated.children_of(panel)).keys()}
    return frozenset(own.keys() | holding)


def _says(line: PanelLine, words: Sequence[str]) -> bool:
    """Is every word of the search somewhere in what the panel says of itself?"""
    head = line.head
    said = (
        str(line.panel.number), line.panel.name, str(head.get("hash_id") or ""), str(head.get("disease_group") or ""),
        str(head.get("disease_sub_group") or ""), *map(str, head.get("relevant_disorders") or ()),
    )  # fmt: skip
    text = "\n".join(said).casefold()
    return all(word in text for word in words)


def _passes(line: PanelLine, search: PanelSearch) -> bool:
    retired = line.panel.status == PanelStatus.RETIRED
    return (
        (line.panel.status == search.status if search.status else not retired)
        and (not search.type or search.type in {kind.get("slug") for kind in line.head.get("types") or ()})
        and (not search.signed_off or line.signed_off_on is not None)
        and (not search.holds or bool(line.stats.get(f"number_of_{search.holds}")))
    )


_ORDERS: dict[str, Any] = {
    "name": lambda line: (line.panel.name.casefold(), line.panel.number),
    "changed": lambda line: (-line.changed_at.timestamp(), line.panel.number),
    "size": lambda line: (-sum(line.stats.values()), line.panel.number),
    "number": lambda line: line.panel.number,
}


def types_of(lines: Iterable[PanelLine]) -> list[tuple[str, str]]:
    """The types that these panels have: (slug, name), by name."""
    found = {str(kind.get("slug")): str(kind.get("name")) for line in lines for kind in line.head.get("types") or ()}
    return sorted(found.items(), key=lambda pair: pair[1].casefold())


def rows_of(panel: Panel, version: PanelVersion) -> QuerySet[EntityRow]:
    """What stands on a version of a panel, a super-panel's parts included, in no particular order."""
    chosen = Q(pk__in=())
    for part, sequence in curated.shown_parts(panel, version):
        current = sequence == part.sequence
        chosen |= Q(panel=part, until=STANDING) if current else Q(panel=part, since__lte=sequence, until__gt=sequence)
    return EntityRow.objects.filter(chosen)


def rating_counts(lines: Sequence[tuple[Panel, PanelVersion]]) -> dict[int, Counts]:
    """How many entries of each of these versions have which rating, by the panels' keys."""
    found: dict[int, Counts] = {}
    plain: dict[int, PanelVersion] = {}
    for panel, version in lines:
        kept = _COUNTS.get(version.content_hash)
        if kept is not None:
            found[panel.pk] = kept
        elif version.children or version.sequence != panel.sequence:
            found[panel.pk] = _counted(panel, version)
        else:
            plain[panel.pk] = version
    own = EntityRow.objects.filter(panel__in=plain, until=STANDING).values_list("panel", "rating")
    numbers: dict[int, dict[int, int]] = {}
    for key, rating, number in own.annotate(number=Count("pk")):
        numbers.setdefault(key, {})[rating] = number
    for key, version in plain.items():
        found[key] = _COUNTS.put(version.content_hash, Counts.of(numbers.get(key, {})))
    return found


def _counted(panel: Panel, version: PanelVersion) -> Counts:
    numbers = dict(rows_of(panel, version).values_list("rating").annotate(number=Count("pk")))
    return _COUNTS.put(version.content_hash, Counts.of(numbers))


def catalogues() -> list[str]:
    """The names of the other sources whose panels are kept here to compare with."""
    found = Panel.objects.exclude(catalogue=HOUSE).order_by("catalogue").values_list("catalogue", flat=True)
    return list(found.distinct())
