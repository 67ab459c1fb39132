"""Counting genotypes, record by record, for quality control: the arrays, how one record adds to them, what they mean."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from carrel.care.genomes.rules.reading import STOPS
from carrel.care.genomes.values import GenotypeCounts, PairCounts, PersonCounts, TrioCounts


Counter = NDArray[np.int64]

# Genotype classes of a record with one alternate.
REFERENCE, HETEROZYGOUS, HOMOZYGOUS, MISSING = 0, 1, 2, 3

# Columns of the person array: the fields of PersonCounts in order, `balance` taking twenty.
PERSON_FIELDS = (
    "called", "missing", "reference", "heterozygous", "homozygous", "transitions", "transversions", "depth_sum",
    "depth_records", "reference_site_alternate_reads", "reference_site_reads", "homozygous_site_reference_reads",
    "homozygous_site_reads", "x_called", "x_heterozygous", "x_alternate", "x_haploid", "x_depth_sum",
    "x_depth_records", "y_called", "y_alternate", "y_depth_sum", "y_depth_records",
)  # fmt: skip
COLUMN = {name: place for place, name in enumerate(PERSON_FIELDS)}
BALANCE, BALANCE_BINS, BALANCE_DEPTH = len(PERSON_FIELDS), 20, 10
PERSON_COLUMNS = BALANCE + BALANCE_BINS

# Places of the file-wide counters; the stops follow by their numbers.
LINES, RECORDS, VARIANTS, FILTERED, NOT_SPELLED = 0, 1, 2, 3, 4
STOP = 5
FILE_COLUMNS = STOP + len(STOPS)

# Which kind of place a record counts for.
AUTOSOME, X_ONLY, Y_ONLY, ELSEWHERE = 0, 1, 2, 3
X_HETEROZYGOUS_QUALITY = 20


@dataclass(frozen=True, slots=True)
class Observed:
    """One person's column at a record with one alternate; -1 is "not given" throughout."""

    genotype: int  # REFERENCE, HETEROZYGOUS, HOMOZYGOUS or MISSING
    haploid: bool
    depth: int
    quality: int
    reference_reads: int
    alternate_reads: int


@dataclass(frozen=True, slots=True)
class Tally:
    """The counters of one reading. They only ever grow, so parts counted apart add up."""

    person: Counter  # person, column
    pair: Counter  # pair, genotype of one, genotype of the other
    trio: Counter  # trio, child, father, mother
    file: Counter

    def add(self, other: Tally) -> None:
        self.person[:] += other.person
        self.pair[:] += other.pair
        self.trio[:] += other.trio
        self.file[:] += other.file


