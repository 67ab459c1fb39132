"""The words of the report: what codes, filters, flags and relations are called for people."""

from __future__ import annotations

import math
from collections.abc import Mapping

from carrel.care.genomes.values import Call, CheckStatus, FamilyVariant, Frequency, VariantKind
from carrel.care.interpretation.rules.copies import Direction, direction, expected_copies, span
from carrel.care.interpretation.rules.observations import observation
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
    Zygosity,
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
    SegregationFilter.UNIPARENTAL_ISODISOMY: "both copies from one parent, or one copy lost",
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
    SegregationFilter.DE_NOVO: "The proband carries it and no parent was found to: it seems new in the proband.",
    SegregationFilter.SIMPLE_RECESSIVE: "Every affected member who was read carries it on both copies.",
    SegregationFilter.COMPOUND_HETEROZYGOUS: "It hits one copy of the gene, and its partner the other.",
    SegregationFilter.UNIPARENTAL_ISODISOMY: (
        "The proband shows only this allele while just one parent carries it: both copies came from that parent, or one is lost."
    ),
    SegregationFilter.X_LINKED_SIMPLE_RECESSIVE: (
        "Every affected member who was read has no X chromosome without it: on the only X, or on both."
    ),
    SegregationFilter.X_LINKED_COMPOUND_HETEROZYGOUS: "It hits one X copy of the gene, and its partner the other.",
    SegregationFilter.X_LINKED_MONOALLELIC: "Every affected member who was read carries it on an X chromosome.",
    SegregationFilter.MITOCHONDRIAL_GENOME: "The affected members carry it in their mitochondrial DNA.",
}

# Where a flag says that something is not known, the name and the sentence of the filter must not say it.
UNSURE_NAMES = {
    (SegregationFilter.COMPOUND_HETEROZYGOUS, "phase_unknown"): "two changes in one gene, phase not known",
    (
        SegregationFilter.X_LINKED_COMPOUND_HETEROZYGOUS,
        "phase_unknown",
    ): "two changes in one X-linked gene, phase not known",
    (SegregationFilter.INHERITED_AUTOSOMAL_DOMINANT_PATERNALLY_IMPRINTED, "parent_of_origin_unknown"): (
        "dominant if from the mother (father's copy silent), origin not known"
    ),
    (SegregationFilter.INHERITED_AUTOSOMAL_DOMINANT_MATERNALLY_IMPRINTED, "parent_of_origin_unknown"): (
        "dominant if from the father (mother's copy silent), origin not known"
    ),
    (SegregationFilter.DE_NOVO, "de_novo_quality_not_assessed"): "apparently de novo",
}
_TWO_CHANGES = "It and its partner lie in one gene; whether on different copies of it could not be told."
_CARRIED = "Every affected member who was read carries it; it counts only if it is on the copy from the"
UNSURE_SENTENCES = {
    (SegregationFilter.COMPOUND_HETEROZYGOUS, "phase_unknown"): _TWO_CHANGES,
    (SegregationFilter.X_LINKED_COMPOUND_HETEROZYGOUS, "phase_unknown"): _TWO_CHANGES,
    (
        SegregationFilter.INHERITED_AUTOSOMAL_DOMINANT_PATERNALLY_IMPRINTED,
        "parent_of_origin_unknown",
    ): f"{_CARRIED} mother.",
    (
        SegregationFilter.INHERITED_AUTOSOMAL_DOMINANT_MATERNALLY_IMPRINTED,
        "parent_of_origin_unknown",
    ): f"{_CARRIED} father.",
}

