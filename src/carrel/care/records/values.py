"""Phenotypic features of a participant, as HPO terms."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PhenotypicFeature:
    """One HPO term that was observed, or looked for and not found (`excluded`). Terms never mentioned are not here."""

    term: str  # HP:0000000
    label: str = ""
    excluded: bool = False
    onset: str = ""  # HPO onset term id, "" where not stated
