"""Who may do what to panels: each answer is a sentence a person can read, and silence means yes."""

from __future__ import annotations

from collections.abc import Iterator

from carrel.foundation.knowledge.states import OPEN_TO_ALL, PANEL_PROCESS, PanelStatus
from carrel.foundation.vocabulary.actors import Actor, Permission


def objections_to_reading(actor: Actor, status: PanelStatus) -> Iterator[str]:
    """Why this actor may not read a panel in this state."""
    if status not in OPEN_TO_ALL and not actor.may(Permission.READ_INTERNAL_PANELS):
        yield "This panel is not public; curators can read it."


def objections_to_curating(
    actor: Actor, status: PanelStatus, origin: str, follows: bool, composed: bool
) -> Iterator[str]:
    """Why this actor may not change what stands on a panel."""
    if not actor.may(Permission.CURATE_PANELS):
        yield "Only curators change panels."
    if status in (PanelStatus.RETIRED, PanelStatus.DELETED):
        yield f"This panel is {status}; restore it first."
    if follows:
        yield f"This panel is kept as {origin or 'its origin'} has it; adopt it, or copy it, to change it here."
    if composed:
        yield "This super-panel is put together from other panels; change those, or which they are."


def objections_to_reviewing(actor: Actor, status: PanelStatus) -> Iterator[str]:
    """Why this actor may not review what stands on a panel."""
    yield from objections_to_reading(actor, status)
    if not actor.may(Permission.REVIEW_PANELS):
        yield "Only registered reviewers rate and comment; a curator can invite you."
    if status in (PanelStatus.RETIRED, PanelStatus.DELETED):
        yield f"This panel is {status}; it is no longer reviewed."


def objections_to_signing_off(actor: Actor, status: PanelStatus, already: bool) -> Iterator[str]:
    """Why this actor may not declare a version fit for clinical use."""
    if not actor.may(Permission.SIGN_OFF_PANELS):
        yield "You have not the permission to sign panels off."
    if status not in (PanelStatus.PUBLIC, PanelStatus.PROMOTED):
        yield f"This panel is {status}; only public panels are signed off."
    if already:
        yield "This version is signed off already."


def objections_to_step(actor: Actor, status: PanelStatus, verb: str) -> Iterator[str]:
    """Why this actor may not take a panel to another state."""
    yield from PANEL_PROCESS.objections(actor, status, verb)
