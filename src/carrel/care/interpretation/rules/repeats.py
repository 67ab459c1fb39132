"""Tiers of short tandem repeats: which expansions of a green locus the affected members of a family have."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from carrel.care.genomes.values import Call, FamilyVariant, VariantKind
from carrel.care.interpretation.rules import segregation
from carrel.care.interpretation.rules.kinship import kinship
from carrel.care.interpretation.rules.observations import observation
from carrel.care.interpretation.rules.structural_rows import threshold
from carrel.care.interpretation.values import Event, Locus, NotExamined, TieredVariant, Trace
from carrel.care.participants.values import Family
from carrel.foundation.knowledge.values import Panel, PanelRepeat
from carrel.foundation.vocabulary.genome import Assembly, Region, plain_chromosome, region_of
from carrel.foundation.vocabulary.inheritance import (
    Affection,
    ModeOfInheritance,
    Penetrance,
    Rating,
    SegregationFilter,
    Sex,
    Tier,
)


# Bases that a code of the IUPAC nucleotide alphabet stands for.
BASES: dict[str, str] = {
    "A": "A", "C": "C", "G": "G", "T": "T", "R": "AG", "Y": "CT", "S": "CG", "W": "AT", "K": "GT", "M": "AC",
    "B": "CGT", "D": "AGT", "H": "ACT", "V": "ACG", "N": "ACGT",
}  # fmt: skip
COMPLEMENT = str.maketrans("ACGTRYSWKMBDHVN", "TGCAYRSWMKVHDBN")

# Loci whose tier is capped at 2, with the flag that says why.
CAPPED: dict[str, str] = {"FMR1": "full_mutation_not_told_from_premutation"}

EXPANSION = "short_tandem_repeat_expansion"  # SO:0002162
KNOWN_MODES = frozenset(ModeOfInheritance) - {ModeOfInheritance.UNKNOWN, ModeOfInheritance.OTHER}


@dataclass(frozen=True, slots=True)
class Asked:
    """A green repeat of a panel with both thresholds, and a record of the file that counts it."""

    panel: Panel
    repeat: PanelRepeat
    variant: FamilyVariant
    normal: int
    pathogenic: int


@dataclass(frozen=True, slots=True)
class Setting:
    """The family as repeats see it: who has which column, how many X, and on which assembly."""

    people: tuple[str, ...]
    family: Family
    assembly: Assembly
    x_copies: Mapping[str, int]

    def call(self, variant: FamilyVariant, person: str) -> Call:
        """A member's call; a missing one for members without a genome."""
        return variant.calls[self.people.index(person)] if person in self.people else Call()

    def copies_of_x(self, person: str) -> int:
        """The inferred number of X chromosomes, else the one of the stated sex."""
        stated = 1 if self.family.person(person).sex is Sex.MALE else 2
        return self.x_copies.get(person, stated)


def same_unit(one: str, two: str) -> bool:
    """Are two repeat units the same repeat: equal up to rotation, the other strand, and ambiguous bases (N, R...)?"""
    if not one or len(one) != len(two):
        return False
    other = two.upper().translate(COMPLEMENT)[::-1]
    return any(
        _fits(one.upper(), unit[shift:] + unit[:shift]) for unit in (two.upper(), other) for shift in range(len(unit))
    )


def _fits(one: str, two: str) -> bool:
    return all(set(BASES.get(a, a)) & set(BASES.get(b, b)) for a, b in zip(one, two, strict=True))


def place(repeat: PanelRepeat, assembly: Assembly) -> tuple[int, int] | None:
    """Where the panel says the repeat is; None where it does not say for this assembly."""
    return repeat.grch37 if assembly is Assembly.GRCH37 else repeat.grch38


def names_gene(repeat: PanelRepeat, variant: FamilyVariant) -> bool:
    """Does the record's locus name (FMR1, FMR1_CGG, FRAXA_FMR1) or its HGNC id name the panel's gene?"""
    words = {
        word.upper() for name in (variant.type, *variant.identifiers) for word in name.replace("-", "_").split("_")
    }
    return repeat.symbol.upper() in words or (bool(repeat.hgnc_id) and repeat.hgnc_id in variant.identifiers)


def same_locus(repeat: PanelRepeat, variant: FamilyVariant, assembly: Assembly) -> bool:
    """Is the record the panel's repeat? Same chromosome and unit, and the places overlap, or the name fits and they are near."""
    if variant.kind is not VariantKind.REPEAT or plain_chromosome(repeat.chromosome) != variant.key.chromosome:
        return False
    if not same_unit(repeat.repeat_unit, variant.repeat_unit):
        return False
    where = place(repeat, assembly)
    if where is None:
        return names_gene(repeat, variant)
    end = variant.end or variant.key.position
    gap = max(where[0] - end, variant.key.position + 1 - where[1], 0)
    return gap == 0 or (names_gene(repeat, variant) and gap <= threshold("repeat_name_distance"))


