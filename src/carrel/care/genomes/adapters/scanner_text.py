"""Words and numbers in a buffer of bytes, as machine code. Starts are inclusive, ends exclusive."""

# mypy: ignore-errors
from __future__ import annotations

import numpy as np
from numba import njit

from carrel.care.genomes.rules.reading import FNV_FACTOR, FNV_START


START = np.uint64(FNV_START)
FACTOR = np.uint64(FNV_FACTOR)
POWERS = np.array([10.0**power for power in range(23)])  # each is exact as a double
MOST_DIGITS = 18


@njit(cache=True, nogil=True)
def hash_of(text, start, end):
    """FNV-1a, 64 bits; never 0."""
    value = START
    for place in range(start, end):
        value = (value ^ np.uint64(text[place])) * FACTOR
    return value | np.uint64(value == np.uint64(0))


@njit(cache=True, nogil=True, forceinline=True)
def same(text, start, end, other, other_end):
    """Whether two stretches are equal."""
    if end - start != other_end - other:
        return False
    for offset in range(end - start):
        if text[start + offset] != text[other + offset]:
            return False
    return True


@njit(cache=True, nogil=True)
def is_letters(text, start, end):
    """Whether a stretch is not empty and has only letters A-Z."""
    if start >= end:
        return False
    for place in range(start, end):
        letter = text[place] & 0xDF
        if letter < 65 or letter > 90:
            return False
    return True


@njit(cache=True, nogil=True)
def first_decimals(text, start, end):
    """The number that a stretch of digits spells, -1 where there is another byte or none."""
    if start >= end or end - start > MOST_DIGITS:
        return np.int64(-1)
    value = np.int64(0)
    for place in range(start, end):
        digit = np.int64(text[place]) - 48
        if digit < 0 or digit > 9:
            return np.int64(-1)
        value = value * 10 + digit
    return value


@njit(cache=True, nogil=True)
def whole_number(text, start, end):
    """`12`, `12.7` and `.7` as 12, 12 and 0; -1 for anything else."""
    dot = start
    while dot < end and text[dot] != 46:
        dot += 1
    if dot == end:
        return first_decimals(text, start, end)
    if end - start < 2:
        return np.int64(-1)
    for place in range(dot + 1, end):
        if text[place] < 48 or text[place] > 57:
            return np.int64(-1)
    return first_decimals(text, start, dot) if dot > start else np.int64(0)


@njit(cache=True, nogil=True)
def decimal_number(text, start, end):
    """A number like `0.01`, `.5` or `1.2e-05` as the nearest double (up to 15 digits); -1 for anything else or below 0."""
    place, digits, exponent, mantissa, dotted = start, 0, 0, np.int64(0), False
    if place < end and text[place] == 43:
        place += 1
    while place < end:
        byte = text[place]
        if 48 <= byte <= 57:
            digits += 1
            if mantissa < 100_000_000_000_000_000:
                mantissa = mantissa * 10 + (np.int64(byte) - 48)
                exponent -= dotted
            else:
                exponent += not dotted
        elif byte == 46 and not dotted:
            dotted = True
        else:
            break
        place += 1
    if digits == 0:
        return -1.0
    if place < end:
        shift = power_of_ten(text, place, end)
        if shift == 99999:
            return -1.0
        exponent += shift
    return scaled(mantissa, exponent)


@njit(cache=True, nogil=True)
def power_of_ten(text, start, end):
    """The exponent written `e-05`; 99999 where it is malformed."""
    if text[start] | 0x20 != 101 or start + 1 >= end:
        return 99999
    sign, place = 1, start + 1
    if text[place] == 45 or text[place] == 43:
        sign = -1 if text[place] == 45 else 1
        place += 1
    value = first_decimals(text, place, end)
    return 99999 if value < 0 else sign * min(value, 9999)


@njit(cache=True, nogil=True)
def scaled(mantissa, exponent):
    """mantissa * 10 ** exponent, exact where both can be."""
    if mantissa == 0:
        return 0.0
    if exponent >= 0:
        return float(mantissa) * (POWERS[exponent] if exponent <= 22 else 10.0**exponent)
    return float(mantissa) / (POWERS[-exponent] if exponent >= -22 else 10.0 ** (-exponent))


@njit(cache=True, nogil=True)
def highest_number(text, start, end, allele, allele_end):
    """The highest of the numbers in `0.1&0.2`; of `A:0.1&T:0.2` only the allele's; 0 without any."""
    highest = 0.0
    first = start
    for place in range(start, end + 1):
        if place == end or text[place] == 38:
            colon = place - 1
            while colon >= first and text[colon] != 58:
                colon -= 1
            if colon < first:
                highest = max(highest, decimal_number(text, first, place))
            elif same(text, first, colon, allele, allele_end):
                highest = max(highest, decimal_number(text, colon + 1, place))
            first = place + 1
    return highest


@njit(cache=True, nogil=True)
def names_pathogenic(text, start, end):
    """Whether a significance is pathogenic, likely pathogenic or conflicting: `...athogenic...`, or a word `4` or `5`."""
    word = start
    for place in range(start, end + 1):
        if place == end or text[place] == 38 or text[place] == 44 or text[place] == 124:
            if place - word == 1 and (text[word] == 52 or text[word] == 53):
                return True
            word = place + 1
        elif (text[place] == 97 or text[place] == 65) and place + 9 <= end and spells_athogenic(text, place):
            return True
    return False


ATHOGENIC = np.frombuffer(b"athogenicATHOGENIC", np.uint8)


@njit(cache=True, nogil=True)
def spells_athogenic(text, start):
    """Whether `athogenic` or `ATHOGENIC` stands here."""
    base = 0 if text[start] == 97 else 9
    for offset in range(9):
        if text[start + offset] != ATHOGENIC[base + offset]:
            return False
    return True


@njit(cache=True, nogil=True)
def chromosome_of(text, start, end):
    """Place in CHROMOSOMES of a contig's name (`1`, `chr1`, `chrM`, `23`), -1 for any other contig."""
    if end - start > 3 and text[start] | 0x20 == 99 and text[start + 1] | 0x20 == 104 and text[start + 2] | 0x20 == 114:
        start += 3
    size = end - start
    first = text[start] & 0xDF if size else 0
    if size == 1:
        if first == 88:
            return 22
        if first == 89:
            return 23
    if (size == 1 and first == 77) or (size == 2 and first == 77 and text[start + 1] & 0xDF == 84):
        return 24
    if size < 1 or size > 2 or text[start] == 48:
        return -1
    number = first_decimals(text, start, end)
    if number < 1 or number > 26:
        return -1
    return min(number - 1, 24)