FLAG_SENTENCES = {
    "moi_unspecified": "The panel gives no mode of inheritance for this gene, so any pattern counted.",
    "moi_mismatch": "It segregates, but not in the mode of inheritance that the panel gives.",
    "lof_not_mechanism": "The panel says that loss of function does not cause this disease; a loss of function was found.",
    "hom_in_AD": "An affected member carries it on both copies, though one is enough.",
    "parent_of_origin_unknown": "Which parent it came from could not be told, and the gene is imprinted.",
    "phase_unknown": "Whether the two changes lie on different copies could not be told.",
    "upd_region_not_checked": "A loss or a stretch of equal copies would look the same; the region around it was not checked.",
    "de_novo_quality_not_assessed": "The file gives no reads, so the quality of the new change was not assessed.",
    "conflicting_significance": "The records of its significance contradict each other.",
    "conflicting_submissions_unknown": "Its record is conflicting, and which submissions conflict is not known.",
    "known_by_same_protein_change": "Known through another variant with the same protein change.",
    "review_status_unknown": "How well its record was reviewed is not known.",
    "splice_prediction": "Counted for its predicted effect on splicing.",
    "segregation_not_examined": "Inheritance was not examined: tiering of copy-number variants does not use it.",
    "no_filter": "The caller states no filter for it.",
    "frequency_not_examined": "How common it is was not examined.",
    "type": "The panel asks for the other type of change.",
    "overlap": "It overlaps less of the region than the panel requires.",
    "overlap_unspecified": "The panel does not say how much of the region must be overlapped.",
    "outside_exons": "It lies within introns alone.",
    "exons_not_examined": "Whether it touches an exon was not examined.",
    "frequency": "It is common.",
    "explained_by_loss": "It looks homozygous because the other copy is lost.",
    "heterozygous_within_loss": "It was called on one of two copies although it lies within a loss.",
    "not_in_every_affected": "Not every affected member carries an expansion.",
    "full_mutation_not_told_from_premutation": "The method cannot tell a full mutation from a premutation; a laboratory test must.",
}

NOT_SEGREGATED = "segregation_not_examined"

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
        first, last = span(variant) if variant.kind is not VariantKind.REPEAT else (key.position, variant.end)
        return f"{display_chromosome(assembly, key.chromosome)}:{first:,}-{last:,}"
    return f"{start} {short_allele(key.reference)}>{short_allele(key.alternate)}"


def structural_type(interpretation: Interpretation, variant: FamilyVariant) -> str:
    """The type as the file has it; a plain `CNV` becomes DEL or DUP by the number of copies that the proband has."""
    table = interpretation.table
    if variant.type != "CNV" or table is None:
        return variant.type
    calls = dict(zip(table.people, variant.calls, strict=True))
    proband = interpretation.case.family.proband
    copies = interpretation.quality.x_copies if interpretation.quality is not None else {}
    expected = expected_copies(variant, copies.get(proband, 2), table.assembly)
    found = direction(variant, calls[proband], expected) if proband in calls else None
    return {Direction.LOSS: "DEL", Direction.GAIN: "DUP", None: "CNV"}[found]


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
    `half_missing_reference`. Otherwise as the segregation filters see it: a diploid call (`1/1`) of a person with one X is
    hemizygous; mitochondrial genotypes go by the share of reads.
    """
    if call.missing:
        return "missing"
    if call.partial:
        return "half_missing_alternate" if call.copies else "half_missing_reference"
    region = region_of(assembly, key.chromosome, key.position)
    only_x = region is Region.X and (x_copies == 1 or (x_copies is None and call.ploidy == 1))
    seen = observation(call, region, only_x).zygosity
    if seen is Zygosity.REFERENCE and (only_x or region is Region.Y):
        return "hemizygous_reference"
    return seen.value


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


def segregation_name(event: Event) -> str:
    """The pattern in a few words; "" where none was examined."""
    if NOT_SEGREGATED in event.flags:
        return ""
    return _unless_unsure(event, UNSURE_NAMES) or SEGREGATION_NAMES[event.segregation]


def _unless_unsure(event: Event, words: Mapping[tuple[SegregationFilter, str], str]) -> str:
    return next((words[event.segregation, flag] for flag in event.flags if (event.segregation, flag) in words), "")


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


def segregation_words(event: Event, origin: str = "", partner: str = "", missing: str = "", untested: str = "") -> str:
    """Why the family fits, in a few short sentences. `origin`, `partner` and `missing` are words for people or "".

    `untested` is the sentence that says that nobody knows whether it was inherited, or "".
    """
    sentences = [_unless_unsure(event, UNSURE_SENTENCES) or SEGREGATION_SENTENCES[event.segregation]]
    sentences += [untested] if untested else []
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
