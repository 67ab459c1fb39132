"""What a panel says of itself, and how what a curator gives is read."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from carrel.foundation.knowledge.errors import EntryIsWrong
from carrel.foundation.knowledge.rules.entity_fields import LONGEST_TEXT, MOST_TEXTS, UNFIT


TITLES = {
    "name": "Name", "disease_group": "Disease group", "disease_sub_group": "Disease sub-group", "description": "Description",
    "relevant_disorders": "Relevant disorders", "types": "Panel types",
}  # fmt: skip
LONGEST = {"name": 255, "disease_group": 255, "disease_sub_group": 255, "description": 20_000}
TYPE_MEMBERS = ("name", "slug", "description")


def validated_about(given: Mapping[str, object]) -> dict[str, Any]:
    """The given parts as the API answers them. A type may be given as its name only.

    Raises EntryIsWrong with all faults, each a part's name and a sentence.
    """
    faults = [(name, f"{name[:40]}: a panel has no such part.") for name in given if name not in TITLES]
    result: dict[str, Any] = {}
    for name, value in given.items():
        if name in LONGEST:
            result[name] = _text(name, value, LONGEST[name], faults)
        elif name == "relevant_disorders":
            result[name] = [_text(name, one, LONGEST_TEXT, faults) for one in _list(name, value, faults)]
        elif name == "types":
            result[name] = [_type(one, faults) for one in _list(name, value, faults)]
    if "name" in result and not result["name"] and "name" not in dict(faults):
        faults.append(("name", "A panel needs a name of 1 to 255 letters."))
    if faults:
        raise EntryIsWrong(faults)
    if "relevant_disorders" in result:
        result["relevant_disorders"] = list(dict.fromkeys(filter(None, result["relevant_disorders"])))
    return result


def slug_of(name: str) -> str:
    """The name of a panel type as addresses have it: small letters, digits and dashes."""
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")


def _list(name: str, value: object, faults: list[tuple[str, str]]) -> list[object]:
    if value is None:
        return []
    if not isinstance(value, list | tuple) or len(value) > MOST_TEXTS:
        faults.append((name, f"{TITLES[name]}: not a list of at most {MOST_TEXTS}."))
        return []
    return list(value)


def _text(name: str, value: object, longest: int, faults: list[tuple[str, str]]) -> str:
    text = "" if value is None else value
    if not isinstance(text, str):
        faults.append((name, f"{TITLES[name]}: not text."))
        return ""
    if len(text.strip()) > longest or UNFIT.search(text.strip()):
        faults.append((name, f"{TITLES[name]}: longer than {longest} letters, or with control characters."))
    if name != "description" and re.search(r"[\n\t]", text.strip()):
        faults.append((name, f"{TITLES[name]}: has a line end or a tab in it."))
    return text.strip()


def _type(value: object, faults: list[tuple[str, str]]) -> dict[str, str]:
    parts = {"name": value} if isinstance(value, str) else value
    if not isinstance(parts, Mapping) or not set(parts) <= set(TYPE_MEMBERS):
        faults.append(("types", "A panel type has a name, a slug and a description."))
        return {}
    read = {member: _text("types", parts.get(member), LONGEST_TEXT, faults) for member in TYPE_MEMBERS}
    if not slug_of(read["name"]):
        faults.append(("types", "A panel type needs a name."))
    return {**read, "slug": slug_of(read["slug"] or read["name"])}
