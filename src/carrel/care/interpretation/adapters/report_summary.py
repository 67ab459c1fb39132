"""The first screen of the report: the answer in one line, who was asked about what, and what to read before trusting it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from carrel.care.genomes.values import CheckStatus, Problem, VariantKind
from carrel.care.interpretation.adapters.report_descent import inheritance_name
from carrel.care.interpretation.adapters.report_sections import Row
from carrel.care.interpretation.adapters.wording import (
    TIER_NAMES,
    assembly_of,
    consequence_words,
    length_words,
    listed,
    number,
    place,
    relation,
    short_allele,
    structural_type,
)
from carrel.care.interpretation.rules.copies import length
from carrel.care.interpretation.values import Interpretation, TieredVariant
from carrel.foundation.vocabulary.inheritance import Rating, Tier


REPORTED = (Tier.ONE, Tier.A, Tier.TWO, Tier.B)  # the tiers of the answer, in the order in which they are shown
NAMED_IN_HEADLINE = 3
MOST_NAMED = 8  # genes in one sentence
DOUBTFUL_NEW = "de_novo_quality"  # the rule of such traces
PROPOSED = "panel_proposed"  # problems of this code say why a panel was proposed; they stand beside the panels

CHANGES = {
    "DEL": "loss",
    "DUP": "gain",
    "CNV": "copy-number change",
    "INS": "insertion",
    "INV": "inversion",
    "BND": "breakend",
}

STOP_HEADINGS = {
    "sex_mismatch": "{samples} not fit the stated sex",
    "sample_swap": "{samples} not fit the family",
    "relationship_mismatch": "{samples} not fit the family",
    "kinship_mismatch": "{samples} not fit the family",
    "parentage_mismatch": "{samples} not fit the family",
    "parent_not_related": "{samples} not fit the family",
    "relatedness_mismatch": "{samples} not fit the family",
    "mendelian_errors": "{samples} not fit the family",
}


@dataclass(frozen=True, slots=True)
class Stop:
    """Why a case was stopped."""

    code: str
    message: str
    people: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Candidate:
    """One gene of the answer in one line."""

    tier: str  # "Tier 1"
    gene: str
    changes: tuple[str, ...]
    reason: str  # "stop gained, de novo"
    rank: str  # "first of 12 genes by all evidence"; "" where not ranked
    anchor: str


def visible(interpretation: Interpretation) -> Interpretation:
    """The interpretation as it may be shown: a blocked one has no variants, genes, carriers or traces."""
    if interpretation.status == "ok":
        return interpretation
    return replace(interpretation, variants=(), genes=(), carriers=(), traces=())


def sequenced(interpretation: Interpretation) -> frozenset[str]:
    """Whose genomes were read, or would have been."""
    if interpretation.table is not None:
        return frozenset(interpretation.table.people)
    return frozenset(person for file in interpretation.case.files for person in file.samples)


def verdict(interpretation: Interpretation) -> str:
    """`stopped`, `found` (something in tier 1, 2, A or B) or `clear`."""
    if interpretation.status != "ok":
        return "stopped"
    return "found" if any(variant.tier in REPORTED for variant in interpretation.variants) else "clear"


def gene_key(variant: TieredVariant) -> str:
    """What findings are grouped by: the gene of the best event."""
    return variant.best.hgnc_id or variant.best.gene_symbol


def gene_words(variant: TieredVariant) -> str:
    """The gene as shown; a region without a gene is named by its panel."""
    return variant.best.gene_symbol or variant.best.hgnc_id or variant.best.panel_name or "no gene"


def anchor(gene: str) -> str:
    """The name of a gene's card inside the page: letters, digits and hyphens only."""
    return "gene-" + "".join(
        letter if letter.isascii() and letter.isalnum() else f"-{ord(letter):x}" for letter in gene
    )


def headline(interpretation: Interpretation) -> str:
    """The answer in one line."""
    found = candidates(interpretation)
    if interpretation.status != "ok":
        return f"Stopped: {_stop_heading(interpretation)}"
    if not found:
        return "No variant in tier 1 or 2"
    words = number(len(found), "candidate diagnosis", "candidate diagnoses")
    if len(found) <= NAMED_IN_HEADLINE:
        return f"{words}: {listed([f'{one.gene} ({_lower(one.tier)})' for one in found])}"
    counts = [
        f"{sum(one.tier == TIER_NAMES[tier] for one in found)} in {_lower(TIER_NAMES[tier])}"
        for tier in REPORTED
        if any(one.tier == TIER_NAMES[tier] for one in found)
    ]
    return f"{words}: {listed(counts)}"