def new_tally(people: int, trios: int) -> Tally:
    """Counters at zero."""
    return Tally(
        np.zeros((people, PERSON_COLUMNS), np.int64),
        np.zeros((people * (people - 1) // 2, 4, 4), np.int64),
        np.zeros((trios, 4, 4, 4), np.int64),
        np.zeros(FILE_COLUMNS, np.int64),
    )


def pairs_of(people: int) -> tuple[tuple[int, int], ...]:
    """All pairs of people, in the order of the pair array."""
    return tuple(combinations(range(people), 2))


def is_transition(reference: str, alternate: str) -> bool:
    return f"{reference}{alternate}".upper() in ("AG", "GA", "CT", "TC")


def is_snv(reference: str, alternate: str) -> bool:
    return len(reference) == 1 and len(alternate) == 1


def count_record(
    tally: Tally,
    people: Sequence[Observed],
    alleles: tuple[str, str],
    place: int,
    trios: Sequence[tuple[int, int, int]],
) -> None:
    """Adds a PASS record with one alternate; `place` is AUTOSOME, X_ONLY, Y_ONLY or ELSEWHERE."""
    snv = is_snv(*alleles)
    for person, seen in enumerate(people):
        row = tally.person[person]
        if place == AUTOSOME:
            _count_autosome(row, seen, snv, is_transition(*alleles))
        elif place == X_ONLY:
            _count_x(row, seen, snv)
        elif place == Y_ONLY:
            _count_y(row, seen)
    if place != AUTOSOME:
        return
    if snv:
        for pair, (one, two) in enumerate(pairs_of(len(people))):
            tally.pair[pair, people[one].genotype, people[two].genotype] += 1
    for trio, (child, father, mother) in enumerate(trios):
        tally.trio[trio, people[child].genotype, people[father].genotype, people[mother].genotype] += 1


def _count_autosome(row: Counter, seen: Observed, snv: bool, transition: bool) -> None:
    row[COLUMN["missing" if seen.genotype == MISSING else "called"]] += 1
    if seen.genotype != MISSING:
        row[COLUMN["reference"] + seen.genotype] += 1
    if seen.depth >= 0:
        row[COLUMN["depth_sum"]] += seen.depth
        row[COLUMN["depth_records"]] += 1
    if not snv:
        return
    if seen.genotype in (HETEROZYGOUS, HOMOZYGOUS):
        row[COLUMN["transitions" if transition else "transversions"]] += 1
    if seen.reference_reads >= 0 and seen.alternate_reads >= 0:
        _count_reads(row, seen)


def _count_reads(row: Counter, seen: Observed) -> None:
    total = seen.reference_reads + seen.alternate_reads
    if seen.genotype == REFERENCE:
        row[COLUMN["reference_site_alternate_reads"]] += seen.alternate_reads
        row[COLUMN["reference_site_reads"]] += total
    elif seen.genotype == HOMOZYGOUS:
        row[COLUMN["homozygous_site_reference_reads"]] += seen.reference_reads
        row[COLUMN["homozygous_site_reads"]] += total
    elif seen.genotype == HETEROZYGOUS and total >= BALANCE_DEPTH:
        row[BALANCE + min(seen.alternate_reads * BALANCE_BINS // total, BALANCE_BINS - 1)] += 1


def _count_x(row: Counter, seen: Observed, snv: bool) -> None:
    if seen.genotype != MISSING:
        row[COLUMN["x_called"]] += 1
        row[COLUMN["x_haploid"]] += seen.haploid
        row[COLUMN["x_alternate"]] += seen.genotype == HOMOZYGOUS
        good = seen.quality < 0 or seen.quality >= X_HETEROZYGOUS_QUALITY
        row[COLUMN["x_heterozygous"]] += seen.genotype == HETEROZYGOUS and snv and good
    if seen.depth >= 0:
        row[COLUMN["x_depth_sum"]] += seen.depth
        row[COLUMN["x_depth_records"]] += 1


def _count_y(row: Counter, seen: Observed) -> None:
    if seen.genotype != MISSING:
        row[COLUMN["y_called"]] += 1
        row[COLUMN["y_alternate"]] += seen.genotype != REFERENCE
    if seen.depth >= 0:
        row[COLUMN["y_depth_sum"]] += seen.depth
        row[COLUMN["y_depth_records"]] += 1


def counts_of(tally: Tally, people: Sequence[str], trios: Sequence[tuple[str, str, str]]) -> GenotypeCounts:
    """The counters as values."""
    return GenotypeCounts(
        records=int(tally.file[RECORDS]),
        variants=int(tally.file[VARIANTS]),
        people=tuple(_person(name, tally.person[place]) for place, name in enumerate(people)),
        pairs=tuple(
            _pair(people[one], people[two], tally.pair[place]) for place, (one, two) in enumerate(pairs_of(len(people)))
        ),
        trios=tuple(_trio(names, tally.trio[place]) for place, names in enumerate(trios)),
        stops={stop: int(tally.file[STOP + number]) for number, stop in enumerate(STOPS) if stop is not None},
        has_filters=bool(tally.file[FILTERED]),
    )


def _person(name: str, row: Counter) -> PersonCounts:
    counted = {field: int(row[place]) for field, place in COLUMN.items()}
    return PersonCounts(person=name, balance=tuple(int(number) for number in row[BALANCE:]), **counted)


def _pair(one: str, two: str, table: Counter) -> PairCounts:
    both = table[:MISSING, :MISSING]
    return PairCounts(
        one=one,
        two=two,
        both_called=int(both.sum()),
        opposite_homozygotes=int(both[REFERENCE, HOMOZYGOUS] + both[HOMOZYGOUS, REFERENCE]),
        both_heterozygous=int(both[HETEROZYGOUS, HETEROZYGOUS]),
        one_heterozygous=int(both[HETEROZYGOUS].sum()),
        two_heterozygous=int(both[:, HETEROZYGOUS].sum()),
        same_genotype=int(np.trace(both)),
    )


# Alleles that a parent of each genotype class can hand on, as numbers of alternates.
GAMETES = {REFERENCE: (0,), HETEROZYGOUS: (0, 1), HOMOZYGOUS: (1,)}


def is_mendelian(child: int, father: int, mother: int) -> bool:
    """Whether a child of this genotype class can have these parents."""
    return any(one + other == child for one in GAMETES[father] for other in GAMETES[mother])


def _trio(names: tuple[str, str, str], table: Counter) -> TrioCounts:
    full = table[:MISSING, :MISSING, :MISSING]
    wrong = sum(int(full[c, f, m]) for c in range(3) for f in range(3) for m in range(3) if not is_mendelian(c, f, m))
    return TrioCounts(
        *names,
        records=int(full.sum()),
        errors=wrong,
        errors_against_father=int(full[REFERENCE, HOMOZYGOUS].sum() + full[HOMOZYGOUS, REFERENCE].sum()),
        errors_against_mother=int(full[REFERENCE, :, HOMOZYGOUS].sum() + full[HOMOZYGOUS, :, REFERENCE].sum()),
        apparent_de_novo=int(full[HETEROZYGOUS:, REFERENCE, REFERENCE].sum()),
    )
