"""Where each member of a family stands in the pedigree drawing, and which lines join them.

Pure and deterministic: the same family always gives the same drawing. Columns and rows are abstract units, one unit
between neighbours; a drawing scales them. Rows grow downwards, so parents have smaller rows than their children.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from carrel.care.participants.values import Family


MAXIMUM_SWEEPS = 12  # orders settle after three or four; a bound keeps very large families quick
ALIGNMENT_PASSES = 40  # columns move by less than a thousandth after that


@dataclass(frozen=True, slots=True)
class Place:
    """Where one person's symbol stands."""

    person: str
    column: float
    row: int


@dataclass(frozen=True, slots=True)
class Union:
    """Two people (or one, where the other is not stated) and the children they have together."""

    parents: tuple[str, ...]
    children: tuple[str, ...]
    related: bool  # the parents share an ancestor in this family: drawn as a double line
    neighbours: bool  # nobody stands between the parents, so that a straight line joins them
    column: float  # where the line to the children starts
    level: int  # unions of one row whose lines to children would overlap are drawn at different heights: 0, 1, ...


@dataclass(frozen=True, slots=True)
class Layout:
    """A whole drawing: places in order of row and column, and unions."""

    places: tuple[Place, ...]
    unions: tuple[Union, ...]
    columns: float  # width: the greatest column + 1
    rows: int
    levels: tuple[int, ...]  # for each row, how many heights its unions need

    def place(self, person: str) -> Place:
        """The place of a person. Raises KeyError where the family has no such member."""
        for place in self.places:
            if place.person == person:
                return place
        raise KeyError(person)


def layout(family: Family) -> Layout:
    """Lay a family of any shape out: parents above children, couples and siblings side by side where possible."""
    couples = _couples(family)
    rows = _rows(family, couples)
    order = _ordered(_first_order(family, rows), couples)
    columns = _columns(order, couples)
    unions = _unions(family, couples, order, columns)
    places = tuple(Place(person, columns[person], row) for row, people in enumerate(order) for person in people)
    levels = tuple(
        1 + max((union.level for union in unions if rows[union.parents[-1]] == row), default=-1)
        for row in range(len(order))
    )
    return Layout(places, unions, max(columns.values()) + 1, len(order), levels)


Couples = Mapping[tuple[str, ...], tuple[str, ...]]  # the stated parents -> their children


def _couples(family: Family) -> Couples:
    members = set(family.ids)
    found: dict[tuple[str, ...], list[str]] = {}
    for member in family.members:
        parents = tuple(parent for parent in (member.father, member.mother) if parent in members)
        if parents:
            found.setdefault(parents, []).append(member.id)
    return {parents: tuple(children) for parents, children in found.items()}


def ancestors(family: Family, person: str) -> frozenset[str]:
    """Everyone above a person, the person left out."""
    parents = {member.id: (member.father, member.mother) for member in family.members}
    seen: set[str] = set()
    waiting = [person]
    while waiting:
        for parent in parents[waiting.pop()]:
            if parent in parents and parent not in seen:
                seen.add(parent)
                waiting.append(parent)
    return frozenset(seen)


def _rows(family: Family, couples: Couples) -> dict[str, int]:
    """The row of each person: couples and siblings share one wherever no one would stand beside an ancestor."""
    groups = {person: person for person in family.ids}
    edges = [(parent, child) for parents, children in couples.items() for parent in parents for child in children]
    for together in (*couples, *couples.values()):
        for other in together[1:]:
            merged = _merged(groups, together[0], other)
            if _depths(merged, edges) is not None:
                groups = merged
    depths = _depths(groups, edges) or dict.fromkeys(set(groups.values()), 0)
    depths = _lowered(groups, edges, depths)
    lowest = min(depths.values())
    return {person: depths[groups[person]] - lowest for person in family.ids}


def _merged(groups: Mapping[str, str], one: str, other: str) -> dict[str, str]:
    keep, drop = groups[one], groups[other]
    return {person: keep if group == drop else group for person, group in groups.items()}


def _depths(groups: Mapping[str, str], edges: Sequence[tuple[str, str]]) -> dict[str, int] | None:
    """Longest way down to each group, or None where a group would stand above itself."""
    depths = dict.fromkeys(groups.values(), 0)
    for _ in range(len(depths) + 1):
        changed = False
        for parent, child in edges:
            wanted = depths[groups[parent]] + 1
            if depths[groups[child]] < wanted:
                depths[groups[child]], changed = wanted, True
        if not changed:
            return depths
    return None


def _lowered(groups: Mapping[str, str], edges: Sequence[tuple[str, str]], depths: dict[str, int]) -> dict[str, int]:
    """Founders stand right above their children rather than at the top."""
    with_parents = {groups[child] for _, child in edges}
    lowered = dict(depths)
    for group in depths:
        below = [depths[groups[child]] for parent, child in edges if groups[parent] == group]
        if group not in with_parents and below:
            lowered[group] = min(below) - 1
    return lowered


def _first_order(family: Family, rows: Mapping[str, int]) -> list[list[str]]:
    """Rows of people in the order in which a walk over the family meets them: father's side first."""
    met: dict[str, None] = {}
    by_id = {member.id: member for member in family.members}

    def walk(person: str) -> None:
        if person in met or person not in by_id:
            return
        member = by_id[person]
        walk(member.father)
        if member.father in by_id or member.mother in by_id:
            for sibling in family.members:
                if sibling.id != person and (sibling.father, sibling.mother) == (member.father, member.mother):
                    met.setdefault(sibling.id)
        met.setdefault(person)
        walk(member.mother)
        for child in family.children(person):
            walk(child.id)

    for member in family.members:
        walk(member.id)
    order: list[list[str]] = [[] for _ in range(max(rows.values()) + 1)]
    for person in met:
        order[rows[person]].append(person)
    return [row for row in order if row]


