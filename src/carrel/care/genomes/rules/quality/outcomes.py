"""How a threshold row becomes a check that people can read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from carrel.care.genomes.rules.quality.thresholds import Threshold
from carrel.care.genomes.values import Check, CheckStatus


@dataclass(frozen=True, slots=True)
class Subject:
    """What is checked, of whom, what was measured and what was expected: all of a check but its outcome."""

    code: str
    name: str
    people: tuple[str, ...]
    value: str = ""
    expected: str = ""


def passed(subject: Subject, message: str, rows: Sequence[Threshold]) -> Check:
    """The check passed: none of `rows`, the thresholds that it was held against, applies."""
    return _check(subject, CheckStatus.PASSED, message, rows)


def caught(subject: Subject, message: str, row: Threshold) -> Check:
    """The row applies and decides: FAILED (blocks the case), WARNING or NOT_ASSESSED."""
    return _check(subject, row.outcome, message, (row,))


def not_assessed(subject: Subject, message: str, row: Threshold | None = None) -> Check:
    """Too little is known. Never to be read as a pass."""
    return _check(subject, CheckStatus.NOT_ASSESSED, message, (row,) if row else ())


def warned(subject: Subject, message: str, rows: Sequence[Threshold]) -> Check:
    """Evidence disagrees: a reader must know, but nothing is shown to be wrong."""
    return _check(subject, CheckStatus.WARNING, message, rows)


def _check(subject: Subject, status: CheckStatus, message: str, rows: Sequence[Threshold]) -> Check:
    return Check(
        code=subject.code,
        name=subject.name,
        status=status,
        people=subject.people,
        value=subject.value,
        expected=subject.expected,
        message=message,
        threshold="; ".join(row.text for row in rows),
        source="; ".join(dict.fromkeys(row.source for row in rows)),
        blocking=status is CheckStatus.FAILED,
    )


def percent(share: float, digits: int = 1) -> str:
    return f"{100 * share:.{digits}f} %"


def ratio(part: float, whole: float) -> float | None:
    """A share, or None where there is nothing to share."""
    return part / whole if whole else None


def number(value: float | None, digits: int = 2) -> str:
    return "not known" if value is None else f"{value:.{digits}f}"
