"""What addresses of the API have in common: which panel, which version, which entry, which part of a list."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from ninja import Path, Query, Schema
from pydantic import Field

from carrel.foundation.knowledge.errors import PanelIsUnknown
from carrel.foundation.knowledge.queries import curated
from carrel.foundation.knowledge.states import EntityKind
from carrel.foundation.vocabulary.actors import Actor
from carrel.interfaces.api.v2.answers import FURTHEST, MOST
from carrel.interfaces.api.v2.shapes import Kind


if TYPE_CHECKING:
    from carrel.foundation.knowledge.models import Panel, PanelVersion


class PanelAt(Schema):
    """Names a panel by its number."""

    number: Annotated[int, Field(ge=1, le=999_999_999, description="The panel's number.")]


class VersionAt(PanelAt):
    """Names one version of a panel."""

    version: Annotated[str, Field(pattern=r"^[0-9]{1,9}\.[0-9]{1,9}$", description="The version, major.minor.")]


class EntityAt(PanelAt):
    """Names a gene, repeat or region of a panel."""

    kind: Kind
    name: Annotated[
        str,
        Field(min_length=1, max_length=128, pattern=r"^[^/\x00]+$", description="The entry's name, such as a symbol."),
    ]

    @property
    def entity_kind(self) -> EntityKind:
        """The kind as the rooms know it."""
        return EntityKind(self.kind)


class GeneAt(Schema):
    """Names a gene."""

    key: Annotated[
        str,
        Field(min_length=1, max_length=64, pattern=r"^[^/\x00]+$",
              description="An HGNC id (HGNC:1100 or 1100), or a symbol, also an earlier one or an alias."),
    ]  # fmt: skip


class Part(Schema):
    """Which part of a list."""

    limit: Annotated[int, Field(ge=1, le=MOST)] = 100
    offset: Annotated[int, Field(ge=0, le=FURTHEST)] = 0


class InCatalogue(Schema):
    """Which collection of panels."""

    catalogue: Annotated[
        str,
        Field(
            pattern=r"^[a-z0-9_-]{1,40}$", description="`house`: what is curated here. Others were taken to compare."
        ),
    ] = "house"


class PartInCatalogue(InCatalogue, Part):
    """Which part of a list of which collection."""


class InVersion(InCatalogue):
    """Which version of a panel."""

    version: Annotated[
        str, Field(pattern=r"^$|^[0-9]{1,9}\.[0-9]{1,9}$", description="major.minor; the current one if left out.")
    ] = ""


PanelPath = Annotated[PanelAt, Path(...)]
VersionPath = Annotated[VersionAt, Path(...)]
EntityPath = Annotated[EntityAt, Path(...)]
GenePath = Annotated[GeneAt, Path(...)]
PartQuery = Annotated[Part, Query(...)]
ListQuery = Annotated[PartInCatalogue, Query(...)]
VersionQuery = Annotated[InVersion, Query(...)]
CatalogueQuery = Annotated[InCatalogue, Query(...)]


def panel_at(actor: Actor, number: int, catalogue: str = "house") -> Panel:
    """The panel of an address. Raises PanelIsUnknown, also where the actor may not read it."""
    found = curated.panel_by(actor, str(number), catalogue)
    if found.number != number:  # another panel may have the digits as its name
        raise PanelIsUnknown(f"There is no panel {number} here; look it up in the list of panels.")
    return found


def version_at(actor: Actor, number: int, asked: InVersion) -> tuple[Panel, PanelVersion]:
    """The panel and version of an address; the current version where none is named. Raises PanelIsUnknown."""
    panel = panel_at(actor, number, asked.catalogue)
    return panel, curated.version_named(panel, asked.version)
