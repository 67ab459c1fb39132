"""What PanelApp's REST API v1 answers about panels: their list, one of them, its versions, those that are signed off.

Nothing is put together before it is asked for: an answer first tells its `key`, from which its ETag and its place in memory come.
Keys are made of content hashes, so equal keys always have equal bytes and nothing kept under a key ever becomes stale.
"""

from __future__ import annotations

import hashlib
import json
from collections import OrderedDict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from threading import Lock
from typing import Any, NamedTuple

from django.db.models import F, Max, QuerySet

from carrel.foundation.knowledge.errors import PanelIsUnknown
from carrel.foundation.knowledge.models import HOUSE, Panel, PanelHead, PanelVersion
from carrel.foundation.knowledge.policies import objections_to_reading
from carrel.foundation.knowledge.queries import curated
from carrel.foundation.knowledge.rules.documents import dumped
from carrel.foundation.knowledge.states import OPEN_TO_ALL, PanelStatus
from carrel.foundation.vocabulary.actors import Actor


Who = Callable[[], Actor]  # asked only where it matters who reads: the public's answers need no look-up of people
Key = tuple[object, ...]
LISTED = (PanelStatus.PUBLIC.value, PanelStatus.PROMOTED.value)
HEADS_KEPT = 10_000


@dataclass(frozen=True, slots=True)
class Answer:
    """One JSON document. `build` makes its bytes; `open` says whether everybody may read it."""

    key: Key
    build: Callable[[], bytes]
    changed_at: datetime | None = None
    open: bool = True


@dataclass(frozen=True, slots=True)
class Listing:
    """Entries that are answered in pages. `cut(start, stop)` gives how many there are, and the JSON texts of some."""

    key: Key
    cut: Callable[[int, int], tuple[int, Sequence[str]]]
    changed_at: datetime | None = None
    open: bool = True


class Card(NamedTuple):
    """A panel of the catalogue now: what tells whether, and how, it is listed."""

    number: int
    name: str
    status: str
    head: str  # PanelHead's key
    content_hash: str
    version: int  # PanelVersion's key
    panel: int  # Panel's key
    whole: bool  # its own entities, none of which stands on another panel as well


class _Heads:
    """Heads of panels by the hash of their text, so that none is read or parsed twice."""

    def __init__(self) -> None:
        self._kept: OrderedDict[str, dict[str, Any]] = OrderedDict()
        self._lock = Lock()

    def of(self, keys: Collection[str]) -> dict[str, dict[str, Any]]:
        """The parsed heads with these keys."""
        with self._lock:
            found = {key: self._kept[key] for key in keys if key in self._kept}
        missing = [key for key in keys if key not in found]
        for start in range(0, len(missing), 500):
            rows = PanelHead.objects.filter(sha256__in=missing[start : start + 500]).values_list("sha256", "document")
            found.update({key: json.loads(text) for key, text in rows})
        with self._lock:
            self._kept.update({key: found[key] for key in missing if key in found})
            while len(self._kept) > HEADS_KEPT:
                self._kept.popitem(last=False)
        return found


HEADS = _Heads()


def cards(*, retired: bool = False, types: Collection[str] = (), name: str = "") -> list[Card]:
    """The panels that lists show, by name; with `retired` also those. `types` are slugs, of which one is enough."""
    statuses = (*LISTED, PanelStatus.RETIRED.value) if retired else LISTED
    rows = PanelVersion.objects.filter(
        panel__catalogue=HOUSE, sequence=F("panel__sequence"), panel__status__in=statuses
    ).values_list(
        "panel__number", "panel__name", "panel__status", "head_id", "content_hash", "pk", "panel_id", "panel__composed",
        "panel__parts_stated",
    )  # fmt: skip
    found = [Card(*row[:7], whole=not (row[7] or row[8])) for row in rows]
    if types:
        heads = HEADS.of({card.head for card in found})
        found = [card for card in found if slugs(heads[card.head]) & set(types)]
    if name:
        found = [card for card in found if _goes_by(card, name)]
    return sorted(found, key=lambda card: (card.name.casefold(), card.number))


def slugs(head: Mapping[str, Any]) -> set[str]:
    """The slugs of a panel's types."""
    return {str(kind.get("slug")) for kind in head.get("types") or [] if isinstance(kind, dict)}


