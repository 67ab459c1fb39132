"""Reads what stands behind the question mark, and says what is wrong with it."""

from __future__ import annotations

from django.http import HttpRequest

from carrel.foundation.knowledge.states import Confidence


MOST_NAMES = 1_000
MOST_TAGS = 20  # each is looked for in the text of every entity


class ParameterIsWrong(Exception):
    """A parameter of the address cannot be read; the message says which and what it may be."""


class PageIsMissing(Exception):
    """There is no such page."""


def text(request: HttpRequest, name: str) -> str:
    """A parameter, "" where it is missing."""
    return request.GET.get(name, "").strip()


def words(request: HttpRequest, name: str, most: int = MOST_NAMES) -> tuple[str, ...]:
    """A parameter with commas between its parts."""
    return several(name, request.GET.get(name, ""), most)


def several(name: str, value: str, most: int = MOST_NAMES) -> tuple[str, ...]:
    """The parts of a text between commas, each once. Raises ParameterIsWrong where there are too many."""
    parts = tuple(dict.fromkeys(part.strip() for part in value.split(",") if part.strip()))
    if len(parts) > most:
        raise ParameterIsWrong(f"{name} has {len(parts)} parts; ask for at most {most} at once.")
    return parts


def is_true(request: HttpRequest, name: str) -> bool:
    """`True`, as clients write it; also `true` and `1`."""
    return request.GET.get(name, "") in ("True", "true", "1")


def version(request: HttpRequest) -> str:
    """`major.minor`, or "". Raises ParameterIsWrong."""
    value = text(request, "version")
    parts = value.split(".")
    if value and not (len(parts) == 2 and all(_plain(part) for part in parts)):
        raise ParameterIsWrong(f"version is {value!r:.40}; write major.minor, such as 1.4.")
    return ".".join(str(int(part)) for part in parts) if value else ""


def confidence(request: HttpRequest) -> int | None:
    """A rating from 0 to 3 (4, of older clients, is 3), or None. Raises ParameterIsWrong."""
    value = text(request, "confidence_level")
    if not value:
        return None
    if value not in ("0", "1", "2", "3", "4"):
        raise ParameterIsWrong(
            f"confidence_level is {value!r:.40}; write 3 (green), 2 (amber), 1 (red) or 0 (no list)."
        )
    return min(int(value), Confidence.GREEN.value)


def page(request: HttpRequest) -> int | None:
    """The number of a page, from 1; None for the last. Raises PageIsMissing."""
    value = text(request, "page") or "1"
    if value == "last":
        return None
    if not _plain(value) or int(value) < 1:
        raise PageIsMissing
    return int(value)


def _plain(value: str) -> bool:
    return value.isascii() and value.isdigit() and len(value) < 10
