"""The words of the report: what codes, filters, flags and relations are called for people."""

from __future__ import annotations

import math

from carrel.care.genomes.values import Call, CheckStatus, FamilyVariant, Frequency
from carrel.care.interpretation.values import Event, Interpretation
from carrel.care.participants.values import Family, Person
from carrel.foundation.vocabulary.genome import Assembly, Region, VariantKey, display_chromosome, region_of
from carrel.foundation.vocabulary.inheritance import (
    Affection,
    ModeOfInheritance,
    Penetrance,
    SegregationFilter,
    Sex,
    Tier,
)


LONGEST_ALLELE = 24  # bases shown in a table; longer alleles are cut, and their length is told

LONGEST_NAME = 120  # letters of a HGVS name shown on a card

TIER_NAMES = {Tier.ONE: "Tier 1", Tier.TWO: "Tier 2", Tier.THREE: "Tier 3", Tier.A: "Tier A", Tier.B: "Tier B"}

MODE_NAMES = {
    ModeOfInheritance.MONOALLELIC_NOT_IMPRINTED: "dominant",
    ModeOfInheritance.MONOALLELIC_MATERNALLY_IMPRINTED: "dominant, maternally imprinted",
    ModeOfInheritance.MONOALLELIC_PATERNALLY_IMPRINTED: "dominant, paternally imprinted",
    ModeOfInheritance.MONOALLELIC_IMPRINTING_UNKNOWN: "dominant, imprinting not known",
    ModeOfInheritance.BIALLELIC: "recessive",
    ModeOfInheritance.BOTH: "dominant or recessive",
    ModeOfInheritance.BOTH_BIALLELIC_MORE_SEVERE: "dominant or recessive (recessive form more severe)",
    ModeOfInheritance.X_LINKED_BIALLELIC_IN_FEMALES: "X-linked recessive",
    ModeOfInheritance.X_LINKED_MONOALLELIC_IN_FEMALES: "X-linked dominant",
    ModeOfInheritance.MITOCHONDRIAL: "mitochondrial",
    ModeOfInheritance.UNKNOWN: "mode of inheritance not known",
    ModeOfInheritance.OTHER: "other mode of inheritance",
}

SEGREGATION_NAMES = {
    SegregationFilter.INHERITED_AUTOSOMAL_DOMINANT: "inherited, dominant",
    SegregationFilter.INHERITED_AUTOSOMAL_DOMINANT_PATERNALLY_IMPRINTED: "from the mother (father's copy silent)",
    SegregationFilter.INHERITED_AUTOSOMAL_DOMINANT_MATERNALLY_IMPRINTED: "from the father (mother's copy silent)",
    SegregationFilter.DE_NOVO: "de novo",
    SegregationFilter.SIMPLE_RECESSIVE: "recessive, homozygous",
    SegregationFilter.COMPOUND_HETEROZYGOUS: "compound heterozygous",
    SegregationFilter.UNIPARENTAL_ISODISOMY: "both copies from one parent",
    SegregationFilter.X_LINKED_SIMPLE_RECESSIVE: "X-linked recessive",
    SegregationFilter.X_LINKED_COMPOUND_HETEROZYGOUS: "X-linked compound heterozygous",
    SegregationFilter.X_LINKED_MONOALLELIC: "X-linked, one copy",
    SegregationFilter.MITOCHONDRIAL_GENOME: "mitochondrial",
}

SEGREGATION_SENTENCES = {
    SegregationFilter.INHERITED_AUTOSOMAL_DOMINANT: "Every affected member who was read carries it, on one copy at least.",
    SegregationFilter.INHERITED_AUTOSOMAL_DOMINANT_PATERNALLY_IMPRINTED: (
        "The affected members carry it on the copy from their mother; in this gene only that copy is active."
    ),
    SegregationFilter.INHERITED_AUTOSOMAL_DOMINANT_MATERNALLY_IMPRINTED: (
        "The affected members carry it on the copy from their father; in this gene only that copy is active."
    ),
    SegregationFilter.DE_NOVO: "The proband carries it and neither parent does: it is new in the proband.",
    SegregationFilter.SIMPLE_RECESSIVE: "Every affected member who was read carries it on both copies.",
    SegregationFilter.COMPOUND_HETEROZYGOUS: "It hits one copy of the gene, and its partner the other.",
    SegregationFilter.UNIPARENTAL_ISODISOMY: (
        "The proband carries it on both copies while only one parent carries it: both copies seem to come from that parent."
    ),
    SegregationFilter.X_LINKED_SIMPLE_RECESSIVE: (
        "Every affected member who was read has no X chromosome without it: on the only X, or on both."
    ),
    SegregationFilter.X_LINKED_COMPOUND_HETEROZYGOUS: "It hits one X copy of the gene, and its partner the other.",
    SegregationFilter.X_LINKED_MONOALLELIC: "Every affected member who was read carries it on an X chromosome.",
    SegregationFilter.MITOCHONDRIAL_GENOME: "The affected members carry it in their mitochondrial DNA.",
}

