"""Tiers A and B of copy-number variants: which losses and gains overlap a green gene or region, and are rare."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from carrel.care.genomes.values import Call, FamilyVariant, VariantKind
from carrel.care.interpretation.rules.copies import (
    Direction,
    direction,
    expected_copies,
    length,
    overlap,
    reciprocal_overlap,
    span,
)
from carrel.care.interpretation.rules.gene_overlap import GreenGenes, PlacedGene, location, most_severe_first
from carrel.care.interpretation.rules.structural_rows import threshold
from carrel.care.interpretation.values import Event, NotExamined, TieredVariant, Trace
from carrel.care.participants.values import Family
from carrel.foundation.knowledge.values import Panel, PanelRegion
from carrel.foundation.vocabulary.consequences import severity
from carrel.foundation.vocabulary.genome import Assembly, Region, plain_chromosome, region_of
from carrel.foundation.vocabulary.inheritance import Penetrance, Rating, SegregationFilter, Sex, Tier


REGION_TYPES: dict[str, frozenset[Direction]] = {
    "cnv_loss": frozenset((Direction.LOSS,)),
    "cnv_gain": frozenset((Direction.GAIN,)),
    "cnv_both": frozenset(Direction),
}
WHOLE_GENE_TERMS = {Direction.LOSS: "transcript_ablation", Direction.GAIN: "transcript_amplification"}
CHANGE_TERMS = {Direction.LOSS: "copy_number_loss", Direction.GAIN: "copy_number_gain"}  # SO:0001743, SO:0001742

MISSED: dict[str, str] = {
    "type": "the panel asks for the other type of change",
    "overlap": "the overlap is smaller than the panel requires",
    "overlap_unspecified": "the panel does not say how much of the region must be overlapped",
    "outside_exons": "it lies within introns alone",
    "frequency": "it is common",
}


@dataclass(frozen=True, slots=True)
class _Hit:
    """A green gene or region that a variant overlaps, and which conditions of tier A it misses."""

    stream: str  # "region" or "gene"
    name: str
    hgnc_id: str
    mode_of_inheritance: str
    sentence: str
    missed: tuple[str, ...]
    consequence: str
    transcript: str = ""
    flags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Carried:
    """A copy-number variant of the proband."""

    variant: FamilyVariant
    call: Call
    direction: Direction


def exceeds(variant: FamilyVariant, cut: float) -> bool:
    """Do both metrics (CNV_AF and CNV_AUC) exceed the cut? A metric that is not given does not."""
    metrics = dict(variant.copy_number_frequencies)
    return all(metrics.get(name, 0.0) > cut for name in ("CNV_AF", "CNV_AUC"))


def frequency_cut(change: Direction) -> float:
    """The cut of the frequency test for this direction."""
    return threshold("cnv_frequency_loss" if change is Direction.LOSS else "cnv_frequency_gain")


def tier_copy_number(
    variants: Sequence[FamilyVariant],
    people: Sequence[str],
    family: Family,
    panels: Sequence[Panel],
    assembly: Assembly,
    x_copies: Mapping[str, int] | None = None,
) -> tuple[tuple[TieredVariant, ...], tuple[Trace, ...]]:
    """The proband's copy-number variants with tier A or B, best tier first, and why the others have none.

    Only the proband's calls count; inheritance and relatives are not used. `x_copies` are the inferred numbers of X
    chromosomes; without it the stated sex counts. Traces name every variant of the proband that overlaps a green gene or
    region, or is long enough, and has no tier.
    """
    if family.proband not in people:
        return (), ()
    column = people.index(family.proband)
    copies = (x_copies or {}).get(family.proband) or (1 if family.person(family.proband).sex is Sex.MALE else 2)
    carried = [found for variant in variants if (found := _carried(variant, column, copies, assembly)) is not None]
    tiered: list[TieredVariant] = []
    panel_genes = [GreenGenes(panel, assembly) for panel in panels]
    traces = [trace for variant in variants for trace in _uncounted(variant, column, copies, panel_genes, assembly)]
    calls = Calls(carried)
    for one in carried:
        result = _tier_one(one, calls, panel_genes, assembly)
        if isinstance(result, TieredVariant):
            tiered.append(result)
        elif result is not None:
            traces.append(result)
    return tuple(sorted(tiered, key=lambda item: item.tier.value)), tuple(traces)


def _carried(variant: FamilyVariant, column: int, copies: int, assembly: Assembly) -> Carried | None:
    if variant.kind is not VariantKind.COPY_NUMBER:
        return None
    call = variant.calls[column]
    expected = expected_copies(variant, copies, assembly)
    change = direction(variant, call, expected)
    if change is None or call.copy_number == expected:
        return None
    return Carried(variant, call, change)


def _uncounted(
    variant: FamilyVariant, column: int, copies: int, panels: Sequence[GreenGenes], assembly: Assembly
) -> tuple[Trace, ...]:
    """Carried variants of green genes that no rule can tier: rearrangements, and copy-neutral 'losses'."""
    call = variant.calls[column]
    if not call.copies:
        return ()
    neutral = variant.kind is VariantKind.COPY_NUMBER and call.copy_number == expected_copies(variant, copies, assembly)
    if variant.kind is not VariantKind.STRUCTURAL and not neutral:
        return ()
    found = (gene for green in panels for gene in green.touched(variant))
    genes = [gene.gene.symbol for gene in found if not gene.outside_exons(variant)]
    if not genes:
        return ()
    rule = "cnv_copies" if neutral else "sv_type_without_rule"
    what = (
        "has the expected copy number"
        if neutral
        else f"({variant.type}) lies in a green gene, but no rule tiers this type"
    )
    return (Trace(str(variant.key), rule, f"{variant.key} {what}.", genes[0]),)


def _tier_one(
    one: Carried, calls: Calls, panels: Sequence[GreenGenes], assembly: Assembly
) -> TieredVariant | Trace | None:
    hits = [(green.panel, hit) for green in panels for hit in _hits(one, green, assembly)]
    gene = hits[0][1].name if hits else ""
    stop = _stop(one, calls)
    if stop is not None:
        rule, sentence = stop
        return Trace(str(one.variant.key), rule, sentence, gene) if hits else None
    if not hits:
        return _trace(one, "cnv_no_green_overlap", "overlaps no green gene or region of the applied panels", gene)
    if exceeds(one.variant, threshold("cnv_common")):
        return _trace(one, "cnv_common", f"is more common than {threshold('cnv_common'):g} by both metrics", gene)
    events = sorted(
        (_event(one, panel, hit, assembly) for panel, hit in hits if len(hit.missed) < 2),
        key=lambda event: event.tier.value,
    )
    if not events:
        reasons = " and ".join(MISSED[name] for name in hits[0][1].missed)
        return _trace(one, "cnv_two_conditions", f"overlaps {gene}, but {reasons}", gene)
    return TieredVariant(one.variant, events[0].tier, tuple(events))


def _trace(one: Carried, rule: str, what: str, gene: str) -> Trace:
    return Trace(str(one.variant.key), rule, f"The {one.direction.value.lower()} {one.variant.key} {what}.", gene)


def _stop(one: Carried, calls: Calls) -> tuple[str, str] | None:
    """The quality rule that stops a call, with a sentence; None where none does."""
    variant, size = one.variant, length(one.variant)
    if variant.filter not in ("PASS", ""):
        return "cnv_filter", f"The caller's FILTER of {variant.key} is {variant.filter}, not PASS."
    if size > threshold("cnv_size"):
        return None
    if size < threshold("cnv_small_size"):
        return "cnv_size", f"{variant.key} is {size} bases long, below {threshold('cnv_small_size'):.0f}."
    if max(len(calls.agreeing(one)), variant.callers or 0) < threshold("cnv_callers"):
        return (
            "cnv_callers",
            f"{variant.key} is {size} bases long and only one caller found it; below 10 kb two must agree.",
        )
    return None


class Calls:
    """The proband's losses and gains by place, to ask which callers agree on one."""

    def __init__(self, carried: Sequence[Carried]) -> None:
        self._by_place: dict[tuple[str, Direction], list[Carried]] = {}
        for one in sorted(carried, key=lambda one: one.variant.key.position):
            if one.variant.filter in ("PASS", ""):
                self._by_place.setdefault((one.variant.key.chromosome, one.direction), []).append(one)

    def agreeing(self, one: Carried) -> frozenset[str]:
        """Names of the callers that found this change, in this record or in one that overlaps it enough."""
        enough, (start, end) = threshold("cnv_reciprocal_overlap"), span(one.variant)
        near = self._by_place.get((one.variant.key.chromosome, one.direction), [])
        longest = (end - start + 1) / enough  # a longer one cannot overlap it enough
        first = bisect_left(near, start - longest, key=lambda other: other.variant.key.position)
        last = bisect_right(near, end, key=lambda other: other.variant.key.position)
        same = (
            near[i].variant
            for i in range(first, last)
            if reciprocal_overlap((start, end), span(near[i].variant)) >= enough
        )
        return frozenset(one.variant.caller_names).union(*(other.caller_names for other in same))