def _ordered(order: list[list[str]], couples: Couples) -> list[list[str]]:
    """Move people within their rows as long as that shortens the lines."""
    best = _cost(order, couples)
    for _ in range(MAXIMUM_SWEEPS):
        before = best
        for row in range(len(order)):
            for moved in _moves(order[row]):
                candidate = [*order[:row], moved, *order[row + 1 :]]
                cost = _cost(candidate, couples)
                if cost < best - 1e-9:
                    order, best = candidate, cost
        if best >= before:
            break
    return order


def _moves(row: Sequence[str]) -> Iterator[list[str]]:
    for here in range(len(row)):
        for there in range(len(row)):
            if here != there:
                rest = [*row[:here], *row[here + 1 :]]
                yield [*rest[:there], row[here], *rest[there:]]


def _cost(order: Sequence[Sequence[str]], couples: Couples) -> float:
    """How long the lines of an order are: partners apart count most, then siblings apart, then children off centre."""
    at = {person: place - (len(row) - 1) / 2 for row in order for place, person in enumerate(row)}
    total = 0.0
    for parents, children in couples.items():
        middle = sum(at[parent] for parent in parents) / len(parents)
        columns = [at[child] for child in children]
        total += 4 * (abs(at[parents[0]] - at[parents[-1]]) - 1 if len(parents) == 2 else 0)
        total += 2 * (max(columns) - min(columns) - (len(columns) - 1))
        total += abs(sum(columns) / len(columns) - middle) + 0.01 * (
            len(parents) == 2 and at[parents[0]] > at[parents[1]]
        )
    return total


def _columns(order: Sequence[Sequence[str]], couples: Couples) -> dict[str, float]:
    """Columns with at least one unit between neighbours, children centred below parents as far as that allows."""
    at = {person: place - (len(row) - 1) / 2 for row in order for place, person in enumerate(row)}
    for step in range(ALIGNMENT_PASSES):
        downwards = step % 2 == 1
        for row in order if downwards else order[::-1]:
            wanted = _wanted(row, at, couples, downwards)
            at.update(zip(row, _spaced([wanted[person] for person in row]), strict=True))
    left = min(at.values())
    return {person: round(column - left, 4) for person, column in at.items()}


def _wanted(row: Sequence[str], at: Mapping[str, float], couples: Couples, downwards: bool) -> dict[str, float]:
    """Where each person of a row would like to stand, from the row above or the row below."""
    pulls: dict[str, list[float]] = {person: [] for person in row}
    for parents, children in couples.items():
        middle = _mean(at[parent] for parent in parents)
        shift = middle - _mean(at[child] for child in children)
        for person in children if downwards else parents:
            if person in pulls:
                pulls[person].append(at[person] + (shift if downwards else -shift))
    return {person: _mean(pull) if pull else at[person] for person, pull in pulls.items()}


def _mean(values: Iterable[float]) -> float:
    listed = list(values)
    return sum(listed) / len(listed)


def _spaced(wanted: Sequence[float]) -> list[float]:
    """The columns nearest to the wanted ones (least squares) with one unit between neighbours: pool adjacent violators."""
    pools: list[tuple[float, int]] = []  # (mean, size)
    for place, column in enumerate(wanted):
        pools.append((column - place, 1))
        while len(pools) > 1 and pools[-2][0] > pools[-1][0]:
            (one, size), (other, more) = pools[-2:]
            pools[-2:] = [((one * size + other * more) / (size + more), size + more)]
    flat = [mean for mean, size in pools for _ in range(size)]
    return [column + place for place, column in enumerate(flat)]


def _unions(
    family: Family, couples: Couples, order: Sequence[Sequence[str]], at: Mapping[str, float]
) -> tuple[Union, ...]:
    spot = {person: (row, place) for row, people in enumerate(order) for place, person in enumerate(people)}
    taken: dict[int, list[tuple[int, float, float]]] = {}
    unions: list[Union] = []
    for parents, children in sorted(couples.items(), key=lambda item: [spot[parent] for parent in item[0]]):
        column = _mean(at[parent] for parent in parents)
        row = max(spot[parent][0] for parent in parents)
        ends = [column, *(at[child] for child in children)]
        if len(parents) == 2 and not _side_by_side(parents, spot):
            ends += [at[parent] for parent in parents]
        level = _free_level(taken.setdefault(row, []), min(ends), max(ends))
        unions.append(
            Union(parents, children, _related(family, parents), _side_by_side(parents, spot), round(column, 4), level)
        )
    return tuple(unions)


def _side_by_side(parents: Sequence[str], spot: Mapping[str, tuple[int, int]]) -> bool:
    if len(parents) < 2:
        return True
    (row, place), (other_row, other_place) = (spot[parent] for parent in parents)
    return row == other_row and abs(place - other_place) == 1


def _related(family: Family, parents: Sequence[str]) -> bool:
    if len(parents) < 2:
        return False
    one, other = ({parent} | ancestors(family, parent) for parent in parents)
    return bool(one & other)


def _free_level(taken: list[tuple[int, float, float]], start: float, end: float) -> int:
    """The lowest height at which nothing already drawn touches this stretch; the stretch is then taken."""
    level = 0
    while any(used == level and start <= stop + 0.2 and end >= begin - 0.2 for used, begin, stop in taken):
        level += 1
    taken.append((level, start, end))
    return level