def state(found: Iterable[Card]) -> str:
    """A digest that changes with any change of any of these panels."""
    digest = hashlib.blake2b(digest_size=20)
    for card in found:
        digest.update(f"{card.number}\t{card.status}\t{card.content_hash}\n".encode())
    return digest.hexdigest()


def panel_list(*, retired: bool = False, types: Collection[str] = (), name: str = "") -> Listing:
    """`/panels/`."""
    found = cards(retired=retired, types=types, name=name)

    def cut(start: int, stop: int) -> tuple[int, Sequence[str]]:
        page = found[start:stop]
        texts = member_texts([card.version for card in page])
        return len(found), [texts[card.version] for card in page]

    return Listing(("panels", state(found)), cut)


def panel_detail(who: Who, key: str, version: str = "", *, entities: bool = True) -> Answer:
    """`/panels/{id|hash|name}/`: without `version`, only of panels that are listed, or that the reader may see before they are.

    With `version`, also of panels that were retired or deleted, as reports name them. Raises PanelIsUnknown.
    """
    found = readable(who, key, version, listed_only=not version)

    def build() -> bytes:
        return with_sign_off(whole_document(found) if entities else members_text(found).encode(), found.signed_off_on)

    return Answer(("panel", *identity(found), entities), build, found.created_at, is_open(found.panel))


def panel_versions(who: Who, key: str) -> Listing:
    """`/panels/{id}/versions/`: the newest first. Raises PanelIsUnknown."""
    current = readable(who, key)
    own = PanelVersion.objects.filter(panel=current.panel)
    signed = own.filter(signed_off_on__isnull=False).order_by("sequence").values_list("sequence", "signed_off_on")

    def cut(start: int, stop: int) -> tuple[int, Sequence[str]]:
        page = own.order_by("-sequence").select_related("head", "panel")[start:stop]
        return own.count(), [_members_with_sign_off(version) for version in page]

    return Listing(("versions", *identity(current), tuple(signed)), cut, current.created_at, is_open(current.panel))


def signed_off_list(number: int | None = None) -> Listing:
    """`/panels/signedoff/`: of each panel the newest version that is signed off; `number`: of this panel only."""
    versions = _signed_off(number)
    rows = sorted(
        versions.values_list("panel__name", "panel__number", "pk", "content_hash", "signed_off_on", "panel__status")
    )
    rows.sort(key=lambda row: (row[0].casefold(), row[1]))

    def cut(start: int, stop: int) -> tuple[int, Sequence[str]]:
        keys = [row[2] for row in rows[start:stop]]
        found = {version.pk: version for version in _with_heads(keys)}
        return len(rows), [_members_with_sign_off(found[key]) for key in keys]

    return Listing(("signedoff", tuple(row[1:2] + row[3:] for row in rows)), cut)


def signed_off_detail(key: str) -> Answer:
    """`/panels/signedoff/{id}/`: the newest version that is signed off, whole. Raises PanelIsUnknown."""
    number = whole_number(key)
    found = _signed_off(number).select_related("panel").first() if number is not None else None
    if found is None:
        raise PanelIsUnknown(
            f"No version of panel {key!r:.60} is signed off; the list of signed-off panels has those that are."
        )
    return Answer(
        ("panel", *identity(found), True),
        lambda: with_sign_off(whole_document(found), found.signed_off_on),
        found.created_at,
    )


def _signed_off(number: int | None) -> QuerySet[PanelVersion]:
    """The newest signed-off version of each panel that is public."""
    own = PanelVersion.objects.filter(
        panel__catalogue=HOUSE, panel__status__in=(*LISTED, PanelStatus.RETIRED.value), signed_off_on__isnull=False
    )
    if number is not None:
        own = own.filter(panel__number=number)
    newest = own.values("panel").annotate(newest=Max("pk")).values("newest")
    return PanelVersion.objects.filter(pk__in=newest)


# -- one panel --------------------------------------------------------------------------------------------------------


