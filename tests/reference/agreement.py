"""Asks the reference and the implementation the same question and tells where they differ."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from carrel.care.interpretation.rules import tiering
from carrel.care.interpretation.values import Locus
from carrel.care.participants.values import Family
from carrel.foundation.vocabulary.inheritance import Penetrance
from tests.reference import segregation as reference
from tests.reference import tiering as tiering_reference
from tests.reference.variants import DrawnCase


Answer = dict[str, tuple[str, ...]]


def plain(passed: Mapping[object, object]) -> Answer:
    return {str(name): tuple(sorted(flags)) for name, flags in passed.items()}  # type: ignore[call-overload]


def sentence(
    locus: Locus, partners: Sequence[Locus], family: Family, x_copies: Mapping[str, int], penetrance: Penetrance
) -> str:
    """The case in a form that can be read, and pasted into a test."""
    lines = [f"{locus.region.value}, {penetrance.value} penetrance, de novo passed {locus.de_novo_passed}"]
    for member in family.members:
        seen = [
            " ".join(
                str(part)
                for part in (
                    (one.observations[member.id].zygosity.value, one.observations[member.id].phase_set,
                     one.observations[member.id].haplotype)
                    if member.id in one.observations
                    else ("not sequenced",)
                )
                if part not in ("", None)
            )
            for one in (locus, *partners)
        ]  # fmt: skip
        lines.append(
            f"  {member.id}: {member.sex.value} {member.affection.value} nX={x_copies.get(member.id)} "
            f"father={member.father or '-'} mother={member.mother or '-'}: {' | '.join(seen)}"
        )
    lines.append(f"  partners' de novo passed: {[partner.de_novo_passed for partner in partners]}")
    return "\n".join(lines)


def disagreement(
    passed, locus: Locus, partners: Sequence[Locus], family: Family, x_copies: Mapping[str, int], penetrance: Penetrance
) -> tuple[Answer, str]:
    """The reference's answer, and "" or what differs. `passed` is the implementation."""
    wanted = plain(reference.passed(locus, partners, family, x_copies, penetrance))
    got = plain(passed(locus, partners, family, x_copies, penetrance))
    if wanted == got:
        return wanted, ""
    case = sentence(locus, partners, family, x_copies, penetrance)
    only = {name: flags for name, flags in wanted.items() if got.get(name) != flags}
    other = {name: flags for name, flags in got.items() if wanted.get(name) != flags}
    return wanted, f"{case}\n  reference: {only}\n  implementation: {other}"


# Tiering ----------------------------------------------------------------------------------------------------------------

FLAGS = ("moi_unspecified", "moi_mismatch", "lof_not_mechanism")
SEGREGATION_FLAGS = ("hom_in_AD", "parent_of_origin_unknown", "phase_unknown", "upd_region_not_checked")
Seen = list[tuple[str, ...]]


def tiering_disagreement(drawn: DrawnCase, profile: str) -> tuple[Seen, str]:
    """What this family exercised, and "" or the events and carriers that differ."""
    family, copies, karyotype = drawn.drawn.family, drawn.drawn.x_copies, drawn.drawn.karyotype
    extended = profile == "faf95"
    wanted = tiering_reference.expected(
        tiering_reference.Asked(
            drawn.variants, drawn.people, family, drawn.panels, copies, karyotype, drawn.assembly, drawn.incomplete,
            profile, extended,
        )
    )  # fmt: skip
    got = tiering.tier(
        drawn.variants, drawn.people, family, drawn.panels, copies, karyotype, drawn.assembly, drawn.incomplete, profile
    )
    events = {
        tiering_reference.Expected(
            str(one.variant.key), event.hgnc_id, event.tier.value, event.segregation.value, event.mode_of_inheritance,
            event.penetrance.value, event.panel, *(flag in event.flags for flag in FLAGS),
            tuple(flag for flag in event.flags if flag in SEGREGATION_FLAGS), tuple(sorted(event.partners)), event.missing,
        )
        for one in got.variants
        for event in one.events
    }  # fmt: skip
    best = {str(one.variant.key): one.tier for one in got.variants}
    lines = [f"only the reference: {event}" for event in sorted(wanted.events - events, key=str)]
    lines += [f"only the implementation: {event}" for event in sorted(events - wanted.events, key=str)]
    if not lines and best != tiering_reference.best_tiers(wanted.events):
        lines.append(f"tiers of the variants: {best}")
    carriers = {trace.variant for trace in got.carriers}
    if carriers != wanted.carriers:
        lines.append(f"carriers: reference {sorted(wanted.carriers)}, implementation {sorted(carriers)}")
    difference = "\n".join([*lines, tiering_sentence(drawn)]) if lines else ""
    rules = [("rule", event.rule) for one in got.variants for event in one.events]
    return [*rules, *exercised(wanted, profile)], difference


def exercised(outcome: tiering_reference.Outcome, profile: str) -> Seen:
    seen: Seen = [("carrier",) for _ in outcome.carriers]
    for event in outcome.events:
        seen += [("moi", event.mode_of_inheritance), ("segregation", event.segregation), ("tier", profile, event.tier)]
        seen += [("flag", flag) for flag in FLAGS if getattr(event, flag)]
    return seen


def tiering_sentence(drawn: DrawnCase) -> str:
    lines = [f"incomplete {drawn.incomplete}"]
    lines += [
        f"  {member.id}: {member.sex.value} {member.affection.value} nX={drawn.drawn.x_copies[member.id]} "
        f"father={member.father or '-'} mother={member.mother or '-'}"
        for member in drawn.drawn.family.members
    ]
    for variant in drawn.variants:
        lines.append(f"  {variant.key} {variant.frequencies} {variant.significances}")
        lines += [f"    {one.hgnc_id} {one.biotype} {one.terms} splice {one.splice_ai}" for one in variant.consequences]
        lines += [f"    {person}: {call}" for person, call in zip(drawn.people, variant.calls, strict=True)]
    for panel in drawn.panels:
        lines += [
            f"  {panel.reference} {row.hgnc_id} {row.rating.value} {row.mode_of_inheritance!r} {row.biotype} "
            f"{row.mode_of_pathogenicity[:20]}"
            for row in panel.genes
        ]
    return "\n".join(lines)
