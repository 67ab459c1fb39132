"""Persons and families as values. Ids here are participant ids or the ids of a file; never names."""

from __future__ import annotations

from dataclasses import dataclass

from carrel.foundation.vocabulary.inheritance import Affection, Sex


@dataclass(frozen=True, slots=True)
class Person:
    """A member of a family. `father` and `mother` are ids of members, or "" where not stated."""

    id: str
    sex: Sex = Sex.UNKNOWN
    affection: Affection = Affection.UNCERTAIN
    father: str = ""
    mother: str = ""


@dataclass(frozen=True, slots=True)
class Family:
    """A family of any shape around one proband. Made by `rules.family`, which refuses impossible pedigrees."""

    id: str
    proband: str
    members: tuple[Person, ...]  # the proband first, then in the order of the file

    def person(self, person_id: str) -> Person:
        """The member with this id. Raises KeyError where there is none."""
        for member in self.members:
            if member.id == person_id:
                return member
        raise KeyError(person_id)

    @property
    def ids(self) -> tuple[str, ...]:
        return tuple(member.id for member in self.members)

    def children(self, person_id: str) -> tuple[Person, ...]:
        """Members whose father or mother this person is."""
        return tuple(member for member in self.members if person_id in (member.father, member.mother))
