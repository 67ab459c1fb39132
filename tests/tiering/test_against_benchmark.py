"""The benchmark's own small reading of the rules, as an oracle over generated small families.

Left out is what docs/reference/segregation.md decides otherwise: affected parents of a compound heterozygote, a new hit
with poor reads, a call on X that nobody gave and the reads do not support, males who carry one of an X pair, the imprinted modes (which count here only where a panel names
them), deNovo for X-linked biallelic genes in males off the X (only hemizygous calls count), and genes called X-linked in the
pseudoautosomal region.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from carrel.care.genomes.values import FamilyVariant
from carrel.foundation.vocabulary.inheritance import ModeOfInheritance, Rating
from tests.tiering.builders import LOF, call, effect, family, gene, panel, tier, variant


pytestmark = pytest.mark.row("M7")

PLACES = {"chr1": "1:1000", "chrX": "X:50000000", "PAR": "X:200000"}
MODES = [str(mode) for mode in ModeOfInheritance if "imprinted (" not in mode] + [""]
TERMS = ["stop_gained", "missense_variant", "splice_region_variant", "start_lost", "synonymous_variant"]


@pytest.fixture(scope="module")
def oracle(benchmark: Path) -> Iterator[ModuleType]:
    """The benchmark's `expected` module, imported from where it lies."""
    sys.path.insert(0, str(benchmark))
    try:
        import expected

        yield expected
    finally:
        sys.path.remove(str(benchmark))


@st.composite
def families(draw: st.DrawFn) -> list[tuple[str, str, bool]]:
    """(role, sex, affected) of a proband, up to two parents, and perhaps a sibling."""
    people = [("proband", draw(st.sampled_from("MF")), True)]
    people += [
        (role, sex, draw(st.integers(0, 3)) == 0)
        for role, sex in (("mother", "F"), ("father", "M"))
        if draw(st.booleans())
    ]
    if draw(st.booleans()):
        people.append(("sibling", draw(st.sampled_from("MF")), draw(st.booleans())))
    return people


@st.composite
def plants(draw: st.DrawFn, people: list[tuple[str, str, bool]], place: str) -> dict[str, object]:
    """A variant: copies by role, consequence, known or not, good reads or not."""
    one_copy = {role for role, sex, _ in people if place == "chrX" and sex == "M"}
    copies = {role: draw(st.integers(0, 1 if role in one_copy else 2)) for role, _, _ in people}
    return {
        "copies": copies, "one_copy": one_copy, "term": draw(st.sampled_from(TERMS)),
        "known": draw(st.integers(0, 4)) == 0, "good": draw(st.integers(0, 4)) > 0,
    }  # fmt: skip


def written(copies: int, one_copy: bool, phased: bool) -> str:
    if one_copy:
        return str(copies)
    return ("0|1" if phased else "0/1") if copies == 1 else f"{copies // 2}/{copies // 2}"


def as_variant(plant: dict, people: list, at: str, phased: bool) -> FamilyVariant:
    calls = [
        written(plant["copies"][role], role in plant["one_copy"], phased and role == "proband") for role, _, _ in people
    ]
    made = [
        call(one, "good" if plant["good"] or role != "proband" else "27,3", phase_set="1")
        for one, (role, _, _) in zip(calls, people, strict=True)
    ]
    return variant(made, effect(plant["term"]), at=at, clinvar="pathogenic" if plant["known"] else "")


def _new_on_x_with_poor_reads(people, one, place) -> bool:  # type: ignore[no-untyped-def]
    """A call on X that nobody gave, and that the reads do not support (one of two copies is new at most)."""
    poor = not one["good"] or (people[0][1] == "F" and one["copies"]["proband"] == 2)
    givers = {"mother"} if people[0][1] == "M" else {"mother", "father"}
    return place == "chrX" and poor and all(one["copies"].get(role) == 0 for role in givers)


def decided_otherwise(people: list, plants_: list[dict], place: str) -> bool:
    """Does the binding document differ from the oracle here?"""
    if len(plants_) == 1:
        return False
    males_carry = any(plant["copies"][role] for plant in plants_ for role, sex, _ in people if sex == "M")
    ill_parent = any(ill for role, _, ill in people if role in ("mother", "father"))
    return ill_parent or not all(plant["good"] for plant in plants_) or (place == "chrX" and males_carry)


@settings(max_examples=600, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_small_families_are_tiered_as_the_benchmark_expects(oracle: ModuleType, data: st.DataObject) -> None:
    lib = sys.modules["benchlib"]
    people, place = data.draw(families()), data.draw(st.sampled_from(sorted(PLACES)))
    drawn = [data.draw(plants(people, place)) for _ in range(data.draw(st.integers(1, 2)))]
    cis = len(drawn) == 2 and data.draw(st.booleans())
    assume(drawn[0]["copies"]["proband"] and not decided_otherwise(people, drawn, place))
    assume(not any(_new_on_x_with_poor_reads(people, one, place) for one in drawn))
    rows = [
        (data.draw(st.sampled_from(MODES)), data.draw(st.sampled_from(["green", "green", "amber"])), data.draw(st.sampled_from(["", "", LOF])))
        for _ in range(data.draw(st.integers(0, 2)))
    ]  # fmt: skip
    assume(
        not (
            place != "chrX"
            and people[0][1] == "M"
            and any("hemizygous mutation in males, bi" in row[0] for row in rows)
        )
    )
    assume(place == "chrX" or not any(row[0].startswith("X-LINKED") for row in rows))
    penetrance = data.draw(st.sampled_from(["complete", "incomplete"]))

    base = int(PLACES[place].split(":")[1])
    planted = [
        oracle.Planted("chr1" if place == "chr1" else "chrX", base + at, one["term"], "protein_coding", one["copies"],
                       one["known"], one["good"], {base + 1 - at} if cis else set())
        for at, one in enumerate(drawn)
    ]  # fmt: skip
    relatives = [oracle.Person(role, "MALE" if sex == "M" else "FEMALE", ill) for role, sex, ill in people]
    their_panels = [_their_panel(lib, str(number), *row) for number, row in enumerate(rows)]
    verdict = oracle.verdict(planted[0], planted[1:], "HGNC:1", relatives, their_panels, penetrance)

    of = family(**{role: _person(role, sex, ill) for role, sex, ill in people})
    ours = [
        panel(gene("1", mode, Rating(rating), mode_of_pathogenicity=mechanism), number=str(number))
        for number, (mode, rating, mechanism) in enumerate(rows)
    ]
    variants = [
        as_variant(one, people, f"{PLACES[place].split(':')[0]}:{base + at}", cis) for at, one in enumerate(drawn)
    ]
    result = tier(of, variants, *ours, incomplete=penetrance == "incomplete")
    got = {tiered.variant.key.position: tiered for tiered in result.variants}.get(base)
    assert (got.tier.value if got else "none") in verdict.accepted_tiers, (verdict, result)
    if got and verdict.tier in ("1", "2"):
        assert {event.segregation.value for event in got.events if event.tier.value in "12"} == {
            name
            for name in verdict.segregation
            if "Imprinted" not in name  # ours count where a panel names them only
        }


def _person(role: str, sex: str, ill: bool) -> str:
    parents = " father mother" if role in ("proband", "sibling") else ""
    return f"{sex}{'+' if ill else '-'}{parents}"


def _their_panel(lib: ModuleType, number: str, mode: str, rating: str, mechanism: str) -> object:
    row = lib.PanelGene("HGNC:1", "GENE1", "3" if rating == "green" else "2", mode, mechanism)
    return lib.Panel(number, "1.0", "", (), frozenset(), {"HGNC:1": [row]})
