"""A reading's setting as the arrays that the scanner takes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from carrel.care.genomes.adapters import scanner_alleles as places
from carrel.care.genomes.rules import annotation, reading
from carrel.care.genomes.rules.annotation_fields import can_stop
from carrel.care.genomes.rules.annotation_layout import BCFTOOLS, SNPEFF, Layout
from carrel.care.genomes.rules.reading_records import Setting
from carrel.foundation.vocabulary.genome import CHROMOSOMES, LENGTHS, PSEUDOAUTOSOMAL


Array = Any  # numpy arrays of several types; the scanner's signature is checked by its compiler
NO_KEYS = np.zeros(0, np.uint64)


@dataclass(frozen=True)
class Compiled:
    """Arrays for `scanner.scan`, named as there."""

    people: int
    numbers: Array
    columns: tuple[Array, Array, Array]
    words: tuple[Array, Array, Array, Array, Array]
    keys: tuple[Array, Array]
    sample_people: Array
    trios: Array
    lengths: Array
    regions: Array
    known: Array

    @property
    def setting(self) -> tuple[Array, ...]:
        """As the scanner takes it."""
        return (
            self.numbers, self.columns, self.words, self.keys, self.sample_people, self.trios, self.lengths, self.regions,
            self.known,
        )  # fmt: skip


def compiled(setting: Setting, known: Array = NO_KEYS) -> Compiled:
    """The arrays; `known` are sorted packed keys, stops empty, that a local ClinVar calls pathogenic or conflicting."""
    layout = setting.layout
    lengths, regions = LENGTHS[setting.assembly], PSEUDOAUTOSOMAL[setting.assembly]
    samples = np.full(max(setting.columns - 9, 0), -1, np.int64)
    for person, column in enumerate(setting.people):
        if column >= 0:
            samples[column] = person
    return Compiled(
        people=len(setting.people),
        numbers=_numbers(setting, len(known) > 0),
        columns=(
            _places(column for column, population in layout.frequencies if can_stop(population)),
            _places(layout.significances),
            _places(layout.splice),
        ),
        words=(
            *_table(_term_values()),
            *_table(dict.fromkeys(annotation.WRITTEN_CODING_BIOTYPES, 1)),
            _likely(_term_values()),
        ),
        keys=_table(_info_roles(layout)),
        sample_people=samples,
        trios=np.array(setting.trios, np.int64).reshape(-1, 3),
        lengths=np.array([lengths[name] for name in CHROMOSOMES], np.int64),
        regions=np.array([regions["X"], regions["Y"]], np.int64),
        known=known,
    )


def _numbers(setting: Setting, has_known: bool) -> Array:
    layout = setting.layout
    numbers = np.zeros(places.NUMBERS, np.int64)
    numbers[places.PEOPLE] = len(setting.people)
    numbers[places.COLUMNS] = setting.columns
    numbers[places.FIELDS] = len(layout.fields)
    numbers[places.ALLELE] = layout.place("allele")
    numbers[places.TERMS] = layout.place("terms")
    numbers[places.GENE] = layout.place("hgnc_id")
    numbers[places.SYMBOL] = layout.place("symbol")
    numbers[places.BIOTYPE] = layout.place("biotype")
    numbers[places.ALLELE_NUMBER] = layout.place("allele_number")
    numbers[places.FEATURE] = layout.place("feature_type") if layout.style == SNPEFF else -1
    numbers[places.LINKED] = layout.style == BCFTOOLS
    numbers[places.HAS_KNOWN] = has_known
    return numbers


def _places(columns: Any) -> Array:
    return np.array(list(columns), np.int64)


def _term_values() -> dict[str, int]:
    values = {}
    for term in annotation.WRITTEN_TERMS:
        value = annotation.is_tiered_term(term) | (annotation.is_non_coding_term(term) << 1)
        if value:
            values[term] = value
    return values


def _likely(values: dict[str, int]) -> Array:
    """1 for each length (of 64) and first letter that some term has: most words are put aside without hashing them."""
    likely = np.zeros(64 * 256, np.uint8)
    for word in values:
        likely[(len(word) & 63) << 8 | ord(word[0])] = 1
    return likely


def _info_roles(layout: Layout) -> dict[str, int]:
    roles = {key: places.FREQUENCY for key, population in layout.info_frequencies if can_stop(population)}
    roles[layout.key] = places.ANNOTATION
    if layout.info_significance:
        roles[layout.info_significance] = places.SIGNIFICANCE
    if layout.info_splice:
        roles[layout.info_splice] = places.SPLICE
    return roles


def _table(values: dict[str, int]) -> tuple[Array, Array]:
    """An open-addressed table of words by their hash, at most a quarter full."""
    size = 64
    while size < 4 * len(values):
        size *= 2
    hashes, numbers = np.zeros(size, np.uint64), np.zeros(size, np.int64)
    for word, value in sorted(values.items()):
        hashed = word_hash(word)
        place = hashed & (size - 1)
        while hashes[place]:
            place = (place + 1) & (size - 1)
        hashes[place], numbers[place] = hashed, value
    return hashes, numbers


def word_hash(word: str) -> int:
    """FNV-1a, 64 bits, as the scanner's."""
    value = reading.FNV_START
    for byte in word.encode():
        value = ((value ^ byte) * reading.FNV_FACTOR) & reading.WORD
    return value or 1
