"""Each candidate gene as a card with all that speaks for and against it."""

from __future__ import annotations

from dataclasses import dataclass

from carrel.care.genomes.values import Consequence, Significance, VariantKind
from carrel.care.interpretation.adapters.report_descent import inheritance_name, origin, untested_words
from carrel.care.interpretation.adapters.report_findings import Genotype, details, genotypes
from carrel.care.interpretation.adapters.report_sections import Row
from carrel.care.interpretation.adapters.report_summary import REPORTED, anchor, change_words, gene_key, gene_words
from carrel.care.interpretation.adapters.wording import (
    TIER_NAMES,
    assembly_of,
    flag_words,
    frequency_words,
    listed,
    long_words,
    mode_words,
    number,
    place,
    population_words,
    relation,
    segregation_words,
    source_words,
    term_words,
)
from carrel.care.interpretation.values import Event, Evidence, GeneRank, Interpretation, TieredVariant
from carrel.foundation.knowledge.values import Panel, PanelRegion, PanelRepeat
from carrel.foundation.vocabulary.consequences import severity


MOST = 99.9  # weights beyond this (a certain piece of evidence is infinite) are shown as this


@dataclass(frozen=True, slots=True)
class Bar:
    """One contribution to a rank."""

    label: str
    weight: float
    figure: str  # the weight with one decimal and its sign
    detail: str


@dataclass(frozen=True, slots=True)
class PanelRating:
    """How one panel rates a gene."""

    panel: str
    reference: str
    rating: str  # value of Rating
    mode: str
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FrequencyLine:
    """One population's frequency."""

    population: str
    frequency: float
    words: str
    people: str  # "0 homozygous of 152,000 alleles"


@dataclass(frozen=True, slots=True)
class EventLine:
    """One way in which a variant reached a tier."""

    tier: str
    panel: str
    mode: str
    segregation: str
    penetrance: str
    justification: str
    rule: str


@dataclass(frozen=True, slots=True)
class VariantCard:
    """One variant with everything known of it."""

    title: str
    tier: str
    place: str
    segregation: str
    flags: tuple[str, ...]
    rows: tuple[Row, ...]
    significances: tuple[str, ...]
    frequencies: tuple[FrequencyLine, ...]
    frequency_note: str
    genotypes: tuple[Genotype, ...]
    events: tuple[EventLine, ...]


@dataclass(frozen=True, slots=True)
class GeneCard:
    """One candidate gene."""

    gene: str
    hgnc_id: str
    anchor: str
    tier: str
    rank: str
    disease: str
    panels: tuple[PanelRating, ...]
    phenotype: tuple[Bar, ...]
    evidence: tuple[Bar, ...]
    axis: tuple[float, float]  # least (0 or below) and greatest (0 or above) weight: the ends of the bars' axis
    variants: tuple[VariantCard, ...]


def gene_cards(interpretation: Interpretation) -> tuple[GeneCard, ...]:
    """A card for every gene of the answer, in the order of the answer."""
    grouped: dict[str, list[TieredVariant]] = {}
    for variant in interpretation.variants:
        if variant.tier in REPORTED:
            grouped.setdefault(gene_key(variant), []).append(variant)
    cards = [_gene_card(interpretation, key, variants) for key, variants in grouped.items()]
    places = {TIER_NAMES[tier]: index for index, tier in enumerate(REPORTED)}
    ranks = {key: rank.rank for rank in interpretation.genes for key in (anchor(rank.hgnc_id), anchor(rank.symbol))}
    return tuple(sorted(cards, key=lambda card: (places[card.tier], ranks.get(card.anchor, 1_000_000), card.anchor)))


def _gene_card(interpretation: Interpretation, key: str, variants: list[TieredVariant]) -> GeneCard:
    first = min(variants, key=lambda variant: REPORTED.index(variant.tier))
    rank = next((gene for gene in interpretation.genes if key in (gene.hgnc_id, gene.symbol)), None)
    evidence = rank.evidence if rank else ()
    return GeneCard(
        gene=gene_words(first),
        hgnc_id=first.best.hgnc_id,
        anchor=anchor(key),
        tier=TIER_NAMES[first.tier],
        rank=_rank_words(interpretation, rank),
        disease=_disease_words(rank),
        panels=_panel_ratings(interpretation, first.best),
        phenotype=_bars(evidence, "phenotype"),
        evidence=_bars(evidence, "variant"),
        axis=_axis(evidence),
        variants=tuple(_variant_card(interpretation, variant) for variant in variants),
    )


