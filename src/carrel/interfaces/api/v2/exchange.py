"""Operations that hand panels over in one piece, and that compare two collections of them."""

from __future__ import annotations

from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from ninja import Query
from pydantic import Field

from carrel.foundation.knowledge.queries import discordance, snapshots
from carrel.interfaces.api.v2.answers import answer, sliced
from carrel.interfaces.api.v2.asking import CatalogueQuery, Part
from carrel.interfaces.api.v2.bodies import JSON
from carrel.interfaces.api.v2.door import who
from carrel.interfaces.api.v2.operations import Operations
from carrel.interfaces.api.v2.shapes_reviews import DisagreementPage
