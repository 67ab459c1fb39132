"""The sieve as machine code: reads the text of a VCF line by line, counts genotypes and rejects what can reach no tier.

It does what `rules.reading_records` does, on bytes and without making objects; tests hold the two against each other.
Lines that it does not decide itself ("odd" lines) it hands on. All offsets are into the text buffer, ends exclusive.
"""

# mypy: ignore-errors
from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit

from carrel.care.genomes.adapters.scanner_alleles import (
    A_CARRIED,
    A_END,
    A_KIND,
    A_KNOWN,
    A_NUMBER,
    A_RELEVANT,
    A_START,
    ALTERNATE,
    ANNOTATION,
    COLUMNS,
    ERROR,
    FEATURE,
    FIELDS,
    FREQUENCY,
    HAS_KNOWN,
    KEYS,
    LINES,
    LINKED,
    MOST_ALTERNATES,
    MOST_GENES,
    SIGNIFICANCE,
    SPELLED,
    SPLICE,
    WHERE,
    collect_gene,
    judge_entry,
    lookup,
    note_gene,
    settle_non_coding,
    split_alternates,
)
from carrel.care.genomes.adapters.scanner_marks import ONE, WIDTH, ZERO, borrowed, entry_bounds, find, lowest, marks
from carrel.care.genomes.adapters.scanner_people import (
    FORMATS,
    MISSING,
    MOST_FORMATS,
    P_GENOTYPE,
    PERSON,
    count_people,
    format_roles,
    read_person,
)
from carrel.care.genomes.adapters.scanner_text import (
    FACTOR,
    START,
    chromosome_of,
    first_decimals,
    highest_number,
    names_pathogenic,
    same,
)
from carrel.care.genomes.rules import reading
from carrel.care.genomes.rules import reading_counts as counting


TAB, NEWLINE, RETURN, COMMA, COLON, SEMICOLON, BAR, EQUALS, DOT = 9, 10, 13, 44, 58, 59, 124, 61, 46
AT, PLUS, STAR, HASH = 64, 43, 42, 35
FINE, WRONG_COLUMNS, NO_POSITION, BEYOND_END, UNKNOWN_ALLELE = range(5)

FREQUENCY_CUT = reading.FREQUENCY_CUT.threshold
SPLICE_CUT = reading.SPLICE_CUT.threshold
NOT_PRIMARY, NOT_A_SEQUENCE, NOT_PASSED, NO_CARRIER, TOO_COMMON, NO_CONSEQUENCE = range(1, 7)
STOP_BITS = np.uint64(reading.STOP_BITS)
HASH_BITS, POSITION_BITS = np.uint64(reading.HASH_BITS), np.uint64(reading.POSITION_BITS)
HASH_MASK = np.uint64((1 << reading.HASH_BITS) - 1)
FILE_LINES, FILE_RECORDS, FILE_VARIANTS = counting.LINES, counting.RECORDS, counting.VARIANTS
FILE_FILTERED, FILE_NOT_SPELLED, FILE_STOP = counting.FILTERED, counting.NOT_SPELLED, counting.STOP
AUTOSOME, X_ONLY, Y_ONLY, ELSEWHERE = counting.AUTOSOME, counting.X_ONLY, counting.Y_ONLY, counting.ELSEWHERE
CHROMOSOME_X, CHROMOSOME_Y, MITOCHONDRIAL = 22, 23, 24
COLUMNS_BEFORE_PEOPLE = 9


@njit(cache=True, nogil=True)
def packed_key(text, chromosome, position, ref_start, ref_end, alt_start, alt_end, spelled):
    """The number of a variant with an empty stop, its alleles trimmed."""
    if spelled:
        while ref_end - ref_start > 1 and alt_end - alt_start > 1 and text[ref_end - 1] == text[alt_end - 1]:
            ref_end -= 1
            alt_end -= 1
        while ref_end - ref_start > 1 and alt_end - alt_start > 1 and text[ref_start] == text[alt_start]:
            ref_start += 1
            alt_start += 1
            position += 1
    value = START
    for place in range(ref_start, ref_end):
        value = (value ^ np.uint64(upper(text[place]))) * FACTOR
    value = (value ^ np.uint64(62)) * FACTOR
    for place in range(alt_start, alt_end):
        value = (value ^ np.uint64(upper(text[place]))) * FACTOR
    hashed = (value ^ (value >> np.uint64(32))) & HASH_MASK
    place = (np.uint64(chromosome) << POSITION_BITS) | np.uint64(position)
    return ((place << HASH_BITS) | hashed) << STOP_BITS


