"""Quality and identity of a family's genomes: may they be interpreted, and are they whose they are said to be?"""

from __future__ import annotations

from itertools import combinations

from carrel.care.genomes.rules.quality import thresholds as rows
from carrel.care.genomes.rules.quality.genotypes import (
    call_rate,
    check_person,
    foreign_dna,
    unbalanced_share,
)
from carrel.care.genomes.rules.quality.mendelian import check_duo, check_trio
from carrel.care.genomes.rules.quality.outcomes import Subject, caught, not_assessed, number, percent, ratio
from carrel.care.genomes.rules.quality.pedigree import expectations
from carrel.care.genomes.rules.quality.relatedness import UNRELATED, Pair, check_pair, lists_carried_only, name_misfits
from carrel.care.genomes.rules.quality.sex import (
    COPIES_OF_STATED,
    UNKNOWN,
    SexEvidence,
    check_karyotype,
    check_sex,
    karyotype,
    sex_evidence,
    shows_y,
    x_copies,
)
from carrel.care.genomes.values import (
    Check,
    GenotypeCounts,
    PairCounts,
    PersonCounts,
    QualityReport,
    TrioCounts,
)
from carrel.care.participants.values import Family
from carrel.foundation.vocabulary.genome import Assembly
from carrel.foundation.vocabulary.inheritance import Sex


__all__ = ["assess"]

Measures = tuple[str, tuple[tuple[str, str], ...]]


def assess(counts: GenotypeCounts, family: Family, assembly: Assembly) -> QualityReport:
    """All checks of a family, in a fixed order: the files, then each person, pair and trio in the order of the counts.

    Counts cover passing biallelic records at which somebody of the family may carry an alternate. Whoever has too few
    of them is NOT_ASSESSED, never passed. `x_copies` and `karyotype` have an entry for every member of the family, also
    for those without a genome (the stated sex's copies, UNKNOWN). Never raises, whatever the counts.
    """
    stated = {member.id: member.sex for member in family.members}
    somebody_has_y = any(shows_y(person) for person in counts.people)
    evidence = {person.person: sex_evidence(person, somebody_has_y) for person in counts.people}
    karyotypes = {p.person: karyotype(evidence[p.person], stated.get(p.person, Sex.UNKNOWN), p) for p in counts.people}
    pairs = _pairs(counts, family)
    judged = [(pair, *check_pair(pair)) for pair in pairs]
    people_checks = [
        check
        for person in counts.people
        for check in _person_checks(person, counts.variants, stated, evidence[person.person], karyotypes[person.person])
    ]
    return QualityReport(
        checks=(
            *_family_checks(counts, assembly),
            *people_checks,
            *name_misfits([check for _, _, check in judged]),
            *_mendelian_checks(counts, family),
        ),
        x_copies={member.id: COPIES_OF_STATED[member.sex] for member in family.members}
        | {person: x_copies(found, stated.get(person, Sex.UNKNOWN)) for person, found in evidence.items()},
        karyotype={member.id: UNKNOWN for member in family.members} | karyotypes,
        measures=tuple(_measures(person, evidence[person.person]) for person in counts.people),
        kinship=tuple((*pair.people, measured, pair.expected.relation) for pair, measured, _ in judged),
        edition=rows.EDITION,
    )


def _person_checks(
    person: PersonCounts, variants: int, stated: dict[str, Sex], evidence: SexEvidence, found: str
) -> tuple[Check, ...]:
    sex = check_sex(person, stated.get(person.person, Sex.UNKNOWN), evidence)
    presence, *others = check_person(person, variants)
    return presence, sex, *check_karyotype(person, found, evidence), *others


def _family_checks(counts: GenotypeCounts, assembly: Assembly) -> tuple[Check, ...]:
    people = tuple(person.person for person in counts.people)
    coverage = Subject("genome_coverage", "Coverage of the genome", people, "not known", "95 % at 15 reads or more")
    words = f"Coverage of the genome ({assembly}) cannot be seen from a VCF; ask the laboratory for it."
    checks = [not_assessed(coverage, words, rows.COVERAGE)]
    if not counts.has_filters:
        subject = Subject("no_filters", "Filters of the caller", people, "every FILTER is .", "PASS or a filter's name")
        filters = "The caller wrote no filters, so every record was read as passing."
        checks.append(caught(subject, filters, rows.NO_FILTERS))
    return tuple(checks)


def _pairs(counts: GenotypeCounts, family: Family) -> tuple[Pair, ...]:
    """Every two people with a genome. A pair that was not counted has zero counts, and so is not assessed."""
    counted = {frozenset((pair.one, pair.two)): pair for pair in counts.pairs}
    expected = expectations(family)
    pairs = []
    for one, two in combinations(counts.people, 2):
        names = (one.person, two.person)
        parent, role = _stated_parent(family, *names)
        found = counted.get(frozenset(names)) or PairCounts(*names)
        first, second = (one, two) if found.one == one.person else (two, one)
        pairs.append(Pair(found, first, second, expected.get(names, UNRELATED), parent, role))
    return tuple(pairs)


def _stated_parent(family: Family, one: str, two: str) -> tuple[str, str]:
    """Who of the two is the other's parent, and whether as father or mother; empty where neither is."""
    for member in family.members:
        if member.id in (one, two):
            parent = two if member.id == one else one
            role = {member.mother: "mother", member.father: "father"}.get(parent, "")
            if role:
                return parent, role
    return "", ""


def _mendelian_checks(counts: GenotypeCounts, family: Family) -> tuple[Check, ...]:
    """Trios, and duos of people of whom one parent only has a genome, in the order of the family."""
    people = {person.person: person for person in counts.people}
    trios = {(trio.child, trio.father, trio.mother): trio for trio in counts.trios}
    pairs = {frozenset((pair.one, pair.two)): pair for pair in counts.pairs}
    checks = []
    for member in family.members:
        parents = [parent for parent in (member.father, member.mother) if parent in people]
        if member.id not in people or not parents:
            continue
        unlisted = any(lists_carried_only(people[person]) for person in (member.id, *parents))
        if len(parents) == 2:
            key = (member.id, member.father, member.mother)
            checks.append(check_trio(trios.get(key) or TrioCounts(*key), unlisted=unlisted))
        else:
            pair = pairs.get(frozenset((member.id, parents[0]))) or PairCounts(member.id, parents[0])
            checks.append(check_duo(pair, member.id, parents[0], unlisted=unlisted))
    return tuple(checks)


def _measures(person: PersonCounts, evidence: SexEvidence) -> Measures:
    """What was measured of a person, in words for the report."""
    rate, foreign, unbalanced = call_rate(person), foreign_dna(person), unbalanced_share(person)
    share = evidence.heterozygous_share
    return person.person, (
        ("autosomal variants carried", str(person.heterozygous + person.homozygous)),
        ("call rate", _share(rate)),
        ("mean depth", number(ratio(person.depth_sum, person.depth_records), 1)),
        ("heterozygous to homozygous", number(ratio(person.heterozygous, person.homozygous))),
        ("transitions to transversions", number(ratio(person.transitions, person.transversions))),
        ("heterozygous share of X calls", _share(share)),
        ("X depth to autosomal depth", number(evidence.depth_ratio)),
        ("Y depth to autosomal depth", number(evidence.y_depth_ratio)),
        ("Y calls with an alternate", str(person.y_alternate)),
        ("foreign DNA, estimated", _share(foreign)),
        ("unbalanced heterozygous calls", _share(unbalanced)),
    )


def _share(value: float | None) -> str:
    return "not known" if value is None else percent(value)
