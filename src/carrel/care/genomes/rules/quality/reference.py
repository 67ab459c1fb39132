"""The reference page of the quality checks, written from the threshold rows."""

from __future__ import annotations

from carrel.care.genomes.rules.quality.thresholds import EDITION, TABLE, Threshold
from carrel.care.genomes.values import CheckStatus


CHECKS = {
    "no_genotypes": "Is there a genome at all for everybody who is stated to be sequenced?",
    "sex_mismatch": "Do the X and Y chromosomes fit the stated sex? Binomial odds of the heterozygous share of X, X depth, "
    "and Y calls; where the first two conflict, Y decides, and without Y the stated sex is taken, with a warning. The "
    "number of X that is found, not the stated sex, goes to segregation.",
    "unusual_karyotype": "X0, XXY, XXX, XXXY and XYY are explained to the reader and do not block by themselves.",
    "relatedness_mismatch": "Does KING-robust kinship, the number that plink2 computes, fit the stated pedigree? The "
    "expected kinship is computed for a pedigree of any shape. Where a parent is not stated, siblings may share that "
    "parent or not.",
    "duplicate_sample": "Are two people the same genome? Full siblings of one sex may be identical twins, which is a "
    "warning; data that are equal to the last read always block.",
    "parent_not_related": "Is a stated parent a parent? Decided by opposite homozygotes, which ancestry does not distort.",
    "unexpected_relatedness": "Are people related who are not stated to be, such as the parents?",
    "mendelian_errors": "Do the genotypes of a child follow from those of the parents?",
    "genotype_quality": "From how many calls on are the ratios below judged?",
    "low_call_rate": "How many of the family's records were called?",
    "low_depth": "How many reads lie behind the calls?",
    "het_hom_ratio": "Is the ratio of heterozygous to homozygous alternate calls plausible?",
    "ti_tv_ratio": "Is the ratio of transitions to transversions plausible?",
    "contamination": "Is there another person's DNA in the sample? A rough estimate from the calls and their reads.",
    "genome_coverage": "Was the genome covered? This cannot be seen from a VCF.",
    "no_filters": "Did the caller write filters?",
}
OUTCOMES = {
    CheckStatus.FAILED: "blocks, or decides what blocks",
    CheckStatus.WARNING: "warns",
    CheckStatus.NOT_ASSESSED: "not assessed, or a constant of the check",
}


def quality_reference() -> str:
    """The page in Markdown. Equal rows give an equal page."""
    head = (
        "# Quality and identity checks\n\n"
        "Written from the rows in `carrel.care.genomes.rules.quality.thresholds`; do not edit by hand.\n"
        f"Edition {EDITION}. Counts cover passing biallelic records; the sites are those at which somebody of the family\n"
        "carries an alternate. A check over too few records is *not assessed*, which is never a pass.\n"
    )
    return head + "".join(_section(code, words) for code, words in CHECKS.items())


def _section(code: str, words: str) -> str:
    table = "| condition | then | reason | source |\n|---|---|---|---|\n"
    return f"\n## `{code}`\n\n{words}\n\n{table}" + "".join(_line(row) for row in TABLE if row.code == code)


def _line(row: Threshold) -> str:
    return f"| {row.text} | {OUTCOMES[row.outcome]} | {row.reason} | {row.source} |\n"
