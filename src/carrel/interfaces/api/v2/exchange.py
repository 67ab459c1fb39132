"""Operations that hand panels over in one piece, and that compare two collections of them."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from ninja import Query
from pydantic import Field

from carrel.foundation.knowledge.queries import discordance, snapshots
from carrel.interfaces.api.v2.answers import answer, sliced
from carrel.interfaces.api.v2.asking import InCatalogue, Part
from carrel.interfaces.api.v2.bodies import JSON
from carrel.interfaces.api.v2.door import who
from carrel.interfaces.api.v2.operations import Operations
from carrel.interfaces.api.v2.shapes_reviews import DisagreementPage


on = Operations("Exchange")


class SnapshotAsked(InCatalogue):
    """Which panels."""

    signed_off: Annotated[bool, Field(description="The latest signed-off version of each panel that has one.")] = False


class Sides(Part):
    """Two catalogues."""

    left: Annotated[str, Field(pattern=r"^[a-z0-9_-]{1,40}$")] = "house"
    right: Annotated[str, Field(pattern=r"^[a-z0-9_-]{1,40}$")]


@on.reads("/snapshot", dict[str, Any])
def download_snapshot(request: HttpRequest, asked: Annotated[SnapshotAsked, Query(...)]) -> HttpResponseBase:
    """Download the current versions of all panels that you may read, as one file that `carrel interpret --panels` takes."""
    pieces = snapshots.snapshot(who(request), asked.catalogue, signed_off=asked.signed_off)
    response = StreamingHttpResponse(pieces, content_type=JSON)
    response.headers["Content-Disposition"] = f'attachment; filename="panels-{asked.catalogue}.json"'
    response.headers["Cache-Control"] = "private, no-cache"
    return response