def _rank_words(interpretation: Interpretation, rank: GeneRank | None) -> str:
    if rank is None:
        return "Not ranked"
    return f"Rank {rank.rank} of {number(len(interpretation.genes), 'gene')}, score {rank.score:.1f}"


def _disease_words(rank: GeneRank | None) -> str:
    if rank is None or not (rank.disease or rank.disease_name):
        return ""
    if not rank.disease_name:
        return rank.disease
    return f"{rank.disease_name} ({rank.disease})" if rank.disease else rank.disease_name


def _bars(evidence: tuple[Evidence, ...], kind: str) -> tuple[Bar, ...]:
    ordered = sorted((one for one in evidence if one.kind == kind), key=lambda one: (-one.weight, one.name))
    bars = []
    for one in ordered:
        label = f"{one.label} ({one.name})" if one.name.startswith("HP:") and one.label else one.label or one.name
        weight = max(-MOST, min(MOST, one.weight))
        bars.append(Bar(label, weight, f"{weight:+.1f}", one.detail))
    return tuple(bars)


def _axis(evidence: tuple[Evidence, ...]) -> tuple[float, float]:
    weights = [max(-MOST, min(MOST, one.weight)) for one in evidence]
    return min([0.0, *weights]), max([0.1, *weights])


def _panel_ratings(interpretation: Interpretation, event: Event) -> tuple[PanelRating, ...]:
    ratings = []
    for panel in interpretation.panels:
        for gene in panel.genes:
            if gene.hgnc_id == event.hgnc_id and (event.hgnc_id or gene.symbol == event.gene_symbol):
                notes = [
                    note
                    for note in (gene.mode_of_pathogenicity, gene.penetrance and f"penetrance {gene.penetrance}")
                    if note
                ]
                if gene.phenotypes:
                    notes.append("; ".join(gene.phenotypes[:3]))
                ratings.append(
                    PanelRating(
                        panel.name,
                        panel.reference,
                        gene.rating.value,
                        mode_words(gene.mode_of_inheritance),
                        tuple(notes),
                    )
                )
        ratings += _other_ratings(panel, event)
    return tuple(ratings)


def _other_ratings(panel: Panel, event: Event) -> list[PanelRating]:
    """Repeats of the gene and regions of the event's name, on the panel of the event."""
    if panel.reference != event.panel:
        return []
    found: list[tuple[str, PanelRepeat | PanelRegion]] = [
        (f"repeat {one.name}", one) for one in panel.repeats if event.hgnc_id and one.hgnc_id == event.hgnc_id
    ]
    found += [
        (f"region {one.name}", one)
        for one in panel.regions
        if {event.gene_symbol, event.panel_name} & {one.name, one.verbose_name}
    ]
    return [
        PanelRating(panel.name, panel.reference, one.rating.value, mode_words(one.mode_of_inheritance), (name,))
        for name, one in found
    ]


def _variant_card(interpretation: Interpretation, variant: TieredVariant) -> VariantCard:
    return VariantCard(
        title=change_words(interpretation, variant),
        tier=TIER_NAMES[variant.tier],
        place=place(assembly_of(interpretation), variant.variant),
        segregation=_segregation(interpretation, variant),
        flags=tuple(dict.fromkeys(flag_words(flag) for event in variant.events for flag in event.flags)),
        rows=_rows(variant),
        significances=_significances(interpretation, variant),
        frequencies=_frequencies(variant),
        frequency_note=_frequency_note(interpretation, variant),
        genotypes=genotypes(interpretation, variant),
        events=tuple(_event_line(interpretation, variant, event) for event in variant.events),
    )


def _event_line(interpretation: Interpretation, variant: TieredVariant, event: Event) -> EventLine:
    panel = f"{event.panel_name or 'panel'} ({event.panel})" if event.panel else "outside every applied panel"
    return EventLine(
        TIER_NAMES[event.tier],
        panel,
        mode_words(event.mode_of_inheritance) if event.panel else "",
        inheritance_name(interpretation, variant, event) or "inheritance not examined",
        event.penetrance.value,
        event.justification,
        event.rule,
    )


def _segregation(interpretation: Interpretation, variant: TieredVariant) -> str:
    best = variant.best
    if variant.variant.kind is not VariantKind.SMALL and not best.partners:
        return ""
    return segregation_words(
        best,
        origin(interpretation, variant),
        _partners(interpretation, best),
        listed([relation(interpretation.case.family, person) for person in best.missing]),
        untested_words(interpretation, variant, best),
    )


