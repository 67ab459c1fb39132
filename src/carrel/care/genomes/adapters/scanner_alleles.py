"""Alternates, annotation entries and genes of a line, as machine code over a buffer of bytes."""

# mypy: ignore-errors
from __future__ import annotations

import numpy as np
from numba import njit

from carrel.care.genomes.adapters.scanner_marks import find
from carrel.care.genomes.adapters.scanner_text import (
    hash_of,
    highest_number,
    is_letters,
    names_pathogenic,
    same,
    whole_number,
)
from carrel.care.genomes.rules import reading


NEWLINE, TAB, COMMA, AMPERSAND, BAR, DOT, STAR, LESS = 10, 9, 44, 38, 124, 46, 42, 60
FREQUENCY_CUT = reading.FREQUENCY_CUT.threshold
MOST_ALTERNATES = 16  # lines with more are odd
MOST_GENES = 128  # per line; lines with more are odd

# Places in `numbers`, the integers of a setting.
PEOPLE, COLUMNS, FIELDS, ALLELE, TERMS, GENE, SYMBOL, BIOTYPE, ALLELE_NUMBER, FEATURE, LINKED, HAS_KNOWN = range(12)
NUMBERS = 12
# Places in `state`, what a scan leaves behind.
KEYS, LINES, ERROR, WHERE, GENES, POOL = range(6)
STATE = 6
# Roles of INFO keys.
ANNOTATION, FREQUENCY, SIGNIFICANCE, SPLICE = 1, 2, 3, 4
# Rows of the scratch table of alternates.
A_START, A_END, A_KIND, A_NUMBER, A_CARRIED, A_KNOWN, A_RELEVANT = range(7)
ALTERNATE = 7
SPELLED, OTHER, BLOCK = 0, 1, 2


@njit(cache=True, nogil=True, forceinline=True)
def lookup(table, values, word):
    """The value of a word's hash in an open-addressed table, 0 where it is absent."""
    size = len(table)
    place = np.int64(word & np.uint64(size - 1))
    while table[place] != np.uint64(0):
        if table[place] == word:
            return values[place]
        place = (place + 1) & (size - 1)
    return 0


@njit(cache=True, nogil=True)
def remember_gene(text, start, end, word, state, genes, places, pool):
    """Keeps the name of a gene that was not seen before."""
    size = len(genes)
    place = np.int64(word & np.uint64(size - 1))
    while genes[place] != np.uint64(0):
        if genes[place] == word:
            return
        place = (place + 1) & (size - 1)
    if state[GENES] * 2 >= size or state[POOL] + end - start + 1 > len(pool):
        return
    genes[place] = word
    places[place] = state[POOL]
    for offset in range(start, end):
        pool[state[POOL]] = text[offset]
        state[POOL] += 1
    pool[state[POOL]] = NEWLINE
    state[POOL] += 1
    state[GENES] += 1


@njit(cache=True, nogil=True)
def split_alternates(text, start, end, alternates):
    """Fills the table of alternates; returns how many are real and how many are written (-1: too many)."""
    real = written = 0
    if end - start == 1 and text[start] == DOT:
        return 0, 0
    first = start
    for place in range(start, end + 1):
        if place == end or text[place] == COMMA:
            written += 1
            if written > MOST_ALTERNATES:
                return 0, -1
            kind = SPELLED if is_letters(text, first, place) else OTHER
            if kind == OTHER and place > first and text[first] == LESS and is_block(text, first, place):
                kind = BLOCK
            if kind != BLOCK:
                alternates[A_START, real] = first
                alternates[A_END, real] = place
                alternates[A_KIND, real] = kind
                alternates[A_NUMBER, real] = written
                alternates[A_CARRIED, real] = alternates[A_KNOWN, real] = alternates[A_RELEVANT, real] = 0
                real += 1
            first = place + 1
    return real, written