def _hits(one: Carried, green: GreenGenes, assembly: Assembly) -> list[_Hit]:
    """Both streams: green regions first, then green genes, in panel order."""
    common = ("frequency",) if exceeds(one.variant, frequency_cut(one.direction)) else ()
    asked = (region for region in green.panel.regions if region.rating is Rating.GREEN)
    regions = (_region_hit(one, region, assembly, common) for region in asked)
    return [*(hit for hit in regions if hit), *(_gene_hit(one, found, common) for found in green.touched(one.variant))]


def _region_hit(one: Carried, region: PanelRegion, assembly: Assembly, common: tuple[str, ...]) -> _Hit | None:
    place = region.grch37 if assembly is Assembly.GRCH37 else region.grch38
    wanted = REGION_TYPES.get(region.type_of_variants)
    if place is None or wanted is None or plain_chromosome(region.chromosome) != one.variant.key.chromosome:
        return None
    share = 100 * overlap(span(one.variant), place) / (place[1] - place[0] + 1)
    if share == 0:
        return None
    required = region.required_overlap_percentage
    missed = (
        *(() if one.direction in wanted else ("type",)),
        *(("overlap_unspecified",) if required is None else ("overlap",) if share < required else ()),
        *common,
    )
    asked = "" if required is None else f" (the panel requires {required} %)"
    return _Hit(
        stream="region",
        name=region.name,
        hgnc_id="",
        mode_of_inheritance=region.mode_of_inheritance,
        sentence=f"overlaps {share:.0f} % of the green region {region.name}{asked}",
        missed=missed,
        consequence=CHANGE_TERMS[one.direction],
    )


