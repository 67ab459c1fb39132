"""Makes genotypes and counts of invented families, from allele frequencies and plain Mendelian inheritance."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from carrel.care.genomes.values import GenotypeCounts, PairCounts, PersonCounts, TrioCounts
from carrel.care.participants.values import Family, Person
from carrel.foundation.vocabulary.inheritance import Affection, Sex


Haplotypes = NDArray[np.int8]
SITES = 40_000
BLOCK = 100  # sites that are inherited together


def person(name: str, sex: Sex, father: str = "", mother: str = "") -> Person:
    return Person(name, sex, Affection.UNCERTAIN, father, mother)


MOTHER, FATHER = person("mother", Sex.FEMALE), person("father", Sex.MALE)
CHILD = person("child", Sex.MALE, "father", "mother")
SISTER = person("sister", Sex.FEMALE, "father", "mother")
BROTHER = person("brother", Sex.MALE, "father", "mother")


def family(*members: Person) -> Family:
    return Family("family", members[0].id, members)


TRIO = family(CHILD, MOTHER, FATHER)
QUAD = family(CHILD, MOTHER, FATHER, SISTER)


class Genomes:
    """Draws haplotypes of founders and passes them on in blocks."""

    def __init__(self, seed: int = 1, sites: int = SITES) -> None:
        self.rng = np.random.default_rng(seed)
        self.frequency = self.rng.beta(0.5, 1.2, sites)
        self.haplotypes: dict[str, Haplotypes] = {}

    def founder(self, name: str) -> None:
        self.haplotypes[name] = (self.rng.random((2, len(self.frequency))) < self.frequency).astype(np.int8)

    def child(self, name: str, father: str, mother: str) -> None:
        self.haplotypes[name] = np.stack([self._passed_on(father), self._passed_on(mother)])

    def same(self, name: str, other: str) -> None:
        self.haplotypes[name] = self.haplotypes[other]

    def of(self, made: Family) -> Genomes:
        """Genomes of a whole family, parents first."""
        for member in sorted(made.members, key=lambda member: bool(member.father)):
            if member.father:
                self.child(member.id, member.father, member.mother)
            else:
                self.founder(member.id)
        return self

    def copies(self, name: str) -> NDArray[np.int64]:
        return self.haplotypes[name].sum(axis=0).astype(np.int64)

    def _passed_on(self, parent: str) -> Haplotypes:
        sites = len(self.frequency)
        side = np.repeat(self.rng.integers(0, 2, -(-sites // BLOCK)), BLOCK)[:sites]
        return np.where(side == 0, *self.haplotypes[parent])


def counts_of(genomes: Genomes, made: Family, *, listed_only: bool = False, error: float = 0.0005) -> GenotypeCounts:
    """Counts of the family at sites that somebody carries. `listed_only`: files of one person each, without reference."""
    names = [member.id for member in made.members if member.id in genomes.haplotypes]
    table = np.stack([genomes.copies(name) for name in names])
    wrong = genomes.rng.random(table.shape) < error
    table = np.where(wrong, 1, table)
    table = table[:, (table > 0).any(axis=0)]
    called = table > 0 if listed_only else np.ones_like(table, dtype=bool)
    people = tuple(_person(name, *row, made) for name, *row in zip(names, table, called, strict=True))
    pairs = tuple(
        _pair(names[i], names[j], table[i], table[j], called[i] & called[j])
        for i, j in combinations(range(len(names)), 2)
    )
    index = {name: i for i, name in enumerate(names)}
    trios = tuple(
        _trio(member, *(table[index[who]] for who in (member.id, member.father, member.mother)))
        for member in made.members
        if {member.id, member.father, member.mother} <= set(names)
    )
    return GenotypeCounts(table.shape[1], table.shape[1], people, pairs, trios)


def _person(name: str, copies: NDArray[np.int64], called: NDArray[np.bool_], made: Family) -> PersonCounts:
    het, hom = int((copies == 1).sum()), int((copies == 2).sum())
    male = made.person(name).sex is Sex.MALE
    reference = int(((copies == 0) & called).sum())
    transitions = round(0.72 * (het + hom))
    counts = PersonCounts(
        name, called=int(called.sum()), missing=int((~called).sum()), reference=reference, heterozygous=het,
        homozygous=hom, transitions=transitions, transversions=het + hom - transitions,
        depth_sum=30 * int(called.sum()) + len(name), depth_records=int(called.sum()),
        balance=(0,) * 8 + (het // 4,) * 4 + (0,) * 8, reference_site_alternate_reads=reference // 50,
        reference_site_reads=30 * reference, homozygous_site_reference_reads=hom // 50, homozygous_site_reads=30 * hom,
    )  # fmt: skip
    return man(counts) if male else woman(counts)


def man(counts: PersonCounts) -> PersonCounts:
    return replace(
        counts, x_called=60, x_heterozygous=0, x_alternate=42, x_haploid=60, x_depth_sum=60 * 15, x_depth_records=60,
        y_called=21, y_alternate=20, y_depth_sum=21 * 13, y_depth_records=21,
    )  # fmt: skip


def woman(counts: PersonCounts) -> PersonCounts:
    return replace(
        counts, x_called=60, x_heterozygous=19, x_alternate=24, x_haploid=0, x_depth_sum=60 * 29, x_depth_records=60,
        y_called=0, y_alternate=0, y_depth_sum=0, y_depth_records=0,
    )  # fmt: skip


def _pair(one: str, two: str, a: NDArray[np.int64], b: NDArray[np.int64], called: NDArray[np.bool_]) -> PairCounts:
    a, b = a[called], b[called]
    return PairCounts(
        one, two, len(a), int((abs(a - b) == 2).sum()), int(((a == 1) & (b == 1)).sum()), int((a == 1).sum()),
        int((b == 1).sum()), int((a == b).sum()),
    )  # fmt: skip


def _trio(member: Person, child: NDArray[np.int64], father: NDArray[np.int64], mother: NDArray[np.int64]) -> TrioCounts:
    low, high = (father == 2).astype(int) + (mother == 2), (father > 0).astype(int) + (mother > 0)
    return TrioCounts(
        member.id, member.father, member.mother, len(child), int(((child < low) | (child > high)).sum()),
        int((abs(child - father) == 2).sum()), int((abs(child - mother) == 2).sum()),
        int(((father == 0) & (mother == 0) & (child > 0)).sum()),
    )  # fmt: skip