@njit(cache=True, nogil=True, forceinline=True)
def upper(byte):
    return byte - 32 if 97 <= byte <= 122 else byte


@njit(cache=True, nogil=True, forceinline=True)
def read_annotation(text, at, numbers, columns, words, alternates, highest, real, reference, scratch, state, names):
    """Walks the entries of CSQ, BCSQ or ANN; returns where the value ends, and whether the line is odd."""
    bounds, genes, last_gene = scratch
    begin, odd, non_coding = at, False, False
    while True:
        end = entry_bounds(text, begin, bounds, numbers[FIELDS])
        if numbers[LINKED] and end > begin and (text[begin] == AT or is_joint(text, bounds, numbers[FIELDS])):
            odd = True
        if not odd and is_counted(text, bounds, numbers, begin, end):
            non_coding |= judge_entry(text, bounds, numbers, columns, words, alternates, highest, real, reference)
            note_gene(text, bounds, numbers, last_gene, state, names)
        if text[end] != COMMA:
            break
        begin = end + 1
    if non_coding and not odd:
        odd = not weigh_non_coding(text, at, numbers, words, alternates, real, reference, bounds, genes)
    return end, odd


@njit(cache=True, nogil=True)
def weigh_non_coding(text, begin, numbers, words, alternates, real, reference, bounds, genes):
    """Asks which non-coding exons are of genes that code for no protein here; False where there are too many genes."""
    count = 0
    while True:
        end = entry_bounds(text, begin, bounds, numbers[FIELDS])
        if is_counted(text, bounds, numbers, begin, end):
            count = collect_gene(text, bounds, numbers, words, alternates, real, reference, genes, count)
        if text[end] != COMMA:
            break
        begin = end + 1
    settle_non_coding(genes, count, alternates, real)
    return count < MOST_GENES


@njit(cache=True, nogil=True)
def is_joint(text, bounds, most):
    """Whether a bcftools consequence is of several variants together: its last field, the DNA change, has a `+`."""
    for place in range(bounds[most - 1] + 1, bounds[most]):
        if text[place] == PLUS:
            return True
    return False


@njit(cache=True, nogil=True, forceinline=True)
def is_counted(text, bounds, numbers, start, end):
    """Not an empty entry, nor a SnpEff feature that is no transcript."""
    if end == start or (end - start == 1 and text[start] == DOT):
        return False
    column = numbers[FEATURE]
    if column < 0:
        return True
    first, last = bounds[column] + 1, bounds[column + 1]
    return last <= first or (
        last - first == 10 and text[first] == 116 and text[first + 1] == 114 and text[first + 9] == 116
    )


@njit(cache=True, nogil=True)
def read_frequency(text, at, alternates, highest, real, written):
    """Takes an INFO frequency: one value for all alternates, or one for each that is written."""
    end, commas = find(text, at, SEMICOLON, TAB, NEWLINE), 0
    for place in range(at, end):
        commas += text[place] == COMMA
    first, number = at, 1
    for place in range(at, end + 1):
        if place == end or text[place] == COMMA:
            value = highest_number(text, first, place, 0, 0)
            for alternate in range(real):
                if commas + 1 != written or alternates[A_NUMBER, alternate] == number:
                    highest[0, alternate] = max(highest[0, alternate], value)
            number += 1
            first = place + 1
    return end


@njit(cache=True, nogil=True)
def read_splice(text, at, alternates, highest, real):
    """Takes INFO/SpliceAI: ALLELE|SYMBOL|four delta scores|four positions, by commas."""
    field, first, begin, allele_end, score = 0, at, at, at, 0.0
    while True:
        byte = text[at]
        last = byte == SEMICOLON or byte == TAB or byte == NEWLINE
        if byte == BAR or byte == COMMA or last:
            if field == 0:
                allele_end = at
            elif 2 <= field <= 5:
                score = max(score, highest_number(text, first, at, 0, 0))
            field += 1
            first = at + 1
            if byte != BAR:
                for place in range(real):
                    mine = same(text, begin, allele_end, alternates[A_START, place], alternates[A_END, place])
                    if real == 1 or mine:
                        highest[1, place] = max(highest[1, place], score)
                field, begin, score = 0, at + 1, 0.0
                if last:
                    return at
        at += 1


