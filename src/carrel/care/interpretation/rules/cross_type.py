"""Two hits of different types in one recessive gene: a small variant, a lost stretch, an expanded repeat."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product

from carrel.care.genomes.values import Call, FamilyVariant, VariantKind
from carrel.care.interpretation.rules import copies, inheritance_match, repeats
from carrel.care.interpretation.rules.observations import observation
from carrel.care.interpretation.rules.pairs import FILTERS
from carrel.care.interpretation.rules.segregation import pair_passes
from carrel.care.interpretation.rules.structural_rows import threshold
from carrel.care.interpretation.values import Event, Locus, Observation, TieredVariant
from carrel.foundation.knowledge.values import Panel, PanelGene, PanelRepeat
from carrel.foundation.vocabulary.genome import Region, region_of
from carrel.foundation.vocabulary.inheritance import Penetrance, Rating, SegregationFilter, Tier, Zygosity


PAIR_FILTERS = frozenset(FILTERS.values())
WITHIN = "heterozygous_within_loss"
EXPLAINED = "explained_by_loss"


@dataclass(frozen=True, slots=True)
class SmallHit:
    """A small variant of a gene that passes the recessive frequency cut and the consequence rule.

    `tier` is the one that it would get in a green gene by the compound heterozygous filter: 1 or 2. `panel` is the panel for
    which this holds, "" for every one.
    """

    variant: FamilyVariant
    locus: Locus
    hgnc_id: str
    tier: Tier
    consequence: str
    transcript: str = ""
    panel: str = ""
    flags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ExtraEvent:
    """An event that a variant has because of a variant of another type."""

    variant: FamilyVariant
    event: Event


@dataclass(frozen=True, slots=True)
class _Hit:
    """One side of a pair, of any type."""

    variant: FamilyVariant
    locus: Locus
    tier: Tier
    consequence: str
    transcript: str = ""
    flags: tuple[str, ...] = ()

    @property
    def kind(self) -> VariantKind:
        return self.variant.kind


@dataclass(frozen=True, slots=True)
class _Gene:
    """A green gene of a panel whose mode counts pairs."""

    panel: Panel
    row: PanelGene


RULE_OF: Mapping[frozenset[VariantKind], str] = {
    frozenset((VariantKind.SMALL, VariantKind.COPY_NUMBER)): "cross_small_and_loss",
    frozenset((VariantKind.SMALL, VariantKind.REPEAT)): "cross_small_and_repeat",
    frozenset((VariantKind.REPEAT, VariantKind.COPY_NUMBER)): "cross_repeat_and_loss",
}


def pairs(
    small: Sequence[SmallHit],
    copy_number: Sequence[TieredVariant],
    structural_variants: Sequence[FamilyVariant],
    repeat_variants: Sequence[FamilyVariant],
    setting: repeats.Setting,
    panels: Sequence[Panel],
    penetrances: Sequence[Penetrance] = (Penetrance.COMPLETE,),
) -> tuple[ExtraEvent, ...]:
    """The events of both variants of every pair of different types in a green, biallelic gene.

    `copy_number` are the tiered ones, of which tier A losses by the gene stream count; `structural_variants` all that were
    read (a parent's own record of the same loss tells who gave it). Pairs with a repeat are tried with incomplete
    penetrance only. The order is that of panels, genes and variants.
    """
    found: dict[ExtraEvent, None] = {}
    for gene in _genes(panels):
        smalls = [
            _Hit(hit.variant, hit.locus, hit.tier, hit.consequence, hit.transcript, hit.flags)
            for hit in small
            if hit.hgnc_id == gene.row.hgnc_id and hit.panel in ("", gene.panel.reference)
        ]
        losses = list(_losses(gene, copy_number, structural_variants, setting))
        expansions = list(_expansions(gene, repeat_variants, setting))
        for one, two in (*product(smalls, losses), *product(smalls, expansions), *product(expansions, losses)):
            for event in _pair_events(gene, one, two, setting, penetrances):
                found[event] = None
    return tuple(found)


def _genes(panels: Sequence[Panel]) -> Iterator[_Gene]:
    for panel in panels:
        for gene in panel.genes:
            if gene.rating is Rating.GREEN and counts_pairs(gene.mode_of_inheritance):
                yield _Gene(panel, gene)


def counts_pairs(mode: str) -> bool:
    """Does the panel's mode of inheritance say that two altered copies cause the disease?"""
    row = inheritance_match.row_of(mode)
    return row is not None and bool(row.filters & PAIR_FILTERS)


def _losses(
    gene: _Gene, tiered: Sequence[TieredVariant], known: Sequence[FamilyVariant], setting: repeats.Setting
) -> Iterator[_Hit]:
    for item in tiered:
        own = [
            event
            for event in item.events
            if event.rule == "cnv_a_gene" and (event.panel, event.hgnc_id) == (gene.panel.reference, gene.row.hgnc_id)
        ]
        if own and _loses(item.variant, setting.family.proband, setting):
            yield _Hit(
                item.variant, loss_locus(item.variant, known, setting), Tier.A, own[0].consequence, own[0].transcript
            )


def _loses(variant: FamilyVariant, person: str, setting: repeats.Setting) -> bool:
    expected = copies.expected_copies(variant, setting.copies_of_x(person), setting.assembly)
    return copies.direction(variant, setting.call(variant, person), expected) is copies.Direction.LOSS


def loss_locus(variant: FamilyVariant, known: Sequence[FamilyVariant], setting: repeats.Setting) -> Locus:
    """A loss as the pair filter sees it. Where a member has no call, their own record of the same loss speaks for them.

    The absence of such a record says nothing: the member stays missing. Phase is not used.
    """
    region = region_of(setting.assembly, variant.key.chromosome, variant.key.position)
    others = [other for other in known if other is not variant and _same_loss(variant, other)]
    observations = {}
    for person in setting.people:
        own = _loss_observation(variant, person, region, setting)
        theirs = (_loss_observation(other, person, region, setting) for other in others)
        carried = (seen for seen in theirs if seen is not None and seen.zygosity.carries)
        observations[person] = own or next(carried, Observation(Zygosity.MISSING))
    return Locus(region, observations)


def _same_loss(one: FamilyVariant, two: FamilyVariant) -> bool:
    if two.kind is not VariantKind.COPY_NUMBER or one.key.chromosome != two.key.chromosome:
        return False
    shared = copies.reciprocal_overlap(copies.span(one), copies.span(two))
    return shared >= threshold("cnv_reciprocal_overlap")


def _loss_observation(
    variant: FamilyVariant, person: str, region: Region, setting: repeats.Setting
) -> Observation | None:
    """One member's class by genotype, else by copy number; None where neither was called."""
    call = setting.call(variant, person)
    expected = copies.expected_copies(variant, setting.copies_of_x(person), setting.assembly)
    by_number = variant.type == "CNV" or call.missing
    if by_number and call.copy_number is not None:
        call = Call(copies=max(0, min(expected, expected - call.copy_number)), ploidy=expected)
    elif variant.type != "DEL":
        return None
    seen = observation(call, region, setting.copies_of_x(person) == 1)
    if seen.zygosity is Zygosity.MISSING:
        return None
    return replace(seen, phase_set="", haplotype=None)


def _expansions(gene: _Gene, variants: Sequence[FamilyVariant], setting: repeats.Setting) -> Iterator[_Hit]:
    for repeat in gene.panel.repeats:
        if repeat.rating is not Rating.GREEN or not counts_pairs(repeat.mode_of_inheritance):
            continue
        if repeat.hgnc_id != gene.row.hgnc_id:
            continue
        for variant in variants:
            if repeats.same_locus(repeat, variant, setting.assembly):
                hit = _expansion(repeat, variant, setting)
                if hit is not None:
                    yield hit


def _expansion(repeat: PanelRepeat, variant: FamilyVariant, setting: repeats.Setting) -> _Hit | None:
    call = setting.call(variant, setting.family.proband)
    longest = repeats.deciding_count(call, 1)
    if longest is None or repeat.normal_repeats is None or repeat.pathogenic_repeats is None:
        return None
    tier = repeats.repeat_tier(longest, repeat.normal_repeats, repeat.pathogenic_repeats)
    if tier is None or call.filter not in ("", "PASS"):
        return None
    locus = repeats.expansion_locus(variant, repeat.normal_repeats, setting)
    return _Hit(variant, locus, tier, repeats.EXPANSION)


def _pair_events(
    gene: _Gene, one: _Hit, two: _Hit, setting: repeats.Setting, penetrances: Sequence[Penetrance]
) -> Iterator[ExtraEvent]:
    apparent = two.kind is VariantKind.COPY_NUMBER and lies_within(one.variant, two.variant)
    before = one.locus.observations.get(setting.family.proband)
    seen = without_lost_copy(one.locus, two.locus) if apparent else one.locus
    tried = (Penetrance.INCOMPLETE,) if VariantKind.REPEAT in (one.kind, two.kind) else penetrances
    homozygous = apparent and before is not None and before.zygosity is Zygosity.HOMOZYGOUS
    for penetrance in tried:
        flags = pair_passes(seen, two.locus, setting.family, setting.x_copies, penetrance)
        if flags is None:
            continue
        words = sorted((*flags, *([WITHIN] if apparent and not homozygous else [])))
        rule = "cross_apparent_homozygote" if homozygous else RULE_OF[frozenset((one.kind, two.kind))]
        for mine, other in ((one, two), (two, one)):
            yield ExtraEvent(mine.variant, _event(gene, mine, other, (rule, penetrance, tuple(words)), setting))


def lies_within(variant: FamilyVariant, loss: FamilyVariant) -> bool:
    """Does the variant's place lie wholly in the lost stretch?"""
    start, end = copies.span(loss)
    last = variant.end or variant.key.position + len(variant.key.reference) - 1
    return variant.key.chromosome == loss.key.chromosome and start <= variant.key.position and last <= end


def without_lost_copy(locus: Locus, loss: Locus) -> Locus:
    """Genotypes corrected for the lost copy: who reads homozygous with one copy lost has the variant once."""
    return replace(
        locus,
        observations={
            person: Observation(Zygosity.HETEROZYGOUS)
            if seen.zygosity is Zygosity.HOMOZYGOUS and _lost_once(loss, person)
            else seen
            for person, seen in locus.observations.items()
        },
    )


def _lost_once(loss: Locus, person: str) -> bool:
    seen = loss.observations.get(person)
    return seen is not None and seen.zygosity is Zygosity.HETEROZYGOUS


def _event(
    gene: _Gene, mine: _Hit, other: _Hit, found: tuple[str, Penetrance, tuple[str, ...]], setting: repeats.Setting
) -> Event:
    rule, penetrance, flags = found
    segregation = FILTERS[mine.locus.region]
    return Event(
        tier=mine.tier,
        gene_symbol=gene.row.symbol,
        hgnc_id=gene.row.hgnc_id,
        panel=gene.panel.reference,
        panel_name=gene.panel.name,
        mode_of_inheritance=gene.row.mode_of_inheritance,
        segregation=segregation,
        penetrance=penetrance,
        justification=(
            f"Classified as: Tier{mine.tier.value}, passed the {segregation.value} segregation filter "
            f"with {other.variant.key}"
        ),
        rule=rule,
        consequence=mine.consequence,
        transcript=mine.transcript,
        flags=tuple(sorted({*flags, *mine.flags})),
        partners=(str(other.variant.key),),
        missing=tuple(person for person in setting.family.ids if _missing(mine.locus, person)),
    )


def _missing(locus: Locus, person: str) -> bool:
    seen = locus.observations.get(person)
    return seen is None or seen.zygosity is Zygosity.MISSING


def add_events(tiered: Sequence[TieredVariant], extra: Sequence[ExtraEvent]) -> tuple[TieredVariant, ...]:
    """The tiered variants with the extra events, and those that have a tier only through them at the end.

    An apparent homozygote that a loss explains keeps its UniparentalIsodisomy events, flagged `explained_by_loss`.
    """
    merged = {_identity(item.variant): (item.variant, list(item.events)) for item in tiered}
    for item in extra:
        _, events = merged.setdefault(_identity(item.variant), (item.variant, []))
        if item.event.rule == "cross_apparent_homozygote":
            events[:] = [_explained(event) for event in events]
        events.append(item.event)
    return tuple(_tiered(variant, events) for variant, events in merged.values())


def _identity(variant: FamilyVariant) -> tuple[str, int | None, str]:
    return (str(variant.key), variant.end, variant.type)


def _explained(event: Event) -> Event:
    if event.segregation is not SegregationFilter.UNIPARENTAL_ISODISOMY or EXPLAINED in event.flags:
        return event
    return replace(event, flags=(*event.flags, EXPLAINED))


def _tiered(variant: FamilyVariant, events: Sequence[Event]) -> TieredVariant:
    best_first = tuple(sorted(events, key=lambda event: event.tier.value))
    return TieredVariant(variant, best_first[0].tier, best_first)