def alleles_needed(mode: str, region: Region, x_copies: int) -> int:
    """How many expanded alleles the disease takes: 2 at biallelic loci, 1 elsewhere and for a person with one X."""
    if region is Region.X and x_copies == 1:
        return 1
    return 2 if mode in (ModeOfInheritance.BIALLELIC, ModeOfInheritance.X_LINKED_BIALLELIC_IN_FEMALES) else 1


def deciding_count(call: Call, needed: int) -> int | None:
    """Upper bound of the longest allele, or of the shorter one where two are needed; None where it was not called."""
    counts = sorted(call.repeat_upper, reverse=True)
    return counts[needed - 1] if len(counts) >= needed else None


def repeat_tier(count: int, normal: int, pathogenic: int) -> Tier | None:
    """Tier 1 from the pathogenic count, tier 2 from the normal one, else none."""
    if count >= pathogenic:
        return Tier.ONE
    return Tier.TWO if count >= normal else None


def tier_repeats(
    variants: Sequence[FamilyVariant],
    people: Sequence[str],
    family: Family,
    panels: Sequence[Panel],
    assembly: Assembly,
    x_copies: Mapping[str, int] | None = None,
) -> tuple[tuple[TieredVariant, ...], tuple[Trace, ...]]:
    """The proband's expansions at green loci, best tier first, and why the other green loci have none.

    In a tiered variant `Call.copies` counts the alleles at or above the panel's normal_repeats.
    """
    setting = Setting(tuple(people), family, assembly, x_copies or {})
    tiered, traces = [], []
    for variant in variants:
        events: list[tuple[Asked, Event]] = []
        for asked in _asked(panels, variant, assembly):
            result = _judge(asked, setting)
            if isinstance(result, Event):
                events.append((asked, result))
            else:
                traces.append(result)
        if events:
            events.sort(key=lambda pair: pair[1].tier.value)
            lowest = min(asked.normal for asked, _ in events)
            tiered.append(
                TieredVariant(counted(variant, lowest), events[0][1].tier, tuple(event for _, event in events))
            )
    return tuple(sorted(tiered, key=lambda item: item.tier.value)), tuple(traces)


def counted(variant: FamilyVariant, normal: int) -> FamilyVariant:
    """The variant with `copies` as the number of alleles of at least `normal` repeats."""
    return replace(variant, calls=tuple(replace(call, copies=expanded(call, normal)) for call in variant.calls))


def expanded(call: Call, normal: int) -> int:
    """Alleles of at least `normal` repeats by their upper bound."""
    return sum(count >= normal for count in call.repeat_upper)


def _asked(panels: Sequence[Panel], variant: FamilyVariant, assembly: Assembly) -> Iterator[Asked]:
    for panel in panels:
        for repeat in panel.repeats:
            normal, pathogenic = repeat.normal_repeats, repeat.pathogenic_repeats
            if repeat.rating is not Rating.GREEN or normal is None or pathogenic is None:
                continue
            if same_locus(repeat, variant, assembly):
                yield Asked(panel, repeat, variant, normal, pathogenic)


def _judge(asked: Asked, setting: Setting) -> Event | Trace:
    """The event of one panel's repeat, or the first rule that stopped it."""
    proband = setting.family.proband
    call = setting.call(asked.variant, proband)
    if setting.family.person(proband).affection is not Affection.AFFECTED or call.missing:
        return _trace(asked, "repeat_affected", f"{asked.repeat.name}: the proband is not affected or has no call.")
    if call.filter not in ("", "PASS"):
        return _trace(asked, "repeat_filter", f"{asked.repeat.name}: the proband's call has the filter {call.filter}.")
    needed = _needed(asked, setting, proband)
    longest, deciding = deciding_count(call, 1), deciding_count(call, needed)
    tier = repeat_tier(deciding, asked.normal, asked.pathogenic) if deciding is not None else None
    if tier is None or deciding is None:
        return _without_tier(asked, longest or 0)
    if needed == 2 and not _recessive(asked, setting):
        return _trace(
            asked, "segregation", f"{asked.repeat.name}: the family's repeats do not fit a recessive disease."
        )
    return _event(asked, setting, tier, deciding)


def _needed(asked: Asked, setting: Setting, person: str) -> int:
    return alleles_needed(asked.repeat.mode_of_inheritance, _region(asked, setting), setting.copies_of_x(person))


def _region(asked: Asked, setting: Setting) -> Region:
    return region_of(setting.assembly, asked.variant.key.chromosome, asked.variant.key.position)


def _without_tier(asked: Asked, longest: int) -> Trace:
    name = asked.repeat.name
    if longest < asked.normal:
        return _trace(asked, "repeat_normal", f"{name}: at most {longest} repeats, fewer than {asked.normal}.")
    return _trace(asked, "carrier_only", f"{name}: one allele of up to {longest} repeats; the locus is biallelic.")


def _trace(asked: Asked, rule: str, sentence: str) -> Trace:
    return Trace(str(asked.variant.key), rule, sentence, asked.repeat.symbol)