FLAG_SENTENCES = {
    "moi_unspecified": "The panel gives no mode of inheritance for this gene, so any pattern counted.",
    "moi_mismatch": "It segregates, but not in the mode of inheritance that the panel gives.",
    "lof_not_mechanism": "The panel says that loss of function does not cause this disease; a loss of function was found.",
    "hom_in_AD": "An affected member carries a dominant variant on both copies.",
    "parent_of_origin_unknown": "Which parent it came from could not be told, and the gene is imprinted.",
}

CHECK_WORDS = {
    CheckStatus.PASSED: "Kept",
    CheckStatus.WARNING: "Look",
    CheckStatus.FAILED: "Broken",
    CheckStatus.NOT_ASSESSED: "Not assessed",
}

POPULATION_NAMES = {
    "ALL": "all populations", "AFR": "African", "AMI": "Amish", "AMR": "American", "ASJ": "Ashkenazi Jewish",
    "EAS": "East Asian", "FIN": "Finnish", "NFE": "European, not Finnish", "EUR": "European", "SAS": "South Asian",
    "MID": "Middle Eastern", "OTH": "other", "REMAINING": "other",
}  # fmt: skip

SOURCE_NAMES = {
    "gnomad_genomes": "gnomAD genomes", "gnomad_exomes": "gnomAD exomes", "thousand_genomes": "1000 Genomes", "gnomad": "gnomAD",
    "clinvar": "ClinVar", "internal": "the internal knowledge base",
}  # fmt: skip

SEX_WORDS = {Sex.FEMALE: "female", Sex.MALE: "male", Sex.OTHER: "other sex", Sex.UNKNOWN: "sex not stated"}
AFFECTION_WORDS = {
    Affection.AFFECTED: "affected", Affection.UNAFFECTED: "not affected", Affection.UNCERTAIN: "affection uncertain",
}  # fmt: skip


def number(count: int, singular: str, plural: str = "") -> str:
    """`1 variant`, `4,700,000 variants`."""
    return f"{count:,} {singular if count == 1 else plural or singular + 's'}"


def listed(words: tuple[str, ...] | list[str], last: str = "and") -> str:
    """`a`, `a and b`, `a, b and c`."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {last} {words[-1]}"


def relation(family: Family, person_id: str) -> str:
    """What a member is to the proband: father, half sister, grandmother on the father's side, relative."""
    if person_id == family.proband:
        return "proband"
    members = {member.id: member for member in family.members}
    if person_id not in members:
        return "not in the family"
    proband, person = members[family.proband], members[person_id]
    parents = [parent for parent in (proband.father, proband.mother) if parent]
    if person_id in parents:
        return "father" if person_id == proband.father else "mother"
    if proband.id in (person.father, person.mother):
        return _by_sex(person, "son", "daughter", "child")
    shared = len({person.father, person.mother} & set(parents))
    if shared:
        whole = shared == 2 or len(parents) == 1 or not (person.father and person.mother)
        return ("" if whole else "half ") + _by_sex(person, "brother", "sister", "sibling")
    return _further_relation(members, proband, person)


def _by_sex(person: Person, male: str, female: str, other: str) -> str:
    return {Sex.MALE: male, Sex.FEMALE: female}.get(person.sex, other)


def _further_relation(members: dict[str, Person], proband: Person, person: Person) -> str:
    for side, parent_id in (("paternal", proband.father), ("maternal", proband.mother)):
        parent = members.get(parent_id)
        if parent is None:
            continue
        grandparents = {parent.father, parent.mother} - {""}
        if person.id in grandparents:
            return f"{side} {_by_sex(person, 'grandfather', 'grandmother', 'grandparent')}"
        if {person.father, person.mother} & grandparents:
            return f"{side} {_by_sex(person, 'uncle', 'aunt', 'uncle or aunt')}"
    children = [member for member in members.values() if proband.id in (member.father, member.mother)]
    if any(person.id in (child.father, child.mother) for child in children):
        return "partner"
    return "relative"


def short_allele(allele: str) -> str:
    """An allele as a table shows it: long ones are cut and their length is told."""
    if len(allele) <= LONGEST_ALLELE:
        return allele
    return f"{allele[:10]}\u2026 ({len(allele):,} bases)"


def long_words(name: str) -> str:
    """A name on a card: very long ones (a spelled-out insertion) are cut, and their length is told."""
    return (
        name
        if len(name) <= LONGEST_NAME
        else f"{name[:LONGEST_NAME]}\u2026 ({len(name):,} letters, in interpretation.json)"
    )


def assembly_of(interpretation: Interpretation) -> Assembly:
    """The assembly of the case: what was read; before that, what the order says; GRCh38 where nobody says."""
    if interpretation.table is not None:
        return interpretation.table.assembly
    stated = {file.assembly for file in interpretation.case.files if file.assembly in tuple(Assembly)}
    return Assembly(min(stated)) if len(stated) == 1 else Assembly.GRCH38


