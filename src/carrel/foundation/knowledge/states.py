"""The life of a panel, and the words of its curation."""

from __future__ import annotations

from enum import IntEnum, StrEnum

from carrel.foundation.vocabulary.actors import Permission
from carrel.foundation.vocabulary.steps import Process, Step


class PanelStatus(StrEnum):
    """Who sees a panel. The words are PanelApp's."""

    INTERNAL = "internal"  # in preparation, or for the house only
    PUBLIC = "public"
    PROMOTED = "promoted"  # public, and recommended
    RETIRED = "retired"  # was public, and is no longer kept; everybody can read it, so an internal panel is not retired
    DELETED = "deleted"  # withdrawn from view; versions that reports name stay readable by id and version


PANEL_PROCESS = Process(
    (
        Step(PanelStatus.INTERNAL, "publish", PanelStatus.PUBLIC, Permission.CURATE_PANELS),
        Step(PanelStatus.PUBLIC, "promote", PanelStatus.PROMOTED, Permission.CURATE_PANELS),
        Step(PanelStatus.PROMOTED, "demote", PanelStatus.PUBLIC, Permission.CURATE_PANELS),
        Step(PanelStatus.PUBLIC, "withdraw", PanelStatus.INTERNAL, Permission.CURATE_PANELS),
        Step(PanelStatus.PUBLIC, "retire", PanelStatus.RETIRED, Permission.CURATE_PANELS),
        Step(PanelStatus.PROMOTED, "retire", PanelStatus.RETIRED, Permission.CURATE_PANELS),
        Step(PanelStatus.RETIRED, "restore", PanelStatus.INTERNAL, Permission.CURATE_PANELS),
        Step(PanelStatus.RETIRED, "delete", PanelStatus.DELETED, Permission.CURATE_PANELS),
        Step(PanelStatus.INTERNAL, "delete", PanelStatus.DELETED, Permission.CURATE_PANELS),
    )
)
OPEN_TO_ALL = frozenset({PanelStatus.PUBLIC, PanelStatus.PROMOTED, PanelStatus.RETIRED})  # read by everybody


class EntityKind(StrEnum):
    """What stands on a panel, in the words of the REST API."""

    GENE = "gene"
    STR = "str"
    REGION = "region"

    @property
    def plural(self) -> str:
        """Its list in a panel's document: genes, strs, regions."""
        return f"{self.value}s"


class Confidence(IntEnum):
    """A curated rating as the REST API's `confidence_level` writes it."""

    NO_LIST = 0
    RED = 1
    AMBER = 2
    GREEN = 3


class Opinion(StrEnum):
    """A reviewer's rating; a review may also only comment."""

    GREEN = "GREEN"
    AMBER = "AMBER"
    RED = "RED"
    NONE = ""
