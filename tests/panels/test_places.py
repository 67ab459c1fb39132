"""Places in a list: in order, none twice, and as few as possible move."""

from __future__ import annotations

from itertools import combinations, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carrel.foundation.knowledge.rules.ordering import GAP, places


pytestmark = pytest.mark.row("M6")
# Few and small places, so that lists are out of order, places are used twice, and there is often no room between.
HELD = st.lists(
    st.one_of(st.none(), st.integers(1, 12), st.integers(1, 6).map(lambda number: number * GAP)), max_size=9
)


def most_that_can_stay(held: list[int | None]) -> int:
    """Slow and plain: of all choices of members, the largest whose places rise."""
    old = [place for place in held if place is not None]
    for size in range(len(old), 0, -1):
        if any(all(one < two for one, two in pairwise(chosen)) for chosen in combinations(old, size)):
            return size
    return 0


@given(HELD)
def test_places_rise_strictly_and_are_above_zero(held: list[int | None]) -> None:
    found = places(held)
    assert len(found) == len(held)
    assert all(one < two for one, two in zip([0, *found], found, strict=False))


@given(HELD)
def test_as_many_as_possible_stay_where_there_is_room(held: list[int | None]) -> None:
    found = places(held)
    anew = found == [GAP * (number + 1) for number in range(len(held))]
    stayed = sum(place is not None and place == now for place, now in zip(held, found, strict=True))
    assert anew or stayed >= most_that_can_stay(held)


@given(st.lists(st.integers(1, 10**9), unique=True, min_size=1, max_size=40), st.data())
def test_putting_one_in_between_moves_no_other(numbers: list[int], data: st.DataObject) -> None:
    held: list[int | None] = [number * GAP for number in sorted(numbers)]
    at = data.draw(st.integers(0, len(held)))
    found = places([*held[:at], None, *held[at:]])
    assert found[:at] + found[at + 1 :] == held


def test_a_list_that_has_no_room_left_is_placed_anew() -> None:
    assert places([1, None, 2]) == [GAP, 2 * GAP, 3 * GAP]
