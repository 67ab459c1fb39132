"""The segregation filters, read off docs/reference/segregation.md line by line: slow, plain, and nothing clever.

Nothing here is shared with the implementation but the values. Each filter returns its flags if it passes, and None if not.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence

from carrel.care.interpretation.values import Locus
from carrel.care.participants.values import Family, Person
from carrel.foundation.vocabulary.genome import Region
from carrel.foundation.vocabulary.inheritance import Affection, Penetrance, SegregationFilter, Zygosity


REF, HET, HOM = Zygosity.REFERENCE, Zygosity.HETEROZYGOUS, Zygosity.HOMOZYGOUS
HEMI, MISSING = Zygosity.HEMIZYGOUS, Zygosity.MISSING
CARRIES = (HET, HOM, HEMI)

Copies = Mapping[str, int]
Flags = set[str] | None


# Words of the page ------------------------------------------------------------------------------------------------------


def zygosity(locus: Locus, person_id: str) -> Zygosity:
    """A member who was not sequenced, or is not stated, counts as MISSING."""
    if person_id == "" or person_id not in locus.observations:
        return MISSING
    return locus.observations[person_id].zygosity


def genotyped_members(locus: Locus, family: Family, affection: Affection) -> list[Person]:
    """A or U: members of this affection who have a genotype here."""
    return [
        member
        for member in family.members
        if member.affection is affection and zygosity(locus, member.id) is not MISSING
    ]


def affected(locus: Locus, family: Family) -> list[Person]:
    return genotyped_members(locus, family, Affection.AFFECTED)


def unaffected(locus: Locus, family: Family) -> list[Person]:
    return genotyped_members(locus, family, Affection.UNAFFECTED)


def is_affected(family: Family, person_id: str) -> bool:
    return person_id != "" and family.person(person_id).affection is Affection.AFFECTED


def genotyped_parents(locus: Locus, person: Person) -> list[str]:
    """The stated father and mother who have a genotype here."""
    return [parent for parent in (person.father, person.mother) if zygosity(locus, parent) is not MISSING]


def every_unaffected_is_ref(locus: Locus, family: Family) -> bool:
    return all(zygosity(locus, member.id) is REF for member in unaffected(locus, family))


def no_unaffected_is_hom(locus: Locus, family: Family) -> bool:
    return all(zygosity(locus, member.id) is not HOM for member in unaffected(locus, family))


# Autosomal filters ------------------------------------------------------------------------------------------------------


def dominant(locus: Locus, family: Family, copies: Copies, complete: bool) -> Flags:
    flags = set()
    for person in affected(locus, family):
        if zygosity(locus, person.id) not in (HET, HOM):
            return None
        if zygosity(locus, person.id) is HOM:
            flags.add("hom_in_AD")
        parents = genotyped_parents(locus, person)
        if len(parents) == 2 and all(zygosity(locus, parent) is REF for parent in parents):
            return None
    if complete and not every_unaffected_is_ref(locus, family):
        return None
    return flags


def origin(locus: Locus, person: Person) -> str:
    """Which parent a het person's alternate is from: "mother", "father" or "unknown"."""
    father, mother = zygosity(locus, person.father), zygosity(locus, person.mother)
    if mother in CARRIES and father is REF:
        return "mother"
    if father in CARRIES and mother is REF:
        return "father"
    if father is REF and mother is MISSING:
        return "mother"
    if mother is REF and father is MISSING:
        return "father"
    return "unknown"


def imprinted(locus: Locus, family: Family, complete: bool, expressed: str) -> Flags:
    """`expressed` is the parent whose allele is expressed: "mother" where the father's is silenced."""
    flags = set()
    for person in affected(locus, family):
        if zygosity(locus, person.id) not in (HET, HOM):
            return None
        if zygosity(locus, person.id) is HOM:
            flags.add("hom_in_AD")
        giver, silent = (person.mother, person.father) if expressed == "mother" else (person.father, person.mother)
        if zygosity(locus, silent) not in (REF, MISSING):
            return None
        if zygosity(locus, giver) is REF:
            return None
        if zygosity(locus, giver) is MISSING and zygosity(locus, silent) is MISSING:
            flags.add("parent_of_origin_unknown")
    if complete:
        for person in unaffected(locus, family):
            if zygosity(locus, person.id) is REF:
                continue
            if zygosity(locus, person.id) is HOM or origin(locus, person) == expressed:
                return None
            if origin(locus, person) == "unknown":
                flags.add("parent_of_origin_unknown")
    return flags


