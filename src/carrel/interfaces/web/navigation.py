"""The one table of what the navigation shows, to whom. An entry whose page does not exist is not shown."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse

from carrel.foundation.vocabulary.actors import Actor, Permission


@dataclass(frozen=True, slots=True)
class Entry:
    """A link of the navigation: what it says, the name of its address, the permission that it takes (None: for everybody)."""

    label: str
    url_name: str
    permission: Permission | None = None


@dataclass(frozen=True, slots=True)
class Link:
    """An entry as a page shows it. `current` is true on that page and on the pages below it."""

    label: str
    href: str
    current: bool


ENTRIES = (
    Entry("Panels", "panels"),
    Entry("Genes", "genes"),
    Entry("Compare", "compare"),
    Entry("To decide", "queue", Permission.CURATE_PANELS),
    Entry("Disagreements", "discordance", Permission.CURATE_PANELS),
    Entry("People", "people", Permission.INVITE_REVIEWERS),
    Entry("Ledger", "ledger", Permission.READ_LEDGER),
    Entry("API", "api"),
)


def links(actor: Actor, path: str) -> list[Link]:
    """The links that `actor` sees on the page at `path`; the longest match is the current one."""
    found = [(entry.label, href) for entry in ENTRIES if _may(actor, entry) and (href := address_of(entry.url_name))]
    here = max((href for _, href in found if path.startswith(href)), key=len, default="")
    return [Link(label, href, href == here) for label, href in found]


def _may(actor: Actor, entry: Entry) -> bool:
    return entry.permission is None or actor.may(entry.permission)


def address_of(url_name: str) -> str:
    """The address of a page; empty where there is no such page."""
    try:
        return reverse(url_name)
    except NoReverseMatch:
        return ""
