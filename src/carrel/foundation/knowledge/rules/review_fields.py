"""What a review may say, and how what a reviewer gives is read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from carrel.foundation.knowledge.errors import EntryIsWrong
from carrel.foundation.knowledge.rules.entity_fields import BY_NAME, UNFIT
from carrel.foundation.knowledge.states import EntityKind, Opinion


LONGEST_COMMENT = 20_000
TEXTS = ("mode_of_inheritance", "mode_of_pathogenicity")
LISTS = ("publications", "phenotypes")
TITLES = {
    "rating": "Rating", "mode_of_pathogenicity": "Mode of pathogenicity", "publications": "Publications",
    "phenotypes": "Phenotypes", "mode_of_inheritance": "Mode of inheritance", "current_diagnostic": "Current diagnostic",
    "clinically_relevant": "Clinically relevant", "comment": "Comment",
}  # fmt: skip
FIELDS = tuple(name for name in TITLES if name != "rating")


def validated_review(kind: EntityKind, opinion: str, given: Mapping[str, object]) -> dict[str, Any]:
    """All fields of a review, those not given empty. `opinion` is an Opinion or "" for a comment without a rating.

    Raises EntryIsWrong with all faults, each a field's name and a sentence.
    """
    faults = [(name, f"{name}: a review has no such field.") for name in given if name not in FIELDS]
    rating = _rating(opinion, faults)
    result: dict[str, Any] = {"rating": rating}
    for name in (*TEXTS, *LISTS):
        result[name] = _as_on_panels(kind, name, given.get(name), faults)
    result["current_diagnostic"] = bool(_yes_no("current_diagnostic", given, faults))
    result["clinically_relevant"] = _clinically_relevant(kind, given, faults)
    result["comment"] = comment_of(given.get("comment"), faults)
    if not faults and not any(result.values()):
        faults.append(("rating", "The review says nothing: give a rating, a comment, or one of the other fields."))
    if faults:
        raise EntryIsWrong(faults)
    return result


def comment_of(value: object, faults: list[tuple[str, str]]) -> str:
    """A comment as it is kept; what is wrong with it is added to `faults`. Markup stays text: pages show it as it was typed."""
    text = "" if value is None else str(value).strip().replace("\r\n", "\n")
    if len(text) > LONGEST_COMMENT:
        faults.append(("comment", f"The comment is longer than {LONGEST_COMMENT} letters."))
    if UNFIT.search(text):
        faults.append(("comment", "The comment has control characters in it."))
    return text


def _rating(opinion: str, faults: list[tuple[str, str]]) -> str:
    try:
        return Opinion(opinion).value
    except ValueError:
        faults.append(("rating", f"The rating is {str(opinion)[:40]!r}; write GREEN, AMBER or RED, or nothing."))
        return ""


def _as_on_panels(kind: EntityKind, name: str, value: object, faults: list[tuple[str, str]]) -> Any:
    read, fault = BY_NAME[name].attempt(value)
    if fault:
        faults.append((name, f"{TITLES[name]} {fault}."))
    return read


def _yes_no(name: str, given: Mapping[str, object], faults: list[tuple[str, str]]) -> bool | None:
    value = given.get(name)
    if value is not None and not isinstance(value, bool):
        faults.append((name, f"{TITLES[name]} is neither true nor false."))
        return None
    return value


def _clinically_relevant(kind: EntityKind, given: Mapping[str, object], faults: list[tuple[str, str]]) -> bool | None:
    value = _yes_no("clinically_relevant", given, faults)
    if value is not None and kind is not EntityKind.STR:
        faults.append(("clinically_relevant", "Only repeats are asked for their clinical relevance."))
    return value