def _gene_hit(one: Carried, found: PlacedGene, common: tuple[str, ...]) -> _Hit:
    effects, gene = found.effects(one.variant), found.gene
    worst = min(effects, key=most_severe_first, default=None)
    whole = found.swallowed(one.variant)
    unannotated = (WHOLE_GENE_TERMS if whole else CHANGE_TERMS)[one.direction]
    return _Hit(
        stream="gene",
        name=gene.symbol,
        hgnc_id=gene.hgnc_id,
        mode_of_inheritance=gene.mode_of_inheritance,
        sentence=f"overlaps the green gene {gene.symbol}",
        missed=(*(("outside_exons",) if found.outside_exons(one.variant) else ()), *common),
        consequence=min(worst.terms, key=severity) if worst and worst.terms else unannotated,
        transcript=worst.transcript if worst else "",
        flags=() if effects or whole else ("exons_not_examined",),
    )


def _event(one: Carried, panel: Panel, hit: _Hit, assembly: Assembly) -> Event:
    tier = Tier.B if hit.missed else Tier.A
    but = f", but {MISSED[hit.missed[0]]}" if hit.missed else ""
    on_x = region_of(assembly, one.variant.key.chromosome, one.variant.key.position) is Region.X
    return Event(
        tier=tier,
        gene_symbol=hit.name,
        hgnc_id=hit.hgnc_id,
        panel=panel.reference,
        panel_name=panel.name,
        mode_of_inheritance=hit.mode_of_inheritance,
        # Inheritance is not used for copy-number variants; the format wants a filter, the flag says that none was tried.
        segregation=SegregationFilter.X_LINKED_MONOALLELIC if on_x else SegregationFilter.INHERITED_AUTOSOMAL_DOMINANT,
        penetrance=Penetrance.INCOMPLETE,
        justification=f"Classified as: Tier{tier.value}, copy-number {one.direction.value.lower()} that {hit.sentence}{but}",
        rule=f"cnv_{tier.value.lower()}_{hit.stream}",
        consequence=hit.consequence,
        transcript=hit.transcript,
        flags=(*_flags(one), *hit.flags, *hit.missed),
    )


def _flags(one: Carried) -> tuple[str, ...]:
    return (
        "segregation_not_examined",
        *(() if one.variant.filter else ("no_filter",)),
        *(() if one.call.filter in ("", "PASS") else (f"call_filter_{one.call.filter}",)),
        *(() if one.variant.copy_number_frequencies else ("frequency_not_examined",)),
    )


def not_examined(panels: Sequence[Panel], given: bool, annotated: bool, assembly: Assembly) -> tuple[NotExamined, ...]:
    """What the panels ask of copy-number variants and nobody could look at.

    `given`: the case has a structural file with the proband's genome; `annotated`: that file names genes (CSQ).
    """
    found = []
    if not given and panels:
        found.append(
            NotExamined(
                "Copy-number and structural variants", "The case has no structural variant file of the proband."
            )
        )
    for panel in panels:
        for region in panel.regions:
            if region.rating is Rating.GREEN and region.type_of_variants in REGION_TYPES:
                place = region.grch37 if assembly is Assembly.GRCH37 else region.grch38
                why = "" if place else f"The panel gives no place of this region on {assembly}."
                why = why if given else "The case has no structural variant file of the proband."
                found += [NotExamined(region.name, why, panel.reference)] if why else []
        if given and not annotated:
            found += [
                NotExamined(
                    f"{gene.symbol} (copy number)",
                    f"Neither panel nor file say where the gene is on {assembly}.",
                    panel.reference,
                )
                for gene in panel.genes
                if gene.rating is Rating.GREEN and location(gene, assembly) is None
            ]
    return tuple(found)
