"""Tiering of a family's small variants: for each candidate its events, or the first rule that stopped it.

The rules are the tables of the sibling modules; here they are asked in order. Nothing is capped: a variant that this
function is given comes back either tiered, or as a carrier, or with a trace.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from carrel.care.genomes.values import FamilyVariant
from carrel.care.interpretation.rules import candidates, genes, reasons, stops
from carrel.care.interpretation.rules.candidates import Candidate, GeneConsequences, Setting
from carrel.care.interpretation.rules.consequence import most_severe, why_not_counted
from carrel.care.interpretation.rules.events import Subject, events, order
from carrel.care.interpretation.rules.family_passes import FamilyPasses
from carrel.care.interpretation.rules.frequency import DEFAULT_PROFILE, PROFILES
from carrel.care.interpretation.rules.kinship import kinship
from carrel.care.interpretation.rules.observations import without_y
from carrel.care.interpretation.rules.panel_genes import GeneIndex
from carrel.care.interpretation.values import Event, TieredVariant, Trace
from carrel.care.participants.values import Family
from carrel.foundation.knowledge.values import Panel
from carrel.foundation.vocabulary.genome import Assembly
from carrel.foundation.vocabulary.inheritance import Penetrance


@dataclass(frozen=True, slots=True)
class Tiering:
    """The outcome, each part in the order of the variants given. A variant is in exactly one of the three."""

    variants: tuple[TieredVariant, ...]
    carriers: tuple[Trace, ...]  # lone heterozygous variants of genes that are green for biallelic disease only
    traces: tuple[Trace, ...]  # the first rule that stopped each other candidate


def tier(  # noqa: PLR0913 - everything that the result depends on, and nothing hidden
    variants: Sequence[FamilyVariant],
    people: tuple[str, ...],
    family: Family,
    panels: Sequence[Panel],
    x_copies: Mapping[str, int],
    karyotype: Mapping[str, str],
    assembly: Assembly,
    incomplete: bool,
    profile: str = DEFAULT_PROFILE,
) -> Tiering:
    """Tier a family's small variants on the applied panels.

    `people` is the order of the variants' calls. `incomplete` runs incomplete penetrance besides complete, which is always
    run. `profile` is a key of `frequency.PROFILES` (KeyError otherwise). A variant given twice is read once.
    """
    kin = kinship(family, x_copies)
    setting = Setting(people, kin, without_y(family, karyotype), assembly, PROFILES[profile])
    admitted = {str(variant.key): candidates.admit(variant, setting) for variant in variants}
    found = [one for one in admitted.values() if isinstance(one, Candidate)]
    index = GeneIndex(panels, (effect for one in found for effect in one.variant.consequences))
    penetrances = (Penetrance.COMPLETE, Penetrance.INCOMPLETE) if incomplete else (Penetrance.COMPLETE,)
    subjects = _subjects(_gather(found, index, setting), index, FamilyPasses(kin), penetrances)
    made: dict[str, list[Event]] = {}
    stopped: dict[str, list[Trace]] = {}
    for subject in subjects:
        reached = events(subject)
        made.setdefault(subject.candidate.name, []).extend(reached)
        if not reached:
            stopped.setdefault(subject.candidate.name, []).append(stops.why_not(subject, kin))
    return _outcome(admitted, made, stopped)


def _gather(
    found: Sequence[Candidate], index: GeneIndex, setting: Setting
) -> dict[str, list[tuple[Candidate, GeneConsequences]]]:
    """The candidates of each gene, genes in the order in which the variants name them."""
    gathered: dict[str, list[tuple[Candidate, GeneConsequences]]] = {}
    for candidate in found:
        for key, here in candidates.by_gene(candidate, index, setting.profile.extended_moderate):
            gathered.setdefault(key, []).append((candidate, here))
    return gathered


def _subjects(
    gathered: Mapping[str, list[tuple[Candidate, GeneConsequences]]],
    index: GeneIndex,
    family: FamilyPasses,
    penetrances: Sequence[Penetrance],
) -> Iterator[Subject]:
    """Each variant in each of its genes. Compound heterozygous groups are numbered from 1 through the report."""
    number = 0
    for key, members in gathered.items():
        gene = genes.gene_of(index.of(key), members)
        passes = genes.passes(gene, family, penetrances)
        group = genes.groups(passes)
        numbers = {first: number + place for place, first in enumerate(sorted(set(group.values())), 1)}
        number += len(numbers)
        for place, member in enumerate(gene.members):
            in_group = numbers[group[place]] if place in group else None
            yield Subject(gene, member, tuple(passes[place]), in_group)


def _outcome(
    admitted: Mapping[str, Candidate | Trace], made: Mapping[str, list[Event]], stopped: Mapping[str, list[Trace]]
) -> Tiering:
    tiered: list[TieredVariant] = []
    carriers: list[Trace] = []
    traces: list[Trace] = []
    for name, one in admitted.items():
        if isinstance(one, Trace):
            traces.append(one)
        elif reached := made.get(name):
            ranked = tuple(sorted(reached, key=order))
            tiered.append(TieredVariant(one.variant, ranked[0].tier, ranked))
        else:
            last = reasons.furthest(stopped[name]) if name in stopped else _no_consequence(one)
            (carriers if last.rule == "carrier_only" else traces).append(last)
    return Tiering(tuple(tiered), tuple(carriers), tuple(traces))


def _no_consequence(candidate: Candidate) -> Trace:
    worst = most_severe(candidate.variant.consequences)
    said = f"Its most severe consequence, {worst}, is" if worst else "No consequence is annotated, so it is"
    why = why_not_counted(worst, candidate.variant.consequences)
    return reasons.trace(candidate.variant, "consequence", f"{said} {why}, and it is not known pathogenic.")
