"""Tiered variants as lines of a table, with everyone's genotype as evidence."""

from __future__ import annotations

from dataclasses import dataclass

from carrel.care.genomes.values import Call, VariantKind
from carrel.care.interpretation.adapters.report_descent import inheritance_name
from carrel.care.interpretation.adapters.report_summary import REPORTED, anchor, change_words, gene_key, gene_words
from carrel.care.interpretation.adapters.wording import (
    AFFECTION_WORDS,
    TIER_NAMES,
    assembly_of,
    consequence_words,
    flag_words,
    frequency_words,
    genotype_words,
    listed,
    number,
    place,
    relation,
    zygosity,
)
from carrel.care.interpretation.values import Event, Interpretation, TieredVariant
from carrel.foundation.vocabulary.inheritance import Affection, Tier


@dataclass(frozen=True, slots=True)
class Genotype:
    """One person's genotype as evidence."""

    person: str  # relation
    id: str
    affection: str
    affected: bool
    state: str  # key of ZYGOSITY_WORDS
    words: str
    reads: str  # "12 of 31 reads"; "" where not given
    share: float | None
    depth: int | None
    quality: str  # "genotype quality 99"
    warnings: tuple[str, ...]  # what makes the genotype doubtful: shown everywhere
    notes: tuple[str, ...]  # phase and the caller's own verdict: shown on the card


@dataclass(frozen=True, slots=True)
class Finding:
    """One tiered variant as one line."""

    tier: str
    gene: str
    anchor: str  # of the gene's card, "" where it has none
    change: str
    place: str
    consequence: str
    segregation: str
    group: str  # "pair 1" where it belongs to a compound-heterozygous group
    genotypes: tuple[Genotype, ...]
    detail: tuple[str, ...]  # panel or region, callers, frequencies: copy-number variants and repeats


@dataclass(frozen=True, slots=True)
class Findings:
    """All tiered variants by kind."""

    small: tuple[Finding, ...]
    copy_numbers: tuple[Finding, ...]
    repeats: tuple[Finding, ...]
    others: tuple[Finding, ...]


def findings(interpretation: Interpretation) -> Findings:
    """All tiered variants as lines: tier 1 and 2, copy-number and structural, repeats, tier 3."""
    small: list[Finding] = []
    copies: list[Finding] = []
    repeats: list[Finding] = []
    others: list[Finding] = []
    for variant in interpretation.variants:
        line = _finding(interpretation, variant)
        if variant.variant.kind is VariantKind.REPEAT:
            repeats.append(line)
        elif variant.variant.kind is not VariantKind.SMALL:
            copies.append(line)
        else:
            (others if variant.tier is Tier.THREE else small).append(line)
    return Findings(tuple(small), tuple(copies), tuple(repeats), tuple(others))


def _finding(interpretation: Interpretation, variant: TieredVariant) -> Finding:
    best = variant.best
    groups = sorted({event.group for event in variant.events if event.group is not None})
    return Finding(
        tier=TIER_NAMES[variant.tier],
        gene=gene_words(variant),
        anchor=anchor(gene_key(variant)) if variant.tier in REPORTED else "",
        change=change_words(interpretation, variant),
        place=place(assembly_of(interpretation), variant.variant),
        consequence=consequence_words(best),
        segregation=listed(
            list(
                dict.fromkeys(
                    name for event in _leading(variant) if (name := inheritance_name(interpretation, variant, event))
                )
            )
        ),
        group=listed([f"pair {group}" for group in groups]),
        genotypes=genotypes(interpretation, variant),
        detail=details(variant),
    )


def _leading(variant: TieredVariant) -> tuple[Event, ...]:
    return tuple(event for event in variant.events if event.tier is variant.tier) or variant.events[:1]


def details(variant: TieredVariant) -> tuple[str, ...]:
    """What a copy-number variant or repeat is told with besides its genotypes: frequencies, callers, panel, flags."""
    found = variant.variant
    words = [f"frequency {frequency_words(value)} ({name})" for name, value in found.copy_number_frequencies]
    if found.callers is not None:
        words.append(f"{number(found.callers, 'caller')} {'agrees' if found.callers == 1 else 'agree'}")
    if found.repeat_unit:
        words.append(f"unit {found.repeat_unit}")
    if variant.best.panel_name not in ("", gene_words(variant)):
        words.append(variant.best.panel_name)
    return (*words, *(flag_words(flag) for flag in variant.best.flags))


def genotypes(interpretation: Interpretation, variant: TieredVariant) -> tuple[Genotype, ...]:
    """Everyone's genotype with its reads, in the order of the table."""
    table = interpretation.table
    people = table.people if table is not None else ()
    return tuple(
        _genotype(interpretation, variant, person, call)
        for person, call in zip(people, variant.variant.calls, strict=True)
    )


def _genotype(interpretation: Interpretation, variant: TieredVariant, person: str, call: Call) -> Genotype:
    member = {one.id: one for one in interpretation.case.family.members}.get(person)
    affection = member.affection if member else Affection.UNCERTAIN
    copies = interpretation.quality.x_copies.get(person) if interpretation.quality is not None else None
    key = variant.variant.key
    state = zygosity(call, key, assembly_of(interpretation), copies)
    total = (call.reference_reads or 0) + (call.alternate_reads or 0)
    reads = f"{call.alternate_reads} of {total} reads" if call.alternate_share is not None else ""
    words = genotype_words(state, call, key.chromosome)
    if variant.variant.kind is VariantKind.REPEAT and call.repeat_upper:
        words = f"up to {listed([f'{bound:,}' for bound in call.repeat_upper])} repeats"
    elif call.copy_number is not None:
        words = number(call.copy_number, "copy", "copies")
    return Genotype(
        person=relation(interpretation.case.family, person),
        id=person,
        affection=AFFECTION_WORDS[affection],
        affected=affection is Affection.AFFECTED,
        state=state,
        words=words,
        reads=reads,
        share=call.alternate_share,
        depth=call.depth,
        quality=f"genotype quality {call.quality}" if call.quality is not None else "",
        warnings=_call_warnings(call),
        notes=_call_notes(call),
    )


def _call_warnings(call: Call) -> tuple[str, ...]:
    warnings = ["carries another alternate here"] if call.other_alternate else []
    if call.filter not in ("", "PASS"):
        warnings.append(f"genotype filter {call.filter}")
    return tuple(warnings)


def _call_notes(call: Call) -> tuple[str, ...]:
    notes = []
    if call.phase_set and call.haplotype is not None:
        notes.append(f"phased: copy {call.haplotype + 1} of set {call.phase_set}")
    if call.de_novo_flag or call.de_novo_quality is not None:
        quality = "" if call.de_novo_quality is None else f" {call.de_novo_quality:g}"
        notes.append(f"caller's de novo verdict: {call.de_novo_flag or 'quality'}{quality}")
    return tuple(notes)