def paternally_imprinted(locus: Locus, family: Family, copies: Copies, complete: bool) -> Flags:
    return imprinted(locus, family, complete, expressed="mother")


def maternally_imprinted(locus: Locus, family: Family, copies: Copies, complete: bool) -> Flags:
    return imprinted(locus, family, complete, expressed="father")


def simple_recessive(locus: Locus, family: Family, copies: Copies, complete: bool) -> Flags:
    for person in affected(locus, family):
        if zygosity(locus, person.id) is not HOM:
            return None
        for parent in genotyped_parents(locus, person):
            het = zygosity(locus, parent) is HET
            hom_and_affected = zygosity(locus, parent) is HOM and is_affected(family, parent)
            if not het and not hom_and_affected:
                return None
    if complete and not no_unaffected_is_hom(locus, family):
        return None
    return set()


def isodisomy(locus: Locus, family: Family, copies: Copies, complete: bool) -> Flags:
    """The rules also ask whether a deletion or a run of homozygosity lies there (5.5); the flag says that nobody looked."""
    for person in affected(locus, family):
        if zygosity(locus, person.id) is not HOM:
            return None
        of_parents = [zygosity(locus, person.father), zygosity(locus, person.mother)]
        if of_parents not in ([HET, REF], [REF, HET]):
            return None
    if complete and not no_unaffected_is_hom(locus, family):
        return None
    return {"upd_region_not_checked"}


# De novo ----------------------------------------------------------------------------------------------------------------


def de_novo(locus: Locus, family: Family, copies: Copies, complete: bool) -> Flags:
    proband = family.person(family.proband)
    is_het = zygosity(locus, proband.id) is HET
    is_hemi = zygosity(locus, proband.id) is HEMI and locus.region in (Region.X, Region.Y)
    if not is_het and not is_hemi:
        return None
    if complete and not every_unaffected_is_ref(locus, family):
        return None
    if zygosity(locus, proband.father) is not REF:
        return None
    if locus.region is not Region.Y and zygosity(locus, proband.mother) is not REF:
        return None
    return set() if locus.de_novo_passed else None


# X-linked filters -------------------------------------------------------------------------------------------------------


def x_recessive(locus: Locus, family: Family, copies: Copies, complete: bool) -> Flags:
    for person in affected(locus, family):
        wanted = HEMI if copies[person.id] == 1 else HOM
        if zygosity(locus, person.id) is not wanted:
            return None
        of_mother = zygosity(locus, person.mother)
        hom_and_affected = of_mother is HOM and is_affected(family, person.mother)
        if of_mother not in (MISSING, HET, REF) and not hom_and_affected:
            return None
    if complete:
        for person in unaffected(locus, family):
            if copies[person.id] == 1 and zygosity(locus, person.id) is not REF:
                return None
            if copies[person.id] >= 2 and zygosity(locus, person.id) is HOM:
                return None
    return set()


def x_monoallelic(locus: Locus, family: Family, copies: Copies, complete: bool) -> Flags:
    for person in affected(locus, family):
        wanted = (HEMI,) if copies[person.id] == 1 else (HET, HOM)
        if zygosity(locus, person.id) not in wanted:
            return None
    if complete and not every_unaffected_is_ref(locus, family):
        return None
    return set()


# Mitochondrial filter ---------------------------------------------------------------------------------------------------


