"""When a gene may be green: the criteria that a curator answers one by one, as a table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


SOURCE = "Genomics England, PanelApp handbook: criteria of diagnostic grade (green)"


class Part(StrEnum):
    """What a criterion does to the rating."""

    ONE_OF = "one of"  # at least one of these must hold
    EACH = "each"  # all of these must hold
    NONE_OF = "none of"  # none of these may hold


@dataclass(frozen=True, slots=True)
class Criterion:
    """One criterion: its letter, a title for forms, what is asked in full, what it does, and where it is from."""

    letter: str
    title: str
    prose: str
    part: Part
    source: str = SOURCE


CRITERIA = (
    Criterion(
        "A", "More than three families, in a functional region",
        "Plausible disease-causing variants, within a functional region of the gene that can be interpreted, are known in more than "
        "three unrelated families.", Part.ONE_OF,
    ),
    Criterion(
        "B", "More than three families, in a regulatory region",
        "As A, for variants in a region that regulates the gene in cis.", Part.ONE_OF,
    ),
    Criterion(
        "C", "Two or three families, and functional evidence",
        "As A or B, but in two or three unrelated families, with convincing further evidence from function or bioinformatics: "
        "a model organism, a known effect on the protein.", Part.ONE_OF,
    ),
    Criterion(
        "D", "A Mendelian pattern fit for a report",
        "The gene causes disease in a Mendelian way, in a pattern that is fit to be reported.", Part.EACH,
    ),
    Criterion("E", "Nothing speaks against it", "No evidence contradicts the part of this gene in this disease.", Part.EACH),
    Criterion(
        "I", "Intermediate penetrance",
        "Variants of this gene raise the risk but often do not lead to disease (intermediate penetrance). Such genes are not green.",
        Part.NONE_OF,
    ),
)  # fmt: skip
LETTERS = tuple(criterion.letter for criterion in CRITERIA)


def green_is_met(answers: Mapping[str, bool | None]) -> bool:
    """(A or B or C) and D and E, and not I. An unanswered criterion does not hold."""
    return not list(unmet(answers))


def unmet(answers: Mapping[str, bool | None]) -> list[str]:
    """What green lacks, each as a sentence; nothing where the criteria are met."""
    held = {letter for letter in LETTERS if answers.get(letter) is True}
    of_part = {part: [one for one in CRITERIA if one.part is part] for part in Part}
    found = []
    if not held & {one.letter for one in of_part[Part.ONE_OF]}:
        found.append("None of the criteria A, B and C is met.")
    found += [
        f"Criterion {one.letter} is not met: {one.title}." for one in of_part[Part.EACH] if one.letter not in held
    ]
    found += [f"{one.title} excludes green." for one in of_part[Part.NONE_OF] if one.letter in held]
    return found