@njit(cache=True, nogil=True, forceinline=True)
def read_info(
    text, at, numbers, columns, words, keys, alternates, highest, real, written, reference, scratch, state, names
):
    """Walks INFO; returns the place of its closing tab (or newline) and whether the line is odd."""
    roles, role_values = keys
    odd = False
    while True:
        value = START
        first = at
        while text[at] != EQUALS and text[at] != SEMICOLON and text[at] != TAB and text[at] != NEWLINE:
            value = (value ^ np.uint64(text[at])) * FACTOR
            at += 1
        if text[at] == EQUALS:
            at += 1
            role = lookup(roles, role_values, value | np.uint64(value == np.uint64(0))) if at > first + 1 else 0
            if role == ANNOTATION:
                at, odd = read_annotation(
                    text, at, numbers, columns, words, alternates, highest, real, reference, scratch, state, names
                )
            elif role == FREQUENCY:
                at = read_frequency(text, at, alternates, highest, real, written)
            elif role == SPLICE:
                at = read_splice(text, at, alternates, highest, real)
            else:
                first = at
                at = find(text, at, SEMICOLON, TAB, NEWLINE)
                if role == SIGNIFICANCE and names_pathogenic(text, first, at):
                    for place in range(real):
                        alternates[A_KNOWN, place] = 1
        if text[at] != SEMICOLON:
            return at, odd
        at += 1


@njit(cache=True, nogil=True, forceinline=True)
def kind_of_place(chromosome, position, regions):
    """Autosome, X or Y outside the pseudoautosomal regions, or elsewhere."""
    if chromosome < 0 or chromosome == MITOCHONDRIAL:
        return ELSEWHERE
    if chromosome < CHROMOSOME_X:
        return AUTOSOME
    row = chromosome - CHROMOSOME_X
    for region in range(2):
        if regions[row, region, 0] <= position <= regions[row, region, 1]:
            return ELSEWHERE
    return X_ONLY if row == 0 else Y_ONLY


@njit(cache=True, nogil=True, forceinline=True)
def stop_of(chromosome, spelled, passed, carried, known, frequency, relevant, splice):
    """The number of the first rule that stops an alternate, as `rules.reading.stop_number`."""
    if chromosome < 0:
        return NOT_PRIMARY
    if not spelled:
        return NOT_A_SEQUENCE
    if not passed:
        return NOT_PASSED
    if not carried:
        return NO_CARRIER
    if known:
        return 0
    if frequency > FREQUENCY_CUT:
        return TOO_COMMON
    return 0 if relevant or splice >= SPLICE_CUT else NO_CONSEQUENCE


@njit(cache=True, nogil=True)
def is_listed(sorted_keys, key):
    """Whether a sorted list of keys without stops holds this one."""
    low, high = 0, len(sorted_keys)
    while low < high:
        middle = (low + high) >> 1
        if sorted_keys[middle] < key:
            low = middle + 1
        else:
            high = middle
    return low < len(sorted_keys) and sorted_keys[low] == key


@njit(cache=True, nogil=True, forceinline=True)
def read_people(text, at, sample_people, roles, spans, people, alternates, real, written, last_format):
    """Reads the genotype columns from the start of FORMAT; returns the line's end (its newline), columns, and whether fine."""
    end = find(text, at, TAB, NEWLINE, NEWLINE)
    if not same(text, at, end, last_format[0], last_format[1]):
        format_roles(text, at, end, roles)
        last_format[0], last_format[1] = at, end
    if text[end] == NEWLINE:
        return end, COLUMNS_BEFORE_PEOPLE, True
    sample, field, first, fine, base = 0, 0, end + 1, True, end + 1
    spans[:, :] = 0
    while True:
        mask = marks(text, base, COLON, TAB, NEWLINE, NEWLINE, NEWLINE)
        while mask != ZERO:
            place = base + lowest(mask)
            mask &= mask - ONE
            role = roles[min(field, MOST_FORMATS)]
            spans[0, role], spans[1, role] = first, place
            field += 1
            first = place + 1
            if text[place] == COLON:
                continue
            if sample < len(sample_people) and sample_people[sample] >= 0 and fine:
                drop_return(text, spans)
                fine = read_person(text, spans, people[sample_people[sample]], alternates, real, written)
            sample += 1
            field = 0
            spans[:, :] = 0
            if text[place] == NEWLINE:
                return place, COLUMNS_BEFORE_PEOPLE + sample, fine
        base += WIDTH


@njit(cache=True, nogil=True)
def drop_return(text, spans):
    """Lines may end in carriage return and newline."""
    for role in range(FORMATS):
        if spans[1, role] > spans[0, role] and text[spans[1, role] - 1] == RETURN:
            spans[1, role] -= 1


