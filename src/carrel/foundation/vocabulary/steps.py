"""A process as one table of steps, from which buttons, checks, diagrams and tests are derived."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from carrel.foundation.vocabulary.actors import Actor, Permission


@dataclass(frozen=True, slots=True)
class Step:
    """Who may go from one state to another, and what the step is called."""

    start: StrEnum
    verb: str
    end: StrEnum
    needs: Permission


@dataclass(frozen=True, slots=True)
class Process:
    """All steps of a process. No two steps share a start and a verb."""

    steps: tuple[Step, ...]

    def open_to(self, actor: Actor, state: StrEnum) -> tuple[Step, ...]:
        """The steps this actor may take from this state, in the order of the table."""
        return tuple(step for step in self.steps if step.start == state and actor.may(step.needs))

    def step(self, state: StrEnum, verb: str) -> Step | None:
        """The step with this verb from this state, or None."""
        return next((step for step in self.steps if step.start == state and step.verb == verb), None)

    def objections(self, actor: Actor, state: StrEnum, verb: str) -> Iterable[str]:
        """Why the actor may not take this step; nothing where they may."""
        found = self.step(state, verb)
        if found is None:
            verbs = ", ".join(step.verb for step in self.steps if step.start == state) or "nothing more"
            yield f"From “{state}” there is no step “{verb}”; possible: {verbs}."
        elif not actor.may(found.needs):
            yield f"To {verb} needs the permission “{found.needs}”."