def maternal_line(family: Family) -> list[str]:
    """Climb from the proband through stated mothers to the topmost; then down through the children of women."""
    top = family.person(family.proband)
    while top.mother != "":
        top = family.person(top.mother)
    line = [top.id]
    for woman in line:  # grows while it is walked
        line.extend(member.id for member in family.members if member.mother == woman)
    return line


def mitochondrial(locus: Locus, family: Family, copies: Copies, complete: bool) -> Flags:
    line = maternal_line(family)
    for person in affected(locus, family):
        if person.id in line and zygosity(locus, person.id) not in CARRIES:
            return None
    if complete:
        for person in unaffected(locus, family):
            if person.id in line and locus.observations[person.id].homoplasmic:
                return None
    return set()


# Pairs ------------------------------------------------------------------------------------------------------------------


def phase(first: Locus, second: Locus, person_id: str) -> str:
    """ "cis", "trans" or "unknown" in a person who is het at both, from the phased reads alone."""
    if zygosity(first, person_id) is not HET or zygosity(second, person_id) is not HET:
        return "unknown"
    one, two = first.observations[person_id], second.observations[person_id]
    if one.phase_set == "" or one.phase_set != two.phase_set or one.haplotype is None or two.haplotype is None:
        return "unknown"
    return "cis" if one.haplotype == two.haplotype else "trans"


def told_cis(first: Locus, second: Locus, person: Person) -> bool:
    """One parent carries both, and the other parent, genotyped at both, carries neither."""

    def has(parent: str) -> list[Zygosity]:
        return [zygosity(first, parent), zygosity(second, parent)]

    def both_in_one(giver: str, other: str) -> bool:
        return all(seen in CARRIES for seen in has(giver)) and has(other) == [REF, REF]

    return both_in_one(person.father, person.mother) or both_in_one(person.mother, person.father)


def pair_fits_affected(first: Locus, second: Locus, person: Person, nx: int) -> bool:
    """Condition 1 for one affected member with a genotype at one of the two at least."""
    seen = [zygosity(first, person.id), zygosity(second, person.id)]
    if nx == 1:
        return HEMI in seen or MISSING in seen
    return all(one in (HET, MISSING) for one in seen) and phase(first, second, person.id) != "cis"


def pair_fits_unaffected(first: Locus, second: Locus, person: Person, nx: int) -> bool:
    """Condition 2 for one unaffected member."""
    seen = [zygosity(first, person.id), zygosity(second, person.id)]
    if nx == 1:
        return HEMI not in seen
    if not all(one in CARRIES for one in seen):
        return True
    if HOM in seen:  # on both haplotypes, so one of them faces the other variant
        return False
    return phase(first, second, person.id) == "cis" or told_cis(first, second, person)


def fillings(locus: Locus, parent: str) -> tuple[bool, ...]:
    """What "this parent carries the variant" may be: known, or both where missing."""
    seen = zygosity(locus, parent)
    return (True, False) if seen is MISSING else (seen in CARRIES,)


def is_sequenced(first: Locus, second: Locus, person_id: str) -> bool:
    return person_id in first.observations or person_id in second.observations


def filled_pair_fits(
    first: Locus, second: Locus, person: Person, family: Family, carried: tuple[bool, bool, bool, bool]
) -> bool:
    """Condition 3 for one affected member and one way of filling in what is missing."""
    m1, m2, f1, f2 = carried
    if (m1 and not m2 and f2 and not f1) or (m2 and not m1 and f1 and not f2):
        return True
    both_sequenced = is_sequenced(first, second, person.mother) and is_sequenced(first, second, person.father)
    if both_sequenced and [m1, m2, f1, f2].count(True) == 1:
        new_one = second if m1 or f1 else first
        if new_one.de_novo_passed:
            return True
    mother_has_both = m1 and m2 and is_affected(family, person.mother) and phase(first, second, person.mother) != "cis"
    father_has_both = f1 and f2 and is_affected(family, person.father) and phase(first, second, person.father) != "cis"
    mother_has_one = [m1, m2].count(True) == 1
    father_has_one = [f1, f2].count(True) == 1
    return (mother_has_both and (father_has_one or father_has_both)) or (father_has_both and mother_has_one)