def _lower(tier: str) -> str:
    return f"t{tier[1:]}"


def _stop_heading(interpretation: Interpretation) -> str:
    blocking = [problem for problem in interpretation.problems if problem.blocking]
    if not blocking:
        return "the case could not be interpreted"
    first = blocking[0]
    suspects = _suspects(interpretation, first)
    people = listed([f"the {relation(interpretation.case.family, person)}" for person in suspects])
    template = STOP_HEADINGS.get(first.code)
    if template and people:
        return template.format(
            samples=f"the sample of {people} does" if len(suspects) == 1 else f"the samples of {people} do"
        )
    return f"{first.code.replace('_', ' ')}{f' ({people})' if people else ''}"


def misfits(interpretation: Interpretation) -> frozenset[str]:
    """Whose sample does not fit, as narrowly as the checks tell: of the blocking problem that names the fewest people."""
    problems = [problem for problem in interpretation.problems if problem.blocking and problem.people]
    if interpretation.status == "ok" or not problems:
        return frozenset()
    narrowest = min(len(problem.people) for problem in problems)
    return frozenset(
        person
        for problem in problems
        if len(problem.people) == narrowest
        for person in _suspects(interpretation, problem)
    )


def _suspects(interpretation: Interpretation, problem: Problem) -> tuple[str, ...]:
    """The people of a problem without those who passed the same check beside somebody else."""
    checks = interpretation.quality.checks if interpretation.quality is not None else ()
    cleared = {
        person
        for check in checks
        if check.code == problem.code and check.status is CheckStatus.PASSED and len(check.people) == 2
        for person in check.people
    }
    return tuple(person for person in problem.people if person not in cleared) or problem.people


def explanation(interpretation: Interpretation) -> tuple[str, ...]:
    """Two or three sentences under the headline."""
    if interpretation.status != "ok":
        return (
            "Carrel reports no variant of this case, because a result from a wrong sample, family or order would be a wrong "
            "result. Settle what is named here, then run the case again.",
        )
    others = sum(variant.tier is Tier.THREE for variant in interpretation.variants)
    words = []
    found = len(candidates(interpretation))
    if found:
        words.append(
            f"{'This is a candidate' if found == 1 else 'These are candidates'} for review; no diagnosis has been made."
        )
    else:
        words.append("This does not rule a genetic cause out: read what was not examined, and check the stated family.")
    if others:
        words.append(f"{number(others, 'further variant')} in tier 3 {'is' if others == 1 else 'are'} listed below.")
    return (" ".join(words),)


def cautions(interpretation: Interpretation) -> tuple[str, ...]:
    """What a reader must know before trusting the answer: problems that did not block, and checks that were not kept."""
    told = {problem.code for problem in interpretation.problems}
    found = [one.message for one in interpretation.problems if not one.blocking and one.code != PROPOSED]
    quality = interpretation.quality
    if quality is not None and interpretation.status == "ok":
        found += [
            check.message for check in quality.checks if check.status in (CheckStatus.FAILED, CheckStatus.WARNING)
        ]
    table = interpretation.table
    if table is not None and not table.frequency_sources and "frequency_not_examined" not in told:
        found.append("Population frequencies were not examined: no variant could be set aside as common.")
    if table is not None and not table.significance_sources and "clinvar_not_examined" not in told:
        found.append("ClinVar was not examined: a known pathogenic variant is not recognised as such.")
    found += _doubtful_new(interpretation)
    return tuple(dict.fromkeys(found))


def _doubtful_new(interpretation: Interpretation) -> list[str]:
    """A sentence on green genes with a change that looks new but has doubtful reads: artefact, or mosaic in child or parent."""
    green = {gene.symbol for panel in interpretation.panels for gene in panel.genes if gene.rating is Rating.GREEN}
    traces = [one for one in visible(interpretation).traces if one.rule == DOUBTFUL_NEW and one.gene in green]
    if not traces:
        return []
    genes = sorted({one.gene for one in traces})
    named = listed([*genes[:MOST_NAMED], *[f"{len(genes) - MOST_NAMED} more"] * (len(genes) > MOST_NAMED)])
    return [
        f"{number(len(traces), 'change')} of green genes ({named}) {'looks' if len(traces) == 1 else 'look'} new in the proband, "
        "but the reads do not fit a new change in every cell: an artefact, or a mosaic in the proband or in a parent. See "
        "what was looked at and set aside."
    ]


