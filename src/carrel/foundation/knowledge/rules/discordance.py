"""Where two sources of panels disagree about a gene: its rating, its inheritance, or whether it is there at all.

Panels are matched by a map of ids where one is given, else by name, else by the genes that they share. Ratings differ between the
large public sources in thousands of places (Stark et al. 2021 counted 2,144 on 80 panels), so the order tells what matters: first
where one side would report and the other would not.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import StrEnum
from typing import NamedTuple

from carrel.foundation.knowledge.states import Confidence
from carrel.foundation.vocabulary.inheritance import ModeOfInheritance as Mode


LEAST_SHARED = 0.5  # of the genes of both panels together, for panels of another name to be taken for the same
FEWEST_GENES = 5  # of a panel that is matched by its genes
_WORDS = re.compile(r"[^a-z0-9]+")
_EMPTY_WORDS = frozenset({"and", "or", "of", "the", "with", "panel", "disorders", "disorder", "genes", "gene"})
# Which of these a source writes depends on its habits, not on what is known of the gene.
_SAME = {
    Mode.MONOALLELIC_IMPRINTING_UNKNOWN.value: Mode.MONOALLELIC_NOT_IMPRINTED.value,
    Mode.BOTH_BIALLELIC_MORE_SEVERE.value: Mode.BOTH.value,
    Mode.UNKNOWN.value: "",
}


class Kind(StrEnum):
    """How two sources disagree."""

    RATING = "rating"  # both have the gene, with other traffic lights
    ONE_SIDE = "one side"  # green or amber here, not on the panel there
    MODE = "mode"  # the same traffic light, another inheritance


class Standing(NamedTuple):
    """A gene as it stands on a panel."""

    hgnc_id: str  # "" where the panel has none
    symbol: str
    rating: Confidence
    mode: str  # as the panel writes it


class Side(NamedTuple):
    """A panel of one source, with its genes."""

    number: int
    name: str
    version: str
    genes: Mapping[str, Standing]  # by HGNC id, or symbol where there is none


class Match(NamedTuple):
    """Two panels that are about the same, and how that was found: `given`, `name` or `genes`."""

    left: Side
    right: Side
    by: str


class Disagreement(NamedTuple):
    """One gene on one pair of panels."""

    kind: Kind
    hgnc_id: str
    symbol: str
    left_panel: str  # number@version
    right_panel: str
    left_name: str
    right_name: str
    matched_by: str
    left_rating: Confidence | None  # None: not on the panel
    right_rating: Confidence | None
    left_mode: str
    right_mode: str

    @property
    def green_on_one_side(self) -> bool:
        """Would one side's patients get this gene in tier 1, and the other's not?"""
        return (self.left_rating is Confidence.GREEN) != (self.right_rating is Confidence.GREEN)


def by_gene(rows: Iterable[Standing]) -> dict[str, Standing]:
    """Genes by their key; one that stands several times counts with its highest rating."""
    found: dict[str, Standing] = {}
    for row in rows:
        key = row.hgnc_id or row.symbol.upper()
        if key not in found or found[key].rating < row.rating:
            found[key] = row
    return found


def matched(left: Sequence[Side], right: Sequence[Side], given: Mapping[int, int] | None = None) -> list[Match]:
    """Pairs of panels, each panel in at most one, by number of the left one."""
    pairs: list[Match] = []
    free_left, free_right = {one.number: one for one in left}, {one.number: one for one in right}

    def take(one: int, other: int, by: str) -> None:
        pairs.append(Match(free_left.pop(one), free_right.pop(other), by))

    for one, other in (given or {}).items():
        if one in free_left and other in free_right:
            take(one, other, "given")
    names = _unique(free_right.values())
    for key, one in _unique(free_left.values()).items():
        if key in names:
            take(one, names[key], "name")
    for _, one, other in sorted(
        _overlaps(free_left.values(), free_right.values()), key=lambda found: (-found[0], *found[1:])
    ):
        if one in free_left and other in free_right:
            take(one, other, "genes")
    return sorted(pairs, key=lambda pair: pair.left.number)


def disagreements(pairs: Iterable[Match]) -> list[Disagreement]:
    """All disagreements of all pairs, those first where only one side is green, then by how far apart they are."""
    return sorted((found for pair in pairs for found in _of_pair(pair)), key=_weight)


def _of_pair(pair: Match) -> Iterator[Disagreement]:
    left, right = pair.left.genes, pair.right.genes
    for key in {**left, **right}:
        one, other = left.get(key), right.get(key)
        kind = _kind(one, other)
        if kind is not None:
            named = one or other
            yield Disagreement(
                kind, named.hgnc_id if named else "", named.symbol if named else "",
                f"{pair.left.number}@{pair.left.version}", f"{pair.right.number}@{pair.right.version}",
                pair.left.name, pair.right.name, pair.by,
                one.rating if one else None, other.rating if other else None,
                one.mode if one else "", other.mode if other else "",
            )  # fmt: skip


def _kind(one: Standing | None, other: Standing | None) -> Kind | None:
    if one is None or other is None:
        present = one or other
        return Kind.ONE_SIDE if present and present.rating >= Confidence.AMBER else None
    if one.rating != other.rating:
        return Kind.RATING
    if one.rating >= Confidence.AMBER and _SAME.get(one.mode, one.mode) != _SAME.get(other.mode, other.mode):
        return Kind.MODE
    return None


def _weight(found: Disagreement) -> tuple[bool, int, int, str, str, str]:
    apart = abs(int(found.left_rating or 0) - int(found.right_rating or 0))
    order = list(Kind).index(found.kind)
    return not found.green_on_one_side, -apart, order, found.symbol, found.left_panel, found.right_panel


def _unique(sides: Iterable[Side]) -> dict[str, int]:
    """Panel numbers by the words of their names; names that two panels share match nothing."""
    found: dict[str, list[int]] = defaultdict(list)
    for side in sides:
        words = sorted(word for word in _WORDS.split(side.name.lower()) if word and word not in _EMPTY_WORDS)
        found[" ".join(words)].append(side.number)
    return {key: numbers[0] for key, numbers in found.items() if key and len(numbers) == 1}


def _overlaps(left: Iterable[Side], right: Iterable[Side]) -> Iterator[tuple[float, int, int]]:
    """(share of genes in common, left number, right number) of the pairs that share enough."""
    where: dict[str, list[int]] = defaultdict(list)
    sizes: dict[int, int] = {}
    for side in right:
        sizes[side.number] = len(side.genes)
        for key in side.genes:
            where[key].append(side.number)
    for side in left:
        if len(side.genes) < FEWEST_GENES:
            continue
        shared = Counter(number for key in side.genes for number in where.get(key, ()))
        for number, count in shared.items():
            share = count / (len(side.genes) + sizes[number] - count)
            if share >= LEAST_SHARED and sizes[number] >= FEWEST_GENES:
                yield share, side.number, number
