"""The page of segregation filters as examples that a clinical scientist can check by eye.

Each row: the family (p proband, f father, m mother, s sibling, g the mother's mother, h the mother's father, k the proband's
child, u the mother's brother, c his child), each with affection (A affected, U unaffected, ? uncertain) and genotype; then
what complete and what incomplete penetrance say ("-": fails; "+": passes; "+ flag": passes with a flag). The reference and
the implementation must both say so.
"""

from __future__ import annotations

import pytest

from carrel.care.interpretation.rules import segregation as implementation
from carrel.care.interpretation.values import Locus, Observation
from carrel.care.participants.values import Family, Person
from carrel.foundation.vocabulary.genome import Region
from carrel.foundation.vocabulary.inheritance import Affection, Penetrance, Sex, Zygosity
from tests.reference import segregation as reference


AFFECTION = {"A": Affection.AFFECTED, "U": Affection.UNAFFECTED, "?": Affection.UNCERTAIN}
ZYGOSITY = {
    "ref": Zygosity.REFERENCE, "het": Zygosity.HETEROZYGOUS, "hom": Zygosity.HOMOZYGOUS, "hemi": Zygosity.HEMIZYGOUS,
    "miss": Zygosity.MISSING,
}  # fmt: skip
PARENTS = {
    "p": ("f", "m"), "s": ("f", "m"), "m": ("h", "g"), "u": ("h", "g"), "f": ("", ""), "g": ("", ""), "h": ("", ""),
    "c": ("u", ""), "k": ("", "p"),
}  # fmt: skip
WOMEN = ("m", "g")

SINGLE = """
InheritedAutosomalDominant | autosomal
    p A het                          | +            | +
    p U het                          | -            | +
    p ? het                          | +            | +
    p A ref                          | -            | -
    p A miss                         | -            | -
    p A hom                          | + hom_in_AD  | + hom_in_AD
    p A het, f A het, m U ref        | +            | +
    p A het, f U het, m U ref        | -            | +
    p A het, f ? het, m U ref        | +            | +
    p A het, f U ref, m U ref        | -            | -
    p A het, f U ref, m U miss       | +            | +
    p A het, f U ref                 | +            | +
    p A het, f A ref, m A het        | -            | -
    p A het, f A miss, m A het       | +            | +
    p A het, f A het, m U ref, s A ref | -          | -
    p A het, f A het, m U ref, s U het | -          | +
    p A het, f A hom, m U ref        | + hom_in_AD  | + hom_in_AD
    p A het, m A het, g U ref, h U ref | -          | -
    p A het, m A het, g U ref, h A het | +          | +
InheritedAutosomalDominantPaternallyImprinted | autosomal
    p A het                          | + parent_of_origin_unknown | + parent_of_origin_unknown
    p A het, f U ref, m U het        | + parent_of_origin_unknown | +
    p A het, f U ref, m A het        | + parent_of_origin_unknown | + parent_of_origin_unknown
    p A het, f U het, m U ref        | -            | -
    p A het, f U het, m U het        | -            | -
    p A het, f U ref, m U ref        | -            | -
    p A het, f U ref                 | +            | +
    p A het, m U ref                 | -            | -
    p A het, m U het, g U het, h U ref | -          | +
    p A het, m U het, g U ref, h U het | + parent_of_origin_unknown | +
    p A het, m U het, g U ref        | +            | +
    p A het, m U het, h U ref        | -            | +
    p A het, m U hom, h U het        | -            | +
    p A het, m ? het, f ? ref, s U het | -          | +
    p A hom, m ? het, f ? ref        | + hom_in_AD  | + hom_in_AD
InheritedAutosomalDominantMaternallyImprinted | autosomal
    p A het, f ? het, m U ref        | +            | +
    p A het, f ? ref, m ? het        | -            | -
    p A het, f ? het, m U ref, s U het | -          | +
    p A het, m U ref                 | +            | +
deNovo | autosomal
    p A het, f U ref, m U ref        | +            | +
    p A hom, f U ref, m U ref        | -            | -
    p A het, f A ref, m U ref        | +            | +
    p A het, f U ref                 | -            | -
    p A het, f U ref, m U miss       | -            | -
    p A het, f U ref, m U het        | -            | -
    p A het, f U ref, m U ref, s U het | -          | +
    p A het, f U ref, m U ref, s A ref | +          | +
    p A het, f U ref, m U ref, s A het | +          | +
deNovo | X
    p1 A hemi, f U ref, m U ref      | +            | +
    p1 A het, f U ref, m U ref       | +            | +
    p A het, f U ref, m U ref        | +            | +
    p A hom, f U ref, m U ref        | -            | -
deNovo | Y
    p1 A hemi, f U ref               | +            | +
    p1 A hemi, m U miss              | -            | -
    p1 A hemi, f U miss, m U miss    | -            | -
deNovo | mitochondrial
    p A het, f U ref, m U ref        | -            | -
SimpleRecessive | pseudoautosomal
    p A hom                          | +            | +
    p A het                          | -            | -
    p A hom, f U het, m U het        | +            | +
    p A hom, f U ref, m U het        | -            | -
    p A hom, f A hom, m U het        | +            | +
    p A hom, f U hom, m U het        | -            | -
    p A hom, f ? hom, m U het        | -            | -
    p A hom, f U miss, m U het       | +            | +
    p A hom, f U het, m U het, s U hom | -          | +
    p A hom, f U het, m U het, s A het | -          | -
    p A hom, f U het, m U het, s A hom | +          | +
UniparentalIsodisomy | autosomal
    p A hom, f U het, m U ref        | + upd_region_not_checked | + upd_region_not_checked
    p A hom, f U ref, m U het        | + upd_region_not_checked | + upd_region_not_checked
    p A hom, f U het, m U het        | -            | -
    p A hom, f U het                 | -            | -
    p A hom, f U hom, m U ref        | -            | -
    p A hom, f U het, m U ref, s U hom | -          | + upd_region_not_checked
XLinkedSimpleRecessive | X
    p1 A hemi                        | +            | +
    p1 A het                         | -            | -
    p A hom                          | +            | +
    p A het                          | -            | -
    p1 A hemi, m U het, f U ref      | +            | +
    p1 A hemi, m U ref               | +            | +
    p1 A hemi, m U hom               | -            | -
    p1 A hemi, m ? hom               | -            | -
    p1 A hemi, m A hom               | +            | +
    p1 A hemi, m U het, f U hemi     | -            | +
    p1 A hemi, m U het, s1 U hemi    | -            | +
    p1 A hemi, m U het, s U hom      | -            | +
    p1 A hemi, m U het, s U het      | +            | +
    p1 A hemi, m U het, s1 U het     | -            | +
XLinkedSimpleRecessive | pseudoautosomal
    p A hom                          | -            | -
XLinkedMonoallelic | X
    p A het, m A het                 | +            | +
    p A hom                          | +            | +
    p A het, m U het                 | -            | +
    p1 A hemi, m U ref               | +            | +
    p1 A het                         | -            | -
    p A het, f A ref                 | -            | -
MitochondrialGenome | mitochondrial
    p A het                          | +            | +
    p A hom, m U het                 | +            | +
    p A hom, m U hom                 | -            | +
    p A hom, m A ref                 | -            | -
    p A hom, f A ref, m U het        | +            | +
    p A hom, f U hom, m U het        | +            | +
    p A hom, m U het, g U hom        | -            | +
    p A hom, m U het, u U hom        | -            | +
    p A hom, m U het, u U het, c U hom | +          | +
    p A hom, m U het, h U hom        | +            | +
    p A hom, k U hom                 | -            | +
    p A hom, k A ref                 | -            | -
"""

