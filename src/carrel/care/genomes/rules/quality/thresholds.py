"""The thresholds of the quality and identity checks, each with its reason and where it comes from.

A row says which check it belongs to (`code`), the condition in words with its `limit`, and what follows when the condition
holds. Rows marked PROPOSED are this project's own choice; the reason says what they were weighed against.
"""

from __future__ import annotations

from dataclasses import dataclass

from carrel.care.genomes.values import CheckStatus


EDITION = "quality-2026.1"

KING = "Manichaikul et al. 2010, Bioinformatics 26:2867 (KING), doi:10.1093/bioinformatics/btq559"
PEDDY = "Pedersen and Quinlan 2017, Am J Hum Genet 100:406 (peddy), doi:10.1016/j.ajhg.2017.01.017"
GEL = "Genomics England, rare disease genome analysis guide: sample quality"
WANG = "Wang et al. 2015, Bioinformatics 31:318, doi:10.1093/bioinformatics/btu668"
GATK = "DePristo et al. 2011, Nature Genetics 43:491, doi:10.1038/ng.806"
VERIFY = "Jun et al. 2012, Am J Hum Genet 91:839 (verifyBamID), doi:10.1016/j.ajhg.2012.09.004"
PROPOSED = "PROPOSED"

WARNING, FAILED, NOT_ASSESSED = CheckStatus.WARNING, CheckStatus.FAILED, CheckStatus.NOT_ASSESSED


@dataclass(frozen=True, slots=True)
class Threshold:
    """One row. `condition` is words with `{limit}` in it; FAILED rows block the case."""

    id: str
    code: str
    condition: str
    limit: float
    outcome: CheckStatus
    reason: str
    source: str
    edition: str = EDITION

    @property
    def text(self) -> str:
        """The condition with its limit filled in."""
        return self.condition.format(limit=f"{self.limit:g}")

    @property
    def blocking(self) -> bool:
        return self.outcome is CheckStatus.FAILED


def _row(row_id: str, condition: str, limit: float, outcome: CheckStatus, reason: str, source: str) -> Threshold:
    return Threshold(row_id, row_id.partition(".")[0], condition, limit, outcome, reason, source)


# Has this person been sequenced at all?
NO_VARIANTS = _row(
    "no_genotypes.empty", "variants in the files <= {limit}", 0, FAILED,
    "A file without variants cannot tell that nothing was found.", PROPOSED)  # fmt: skip
NO_GENOTYPES = _row(
    "no_genotypes.share", "share of the family's records with a call, or of calls with an alternate < {limit}", 0.001,
    FAILED, "Everybody differs from the reference at a large share of the sites at which their relatives do.",
    PROPOSED)  # fmt: skip
NO_GENOTYPES_FEW = _row(
    "no_genotypes.few", "autosomal records of the family < {limit}", 100, NOT_ASSESSED,
    "In a handful of records one person may have no call by chance.", PROPOSED)  # fmt: skip

# Sex: evidence of the X chromosome, outside the pseudoautosomal regions.
SEX_X_FEW = _row(
    "sex_mismatch.x_few", "X records at which the person carries an alternate < {limit}", 20, NOT_ASSESSED,
    "With a heterozygosity of a third on two X chromosomes, fewer records cannot tell one X from two.",
    PROPOSED)  # fmt: skip
SEX_RATE_ONE = _row(
    "sex_mismatch.rate_one", "heterozygous share of X calls with an alternate, one X: {limit}", 0.05, NOT_ASSESSED,
    "A single X is heterozygous only by error, mostly where X and Y or repeats resemble each other.", PEDDY)  # fmt: skip
SEX_RATE_TWO = _row(
    "sex_mismatch.rate_two", "heterozygous share of X calls with an alternate, two X: {limit}", 0.4, NOT_ASSESSED,
    "Two X chromosomes of unrelated parents; autosomes have about 0.6, X less for its smaller population.",
    PEDDY)  # fmt: skip
