"""What a gene's variants say by themselves: segregation, consequence, rarity, known variants, panels and quality.

A *finding* is what could be the cause: one variant with one of its segregation patterns, or two in compound
heterozygosity. A gene is judged by its best finding.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from carrel.care.genomes.values import Consequence, FamilyVariant, VariantKind
from carrel.care.interpretation.rules import ranking_table as table
from carrel.care.interpretation.values import Event, Evidence, TieredVariant
from carrel.foundation.vocabulary import consequences
from carrel.foundation.vocabulary.inheritance import Penetrance, SegregationFilter, Tier


_PAIRS = (SegregationFilter.COMPOUND_HETEROZYGOUS, SegregationFilter.X_LINKED_COMPOUND_HETEROZYGOUS)
_ONE_COPY = frozenset((
    SegregationFilter.DE_NOVO, SegregationFilter.INHERITED_AUTOSOMAL_DOMINANT, SegregationFilter.X_LINKED_MONOALLELIC,
    SegregationFilter.INHERITED_AUTOSOMAL_DOMINANT_PATERNALLY_IMPRINTED,
    SegregationFilter.INHERITED_AUTOSOMAL_DOMINANT_MATERNALLY_IMPRINTED,
))  # fmt: skip
_IN_FRAME = frozenset(("inframe_insertion", "inframe_deletion", "protein_altering_variant", "inframe_variant"))
_SPLICE = frozenset((
    "splice_region_variant", "splice_donor_5th_base_variant", "splice_donor_region_variant",
    "splice_polypyrimidine_tract_variant",
))  # fmt: skip


@dataclass(frozen=True, slots=True)
class Finding:
    """What could be the cause in one gene: its variants, how they segregate, and the evidence for it."""

    variants: tuple[str, ...]
    segregation: SegregationFilter
    evidence: tuple[Evidence, ...]

    @property
    def weight(self) -> float:
        return sum(row.weight for row in self.evidence)


@dataclass(frozen=True, slots=True)
class Context:
    """What of the case the weights depend on."""

    proband: int | None  # place of the proband in the calls; None where the proband has no genome
    panels_proposed: bool
    frequency_examined: bool


@dataclass(frozen=True, slots=True)
class GeneVariants:
    """A gene and its tiered variants, each with its events in this gene."""

    hgnc_id: str
    symbol: str
    variants: tuple[tuple[FamilyVariant, tuple[Event, ...]], ...]


def by_gene(variants: Iterable[TieredVariant]) -> tuple[GeneVariants, ...]:
    """The tiered variants gene by gene, in the order of HGNC id and symbol. A variant may stand in several genes."""
    genes: dict[tuple[str, str], dict[str, tuple[FamilyVariant, list[Event]]]] = {}
    for tiered in variants:
        for event in tiered.events:
            gene = genes.setdefault((event.hgnc_id, "" if event.hgnc_id else event.gene_symbol), {})
            gene.setdefault(str(tiered.variant.key), (tiered.variant, []))[1].append(event)
    found = []
    for (hgnc_id, _), held in sorted(genes.items()):
        symbol = min(event.gene_symbol for _, events in held.values() for event in events)
        found.append(
            GeneVariants(hgnc_id, symbol, tuple((variant, tuple(events)) for variant, events in held.values()))
        )
    return tuple(found)


def findings(gene: GeneVariants, context: Context) -> tuple[Finding, ...]:
    """Every finding of a gene, best first; ties by variant and segregation."""
    own = {str(variant.key): (variant, events) for variant, events in gene.variants}
    found: dict[tuple[tuple[str, ...], SegregationFilter], Finding] = {}
    for key, (_, events) in own.items():
        for event in events:
            partners = [partner for partner in event.partners if partner in own] if event.segregation in _PAIRS else []
            for keys in [tuple(sorted((key, partner))) for partner in partners] or [(key,)]:
                finding = _finding(keys, event, own, gene, context)
                place = (keys, event.segregation)
                if place not in found or finding.weight > found[place].weight:
                    found[place] = finding
    return tuple(sorted(found.values(), key=lambda one: (-round(one.weight, 6), one.variants, one.segregation.value)))


def _finding(
    keys: tuple[str, ...],
    event: Event,
    own: Mapping[str, tuple[FamilyVariant, tuple[Event, ...]]],
    gene: GeneVariants,
    context: Context,
) -> Finding:
    variants = [own[key][0] for key in keys]
    rows = [_segregation(event)]
    if event.penetrance is Penetrance.INCOMPLETE:
        rows.append(_row(table.INCOMPLETE))
    for variant in variants:
        rows += _variant_rows(variant, event, own[str(variant.key)][1], 1 / len(variants), context)
    if event.tier in (Tier.ONE, Tier.TWO, Tier.A):
        rule = table.TIER_PROPOSED if context.panels_proposed else table.TIER_ORDERED
        rows.append(_row(rule, f"{event.panel_name} {event.panel or ''}".strip()))
    further = len(gene.variants) - len(keys)
    if further > 0:
        lost = max(table.MANY_VARIANTS_FLOOR, further * table.MANY_VARIANTS.weight)
        rows.append(Evidence("variant", table.MANY_VARIANTS.id, table.MANY_VARIANTS.label, lost, f"{further} further"))
    return Finding(keys, event.segregation, tuple(rows))


def _row(rule: table.Weight, detail: str = "", share: float = 1.0) -> Evidence:
    return Evidence("variant", rule.id, rule.label, round(rule.weight * share, 4), detail or rule.reason)


def _segregation(event: Event) -> Evidence:
    rule = table.SEGREGATION[event.segregation]
    return _row(rule, f"passed the {event.segregation} filter ({event.penetrance} penetrance)")


def _variant_rows(
    variant: FamilyVariant, event: Event, events: Sequence[Event], share: float, context: Context
) -> list[Evidence]:
    """Rows about one variant; each of two in a pair counts half."""
    key = str(variant.key)
    consequence = _consequence_of(variant, event, events)
    if variant.kind is not VariantKind.SMALL:
        return [_row(_structural_rule(variant, event), f"{key} {variant.type}".strip(), share)]
    rows = [_row(_consequence_rule(consequence), f"{key} {_described(consequence, event)}".strip(), share)]
    known = known_rule(variant)
    if known is not None:
        rows.append(_row(known, key, share))
    if context.frequency_examined:
        rule, highest = rarity_rule(variant, event.segregation)
        rows.append(_row(rule, f"{key} {'absent' if highest is None else f'{highest:.2g}'}", share))
    if context.proband is not None and is_poor_call(variant, context.proband):
        rows.append(_row(table.POOR_CALL, key, share))
    return rows


def _structural_rule(variant: FamilyVariant, event: Event) -> table.Weight:
    if variant.kind is VariantKind.REPEAT:
        return table.EXPANSION if event.tier is Tier.ONE else table.LONG_REPEAT
    return table.STRUCTURAL


def _consequence_of(variant: FamilyVariant, event: Event, events: Sequence[Event]) -> Consequence | None:
    """The transcript that the event rests on; in another variant of the pair, that of its own first event."""
    transcripts = [own.transcript for own in (event, *events)]
    named = [own for own in variant.consequences if own.symbol == event.gene_symbol or own.hgnc_id == event.hgnc_id]
    for transcript in transcripts:
        for own in named:
            if own.transcript == transcript:
                return own
    return min(named, key=lambda own: (_most_severe(own), own.transcript), default=None)


def _most_severe(consequence: Consequence) -> int:
    return min((consequences.severity(term) for term in consequence.terms), default=len(consequences.SEVERITY))


def _described(consequence: Consequence | None, event: Event) -> str:
    if consequence is None:
        return event.consequence
    term = min(consequence.terms, key=consequences.severity, default=event.consequence)
    return " ".join(word for word in (term, consequence.hgvs_p or consequence.hgvs_c) if word)


def _consequence_rule(consequence: Consequence | None) -> table.Weight:
    if consequence is None:
        return table.OTHER_CONSEQUENCE
    terms = frozenset(consequence.terms)
    if terms & consequences.HIGH:
        return table.LOW_CONFIDENCE if consequence.loss_of_function == "LC" else table.LOSS_OF_FUNCTION
    if (consequence.splice_ai or 0.0) >= table.SPLICE_AI_CUT:
        return table.SPLICE_PREDICTED
    if "missense_variant" in terms:
        return table.MISSENSE
    if terms & _IN_FRAME:
        return table.IN_FRAME
    return table.SPLICE_REGION if terms & _SPLICE else table.OTHER_CONSEQUENCE


def known_rule(variant: FamilyVariant) -> table.Weight | None:
    """The strongest of what is known about this variant; None where nothing is."""
    exact = {word for one in variant.significances if not one.same_protein_change for word in _words(one.significance)}
    for word in ("pathogenic", "likely_pathogenic", "conflicting", "benign"):
        if word in exact:
            return table.KNOWN[word]
    similar = {word for one in variant.significances if one.same_protein_change for word in _words(one.significance)}
    return table.SAME_PROTEIN if similar & {"pathogenic", "likely_pathogenic"} else None


def _words(significance: str) -> set[str]:
    """The words of the table that a ClinVar significance contains, e.g. `pathogenic/likely_pathogenic`."""
    text = significance.lower()
    if text.startswith("conflicting"):
        return {"conflicting"}
    parts = set(text.replace("&", "/").replace(",", "/").replace("|", "/").replace(";", "/").split("/"))
    return {"benign" if part == "likely_benign" else part for part in parts} & table.KNOWN.keys()


def rarity_rule(variant: FamilyVariant, segregation: SegregationFilter) -> tuple[table.Weight, float | None]:
    """(row, highest frequency of any population); None where no population has it."""
    highest = max((one.frequency for one in variant.frequencies), default=0.0)
    if highest <= 0:
        return table.RARITY_ABSENT, None
    rows = table.RARITY_DOMINANT if segregation in _ONE_COPY else table.RARITY_RECESSIVE
    return next(rule for cut, rule in rows if highest <= cut), highest


def is_poor_call(variant: FamilyVariant, proband: int) -> bool:
    """Does the proband's call look doubtful? What the file does not give does not count against it."""
    if proband >= len(variant.calls):
        return False
    call = variant.calls[proband]
    low, high = table.BALANCE
    heterozygous = call.copies == 1 and call.ploidy > 1
    share = call.alternate_share
    return (
        (call.quality is not None and call.quality < table.QUALITY_CUT)
        or (call.depth is not None and call.depth < table.DEPTH_CUT)
        or (heterozygous and share is not None and not low <= share <= high)
    )