def proposals(interpretation: Interpretation) -> tuple[str, ...]:
    """Why each panel was proposed, where the order names none."""
    return tuple(problem.message for problem in interpretation.problems if problem.code == PROPOSED)


def stops(interpretation: Interpretation) -> tuple[Stop, ...]:
    """The problems that stopped the case."""
    family = interpretation.case.family
    if interpretation.status == "ok":
        return ()
    return tuple(
        Stop(
            problem.code,
            problem.message,
            tuple(f"{relation(family, person).capitalize()} ({person})" for person in problem.people),
        )
        for problem in interpretation.problems
        if problem.blocking
    )


def candidates(interpretation: Interpretation) -> tuple[Candidate, ...]:
    """One line per gene with a variant in tier 1, 2, A or B: best tier first, then by rank."""
    grouped: dict[str, list[TieredVariant]] = {}
    for variant in interpretation.variants:
        if variant.tier in REPORTED:
            grouped.setdefault(gene_key(variant), []).append(variant)
    groups = sorted(
        grouped.items(), key=lambda item: (min(map(_tier_place, item[1])), _rank(interpretation, item[0]), item[0])
    )
    return tuple(_candidate(interpretation, key, variants) for key, variants in groups)


def _tier_place(variant: TieredVariant) -> int:
    return REPORTED.index(variant.tier)


def _rank(interpretation: Interpretation, key: str) -> int:
    return next((gene.rank for gene in interpretation.genes if key in (gene.hgnc_id, gene.symbol)), 1_000_000)


def _candidate(interpretation: Interpretation, key: str, variants: list[TieredVariant]) -> Candidate:
    first = min(variants, key=_tier_place)
    rank = _rank(interpretation, key)
    reasons = dict.fromkeys(
        part
        for variant in variants
        for part in (
            consequence_words(variant.best),
            inheritance_name(interpretation, variant, variant.best)
            if variant.variant.kind is VariantKind.SMALL
            else "",
        )
        if part
    )
    return Candidate(
        tier=TIER_NAMES[first.tier],
        gene=gene_words(first),
        changes=tuple(change_words(interpretation, variant) for variant in variants),
        reason=", ".join(reasons),
        rank=f"rank {rank} of {number(len(interpretation.genes), 'gene')} by all evidence" if rank < 1_000_000 else "",
        anchor=anchor(key),
    )


def change_words(interpretation: Interpretation, variant: TieredVariant) -> str:
    """The change in one phrase: `c.1234C>T p.(Arg412Ter)`, `loss of 2.55 Mb`, `CGG repeat, up to 230`."""
    found = variant.variant
    if found.kind is VariantKind.REPEAT:
        longest = max((bound for call in found.calls for bound in call.repeat_upper), default=None)
        name = "" if found.type == variant.best.gene_symbol else found.type
        size = f", up to {longest:,} copies" if longest is not None else ""
        return " ".join(part for part in (name, found.repeat_unit, "repeat") if part) + size
    if found.kind is not VariantKind.SMALL:
        kind = structural_type(interpretation, found)
        name = CHANGES.get(kind, kind or "change")
        return f"{name} of {length_words(length(found))}" if found.end is not None else name
    consequence = next(
        (item for item in found.consequences if item.transcript == variant.best.transcript and item.hgvs_c),
        next((item for item in found.consequences if item.hgvs_c and item.symbol == variant.best.gene_symbol), None),
    )
    if consequence is None:
        return place(assembly_of(interpretation), found)
    short = [_short_hgvs(name) for name in (consequence.hgvs_c, consequence.hgvs_p) if name]
    return " ".join(short)


def _short_hgvs(name: str) -> str:
    bare = name.rpartition(":")[2].replace("%3D", "=")
    return bare if len(bare) <= 40 else short_allele(bare).replace(" bases", " letters")


def asked(interpretation: Interpretation) -> tuple[Row, ...]:
    """Who, about what, with which reading of penetrance."""
    case = interpretation.case
    family = case.family
    read = sequenced(interpretation)
    relatives = [relation(family, one) for one in family.ids if one in read and one != family.proband]
    rows = [
        Row("Family", f"{family.id}: {number(len(family.members), 'member')}, {number(len(read), 'genome')}"),
        Row("Genomes of", listed([*(["the proband"] if family.proband in read else []), *relatives]) or "nobody"),
        Row("Penetrance", "complete and incomplete" if case.incomplete_penetrance else "complete"),
        Row("Reference genome", assembly_of(interpretation).value),
    ]
    return tuple(rows)
