"""Two hits of different types in a recessive gene are found, as far as the parents' genotypes allow."""

from __future__ import annotations

from dataclasses import replace

import pytest

from carrel.care.genomes.values import Call, FamilyVariant
from carrel.care.interpretation.rules.copies import span
from carrel.care.interpretation.rules.cross_type import (
    ExtraEvent,
    SmallHit,
    add_events,
    counts_pairs,
    lies_within,
    loss_locus,
    pairs,
)
from carrel.care.interpretation.rules.observations import observation
from carrel.care.interpretation.rules.repeats import tier_repeats
from carrel.care.interpretation.rules.structural import tier_copy_number
from carrel.care.interpretation.values import Event, Locus, TieredVariant
from carrel.care.participants.values import Family
from carrel.foundation.knowledge.values import Panel
from carrel.foundation.vocabulary.genome import Assembly, VariantKey, region_of
from carrel.foundation.vocabulary.inheritance import (
    ModeOfInheritance,
    Penetrance,
    Rating,
    SegregationFilter,
    Sex,
    Tier,
    Zygosity,
)
from tests.structural.builders import (
    BIALLELIC,
    DOMINANT,
    HET,
    HOM,
    NONE,
    REF,
    TRIO,
    X_RECESSIVE,
    copy_number,
    gene,
    panel,
    repeat,
    repeat_record,
    setting,
    trio,
)


pytestmark = pytest.mark.row("M7")
G38 = Assembly.GRCH38
RECESSIVE = panel(genes=[gene(mode=BIALLELIC)])
BESIDE, INSIDE = 170_000, 120_000  # of the test loss, 90,001 to 150,000; both in the gene, 100,000 to 200,000


def small(calls: tuple[Call, ...], position: int = BESIDE, chromosome: str = "1", symbol: str = "GENE1") -> SmallHit:
    variant = FamilyVariant(VariantKey(chromosome, position, "C", "T"), calls)
    place = region_of(G38, chromosome, position)
    seen = {person: observation(call, place, False) for person, call in zip(TRIO, calls, strict=True)}
    return SmallHit(variant, Locus(place, seen), f"HGNC:{symbol}", Tier.TWO, "missense_variant", "T1")


def found(
    hit: SmallHit, *losses: FamilyVariant, on: Panel = RECESSIVE, family: Family | None = None, incomplete: bool = False
) -> tuple[ExtraEvent, ...]:
    family = family or trio()
    tiered, _ = tier_copy_number(losses, TRIO, family, [on], G38)
    modes = (Penetrance.COMPLETE, Penetrance.INCOMPLETE) if incomplete else (Penetrance.COMPLETE,)
    return pairs([hit], tiered, losses, (), setting(family), [on], modes)


def loss(*calls: Call, **more: object) -> FamilyVariant:
    return copy_number(calls=calls, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("variant", "lost", "passes"),
    [
        ((HET, HET, REF), (HET, REF, HET), True), ((HET, REF, HET), (HET, HET, REF), True),
        ((HET, HET, REF), (HET, HET, REF), False), ((HET, NONE, NONE), (HET, NONE, NONE), True),
        ((HET, HET, NONE), (HET, NONE, NONE), True), ((HET, HET, REF), (HET, REF, REF), True),  # the loss is new
        ((HET, REF, REF), (HET, REF, HET), True), ((HET, REF, REF), (HET, REF, REF), False),  # both new: not explained
        ((HET, HET, HET), (HET, REF, HET), False), ((REF, HET, REF), (HET, REF, HET), False),
        ((HOM, HET, HET), (HET, REF, HET), False),
    ],
)  # fmt: skip
def test_a_small_variant_beside_a_loss(variant: tuple[Call, ...], lost: tuple[Call, ...], passes: bool) -> None:
    events = found(small(variant), loss(*lost))
    assert [item.event.rule for item in events] == (["cross_small_and_loss"] * 2 if passes else [])


def test_both_variants_get_an_event_with_their_own_tier_and_name_each_other() -> None:
    one, two = found(small((HET, HET, REF)), loss(HET, REF, HET))
    assert (one.event.tier, two.event.tier) == (Tier.TWO, Tier.A)
    assert one.event.partners == ("1:90000:N:<DEL>",)
    assert two.event.partners == ("1:170000:C:T",)
    assert one.event.segregation is SegregationFilter.COMPOUND_HETEROZYGOUS
    assert one.event.justification == (
        "Classified as: Tier2, passed the CompoundHeterozygous segregation filter with 1:90000:N:<DEL>"
    )
    assert (one.event.consequence, one.event.panel, one.event.flags) == ("missense_variant", "1@2.3", ())


def test_without_genotypes_of_parents_the_phase_is_flagged_as_unknown() -> None:
    events = found(small((HET, NONE, NONE)), loss(HET, NONE, NONE))
    assert {item.event.flags for item in events} == {("phase_unknown",)}
    assert {item.event.missing for item in events} == {("father", "mother")}