def readable(who: Who, key: str, version: str = "", *, listed_only: bool = False) -> PanelVersion:
    """A version of the panel with this number, hash or exact name, with its `panel`; "" is the current version.

    `listed_only`: not of retired or deleted panels. Of a deleted panel only versions that everybody could read once, by number and
    version. Raises PanelIsUnknown, also for what the reader may not see.
    """
    current = _panel(key)
    status = PanelStatus(current.panel.status) if current else PanelStatus.DELETED
    hidden = listed_only and status in (PanelStatus.RETIRED, PanelStatus.DELETED)
    closed = status is PanelStatus.INTERNAL and bool(list(objections_to_reading(who(), status)))
    if current is None or hidden or closed or (status is PanelStatus.DELETED and not version):
        raise _unknown(key)
    found = current
    if version and version != str(current):
        found = curated.version_named(current.panel, version)
        found.panel = current.panel
    if status is PanelStatus.DELETED and not _was_open(found):
        raise _unknown(key)
    return found


def _unknown(key: str) -> PanelIsUnknown:
    return PanelIsUnknown(f"There is no panel {key!r:.60} here; look it up in the list of panels.")


def _was_open(version: PanelVersion) -> bool:
    """Could everybody read this version of a panel that is deleted now? What was deleted while it was internal stays closed;
    a panel that follows another PanelApp is answered as that one answers it, which never shows internal ones."""
    status = json.loads(version.head.document).get("status")
    followed = version.panel.follows and status == PanelStatus.DELETED
    return followed or status in [one.value for one in OPEN_TO_ALL]


def is_open(panel: Panel) -> bool:
    """May everybody read it?"""
    return panel.status != PanelStatus.INTERNAL


def identity(version: PanelVersion) -> Key:
    """What the document of a version depends on."""
    return version.panel.number, version.content_hash, version.signed_off_on, version.panel.status


def whole_number(text: str) -> int | None:
    """A number of plain digits, as panels have; None for anything else."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


def _panel(key: str) -> PanelVersion | None:
    """The current version of the panel with this number, hash id, exact name, or exact relevant disorder such as R45."""
    current = PanelVersion.objects.select_related("panel").filter(panel__catalogue=HOUSE, sequence=F("panel__sequence"))
    if (number := whole_number(key)) is not None:
        return current.filter(panel__number=number).first()
    for by in ({"panel__hash_id": key}, {"panel__name": key}):
        rows = current.filter(**by).order_by("panel__number")  # a deleted panel leaves its name to others
        if found := rows.exclude(panel__status=PanelStatus.DELETED).first() or rows.first():
            return found
    of_disorder = cards(name=key)
    return current.filter(pk=of_disorder[0].version).first() if of_disorder else None


def _goes_by(card: Card, name: str) -> bool:
    if name in (card.name, str(card.number)):
        return True
    head = HEADS.of([card.head]).get(card.head, {})
    return name == head.get("hash_id") or name in (head.get("relevant_disorders") or [])


# -- texts ------------------------------------------------------------------------------------------------------------


def with_sign_off(document: bytes, signed_off_on: date | None) -> bytes:
    """A panel's document with the day on which this version was signed off, if it was."""
    if signed_off_on is None:
        return document
    return b'%s,"signed_off":"%s"}' % (document[:-1], signed_off_on.isoformat().encode())


def members_text(version: PanelVersion) -> str:
    """What lists say of a panel version. Who sees a panel may change without a new version: the newest says it as it is now."""
    return dumped(_members(version))


def whole_document(version: PanelVersion) -> bytes:
    """A panel version with its entities."""
    document = curated.document(version.panel, version)
    as_kept, now = dumped(curated.members_of(version)), members_text(version)
    return document if now == as_kept else now[:-1].encode() + document[len(as_kept[:-1].encode()) :]


def member_texts(keys: Collection[int]) -> dict[int, str]:
    """What lists say of these panel versions, by their keys."""
    return {version.pk: members_text(version) for version in _with_heads(keys)}


def _members(version: PanelVersion) -> dict[str, Any]:
    told = curated.members_of(version)
    return {**told, "status": version.panel.status} if version.sequence == version.panel.sequence else told


def _members_with_sign_off(version: PanelVersion) -> str:
    return with_sign_off(members_text(version).encode(), version.signed_off_on).decode()


def _with_heads(keys: Collection[int]) -> QuerySet[PanelVersion]:
    return PanelVersion.objects.filter(pk__in=keys).select_related("head", "panel")