@njit(cache=True, nogil=True)
def is_block(text, start, end):
    """`<NON_REF>`, `<*>` or `<X>`."""
    size = end - start
    if size == 3:
        return text[start + 1] == STAR or text[start + 1] == 88
    return size == 9 and text[start + 1] == 78 and text[start + 4] == 95 and text[start + 7] == 70


@njit(cache=True, nogil=True)
def skipped_first_base(text, ref_start, ref_end, alternates, real):
    """1 where VEP leaves out the first base of each allele of this line, else 0."""
    first, differs = text[ref_start], 0
    plain = is_letters(text, ref_start, ref_end)
    size = ref_end - ref_start if plain else -1
    for place in range(real):
        if alternates[A_KIND, place] != SPELLED:
            continue
        mine = alternates[A_END, place] - alternates[A_START, place]
        if size < 0:
            size, first = mine, text[alternates[A_START, place]]
        if text[alternates[A_START, place]] != first:
            return 0
        differs |= mine != size
    return 1 if differs else 0


@njit(cache=True, nogil=True)
def alternate_of(text, bounds, numbers, alternates, real, ref_start, ref_end):
    """Place of the alternate that an entry speaks of, -1 for all of them."""
    column = numbers[ALLELE_NUMBER]
    if column >= 0:
        number = whole_number(text, bounds[column] + 1, bounds[column + 1])
        if 0 < number <= real:
            return number - 1
    column = numbers[ALLELE]
    if column < 0:
        return -1
    start, end = bounds[column] + 1, bounds[column + 1]
    skip = skipped_first_base(text, ref_start, ref_end, alternates, real)
    for place in range(real):
        mine = alternates[A_START, place]
        bare = mine + skip if alternates[A_KIND, place] == SPELLED else mine
        last = alternates[A_END, place]
        if bare == last and end - start == 1 and text[start] == 45:
            return place
        if bare < last and same(text, start, end, bare, last):
            return place
    for place in range(real):
        if same(text, start, end, alternates[A_START, place], alternates[A_END, place]):
            return place
    return -1


@njit(cache=True, nogil=True, forceinline=True)
def term_classes(text, start, end, terms, classes, likely):
    """1 where a term of a field is of a protein class, 2 where one is non-coding, 3 both, 0 neither."""
    found = 0
    while start < end:
        last = find(text, start, AMPERSAND, BAR, TAB)  # a bar or a tab ends any field
        last = min(last, end)
        if text[start] == STAR:
            start += 1
        if start < last and likely[((last - start) & 63) << 8 | text[start]]:
            found |= lookup(terms, classes, hash_of(text, start, last))
        start = last + 1
    return found


@njit(cache=True, nogil=True, forceinline=True)
def judge_entry(text, bounds, numbers, columns, words, alternates, highest, real, reference):
    """Adds what one entry says to the facts of its alternate, or of all; returns whether it is of a non-coding transcript."""
    frequency_columns, significance_columns, splice_columns = columns
    target = 0
    if real != 1:
        target = alternate_of(text, bounds, numbers, alternates, real, reference[0], reference[1])
    splice = 0.0
    known = False
    for column in significance_columns:
        if bounds[column + 1] > bounds[column] + 1:
            known |= names_pathogenic(text, bounds[column] + 1, bounds[column + 1])
    for column in splice_columns:
        if bounds[column + 1] > bounds[column] + 1:
            splice = max(splice, highest_number(text, bounds[column] + 1, bounds[column + 1], 0, 0))
    column = numbers[TERMS]
    found = term_classes(text, bounds[column] + 1, bounds[column + 1], words[0], words[1], words[4])
    frequency = -1.0  # not asked yet
    for place in range(real):
        if target >= 0 and place != target:
            continue
        if highest[0, place] <= FREQUENCY_CUT:  # what is known to be too common need not be asked again
            if frequency < 0.0:
                frequency = highest_frequency(text, bounds, numbers[ALLELE], frequency_columns)
            highest[0, place] = max(highest[0, place], frequency)
        highest[1, place] = max(highest[1, place], splice)
        alternates[A_KNOWN, place] |= known
        alternates[A_RELEVANT, place] |= found & 1
    return found & 2 != 0


