"""Genotype columns of a line and how they add to the counts, as machine code over a buffer of bytes."""

# mypy: ignore-errors
from __future__ import annotations

import numpy as np
from numba import njit

from carrel.care.genomes.adapters.scanner_alleles import A_CARRIED, A_NUMBER
from carrel.care.genomes.adapters.scanner_text import whole_number
from carrel.care.genomes.rules import reading_counts as counting


SLASH, BAR, COLON, COMMA, DOT = 47, 124, 58, 44, 46
# Columns of the scratch table of people.
P_GENOTYPE, P_HAPLOID, P_DEPTH, P_QUALITY, P_REFERENCE, P_ALTERNATE = range(6)
PERSON = 6
# Places of FORMAT fields.
F_GT, F_AD, F_DP, F_GQ, F_RO, F_AO, F_DV = range(7)
FORMATS = 7
FORMAT_NAMES = np.frombuffer(b"GTADDPGQROAODV", np.uint8)
MOST_FORMATS = 63  # fields behind are not looked at

COUNT = counting.COLUMN
C_CALLED, C_MISSING, C_REFERENCE = COUNT["called"], COUNT["missing"], COUNT["reference"]
C_TRANSITIONS, C_TRANSVERSIONS = COUNT["transitions"], COUNT["transversions"]
C_DEPTH, C_REFERENCE_SITE = COUNT["depth_sum"], COUNT["reference_site_alternate_reads"]
C_HOMOZYGOUS_SITE, C_X, C_Y = COUNT["homozygous_site_reference_reads"], COUNT["x_called"], COUNT["y_called"]
X_HETEROZYGOUS, X_ALTERNATE, X_HAPLOID, X_DEPTH = 1, 2, 3, 4  # counted from x_called
Y_ALTERNATE, Y_DEPTH = 1, 2  # counted from y_called
C_BALANCE, BINS, BALANCE_DEPTH = counting.BALANCE, counting.BALANCE_BINS, counting.BALANCE_DEPTH
X_QUALITY = counting.X_HETEROZYGOUS_QUALITY
REFERENCE, HETEROZYGOUS = counting.REFERENCE, counting.HETEROZYGOUS
HOMOZYGOUS, MISSING = counting.HOMOZYGOUS, counting.MISSING
AUTOSOME, X_ONLY, Y_ONLY = counting.AUTOSOME, counting.X_ONLY, counting.Y_ONLY


@njit(cache=True, nogil=True)
def format_roles(text, start, end, roles):
    """Says for each place of FORMAT which of the fields that we read it is, FORMATS for none."""
    roles[:] = FORMATS
    field, first = 0, start
    for place in range(start, end + 1):
        if place == end or text[place] == COLON:
            if place - first == 2 and field < MOST_FORMATS:
                for role in range(FORMATS):
                    if text[first] == FORMAT_NAMES[2 * role] and text[first + 1] == FORMAT_NAMES[2 * role + 1]:
                        roles[field] = role
            field += 1
            first = place + 1


@njit(cache=True, nogil=True, forceinline=True)
def read_person(text, spans, person, alternates, real, written):
    """Reads one genotype column into `person` and marks the alternates it carries; False where an allele is unknown."""
    if not read_genotype(text, spans[0, F_GT], spans[1, F_GT], person, alternates, real, written):
        return False
    if real == 1:
        read_depths(text, spans, person, alternates[A_NUMBER, 0])
    return True


@njit(cache=True, nogil=True, forceinline=True)
def read_genotype(text, start, end, person, alternates, real, written):
    """Genotype class, haploid or not, and who is carried; an absent field is `.`; False where an allele is unknown."""
    person[P_GENOTYPE], person[P_HAPLOID] = MISSING, 0
    while start < end and (text[start] == SLASH or text[start] == BAR):
        start += 1
    parts = copies = references = 0
    first = start
    for place in range(start, end + 1):
        if place != end and text[place] != SLASH and text[place] != BAR:
            continue
        parts += 1
        if place > first and not (place - first == 1 and text[first] == DOT):
            number = np.int64(0)
            for offset in range(first, place):
                digit = np.int64(text[offset]) - 48
                if digit < 0 or digit > 9 or number > 99999:
                    return False
                number = number * 10 + digit
            if number > written:
                return False
            references += number == 0
            for alternate in range(real):
                if alternates[A_NUMBER, alternate] == number:
                    alternates[A_CARRIED, alternate] = 1
                    copies += alternate == 0
        first = place + 1
    person[P_HAPLOID] = parts == 1
    if real == 1 and copies + references == parts:
        person[P_GENOTYPE] = REFERENCE if copies == 0 else (HOMOZYGOUS if references == 0 else HETEROZYGOUS)
    return True


@njit(cache=True, nogil=True)
def listed_number(text, start, end, wanted):
    """A number of a comma-separated list by its 0-based place, -1 where there is none."""
    place, first = 0, start
    for offset in range(start, end + 1):
        if offset == end or text[offset] == COMMA:
            if place == wanted:
                return whole_number(text, first, offset)
            place += 1
            first = offset + 1
    return np.int64(-1)


