"""Is a variant too common to cause a rare disease?

Two profiles. `gel-nembus` compares the frequency with Genomics England's table of cuts. `faf95` (the default) excludes a
variant only where the one-sided 95 % lower confidence bound of its frequency exceeds the cut, so that a few alleles seen
in a small population do not. The bound is the Poisson one of gnomAD's filtering allele frequency (Whiffin et al. 2017,
doi:10.1038/gim.2017.26). A variant fails if any population exceeds; no record counts as 0.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from carrel.care.genomes.values import Frequency
from carrel.care.interpretation.rules.populations import NAMES, NEMBUS, PEOPLE, UNKNOWN_PEOPLE
from carrel.foundation.vocabulary.inheritance import SegregationFilter


class Cut(StrEnum):
    """Which cut a segregation filter is held to."""

    DOMINANT = "dominant"
    RECESSIVE = "recessive"
    MITOCHONDRIAL = "mitochondrial"


@dataclass(frozen=True, slots=True)
class Cuts:
    """The highest frequencies that pass, in one population."""

    dominant: float
    recessive: float
    mitochondrial: float

    def of(self, cut: Cut) -> float:
        if cut is Cut.DOMINANT:
            return self.dominant
        return self.recessive if cut is Cut.RECESSIVE else self.mitochondrial


@dataclass(frozen=True, slots=True)
class Profile:
    """A way to decide rarity, and whether the extended MODERATE consequences count (5.3 of the rules)."""

    id: str
    populations: Mapping[str, Cuts]  # those with cuts of their own
    others: Cuts  # for any other population
    others_only_if_no_table: bool  # other populations stand in where the variant has no record in the table's
    by_bound: bool  # exclude by the lower confidence bound rather than by the frequency itself
    extended_moderate: bool
    reason: str
    source: str


EVERYWHERE = Cuts(0.001, 0.01, 0.001)
PROFILES: dict[str, Profile] = {
    "faf95": Profile(
        "faf95", {}, EVERYWHERE, False, True, True,
        "One rule instead of hand-set cuts for small populations: exclude only where the data show that the allele is "
        "more common than the cut.",
        "Proposed by Carrel after Whiffin et al. 2017, doi:10.1038/gim.2017.26; cuts of Genomics England",
    ),
    "gel-nembus": Profile(
        "gel-nembus", {row.population: Cuts(row.dominant, row.recessive, row.mitochondrial) for row in NEMBUS},
        EVERYWHERE, True, False, False,
        "Genomics England's table, to the letter. Populations outside the table are used only where a variant has no "
        "record in any population of the table, so that an annotation with totals alone is not read as rare.",
        "Genomics England, rare-disease tiering (Nembus release)",
    ),
}  # fmt: skip
DEFAULT_PROFILE = "faf95"
ONE_SIDED_ERROR = 0.05
LARGE_COUNT = 100  # alleles from which the approximation of the bound is good to 0.01 %; the decision is always exact
ALLELES_PER_PERSON = 2  # also on X, Y and mitochondrial: slightly too many alleles there, so slightly stricter

FILTER_CUTS: dict[SegregationFilter, Cut] = {
    SegregationFilter.INHERITED_AUTOSOMAL_DOMINANT: Cut.DOMINANT,
    SegregationFilter.INHERITED_AUTOSOMAL_DOMINANT_PATERNALLY_IMPRINTED: Cut.DOMINANT,
    SegregationFilter.INHERITED_AUTOSOMAL_DOMINANT_MATERNALLY_IMPRINTED: Cut.DOMINANT,
    SegregationFilter.DE_NOVO: Cut.DOMINANT,  # also in genes of another mode: a new variant is never common
    SegregationFilter.SIMPLE_RECESSIVE: Cut.RECESSIVE,
    SegregationFilter.COMPOUND_HETEROZYGOUS: Cut.RECESSIVE,
    SegregationFilter.UNIPARENTAL_ISODISOMY: Cut.RECESSIVE,
    SegregationFilter.X_LINKED_SIMPLE_RECESSIVE: Cut.RECESSIVE,
    SegregationFilter.X_LINKED_COMPOUND_HETEROZYGOUS: Cut.RECESSIVE,
    SegregationFilter.X_LINKED_MONOALLELIC: Cut.DOMINANT,
    SegregationFilter.MITOCHONDRIAL_GENOME: Cut.MITOCHONDRIAL,
}


@dataclass(frozen=True, slots=True)
class Excess:
    """A population in which a variant is more common than a cut."""

    population: str
    frequency: float
    cut: Cut
    threshold: float
    alleles: int  # observed alternate alleles, rounded
    allele_number: int

    @property
    def sentence(self) -> str:
        return (
            f"In {population_name(self.population)} {self.frequency:.2g}, above the {self.cut} cut {self.threshold:g} "
            f"(AC {self.alleles}, lower 95 % bound {lower_bound(self.alleles, self.allele_number):.2g})."
        )


def population_name(population: str) -> str:
    """For people: `gnomad_exomes:NFE` -> `NFE of gnomAD exomes`."""
    dataset, _, part = population.partition(":")
    name = NAMES.get(dataset, dataset)
    return name if part in ("", "ALL") else f"{part} of {name}"


def excess(frequencies: Sequence[Frequency], cut: Cut, profile: Profile) -> Excess | None:
    """The population that exceeds a cut (the one with the highest frequency if several do), or None: rare enough."""
    found: Excess | None = None
    for record in _counted(frequencies, profile):
        threshold = profile.populations.get(record.population, profile.others).of(cut)
        if record.frequency <= threshold or (found and record.frequency <= found.frequency):
            continue
        number = allele_number(record)
        alleles = round(record.frequency * number)
        if not profile.by_bound or bound_exceeds(alleles, threshold * number):
            found = Excess(record.population, record.frequency, cut, threshold, alleles, number)
    return found


def _counted(frequencies: Sequence[Frequency], profile: Profile) -> Sequence[Frequency]:
    if not profile.others_only_if_no_table:
        return frequencies
    named = [record for record in frequencies if record.population in profile.populations]
    return named or frequencies


def allele_number(record: Frequency) -> int:
    """Alleles behind a frequency: as annotated, else two per person of that population."""
    if record.allele_number:
        return record.allele_number
    return ALLELES_PER_PERSON * PEOPLE.get(record.population, UNKNOWN_PEOPLE)


def bound_exceeds(alleles: int, allowed: float) -> bool:
    """Does the lower 95 % bound of the expected allele count exceed what the cut allows?"""
    if alleles > 2 * allowed + 20:
        return True  # the tail is below 0.05 by far, and need not be summed
    return poisson_tail(alleles, allowed) < ONE_SIDED_ERROR


def poisson_tail(count: int, expected: float) -> float:
    """P(X >= count) for X ~ Poisson(expected), to double precision."""
    if count <= 0:
        return 1.0
    if count <= expected:
        return 1.0 - _poisson_sum_below(count, expected)
    term = math.exp(count * math.log(expected) - expected - math.lgamma(count + 1)) if expected > 0 else 0.0
    total, step = 0.0, count
    while term > total * 1e-15:
        total += term
        step += 1
        term *= expected / step
    return total


def _poisson_sum_below(count: int, expected: float) -> float:
    """P(X < count), summed downwards from count - 1, where the terms fall."""
    step = count - 1
    term = math.exp(step * math.log(expected) - expected - math.lgamma(step + 1))
    total = 0.0
    while step >= 0 and term > total * 1e-15:
        total += term
        term *= step / expected
        step -= 1
    return total


@lru_cache(maxsize=4096)
def lower_bound(alleles: int, number: int) -> float:
    """One-sided 95 % lower confidence bound of the frequency (Poisson). 0 where nothing was seen."""
    if alleles <= 0 or number <= 0:
        return 0.0
    # Start at Wilson and Hilferty's approximation of the chi-squared quantile, then Newton on the exact tail.
    cubed = 1 - 1 / (9 * alleles) - 1.6448536 / (3 * math.sqrt(alleles))
    expected = alleles * cubed**3 if cubed > 0.1 else 0.05
    for _ in range(4 if alleles < LARGE_COUNT else 0):
        slope = math.exp((alleles - 1) * math.log(expected) - expected - math.lgamma(alleles))
        expected = max(expected - (poisson_tail(alleles, expected) - ONE_SIDED_ERROR) / slope, expected / 4)
    return expected / number
