"""What PanelApp's web services, older than its REST API, answer; programs written before 2018 still ask them."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence

from carrel.foundation.knowledge.queries.panelapp_answers import (
    Answer,
    Listing,
    Who,
    cards,
    identity,
    is_open,
    member_texts,
    readable,
    state,
    whole_document,
)
from carrel.foundation.knowledge.queries.panelapp_entities import Wanted, entities_everywhere
from carrel.foundation.knowledge.rules.documents import dumped
from carrel.foundation.knowledge.rules.panelapp_old_words import (
    OldFilter,
    old_detail,
    old_listed_entity,
    old_panel,
    old_search_entry,
)
from carrel.foundation.knowledge.states import EntityKind


MOST = 20_000  # entries of one search: more is asked for by REST v1, which has pages


def old_list(*, name: str = "", types: Collection[str] = (), retired: bool = False) -> Answer:
    """`/WebServices/list_panels/`: every panel, unless types are named; `name` is a part of a name."""
    found = [card for card in cards(retired=retired, types=types) if name.casefold() in card.name.casefold()]

    def build() -> bytes:
        texts = member_texts([card.version for card in found])
        told = [old_panel(json.loads(texts[card.version])) for card in found]
        return dumped({"result": told}).encode()

    return Answer(("old list", state(found)), build)


def old_get(who: Who, key: str, wanted: OldFilter, *, version: str = "", assembly: str = "grch37") -> Answer:
    """`/WebServices/get_panel/{name|hash|id}/`. Raises PanelIsUnknown."""
    found = readable(who, key, version, listed_only=not version)

    def build() -> bytes:
        return dumped({"result": old_detail(json.loads(whole_document(found)), wanted, assembly)}).encode()

    return Answer(
        ("old panel", *identity(found), _spelled(wanted), assembly), build, found.created_at, is_open(found.panel)
    )


def old_search(names: Sequence[str], wanted: OldFilter, *, panel_names: Collection[str], assembly: str) -> Answer:
    """`/WebServices/search_genes/{symbol,symbol|all}/`."""
    listing = entities_everywhere(Wanted((EntityKind.GENE,), tuple(names)), panel_names=panel_names)

    def build() -> bytes:
        _, texts = listing.cut(0, MOST)
        told = [entry for text in texts if wanted.keeps(entry := old_search_entry(json.loads(text), assembly))]
        return dumped({"meta": {"numOfResults": len(told)}, "results": told}).encode()

    return Answer(("old search", *listing.key, _spelled(wanted), assembly), build)


def old_entities(names: Sequence[str], *, panel_names: Collection[str], assembly: str) -> Listing:
    """`/WebServices/list_entities/`, in pages."""
    listing = entities_everywhere(Wanted(tuple(EntityKind), tuple(names)), panel_names=panel_names)

    def cut(start: int, stop: int) -> tuple[int, Sequence[str]]:
        count, texts = listing.cut(start, stop)
        return count, [dumped(old_listed_entity(json.loads(text), assembly)) for text in texts]

    return Listing(("old entities", *listing.key, assembly), cut)


def _spelled(wanted: OldFilter) -> tuple[tuple[str, tuple[str, ...]], ...]:
    return tuple((word, tuple(values)) for word, values in wanted.values.items())
