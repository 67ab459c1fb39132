"""The tables of curation as a page: the green criteria, the life of a panel, the fields, and the sentences of the history."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from carrel.foundation.knowledge.rules.activity_texts import CLASSIFIED, TEXTS
from carrel.foundation.knowledge.rules.entity_fields import FIELDS
from carrel.foundation.knowledge.rules.green_criteria import CRITERIA
from carrel.foundation.knowledge.rules.ratings import EXPERT_SOURCES, HIGH_CONFIDENCE_SOURCES
from carrel.foundation.knowledge.states import OPEN_TO_ALL, PANEL_PROCESS, EntityKind, PanelStatus


def markdown() -> str:
    """docs/reference/curation-tables.md."""
    return "\n".join(_lines())


def diagram() -> str:
    """The life of a panel as a Mermaid diagram."""
    steps = "\n".join(f"    {step.start} --> {step.end}: {step.verb}" for step in PANEL_PROCESS.steps)
    return f"```mermaid\nstateDiagram-v2\n    [*] --> {PanelStatus.INTERNAL}\n{steps}\n```"


def _lines() -> Iterator[str]:
    yield "# Tables of curation\n\nWritten from the code; a test fails where this page is not current.\n"
    yield "## When a gene may be green\n\nGreen = (A or B or C) and D and E, and not I. An unanswered criterion does not hold.\n"
    yield _table(("", "Criterion", "Part", "In full"), ((c.letter, c.title, c.part, c.prose) for c in CRITERIA))
    yield f"Source: {CRITERIA[0].source}.\n"
    yield "## What a curator's decision writes among the sources, and in the history\n"
    yield _table(
        ("Level", "Source", "History"),
        ((level.value, EXPERT_SOURCES[level], CLASSIFIED[level]) for level in EXPERT_SOURCES),
    )
    yield f"Where no curator has decided, these sources count: {'; '.join(HIGH_CONFIDENCE_SOURCES)}.\n"
    yield f"## The life of a panel\n\n{diagram()}\n"
    yield _table(("From", "Verb", "To", "Needs"), ((s.start, s.verb, s.end, s.needs) for s in PANEL_PROCESS.steps))
    yield f"Everybody reads panels that are {', '.join(sorted(OPEN_TO_ALL))}.\n"
    yield "## The fields of genes, repeats and regions\n"
    kinds = list(EntityKind)
    yield _table(
        ("Name", "Title", *(kind.plural for kind in kinds), "Choices"),
        (
            (f.name, f.title, *(_has(f.kinds, f.required, kind) for kind in kinds), " / ".join(f.choices))
            for f in FIELDS
        ),
    )
    yield "## The sentences of the history\n"
    yield _table(("Key", "Sentence", "Read by"), ((key, text.template, text.read_by) for key, text in TEXTS.items()))


def _has(kinds: frozenset[EntityKind], required: frozenset[EntityKind], kind: EntityKind) -> str:
    return "needed" if kind in required else "yes" if kind in kinds else ""


def _table(titles: Iterable[str], rows: Iterable[Iterable[object]]) -> str:
    lines = [list(titles)]
    lines += [["---"] * len(lines[0]), *([str(cell).replace("|", "\\|") for cell in row] for row in rows)]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines) + "\n"
