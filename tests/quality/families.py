"""Families of the benchmark and of PED files as values, for tests only."""

from __future__ import annotations

import json
from pathlib import Path

from carrel.care.genomes.values import GenotypeCounts
from carrel.care.participants.values import Family, Person
from carrel.foundation.vocabulary.genome import Assembly
from carrel.foundation.vocabulary.inheritance import Affection, Sex
from tests.quality.plain_counts import plain_counts


AFFECTION = {"AFFECTED": Affection.AFFECTED, "UNAFFECTED": Affection.UNAFFECTED}


def stated(person_id: str | None) -> str:
    """Both formats write `0` where a parent is not stated."""
    return "" if person_id in (None, "0") else str(person_id)


def proband_first(family_id: str, proband: str, members: list[Person]) -> Family:
    return Family(family_id, proband, tuple(sorted(members, key=lambda member: member.id != proband)))


def phenopacket_family(path: Path) -> tuple[Family, dict[str, str], Path]:
    """Family, person -> sample, and VCF of a Phenopacket family file."""
    document = json.loads(path.read_text())
    members = [
        Person(
            row["individualId"],
            Sex(row.get("sex", "UNKNOWN_SEX").removesuffix("_SEX")),
            AFFECTION.get(row.get("affectedStatus", ""), Affection.UNCERTAIN),
            stated(row.get("paternalId")),
            stated(row.get("maternalId")),
        )
        for row in document["pedigree"]["persons"]
    ]
    file = document["files"][0]
    family = proband_first(document["id"], document["proband"]["subject"]["id"], members)
    return family, file["individualToFileIdentifiers"], path.parent / file["uri"]


def ped_family(path: Path, proband: str) -> Family:
    """The family of a PED file (six columns, a `#` header is passed over)."""
    rows = [line.split() for line in path.read_text().splitlines() if line and not line.startswith("#")]
    sexes = {"1": Sex.MALE, "2": Sex.FEMALE}
    members = [
        Person(row[1], sexes.get(row[4], Sex.UNKNOWN), father=stated(row[2]), mother=stated(row[3])) for row in rows
    ]
    return proband_first(rows[0][0], proband, members)


def sequenced_trios(family: Family, people: set[str]) -> tuple[tuple[str, str, str], ...]:
    return tuple(
        (member.id, member.father, member.mother)
        for member in family.members
        if {member.id, member.father, member.mother} <= people
    )


def count_family(family: Family, samples: dict[str, str], vcf: Path, assembly: Assembly) -> GenotypeCounts:
    ordered = {person: samples[person] for person in family.ids if person in samples}
    return plain_counts([(vcf, ordered)], assembly, sequenced_trios(family, set(ordered)))
