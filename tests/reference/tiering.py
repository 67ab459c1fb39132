"""The tier matrix for small variants, applied to every variant, gene, panel row, filter and penetrance, one by one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from carrel.care.genomes.values import FamilyVariant
from carrel.care.interpretation.values import Locus
from carrel.care.participants.values import Family
from carrel.foundation.knowledge.values import Panel, PanelGene
from carrel.foundation.vocabulary.genome import Assembly, Region, region_of
from carrel.foundation.vocabulary.inheritance import Penetrance, Rating, SegregationFilter, Tier, Zygosity
from tests.reference import evidence, segregation


F = SegregationFilter
MONOALLELIC = "MONOALLELIC, autosomal or pseudoautosomal, "
X_BIALLELIC = "X-LINKED: hemizygous mutation in males, biallelic mutations in females"
BIALLELIC = "BIALLELIC, autosomal or pseudoautosomal"
BIALLELIC_FILTERS = {F.SIMPLE_RECESSIVE, F.COMPOUND_HETEROZYGOUS, F.UNIPARENTAL_ISODISOMY}
DOMINANT_FILTERS = {F.INHERITED_AUTOSOMAL_DOMINANT, F.DE_NOVO}

# Panel string -> filters that count as a match (rules, 5.6).
ACCEPTED: dict[str, set[SegregationFilter]] = {
    MONOALLELIC + "NOT imprinted": DOMINANT_FILTERS,
    MONOALLELIC + "imprinted status unknown": DOMINANT_FILTERS,
    MONOALLELIC + "maternally imprinted (paternal allele expressed)": {
        F.INHERITED_AUTOSOMAL_DOMINANT_MATERNALLY_IMPRINTED, F.DE_NOVO,
    },
    MONOALLELIC + "paternally imprinted (maternal allele expressed)": {
        F.INHERITED_AUTOSOMAL_DOMINANT_PATERNALLY_IMPRINTED, F.DE_NOVO,
    },
    BIALLELIC: BIALLELIC_FILTERS,
    "BOTH monoallelic and biallelic, autosomal or pseudoautosomal": DOMINANT_FILTERS | BIALLELIC_FILTERS,
    "BOTH monoallelic and biallelic (but BIALLELIC mutations cause a more SEVERE disease form), autosomal or "
    "pseudoautosomal": DOMINANT_FILTERS | BIALLELIC_FILTERS,
    X_BIALLELIC: {F.X_LINKED_SIMPLE_RECESSIVE, F.X_LINKED_COMPOUND_HETEROZYGOUS},
    "X-LINKED: hemizygous mutation in males, monoallelic mutations in females may cause disease (may be less severe, "
    "later onset than males)": {F.X_LINKED_MONOALLELIC, F.DE_NOVO},
    "MITOCHONDRIAL": {F.MITOCHONDRIAL_GENOME},
}  # fmt: skip
UNSPECIFIED = ("Unknown", "Other", "")


class Expected(NamedTuple):
    """One event, without its words."""

    variant: str
    gene: str  # HGNC id
    tier: str
    segregation: str
    mode_of_inheritance: str
    penetrance: str
    panel: str | None
    moi_unspecified: bool
    moi_mismatch: bool
    lof_not_mechanism: bool


class Outcome(NamedTuple):
    events: set[Expected]
    carriers: set[tuple[str, str]]  # (variant, HGNC id)


class Asked(NamedTuple):
    """Everything that was given."""

    variants: Sequence[FamilyVariant]
    people: Sequence[str]
    family: Family
    panels: Sequence[Panel]
    x_copies: Mapping[str, int]
    karyotype: Mapping[str, str]
    assembly: Assembly
    incomplete: bool
    profile: str
    extended: bool

    def locus(self, variant: FamilyVariant) -> Locus:
        region = region_of(self.assembly, variant.key.chromosome, variant.key.position)
        calls = dict(zip(self.people, variant.calls, strict=True))
        proband = self.family.person(self.family.proband)
        asked_parents = (proband.father,) if region is Region.Y else (proband.father, proband.mother)
        parents = [calls[parent] for parent in asked_parents if parent in calls]
        return Locus(
            region,
            {
                person: evidence.observation(call, region, self.x_copies[person], "Y" in self.karyotype[person])
                for person, call in calls.items()
            },
            evidence.de_novo_supported(variant, calls[proband.id], parents, region),
        )


def expected(asked: Asked) -> Outcome:
    """All events and lone carriers of a family."""
    events: set[Expected] = set()
    carriers: set[tuple[str, str]] = set()
    genes = {one.hgnc_id for variant in asked.variants for one in variant.consequences}
    for gene in genes:
        for variant in asked.variants:
            if any(one.hgnc_id == gene for one in variant.consequences):
                found = events_of(asked, variant, gene)
                events |= found
                if not found and is_lone_carrier(asked, variant, gene):
                    carriers.add((str(variant.key), gene))
    return Outcome(events, carriers)


def classes_in(asked: Asked, variant: FamilyVariant, gene: str) -> set[str]:
    return evidence.consequence_classes([one for one in variant.consequences if one.hgnc_id == gene], asked.extended)


def is_coding(variant: FamilyVariant, gene: str) -> bool:
    return any(one.biotype in evidence.CODING for one in variant.consequences if one.hgnc_id == gene)


def is_known(variant: FamilyVariant) -> bool:
    """Known pathogenic, and not common in the programme itself."""
    known = evidence.is_known_pathogenic(variant.significances)
    return known and evidence.internal_below_five_percent(variant.frequencies)


def is_of_a_tiered_kind(asked: Asked, variant: FamilyVariant, gene: str) -> bool:
    """May it be one half of a pair?"""
    if is_known(variant):
        return True
    rare = evidence.frequency_passes(variant.frequencies, evidence.RECESSIVE, asked.profile)
    return rare and bool(classes_in(asked, variant, gene))


def rows_of(panel: Panel, gene: str) -> list[PanelGene]:
    return [row for row in panel.genes if row.hgnc_id == gene]


def events_of(asked: Asked, variant: FamilyVariant, gene: str) -> set[Expected]:
    if not is_of_a_tiered_kind_for_some_mode(asked, variant, gene):
        return set()
    partners = [
        asked.locus(other)
        for other in asked.variants
        if other.key != variant.key
        and any(one.hgnc_id == gene for one in other.consequences)
        and is_of_a_tiered_kind(asked, other, gene)
    ]
    locus = asked.locus(variant)
    events = set()
    penetrances = [Penetrance.COMPLETE, *([Penetrance.INCOMPLETE] if asked.incomplete else [])]
    for penetrance in penetrances:
        passed = segregation.passed(locus, partners, asked.family, asked.x_copies, penetrance)
        for name in passed:
            on_no_panel = all(not rows_of(panel, gene) for panel in asked.panels)
            if on_no_panel:
                events.add(judge(asked, variant, gene, None, None, locus, name, penetrance))
            for panel in asked.panels:
                for row in rows_of(panel, gene):
                    events.add(judge(asked, variant, gene, panel, row, locus, name, penetrance))
    events.discard(None)
    return events


def is_of_a_tiered_kind_for_some_mode(asked: Asked, variant: FamilyVariant, gene: str) -> bool:
    return is_known(variant) or bool(classes_in(asked, variant, gene))


def judge(
    asked: Asked,
    variant: FamilyVariant,
    gene: str,
    panel: Panel | None,
    row: PanelGene | None,
    locus: Locus,
    name: SegregationFilter,
    penetrance: Penetrance,
) -> Expected | None:
    """One cell: the tier of a variant that passed one filter, under one row of a panel or under none."""
    rare = evidence.frequency_passes(variant.frequencies, evidence.MODE[name], asked.profile)
    classes = classes_in(asked, variant, gene)
    known = is_known(variant)
    coding = is_coding(variant, gene)
    tier, mismatch, no_lof = 0, False, False
    if row is not None and row.rating is Rating.GREEN:
        if matches(row.mode_of_inheritance, name, locus, asked.family):
            tier = tier_in_green_row(row, name, rare, classes, known)
            no_lof = "HIGH" in classes and rare and lof_is_not_the_mechanism(row)
        elif rare and classes & {"HIGH", "MODERATE"} and not is_single_het(row, name, locus, asked.family):
            tier, mismatch = 3, True
    elif coding and (known or (rare and classes & {"HIGH", "MODERATE"})):
        tier = 3
    if tier == 0:
        return None
    unspecified = row is not None and row.mode_of_inheritance in UNSPECIFIED
    return Expected(
        str(variant.key), gene, str(tier), name.value, row.mode_of_inheritance if row else "", penetrance.value,
        panel.reference if panel else None, unspecified, mismatch, no_lof,
    )  # fmt: skip


def lof_is_not_the_mechanism(row: PanelGene) -> bool:
    return row.mode_of_pathogenicity.startswith("Loss-of-function variants") and (
        "DO NOT cause this phenotype" in row.mode_of_pathogenicity
    )


def tier_in_green_row(row: PanelGene, name: SegregationFilter, rare: bool, classes: set[str], known: bool) -> int:
    """The rows of the matrix for a green gene whose mode of inheritance matches; the best of them."""
    non_coding_gene = row.biotype not in evidence.CODING and row.biotype != ""
    reached = []
    if rare and "HIGH" in classes:
        reached.append(2 if lof_is_not_the_mechanism(row) else 1)
    if rare and "MODERATE" in classes:
        reached.append(1 if name is F.DE_NOVO else 2)
    if rare and "NC" in classes and non_coding_gene:
        reached.append(1 if name is F.DE_NOVO else 2)
    if known:
        reached.append(1)
    return min(reached, default=0)


def matches(mode: str, name: SegregationFilter, locus: Locus, family: Family) -> bool:
    if mode in UNSPECIFIED:
        return True
    if mode == X_BIALLELIC and name is F.DE_NOVO:
        return locus.observations[family.proband].zygosity is Zygosity.HEMIZYGOUS
    return name in ACCEPTED[mode]


def is_single_het(row: PanelGene, name: SegregationFilter, locus: Locus, family: Family) -> bool:
    """A single heterozygous variant of a gene that only causes disease with two: a carrier, not a mismatch."""
    het = locus.observations[family.proband].zygosity is Zygosity.HETEROZYGOUS
    return het and row.mode_of_inheritance in (BIALLELIC, X_BIALLELIC)


def is_lone_carrier(asked: Asked, variant: FamilyVariant, gene: str) -> bool:
    """Kept for a later second hit: het in the proband, rare enough, of a tiered kind, green for biallelic disease only."""
    locus = asked.locus(variant)
    green = [
        row
        for panel in asked.panels
        for row in rows_of(panel, gene)
        if row.rating is Rating.GREEN and row.mode_of_inheritance in (BIALLELIC, X_BIALLELIC)
    ]
    het = locus.observations[asked.family.proband].zygosity is Zygosity.HETEROZYGOUS
    return bool(green) and het and is_of_a_tiered_kind(asked, variant, gene)


def best_tiers(events: set[Expected]) -> dict[str, Tier]:
    """The highest tier of each variant."""
    best: dict[str, Tier] = {}
    for event in sorted(events, key=lambda one: one.tier, reverse=True):
        best[event.variant] = Tier(event.tier)
    return best
