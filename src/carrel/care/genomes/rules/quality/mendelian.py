"""Do children's genotypes follow from their parents'? Errors of trios, opposite homozygotes of duos."""

from __future__ import annotations

from carrel.care.genomes.rules.quality import thresholds as rows
from carrel.care.genomes.rules.quality.outcomes import Subject, caught, not_assessed, passed, percent
from carrel.care.genomes.values import Check, PairCounts, TrioCounts


CODE = "mendelian_errors"


def check_trio(trio: TrioCounts, *, unlisted: bool) -> Check:
    """Mendelian errors of a trio. `unlisted`: somebody's file leaves out reference sites."""
    people = (trio.child, trio.father, trio.mother)
    if unlisted or trio.records < rows.MENDEL_FEW.limit:
        return _unknown(people, rows.LISTS_CARRIED_ONLY if unlisted else rows.MENDEL_FEW)
    rate = trio.errors / trio.records
    subject = Subject(CODE, "Mendelian errors", people, _rate(rate, trio.errors, trio.records), "below 2 %")
    for row in (rows.MENDEL_BLOCKS, rows.MENDEL_WARNS):
        if rate >= row.limit:
            words = f"{percent(rate)} of the records of {trio.child} do not follow from {trio.father} and {trio.mother}"
            return caught(subject, f"{words} (Mendelian errors): {_who(trio)}.", row)
    words = f"The genotypes of {trio.child} follow from {trio.father} and {trio.mother}, but for {percent(rate, 2)}."
    return passed(subject, words, (rows.MENDEL_BLOCKS, rows.MENDEL_WARNS))


def _who(trio: TrioCounts) -> str:
    """Which parent does not fit, by opposite homozygotes: with a stranger one has nearly all of them."""
    father, mother = trio.errors_against_father, trio.errors_against_mother
    counts = f"{father} opposite homozygotes with {trio.father}, {mother} with {trio.mother}"
    if father + mother >= 10 and max(father, mother) >= 4 * min(father, mother):
        parent, name = ("father", trio.father) if father > mother else ("mother", trio.mother)
        return f"the excess is with the {parent}, {name} ({counts}); check parenthood and samples"
    if trio.apparent_de_novo > 0.5 * trio.errors:
        return f"most are alleles that neither parent has ({counts}); check the child's sample for a swap or poor calls"
    return f"with no parent alone ({counts}); check the child's sample for a swap, mixture or poor calls"


def check_duo(pair: PairCounts, child: str, parent: str, *, unlisted: bool) -> Check:
    """Opposite homozygotes of a child and the only parent with a genome."""
    people = (child, parent)
    if unlisted or pair.both_called < rows.MENDEL_FEW.limit:
        return _unknown(people, rows.LISTS_CARRIED_ONLY if unlisted else rows.MENDEL_FEW)
    rate = pair.opposite_homozygotes / pair.both_called
    value = _rate(rate, pair.opposite_homozygotes, pair.both_called)
    subject = Subject(CODE, "Mendelian errors", people, value, "below 0.6 %")
    for row in (rows.DUO_BLOCKS, rows.DUO_WARNS):
        if rate >= row.limit:
            words = f"{child} and the parent {parent} share no allele at {percent(rate)} of sites (Mendelian errors)"
            return caught(subject, f"{words}; check parenthood and samples.", row)
    words = f"{child} and the parent {parent} share an allele at all sites but {percent(rate, 2)}."
    return passed(subject, words, (rows.DUO_BLOCKS, rows.DUO_WARNS))


def _rate(rate: float, errors: int, records: int) -> str:
    return f"{percent(rate, 2)} ({errors} of {records})"


def _unknown(people: tuple[str, ...], row: rows.Threshold) -> Check:
    subject = Subject(CODE, "Mendelian errors", people, "not known", "")
    few = "too few sites at which child and parents are called"
    unlisted = "files of single persons do not list the sites at which a person has the reference"
    reason = few if row is rows.MENDEL_FEW else unlisted
    return not_assessed(subject, f"Mendelian errors of {people[0]} are not known: {reason}.", row)
