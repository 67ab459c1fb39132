"""The segregation filters over many variants of one family: equal genotypes are asked once."""

from __future__ import annotations

from collections.abc import Mapping

from carrel.care.interpretation.rules import pairs, segregation
from carrel.care.interpretation.rules.kinship import Kinship
from carrel.care.interpretation.values import Locus, Observation
from carrel.foundation.vocabulary.genome import Region
from carrel.foundation.vocabulary.inheritance import Penetrance, SegregationFilter


Signature = tuple[Region, bool, tuple[Observation | None, ...]]
Passes = Mapping[SegregationFilter, frozenset[str]]


class FamilyPasses:
    """Remembers what the filters said of each pattern of genotypes. A family has few patterns and thousands of variants."""

    def __init__(self, kin: Kinship) -> None:
        self.kin = kin
        self._single: dict[tuple[Signature, Penetrance], Passes] = {}
        self._joint: dict[tuple[int, int, Penetrance], frozenset[str] | None] = {}
        self._numbers: dict[Signature, int] = {}

    def signature(self, locus: Locus) -> Signature:
        """All that the filters look at."""
        seen = locus.observations
        return locus.region, locus.de_novo_passed, tuple(map(seen.get, self.kin.ids))

    def number(self, locus: Locus) -> int:
        """Equal for loci between which no filter can tell a difference."""
        return self._numbers.setdefault(self.signature(locus), len(self._numbers))

    def single(self, locus: Locus, penetrance: Penetrance) -> Passes:
        """As `segregation.single`."""
        key = self.signature(locus), penetrance
        if key not in self._single:
            self._single[key] = segregation.single(locus, self.kin, penetrance)
        return self._single[key]

    def joint(self, one: Locus, two: Locus, numbers: tuple[int, int], penetrance: Penetrance) -> frozenset[str] | None:
        """As `pairs.joint`. `numbers` are those of the two loci."""
        key = (*numbers, penetrance)
        if key not in self._joint:
            self._joint[key] = pairs.joint(one, two, self.kin, penetrance)
        return self._joint[key]
