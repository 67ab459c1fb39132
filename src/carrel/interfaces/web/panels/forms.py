"""Forms as data: what is asked, how it is shown again with what is wrong, and how the answers are read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.http import QueryDict

from carrel.foundation.knowledge.rules.entity_fields import EntityField
from carrel.foundation.knowledge.rules.entity_fields import fields_of as entity_fields
from carrel.foundation.knowledge.states import EntityKind


Faults = Sequence[tuple[str, str]]
LONG_TEXTS = frozenset({"comment", "description"})


@dataclass(frozen=True, slots=True)
class Question:
    """One question of a form. `kind`: text, area, list (one a line), select, radios (in a row), stack (radios below each other), check."""

    name: str
    label: str
    kind: str = "text"
    hint: str = ""
    choices: tuple[tuple[str, str], ...] = ()
    width: str = ""  # of a text: 10, 20, 30


@dataclass(frozen=True, slots=True)
class Shown:
    """A question with the answer that stands in it, and what is wrong with that."""

    question: Question
    value: str
    error: str = ""

    @property
    def id(self) -> str:
        """Where links of the error summary lead."""
        return f"field-{self.question.name}"

    @property
    def described_by(self) -> str:
        """The ids of its hint and its error, for aria-describedby."""
        parts = [f"{self.id}-hint"] if self.question.hint else []
        return " ".join([*parts, *([f"{self.id}-error"] if self.error else [])])


@dataclass(frozen=True, slots=True)
class Form:
    """Questions as a page shows them; `faults` are (id of the field, sentence) for the summary at the top."""

    fields: tuple[Shown, ...]
    faults: tuple[tuple[str, str], ...]


def form(questions: Iterable[Question], values: Mapping[str, object], faults: Faults = ()) -> Form:
    """The form with these values; a fault whose field is not on it leads to the form's first field."""
    asked = tuple(questions)
    wrong = dict(reversed(faults))
    fields = tuple(_shown(one, as_typed(values.get(one.name)), wrong.get(one.name, "")) for one in asked)
    known = {one.name for one in asked}
    first = asked[0].name if asked else ""
    return Form(fields, tuple((f"field-{name if name in known else first}", sentence) for name, sentence in faults))


def _shown(question: Question, value: str, error: str) -> Shown:
    """A value that is none of the choices, as older panels have it, can be left as it is."""
    if question.kind == "select" and value not in dict(question.choices):
        question = replace(question, choices=(*question.choices, (value, f"{value} (as it is)")))
    return Shown(question, value, error)


def as_typed(value: object) -> str:
    """A value as it stands in a field: lists one a line."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list | tuple):
        if len(value) == 2 and all(isinstance(one, int) for one in value):
            return f"{value[0]}-{value[1]}"
        return "\n".join(str(one) for one in value)
    return str(value)


def answers(questions: Iterable[Question], sent: QueryDict) -> dict[str, Any]:
    """What was sent, by name: lists as lists, ticked boxes as True, everything else as text."""
    return {one.name: _answer(one, sent.get(one.name, "")) for one in questions}


def _answer(question: Question, text: str) -> Any:
    if question.kind == "list":
        return [line.strip() for line in text.replace("\r", "").split("\n") if line.strip()]
    if question.kind == "check":
        return text == "yes"
    return text


_HINTS = {
    "publications": "One a line: a PubMed id, a DOI, or a reference in words",
    "phenotypes": "One a line, with its OMIM or HPO number where there is one",
    "evidence": "One a line",
    "tags": "One a line",
    "transcript": "One a line",
    "grch37_coordinates": "For example 46273463-46273522",
    "grch38_coordinates": "For example 45770205-45770264",
}
_LISTS = frozenset({"publications", "phenotypes", "evidence", "tags", "transcript"})


def questions_for(kind: EntityKind) -> tuple[Question, ...]:
    """What a curator is asked about a gene, repeat or region: the house's one table of fields, those that are needed first."""
    ordered = sorted(entity_fields(kind), key=lambda field: kind not in field.required)
    return tuple(question_of(field, kind) for field in ordered)


def question_of(field: EntityField, kind: EntityKind) -> Question:
    """A field of the table as a question."""
    needed = "" if kind in field.required else " (optional)"
    if field.choices:
        choices = (("", "Not given"), *((choice, choice) for choice in field.choices))
        return Question(field.name, field.title + needed, "select", choices=choices)
    style = "list" if field.name in _LISTS else "text"
    return Question(
        field.name, field.title + needed, style, _HINTS.get(field.name, ""), width="30" if style == "text" else ""
    )
