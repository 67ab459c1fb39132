"""Operations that hand panels over in one piece, and that compare two collections of them."""

from __future__ import annotations

from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from ninja import Query
from pydantic import Field

from carrel.foundation.knowledge.queries import discordance, snapshots
from carrel.foundation.knowledge.rules.discordance import Disagreement
from carrel.foundation.knowledge.states import Confidence
from carrel.interfaces.api.v2.answers import answer, page
from carrel.interfaces.api.v2.asking import InCatalogue, Part
from carrel.interfaces.api.v2.bodies import JSON
from carrel.interfaces.api.v2.door import refuse_too_often, who
from carrel.interfaces.api.v2.operations import Operations
from carrel.interfaces.api.v2.shapes import RATINGS
from carrel.interfaces.api.v2.shapes_reviews import DisagreementPage


on = Operations("Exchange")


class SnapshotAsked(InCatalogue):
    """Which panels."""

    signed_off: Annotated[bool, Field(description="The latest signed-off version of each panel that has one.")] = False


class Sides(Part):
    """Two catalogues."""

    left: Annotated[str, Field(pattern=r"^[a-z0-9_-]{1,40}$", description="The other catalogue, such as australia.")]
    right: Annotated[str, Field(pattern=r"^[a-z0-9_-]{1,40}$")] = "house"


@on.reads("/snapshot", dict[str, Any])
def download_snapshot(request: HttpRequest, asked: Annotated[SnapshotAsked, Query(...)]) -> HttpResponseBase:
    """Download the current versions of all panels that you may read, as one file that `carrel interpret --panels` takes."""
    refuse_too_often(request, who(request), "heavy")
    pieces = snapshots.snapshot(who(request), asked.catalogue, signed_off=asked.signed_off)
    response = StreamingHttpResponse(pieces, content_type=JSON)
    response.headers["Content-Disposition"] = f'attachment; filename="panels-{asked.catalogue}.json"'
    response.headers["Cache-Control"] = "private, no-cache"
    return response


@on.reads("/disagreements", DisagreementPage)
def list_disagreements(request: HttpRequest, asked: Annotated[Sides, Query(...)]) -> HttpResponse:
    """List genes about which two catalogues disagree, what matters most first. Panels are matched by name, or by their genes."""
    found = discordance.disagreements_of(who(request), asked.left, asked.right)
    shown = [_shown(one) for one in found[asked.offset : asked.offset + asked.limit]]
    return answer(request, page(request, len(found), shown, asked.offset, asked.limit))


def _shown(one: Disagreement) -> dict[str, Any]:
    return {
        "kind": one.kind.value, "hgnc_id": one.hgnc_id, "symbol": one.symbol, "matched_by": one.matched_by,
        "green_on_one_side": one.green_on_one_side,
        "left": _side(one.left_panel, one.left_name, one.left_rating, one.left_mode),
        "right": _side(one.right_panel, one.right_name, one.right_rating, one.right_mode),
    }  # fmt: skip


def _side(panel: str, name: str, rating: Confidence | None, mode: str) -> dict[str, Any]:
    return {
        "panel": panel, "panel_name": name, "rating": None if rating is None else RATINGS[rating.value],
        "mode_of_inheritance": mode,
    }  # fmt: skip