@njit(cache=True, nogil=True, forceinline=True)
def first_columns(text, at, tabs):
    """Finds the seven tabs behind CHROM to FILTER; returns the place of INFO, -1 where the line ends before."""
    count = 0
    while True:
        mask = marks(text, at, TAB, NEWLINE, NEWLINE, NEWLINE, NEWLINE)
        while mask != ZERO:
            place = at + lowest(mask)
            mask &= mask - ONE
            if text[place] == NEWLINE:
                return -1
            tabs[count] = place
            count += 1
            if count == 7:
                return place + 1
        at += WIDTH


@njit(cache=True, nogil=True)
def says_pass(text, start, end):
    """Whether FILTER is `PASS`."""
    if end - start != 4:
        return False
    return text[start] == 80 and text[start + 1] == 65 and text[start + 2] == 83 and text[start + 3] == 83


@njit(cache=True, nogil=True)
def is_transition(one, two):
    """A and G, or C and T; upper case."""
    return (
        (one == 65 and two == 71) or (one == 71 and two == 65) or (one == 67 and two == 84) or (one == 84 and two == 67)
    )


@njit(cache=True, nogil=True, forceinline=True)
def count_line(text, chromosome, position, tabs, alternates, regions, people, trios, tally):
    """Counts the genotypes of a PASS line with one alternate."""
    person, pair, trio, _ = tally
    snv = tabs[3] - tabs[2] == 2 and alternates[A_END, 0] - alternates[A_START, 0] == 1
    transition = snv and is_transition(upper(text[tabs[2] + 1]), upper(text[alternates[A_START, 0]]))
    count_people(people, snv, transition, kind_of_place(chromosome, position, regions), trios, person, pair, trio)


@njit(cache=True, nogil=True, forceinline=True)
def settle_line(
    text, chromosome, position, reference, alternates, highest, real, passed, known, has_known, file, out_keys, state
):
    """Gives every alternate its stop and writes its key; returns whether any is a candidate."""
    wanted = False
    for place in range(real):
        spelled = alternates[A_KIND, place] == SPELLED
        key = np.uint64(0)
        if chromosome >= 0:
            key = packed_key(
                text, chromosome, position, reference[0], reference[1], alternates[A_START, place],
                alternates[A_END, place], spelled,
            )  # fmt: skip
        listed = alternates[A_KNOWN, place] == 1 or (has_known == 1 and is_listed(known, key))
        number = stop_of(
            chromosome, spelled, passed, alternates[A_CARRIED, place], listed, highest[0, place],
            alternates[A_RELEVANT, place], highest[1, place],
        )  # fmt: skip
        file[FILE_VARIANTS] += spelled
        file[FILE_NOT_SPELLED] += not spelled and text[alternates[A_START, place]] != STAR
        file[FILE_STOP + number] += 1
        wanted |= number == 0
        if chromosome >= 0:
            out_keys[state[KEYS]] = key | np.uint64(number)
            state[KEYS] += 1
    return wanted


@njit(cache=True, nogil=True)
def keep_line(out_lines, state, begin, end, odd):
    """Asks for a line to be read in full."""
    out_lines[state[LINES], 0], out_lines[state[LINES], 1], out_lines[state[LINES], 2] = begin, end, odd
    state[LINES] += 1


@njit(cache=True, nogil=True, forceinline=True)
def scan_line(text, begin, setting, scratch, tally, out, state, names):
    """Reads one data line; returns the place behind it, or -1 after setting state[ERROR]."""
    numbers, columns, words, keys, sample_people, trios, lengths, regions, known = setting
    people, alternates, highest, entry_scratch, roles, spans, last_format, tabs = scratch
    file = tally[3]
    at = first_columns(text, begin, tabs)
    if at < 0:
        state[ERROR] = WRONG_COLUMNS
        return -1
    chromosome = chromosome_of(text, begin, tabs[0])
    position = first_decimals(text, tabs[0] + 1, tabs[1])
    if position < 0 or (chromosome >= 0 and position > lengths[chromosome]):
        state[ERROR] = NO_POSITION if position < 0 else BEYOND_END
        return -1
    reference = (tabs[2] + 1, tabs[3])
    real, written = split_alternates(text, tabs[3] + 1, tabs[4], alternates)
    highest[:, :real] = 0.0
    at, odd = read_info(
        text,
        at,
        numbers,
        columns,
        words,
        keys,
        alternates,
        highest,
        real,
        written,
        reference,
        entry_scratch,
        state,
        names,
    )
    odd = odd or written < 0 or (numbers[LINKED] == 1 and real > 1)
    people[:, :] = -1
    people[:, P_GENOTYPE] = MISSING
    count, fine = COLUMNS_BEFORE_PEOPLE - 1, True
    if text[at] == TAB:
        at, count, fine = read_people(
            text, at + 1, sample_people, roles, spans, people, alternates, real, written, last_format
        )
    if count != numbers[COLUMNS] or not (fine or written < 0):
        state[ERROR] = WRONG_COLUMNS if count != numbers[COLUMNS] else UNKNOWN_ALLELE
        return -1
    if odd:
        keep_line(out[1], state, begin, at, 1)
        return at + 1
    dot = tabs[6] - tabs[5] == 2 and text[tabs[5] + 1] == DOT
    passed = dot or says_pass(text, tabs[5] + 1, tabs[6])
    file[FILE_LINES] += 1
    file[FILE_RECORDS] += 1
    file[FILE_FILTERED] += not dot
    if real == 1 and passed and alternates[A_KIND, 0] == SPELLED:
        count_line(text, chromosome, position, tabs, alternates, regions, people, trios, tally)
    wanted = settle_line(
        text, chromosome, position, reference, alternates, highest, real, passed, known, numbers[HAS_KNOWN], file, out[0],
        state,
    )  # fmt: skip
    file[FILE_STOP + NOT_A_SEQUENCE] += written - real if real else 1
    if wanted:
        keep_line(out[1], state, begin, at, 0)
    return at + 1


