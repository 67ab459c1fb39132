"""Tiering of a case beyond small variants: losses and gains, repeats, and pairs across the types, joined to the small ones."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from carrel.care.genomes.values import FamilyVariant
from carrel.care.interpretation.rules import candidates, cross_type, repeats, structural
from carrel.care.interpretation.rules.cross_type import ExtraEvent
from carrel.care.interpretation.rules.frequency import DEFAULT_PROFILE, PROFILES
from carrel.care.interpretation.rules.kinship import kinship
from carrel.care.interpretation.rules.observations import without_y
from carrel.care.interpretation.rules.small_hits import small_hits
from carrel.care.interpretation.rules.tiering import Tiering
from carrel.care.interpretation.values import NotExamined, TieredVariant
from carrel.care.participants.values import Family
from carrel.foundation.knowledge.values import Panel
from carrel.foundation.vocabulary.genome import Assembly
from carrel.foundation.vocabulary.inheritance import Penetrance


@dataclass(frozen=True, slots=True)
class Files:
    """What was read of a case, each variant's calls in the order of `people`. None: the case has no such file."""

    small: Sequence[FamilyVariant]
    structural: Sequence[FamilyVariant] | None
    repeats: Sequence[FamilyVariant] | None


def with_other_types(  # noqa: PLR0913 - everything that the result depends on, and nothing hidden
    small: Tiering,
    files: Files,
    people: tuple[str, ...],
    family: Family,
    panels: Sequence[Panel],
    x_copies: Mapping[str, int],
    karyotype: Mapping[str, str],
    assembly: Assembly,
    incomplete: bool,
    profile: str = DEFAULT_PROFILE,
) -> tuple[Tiering, tuple[NotExamined, ...]]:
    """The tiering of all types, and what panels ask for that nobody could look at.

    `small` is the outcome of `tiering.tier` with the same arguments. Small variants come first, then losses and gains, then
    repeats. A variant that has a tier only through a partner of another type leaves carriers and traces.
    """
    read, counted = files.structural or (), files.repeats or ()
    copies, copy_traces = structural.tier_copy_number(read, people, family, panels, assembly, x_copies)
    repeated, repeat_traces = repeats.tier_repeats(counted, people, family, panels, assembly, x_copies)
    wanted = frozenset(event.hgnc_id for item in copies for event in item.events) | _asked_repeats(panels, counted)
    setting = candidates.Setting(
        people, kinship(family, x_copies), without_y(family, karyotype), assembly, PROFILES[profile]
    )
    extra = cross_type.pairs(
        small_hits(files.small, setting, panels, wanted),
        copies,
        read,
        counted,
        repeats.Setting(people, family, assembly, x_copies),
        panels,
        (Penetrance.COMPLETE, Penetrance.INCOMPLETE) if incomplete else (Penetrance.COMPLETE,),
    )
    extra = numbered(extra, 1 + _last_group(small.variants))
    variants = cross_type.add_events((*small.variants, *copies, *repeated), extra)
    tiered = {str(item.variant.key) for item in variants}
    traces = (*small.traces, *copy_traces, *repeat_traces)
    single = (*small.carriers, *(trace for trace in repeat_traces if trace.rule == "carrier_only"))
    outcome = Tiering(
        tuple(sorted(variants, key=_type_order)),
        tuple(trace for trace in single if trace.variant not in tiered),
        tuple(trace for trace in traces if trace.variant not in tiered and trace.rule != "carrier_only"),
    )
    return outcome, _not_examined(files, people, family, panels, assembly)


def _asked_repeats(panels: Sequence[Panel], counted: Sequence[FamilyVariant]) -> frozenset[str]:
    return frozenset(repeat.hgnc_id for panel in panels for repeat in panel.repeats) if counted else frozenset()


def _type_order(item: TieredVariant) -> int:
    kinds = ("small", "copy_number", "structural", "repeat")
    return kinds.index(item.variant.kind.value)


def _last_group(tiered: Sequence[TieredVariant]) -> int:
    return max((event.group or 0 for item in tiered for event in item.events), default=0)


def numbered(extra: Sequence[ExtraEvent], first: int) -> tuple[ExtraEvent, ...]:
    """The events with the numbers of their groups, from `first` on: variants that pairs connect share a number."""
    group: dict[str, str] = {}

    def root(name: str) -> str:
        while group.setdefault(name, name) != name:
            name = group[name]
        return name

    for item in extra:
        for partner in item.event.partners:
            group[root(partner)] = root(str(item.variant.key))
    roots = list(dict.fromkeys(root(str(item.variant.key)) for item in extra))
    return tuple(
        replace(item, event=replace(item.event, group=first + roots.index(root(str(item.variant.key)))))
        for item in extra
    )


def _not_examined(
    files: Files, people: tuple[str, ...], family: Family, panels: Sequence[Panel], assembly: Assembly
) -> tuple[NotExamined, ...]:
    annotated = any(variant.consequences for variant in files.structural or ())
    given = files.structural is not None
    return (
        *structural.not_examined(panels, given, annotated, assembly),
        *repeats.not_examined(panels, files.repeats, people, family, assembly),
    )
