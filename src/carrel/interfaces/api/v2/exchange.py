"""Operations that hand panels over in one piece, and that compare two collections of them."""

from __future__ import annotations

from typing import Annotated, Any

from django.http import HttpRequest, HttpResponseBase, StreamingHttpResponse
from ninja import Query
from pydantic import Field

from carrel.foundation.knowledge.queries import snapshots
from carrel.interfaces.api.v2.asking import InCatalogue
from carrel.interfaces.api.v2.bodies import JSON
from carrel.interfaces.api.v2.door import who
from carrel.interfaces.api.v2.operations import Operations


on = Operations("Exchange")


class SnapshotAsked(InCatalogue):
    """Which panels."""

    signed_off: Annotated[bool, Field(description="The latest signed-off version of each panel that has one.")] = False


@on.reads("/snapshot", dict[str, Any])
def download_snapshot(request: HttpRequest, asked: Annotated[SnapshotAsked, Query(...)]) -> HttpResponseBase:
    """Download the current versions of all panels that you may read, as one file that `carrel interpret --panels` takes."""
    pieces = snapshots.snapshot(who(request), asked.catalogue, signed_off=asked.signed_off)
    response = StreamingHttpResponse(pieces, content_type=JSON)
    response.headers["Content-Disposition"] = f'attachment; filename="panels-{asked.catalogue}.json"'
    response.headers["Cache-Control"] = "private, no-cache"
    return response
