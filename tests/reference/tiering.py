"""The tier matrix for small variants, applied to every variant, gene, panel row, filter and penetrance, one by one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
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
X_MONOALLELIC = (
    "X-LINKED: hemizygous mutation in males, monoallelic mutations in females may cause disease (may be less severe, "
    "later onset than males)"
)
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
    X_BIALLELIC: {F.X_LINKED_SIMPLE_RECESSIVE, F.X_LINKED_COMPOUND_HETEROZYGOUS, *BIALLELIC_FILTERS},  # these: in the PAR
    X_MONOALLELIC: {F.X_LINKED_MONOALLELIC, *DOMINANT_FILTERS},  # inherited dominant: in the PAR
    "MITOCHONDRIAL": {F.MITOCHONDRIAL_GENOME},
}  # fmt: skip
# They count only in genes that a panel calls imprinted, for whatever tier: elsewhere one of the two lets every variant pass
# that an unaffected parent has given.
IMPRINTED = {
    F.INHERITED_AUTOSOMAL_DOMINANT_PATERNALLY_IMPRINTED, F.INHERITED_AUTOSOMAL_DOMINANT_MATERNALLY_IMPRINTED,
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
    flags: tuple[str, ...] = ()  # of the segregation filter
    partners: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()


class Outcome(NamedTuple):
    events: set[Expected]
    carriers: set[str]  # variants


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
            evidence.de_novo_supported(calls[proband.id], parents, region, self.x_copies[proband.id]),
        )


def expected(asked: Asked) -> Outcome:
    """All events of a family, and the lone carriers among the variants without an event."""
    events: set[Expected] = set()
    carriers: set[str] = set()
    asked = let_pass(asked)
    genes = {one.hgnc_id for variant in asked.variants for one in variant.consequences}
    for gene in genes:
        for variant in asked.variants:
            if any(one.hgnc_id == gene for one in variant.consequences):
                events |= events_of(asked, variant, gene)
                if is_lone_carrier(asked, variant, gene):
                    carriers.add(str(variant.key))
    return Outcome(events, carriers - {event.variant for event in events})


def let_pass(asked: Asked) -> Asked:
    """Only what the caller lets pass; "" where the caller writes no filter at all."""
    return asked._replace(variants=[variant for variant in asked.variants if variant.filter in ("PASS", "")])


def classes_in(asked: Asked, variant: FamilyVariant, gene: str) -> set[str]:
    """HIGH, MODERATE and NC; a non-coding transcript of a coding gene does not count."""
    here = [one for one in variant.consequences if one.hgnc_id == gene]
    found = evidence.consequence_classes(here, asked.extended)
    return found - {"NC"} if is_coding(asked, variant, gene) else found


def is_coding(asked: Asked, variant: FamilyVariant, gene: str) -> bool:
    """Does the gene code for a protein: by the panels where they say so, else by its transcripts?"""
    of_panels = [row.biotype for panel in asked.panels for row in rows_of(panel, gene) if row.biotype != ""]
    of_transcripts = [one.biotype for one in variant.consequences if one.hgnc_id == gene]
    return any(biotype in evidence.CODING for biotype in of_panels or of_transcripts)


def is_known(variant: FamilyVariant) -> bool:
    """Known pathogenic, and not common in the programme itself."""
    known = evidence.is_known_pathogenic(variant.significances)
    return known and evidence.internal_below_five_percent(variant.frequencies)


def is_of_a_tiered_kind(asked: Asked, variant: FamilyVariant, gene: str) -> bool:
    """May it be one half of a pair?"""
    if is_known(variant):
        return True
    mode = evidence.MITOCHONDRIAL if variant.key.chromosome == "MT" else evidence.RECESSIVE
    rare = evidence.frequency_passes(variant.frequencies, mode, asked.profile)
    return rare and bool(classes_in(asked, variant, gene))


def rows_of(panel: Panel, gene: str) -> list[PanelGene]:
    return [row for row in panel.genes if row.hgnc_id == gene]


def is_green(row: PanelGene) -> bool:
    return row.rating is Rating.GREEN


def rows_that_count(asked: Asked, gene: str) -> list[tuple[Panel | None, PanelGene | None]]:
    """The green rows of the gene; where there is none, its other rows; where it is on no applied panel, none."""
    rows: list[tuple[Panel | None, PanelGene | None]] = [
        (panel, row) for panel in asked.panels for row in rows_of(panel, gene)
    ]
    green = [(panel, row) for panel, row in rows if row is not None and is_green(row)]
    return green or rows or [(None, None)]


def events_of(asked: Asked, variant: FamilyVariant, gene: str) -> set[Expected]:
    """One event for each panel, mode, filter and penetrance: the best. Mismatches count only where nothing matches."""
    if not is_known(variant) and not classes_in(asked, variant, gene):
        return set()
    others = {
        str(other.key): asked.locus(other)
        for other in asked.variants
        if other.key != variant.key
        and any(one.hgnc_id == gene for one in other.consequences)
        and is_of_a_tiered_kind(asked, other, gene)
        and is_of_a_tiered_kind(asked, variant, gene)
    }
    locus = asked.locus(variant)
    events = []
    for penetrance in [Penetrance.COMPLETE, *([Penetrance.INCOMPLETE] if asked.incomplete else [])]:
        passed = segregation.passed(locus, list(others.values()), asked.family, asked.x_copies, penetrance)
        for name, flags in passed.items():
            partners = partners_in(asked, locus, others, name, penetrance)
            missing = missing_at(asked, [locus, *(others[partner] for partner in partners)])
            for panel, row in rows_that_count(asked, gene):
                event = judge(asked, variant, gene, panel, row, locus, name, penetrance)
                if event is not None:
                    event = event._replace(flags=tuple(sorted(flags)), partners=tuple(partners), missing=missing)
                    events.append(event)
    if any(not event.moi_mismatch for event in events):
        events = [event for event in events if not event.moi_mismatch]
    elif is_a_carriers(asked, gene, locus):
        events = []
    return {best_of([other for other in events if key(other) == key(event)]) for event in events}


def partners_in(
    asked: Asked, locus: Locus, others: Mapping[str, Locus], name: SegregationFilter, penetrance: Penetrance
) -> list[str]:
    """The variants with which this one passes a pair filter; none for the other filters."""
    if name not in segregation.PAIRED:
        return []
    return sorted(
        other
        for other, partner in others.items()
        if name in segregation.passed(locus, [partner], asked.family, asked.x_copies, penetrance)
    )


def missing_at(asked: Asked, loci: Sequence[Locus]) -> tuple[str, ...]:
    """Members without a genotype at one of these variants."""
    return tuple(
        sorted(
            member.id
            for member in asked.family.members
            if any(segregation.zygosity(locus, member.id) is Zygosity.MISSING for locus in loci)
        )
    )


def key(event: Expected) -> tuple[object, ...]:
    return event.panel, event.mode_of_inheritance, event.segregation, event.penetrance


def best_of(events: list[Expected]) -> Expected:
    return min(events, key=lambda event: event.tier)


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
    if name in IMPRINTED and (row is None or name not in ACCEPTED.get(row.mode_of_inheritance, ())):
        return None
    rare = evidence.frequency_passes(variant.frequencies, evidence.MODE[name], asked.profile)
    classes = classes_in(asked, variant, gene)
    known = is_known(variant)
    coding = is_coding(asked, variant, gene)
    tier, mismatch, no_lof = 0, False, False
    if row is not None and is_green(row):
        if matches(row.mode_of_inheritance, name, locus, asked.family):
            tier = tier_in_green_row(row, name, rare, classes, known)
            no_lof = tier == 2 and "HIGH" in classes and rare and lof_is_not_the_mechanism(row)
        elif coding and (known or (rare and classes & {"HIGH", "MODERATE"})):
            tier, mismatch = 3, True
    elif coding and (known or (rare and classes & {"HIGH", "MODERATE"})):
        tier = 3
    if tier == 0:
        return None
    unspecified = row is not None and is_green(row) and row.mode_of_inheritance in UNSPECIFIED
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
    reached = []
    if rare and "HIGH" in classes:
        reached.append(2 if lof_is_not_the_mechanism(row) else 1)
    if rare and "MODERATE" in classes:
        reached.append(1 if name is F.DE_NOVO else 2)
    if rare and "NC" in classes:  # the gene is a non-coding one
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


def is_a_carriers(asked: Asked, gene: str, locus: Locus) -> bool:
    """Het in the proband and every other affected member, in a gene that is green for disease by two altered copies only."""
    affected = [asked.family.person(asked.family.proband), *segregation.affected(locus, asked.family)]
    het = all(locus.observations[member.id].zygosity is Zygosity.HETEROZYGOUS for member in affected)
    green = [row for panel in asked.panels for row in rows_of(panel, gene) if is_green(row)]
    return het and bool(green) and all(row.mode_of_inheritance in (BIALLELIC, X_BIALLELIC) for row in green)


def is_lone_carrier(asked: Asked, variant: FamilyVariant, gene: str) -> bool:
    """Kept for a later second hit: a carrier's variant of a tiered kind, rare enough for recessive disease.

    A call that would be new in the proband, but whose reads do not support it, is held for an artefact, not for a carrier's.
    """
    locus = asked.locus(variant)
    if not is_a_carriers(asked, gene, locus) or not is_of_a_tiered_kind(asked, variant, gene):
        return False
    passed = segregation.passed(locus, [], asked.family, asked.x_copies, Penetrance.COMPLETE)
    if set(passed) - IMPRINTED or locus.de_novo_passed:
        return True
    believed = replace(locus, de_novo_passed=True)
    return F.DE_NOVO not in segregation.passed(believed, [], asked.family, asked.x_copies, Penetrance.COMPLETE)


def best_tiers(events: set[Expected]) -> dict[str, Tier]:
    """The highest tier of each variant."""
    best: dict[str, Tier] = {}
    for event in sorted(events, key=lambda one: one.tier, reverse=True):
        best[event.variant] = Tier(event.tier)
    return best
