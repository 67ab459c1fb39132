"""Reads JSON that others wrote: whatever is wrong with it ends in one sentence."""

from __future__ import annotations

import json
from collections import Counter
from contextlib import suppress
from typing import Any, NoReturn

import orjson

from carrel.foundation.knowledge.errors import PanelFileIsUnreadable


DEEPEST = 100  # lists and objects inside one another; a panel has 8
LARGEST = 256 * 1024 * 1024  # bytes; the largest public panel is below 20 MB


def parsed(content: bytes) -> Any:
    """The value of a JSON text. Raises PanelFileIsUnreadable with the part of a sentence that says what is wrong.

    UTF-8, with or without a byte-order mark; NaN and infinities are refused.
    """
    with suppress(ValueError):
        return orjson.loads(content)
    try:  # once more with the standard library, which says where and why
        return json.loads(content.decode("utf-8-sig"), parse_constant=_no_constant, parse_float=_finite)
    except UnicodeDecodeError:
        _refuse("it is not text in UTF-8")
    except json.JSONDecodeError as fault:
        if not content.strip():
            _refuse("it is empty")
        ended = fault.pos >= len(fault.doc.rstrip()) - 1 or fault.msg.startswith("Unterminated")
        what = "it ends in the middle (truncated?)" if ended else f"it is not JSON at line {fault.lineno}"
        _refuse(f"{what}; download it again")
    except RecursionError:
        _refuse("it is nested too deeply to be a panel")
    except ValueError as fault:
        _refuse(f"it is not JSON: {fault!s:.100}")


def parsed_strictly(content: bytes) -> Any:
    """As `parsed`, for what is kept for ever: a name that stands twice in an object, and broken letters, are refused too.

    Readers differ in which of two equal names they believe, so such a text would mean one thing here and another elsewhere.
    """
    value = parsed(content)
    if _depth(value) > DEEPEST:
        _refuse("it is nested too deeply to be a panel")
    try:
        json.loads(content.decode("utf-8-sig"), object_pairs_hook=_no_twins, parse_int=_of_64_bits)
        orjson.dumps(value)  # half a surrogate pair cannot be stored or answered
    except ValueError as fault:
        _refuse(f"{fault!s:.200}")
    except TypeError:
        _refuse("it holds letters that cannot be kept (half a surrogate pair)")
    except RecursionError:
        _refuse("it is nested too deeply to be a panel")
    return value


def _depth(value: Any) -> int:
    """How many lists and objects stand inside one another, told without going deeper than is allowed."""
    level, depth = [value], 0
    while level and depth <= DEEPEST:
        depth += 1
        inner = (part.values() if isinstance(part, dict) else part for part in level if isinstance(part, dict | list))
        level = [one for parts in inner for one in parts if isinstance(one, dict | list)]
    return depth


def _no_twins(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        name, _ = Counter(name for name, _ in pairs).most_common(1)[0]
        raise ValueError(f"the name {name!r:.60} stands twice in one object, so what it means is open")
    return found


def _of_64_bits(text: str) -> int:
    number = int(text) if len(text) < 20 else 1 << 64
    if not -(1 << 63) <= number < 1 << 63:
        raise ValueError(f"the number {text[:40]} is beyond 64 bits and would not be kept as it is")
    return number


def _finite(text: str) -> float:
    number = float(text)
    if number in (float("inf"), float("-inf")):
        raise ValueError(f"the number {text[:40]} is too large to be kept")
    return number


def _no_constant(word: str) -> NoReturn:
    raise ValueError(f"{word} is not a JSON number")


def _refuse(what: str) -> NoReturn:
    raise PanelFileIsUnreadable(what) from None
