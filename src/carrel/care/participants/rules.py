"""What makes a pedigree possible, and who is related to whom on paper."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from carrel.care.participants.errors import FamilyIsImpossible
from carrel.care.participants.values import Family, Person
from carrel.foundation.vocabulary.inheritance import Affection, Sex


def family(family_id: str, proband: str, members: Sequence[Person]) -> Family:
    """A family with the proband first, the rest in the order given.

    Raises FamilyIsImpossible with the first fault found: a person twice, a parent who is not a member, a mother stated
    male or a father stated female, somebody who is their own ancestor, no such proband, or a proband who is not affected.
    """
    for fault in faults(proband, members):
        raise FamilyIsImpossible(f"Family {family_id}: {fault}")
    first = [member for member in members if member.id == proband]
    return Family(family_id, proband, (*first, *(member for member in members if member.id != proband)))


def faults(proband: str, members: Sequence[Person]) -> Iterator[str]:
    """Every fault of a pedigree as a sentence."""
    for person_id, times in Counter(member.id for member in members).items():
        if times > 1:
            yield f"person {person_id} is listed {times} times; list each person once."
    people = {member.id: member for member in members}
    for member in members:
        yield from _parent_faults(member, people)
    yield from (f"person {loop} is their own ancestor; correct the parents." for loop in sorted(_own_ancestors(people)))
    if proband not in people:
        yield f"the proband {proband} is not among its members ({', '.join(people) or 'none'})."
    elif people[proband].affection is Affection.UNAFFECTED:
        yield f"the proband {proband} is stated to be unaffected; the proband must be affected."


def _parent_faults(member: Person, people: dict[str, Person]) -> Iterator[str]:
    for role, parent_id, wrong_sex in (("father", member.father, Sex.FEMALE), ("mother", member.mother, Sex.MALE)):
        if not parent_id:
            continue
        parent = people.get(parent_id)
        if parent is None:
            yield f"person {member.id} has the {role} {parent_id}, who is not in the pedigree; add a line for {parent_id} or leave the {role} out."
        elif parent.sex is wrong_sex:
            yield f"person {parent_id} is the {role} of {member.id} but is stated to be {parent.sex.lower()}."
    if member.father and member.father == member.mother:
        yield f"person {member.id} has {member.father} as father and as mother."


def _own_ancestors(people: dict[str, Person]) -> set[str]:
    return {person_id for person_id in people if person_id in _ancestors(person_id, people)}


def _ancestors(person_id: str, people: dict[str, Person]) -> set[str]:
    found: set[str] = set()
    waiting = [person_id]
    while waiting:
        person = people.get(waiting.pop())
        for parent in (person.father, person.mother) if person else ():
            if parent and parent not in found:
                found.add(parent)
                waiting.append(parent)
    return found


def stated_trios(whole: Family, sequenced: Sequence[str]) -> tuple[tuple[str, str, str], ...]:
    """(child, father, mother) of every child whose parents are both stated and who are all three sequenced."""
    have = set(sequenced)
    return tuple(
        (member.id, member.father, member.mother)
        for member in whole.members
        if {member.id, member.father, member.mother} <= have
    )