def test_a_homozygous_call_within_a_heterozygous_loss_is_an_apparent_homozygote() -> None:
    events = found(small((HOM, HET, REF), INSIDE), loss(HET, REF, HET))
    assert {item.event.rule for item in events} == {"cross_apparent_homozygote"}
    assert found(small((HOM, HET, REF), BESIDE), loss(HET, REF, HET)) == ()
    assert found(small((HOM, REF, HET), INSIDE), loss(HET, REF, HET)) == ()  # the mother cannot give both
    assert found(small((HOM, HET, HOM), INSIDE), loss(HET, REF, HET)) == ()  # nor a mother who has it beside her loss
    assert found(small((HOM, HET, HET), INSIDE), loss(HOM, HET, HET)) == ()  # nothing is left to be read


def test_a_heterozygous_call_within_a_heterozygous_loss_is_flagged_as_contradictory() -> None:
    events = found(small((HET, HET, REF), INSIDE), loss(HET, REF, HET))
    assert {item.event.flags for item in events} == {("heterozygous_within_loss",)}


@pytest.mark.parametrize(
    "on",
    [panel(genes=[gene(mode=DOMINANT)]), panel(genes=[gene(mode=BIALLELIC, rating=Rating.AMBER)]),
     panel(genes=[gene(mode="Unknown")]), panel(genes=[gene("GENE2", BIALLELIC)]), panel()],
)  # fmt: skip
def test_only_green_biallelic_genes_count(on: Panel) -> None:
    assert found(small((HET, HET, REF)), loss(HET, REF, HET), on=on) == ()


@pytest.mark.parametrize(
    "lost",
    [loss(HET, REF, HET, kind="DUP"), loss(HET, REF, HET, filter="q10"), loss(REF, REF, HET),
     loss(HET, REF, HET, copy_number_frequencies=(("CNV_AF", 0.02), ("CNV_AUC", 0.02)))],
)  # fmt: skip
def test_only_tier_a_losses_count(lost: FamilyVariant) -> None:
    assert found(small((HET, HET, REF)), lost) == ()


def test_modes_that_count_pairs() -> None:
    assert {mode.name for mode in ModeOfInheritance if counts_pairs(mode.value)} == {
        "BIALLELIC", "BOTH", "BOTH_BIALLELIC_MORE_SEVERE", "X_LINKED_BIALLELIC_IN_FEMALES",
    }  # fmt: skip
    assert not counts_pairs("")


def test_a_girl_has_x_linked_pairs_and_a_boy_has_none() -> None:
    on = panel(genes=[gene(mode=X_RECESSIVE, where="X:50000000-50200000")])
    lost = copy_number(50_000_000, 50_060_000, calls=(HET, REF, HET), chromosome="X")
    hit = small((HET, REF, REF), 50_100_000, "X")
    girl = found(hit, lost, on=on, family=trio(Sex.FEMALE))
    assert {item.event.segregation for item in girl} == {SegregationFilter.X_LINKED_COMPOUND_HETEROZYGOUS}
    assert found(hit, lost, on=on, family=trio(Sex.MALE)) == ()


def test_each_penetrance_that_passes_gives_its_own_event() -> None:
    family = trio()
    both = found(small((HET, HET, REF)), loss(HET, REF, HET), incomplete=True)
    assert [item.event.penetrance.value for item in both] == ["complete", "complete", "incomplete", "incomplete"]
    sister = replace(family, members=(*family.members, replace(family.members[0], id="sister")))
    assert len(found(small((HET, HET, REF)), loss(HET, REF, HET), family=sister)) == 2


def test_a_parents_own_record_of_the_same_loss_speaks_for_the_parent() -> None:
    mine, mothers = loss(HET, NONE, NONE), loss(NONE, NONE, HET)
    mothers = replace(mothers, key=replace(mothers.key, position=91_000), end=151_000)
    locus = loss_locus(mine, (mine, mothers), setting())
    assert [locus.observations[person].zygosity for person in TRIO] == [
        Zygosity.HETEROZYGOUS, Zygosity.MISSING, Zygosity.HETEROZYGOUS,
    ]  # fmt: skip
    assert found(small((HET, REF, HET)), mine, mothers) == ()  # the mother gave both
    elsewhere = replace(mothers, key=replace(mothers.key, position=400_000), end=460_000)
    assert len(found(small((HET, REF, HET)), mine, elsewhere)) == 2


def test_copy_numbers_stand_for_genotypes_where_there_are_none() -> None:
    lost = copy_number(kind="CNV", calls=(Call(copy_number=1), Call(copy_number=2), Call(copy_number=1)))
    seen = loss_locus(lost, (), setting()).observations
    assert [seen[person].zygosity for person in TRIO] == [
        Zygosity.HETEROZYGOUS, Zygosity.REFERENCE, Zygosity.HETEROZYGOUS,
    ]  # fmt: skip
    whole = copy_number(kind="CNV", calls=(Call(copy_number=0), Call(copy_number=4), Call()))
    seen = loss_locus(whole, (), setting()).observations
    assert [seen[person].zygosity for person in TRIO] == [Zygosity.HOMOZYGOUS, Zygosity.REFERENCE, Zygosity.MISSING]


FXN = panel(genes=[gene("FXN", BIALLELIC, "9:69035000-69080000")], repeats=[repeat("FXN_GAA")])


