"""Are two variants of a gene the two hits of a recessive disease? The compound heterozygous filters.

Each parent should give one. What is not known (a parent without a genotype, the phase of two variants in one person) never
fails a pair; what is known to be on one chromosome does. See "Pairs" in docs/reference/segregation.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product

from carrel.care.interpretation.rules.kinship import Kinship
from carrel.care.interpretation.values import Locus
from carrel.foundation.vocabulary.genome import Region
from carrel.foundation.vocabulary.inheritance import Penetrance, SegregationFilter, Zygosity


FILTERS: dict[Region, SegregationFilter] = {
    Region.AUTOSOMAL: SegregationFilter.COMPOUND_HETEROZYGOUS,
    Region.PSEUDOAUTOSOMAL: SegregationFilter.COMPOUND_HETEROZYGOUS,
    Region.X: SegregationFilter.X_LINKED_COMPOUND_HETEROZYGOUS,
}
PHASE_UNKNOWN = "phase_unknown"
NO_FLAGS: frozenset[str] = frozenset()
_HET_OR_MISSING = (Zygosity.HETEROZYGOUS, Zygosity.MISSING)


@dataclass(frozen=True, slots=True)
class Pair:
    """Two variants in one family."""

    one: Locus
    two: Locus
    kin: Kinship

    def both(self, person: str) -> tuple[Zygosity, Zygosity]:
        """A person's classes at the two; MISSING where not stated or not sequenced."""
        one, two = self.one.observations.get(person), self.two.observations.get(person)
        return (one.zygosity if one else Zygosity.MISSING, two.zygosity if two else Zygosity.MISSING)

    def known(self, person: str) -> bool:
        """Has the person a genotype at one of the two?"""
        return self.both(person) != (Zygosity.MISSING, Zygosity.MISSING)

    def carries_both(self, person: str) -> bool:
        one, two = self.both(person)
        return one.carries and two.carries

    def haplotypes_differ(self, person: str) -> bool | None:
        """True: known trans, False: known cis, None: unknown. Only for a person who is het at both."""
        if self.both(person) != (Zygosity.HETEROZYGOUS, Zygosity.HETEROZYGOUS):
            return None
        one, two = self.one.observations[person], self.two.observations[person]
        if not one.phase_set or one.phase_set != two.phase_set or None in (one.haplotype, two.haplotype):
            return None
        return one.haplotype != two.haplotype

    def sequenced(self, person: str) -> bool:
        return person in self.one.observations and person in self.two.observations

    def one_x(self, person: str) -> bool:
        return self.one.region is Region.X and person in self.kin.one_x


def joint(one: Locus, two: Locus, kin: Kinship, penetrance: Penetrance) -> frozenset[str] | None:
    """The flags with which the pair passes, or None where it does not."""
    pair = Pair(one, two, kin)
    if FILTERS.get(one.region) is None or FILTERS.get(one.region) != FILTERS.get(two.region):
        return None
    if not pair.carries_both(kin.proband) or pair.one_x(kin.proband):
        return None
    affected = [person for person in kin.affected if pair.known(person)]
    if not all(_affected_fits(pair, person) for person in affected):
        return None
    if penetrance is Penetrance.COMPLETE and not all(_unaffected_fits(pair, person) for person in kin.unaffected):
        return None
    followed = [person for person in affected if not pair.one_x(person)]
    if not all(_parents_fit(pair, person) for person in followed):
        return None
    return frozenset((PHASE_UNKNOWN,)) if _phase_open(pair, followed) else NO_FLAGS


def _affected_fits(pair: Pair, person: str) -> bool:
    """Het at both and not known cis; with one X: hemizygous for at least one. Missing is not a fault."""
    classes = pair.both(person)
    if pair.one_x(person):
        return Zygosity.HEMIZYGOUS in classes or Zygosity.MISSING in classes
    return all(zygosity in _HET_OR_MISSING for zygosity in classes) and pair.haplotypes_differ(person) is not False


def _unaffected_fits(pair: Pair, person: str) -> bool:
    """Does not carry both in trans; with one X: hemizygous for neither."""
    if pair.one_x(person):
        return Zygosity.HEMIZYGOUS not in pair.both(person)
    if not pair.carries_both(person):
        return True
    if pair.both(person) != (Zygosity.HETEROZYGOUS, Zygosity.HETEROZYGOUS):
        return False  # homozygous for one and carrying the other is carrying both in trans
    differ = pair.haplotypes_differ(person)
    return differ is False or (differ is None and _told_cis_by_parents(pair, person))


def _told_cis_by_parents(pair: Pair, person: str) -> bool:
    """One parent carries both and the other, genotyped at both, neither."""
    father, mother = pair.kin.father[person], pair.kin.mother[person]
    neither = (Zygosity.REFERENCE, Zygosity.REFERENCE)
    return (pair.carries_both(father) and pair.both(mother) == neither) or (
        pair.carries_both(mother) and pair.both(father) == neither
    )


def _parents_fit(pair: Pair, person: str) -> bool:
    """Does some way of filling in the parents' missing genotypes explain how this person has both?"""
    father, mother = pair.kin.father[person], pair.kin.mother[person]
    return any(
        _one_from_each(carried) or _one_hit_new(pair, father, mother, carried) or _affected_parent(pair, father, mother, carried)
        for carried in product(*(_possible(zygosity) for zygosity in (*pair.both(father), *pair.both(mother))))
    )  # fmt: skip


Carried = tuple[bool, ...]  # father carries one, father carries two, mother carries one, mother carries two


def _possible(zygosity: Zygosity) -> tuple[bool, ...]:
    return (True, False) if zygosity is Zygosity.MISSING else (zygosity.carries,)


def _one_from_each(carried: Carried) -> bool:
    return carried in ((True, False, False, True), (False, True, True, False))


def _one_hit_new(pair: Pair, father: str, mother: str, carried: Carried) -> bool:
    """Both parents are sequenced, one carries one of the two, and the reads support that the other is new."""
    if sum(carried) != 1 or not (pair.sequenced(father) and pair.sequenced(mother)):
        return False
    first_inherited = carried[0] or carried[2]
    return pair.two.de_novo_passed if first_inherited else pair.one.de_novo_passed


def _affected_parent(pair: Pair, father: str, mother: str, carried: Carried) -> bool:
    """An affected parent has both, not known cis, and the other has exactly one, or is affected with both too."""
    whole = [
        parent in pair.kin.affected and carried[at] and carried[at + 1] and pair.haplotypes_differ(parent) is not False
        for parent, at in ((father, 0), (mother, 2))
    ]
    exactly_one = [carried[0] != carried[1], carried[2] != carried[3]]
    return all(whole) or (whole[0] and exactly_one[1]) or (whole[1] and exactly_one[0])


def _phase_open(pair: Pair, followed: list[str]) -> bool:
    """Is there an affected member without any genotyped parent, and is the proband's phase not known either?"""
    if pair.haplotypes_differ(pair.kin.proband):
        return False
    return any(not (pair.known(pair.kin.father[person]) or pair.known(pair.kin.mother[person])) for person in followed)
