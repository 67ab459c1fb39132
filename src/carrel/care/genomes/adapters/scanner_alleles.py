"""Alternates, annotation entries and genes of a line, as machine code over a buffer of bytes."""

# ruff: noqa: PLR0913, C901 (machine code takes arrays one by one, and compares bytes without tuples)
from __future__ import annotations

import numpy as np
from numba import njit

from carrel.care.genomes.adapters.scanner_text import (
    hash_of,
    highest_number,
    is_letters,
    names_pathogenic,
    same,
    whole_number,
)


NEWLINE, COMMA, AMPERSAND, DOT, STAR, LESS = 10, 44, 38, 46, 42, 60
MOST_ALTERNATES = 16  # lines with more are odd
MOST_GENES = 128  # per line; lines with more are odd

# Places in `numbers`, the integers of a setting.
PEOPLE, COLUMNS, FIELDS, ALLELE, TERMS, GENE, SYMBOL, BIOTYPE, ALLELE_NUMBER, FEATURE, LINKED, HAS_KNOWN = range(12)
NUMBERS = 12
# Places in `state`, what a scan leaves behind.
KEYS, LINES, ERROR, WHERE, GENES, POOL, LAST_GENE = range(7)
STATE = 7
# Roles of INFO keys.
ANNOTATION, FREQUENCY, SIGNIFICANCE, SPLICE = 1, 2, 3, 4
# Rows of the scratch table of alternates.
A_START, A_END, A_KIND, A_NUMBER, A_CARRIED, A_KNOWN, A_RELEVANT = range(7)
ALTERNATE = 7
SPELLED, OTHER, BLOCK = 0, 1, 2


@njit(cache=True, nogil=True)
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
def alternate_of(text, fields, numbers, alternates, real, ref_start, ref_end):
    """Place of the alternate that an entry speaks of, -1 for all of them."""
    column = numbers[ALLELE_NUMBER]
    if column >= 0:
        number = whole_number(text, fields[0, column], fields[1, column])
        if 0 < number <= real:
            return number - 1
    column = numbers[ALLELE]
    if column < 0:
        return -1
    start, end = fields[0, column], fields[1, column]
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


@njit(cache=True, nogil=True)
def term_classes(text, start, end, terms, classes):
    """1 where a term of a field is of a protein class, 2 where one is non-coding, 3 both, 0 neither."""
    found = 0
    first = start
    for place in range(start, end + 1):
        if place == end or text[place] == AMPERSAND:
            if first < place and text[first] == STAR:
                first += 1
            found |= lookup(terms, classes, hash_of(text, first, place))
            first = place + 1
    return found


@njit(cache=True, nogil=True)
def judge_entry(text, fields, numbers, columns, words, alternates, highest, real, reference, genes, gene_count):
    """Adds what one entry says to the facts of its alternate; returns the new count of remembered genes."""
    frequency_columns, significance_columns, splice_columns = columns
    terms, classes, biotypes, biotype_values = words
    target = 0
    if real != 1:
        target = alternate_of(text, fields, numbers, alternates, real, reference[0], reference[1])
    frequency = splice = 0.0
    allele = numbers[ALLELE]
    for column in frequency_columns:
        if fields[1, column] > fields[0, column]:
            value = highest_number(
                text, fields[0, column], fields[1, column], fields[0, allele] if allele >= 0 else 0,
                fields[1, allele] if allele >= 0 else 0,
            )  # fmt: skip
            frequency = max(frequency, value)
    for column in splice_columns:
        if fields[1, column] > fields[0, column]:
            splice = max(splice, highest_number(text, fields[0, column], fields[1, column], 0, 0))
    known = False
    for column in significance_columns:
        if fields[1, column] > fields[0, column]:
            known |= names_pathogenic(text, fields[0, column], fields[1, column])
    column = numbers[TERMS]
    found = term_classes(text, fields[0, column], fields[1, column], terms, classes)
    for place in range(real):
        if target < 0 or place == target:
            highest[0, place] = max(highest[0, place], frequency)
            highest[1, place] = max(highest[1, place], splice)
            alternates[A_KNOWN, place] |= known
            alternates[A_RELEVANT, place] |= found & 1
    gene = gene_hash(text, fields, numbers)
    coding = numbers[BIOTYPE] >= 0 and is_coding(text, fields, numbers[BIOTYPE], biotypes, biotype_values)
    if gene_count < MOST_GENES and ((coding and gene != 0) or found & 2):
        last = gene_count - 1
        if found & 2 == 0 and last >= 0 and genes[2, last] == 1:  # of one gene's coding transcripts one is enough
            if genes[0, last] == np.int64(gene) and genes[1, last] == target:
                return gene_count
        genes[0, gene_count] = np.int64(gene)
        genes[1, gene_count] = target
        genes[2, gene_count] = (1 if coding and gene != 0 else 0) | (found & 2)
        gene_count += 1
    return gene_count


@njit(cache=True, nogil=True)
def is_coding(text, fields, column, biotypes, biotype_values):
    return lookup(biotypes, biotype_values, hash_of(text, fields[0, column], fields[1, column])) == 1


@njit(cache=True, nogil=True)
def gene_place(fields, numbers):
    """The column that names an entry's gene: the HGNC id, or the symbol where that is empty; -1 where both are."""
    column = numbers[GENE]
    if column >= 0 and fields[1, column] > fields[0, column]:
        return column
    column = numbers[SYMBOL]
    if column >= 0 and fields[1, column] > fields[0, column]:
        return column
    return -1


@njit(cache=True, nogil=True)
def gene_hash(text, fields, numbers):
    column = gene_place(fields, numbers)
    if column < 0:
        return np.uint64(0)
    return hash_of(text, fields[0, column], fields[1, column])


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