def with_repeat(
    hit: SmallHit | None, record: FamilyVariant, *losses: FamilyVariant, on: Panel = FXN
) -> tuple[ExtraEvent, ...]:
    tiered, _ = tier_copy_number(losses, TRIO, trio(), [on], G38)
    return pairs([hit] if hit else [], tiered, losses, [record], setting(), [on])


@pytest.mark.parametrize(
    ("variant", "counts", "tiers"),
    [
        ((HET, HET, REF), ((9, 900), (9, 9), (9, 100)), ["2", "1"]),
        ((HET, HET, REF), ((9, 40), (9, 9), (9, 40)), ["2", "2"]),
        ((HET, HET, REF), ((9, 33), (9, 9), (9, 33)), []),
        ((HET, HET, REF), ((9, 900), (9, 100), (9, 9)), []),
        ((HET, NONE, NONE), ((9, 900), (), ()), ["2", "1"]),
        ((HET, HET, REF), ((800, 900), (9, 100), (9, 100)), []),
    ],
)  # fmt: skip
def test_an_expansion_with_a_small_variant(
    variant: tuple[Call, ...], counts: tuple[tuple[int, ...], ...], tiers: list[str]
) -> None:
    hit = small(variant, 69_050_000, "9", "FXN")
    events = with_repeat(hit, repeat_record("FXN_GAA", *counts))
    assert [item.event.tier.value for item in events] == tiers
    assert {item.event.penetrance for item in events} <= {Penetrance.INCOMPLETE}
    assert {item.event.rule for item in events} <= {"cross_small_and_repeat"}


def test_an_expansion_over_a_loss_reads_homozygous_and_is_unmasked() -> None:
    lost = copy_number(69_030_000, 69_060_000, calls=(HET, REF, HET), chromosome="9")
    events = with_repeat(None, repeat_record("FXN_GAA", (900, 900), (9, 100), (9, 9)), lost)
    assert [item.event.rule for item in events] == ["cross_apparent_homozygote"] * 2
    beside = copy_number(69_040_000, 69_060_000, calls=(HET, REF, HET), chromosome="9")
    events = with_repeat(None, repeat_record("FXN_GAA", (9, 900), (9, 100), (9, 9)), beside)
    assert [item.event.rule for item in events] == ["cross_repeat_and_loss"] * 2


def test_repeats_that_are_not_green_and_biallelic_make_no_pairs() -> None:
    hit = small((HET, HET, REF), 69_050_000, "9", "FXN")
    record = repeat_record("FXN_GAA", (9, 900), (9, 9), (9, 100))
    for asked in (repeat("FXN_GAA", rating=Rating.AMBER), repeat("FXN_GAA", mode_of_inheritance=DOMINANT),
                  repeat("FXN_GAA", normal_repeats=None)):  # fmt: skip
        assert with_repeat(hit, record, on=replace(FXN, repeats=(asked,))) == ()
    failed = replace(record, calls=(replace(record.calls[0], filter="LowDepth"), *record.calls[1:]))
    assert with_repeat(hit, failed) == ()


def test_extra_events_join_those_that_variants_have_already() -> None:
    hit, lost = small((HOM, HET, REF), INSIDE), loss(HET, REF, HET)
    copy, _ = tier_copy_number([lost], TRIO, trio(), [RECESSIVE], G38)
    disomy = Event(
        Tier.TWO, "GENE1", "HGNC:GENE1", "1@2.3", "Test panel", BIALLELIC, SegregationFilter.UNIPARENTAL_ISODISOMY,
        Penetrance.COMPLETE, "", "T2-MODERATE", "missense_variant",
    )  # fmt: skip
    already = TieredVariant(hit.variant, Tier.TWO, (disomy,))
    extra = found(hit, lost)
    merged = add_events([already, *copy], extra)
    assert [(item.tier, len(item.events)) for item in merged] == [(Tier.TWO, 2), (Tier.A, 2)]
    assert merged[0].events[0].flags == ("explained_by_loss",)
    alone = add_events(copy, extra)
    assert [str(item.variant.key) for item in alone] == ["1:90000:N:<DEL>", "1:120000:C:T"]


def test_an_expansion_keeps_its_carrier_trace_and_gains_a_tier_with_its_partner() -> None:
    record = repeat_record("FXN_GAA", (9, 900), (9, 9), (9, 100))
    tiered, traces = tier_repeats([record], TRIO, trio(), [FXN], G38)
    assert (tiered, [trace.rule for trace in traces]) == ((), ["carrier_only"])
    merged = add_events(tiered, with_repeat(small((HET, HET, REF), 69_050_000, "9", "FXN"), record))
    assert [item.tier for item in merged] == [Tier.TWO, Tier.ONE]


def test_whether_a_variant_lies_within_a_loss() -> None:
    lost = loss(HET, REF, REF)
    start, end = span(lost)

    def at(position: int, reference: str = "C") -> bool:
        return lies_within(FamilyVariant(VariantKey("1", position, reference, "T"), ()), lost)

    assert [at(start - 1), at(start), at(end), at(end + 1), at(end, "CC")] == [False, True, True, False, False]
