"""A family as the segregation filters need it: who is affected, whose parents are whose, who has one X."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from carrel.care.participants.values import Family
from carrel.foundation.vocabulary.inheritance import Affection, Sex


@dataclass(frozen=True, slots=True)
class Kinship:
    """Looked up once per family. UNCERTAIN members are in neither `affected` nor `unaffected`."""

    proband: str
    ids: tuple[str, ...]
    affected: tuple[str, ...]
    unaffected: tuple[str, ...]
    father: Mapping[str, str]  # "" where not stated
    mother: Mapping[str, str]
    one_x: frozenset[str]  # inferred number of X chromosomes is 1
    maternal_line: frozenset[str]  # of the proband


def kinship(family: Family, x_copies: Mapping[str, int]) -> Kinship:
    """The family's kinship. A member without an inferred number of X has the stated sex's (1 for MALE, otherwise 2)."""
    return Kinship(
        proband=family.proband,
        ids=family.ids,
        affected=tuple(person.id for person in family.members if person.affection is Affection.AFFECTED),
        unaffected=tuple(person.id for person in family.members if person.affection is Affection.UNAFFECTED),
        father={person.id: person.father for person in family.members},
        mother={person.id: person.mother for person in family.members},
        one_x=frozenset(
            person.id for person in family.members if x_copies.get(person.id, 1 if person.sex is Sex.MALE else 2) == 1
        ),
        maternal_line=maternal_line(family),
    )


def maternal_line(family: Family) -> frozenset[str]:
    """Those who share the proband's mitochondrial genome: the topmost stated mother and her descendants through women."""
    mother = {person.id: person.mother for person in family.members}
    top = family.proband
    while mother.get(top):
        top = mother[top]
    line = {top}
    grown = True
    while grown:
        children = {child for child, parent in mother.items() if parent in line}
        grown = not children <= line
        line |= children
    return frozenset(line)
