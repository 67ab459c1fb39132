"""Which variants the reader keeps for tiering, and why it passes over the others."""

from __future__ import annotations

from dataclasses import dataclass

from carrel.care.genomes.values import Stop


READER_EDITION = "2"  # raise with every change that can alter a stored table


@dataclass(frozen=True, slots=True)
class Cut:
    """A threshold of the first sieve. It must stay wider than every later rule: what it stops can reach no tier."""

    id: str
    condition: str
    threshold: float
    reason: str
    source: str
    edition: str


FREQUENCY_CUT = Cut(
    id="reading.frequency",
    condition="stops a variant that is more frequent than this in any informative population, unless ClinVar knows it",
    threshold=0.05,
    reason="five times the widest recessive cut, and far above its confidence bound in any population that is counted",
    source="Genomics England, rare-disease tiering: 0.01 recessive, 0.1 only in AMI and MID, which are not counted here",
    edition="2026-11",
)
SPLICE_CUT = Cut(
    id="reading.splice",
    condition="keeps a variant with a SpliceAI score of at least this, whatever its consequence",
    threshold=0.5,
    reason="no later rule takes a lower score",
    source="Jaganathan et al. 2019, doi:10.1016/j.cell.2018.12.015: 0.5 is the recommended cut",
    edition="2026-11",
)

# Stops as the small numbers that stand in the table of passed-over variants; 0 is a candidate. Their order is the order
# in which they are asked, so the number names the first rule that stopped a variant.
CANDIDATE = 0
STOPS: tuple[Stop | None, ...] = (
    None, Stop.NOT_PRIMARY, Stop.NOT_A_SEQUENCE, Stop.FILTER, Stop.NO_CARRIER, Stop.FREQUENCY, Stop.CONSEQUENCE,
)  # fmt: skip
STOP_NUMBERS = {stop: number for number, stop in enumerate(STOPS) if stop is not None}


@dataclass(frozen=True, slots=True)
class Facts:
    """What the sieve asks of one alternate allele."""

    primary: bool  # on chromosome 1-22, X, Y or MT
    sequence: bool  # spelled out in letters
    passed: bool  # FILTER is PASS or "."
    carried: bool  # by anybody in the family
    known: bool  # pathogenic, likely pathogenic or conflicting in ClinVar
    frequency: float  # the highest of the informative populations, 0 where there is no record
    relevant: bool  # a consequence of a tiered class on any transcript
    splice: float  # highest SpliceAI score, 0 without


def stop_number(facts: Facts) -> int:
    """The number of the first rule that stops an alternate; CANDIDATE where none does."""
    asked = (
        (Stop.NOT_PRIMARY, not facts.primary),
        (Stop.NOT_A_SEQUENCE, not facts.sequence),
        (Stop.FILTER, not facts.passed),
        (Stop.NO_CARRIER, not facts.carried),
        (Stop.FREQUENCY, not facts.known and facts.frequency > FREQUENCY_CUT.threshold),
        (Stop.CONSEQUENCE, not (facts.known or facts.relevant or facts.splice >= SPLICE_CUT.threshold)),
    )
    return next((STOP_NUMBERS[stop] for stop, holds in asked if holds), CANDIDATE)


# A variant's place and alleles as one number: 5 bits chromosome, 28 position, 28 a hash of the alleles, 3 the stop.
# Sorted numbers are sorted places. Two variants of one place collide with a chance of 1 in 2 ** 28.
HASH_BITS, POSITION_BITS, STOP_BITS = 28, 28, 3
FNV_START, FNV_FACTOR = 0xCBF29CE484222325, 0x100000001B3
WORD = 0xFFFFFFFFFFFFFFFF


def allele_hash(reference: str, alternate: str) -> int:
    """28 bits of the FNV-1a hash (Fowler, Noll, Vo) of two alleles in upper case, parted by `>`."""
    value = FNV_START
    for byte in f"{reference}>{alternate}".upper().encode("utf-8", "replace"):
        value = ((value ^ byte) * FNV_FACTOR) & WORD
    return (value ^ (value >> 32)) & ((1 << HASH_BITS) - 1)


def packed_key(chromosome: int, position: int, reference: str, alternate: str) -> int:
    """The number of a variant with an empty stop; `chromosome` is its place in CHROMOSOMES, `position` 1-based."""
    place = (chromosome << POSITION_BITS) | position
    return ((place << HASH_BITS) | allele_hash(reference, alternate)) << STOP_BITS