SEX_ODDS = _row(
    "sex_mismatch.odds", "odds between one and two X, binomial, >= {limit}", 1000, FAILED,
    "A bare ratio misleads where X records are few; the binomial odds weigh their number.", PROPOSED)  # fmt: skip
SEX_DEPTH_FEW = _row(
    "sex_mismatch.depth_few", "X records with a depth < {limit}", 30, NOT_ASSESSED,
    "Depth differs from site to site; a mean over fewer sites may be far off.", PROPOSED)  # fmt: skip
SEX_DEPTH_ONE = _row(
    "sex_mismatch.depth_one", "X depth / autosomal depth <= {limit}", 0.65, FAILED,
    "One X has half the depth of an autosome; capture kits vary by a quarter.", PROPOSED)  # fmt: skip
SEX_DEPTH_TWO = _row(
    "sex_mismatch.depth_two", "X depth / autosomal depth >= {limit}", 0.75, FAILED,
    "Two X chromosomes have the depth of an autosome; capture kits vary by a quarter.", PROPOSED)  # fmt: skip
SEX_DEPTH_THREE = _row(
    "unusual_karyotype.depth_three", "X depth / autosomal depth >= {limit}", 1.35, WARNING,
    "Three X chromosomes have one and a half times the depth of an autosome.", PROPOSED)  # fmt: skip
Y_PRESENT = _row(
    "sex_mismatch.y_present", "Y calls with an alternate / autosomal ones >= {limit}, and at least 5", 3e-4, FAILED,
    "A Y chromosome gives about one call per thousand autosomal ones, in exomes and genomes alike.", PROPOSED)  # fmt: skip
Y_ABSENT = _row(
    "sex_mismatch.y_absent", "Y calls with an alternate / autosomal ones < {limit}, while a relative has a Y", 1e-4,
    FAILED, "Reads of X that are aligned to Y give some calls in women too; only few are taken for none.",
    PROPOSED)  # fmt: skip
Y_DEPTH = _row(
    "sex_mismatch.y_depth", "Y depth / autosomal depth >= {limit} for a Y", 0.15, FAILED,
    "A Y has half the depth of an autosome, less where reads cannot be placed; stray reads give far less.",
    PROPOSED)  # fmt: skip
Y_DEPTH_TWO = _row(
    "unusual_karyotype.y_depth_two", "Y depth / autosomal depth >= {limit}, over at least 100 records", 0.85, WARNING,
    "Two Y chromosomes have the depth of an autosome.", PROPOSED)  # fmt: skip

# Who is related to whom: KING-robust kinship and opposite homozygotes.
KINSHIP_FEW = _row(
    "relatedness_mismatch.few", "heterozygous sites of the pair's less heterozygous person < {limit}", 500, NOT_ASSESSED,
    "Neighbouring sites are inherited together; fewer do not sample the genome.", PROPOSED)  # fmt: skip
DUPLICATE = _row(
    "duplicate_sample.kinship", "kinship > {limit}", 0.354, FAILED,
    "Above the midpoint, on a log scale, between first degree (1/4) and identity (1/2).", KING)  # fmt: skip
PARENT_OPPOSITE_BLOCKS = _row(
    "parent_not_related.opposite", "opposite homozygotes / both heterozygous >= {limit} for parent and child", 0.035,
    FAILED, "A child has an allele of each parent, so only errors make opposite homozygotes (real trios: 0.002). "
    "Unrelated people have 0.5 at any allele frequency, full siblings 0.05 to 0.12. Ancestry does not matter.",
    KING)  # fmt: skip
PARENT_OPPOSITE_WARNS = _row(
    "parent_not_related.opposite_warns", "opposite homozygotes / both heterozygous >= {limit} for parent and child", 0.012,
    WARNING, "More errors than good genotypes have, fewer than any other relation gives.", PROPOSED)  # fmt: skip