def _recessive(asked: Asked, setting: Setting) -> bool:
    """SimpleRecessive (or its X-linked twin) with incomplete penetrance, each allele expanded or not."""
    locus = expansion_locus(asked.variant, asked.normal, setting)
    passed = segregation.single(locus, kinship(setting.family, setting.x_copies), Penetrance.INCOMPLETE)
    return _segregation(asked, setting) in passed


def expansion_locus(variant: FamilyVariant, normal: int, setting: Setting) -> Locus:
    """The repeat as the segregation filters see it: its alternate is an allele of at least `normal` repeats."""
    region = region_of(setting.assembly, variant.key.chromosome, variant.key.position)
    calls = zip(setting.people, counted(variant, normal).calls, strict=True)
    seen = {person: observation(call, region, setting.copies_of_x(person) == 1) for person, call in calls}
    return Locus(region, seen)


def _event(asked: Asked, setting: Setting, tier: Tier, count: int) -> Event:
    repeat = asked.repeat
    cap = CAPPED.get(repeat.symbol)
    tier = Tier.TWO if cap else tier
    bound = f">= {asked.pathogenic} (pathogenic)" if count >= asked.pathogenic else f">= {asked.normal} (normal)"
    return Event(
        tier=tier,
        gene_symbol=repeat.symbol,
        hgnc_id=repeat.hgnc_id,
        panel=asked.panel.reference,
        panel_name=asked.panel.name,
        mode_of_inheritance=repeat.mode_of_inheritance,
        segregation=_segregation(asked, setting),
        penetrance=Penetrance.INCOMPLETE,
        justification=f"Classified as: Tier{tier.value}, up to {count} repeats of {repeat.name}, {bound}",
        rule="repeat_full_mutation" if cap else f"repeat_tier_{tier.value}",
        consequence=EXPANSION,
        flags=_flags(asked, setting, cap),
        missing=tuple(person for person in setting.family.ids if setting.call(asked.variant, person).missing),
    )


def _segregation(asked: Asked, setting: Setting) -> SegregationFilter:
    both = alleles_needed(asked.repeat.mode_of_inheritance, Region.AUTOSOMAL, 2) == 2
    if _region(asked, setting) is Region.X:
        return SegregationFilter.X_LINKED_SIMPLE_RECESSIVE if both else SegregationFilter.X_LINKED_MONOALLELIC
    return SegregationFilter.SIMPLE_RECESSIVE if both else SegregationFilter.INHERITED_AUTOSOMAL_DOMINANT


def _flags(asked: Asked, setting: Setting, cap: str | None) -> tuple[str, ...]:
    affected = (member.id for member in setting.family.members if member.affection is Affection.AFFECTED)
    calls = [(person, setting.call(asked.variant, person)) for person in affected]
    short = any(
        not call.missing and expanded(call, asked.normal) < _needed(asked, setting, person) for person, call in calls
    )
    return (
        *([cap] if cap else []),
        *(["not_in_every_affected"] if short else []),
        *([] if asked.repeat.mode_of_inheritance in KNOWN_MODES else ["moi_unspecified"]),
    )


def not_examined(
    panels: Sequence[Panel],
    variants: Sequence[FamilyVariant] | None,
    people: Sequence[str],
    family: Family,
    assembly: Assembly,
) -> tuple[NotExamined, ...]:
    """Green repeats of the panels that nobody could look at in the proband. `variants` None: the case has no repeat file."""
    found = []
    for panel in panels:
        for repeat in panel.repeats:
            if repeat.rating is Rating.GREEN:
                why = _why_not(repeat, variants, people, family, assembly)
                found += [NotExamined(repeat.name, why, panel.reference)] if why else []
    return tuple(found)


def _why_not(
    repeat: PanelRepeat,
    variants: Sequence[FamilyVariant] | None,
    people: Sequence[str],
    family: Family,
    assembly: Assembly,
) -> str:
    if variants is None:
        return "The case has no repeat file."
    if repeat.normal_repeats is None or repeat.pathogenic_repeats is None:
        return "The panel does not say from how many repeats on it is abnormal."
    records = [variant for variant in variants if same_locus(repeat, variant, assembly)]
    if not records:
        others = sorted({v.repeat_unit for v in variants if v.kind is VariantKind.REPEAT and names_gene(repeat, v)})
        named = (
            f"; it has {repeat.symbol} with the unit {', '.join(others)} instead of {repeat.repeat_unit}"
            if others
            else ""
        )
        return f"The repeat file has no record of this locus{named}."
    calls = [Setting(tuple(people), family, assembly, {}).call(record, family.proband) for record in records]
    if all(call.missing for call in calls):
        return "The repeat file has no call of the proband at this locus."
    if all(call.missing or call.filter not in ("", "PASS") for call in calls):
        return f"The proband's call at this locus has the filter {next(call.filter for call in calls if call.filter)}."
    return ""
