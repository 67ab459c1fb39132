"""What tiering must know of one variant before it looks at the family, restated plainly: genotype classes, frequency,
consequence, known pathogenicity and the reads behind a de novo change.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Sequence

from carrel.care.genomes.values import Call, Consequence, Frequency, Significance
from carrel.care.interpretation.values import Observation
from carrel.foundation.vocabulary.genome import Region
from carrel.foundation.vocabulary.inheritance import SegregationFilter, Zygosity


# Genotype classes (docs/reference/segregation.md, "Words") --------------------------------------------------------------


def observation(call: Call, region: Region, nx: int, has_y: bool) -> Observation:
    """One person's call as the filters see it. A heterozygous call keeps its phase."""
    seen = zygosity(call, region, nx, has_y)
    homoplasmic = region is Region.MITOCHONDRIAL and seen is Zygosity.HOMOZYGOUS
    if seen is Zygosity.HETEROZYGOUS:
        return Observation(seen, call.phase_set, call.haplotype)
    return Observation(seen, homoplasmic=homoplasmic)


def zygosity(call: Call, region: Region, nx: int, has_y: bool) -> Zygosity:
    if call.ploidy == 0 or (region is Region.Y and not has_y):
        return Zygosity.MISSING
    if region is Region.MITOCHONDRIAL and call.alternate_share is not None:
        if call.alternate_share >= 0.95:
            return Zygosity.HOMOZYGOUS
        return Zygosity.HETEROZYGOUS if call.alternate_share >= 0.10 else Zygosity.REFERENCE
    if call.copies == 0:
        return Zygosity.REFERENCE
    if call.copies < call.ploidy:
        return Zygosity.HETEROZYGOUS
    alone = region is Region.Y or (region is Region.X and nx == 1)
    return Zygosity.HEMIZYGOUS if alone else Zygosity.HOMOZYGOUS


# Population frequency (rules, 5.2) --------------------------------------------------------------------------------------

DOMINANT, RECESSIVE, MITOCHONDRIAL = "dominant", "recessive", "mitochondrial"
F = SegregationFilter
MODE = {
    F.INHERITED_AUTOSOMAL_DOMINANT: DOMINANT,
    F.INHERITED_AUTOSOMAL_DOMINANT_PATERNALLY_IMPRINTED: DOMINANT,
    F.INHERITED_AUTOSOMAL_DOMINANT_MATERNALLY_IMPRINTED: DOMINANT,
    F.DE_NOVO: DOMINANT,
    F.X_LINKED_MONOALLELIC: DOMINANT,
    F.SIMPLE_RECESSIVE: RECESSIVE,
    F.COMPOUND_HETEROZYGOUS: RECESSIVE,
    F.UNIPARENTAL_ISODISOMY: RECESSIVE,
    F.X_LINKED_SIMPLE_RECESSIVE: RECESSIVE,
    F.X_LINKED_COMPOUND_HETEROZYGOUS: RECESSIVE,
    F.MITOCHONDRIAL_GENOME: MITOCHONDRIAL,
}

NEMBUS = {
    **{f"gnomad_exomes:{name}": (0.001, 0.01) for name in ("AMR", "ASJ", "EAS", "FIN", "NFE", "SAS")},
    **{f"gnomad_genomes:{name}": (0.001, 0.01) for name in ("AFR", "AMR", "FIN", "NFE")},
    "gnomad_genomes:ASJ": (0.003, 0.01),
    "gnomad_genomes:EAS": (0.002, 0.01),
    "gnomad_genomes:SAS": (0.002, 0.01),
    "gnomad_genomes:AMI": (0.1, 0.1),
    "gnomad_genomes:MID": (0.1, 0.1),
    "internal:ALL": (0.001, 0.01),
}


def is_internal(record: Frequency) -> bool:
    return record.population.startswith("internal")


def frequency_passes(frequencies: Sequence[Frequency], mode: str, profile: str) -> bool:
    """Does no population exceed its cut? Mitochondrial variants have the dominant cut."""
    return not any(too_common(record, mode, profile) for record in frequencies)


def too_common(record: Frequency, mode: str, profile: str) -> bool:
    if profile == "gel-nembus":
        if record.population not in NEMBUS:
            return False
        dominant, recessive = NEMBUS[record.population]
        return record.frequency > (recessive if mode == RECESSIVE else dominant)
    cut = 0.01 if mode == RECESSIVE else 0.001
    if record.allele_number is None:
        return record.frequency > cut
    return lower_bound_exceeds(cut, round(record.frequency * record.allele_number), record.allele_number)


def lower_bound_exceeds(cut: float, count: int, number: int) -> bool:
    """Does the one-sided 95 % lower confidence bound of a frequency, `count` alternate alleles of `number`, exceed the cut?

    It does where so many alleles or more would be seen with a chance below 5 % if the frequency were just the cut.
    """
    return count > 0 and chance_of_at_least(count, cut * number) < 0.05


@functools.cache
def chance_of_at_least(count: int, mean: float) -> float:
    """P(X >= count) of a Poisson variable: 1 less the terms below `count`, summed one by one."""
    return 1 - math.fsum(math.exp(k * math.log(mean) - mean - math.lgamma(k + 1)) for k in range(count))