PARENT_KINSHIP_WARNS = _row(
    "parent_not_related.kinship", "kinship < {limit} for parent and child", 0.177, WARNING,
    "Below first degree though without opposite homozygotes: parents of different ancestry, or poor genotypes.",
    KING)  # fmt: skip
PARENT_UNLISTED = _row(
    "parent_not_related.unlisted",
    "kinship < {limit} for parent and child, sites that the files of two whole genomes do not list read as reference",
    0.125, FAILED, "Opposite homozygotes are only estimated there, so the border is the mean of second degree.",
    PROPOSED)  # fmt: skip
SIBLING_NO_OPPOSITE = _row(
    "relatedness_mismatch.siblings_opposite", "opposite homozygotes / both heterozygous < {limit} for full siblings", 0.005,
    FAILED, "Full siblings share no allele at a quarter of the genome; only parent and child, or twins, have so few.",
    KING)  # fmt: skip
FIRST_LOW_BLOCKS = _row(
    "relatedness_mismatch.first_low", "kinship < {limit} for relatives of first degree", 0.15, FAILED,
    "Full siblings vary by 0.02 around 0.25; half siblings lie around 0.125.", KING)  # fmt: skip
FIRST_LOW_WARNS = _row(
    "relatedness_mismatch.first_low_warns", "kinship < {limit} for relatives of first degree", 0.177, WARNING,
    "The published border between first and second degree.", KING)  # fmt: skip
SECOND_LOW_BLOCKS = _row(
    "relatedness_mismatch.second_low", "kinship < {limit} for relatives of second degree", 0.0442, FAILED,
    "The published border between third degree and unrelated: two degrees too far.", KING)  # fmt: skip
SECOND_LOW_WARNS = _row(
    "relatedness_mismatch.second_low_warns", "kinship < {limit} for relatives of second degree", 0.0884, WARNING,
    "The published border between second and third degree.", KING)  # fmt: skip
DISTANT_HIGH_BLOCKS = _row(
    "relatedness_mismatch.distant_high", "kinship >= {limit} for relatives of second or third degree", 0.2, FAILED,
    "Well inside first degree: full siblings, or parent and child.", KING)  # fmt: skip
SECOND_HIGH_WARNS = _row(
    "relatedness_mismatch.second_high_warns", "kinship >= {limit} for relatives of second degree", 0.177, WARNING,
    "The published border between first and second degree.", KING)  # fmt: skip
THIRD_HIGH_WARNS = _row(
    "relatedness_mismatch.third_high_warns", "kinship >= {limit} for relatives of third degree", 0.125, WARNING,
    "The mean of second degree; cousins vary by 0.02 around 0.0625.", KING)  # fmt: skip
UNEXPECTED = _row(
    "unexpected_relatedness.kinship", "kinship >= {limit} for people stated to be unrelated or more distant", 0.0442,
    WARNING, "The published border between third degree and unrelated. Parents may be related without anyone having "
    "stated it, so this does not block.", KING)  # fmt: skip
LISTS_CARRIED_ONLY = _row(
    "relatedness_mismatch.lists_carried_only", "homozygous-reference calls / calls with an alternate < {limit}", 0.02,
    NOT_ASSESSED, "A file of one person lists only the sites at which that person differs from the reference. Where a "
    "relative's site is not listed, reference and not covered look the same.", PROPOSED)  # fmt: skip
WHOLE_GENOME = _row(
    "relatedness_mismatch.whole_genome", "SNVs with an alternate >= {limit} to read sites that are not listed as reference",
    1_000_000, FAILED, "A whole genome covers nearly every site, so a site not listed is the reference; capture kits of "
    "exomes differ.", PROPOSED)  # fmt: skip

# Mendelian consistency.
MENDEL_FEW = _row(
    "mendelian_errors.few", "records with calls of child and parents < {limit}", 500, NOT_ASSESSED,
    "Of fewer records a handful of errors would decide.", PROPOSED)  # fmt: skip
