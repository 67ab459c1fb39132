"""Runs many generated families through the reference and the implementation and counts what was exercised.

A run of N families is cut into blocks of 1,000 with seeds of their own, so that a disagreement can be found again by its
block, and blocks can run on all cores.
"""

from __future__ import annotations

import multiprocessing
import os
import random
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field

from carrel.care.interpretation.rules import segregation
from carrel.foundation.vocabulary.inheritance import Penetrance, SegregationFilter
from tests.reference.agreement import disagreement, tiering_disagreement
from tests.reference.families import draw
from tests.reference.variants import case


BLOCK = 1_000
FAMILIES = int(os.environ.get("CARREL_GENERATED", "3000"))


@dataclass
class Tally:
    """What a run saw: families, questions, disagreements and how often each thing to be exercised was."""

    families: int = 0
    questions: int = 0
    disagreements: list[str] = field(default_factory=list)
    number_of_disagreements: int = 0
    seen: Counter[tuple[str, ...]] = field(default_factory=Counter)

    def differs(self, sentence: str) -> None:
        self.number_of_disagreements += 1
        self.disagreements = sorted([*self.disagreements, sentence], key=len)[:5]

    def add(self, other: Tally) -> None:
        self.families += other.families
        self.questions += other.questions
        self.number_of_disagreements += other.number_of_disagreements
        self.disagreements = sorted([*self.disagreements, *other.disagreements], key=len)[:5]
        self.seen.update(other.seen)


def segregation_block(seed: int, number: int) -> Tally:
    """`number` families; each locus is asked with the other loci as its partners, one partner at a time and all."""
    source, tally = random.Random(seed), Tally()
    for index in range(number):
        drawn = draw(source)
        tally.families += 1
        for place, locus in enumerate(drawn.loci):
            others = (*drawn.loci[:place], *drawn.loci[place + 1 :])
            for penetrance in Penetrance:
                tally.questions += 1
                question = (locus, others, drawn.family, drawn.x_copies, penetrance)
                answer, difference = disagreement(segregation.passed, *question)
                if difference:
                    tally.differs(f"seed {seed}, family {index}: {difference}")
                for name in SegregationFilter:
                    tally.seen[(name.value, penetrance.value, "passed" if name.value in answer else "failed")] += 1
                tally.seen.update(("flag", flag) for flags in answer.values() for flag in flags)
    return tally


def tiering_block(seed: int, number: int) -> Tally:
    """`number` families with annotated variants and panels, each under both frequency profiles."""
    source, tally = random.Random(seed), Tally()
    for index in range(number):
        drawn = case(source)
        tally.families += 1
        for profile in ("gel-nembus", "faf95"):
            tally.questions += 1
            seen, difference = tiering_disagreement(drawn, profile)
            if difference:
                tally.differs(f"seed {seed}, family {index}, {profile}: {difference}")
            tally.seen.update(seen)
    return tally


def run(block: Callable[[int, int], Tally], families: int = FAMILIES) -> Tally:
    """All blocks; on all cores where there are more than a few."""
    tally = Tally()
    for part in parts(block, families):
        tally.add(part)
    print(f"{tally.families} families, {tally.questions} questions, {tally.number_of_disagreements} disagreements")
    return tally


def parts(block: Callable[[int, int], Tally], families: int) -> Iterator[Tally]:
    sizes = [min(BLOCK, families - start) for start in range(0, families, BLOCK)]
    seeds = range(1, len(sizes) + 1)
    if len(sizes) <= 10:
        yield from map(block, seeds, sizes)
        return
    context = multiprocessing.get_context("spawn")
    workers = int(os.environ.get("CARREL_GENERATED_WORKERS", str(min(2, os.cpu_count() or 1))))
    with ProcessPoolExecutor(workers, mp_context=context) as pool:
        yield from pool.map(block, seeds, sizes)