def pair(first: Locus, second: Locus, family: Family, copies: Copies, complete: bool) -> Flags:
    """Both compound heterozygous filters. On autosomes everybody counts as having two copies."""
    on_x = first.region is Region.X

    def nx(person: Person) -> int:
        return copies[person.id] if on_x else 2

    proband = family.person(family.proband)
    if zygosity(first, proband.id) not in CARRIES or zygosity(second, proband.id) not in CARRIES:
        return None
    if nx(proband) == 1:
        return None
    flags = set()
    for person in family.members:
        if zygosity(first, person.id) is MISSING and zygosity(second, person.id) is MISSING:
            continue
        deciding = person.affection is Affection.UNAFFECTED and complete
        if deciding and not pair_fits_unaffected(first, second, person, nx(person)):
            return None
        if person.affection is Affection.AFFECTED:
            if not pair_fits_affected(first, second, person, nx(person)):
                return None
            if nx(person) == 1:
                continue
            ways = itertools.product(
                fillings(first, person.mother),
                fillings(second, person.mother),
                fillings(first, person.father),
                fillings(second, person.father),
            )
            if not any(filled_pair_fits(first, second, person, family, way) for way in ways):
                return None
            if no_genotyped_parent(first, second, person) and phase(first, second, proband.id) != "trans":
                flags.add("phase_unknown")
    return flags


def no_genotyped_parent(first: Locus, second: Locus, person: Person) -> bool:
    return not genotyped_parents(first, person) and not genotyped_parents(second, person)


# All together -----------------------------------------------------------------------------------------------------------

AUTOSOMAL = (Region.AUTOSOMAL, Region.PSEUDOAUTOSOMAL)
F = SegregationFilter
SINGLE = {
    F.INHERITED_AUTOSOMAL_DOMINANT: (AUTOSOMAL, dominant),
    F.INHERITED_AUTOSOMAL_DOMINANT_PATERNALLY_IMPRINTED: (AUTOSOMAL, paternally_imprinted),
    F.INHERITED_AUTOSOMAL_DOMINANT_MATERNALLY_IMPRINTED: (AUTOSOMAL, maternally_imprinted),
    F.DE_NOVO: ((*AUTOSOMAL, Region.X, Region.Y), de_novo),
    F.SIMPLE_RECESSIVE: (AUTOSOMAL, simple_recessive),
    F.UNIPARENTAL_ISODISOMY: (AUTOSOMAL, isodisomy),
    F.X_LINKED_SIMPLE_RECESSIVE: ((Region.X,), x_recessive),
    F.X_LINKED_MONOALLELIC: ((Region.X,), x_monoallelic),
    F.MITOCHONDRIAL_GENOME: ((Region.MITOCHONDRIAL,), mitochondrial),
}
PAIRED = {
    F.COMPOUND_HETEROZYGOUS: AUTOSOMAL,
    F.X_LINKED_COMPOUND_HETEROZYGOUS: (Region.X,),
}


def passed(
    locus: Locus, partners: Sequence[Locus], family: Family, x_copies: Copies, penetrance: Penetrance
) -> dict[SegregationFilter, set[str]]:
    """The filters that this variant passes, each with its flags.

    A pair filter passes if some partner makes it pass, with the flags that all such partners raise: one pair without a
    doubt is enough.
    """
    complete = penetrance is Penetrance.COMPLETE
    if zygosity(locus, family.proband) not in CARRIES:
        return {}
    result: dict[SegregationFilter, set[str]] = {}
    for name, (regions, rule) in SINGLE.items():
        flags = rule(locus, family, x_copies, complete) if locus.region in regions else None
        if flags is not None:
            result[name] = flags
    for name, regions in PAIRED.items():
        for partner in partners:
            if locus.region in regions and partner.region in regions:
                flags = pair(locus, partner, family, x_copies, complete)
                if flags is not None:
                    result[name] = result.get(name, flags) & flags
    return result