MENDEL_BLOCKS = _row(
    "mendelian_errors.trio", "Mendelian errors / records of a trio >= {limit}", 0.08, FAILED,
    "Good trios have 0.001 to 0.015 of the sites at which somebody in the family differs; a trio with a stranger as "
    "parent has 0.15 to 0.2.", PROPOSED)  # fmt: skip
MENDEL_WARNS = _row(
    "mendelian_errors.trio_warns", "Mendelian errors / records of a trio >= {limit}", 0.02, WARNING,
    "More errors than good trios have.", PROPOSED)  # fmt: skip
DUO_BLOCKS = _row(
    "mendelian_errors.duo", "opposite homozygotes / sites of parent and child >= {limit}", 0.03, FAILED,
    "Good duos have 0.001 of the sites, strangers 0.08, full siblings 0.02 to 0.03.", PROPOSED)  # fmt: skip
DUO_WARNS = _row(
    "mendelian_errors.duo_warns", "opposite homozygotes / sites of parent and child >= {limit}", 0.006, WARNING,
    "More errors than good duos have.", PROPOSED)  # fmt: skip

# How good are the genotypes?
CALLS_FEW = _row(
    "genotype_quality.few", "autosomal calls < {limit}", 2000, NOT_ASSESSED,
    "Ratios of fewer calls say little, and panels are not a sample of the genome.", PROPOSED)  # fmt: skip
CALL_RATE = _row(
    "low_call_rate.warns", "share of the family's records with a call < {limit}", 0.95, WARNING,
    "Missing calls hide variants and weaken segregation.", PROPOSED)  # fmt: skip
DEPTH = _row(
    "low_depth.warns", "mean depth at autosomal records < {limit}", 15, WARNING,
    "Below 15 reads heterozygous calls are missed; the same number is asked of 95 % of a genome.", GEL)  # fmt: skip
HET_HOM_LOW = _row(
    "het_hom_ratio.low", "heterozygous / homozygous alternate < {limit}", 1.0, WARNING,
    "Related parents, a loss of heterozygosity, or missed heterozygous calls.", WANG)  # fmt: skip
HET_HOM_HIGH = _row(
    "het_hom_ratio.high", "heterozygous / homozygous alternate > {limit}", 2.8, WARNING,
    "Highest in African ancestry, about 2; above, the sample may be a mixture.", WANG)  # fmt: skip
TITV_EXOME_LOW = _row(
    "ti_tv_ratio.exome_low", "transitions / transversions of an exome (< 200 000 SNVs) < {limit}", 2.0, WARNING,
    "Coding sequence has about 3, with its flanks 2.4 to 3; random errors have 0.5.", GATK)  # fmt: skip
TITV_EXOME_HIGH = _row(
    "ti_tv_ratio.exome_high", "transitions / transversions of an exome (< 200 000 SNVs) > {limit}", 3.8, WARNING,
    "Too many transitions: damage of DNA, such as deamination.", GATK)  # fmt: skip
TITV_GENOME_LOW = _row(
    "ti_tv_ratio.genome_low", "transitions / transversions of a genome (>= 200 000 SNVs) < {limit}", 1.85, WARNING,
    "Whole genomes have 2.0 to 2.1; random errors have 0.5.", GATK)  # fmt: skip
TITV_GENOME_HIGH = _row(
    "ti_tv_ratio.genome_high", "transitions / transversions of a genome (>= 200 000 SNVs) > {limit}", 2.4, WARNING,
    "Too many transitions: damage of DNA, such as deamination.", GATK)  # fmt: skip
READS_FEW = _row(
    "contamination.few", "reads at homozygous SNVs < {limit}", 5000, NOT_ASSESSED,
    "Fewer reads cannot show a share of some percent.", PROPOSED)  # fmt: skip
