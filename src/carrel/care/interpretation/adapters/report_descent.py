"""What is known of where a variant came from: no more is said than the genotypes of the parents tell."""

from __future__ import annotations

from carrel.care.genomes.values import VariantKind
from carrel.care.interpretation.adapters.wording import assembly_of, listed, segregation_name, zygosity
from carrel.care.interpretation.values import Event, Interpretation, TieredVariant
from carrel.foundation.vocabulary.genome import Region, region_of
from carrel.foundation.vocabulary.inheritance import SegregationFilter


CARRIES = frozenset(("heterozygous", "homozygous", "hemizygous", "half_missing_alternate"))
DOES_NOT = frozenset(("reference", "hemizygous_reference"))
DOMINANT_UNTESTED = "dominant, inheritance not known"


def inheritance_name(interpretation: Interpretation, variant: TieredVariant, event: Event) -> str:
    """The pattern in a few words; a dominant one is called inherited only where a parent was found to carry it."""
    if _untested(interpretation, variant, event):
        return DOMINANT_UNTESTED
    return segregation_name(event)


def untested_words(interpretation: Interpretation, variant: TieredVariant, event: Event) -> str:
    """Why nobody can say whether it was inherited; "" where a parent was found to carry it, or the filter says it."""
    if not _untested(interpretation, variant, event):
        return ""
    states = parents(interpretation, variant)
    without = [parent for parent, state in states.items() if state in DOES_NOT]
    unread = [parent for parent, state in states.items() if state not in DOES_NOT]
    if not without:
        return "No parent has a genotype here: whether it was inherited or is new is not known."
    return f"The {listed(without)} does not carry it and the {listed(unread)} has no genotype here: inherited or new is not known."


def _untested(interpretation: Interpretation, variant: TieredVariant, event: Event) -> bool:
    return (
        event.segregation is SegregationFilter.INHERITED_AUTOSOMAL_DOMINANT
        and variant.variant.kind is VariantKind.SMALL
        and not CARRIES & set(parents(interpretation, variant).values())
    )


def parents(interpretation: Interpretation, variant: TieredVariant) -> dict[str, str]:
    """The genotype class of the proband's father and mother, a key of ZYGOSITY_WORDS; "" for one who was not read."""
    family = interpretation.case.family
    proband = family.person(family.proband)
    return {
        "father": state_of(interpretation, variant, proband.father),
        "mother": state_of(interpretation, variant, proband.mother),
    }


def state_of(interpretation: Interpretation, variant: TieredVariant, person: str) -> str:
    """One person's genotype class, as `wording.zygosity` calls it; "" for one who was not read."""
    table, quality = interpretation.table, interpretation.quality
    if table is None or person not in table.people:
        return ""
    copies = quality.x_copies.get(person) if quality is not None else None
    call = variant.variant.calls[table.people.index(person)]
    return zygosity(call, variant.variant.key, assembly_of(interpretation), copies)


def origin(interpretation: Interpretation, variant: TieredVariant) -> str:
    """The parent from whom the proband's one copy came: who carries it, where the other was read and does not; or "".

    A father gives his son no X, and nobody mitochondria.
    """
    found = parents(interpretation, variant)
    own = state_of(interpretation, variant, interpretation.case.family.proband)
    key = variant.variant.key
    region = region_of(assembly_of(interpretation), key.chromosome, key.position)
    if region is Region.MITOCHONDRIAL or (region is Region.X and own == "hemizygous"):
        return "mother" if found["mother"] in CARRIES else ""
    if region is Region.Y:
        return "father" if found["father"] in CARRIES else ""
    if own == "homozygous":
        return ""
    for one, other in (("father", "mother"), ("mother", "father")):
        if found[one] in CARRIES and found[other] in DOES_NOT:
            return one
    return ""
