"""How the sources of an entity decide its rating, and how far reviewers agree with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from carrel.foundation.knowledge.states import Confidence, Opinion


# A curator's decision is a source of its own; where there is one, it decides (PanelApp's code, 2019).
EXPERT_SOURCES = {
    Confidence.GREEN: "Expert Review Green",
    Confidence.AMBER: "Expert Review Amber",
    Confidence.RED: "Expert Review Red",
    Confidence.NO_LIST: "Expert Review Removed",
}
_DECIDES = {name.lower(): level for level, name in EXPERT_SOURCES.items()}
# Sources that count where no curator has decided.
HIGH_CONFIDENCE_SOURCES = (
    "Radboud University Medical Center, Nijmegen",
    "Illumina TruGenome Clinical Sequencing Services",
    "Emory Genetics Laboratory",
    "UKGTN",
)
OPINIONS = {Opinion.GREEN: Confidence.GREEN, Opinion.AMBER: Confidence.AMBER, Opinion.RED: Confidence.RED}


class Counts(NamedTuple):
    """Opinions on one entity. `comments` are reviews without a rating."""

    green: int = 0
    amber: int = 0
    red: int = 0
    comments: int = 0

    @property
    def rated(self) -> int:
        """Reviews that give a rating."""
        return self.green + self.amber + self.red

    def agreement(self, rating: int) -> float | None:
        """The share (0 to 1) of rated reviews that give the rating that stands; None where none is rated."""
        same = {Confidence.GREEN: self.green, Confidence.AMBER: self.amber, Confidence.RED: self.red}
        return same.get(Confidence(rating), 0) / self.rated if self.rated else None

    @property
    def prevailing(self) -> Confidence | None:
        """What more than half of the rated reviews say; None where no opinion has that."""
        for count, level in (
            (self.green, Confidence.GREEN),
            (self.amber, Confidence.AMBER),
            (self.red, Confidence.RED),
        ):
            if 2 * count > self.rated:
                return level
        return None

    def against(self, rating: int) -> str:
        """How the reviewers see it otherwise than the rating that stands, as a sentence; "" where they do not.

        They do where most give one other rating, and also where they agree on none but nobody gives the one that stands.
        """
        prevailing = self.prevailing
        if prevailing is not None:
            return f"Most reviewers say {prevailing.name.lower()}." if prevailing != rating else ""
        if not self.rated or self.agreement(rating):
            return ""
        if rating == Confidence.NO_LIST:
            return "Reviewers rate it, and it has no rating."
        return f"No reviewer says {Confidence(rating).name.lower()}."


def decided_by(evidence: Sequence[str]) -> Confidence | None:
    """The rating that a curator's decision among the sources gives; None where there is none. The last one decides."""
    found = [_DECIDES[name.strip().lower()] for name in evidence if name.strip().lower() in _DECIDES]
    return found[-1] if found else None


def rating_of(evidence: Sequence[str]) -> Confidence:
    """The rating that sources give: a curator's decision, else the number of high-confidence sources.

    At most green (3); at least red (1) where there is any source; no list (0) where there is none.
    """
    decided = decided_by(evidence)
    if decided is not None:
        return decided
    counted = len({name for name in evidence if name in HIGH_CONFIDENCE_SOURCES})
    return Confidence(min(3, counted or bool(evidence)))


def with_decision(evidence: Sequence[str], level: Confidence) -> list[str]:
    """The sources with this decision in the place of earlier ones, first of all; the others stay as and where they are."""
    return [EXPERT_SOURCES[level], *without_decision(evidence)]


def without_decision(evidence: Sequence[str]) -> list[str]:
    """The sources that are not a curator's decision."""
    return [name for name in evidence if name.strip().lower() not in _DECIDES]


def same_decision(before: Sequence[str], after: Sequence[str]) -> bool:
    """Do both lists hold the same decisions? Editing sources must not rate."""
    return [name for name in before if name.strip().lower() in _DECIDES] == [
        name for name in after if name.strip().lower() in _DECIDES
    ]


def counted(opinions: Mapping[str, int]) -> Counts:
    """Counts from opinion -> number."""
    names = (Opinion.GREEN, Opinion.AMBER, Opinion.RED, Opinion.NONE)
    return Counts(*(opinions.get(name.value, 0) for name in names))