@njit(cache=True, nogil=True, forceinline=True)
def highest_frequency(text, bounds, allele, columns):
    """The highest frequency that an entry gives, 0 without any; never below 0."""
    start, end = (bounds[allele] + 1, bounds[allele + 1]) if allele >= 0 else (0, 0)
    highest = 0.0
    for column in columns:
        if bounds[column + 1] > bounds[column] + 1:
            highest = max(highest, highest_number(text, bounds[column] + 1, bounds[column + 1], start, end))
            if highest > FREQUENCY_CUT:
                break
    return highest


@njit(cache=True, nogil=True, forceinline=True)
def gene_place(bounds, numbers):
    """The column that names an entry's gene: the HGNC id, or the symbol where that is empty; -1 where both are."""
    column = numbers[GENE]
    if column >= 0 and bounds[column + 1] > bounds[column] + 1:
        return column
    column = numbers[SYMBOL]
    if column >= 0 and bounds[column + 1] > bounds[column] + 1:
        return column
    return -1


@njit(cache=True, nogil=True, forceinline=True)
def note_gene(text, bounds, numbers, last_gene, state, names):
    """Remembers the gene of an entry, unless the entry before had the same."""
    column = gene_place(bounds, numbers)
    if column < 0:
        return
    start, end = bounds[column] + 1, bounds[column + 1]
    if same(text, start, end, last_gene[0], last_gene[1]):
        return
    last_gene[0], last_gene[1] = start, end
    remember_gene(text, start, end, hash_of(text, start, end), state, names[0], names[1], names[2])


@njit(cache=True, nogil=True)
def collect_gene(text, bounds, numbers, words, alternates, real, reference, genes, count):
    """Notes the gene of an entry that has a coding transcript (1) or a non-coding exon (2); returns the new count."""
    column = gene_place(bounds, numbers)
    gene = hash_of(text, bounds[column] + 1, bounds[column + 1]) if column >= 0 else np.uint64(0)
    column = numbers[BIOTYPE]
    coding = 0
    if column >= 0 and gene != np.uint64(0):
        coding = lookup(words[2], words[3], hash_of(text, bounds[column] + 1, bounds[column + 1]))
    column = numbers[TERMS]
    found = term_classes(text, bounds[column] + 1, bounds[column + 1], words[0], words[1], words[4]) & 2
    if coding == 0 and found == 0:
        return count
    target = 0
    if real != 1:
        target = alternate_of(text, bounds, numbers, alternates, real, reference[0], reference[1])
    last = count - 1
    if (
        found == 0
        and last >= 0
        and genes[2, last] == 1
        and genes[0, last] == np.int64(gene)
        and genes[1, last] == target
    ):
        return count  # of one gene's coding transcripts one is enough
    if count < MOST_GENES:
        genes[0, count], genes[1, count], genes[2, count] = np.int64(gene), target, coding | found
        count += 1
    return count


@njit(cache=True, nogil=True)
def settle_non_coding(genes, gene_count, alternates, real):
    """Makes an alternate relevant by an exon of a non-coding transcript of a gene that codes for no protein here."""
    for row in range(gene_count):
        if not genes[2, row] & 2:
            continue
        for place in range(real):
            if alternates[A_RELEVANT, place] or (genes[1, row] >= 0 and genes[1, row] != place):
                continue
            coding = False
            for other in range(gene_count):
                mine = genes[1, other] < 0 or genes[1, other] == place
                coding |= mine and genes[2, other] & 1 and genes[0, other] == genes[0, row] and genes[0, row] != 0
            if not coding:
                alternates[A_RELEVANT, place] = 1
