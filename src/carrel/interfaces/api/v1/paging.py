"""Puts entries into pages of 100, in PanelApp's envelope: count, next, previous, results."""

from __future__ import annotations

from django.http import HttpRequest

from carrel.foundation.knowledge.queries.panelapp_answers import Answer, Listing
from carrel.foundation.knowledge.rules.documents import dumped
from carrel.interfaces.api.v1 import parameters
from carrel.interfaces.api.v1.parameters import PageIsMissing


SIZE = 100


def paged(request: HttpRequest, listing: Listing) -> Answer:
    """The page that the request names, with whole addresses of the pages before and after it. Raises PageIsMissing."""
    number = parameters.page(request)
    address = request.build_absolute_uri(request.path)
    query = request.GET.urlencode()

    def build() -> bytes:
        count, texts, here = _page(listing, number)
        following = _address(request, address, here + 1) if here * SIZE < count else None
        before = _address(request, address, here - 1) if here > 1 else None
        head = f'{{"count":{count},"next":{dumped(following)},"previous":{dumped(before)},"results":['
        return f"{head}{','.join(texts)}]}}".encode()

    return Answer((*listing.key, number, address, query), build, listing.changed_at, listing.open)


def _page(listing: Listing, number: int | None) -> tuple[int, list[str], int]:
    """How many entries there are, those of the page, and its number."""
    if number is None:
        count, _ = listing.cut(0, 0)
        number = max(1, -(-count // SIZE))
    count, texts = listing.cut((number - 1) * SIZE, number * SIZE)
    if number > 1 and (number - 1) * SIZE >= count:
        raise PageIsMissing
    return count, list(texts), number


def _address(request: HttpRequest, address: str, number: int) -> str:
    query = request.GET.copy()
    query.pop("page", None)
    if number > 1:
        query["page"] = str(number)
    text = query.urlencode()
    return f"{address}?{text}" if text else address
