"""The words and shapes in which pages tell ratings, statuses, kinds and modes of inheritance."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from carrel.foundation.knowledge.states import Confidence, EntityKind, PanelStatus


@dataclass(frozen=True, slots=True)
class Light:
    """How a rating is shown: never by its colour alone. `shape` is the path of a drawing in a square of 20."""

    key: str
    label: str
    meaning: str
    shape: str


LIGHTS = {
    Confidence.GREEN: Light(
        "green",
        "Green",
        "high evidence: fit for diagnosis",
        "M10 1a9 9 0 1 1 0 18 9 9 0 0 1 0-18Zm4.6 5.6-6 6.2-2.8-2.8-1.5 1.5 4.4 4.3 7.5-7.7Z",
    ),
    Confidence.AMBER: Light(
        "amber", "Amber", "moderate evidence", "M10 1.5 19.5 18.5H.5Zm-1.1 5.7v5.3h2.2V7.2Zm0 6.7v2.2h2.2v-2.2Z"
    ),
    Confidence.RED: Light("red", "Red", "low evidence", "M2 2h16v16H2Zm3 6.9v2.2h10V8.9Z"),
    Confidence.NO_LIST: Light(
        "none", "No list", "not rated, or removed", "M10 1a9 9 0 1 1 0 18 9 9 0 0 1 0-18Zm0 2.2a6.8 6.8 0 1 0 0 13.6 6.8 6.8 0 0 0 0-13.6Z"
    ),
}  # fmt: skip
OPINION_LIGHTS: dict[int | str, Confidence] = {
    "GREEN": Confidence.GREEN,
    "AMBER": Confidence.AMBER,
    "RED": Confidence.RED,
}
BY_KEY = {light.key: level for level, light in LIGHTS.items()}

KINDS = {
    EntityKind.GENE: ("gene", "genes"),
    EntityKind.STR: ("short tandem repeat", "short tandem repeats"),
    EntityKind.REGION: ("region", "regions"),
}

STATUSES = {
    PanelStatus.INTERNAL: ("Internal", "orange"),
    PanelStatus.PUBLIC: ("Public", "white"),
    PanelStatus.PROMOTED: ("Promoted", "green"),
    PanelStatus.RETIRED: ("Retired", "grey"),
    PanelStatus.DELETED: ("Deleted", "red"),
}

_SHORT_MODES = (
    (re.compile(r"^MONOALLELIC.*maternally imprinted"), "Monoallelic, maternally imprinted"),
    (re.compile(r"^MONOALLELIC.*paternally imprinted"), "Monoallelic, paternally imprinted"),
    (re.compile(r"^MONOALLELIC.*imprinted status unknown"), "Monoallelic, imprinting unknown"),
    (re.compile(r"^MONOALLELIC"), "Monoallelic"),
    (re.compile(r"^BIALLELIC"), "Biallelic"),
    (re.compile(r"^BOTH.*SEVERE"), "Both; biallelic more severe"),
    (re.compile(r"^BOTH"), "Both mono- and biallelic"),
    (re.compile(r"^X-LINKED.*biallelic"), "X-linked; females biallelic"),
    (re.compile(r"^X-LINKED"), "X-linked; females may be affected"),
    (re.compile(r"^MITOCHONDRIAL"), "Mitochondrial"),
)
_PUBMED = re.compile(r"(?<![\d/.])(?:PMID[:\s]*)?(\d{5,9})(?![\d/.])", re.IGNORECASE)
_ONLY_PUBMED = re.compile(r"\s*(?:PMID[:\s]*)?(\d{5,9})\s*", re.IGNORECASE)
_DOI = re.compile(r"\b10\.\d{4,9}/[^\s\"<>]+[^\s\"<>.,;)]")


def light(rating: int) -> Light:
    """How a rating is shown."""
    return LIGHTS[Confidence(rating)]


def short_mode(mode: str) -> str:
    """A mode of inheritance in a few words, for tables; the words themselves where they are short already."""
    return next((short for pattern, short in _SHORT_MODES if pattern.match(mode)), mode)


def counted(number: int, kind: EntityKind) -> str:
    """1 gene, 12 genes."""
    one, several = KINDS[kind]
    return f"{number:,} {one if number == 1 else several}"


def counted_all(stats: dict[str, int]) -> str:
    """Everything that a panel has, in words: 12 genes, 1 short tandem repeat."""
    parts = [counted(number, kind) for kind in EntityKind if (number := stats.get(f"number_of_{kind.plural}", 0))]
    return ", ".join(parts) or "nothing yet"


def moment(at: datetime | None) -> str:
    """A time as pages tell it, always in UTC: 4 March 2026, 14:05 UTC."""
    if at is None:
        return ""
    utc = at.astimezone(UTC)
    return f"{utc.day} {utc:%B %Y, %H:%M} UTC"


@dataclass(frozen=True, slots=True)
class Reference:
    """A publication as a page shows it: its text, and where it can be read; `href` is empty where that is not known."""

    text: str
    href: str


def references(publications: Iterable[str] | None) -> list[Reference]:
    """Publications with their links: PubMed ids and DOIs are recognised, also several in one text."""
    found: dict[str, Reference] = {}
    for text in publications or ():
        for one in _references_in(str(text)):
            found.setdefault(one.text, one)
    return list(found.values())


def _references_in(text: str) -> list[Reference]:
    doi = _DOI.search(text)
    if doi:
        return [Reference(text, f"https://doi.org/{doi.group()}")]
    pieces = [piece for piece in re.split(r"[;,]", text) if piece.strip()]
    plain = [_ONLY_PUBMED.fullmatch(piece) for piece in pieces]
    if pieces and all(plain):
        return [_pubmed(match.group(1)) for match in plain if match]
    inside = _PUBMED.search(text)
    return [Reference(text, f"https://pubmed.ncbi.nlm.nih.gov/{inside.group(1)}/" if inside else "")]


def _pubmed(number: str) -> Reference:
    return Reference(f"PubMed {number}", f"https://pubmed.ncbi.nlm.nih.gov/{number}/")