def internal_below_five_percent(frequencies: Sequence[Frequency]) -> bool:
    return all(record.frequency < 0.05 for record in frequencies if is_internal(record))


# Consequence (5.3) ------------------------------------------------------------------------------------------------------

HIGH_TERMS = (
    "transcript_ablation", "splice_acceptor_variant", "splice_donor_variant", "stop_gained", "frameshift_variant",
    "stop_lost", "initiator_codon_variant", "start_lost",
)  # fmt: skip
MODERATE_TERMS = (
    "transcript_amplification", "inframe_insertion", "inframe_deletion", "missense_variant", "splice_region_variant",
    "incomplete_terminal_codon_variant",
)  # fmt: skip
PROTEIN_TERMS = ("protein_altering_variant", "inframe_variant")
EXTENDED_TERMS = (
    "splice_donor_5th_base_variant", "splice_donor_region_variant",
    "splice_polypyrimidine_tract_variant",
)  # fmt: skip
NON_CODING_TERMS = ("non_coding_transcript_exon_variant", "mature_miRNA_variant")
CODING = (
    "protein_coding", "IG_C_gene", "IG_D_gene", "IG_J_gene", "IG_V_gene", "TR_C_gene", "TR_D_gene", "TR_J_gene",
    "TR_V_gene", "nonsense_mediated_decay", "non_stop_decay",
)  # fmt: skip


def consequence_classes(consequences: Sequence[Consequence], extended: bool) -> set[str]:
    """HIGH, MODERATE and NC: what the transcripts of one gene say together. `extended` counts splice predictions."""
    return {found for one in consequences if (found := consequence_class(one, extended))}


def consequence_class(consequence: Consequence, extended: bool) -> str:
    terms = consequence.terms
    if consequence.biotype not in CODING:
        return "NC" if any(term in NON_CODING_TERMS for term in terms) else ""
    if any(term in HIGH_TERMS for term in terms):
        return "HIGH"
    if any(term in MODERATE_TERMS for term in terms):
        return "MODERATE"
    if extended and any(term in PROTEIN_TERMS for term in terms):
        return "MODERATE"
    if not extended or consequence.splice_ai is None:
        return ""
    if consequence.splice_ai >= 0.8:
        return "MODERATE"
    if consequence.splice_ai >= 0.5 and any(term in EXTENDED_TERMS for term in terms):
        return "MODERATE"
    return ""


# Known pathogenic (5.4) -------------------------------------------------------------------------------------------------

PATHOGENIC = ("pathogenic", "likely_pathogenic", "pathogenic/likely_pathogenic")
# ClinVar does not always say what the submissions in conflict are; without that, Conflicting counts, as Genomics England has it.
COUNTED_IN_CLINVAR = (*PATHOGENIC, "conflicting_classifications_of_pathogenicity")
REVIEWED = (
    "practice_guideline", "reviewed_by_expert_panel", "criteria_provided_multiple_submitters_no_conflicts",
    "criteria_provided_conflicting_classifications", "criteria_provided_conflicting_interpretations",
    "criteria_provided_single_submitter", "no_assertion_criteria_provided", "",
)  # fmt: skip


def is_known_pathogenic(significances: Sequence[Significance]) -> bool:
    for one in significances:
        if one.source == "internal" and one.significance in PATHOGENIC:
            return True
        if one.source == "clinvar" and one.significance in COUNTED_IN_CLINVAR and one.review_status in REVIEWED:
            return True
    return False


# De novo quality (5.5, D1 to D4) ----------------------------------------------------------------------------------------


def de_novo_supported(child: Call, parents: Sequence[Call], region: Region, nx: int) -> bool:
    """Do the reads support a de novo change? What was not given cannot fail. On Y only the father is asked."""
    one_copy = region is Region.Y or (region is Region.X and nx == 1)
    return d1(child, parents) and d2(parents) and d3(child, one_copy) and d4(child)


def at_least(value: float | None, least: float) -> bool:
    return value is None or value >= least


def d1(child: Call, parents: Sequence[Call]) -> bool:
    """GQ >= 20 (the child 25) and DP >= 10 in all."""
    good_child = at_least(child.quality, 25) and at_least(child.depth, 10)
    return good_child and all(at_least(parent.quality, 20) and at_least(parent.depth, 10) for parent in parents)


def d2(parents: Sequence[Call]) -> bool:
    """No alternate reads in a parent, or one among so many that it is less than 2 %."""
    for parent in parents:
        if parent.alternate_reads is None or parent.alternate_reads == 0:
            continue
        share, depth = parent.alternate_share, parent.depth
        if parent.alternate_reads > 1 or depth is None or depth < 30 or share is None or share >= 0.02:
            return False
    return True


def d3(child: Call, one_copy: bool) -> bool:
    """Allele balance 0.2 to 0.8 and at least five alternate reads. Where the child has one copy: no upper end."""
    if child.alternate_reads is not None and child.alternate_reads < 5:
        return False
    if child.alternate_share is None:
        return True
    return child.alternate_share >= 0.2 and (child.alternate_share <= 0.8 or one_copy)


def d4(child: Call) -> bool:
    """The caller's own verdict, where it gave one."""
    return child.de_novo_flag in ("", "DeNovo", "PASS")
