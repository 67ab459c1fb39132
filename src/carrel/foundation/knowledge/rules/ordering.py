"""Where entities of a list stand, so that putting one in between moves no other."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence


GAP = 1 << 20  # between neighbours of a new list; halved with each entity that is put in between


def places(held: Sequence[int | None]) -> list[int]:
    """Strictly increasing places for a list, of whose members `held` tells the place they have now (None: new ones).

    As many members as possible keep their place; the others are put between their neighbours. Where no room is left between two
    that stay, all are placed anew.
    """
    staying = _longest_rising(held)
    result: list[int] = []
    index = 0
    while index < len(held):
        if index in staying:
            result.append(held[index] or 0)
            index += 1
            continue
        end = next((later for later in range(index, len(held)) if later in staying), len(held))
        fresh = _between(result[-1] if result else 0, held[end] if end < len(held) else None, end - index)
        if fresh is None:
            return [GAP * (number + 1) for number in range(len(held))]
        result.extend(fresh)
        index = end
    return result


def _between(low: int, high: int | None, count: int) -> list[int] | None:
    if high is None:
        return [low + GAP * (number + 1) for number in range(count)]
    step = (high - low) // (count + 1)
    return [low + step * (number + 1) for number in range(count)] if step else None


def _longest_rising(held: Sequence[int | None]) -> set[int]:
    """Indices of a longest strictly rising run of places, members left out in between allowed."""
    tails: list[int] = []
    tail_index: list[int] = []
    before: dict[int, int | None] = {}
    for index, place in enumerate(held):
        if place is None or place <= 0:
            continue
        spot = bisect_left(tails, place)
        before[index] = tail_index[spot - 1] if spot else None
        tails[spot : spot + 1] = [place]
        tail_index[spot : spot + 1] = [index]
    found: set[int] = set()
    at: int | None = tail_index[-1] if tail_index else None
    while at is not None:
        found.add(at)
        at = before[at]
    return found
