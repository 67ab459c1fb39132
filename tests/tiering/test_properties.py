"""What must hold of tiering in every family, over generated families, genotypes and panels."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from carrel.care.interpretation.rules import segregation, tiering
from carrel.care.interpretation.rules.reasons import ORDER
from carrel.care.interpretation.values import Locus, Observation
from carrel.care.participants.values import Family, Person
from carrel.foundation.vocabulary.genome import Region
from carrel.foundation.vocabulary.inheritance import Affection, ModeOfInheritance, Penetrance, Rating, Sex, Zygosity
from tests.tiering.builders import effect, gene, panel, tier, variant, x_copies


pytestmark = pytest.mark.row("M7")

PEDIGREE = {  # person: father, mother, sex where parenthood tells it
    "p": ("f", "m", ""), "f": ("g", "h", "M"), "m": ("", "", "F"), "s": ("f", "m", ""), "g": ("", "", "M"), "h": ("", "", "F"),
}  # fmt: skip
AFFECTIONS = list(Affection)
PLACES = {Region.AUTOSOMAL: "1:1000", Region.X: "X:50000000", Region.PSEUDOAUTOSOMAL: "X:200000", Region.Y: "Y:10000000", Region.MITOCHONDRIAL: "MT:3243"}  # fmt: skip
MODES = [*ModeOfInheritance, ""]


@st.composite
def families(draw: st.DrawFn) -> Family:
    """The proband with any of two parents, a sibling and two grandparents."""
    there = ["p"] + [person for person in list(PEDIGREE)[1:] if draw(st.booleans())]
    members = []
    for person in there:
        father, mother, sex = PEDIGREE[person]
        stated = Sex.MALE if (sex or draw(st.sampled_from("MF"))) == "M" else Sex.FEMALE
        affection = Affection.AFFECTED if person == "p" else draw(st.sampled_from(AFFECTIONS))
        members.append(
            Person(person, stated, affection, father if father in there else "", mother if mother in there else "")
        )
    return Family("family", "p", tuple(members))


def classes(region: Region, one_x: bool) -> list[Zygosity]:
    if region is Region.Y or (region is Region.X and one_x):
        return [Zygosity.REFERENCE, Zygosity.HEMIZYGOUS, Zygosity.HETEROZYGOUS, Zygosity.MISSING]
    return [Zygosity.REFERENCE, Zygosity.HETEROZYGOUS, Zygosity.HOMOZYGOUS, Zygosity.MISSING]


@st.composite
def loci(draw: st.DrawFn, of: Family, region: Region) -> Locus:
    seen = {}
    for person in of.members:
        zygosity = draw(st.sampled_from(classes(region, person.sex is Sex.MALE)))
        phase = draw(st.sampled_from([(), ("1", 0), ("1", 1)])) if zygosity is Zygosity.HETEROZYGOUS else ()
        seen[person.id] = Observation(zygosity, *phase)
    return Locus(region, seen, draw(st.booleans()))


def found(of: Family, pair: tuple[Locus, Locus], penetrance: Penetrance = Penetrance.COMPLETE) -> set[str]:
    return set(segregation.passed(pair[0], pair[1:], of, x_copies(of), penetrance))


def drawn(data: st.DataObject) -> tuple[Family, tuple[Locus, Locus]]:
    of, region = data.draw(families()), data.draw(st.sampled_from(list(Region)))
    return of, (data.draw(loci(of, region)), data.draw(loci(of, region)))


def without(locus: Locus, person: str) -> Locus:
    return replace(locus, observations=dict(locus.observations) | {person: Observation(Zygosity.MISSING)})


@settings(max_examples=150, deadline=None, derandomize=True)
@given(st.data())
def test_an_uncertain_member_who_is_nobodys_parent_changes_nothing(data):
    of, pair = drawn(data)
    stranger = Person("u", data.draw(st.sampled_from([Sex.MALE, Sex.FEMALE])), Affection.UNCERTAIN, "", "")
    larger = replace(of, members=(*of.members, stranger))
    seen = [data.draw(loci(larger, locus.region)).observations["u"] for locus in pair]
    more = tuple(
        replace(locus, observations=dict(locus.observations) | {"u": own})
        for locus, own in zip(pair, seen, strict=True)
    )
    for penetrance in Penetrance:
        assert found(of, pair, penetrance) == found(larger, more, penetrance)


@settings(max_examples=150, deadline=None, derandomize=True)
@given(st.data())
def test_incomplete_penetrance_passes_whatever_complete_does(data):
    of, pair = drawn(data)
    assert found(of, pair) <= found(of, pair, Penetrance.INCOMPLETE)


@settings(max_examples=300, deadline=None, derandomize=True)
@given(st.data())
def test_losing_a_relatives_genotype_fails_no_filter_but_those_that_ask_for_both_parents(data):
    of, pair = drawn(data)
    lost = data.draw(st.sampled_from([person for person in of.ids if person != "p"] or ["p"]))
    if lost == "p":
        return
    asking = {"deNovo", "UniparentalIsodisomy"}
    assert found(of, pair) - asking <= found(of, tuple(without(locus, lost) for locus in pair))


@settings(max_examples=150, deadline=None, derandomize=True)
@given(st.data())
def test_not_sequenced_and_missing_are_the_same_for_single_variants(data):
    of, (locus, _) = drawn(data)
    person = data.draw(st.sampled_from(of.ids))
    unsequenced = replace(locus, observations={who: seen for who, seen in locus.observations.items() if who != person})
    for penetrance in Penetrance:
        one, two = (
            segregation.passed(form, (), of, x_copies(of), penetrance) for form in (unsequenced, without(locus, person))
        )
        assert one == two


@settings(max_examples=150, deadline=None, derandomize=True)
@given(st.data())
def test_a_pair_reads_the_same_from_both_ends(data):
    of, (one, two) = drawn(data)
    for penetrance in Penetrance:
        forwards = segregation.pair_passes(one, two, of, x_copies(of), penetrance)
        assert forwards == segregation.pair_passes(two, one, of, x_copies(of), penetrance)


@settings(max_examples=100, deadline=None, derandomize=True)
@given(st.data())
def test_nothing_passes_that_the_proband_does_not_carry(data):
    of, (locus, partner) = drawn(data)
    clean = replace(locus, observations=dict(locus.observations) | {"p": Observation(Zygosity.REFERENCE)})
    assert not found(of, (clean, partner), Penetrance.INCOMPLETE)


# From genotypes to tiers

GENOTYPES = ["0/0", "0/1", "1/1", "./.", "0|1", "1|0"]
TERMS = ["stop_gained", "missense_variant", "synonymous_variant", "non_coding_transcript_exon_variant"]


@st.composite
def cases(draw: st.DrawFn) -> tuple[Family, list, list]:
    of, place = draw(families()), draw(st.sampled_from(sorted(PLACES.values())))
    chromosome, position = place.split(":")
    variants = []
    for number in range(draw(st.integers(1, 4))):
        effects = [
            effect(draw(st.sampled_from(TERMS)), gene=draw(st.sampled_from("12")), biotype=draw(st.sampled_from(["protein_coding", "lncRNA"])))
            for _ in range(draw(st.integers(0, 2)))
        ]  # fmt: skip
        calls = [draw(st.sampled_from(GENOTYPES)) for _ in of.members]
        rarity = {"gnomad_exomes:NFE": draw(st.sampled_from([0.0, 0.0005, 0.005, 0.05]))}
        known = draw(st.sampled_from(["", "", "pathogenic"]))
        variants.append(
            variant(calls, *effects, at=f"{chromosome}:{int(position) + number}", frequencies=rarity, clinvar=known)
        )
    rows = [
        gene(
            draw(st.sampled_from("12")),
            draw(st.sampled_from(MODES)),
            draw(st.sampled_from([Rating.GREEN, Rating.AMBER])),
        )
        for _ in range(draw(st.integers(0, 3)))
    ]
    return of, variants, [panel(*rows)]


def best(result: tiering.Tiering) -> dict[str, str]:
    return {str(one.variant.key): one.tier.value for one in result.variants}


@settings(max_examples=200, deadline=None, derandomize=True)
@given(cases())
def test_every_variant_is_tiered_or_has_exactly_one_trace(case):
    of, variants, panels = case
    result = tier(of, variants, *panels)
    named = [str(one.variant.key) for one in result.variants] + [
        one.variant for one in (*result.carriers, *result.traces)
    ]
    assert sorted(named) == sorted(str(one.key) for one in variants)
    assert {trace.rule for trace in (*result.carriers, *result.traces)} <= set(ORDER)
    assert {trace.rule for trace in result.carriers} <= {"carrier_only"}
    for one in result.variants:
        assert one.tier == min(event.tier for event in one.events)
        assert len(
            {(e.hgnc_id, e.panel, e.mode_of_inheritance, e.segregation, e.penetrance) for e in one.events}
        ) == len(one.events)
        for event in one.events:
            assert bool(event.partners) == ("CompoundHeterozygous" in event.segregation) == (event.group is not None)


@settings(max_examples=100, deadline=None, derandomize=True)
@given(cases())
def test_asking_for_incomplete_penetrance_never_lowers_a_tier(case):
    of, variants, panels = case
    complete, both = best(tier(of, variants, *panels)), best(tier(of, variants, *panels, incomplete=True))
    assert all(both[name] <= reached for name, reached in complete.items())


@settings(max_examples=100, deadline=None, derandomize=True)
@given(cases())
def test_a_rarer_variant_never_has_a_lower_tier(case):
    of, variants, panels = case
    rarer = [replace(one, frequencies=()) for one in variants]
    reached, then = best(tier(of, variants, *panels)), best(tier(of, rarer, *panels))
    assert all(then.get(name, "9") <= was for name, was in reached.items())


@settings(max_examples=100, deadline=None, derandomize=True)
@given(cases())
def test_making_a_known_variant_unknown_never_raises_its_tier(case):
    of, variants, panels = case
    unknown = [replace(one, significances=()) for one in variants]
    reached, then = best(tier(of, variants, *panels)), best(tier(of, unknown, *panels))
    assert all(reached.get(name, "9") <= was for name, was in then.items())


@settings(max_examples=100, deadline=None, derandomize=True)
@given(cases(), st.randoms(use_true_random=False))
def test_the_order_of_the_variants_does_not_matter(case, shuffler):
    of, variants, panels = case
    mixed = list(variants)
    shuffler.shuffle(mixed)
    one, two = tier(of, variants, *panels), tier(of, mixed, *panels)

    def content(result):
        return {
            str(v.variant.key): [replace(e, group=None, partners=tuple(sorted(e.partners))) for e in v.events]
            for v in result.variants
        }

    assert {name: set(events) for name, events in content(one).items()} == {n: set(e) for n, e in content(two).items()}
    assert {trace.variant: trace.rule for trace in one.traces} == {trace.variant: trace.rule for trace in two.traces}


def test_a_gene_with_many_candidates_is_not_capped():
    of = Family("family", "p", (Person("p", Sex.FEMALE, Affection.AFFECTED),))
    many = [variant(["0/1"], at=f"1:{place}") for place in range(1, 301)]
    result = tier(of, many, panel(gene(mode=ModeOfInheritance.BIALLELIC)))
    assert {len(one.best.partners) for one in result.variants} == {299}
    assert {one.best.group for one in result.variants} == {1}