PAIRS = """
CompoundHeterozygous | autosomal
    p A het/het                                  | + phase_unknown | + phase_unknown
    p A het0/het1                                | +            | +
    p A het0/het0                                | -            | -
    p A hom/het                                  | -            | -
    p A het/het, f U het/ref, m U ref/het        | +            | +
    p A het/het, f U ref/het, m U het/ref        | +            | +
    p A het/het, f U het/het, m U ref/ref        | -            | -
    p A het/het, f U het/ref, m U ref/ref        | +            | +
    p A het/het, f U ref/ref, m U ref/ref        | -            | -
    p A het/het, f U het/ref                     | +            | +
    p A het/het, f U ref/ref                     | -            | -
    p A het/het, f U het/het                     | -            | -
    p A het/het, f U het0/het0                   | -            | -
    p A het/het, f A het/het                     | + phase_unknown | + phase_unknown
    p A het/het, f ? het/het                     | -            | -
    p A het/het, f A het0/het1, m U het/ref      | + phase_unknown | + phase_unknown
    p A het0/het1, f A het0/het1, m U het/ref    | +            | +
    p A het/het, f A het/het, m U ref/ref        | -            | -
    p A het/het, f A het/het, m A het/het        | + phase_unknown | + phase_unknown
    p A het/het, f A het0/het0, m U het/ref      | -            | -
    p A het/het, f U hom/ref, m U ref/het        | +            | +
    p A het/het, f U het/miss, m U ref/het       | +            | +
    p A het/het, f U het/miss, m U ref/miss      | +            | +
    p A het/het, f U het/miss, m U het/miss      | -            | -
    p A het/het, f U het/ref, m U ref/het, s A het/ref  | -     | -
    p A het/het, f U het/ref, m U ref/het, s A het/miss | +     | +
    p A het/het, f U het/ref, m U ref/het, s U het/het  | -     | +
    p A het/het, f U het/ref, m U ref/het, s U het/ref  | +     | +
    p A het/het, f U het/ref, m U ref/het, s U het0/het0 | +    | +
XLinkedCompoundHeterozygous | X
    p A het/het                                  | + phase_unknown | + phase_unknown
    p1 A hemi/hemi                               | -            | -
    p A het/het, f A hemi/ref, m U ref/het       | +            | +
    p A het/het, f U hemi/ref, m U ref/het       | -            | +
    p A het/het, f A ref/ref, m U het/ref        | -            | -
    p A het/het, m U ref/het, s1 A hemi/ref      | +            | +
    p A het/het, m U ref/het, s1 A ref/ref       | -            | -
    p A het/het, m U ref/het, s1 U ref/hemi      | -            | +
    p A het/het, m U ref/het, s1 A ref/miss      | +            | +
CompoundHeterozygous | X
    p A het/het                                  | -            | -
"""


