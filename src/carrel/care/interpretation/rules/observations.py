"""How a call becomes what the segregation filters see: ref, het, hom, hemi or missing, with phase."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from carrel.care.genomes.values import Call, FamilyVariant
from carrel.care.interpretation.rules import de_novo
from carrel.care.interpretation.rules.kinship import Kinship, kinship
from carrel.care.interpretation.values import Locus, Observation
from carrel.care.participants.values import Family
from carrel.foundation.vocabulary.genome import Assembly, Region, region_of
from carrel.foundation.vocabulary.inheritance import Sex, Zygosity


HETEROPLASMY = 0.10  # share of mitochondrial reads from which a person carries the alternate
HOMOPLASMY = 0.95  # share from which (nearly) every mitochondrion has it

MISSING = Observation(Zygosity.MISSING)
REFERENCE = Observation(Zygosity.REFERENCE)
HOMOZYGOUS = Observation(Zygosity.HOMOZYGOUS)
HEMIZYGOUS = Observation(Zygosity.HEMIZYGOUS)
HETEROZYGOUS = Observation(Zygosity.HETEROZYGOUS)
HOMOPLASMIC = Observation(Zygosity.HOMOZYGOUS, homoplasmic=True)


def observe(
    variant: FamilyVariant,
    people: Sequence[str],
    family: Family,
    x_copies: Mapping[str, int],
    karyotype: Mapping[str, str],
    assembly: Assembly,
) -> Locus:
    """The variant as the filters see it. `people` is the order of the calls; members not in it stay out (missing)."""
    return locus_of(variant, people, kinship(family, x_copies), without_y(family, karyotype), assembly)


def locus_of(
    variant: FamilyVariant, people: Sequence[str], kin: Kinship, no_y: frozenset[str], assembly: Assembly
) -> Locus:
    """As `observe`, with the family looked up before. `no_y`: people without a Y chromosome."""
    region, observations = observed(variant, people, kin, no_y, assembly)
    return Locus(region, observations, de_novo.judge(variant, people, kin, region).passed)


def observed(
    variant: FamilyVariant, people: Sequence[str], kin: Kinship, no_y: frozenset[str], assembly: Assembly
) -> tuple[Region, dict[str, Observation]]:
    """The kind of place, and everyone's class there."""
    region = region_of(assembly, variant.key.chromosome, variant.key.position)
    on_x, on_y = region is Region.X, region is Region.Y
    return region, {
        person: MISSING if on_y and person in no_y else observation(call, region, on_x and person in kin.one_x)
        for person, call in zip(people, variant.calls, strict=True)
    }


def without_y(family: Family, karyotype: Mapping[str, str]) -> frozenset[str]:
    """People whose inferred karyotype has no Y; where it is unknown, those stated to be FEMALE."""
    return frozenset(
        person.id
        for person in family.members
        if (person.sex is Sex.FEMALE if not _known(karyotype, person.id) else "Y" not in karyotype[person.id])
    )


def _known(karyotype: Mapping[str, str], person: str) -> bool:
    return karyotype.get(person, "") not in ("", "UNKNOWN")


def observation(call: Call, region: Region, single_x: bool) -> Observation:
    """One call's class. `single_x`: a place on X, in a person with one X. A half call without the alternate (`0/.`) is missing: the other allele may be it."""
    if call.ploidy == 0 or (call.partial and call.copies == 0):
        return MISSING
    if region is Region.MITOCHONDRIAL:
        return _mitochondrial(call)
    if call.copies == 0:
        return REFERENCE
    if call.copies < call.ploidy:
        return _heterozygous(call)
    return HEMIZYGOUS if single_x or region is Region.Y else HOMOZYGOUS


def _heterozygous(call: Call) -> Observation:
    if call.phase_set and call.haplotype is not None:
        return Observation(Zygosity.HETEROZYGOUS, call.phase_set, call.haplotype)
    return HETEROZYGOUS


def _mitochondrial(call: Call) -> Observation:
    """By the share of reads where there are reads; otherwise by the genotype."""
    share = call.alternate_share
    if share is None:
        share = call.copies / call.ploidy
    if share < HETEROPLASMY:
        return REFERENCE
    return HOMOPLASMIC if share >= HOMOPLASMY else HETEROZYGOUS