def _partners(interpretation: Interpretation, event: Event) -> str:
    by_key = {str(variant.variant.key): variant for variant in interpretation.variants}
    return listed([change_words(interpretation, by_key[key]) if key in by_key else key for key in event.partners])


def _rows(variant: TieredVariant) -> tuple[Row, ...]:
    found = variant.variant
    chosen = _transcripts(variant)
    rows = [Row("Effect", ", ".join(term_words(term) for term in one.terms), _transcript_words(one)) for one in chosen]
    if len(found.consequences) > len(chosen):
        rows.append(
            Row(
                "Further transcripts",
                number(len(found.consequences) - len(chosen), "transcript"),
                "in interpretation.json",
            )
        )
    if found.identifiers:
        rows.append(Row("Known as", ", ".join(found.identifiers)))
    rows.append(Row("Caller's filter", found.filter or "none stated"))
    if found.kind is not VariantKind.SMALL:
        rows.append(Row("Details", "; ".join(details(variant))))
    return tuple(rows)


def _transcripts(variant: TieredVariant) -> tuple[Consequence, ...]:
    """The transcript that counted first, then the MANE Select or canonical one of the same gene."""
    best = variant.best
    own = [
        one
        for one in variant.variant.consequences
        if best.hgnc_id in ("", one.hgnc_id) or one.symbol == best.gene_symbol
    ]
    counted = [one for one in own if one.transcript == best.transcript]
    usual = sorted(
        (one for one in own if one.mane_select or one.canonical),
        key=lambda one: (not one.mane_select, min(map(severity, one.terms), default=99), one.transcript),
    )
    return tuple(dict.fromkeys([*counted[:1], *usual[:1]])) or tuple(own[:1])


def _transcript_words(one: Consequence) -> str:
    parts = [long_words(one.hgvs_c if ":" in one.hgvs_c else f"{one.transcript} {one.hgvs_c}".strip())]
    if one.hgvs_p:
        parts.append(long_words(one.hgvs_p.replace("%3D", "=")))
    if one.mane_select:
        parts.append("MANE Select")
    elif one.canonical:
        parts.append("canonical")
    parts += [f"exon {one.exon}"] * bool(one.exon) + [f"intron {one.intron}"] * bool(one.intron)
    if one.loss_of_function:
        parts.append(f"loss of function: {'high' if one.loss_of_function == 'HC' else 'low'} confidence (LOFTEE)")
    if one.splice_ai is not None:
        parts.append(f"SpliceAI {one.splice_ai:.2f}")
    return ", ".join(part for part in parts if part)


def _significances(interpretation: Interpretation, variant: TieredVariant) -> tuple[str, ...]:
    table = interpretation.table
    found = variant.variant.significances
    if found:
        return tuple(_significance_words(one) for one in found)
    if table is None or not table.significance_sources:
        return ("ClinVar: not examined",)
    return (f"No record in {source_words(table.significance_sources)}",)


def _significance_words(one: Significance) -> str:
    source = source_words((one.source,))
    words = f"{source[:1].upper()}{source[1:]}: {one.significance.replace('_', ' ')}"
    if one.review_status:
        words += f", {one.review_status.replace('_', ' ')}"
    if one.same_protein_change:
        words += "; another variant with the same protein change"
    return f"{words} ({one.accession})" if one.accession else words


def _frequencies(variant: TieredVariant) -> tuple[FrequencyLine, ...]:
    ordered = sorted(variant.variant.frequencies, key=lambda one: (-one.frequency, one.population))
    lines = []
    for one in ordered:
        parts = [number(one.homozygotes, "homozygote")] if one.homozygotes is not None else []
        parts += [f"{one.allele_number:,} alleles"] if one.allele_number is not None else []
        lines.append(
            FrequencyLine(population_words(one), one.frequency, frequency_words(one.frequency), ", ".join(parts))
        )
    return tuple(lines)


def _frequency_note(interpretation: Interpretation, variant: TieredVariant) -> str:
    table = interpretation.table
    if variant.variant.frequencies:
        return ""
    if variant.variant.copy_number_frequencies:
        return ""
    if table is None or not table.frequency_sources or variant.variant.kind is not VariantKind.SMALL:
        return "Population frequency: not examined"
    return f"No record in {source_words(table.frequency_sources)}"