def place(assembly: Assembly, variant: FamilyVariant) -> str:
    """`chr2:166,051,943 G>A`; a stretch as `chr22:18,912,231-21,465,672`."""
    key = variant.key
    start = f"{display_chromosome(assembly, key.chromosome)}:{key.position:,}"
    if variant.end is not None and variant.end != key.position:
        return f"{start}-{variant.end:,}"
    return f"{start} {short_allele(key.reference)}>{short_allele(key.alternate)}"


def length_words(bases: int) -> str:
    """`850 bases`, `12.3 kb`, `2.6 Mb`."""
    if bases < 1000:
        return number(bases, "base")
    if bases < 1_000_000:
        return f"{bases / 1000:.1f} kb"
    return f"{bases / 1_000_000:.2f} Mb"


def zygosity(call: Call, key: VariantKey, assembly: Assembly, x_copies: int | None) -> str:
    """The genotype class in the words of GelReportModels without their misspelling: the shared key of all outputs.

    `reference`, `heterozygous`, `homozygous`, `hemizygous`, `hemizygous_reference`, `missing`, `half_missing_alternate`,
    `half_missing_reference`. A diploid call (`1/1`) of a person with one X counts as hemizygous.
    """
    if call.missing:
        return "missing"
    if call.partial:
        return "half_missing_alternate" if call.copies else "half_missing_reference"
    single = call.ploidy == 1 or _single_copy(key, assembly, x_copies)
    if call.copies == 0:
        return "hemizygous_reference" if single else "reference"
    if call.copies < call.ploidy:
        return "heterozygous"
    return "hemizygous" if single else "homozygous"


def _single_copy(key: VariantKey, assembly: Assembly, x_copies: int | None) -> bool:
    region = region_of(assembly, key.chromosome, key.position)
    return region is Region.Y or (region is Region.X and x_copies == 1)


ZYGOSITY_WORDS = {
    "reference": "not carried",
    "hemizygous_reference": "not carried",
    "heterozygous": "one copy",
    "homozygous": "both copies",
    "hemizygous": "only copy",
    "missing": "no call",
    "half_missing_alternate": "carried; other copy not called",
    "half_missing_reference": "one copy without it; other not called",
}


def genotype_words(state: str, call: Call, chromosome: str) -> str:
    """What a genotype class is called in a table; mitochondrial ones tell their share."""
    share = call.alternate_share
    if chromosome == "MT" and call.copies and share is not None:
        return f"{share:.0%} of mitochondrial DNA"
    return ZYGOSITY_WORDS[state]


def frequency_words(frequency: float) -> str:
    """`0`, `0.0012 %`, `2.5 %`: two digits that count."""
    if frequency == 0:
        return "0"
    percent = frequency * 100
    digits = max(0, 1 - math.floor(math.log10(abs(percent)))) if percent else 0
    return f"{percent:.{digits}f} %"


def population_words(frequency: Frequency) -> str:
    """`gnomAD genomes, African`."""
    dataset, _, population = frequency.population.partition(":")
    name = SOURCE_NAMES.get(dataset, dataset.replace("_", " "))
    return f"{name}, {POPULATION_NAMES.get(population.upper(), population)}" if population else name


def term_words(term: str) -> str:
    """`stop gained` for `stop_gained`."""
    return term.removesuffix("_variant").replace("_", " ")


def consequence_words(event: Event) -> str:
    """What the change does, as the rules counted it; "" where there is no telling word (repeats)."""
    if event.consequence in ("", "sequence_variant"):
        return ""
    return "known pathogenic" if event.consequence == "known_pathogenic" else term_words(event.consequence)


def source_words(sources: tuple[str, ...]) -> str:
    """`gnomAD genomes and ClinVar`."""
    return listed([SOURCE_NAMES.get(source, source) for source in sources])


def mode_words(mode: str) -> str:
    """A short name of a panel's mode of inheritance; an unknown string is shown as it is."""
    if not mode:
        return "mode of inheritance not stated"
    return MODE_NAMES.get(ModeOfInheritance(mode), mode) if mode in tuple(ModeOfInheritance) else mode


def flag_words(flag: str) -> str:
    """One sentence for a flag of an event."""
    return FLAG_SENTENCES.get(flag, f"{flag.replace('_', ' ').strip().capitalize()}.")


def segregation_words(event: Event, origin: str = "", partner: str = "", missing: str = "") -> str:
    """Why the family fits, in a few short sentences. `origin`, `partner` and `missing` are words for people or ""."""
    sentences = [SEGREGATION_SENTENCES[event.segregation]]
    if event.segregation is not SegregationFilter.DE_NOVO and origin:
        sentences.append(f"It came from the {origin}.")
    if partner:
        sentences.append(f"Its partner is {partner}.")
    if event.penetrance is Penetrance.INCOMPLETE:
        sentences.append("Unaffected members may carry it, as incomplete penetrance was asked.")
    if missing:
        sentences.append(f"Without a genotype here: {missing}.")
    if event.de_novo_quality and event.de_novo_quality != "passed":
        sentences.append(f"Reads behind the new change: {event.de_novo_quality}.")
    return " ".join(sentences)