FOREIGN_SHARE = _row(
    "contamination.foreign_share", "chance that a foreign read shows the other allele at a homozygous site: {limit}", 0.25,
    NOT_ASSESSED, "About the mean frequency of the other allele at sites at which families differ; turns the share of "
    "unfitting reads into a share of foreign DNA.", PROPOSED)  # fmt: skip
CONTAMINATION_WARNS = _row(
    "contamination.warns", "estimated foreign DNA > {limit}", 0.03, WARNING,
    "At most 3 % contamination is accepted of a germline sample. The estimate from calls is rough, so it does not "
    "block.", GEL)  # fmt: skip
CONTAMINATION_BLOCKS = _row(
    "contamination.blocks", "estimated foreign DNA > {limit}", 0.2, FAILED,
    "A fifth of foreign reads at sites called homozygous is not one person's genome.", VERIFY)  # fmt: skip
BALANCE_WARNS = _row(
    "contamination.balance_warns", "heterozygous SNVs with an alternate share below 0.2 or above 0.8 > {limit}", 0.1,
    WARNING, "Good heterozygous calls gather around one half; a second person's DNA adds calls at the edges.",
    VERIFY)  # fmt: skip
BALANCE_BLOCKS = _row(
    "contamination.balance_blocks", "heterozygous SNVs with an alternate share below 0.2 or above 0.8 > {limit}", 0.4,
    FAILED, "Nearly half of the heterozygous calls do not look like one person's.", VERIFY)  # fmt: skip

# The family's files as a whole.
COVERAGE = _row(
    "genome_coverage.not_seen", "at least {limit} % of the genome covered 15 times, 85 billion bases of Q30", 95,
    NOT_ASSESSED, "A VCF lists variants and not the coverage between them; the laboratory's report has these numbers.",
    GEL)  # fmt: skip
NO_FILTERS = _row(
    "no_filters.warns", "records with a FILTER other than `.` <= {limit}", 0, WARNING,
    "Rule Q1: without the caller's filter every record is read as passing, errors included.", PROPOSED)  # fmt: skip

TABLE: tuple[Threshold, ...] = (
    NO_VARIANTS, NO_GENOTYPES, NO_GENOTYPES_FEW,
    SEX_X_FEW, SEX_RATE_ONE, SEX_RATE_TWO, SEX_ODDS, SEX_DEPTH_FEW, SEX_DEPTH_ONE, SEX_DEPTH_TWO, SEX_DEPTH_THREE,
    Y_PRESENT, Y_ABSENT, Y_DEPTH, Y_DEPTH_TWO,
    KINSHIP_FEW, DUPLICATE, PARENT_OPPOSITE_BLOCKS, PARENT_OPPOSITE_WARNS, PARENT_KINSHIP_WARNS, PARENT_UNLISTED, SIBLING_NO_OPPOSITE,
    FIRST_LOW_BLOCKS, FIRST_LOW_WARNS, SECOND_LOW_BLOCKS, SECOND_LOW_WARNS, DISTANT_HIGH_BLOCKS, SECOND_HIGH_WARNS,
    THIRD_HIGH_WARNS, UNEXPECTED, LISTS_CARRIED_ONLY, WHOLE_GENOME,
    MENDEL_FEW, MENDEL_BLOCKS, MENDEL_WARNS, DUO_BLOCKS, DUO_WARNS,
    CALLS_FEW, CALL_RATE, DEPTH, HET_HOM_LOW, HET_HOM_HIGH, TITV_EXOME_LOW, TITV_EXOME_HIGH, TITV_GENOME_LOW,
    TITV_GENOME_HIGH, READS_FEW, FOREIGN_SHARE, CONTAMINATION_WARNS, CONTAMINATION_BLOCKS, BALANCE_WARNS, BALANCE_BLOCKS,
    COVERAGE, NO_FILTERS,
)  # fmt: skip
