"""Asks the reference and the implementation the same question and tells where they differ."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from carrel.care.interpretation.values import Locus
from carrel.care.participants.values import Family
from carrel.foundation.vocabulary.inheritance import Penetrance
from tests.reference import segregation as reference


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
