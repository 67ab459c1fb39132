"""Which edition of the tiering rules this is."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Edition:
    """One state of all the rule tables. Reports name it; a changed row needs a new one."""

    id: str
    date: str
    note: str


RULES_EDITION = Edition(
    "carrel-tiering-2026.1",
    "2026-11-20",
    "Small variants: frequency, consequence, known pathogenic, eleven segregation filters, mode of inheritance, tiers 1 to 3.",
)
