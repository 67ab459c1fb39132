"""Who may do what to panels: each answer is a sentence a person can read, and silence means yes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from carrel.foundation.knowledge.rules.green_criteria import unmet
from carrel.foundation.knowledge.states import OPEN_TO_ALL, PANEL_PROCESS, Confidence, PanelStatus
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


def objections_to_table_of_greens(greens: int, comment: str) -> Iterator[str]:
    """Why a table that makes this many entries green may not be taken: its criteria are not asked row by row."""
    if greens and not comment.strip():
        yield f"This table makes entries green ({greens}); write in the comment where the criteria for green were answered."


def objections_to_reviewing(actor: Actor, status: PanelStatus) -> Iterator[str]:
    """Why this actor may not review what stands on a panel."""
    yield from objections_to_reading(actor, status)
    if not actor.may(Permission.REVIEW_PANELS):
        yield "Only registered reviewers rate and comment; a curator can invite you."
    if status in (PanelStatus.RETIRED, PanelStatus.DELETED):
        yield f"This panel is {status}; it is no longer reviewed."


def objections_to_signing_off(actor: Actor, status: PanelStatus, already: bool, follows: bool = False) -> Iterator[str]:
    """Why this actor may not declare a version fit for clinical use."""
    if not actor.may(Permission.SIGN_OFF_PANELS):
        yield "You have not the permission to sign panels off."
    if status not in (PanelStatus.PUBLIC, PanelStatus.PROMOTED):
        yield f"This panel is {status}; only public panels are signed off."
    if already:
        yield "This version is signed off already."
    if follows:
        yield "This panel is kept as its origin has it, and so is what is signed off; adopt it to sign it off here."


def objections_to_step(
    actor: Actor,
    status: PanelStatus,
    verb: str,
    *,
    follows: bool = False,
    parents: Sequence[tuple[int, PanelStatus]] = (),
    hidden_children: Sequence[int] = (),
) -> Iterator[str]:
    """Why this actor may not take a panel to another state.

    `parents` are the super-panels that it is part of, (number, status); `hidden_children` the numbers of its own parts that not
    everybody may read.
    """
    found = list(PANEL_PROCESS.objections(actor, status, verb))
    yield from found
    if found:
        return
    step = PANEL_PROCESS.step(status, verb)
    end = PanelStatus(step.end) if step else status
    if follows:
        yield "This panel is kept as its origin has it, and so is its status; adopt it first."
    for number, parent in parents:
        if end is PanelStatus.DELETED or (end not in OPEN_TO_ALL and parent in OPEN_TO_ALL):
            yield f"It is part of super-panel {number}; take it out there first."
    if end in OPEN_TO_ALL and hidden_children:
        listed = ", ".join(str(number) for number in hidden_children)
        yield f"Its parts {listed} are not public, and it would show them; publish or take out these first."


def objections_to_deciding(
    actor: Actor, level: Confidence, answers: Mapping[str, bool | None], comment: str
) -> Iterator[str]:
    """Why this actor may not rate so. Green without its criteria needs a written reason, which everybody can read."""
    if not actor.may(Permission.CURATE_PANELS):
        yield "Only curators decide ratings."
    if level is Confidence.GREEN and not comment.strip():
        lacking = list(unmet(answers))
        if lacking:
            yield f"{' '.join(lacking)} Rate it amber, or write the reason why it is green all the same."


def objections_to_composing(
    actor: Actor, status: PanelStatus, children: Sequence[tuple[int, PanelStatus, bool]]
) -> Iterator[str]:
    """Why this actor may not put a super-panel in this state together from these: (number, status, is a super-panel)."""
    if not actor.may(Permission.CURATE_PANELS):
        yield "Only curators put super-panels together."
    if status in (PanelStatus.RETIRED, PanelStatus.DELETED):
        yield f"This panel is {status}; restore it first."
    if not children:
        yield "A super-panel needs at least one panel."
    for number, own, is_super in children:
        if is_super:
            yield f"Panel {number} is a super-panel itself; name its parts instead."
        if own is PanelStatus.DELETED:
            yield f"Panel {number} is deleted."
        if status in OPEN_TO_ALL and own not in OPEN_TO_ALL and own is not PanelStatus.DELETED:
            yield f"Panel {number} is {own}, but everybody can read this super-panel; publish it first."


def objections_to_copying(actor: Actor, status: PanelStatus, is_super: bool) -> Iterator[str]:
    """Why this actor may not copy this panel."""
    yield from objections_to_reading(actor, status)
    if not actor.may(Permission.CURATE_PANELS):
        yield "Only curators copy panels."
    if is_super:
        yield "A super-panel is not copied; put a new one together from its parts, or copy these."


def objections_to_adopting(actor: Actor, follows: bool, of_the_house: bool, is_super: bool) -> Iterator[str]:
    """Why this actor may not make a panel that follows its origin one that is curated here."""
    if not actor.may(Permission.CURATE_PANELS):
        yield "Only curators adopt panels."
    if not follows:
        yield "This panel is curated here already."
    if not of_the_house:
        yield "This panel is kept only to compare with; copy it to curate it here."
    if is_super:
        yield "This super-panel came whole from its origin; adopt its parts and put a new one together from them."


def objections_to_subscribing(actor: Actor) -> Iterator[str]:
    """Why this actor may not subscribe."""
    if actor.is_public or actor.id == "operator":
        yield "Sign in to subscribe."
