"""Which fields of a VCF say how common a variant is, what ClinVar says of it and whether it disturbs splicing."""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FrequencyField:
    """A family of field names and the population that each stands for; `\\1` in `population` is the matched group."""

    id: str
    pattern: str  # of the whole field name, without regard to case
    population: str
    source: str


# The first row that matches a name gives its population. `INFO/AF` of the callset itself is no population frequency and
# is no row of INFO_FREQUENCIES; in VEP's CSQ the bare `AF` is the 1000 Genomes Project's.
VEP = "Ensembl VEP, output fields"
SCOUT = "Clinical Genomics Stockholm, annotated VCFs of Scout"
ANY_POPULATION = "afr|ami|amr|asj|eas|fin|mid|nfe|oth|sas|remaining"
CSQ_FREQUENCIES = (
    FrequencyField("gnomade", r"gnomADe_AF", "gnomad_exomes:ALL", VEP),
    FrequencyField("gnomade_pop", rf"gnomADe_({ANY_POPULATION})(?:_AF)?", r"gnomad_exomes:\1", VEP),
    FrequencyField("gnomade_pop_after", rf"gnomADe_AF_({ANY_POPULATION})", r"gnomad_exomes:\1", VEP),
    FrequencyField("gnomadg", r"gnomADg_AF", "gnomad_genomes:ALL", VEP),
    FrequencyField("gnomadg_pop", rf"gnomADg_({ANY_POPULATION})(?:_AF)?", r"gnomad_genomes:\1", VEP),
    FrequencyField("gnomadg_pop_after", rf"gnomADg_AF_({ANY_POPULATION})", r"gnomad_genomes:\1", VEP),
    FrequencyField("gnomad", r"gnomAD_AF", "gnomad_exomes:ALL", "Ensembl VEP before 107: exomes"),
    FrequencyField("gnomad_pop", rf"gnomAD_({ANY_POPULATION})(?:_AF)?", r"gnomad_exomes:\1", "Ensembl VEP before 107"),
    FrequencyField("thousand", r"AF", "thousand_genomes:ALL", VEP),
    FrequencyField("thousand_pop", r"(afr|amr|eas|eur|sas)_(?:AF|MAF)", r"thousand_genomes:\1", VEP),
    FrequencyField("esp_pop", r"(aa|ea)_(?:AF|MAF)", r"esp:\1", VEP),
    FrequencyField("exac", r"ExAC_(?:Adj_)?(?:AF|MAF)", "exac:ALL", "Ensembl VEP before 90"),
    FrequencyField("exac_pop", rf"ExAC_({ANY_POPULATION})_(?:AF|MAF)", r"exac:\1", "Ensembl VEP before 90"),
)
INFO_FREQUENCIES = (
    FrequencyField("gnomad_max", r"gnomAD_?AF_?(?:popmax|grpmax)", "gnomad:MAX", SCOUT),
    FrequencyField("gnomad_info", r"gnomAD_?AF", "gnomad:ALL", SCOUT),
    FrequencyField("gnomad_info_e", r"gnomAD_?(?:e|exomes?)_?AF", "gnomad_exomes:ALL", "vcfanno configurations"),
    FrequencyField("gnomad_info_g", r"gnomAD_?(?:g|genomes?)_?AF", "gnomad_genomes:ALL", "vcfanno configurations"),
    FrequencyField("gnomad_info_e_pop", rf"gnomAD_?(?:e|exomes?)_AF_({ANY_POPULATION})", r"gnomad_exomes:\1", "vcfanno configurations"),
    FrequencyField("gnomad_info_g_pop", rf"gnomAD_?(?:g|genomes?)_AF_({ANY_POPULATION})", r"gnomad_genomes:\1", "vcfanno configurations"),
    FrequencyField("exac_info", r"ExAC_?AF", "exac:ALL", SCOUT),
    FrequencyField("exac_max", r"ExAC_?MAX_?AF", "exac:MAX", SCOUT),
    FrequencyField("thousand_info", r"1000G_?AF", "thousand_genomes:ALL", SCOUT),
    FrequencyField("thousand_max", r"1000G_?MAX_?AF", "thousand_genomes:MAX", SCOUT),
    FrequencyField("swegen", r"SWEGEN_?AF", "swegen:ALL", SCOUT),
)  # fmt: skip
LAST_RESORT = FrequencyField("max_af", r"MAX_AF", "vep:MAX", "Ensembl VEP --max_af: only where no other field is there")

# Populations too small, or too mixed, for a frequency to prove that a variant is common: they never stop a variant here.
# AMI 456 and MID 158 genomes (gnomAD 3.1.2); OTH and remaining are what is left over and differ between editions.
UNINFORMATIVE_POPULATIONS = frozenset(("AMI", "MID", "OTH", "REMAINING"))

CLINVAR_SIGNIFICANCE = r"CLIN_?SIG|CLNSIG|ClinVar_(?:CLNSIG|CLIN_SIG|SIGNIFICANCE)"
CLINVAR_REVIEW = r"CLNREVSTAT|ClinVar_(?:CLNREVSTAT|REVIEW_STATUS)"
CLINVAR_ACCESSION = r"CLNACC|CLNVID|ClinVar|ClinVar_(?:CLNACC|CLNVID|ID|VCV)"
SPLICE_SCORES = r"SpliceAI_(?:pred_)?DS_(?:AG|AL|DG|DL|max)"
SPLICE_INFO = "SpliceAI"  # ALLELE|SYMBOL|DS_AG|DS_AL|DS_DG|DS_DL|DP_...

# ClinVar's numbers before 2017 (header of dbSNP's clinvar.vcf).
OLD_SIGNIFICANCES = {
    "0": "uncertain_significance", "1": "not_provided", "2": "benign", "3": "likely_benign", "4": "likely_pathogenic",
    "5": "pathogenic", "6": "drug_response", "7": "histocompatibility", "255": "other",
}  # fmt: skip
# ClinVar's short words of the same time.
OLD_REVIEWS = {
    "no_assertion": "no_assertion_provided", "no_criteria": "no_assertion_criteria_provided",
    "single": "criteria_provided_single_submitter", "mult": "criteria_provided_multiple_submitters_no_conflicts",
    "conf": "criteria_provided_conflicting_interpretations", "exp": "reviewed_by_expert_panel",
    "guideline": "practice_guideline",
}  # fmt: skip


def matches(pattern: str, name: str) -> bool:
    """Whether a whole field name matches, without regard to case."""
    return re.fullmatch(pattern, name, re.IGNORECASE) is not None


def population_of(name: str, rows: tuple[FrequencyField, ...]) -> str:
    """The population that a field name stands for, e.g. `gnomad_exomes:AFR`; "" where it is no frequency."""
    for row in rows:
        found = re.fullmatch(row.pattern, name, re.IGNORECASE)
        if found:
            return row.population.replace(r"\1", found.group(1).upper()) if found.groups() else row.population
    return ""


def can_stop(population: str) -> bool:
    """Whether a high frequency in this population alone shows that a variant is too common."""
    return population.partition(":")[2] not in UNINFORMATIVE_POPULATIONS