def observation(text: str) -> Observation:
    """ "het0" is het, phased onto haplotype 0 of the one phase set."""
    if text[-1].isdigit():
        return Observation(ZYGOSITY[text[:-1]], "1", int(text[-1]))
    zygosity = ZYGOSITY[text]
    return Observation(zygosity, homoplasmic=zygosity is Zygosity.HOMOZYGOUS)


def built(text: str, region: Region) -> tuple[Family, list[Locus], dict[str, int]]:
    names, affection, genotypes, copies = [], {}, {}, {}
    for member in text.split(","):
        name, state, genotype = member.split()
        one_x = name.endswith("1") or name[0] in "fhu"
        name = name[0]
        names.append(name)
        affection[name], copies[name] = AFFECTION[state], 1 if one_x else 2
        genotypes[name] = [observation(one) for one in genotype.split("/")]
    if not set(names) & {"m"} and set(names) & set("ghu"):
        raise ValueError(text)
    stated = [*names, *(woman for woman in WOMEN if woman not in names and needed(woman, names))]
    members = tuple(
        Person(
            name,
            Sex.FEMALE if copies.get(name, 2) == 2 else Sex.MALE,
            affection.get(name, Affection.UNCERTAIN),
            *(parent if parent in stated else "" for parent in PARENTS[name]),
        )
        for name in stated
    )
    number = len(genotypes["p"])
    loci = [Locus(region, {name: genotypes[name][index] for name in names}) for index in range(number)]
    return Family("F", "p", members), loci, copies


def needed(woman: str, names: list[str]) -> bool:
    """An unsequenced woman who links her children to the line."""
    return any(woman in PARENTS[name] for name in names if name in "us")


def rows(table: str) -> list[tuple[str, Region, str, str, str]]:
    result = []
    for line in table.strip().splitlines():
        parts = [part.strip() for part in line.split("|")]
        if not line.startswith(" "):
            name, region = parts[0], Region(parts[1])
        else:
            result.append((name, region, *parts))
    return result


def outcome(
    passed, name: str, family: Family, loci: list[Locus], copies: dict[str, int], penetrance: Penetrance
) -> str:
    found = {key.value: flags for key, flags in passed(loci[0], loci[1:], family, copies, penetrance).items()}
    return " ".join(["+", *sorted(found[name])]) if name in found else "-"


@pytest.mark.row("M7")
@pytest.mark.parametrize("passed", [reference.passed, implementation.passed], ids=["reference", "implementation"])
@pytest.mark.parametrize(("name", "region", "family", "complete", "incomplete"), rows(SINGLE + PAIRS.lstrip()))
def test_a_family_segregates_as_the_page_says(
    passed, name: str, region: Region, family: str, complete: str, incomplete: str
) -> None:
    made, loci, copies = built(family, region)
    assert outcome(passed, name, made, loci, copies, Penetrance.COMPLETE) == complete
    assert outcome(passed, name, made, loci, copies, Penetrance.INCOMPLETE) == incomplete


@pytest.mark.row("M7")
@pytest.mark.parametrize("passed", [reference.passed, implementation.passed], ids=["reference", "implementation"])
def test_a_new_variant_needs_reads_that_support_it(passed) -> None:
    made, (locus,), copies = built("p A het, f U ref, m U ref", Region.AUTOSOMAL)
    unsupported = Locus(locus.region, locus.observations, de_novo_passed=False)
    assert outcome(passed, "deNovo", made, [unsupported], copies, Penetrance.COMPLETE) == "-"


@pytest.mark.row("M7")
@pytest.mark.parametrize("passed", [reference.passed, implementation.passed], ids=["reference", "implementation"])
def test_a_pair_with_one_new_hit_needs_reads_that_support_the_new_one_only(passed) -> None:
    made, (first, second), copies = built("p A het/het, f U het/ref, m U ref/ref", Region.AUTOSOMAL)
    weak_first = Locus(first.region, first.observations, de_novo_passed=False)
    weak_second = Locus(second.region, second.observations, de_novo_passed=False)
    name = "CompoundHeterozygous"
    assert outcome(passed, name, made, [weak_first, second], copies, Penetrance.COMPLETE) == "+"
    assert outcome(passed, name, made, [first, weak_second], copies, Penetrance.COMPLETE) == "-"
