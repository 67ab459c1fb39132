"""The tiering rules as a page for people, written from the very rows that run."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from carrel.care.interpretation.rules import (
    consequence,
    de_novo,
    frequency,
    inheritance_match,
    known,
    populations,
    reasons,
    tiers,
)
from carrel.care.interpretation.rules.editions import RULES_EDITION


HEAD = """# Tiering rules

Written from the rule tables in `src/carrel/care/interpretation/rules`; do not edit by hand. A test fails when it is not
current and says how to write it anew. What the eleven segregation filters mean is in [segregation.md](segregation.md).
"""
FREQUENCY = f"""A variant fails if any population exceeds its cut; no record counts as 0. The cut is chosen by the segregation filter.
Where the annotation gives a frequency without the number of alleles, {frequency.ALLELES_PER_PERSON} alleles for each person of the population are
assumed ({populations.UNKNOWN_PEOPLE} people for a population that is not listed); on X, Y and the mitochondrial genome these are too many, so the
bound is slightly stricter there."""
KNOWN_TEXT = f"""A known pathogenic variant is let past frequency, consequence and biotype, never past segregation. It counts in the genes that
it hits; where it hits none, in those that it lies near.

- Significance contains pathogenic or likely pathogenic; or it says conflicting and at least one of the values behind it is pathogenic
  or likely pathogenic. Where these values are not given, the variant counts, with the flag `{known.SUBMISSIONS_UNKNOWN}`.
- A record of another variant with the same protein change counts too, with the flag `{known.SAME_PROTEIN_CHANGE}`.
- Pathogenic and benign side by side counts, with the flag `{known.CONFLICTING_FLAG}`.
- The programme's own frequency must be below {known.HIGHEST_INTERNAL_FREQUENCY}.
- Review status is one of those below, or is not given (flag `{known.REVIEW_UNKNOWN}`). Source: {known.REVIEW_SOURCE}."""
CONSEQUENCE_TEXT = """Per transcript. Of a variant's consequences in a gene, the one that gives the best tier stands in the event; of equal ones the most
severe, then that of the MANE Select transcript, then the canonical one. An unknown biotype counts as coding. Rows marked
"extended" run only with profiles that have the extended MODERATE class."""
DE_NOVO_TEXT = """All rows must hold for the filter deNovo, and for the new one of two variants in a pair. A row for which the file has no field
does not fail; the event says which rows were not assessed, and has the flag `de_novo_quality_not_assessed` where the file gives
neither genotype quality nor depth nor read counts."""
TIERS_TEXT = """The first row that fits decides, for each gene, panel row, segregation filter and penetrance; the variant's tier is the best of
its events. "Rare" means: below the cut of the filter in every population, or known pathogenic. A heterozygous variant in a gene
that is green for biallelic modes only, without a second hit, reaches no tier and is kept as a carrier's. `T3-MISMATCH` is asked
only where no green row of the gene matches with any penetrance."""
STOPS_TEXT = "For each variant without an event, the first of these rules that stopped it, in the gene in which it came furthest."


def markdown() -> str:
    """The whole page."""
    return "\n".join([HEAD, *_sections()])


def _sections() -> Iterable[str]:
    yield f"Edition: **{RULES_EDITION.id}** ({RULES_EDITION.date}). {RULES_EDITION.note}\n"
    yield _section("Population frequency", FREQUENCY, _profiles(), _cuts(), _nembus())
    yield _section("Consequence", CONSEQUENCE_TEXT, _consequences())
    yield _section("Known pathogenic", KNOWN_TEXT, _reviews())
    yield _section("De novo quality", DE_NOVO_TEXT, _de_novo())
    yield _section("Mode of inheritance", "Filters that count as a match. A panel that names no mode accepts every filter, "
                   f"with the flag `{inheritance_match.MOI_UNSPECIFIED}`. Except: "
                   f"{_names(inheritance_match.ONLY_WHERE_NAMED)} count only where the panel row names them, also for tier 3; "
                   "any variant from an unaffected parent passes one of the two.", _modes())  # fmt: skip
    yield _section("Tiers", TIERS_TEXT, _tiers())
    yield _section(
        "Why not?", STOPS_TEXT, _table(("rule", "meaning"), ((row.id, row.meaning) for row in reasons.STOPS))
    )


def _section(title: str, *parts: str) -> str:
    return "\n\n".join((f"## {title}", *parts)) + "\n"


def _table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    lines = [f"| {' | '.join(head)} |", "|" + "---|" * len(head)]
    return "\n".join(lines + [f"| {' | '.join(str(cell) for cell in row)} |" for row in rows])


def _names(words: Iterable[str]) -> str:
    return ", ".join(sorted(words))


def _profiles() -> str:
    return _table(
        ("profile", "excludes where", "cuts (dominant, recessive, mitochondrial)", "extended MODERATE", "reason", "source"),
        (
            (
                f"`{row.id}`" + (" (default)" if row.id == frequency.DEFAULT_PROFILE else ""),
                "the lower 95 % bound exceeds" if row.by_bound else "the frequency exceeds",
                "the table below" if row.populations else f"{row.others.dominant}, {row.others.recessive}, {row.others.mitochondrial}",
                "yes" if row.extended_moderate else "no", row.reason, row.source,
            )
            for row in frequency.PROFILES.values()
        ),
    )  # fmt: skip


def _cuts() -> str:
    return _table(
        ("segregation filter", "cut"), ((found.value, cut.value) for found, cut in frequency.FILTER_CUTS.items())
    )


def _nembus() -> str:
    head = ("row", "population", "people", "dominant", "recessive", "mitochondrial", "reason")
    rows = (
        (row.id, f"`{row.population}`", row.people, row.dominant, row.recessive, row.mitochondrial, row.reason)
        for row in populations.NEMBUS
    )
    return f"Profile `gel-nembus`. Source: {populations.NEMBUS_SOURCE}.\n\n" + _table(head, rows)


def _consequences() -> str:
    return _table(
        ("row", "class", "terms", "transcripts", "splice score from", "extended", "reason", "source"),
        (
            (
                row.id, row.klass.value, _names(row.terms) if row.terms else "any", "coding" if row.coding else "non-coding",
                row.splice_ai or "", "yes" if row.extended else "", row.reason, row.source,
            )
            for row in consequence.ROWS
        ),
    )  # fmt: skip


def _reviews() -> str:
    return _table(("review status", "stars"), ((row.status.replace("_", " "), row.stars) for row in known.REVIEWS))


def _de_novo() -> str:
    rows = ((row.id, row.threshold, row.reason, row.source) for row in de_novo.ROWS)
    return _table(("row", "threshold", "reason", "source"), rows)


def _modes() -> str:
    return _table(
        ("row", "mode on the panel", "filters", "only in a hemizygous proband", "lone heterozygote", "reason", "source"),
        (
            (
                row.id, row.mode.value, _names(row.filters), _names(row.hemizygous_filters),
                "carrier" if row.biallelic else "", row.reason, row.source,
            )
            for row in inheritance_match.ROWS
        ),
    )  # fmt: skip


def _tiers() -> str:
    return _table(
        ("row", "tier", "condition", "counts", "flags", "source"),
        (
            (row.id, row.tier.value, row.condition, _names(row.grades), _names(row.flags), row.source)
            for row in tiers.ROWS
        ),
    )
