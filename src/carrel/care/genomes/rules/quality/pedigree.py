"""What a stated pedigree says two people share: their expected kinship, and the word for their relation.

Kinship is the chance that two alleles, one drawn from each person at the same place, are copies of one ancestor's: 1/4 for
parent and child and for full siblings, 1/8 for half siblings. A parent who is not stated counts as unrelated to everyone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from carrel.care.participants.values import Family


Parents = Mapping[str, tuple[str, str]]  # person -> (father, mother); "" where not stated


@dataclass(frozen=True, slots=True)
class Expected:
    """Expected relation of two people. `high` is more than `low` where a parent who is not stated may be shared."""

    relation: str
    low: float
    high: float


def parents_of(family: Family) -> dict[str, tuple[str, str]]:
    """Stated parents of every member, and of parents who are named but not listed as members: none."""
    parents = {member.id: (member.father, member.mother) for member in family.members}
    named = [parent for pair in parents.values() for parent in pair if parent]
    return parents | {parent: ("", "") for parent in named if parent not in parents}


def generations(parents: Parents) -> list[str]:
    """People with every parent before their children. People in a circle, which no family has, come last."""
    order: dict[str, None] = {}
    while True:
        ready = [p for p, pair in parents.items() if p not in order and all(not x or x in order for x in pair)]
        if not ready:
            return [*order, *(person for person in parents if person not in order)]
        order.update(dict.fromkeys(ready))


def kinship_table(parents: Parents) -> dict[tuple[str, str], Fraction]:
    """Expected kinship of every pair, both ways round, and of each person with themselves; exact.

    The tabular method (Emik and Terrill 1949): parents come before children, and a child has half of each parent's
    kinship with anybody older; kinship with oneself is half of one plus the kinship of the parents.
    """
    table: dict[tuple[str, str], Fraction] = {}
    done: list[str] = []
    for person in generations(parents):
        known = [parent for parent in parents[person] if parent in done]
        for other in done:
            shared = sum((table[parent, other] for parent in known), Fraction(0)) / 2
            table[person, other] = table[other, person] = shared
        inbred = table[known[0], known[1]] if len(known) == 2 else Fraction(0)
        table[person, person] = (1 + inbred) / 2
        done.append(person)
    return table


def with_shared_unknowns(parents: Parents) -> dict[str, tuple[str, str]]:
    """The pedigree in which a parent who is not stated is the stated parent's one known partner, or one same stranger."""
    filled = {
        child: (father or (mother and _partner(parents, mother, "father")),
                mother or (father and _partner(parents, father, "mother")))
        for child, (father, mother) in parents.items()
    }  # fmt: skip
    made = {parent: ("", "") for pair in filled.values() for parent in pair if parent and parent not in parents}
    return filled | made


def _partner(parents: Parents, person: str, role: str) -> str:
    couples = {pair for pair in parents.values() if person in pair and all(pair)}
    partners = {other for pair in couples for other in pair if other != person}
    return partners.pop() if len(partners) == 1 else f"?{role} of the children of {person}"


def expectations(family: Family) -> dict[tuple[str, str], Expected]:
    """Expected relation of every ordered pair of members."""
    parents = parents_of(family)
    low, high = kinship_table(parents), kinship_table(with_shared_unknowns(parents))
    return {
        (one, two): Expected(relation(parents, one, two, low[one, two]), float(low[one, two]), float(high[one, two]))
        for one in parents
        for two in parents
        if one != two
    }


def relation(parents: Parents, one: str, two: str, kinship: Fraction) -> str:
    """The word for the stated relation, the same both ways round."""
    for rule, word in RELATIONS:
        if rule(parents, one, two) or rule(parents, two, one):
            return word
    return f"relatives (expected kinship {float(kinship):.4f})" if kinship else "unrelated"


def _stated(parents: Parents, person: str) -> tuple[str, ...]:
    return tuple(parent for parent in parents.get(person, ()) if parent)


def _is_parent(parents: Parents, one: str, two: str) -> bool:
    return one in parents[two]


def _are_full_siblings(parents: Parents, one: str, two: str) -> bool:
    return one != two and all(parents[one]) and parents[one] == parents[two]


def _share_a_parent(parents: Parents, one: str, two: str) -> bool:
    return bool(set(_stated(parents, one)) & set(_stated(parents, two)))


def _share_a_parent_the_other_unknown(parents: Parents, one: str, two: str) -> bool:
    return _share_a_parent(parents, one, two) and len(_stated(parents, one)) == len(_stated(parents, two)) == 1


def _is_grandparent(parents: Parents, one: str, two: str) -> bool:
    return any(one in parents.get(parent, ()) for parent in _stated(parents, two))


def _is_aunt_or_uncle(parents: Parents, one: str, two: str) -> bool:
    return any(_are_full_siblings(parents, one, parent) for parent in _stated(parents, two))


def _are_cousins(parents: Parents, one: str, two: str) -> bool:
    return any(_is_aunt_or_uncle(parents, parent, two) for parent in _stated(parents, one))


PARENT_AND_CHILD = "parent and child"
FULL_SIBLINGS = "full siblings"
RELATIONS = (
    (_is_parent, PARENT_AND_CHILD),
    (_are_full_siblings, FULL_SIBLINGS),
    (_share_a_parent_the_other_unknown, "siblings (one parent not stated)"),
    (_share_a_parent, "half siblings"),
    (_is_grandparent, "grandparent and grandchild"),
    (_is_aunt_or_uncle, "aunt or uncle and niece or nephew"),
    (_are_cousins, "first cousins"),
)
