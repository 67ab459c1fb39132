"""Why a variant was not tiered, in sentences that a scientist can check."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from carrel.care.genomes.values import FamilyVariant
from carrel.care.interpretation.rules.kinship import Kinship
from carrel.care.interpretation.values import Locus, Trace


@dataclass(frozen=True, slots=True)
class StopRow:
    """A rule that can stop a variant. Rows are in the order in which the rules are asked."""

    id: str
    meaning: str


STOPS: tuple[StopRow, ...] = (
    StopRow("filter", "the caller's FILTER is not PASS"),
    StopRow("no_carrier", "nobody in the family is known to carry it"),
    StopRow("not_in_proband", "the proband is not known to carry it"),
    StopRow("frequency", "more common than the cut of every filter that it passes"),
    StopRow("consequence", "no consequence of a tiered class in any gene, and not known pathogenic"),
    StopRow("segregation", "no segregation filter passes"),
    StopRow("de_novo_quality", "looks new in the proband, but the reads do not support it"),
    StopRow("carrier_only", "one heterozygous variant in a gene that is green for biallelic disease only"),
    StopRow("panel", "the gene is not green, and tier 3 takes coding genes only"),
    StopRow("moi", "segregates, but not in the mode of the green gene, and tier 3 takes coding genes only"),
)
ORDER = {row.id: place for place, row in enumerate(STOPS)}


def trace(variant: FamilyVariant, rule: str, sentence: str, gene: str = "") -> Trace:
    return Trace(str(variant.key), rule, sentence, gene)


def furthest(traces: Iterable[Trace]) -> Trace:
    """Of a variant's traces in several genes, that of the gene in which it came furthest; the first if equal."""
    return max(traces, key=lambda one: ORDER[one.rule])


def genotypes(locus: Locus, kin: Kinship) -> str:
    """Everyone's class, for a sentence: "A affected heterozygous, B unaffected reference"."""
    return ", ".join(f"{_who(one, kin)} {_class(one, locus)}" for one in kin.ids)


def _who(person: str, kin: Kinship) -> str:
    if person in kin.affected:
        return f"{person} affected"
    return f"{person} {'unaffected' if person in kin.unaffected else 'of uncertain affection'}"


def _class(person: str, locus: Locus) -> str:
    seen = locus.observations.get(person)
    return seen.zygosity.value if seen else "not sequenced"
