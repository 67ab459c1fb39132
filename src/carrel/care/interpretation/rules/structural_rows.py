"""The rules of tiering copy-number variants, repeats and pairs of different types, as rows."""

from __future__ import annotations

from dataclasses import dataclass


GEL = "Genomics England, rare-disease genome analysis guide"
OURS = "Carrel"


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of structural tiering: what must hold, its threshold, why, and who says so."""

    id: str
    condition: str
    threshold: float | None
    reason: str
    source: str
    edition: str = "2026-1"


COPY_NUMBER_ROWS: tuple[Rule, ...] = (
    Rule("cnv_filter", "The caller's FILTER is PASS, or `.` (then flagged)", None, "Callers mark what they doubt", GEL),
    Rule("cnv_size", "Longer than this many bases", 10_000, "Callers are precise above it", GEL),
    Rule("cnv_small_size", "Otherwise at least this many bases, if callers agree", 2_000, "One caller alone is unsure", GEL),
    Rule("cnv_callers", "Callers that must agree on a variant of 2 to 10 kb", 2, "One caller alone is unsure", GEL),
    Rule("cnv_reciprocal_overlap", "Two calls agree if at least this share of each lies in the other", 0.5,
         "Breakpoints of different callers differ", GEL),
    Rule("cnv_frequency_loss", "A loss is common if both CNV_AF and CNV_AUC exceed this", 0.005, "Rare disease", GEL),
    Rule("cnv_frequency_gain", "A gain is common if both CNV_AF and CNV_AUC exceed this", 0.01, "Rare disease", GEL),
    Rule("cnv_a_region", "Tier A: green region of the same type, overlapped as the panel requires; not common", None,
         "The panel says that such a change causes the disease", GEL),
    Rule("cnv_a_gene", "Tier A: overlaps a green gene, not within introns alone; not common", None,
         "The panel says that the gene causes the disease", GEL),
    Rule("cnv_b_region", "Tier B: green region, one condition missed: type, overlap, or common up to cnv_common", None,
         "Genomics England names tier B without a full definition", OURS),
    Rule("cnv_b_gene", "Tier B: green gene, one condition missed: within introns alone, or common up to cnv_common", None,
         "Genomics England names tier B without a full definition", OURS),
    Rule("cnv_common", "No tier if both CNV_AF and CNV_AUC exceed this", 0.05, "Far too common for a rare disease", OURS),
    Rule("cnv_two_conditions", "No tier if two or more conditions are missed", None, "Tier B misses exactly one", OURS),
    Rule("cnv_no_green_overlap", "No tier without a green gene or region of the applied panels", None, "Nothing links it to the disease", GEL),
    Rule("cnv_copies", "No tier if the caller's copy number is the expected one", None, "Nothing is lost or gained", OURS),
    Rule("sv_type_without_rule", "No tier for inversions, insertions and break-ends; those in green genes are listed", None,
         "Genomics England tiers losses and gains only", OURS),
)  # fmt: skip

REPEAT_ROWS: tuple[Rule, ...] = (
    Rule("repeat_affected", "Only affected members count; the proband must be affected and called", None, "Penetrance depends on age: an unaffected carrier says little", GEL),
    Rule("repeat_filter", "The call passed the caller's filters", None, "Callers mark what they doubt", OURS),
    Rule("repeat_upper", "The upper confidence bound of each allele counts, not the point estimate", None,
         "Short reads underestimate long expansions", GEL),
    Rule("repeat_tier_1", "Tier 1: at least the panel's pathogenic_repeats", None, "Causes the disease", GEL),
    Rule("repeat_tier_2", "Tier 2: at least the panel's normal_repeats, below pathogenic_repeats", None, "Intermediate length", GEL),
    Rule("repeat_normal", "No tier below the panel's normal_repeats", None, "A normal length", GEL),
    Rule("repeat_biallelic", "Loci of biallelic genes: the shorter of the two alleles decides", None,
         "Both copies must be expanded; recessive model with incomplete penetrance", GEL),
    Rule("repeat_full_mutation", "FMR1 never exceeds tier 2, with a warning", None,
         "Short reads cannot tell a full mutation (more than 200) from a premutation", GEL),
    Rule("repeat_name_distance", "A locus with the gene's name counts as the panel's within this many bases of its place", 1_000,
         "Catalogues place the ends of a repeat differently", OURS),
    Rule("repeat_thresholds", "Both thresholds must be on the panel", None, "Without them no length can be judged", OURS),
    Rule("segregation", "Biallelic loci: every affected member has two expanded alleles, every called parent one", None,
         "SimpleRecessive, incomplete penetrance", GEL),
    Rule("carrier_only", "One expanded allele of a biallelic locus has no tier of its own", None, "Kept for a second hit", OURS),
)  # fmt: skip

CROSS_TYPE_ROWS: tuple[Rule, ...] = (
    Rule("cross_green", "The gene is green and biallelic on the applied panel", None, "Two altered copies cause the disease", GEL),
    Rule("cross_small_and_loss", "A heterozygous small variant and a tier A loss that reaches into the same gene", None, "Two hits", GEL),
    Rule("cross_apparent_homozygote", "A homozygous small variant within a heterozygous tier A loss", None,
         "Only one copy is left to be read", GEL),
    Rule("cross_small_and_repeat", "A heterozygous small variant and one expanded allele of a green biallelic repeat", None, "Two hits", GEL),
    Rule("cross_repeat_and_loss", "One expanded allele of a green biallelic repeat and a tier A loss in the same gene", None, "Two hits", GEL),
    Rule("cross_parents", "Parents' genotypes, where there are any, must tell the two hits apart", None,
         "Genomics England ignores the phase of these types; parents' genotypes are better than nothing", OURS),
    Rule("cross_heterozygous_in_loss", "A heterozygous call within a heterozygous loss is flagged", None,
         "Two different copies cannot be read where one is lost: one of the calls is wrong", OURS),
)  # fmt: skip

RULES = (*COPY_NUMBER_ROWS, *REPEAT_ROWS, *CROSS_TYPE_ROWS)
ROWS = {rule.id: rule for rule in RULES}


def threshold(rule: str) -> float:
    """The number of a rule row. Raises KeyError for an unknown row and for one without a number."""
    number = ROWS[rule].threshold
    if number is None:
        raise KeyError(rule)
    return number
