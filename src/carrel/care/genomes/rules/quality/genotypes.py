"""Are one person's genotypes good enough? Presence, call rate, depth, ratios, and signs of foreign DNA."""

from __future__ import annotations

from collections.abc import Sequence

from carrel.care.genomes.rules.quality import thresholds as rows
from carrel.care.genomes.rules.quality.outcomes import Subject, caught, not_assessed, number, passed, percent, ratio
from carrel.care.genomes.rules.quality.relatedness import lists_carried_only
from carrel.care.genomes.rules.quality.thresholds import Threshold
from carrel.care.genomes.values import Check, PersonCounts


EXOME_SNVS = 200_000


def check_person(person: PersonCounts, variants: int) -> tuple[Check, ...]:
    """All checks of one person's genotypes, apart from sex."""
    return (
        check_presence(person, variants),
        check_call_rate(person),
        check_depth(person),
        check_het_hom(person),
        check_ti_tv(person),
        *check_contamination(person),
    )


def check_presence(person: PersonCounts, variants: int) -> Check:
    """Has the person any genotypes? `variants`: those of the family, passing or not."""
    total, carried = person.called + person.missing, person.heterozygous + person.homozygous
    value = f"{person.called} calls of {total} autosomal records, {carried} with an alternate"
    subject = Subject(
        "no_genotypes", "Genotypes present", (person.person,), value, "calls at most of the family's records"
    )
    if variants <= rows.NO_VARIANTS.limit:
        words = f"{person.person} has no genotypes: the files hold no variant at all; check that the right files were given."
        return caught(subject, words, rows.NO_VARIANTS)
    if total < rows.NO_GENOTYPES_FEW.limit:
        words = f"{person.person}: too few autosomal records pass to tell whether the genome was called."
        return not_assessed(subject, words, rows.NO_GENOTYPES_FEW)
    least = rows.NO_GENOTYPES.limit
    if not carried or person.called < least * total or carried < least * person.called:
        words = f"{person.person} has almost no genotypes ({value}); check that the sample was sequenced and called."
        return caught(subject, words, rows.NO_GENOTYPES)
    return passed(subject, f"{person.person} has genotypes.", (rows.NO_GENOTYPES,))


def call_rate(person: PersonCounts) -> float | None:
    """Share of the family's autosomal records with a full call; None where the file leaves out reference sites."""
    return None if lists_carried_only(person) else ratio(person.called, person.called + person.missing)


def check_call_rate(person: PersonCounts) -> Check:
    rate = call_rate(person)
    value = "not known" if rate is None else percent(rate)
    subject = Subject("low_call_rate", "Call rate", (person.person,), value, "at least 95 %")
    if rate is None:
        words = f"{person.person}: sites that are not listed may be reference or not covered, so the call rate is not known."
        return not_assessed(subject, words, rows.LISTS_CARRIED_ONLY)
    return _ranged(subject, rate, person, (rows.CALL_RATE,), ())


def check_depth(person: PersonCounts) -> Check:
    depth = ratio(person.depth_sum, person.depth_records)
    subject = Subject("low_depth", "Mean depth", (person.person,), number(depth, 1), "at least 15")
    if depth is None:
        return not_assessed(subject, f"{person.person}: the files give no read depth.")
    return _ranged(subject, depth, person, (rows.DEPTH,), ())


def check_het_hom(person: PersonCounts) -> Check:
    value = ratio(person.heterozygous, person.homozygous)
    subject = Subject("het_hom_ratio", "Heterozygous to homozygous", (person.person,), number(value), "1.0 to 2.8")
    return _ranged(subject, value, person, (rows.HET_HOM_LOW,), (rows.HET_HOM_HIGH,))


def check_ti_tv(person: PersonCounts) -> Check:
    value = ratio(person.transitions, person.transversions)
    genome = person.transitions + person.transversions >= EXOME_SNVS
    low, high = (rows.TITV_GENOME_LOW, rows.TITV_GENOME_HIGH) if genome else (rows.TITV_EXOME_LOW, rows.TITV_EXOME_HIGH)
    expected = f"{low.limit} to {high.limit}, as of {'a genome' if genome else 'an exome'}"
    subject = Subject("ti_tv_ratio", "Transitions to transversions", (person.person,), number(value), expected)
    return _ranged(subject, value, person, (low,), (high,))


def _ranged(
    subject: Subject,
    value: float | None,
    person: PersonCounts,
    lows: Sequence[Threshold],
    highs: Sequence[Threshold],
) -> Check:
    """Hold a value against lower and upper limits; not assessed over few calls."""
    if value is None or person.called < rows.CALLS_FEW.limit:
        return not_assessed(
            subject, f"{person.person}: too few calls to judge the {subject.name.lower()}.", rows.CALLS_FEW
        )
    for row in (*lows, *highs):
        if (value < row.limit) if row in lows else (value > row.limit):
            words = (
                f"{person.person}: {subject.name.lower()} is {subject.value}, expected {subject.expected}. {row.reason}"
            )
            return caught(subject, words, row)
    words = f"{person.person}: {subject.name.lower()} is {subject.value}, as expected."
    return passed(subject, words, (*lows, *highs))


def foreign_dna(person: PersonCounts) -> float | None:
    """Estimated share of foreign DNA, from reads at homozygous SNVs that show the other allele; None over few reads.

    The higher of two estimates: foreign DNA shows as reference reads at homozygous-alternate sites and as alternate reads
    at homozygous-reference sites. Callers that drop alternate reads at reference sites hide it in the second only.
    """
    kinds = (
        (person.homozygous_site_reference_reads, person.homozygous_site_reads),
        (person.reference_site_alternate_reads, person.reference_site_reads),
    )
    shares = [unfitting / reads for unfitting, reads in kinds if reads >= rows.READS_FEW.limit]
    return min(max(shares) / rows.FOREIGN_SHARE.limit, 1.0) if shares else None


def unbalanced_share(person: PersonCounts) -> float | None:
    """Share of heterozygous SNVs with an alternate share below 0.2 or from 0.8; None over few calls."""
    total = sum(person.balance)
    if len(person.balance) != 20 or total < rows.MENDEL_FEW.limit:
        return None
    return (sum(person.balance[:4]) + sum(person.balance[16:])) / total


def check_contamination(person: PersonCounts) -> tuple[Check, Check]:
    """Two signs of foreign DNA: reads that do not fit homozygous calls, and unbalanced heterozygous calls."""
    foreign, unbalanced = foreign_dna(person), unbalanced_share(person)
    reads = _contamination(
        person, "Foreign DNA, estimated", foreign, "at most 3 %", (rows.CONTAMINATION_BLOCKS, rows.CONTAMINATION_WARNS)
    )
    balance = _contamination(
        person, "Unbalanced heterozygous calls", unbalanced, "at most 10 %", (rows.BALANCE_BLOCKS, rows.BALANCE_WARNS)
    )
    return reads, balance


def _contamination(
    person: PersonCounts, name: str, share: float | None, expected: str, limits: tuple[Threshold, Threshold]
) -> Check:
    subject = Subject(
        "contamination", name, (person.person,), "not known" if share is None else percent(share), expected
    )
    if share is None:
        words = f"{person.person}: too few read counts to look for foreign DNA."
        return not_assessed(subject, words, rows.READS_FEW)
    for row in limits:
        if share > row.limit:
            words = f"{person.person}: {name[0].lower()}{name[1:]}: {subject.value}. The sample may be mixed with another person's."
            return caught(subject, words, row)
    return passed(subject, f"{person.person}: {name[0].lower()}{name[1:]}: {subject.value}.", limits)