@njit(cache=True, nogil=True)
def scan(text, at, stop, setting, scratch, tally, out, state, names):
    """Reads whole lines from `at` to `stop` (just behind a newline); returns where it stopped reading.

    It stops early where `out` is full, or at a faulty line: then state[ERROR] says what and state[WHERE] where it
    begins. `out` is keys with stops, and lines to read in full: start, end, odd (1). `names` collects genes. The caller
    holds on to all arrays while this runs.
    """
    numbers, columns, words, keys, sample_people, trios, lengths, regions, known = setting
    lent = (
        borrowed(numbers),
        (borrowed(columns[0]), borrowed(columns[1]), borrowed(columns[2])),
        (borrowed(words[0]), borrowed(words[1]), borrowed(words[2]), borrowed(words[3]), borrowed(words[4])),
        (borrowed(keys[0]), borrowed(keys[1])),
        borrowed(sample_people),
        borrowed(trios),
        borrowed(lengths),
        borrowed(regions),
        borrowed(known),
    )
    people, alternates, highest, bounds, genes, last_gene, roles, spans, last_format, tabs = scratch
    space = (
        borrowed(people), borrowed(alternates), borrowed(highest), (borrowed(bounds), borrowed(genes), borrowed(last_gene)),
        borrowed(roles), borrowed(spans), borrowed(last_format), borrowed(tabs),
    )  # fmt: skip
    counters = (borrowed(tally[0]), borrowed(tally[1]), borrowed(tally[2]), borrowed(tally[3]))
    found = (borrowed(out[0]), borrowed(out[1]))
    known_names = (borrowed(names[0]), borrowed(names[1]), borrowed(names[2]))
    last_gene[:] = 0
    last_format[:] = 0
    roles[:] = FORMATS
    return scan_lines(borrowed(text), at, stop, lent, space, counters, found, borrowed(state), known_names)


@njit(cache=True, nogil=True)
def scan_lines(text, at, stop, setting, scratch, tally, out, state, names):
    """The loop of `scan`."""
    while at < stop:
        if state[KEYS] + MOST_ALTERNATES > len(out[0]) or state[LINES] + 1 > len(out[1]):
            return at
        begin = at
        if text[at] == HASH:  # a header line
            at = find(text, at, NEWLINE, NEWLINE, NEWLINE) + 1
            tally[3][FILE_LINES] += 1
            continue
        at = scan_line(text, begin, setting, scratch, tally, out, state, names)
        if at < 0:
            state[WHERE] = begin
            return begin
    return at


def new_scratch(people: int, fields: int) -> tuple[Any, ...]:
    """Space that one thread's scans share."""
    return (
        np.empty((people, PERSON), np.int64),
        np.zeros((ALTERNATE, MOST_ALTERNATES), np.int64),
        np.zeros((2, MOST_ALTERNATES)),
        np.zeros(fields + 2, np.int64),
        np.zeros((3, MOST_GENES), np.int64),
        np.zeros(2, np.int64),
        np.full(MOST_FORMATS + 1, FORMATS, np.int64),
        np.zeros((2, FORMATS + 1), np.int64),
        np.zeros(2, np.int64),
        np.zeros(8, np.int64),
    )
