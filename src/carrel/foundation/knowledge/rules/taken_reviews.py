"""Opinions of reviewers as another PanelApp answers them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from carrel.foundation.knowledge.errors import PanelFileIsUnreadable
from carrel.foundation.knowledge.rules.entity_fields import LONGEST_TEXT, MOST_TEXTS
from carrel.foundation.knowledge.rules.taken_panels import time_of
from carrel.foundation.knowledge.states import EntityKind, Opinion


LISTS = {kind.plural: kind for kind in EntityKind}
Evaluations = Mapping[tuple[EntityKind, str], Sequence[Mapping[str, Any]]]


class TakenReview(NamedTuple):
    """One opinion; texts cut to what is kept."""

    rating: str
    mode_of_inheritance: str
    mode_of_pathogenicity: str
    publications: list[str]
    phenotypes: list[str]
    current_diagnostic: bool
    clinically_relevant: bool | None
    comment: str
    author: str
    created: datetime


def taken_review(line: Mapping[str, Any]) -> TakenReview | None:
    """An opinion, or None where it has no time or a rating that is none."""
    rating = str(line.get("rating") or "").upper()
    try:
        created = time_of(line.get("created"), "created")
    except PanelFileIsUnreadable:
        return None
    if rating not in [one.value for one in Opinion]:
        return None
    said = line.get("comments")
    comments = [one for one in said if isinstance(one, dict)] if isinstance(said, list) else []
    relevant = line.get("clinically_relevant")
    return TakenReview(
        rating, _text(line.get("moi"))[:255], _text(line.get("mode_of_pathogenicity"))[:255],
        _texts(line.get("publications")), _texts(line.get("phenotypes")), line.get("current_diagnostic") is True,
        relevant if isinstance(relevant, bool) else None,
        "\n\n".join(_text(one.get("comment")) for one in comments if one.get("comment")),
        next((_text(one.get("user_name"))[:120] for one in comments if one.get("user_name")), ""), created,
    )  # fmt: skip


def evaluations_of(value: object, where: str) -> Evaluations:
    """The opinions in a file beside a panel: `{"genes": {"BRCA2": [...]}, ...}`. Raises PanelFileIsUnreadable."""
    found: dict[tuple[EntityKind, str], Sequence[Mapping[str, Any]]] = {}
    lists = value if isinstance(value, dict) and set(value) <= set(LISTS) else None
    for plural, by_name in (lists or {}).items():
        if not isinstance(by_name, dict):
            lists = None
            break
        for name, lines in by_name.items():
            if not isinstance(lines, list) or not all(isinstance(line, dict) for line in lines):
                raise PanelFileIsUnreadable(
                    f"{where} cannot be used: the opinions on {name[:60]!r} are not a list of them."
                )
            found[LISTS[plural], name] = lines
    if lists is None:
        raise PanelFileIsUnreadable(f"{where} cannot be used: it is not an object of genes, strs and regions.")
    return found


def _text(value: object) -> str:
    return value.replace("\0", "") if isinstance(value, str) else ""


def _texts(value: object) -> list[str]:
    texts = value if isinstance(value, list) else []
    return [_text(text)[:LONGEST_TEXT] for text in texts[:MOST_TEXTS] if _text(text)]