@njit(cache=True, nogil=True)
def listed_sum(text, start, end):
    """The sum of the numbers of a comma-separated list, -1 where there is none."""
    total, first = np.int64(-1), start
    for offset in range(start, end + 1):
        if offset == end or text[offset] == COMMA:
            number = whole_number(text, first, offset)
            if number >= 0:
                total = max(total, 0) + number
            first = offset + 1
    return total


@njit(cache=True, nogil=True, forceinline=True)
def read_depths(text, spans, person, number):
    """Depth, quality and the reads of both alleles."""
    depth = whole_number(text, spans[0, F_DP], spans[1, F_DP])
    person[P_QUALITY] = whole_number(text, spans[0, F_GQ], spans[1, F_GQ])
    reference = listed_number(text, spans[0, F_AD], spans[1, F_AD], 0)
    alternate = listed_number(text, spans[0, F_AD], spans[1, F_AD], number)
    if reference < 0 or alternate < 0:
        reference = whole_number(text, spans[0, F_RO], spans[1, F_RO])
        alternate = listed_number(text, spans[0, F_AO], spans[1, F_AO], number - 1)
    if reference < 0 or alternate < 0:
        reference = alternate = -1
        variant = whole_number(text, spans[0, F_DV], spans[1, F_DV])
        if number == 1 and depth >= 0 and variant >= 0:
            reference, alternate = max(depth - variant, 0), variant
    if depth < 0:
        depth = listed_sum(text, spans[0, F_AD], spans[1, F_AD])
    if depth < 0:
        depth = whole_number(text, spans[0, F_RO], spans[1, F_RO])
        others = listed_sum(text, spans[0, F_AO], spans[1, F_AO])
        if others >= 0:
            depth = max(depth, 0) + others
    person[P_DEPTH], person[P_REFERENCE], person[P_ALTERNATE] = depth, reference, alternate


@njit(cache=True, nogil=True, forceinline=True)
def count_people(people, snv, transition, place, trios, person, pair, trio):
    """Adds a PASS record with one alternate to the counters."""
    for who in range(len(people)):
        if place == AUTOSOME:
            count_autosome(person[who], people[who], snv, transition)
        elif place == X_ONLY:
            count_x(person[who], people[who], snv)
        elif place == Y_ONLY:
            count_y(person[who], people[who])
    if place != AUTOSOME:
        return
    row = 0
    if snv:
        for one in range(len(people)):
            for two in range(one + 1, len(people)):
                pair[row, people[one, P_GENOTYPE], people[two, P_GENOTYPE]] += 1
                row += 1
    for row in range(len(trios)):
        child, father, mother = trios[row, 0], trios[row, 1], trios[row, 2]
        trio[row, people[child, P_GENOTYPE], people[father, P_GENOTYPE], people[mother, P_GENOTYPE]] += 1


@njit(cache=True, nogil=True, forceinline=True)
def count_autosome(row, seen, snv, transition):
    genotype = seen[P_GENOTYPE]
    if genotype == MISSING:
        row[C_MISSING] += 1
    else:
        row[C_CALLED] += 1
        row[C_REFERENCE + genotype] += 1
    if seen[P_DEPTH] >= 0:
        row[C_DEPTH] += seen[P_DEPTH]
        row[C_DEPTH + 1] += 1
    if not snv or genotype == MISSING:
        return
    if genotype != REFERENCE:
        row[C_TRANSITIONS if transition else C_TRANSVERSIONS] += 1
    reference, alternate = seen[P_REFERENCE], seen[P_ALTERNATE]
    if reference < 0 or alternate < 0:
        return
    total = reference + alternate
    if genotype == REFERENCE:
        row[C_REFERENCE_SITE] += alternate
        row[C_REFERENCE_SITE + 1] += total
    elif genotype == HOMOZYGOUS:
        row[C_HOMOZYGOUS_SITE] += reference
        row[C_HOMOZYGOUS_SITE + 1] += total
    elif total >= BALANCE_DEPTH:
        row[C_BALANCE + min(alternate * BINS // total, BINS - 1)] += 1


@njit(cache=True, nogil=True)
def count_x(row, seen, snv):
    if seen[P_GENOTYPE] != MISSING:
        row[C_X] += 1
        row[C_X + X_HAPLOID] += seen[P_HAPLOID]
        row[C_X + X_ALTERNATE] += seen[P_GENOTYPE] == HOMOZYGOUS
        good = seen[P_QUALITY] < 0 or seen[P_QUALITY] >= X_QUALITY
        row[C_X + X_HETEROZYGOUS] += seen[P_GENOTYPE] == HETEROZYGOUS and snv and good
    if seen[P_DEPTH] >= 0:
        row[C_X + X_DEPTH] += seen[P_DEPTH]
        row[C_X + X_DEPTH + 1] += 1


@njit(cache=True, nogil=True)
def count_y(row, seen):
    if seen[P_GENOTYPE] != MISSING:
        row[C_Y] += 1
        row[C_Y + Y_ALTERNATE] += seen[P_GENOTYPE] != REFERENCE
    if seen[P_DEPTH] >= 0:
        row[C_Y + Y_DEPTH] += seen[P_DEPTH]
        row[C_Y + Y_DEPTH + 1] += 1
