"""Losses and gains of the proband get tier A, B or none, with the rule that decided."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carrel.care.genomes.values import Call, Consequence, FamilyVariant, VariantKind
from carrel.care.interpretation.rules.copies import (
    Direction,
    direction,
    expected_copies,
    length,
    overlap,
    reciprocal_overlap,
    span,
)
from carrel.care.interpretation.rules.gene_overlap import location
from carrel.care.interpretation.rules.structural import Calls, Carried, exceeds, not_examined, tier_copy_number
from carrel.care.interpretation.rules.structural_rows import ROWS, RULES, threshold
from carrel.care.interpretation.values import TieredVariant, Trace
from carrel.care.participants.values import Family
from carrel.foundation.knowledge.values import Panel
from carrel.foundation.vocabulary.genome import Assembly, VariantKey
from carrel.foundation.vocabulary.inheritance import Rating, SegregationFilter, Sex, Tier
from tests.structural.builders import HET, HOM, NONE, REF, TRIO, copy_number, gene, panel, region, trio


pytestmark = pytest.mark.row("M7")
G38 = Assembly.GRCH38
GENES = panel(genes=[gene()])
REGIONS = panel(regions=[region()])
COMMON = (("CNV_AF", 0.02), ("CNV_AUC", 0.03))


def tiered(
    *variants: FamilyVariant, on: Panel = GENES, family: Family | None = None
) -> tuple[tuple[TieredVariant, ...], tuple[Trace, ...]]:
    return tier_copy_number(variants, TRIO, family or trio(), [on], G38)


def outcome(*variants: FamilyVariant, on: Panel = GENES) -> str:
    """The tier of the first variant, or the rule that stopped it, or "" where neither speaks."""
    results, traces = tiered(*variants, on=on)
    key = str(variants[0].key)
    tiers = [item.tier.value for item in results if str(item.variant.key) == key]
    rules = [trace.rule for trace in traces if trace.variant == key]
    return (tiers + rules + [""])[0]


def in_region(percent: float, kind: str = "DEL", **more: object) -> FamilyVariant:
    """A variant over this share of the test panel's region of one million bases."""
    return copy_number(1_000_000, 1_000_000 + round(percent * 10_000), kind, chromosome="22", **more)


def effect(*terms: str, symbol: str = "GENE1", biotype: str = "protein_coding", transcript: str = "T1") -> Consequence:
    return Consequence(symbol, f"HGNC:{symbol}", "", transcript, biotype, terms)


@pytest.mark.parametrize(
    ("variant", "expected"),
    [
        (in_region(60), "A"), (in_region(59.9), "B"), (in_region(100, "DUP"), "B"), (in_region(30, "DUP"), "cnv_two_conditions"),
        (in_region(100, copy_number_frequencies=COMMON), "B"),
        (in_region(100, copy_number_frequencies=(("CNV_AF", 0.02), ("CNV_AUC", 0.001))), "A"),
        (in_region(100, copy_number_frequencies=(("CNV_AF", 0.9),)), "A"),
        (in_region(100, copy_number_frequencies=(("CNV_AF", 0.051), ("CNV_AUC", 0.06))), "cnv_common"),
        (in_region(100, copy_number_frequencies=(("CNV_AF", 0.05), ("CNV_AUC", 0.9))), "B"),
        (in_region(30, copy_number_frequencies=COMMON), "cnv_two_conditions"),
        (in_region(100, filter="q10"), "cnv_filter"), (in_region(100, filter=""), "A"),
        (in_region(100, calls=(REF, HET, HET)), ""), (in_region(100, calls=(NONE, HET, HET)), ""),
        (in_region(100, calls=(HOM, REF, REF)), "A"),
    ],
)  # fmt: skip
def test_green_regions(variant: FamilyVariant, expected: str) -> None:
    assert outcome(variant, on=REGIONS) == expected


@pytest.mark.parametrize(
    ("asked", "kind", "expected"),
    [("cnv_gain", "DUP", "A"), ("cnv_gain", "DEL", "B"), ("cnv_both", "DUP", "A"), ("cnv_both", "DEL", "A"),
     ("small", "DEL", "cnv_no_green_overlap")],
)  # fmt: skip
def test_the_type_that_the_region_asks_for(asked: str, kind: str, expected: str) -> None:
    assert outcome(in_region(100, kind), on=panel(regions=[region(asked)])) == expected


def test_a_region_without_a_required_overlap_never_gives_tier_a() -> None:
    (item,), _ = tiered(in_region(100), on=panel(regions=[region(required=None)]))
    assert item.tier is Tier.B
    assert "overlap_unspecified" in item.best.flags


@pytest.mark.parametrize(
    ("size", "callers", "expected"),
    [(10_001, 1, "A"), (10_000, 1, "cnv_callers"), (10_000, 2, "A"), (2_000, 2, "A"), (1_999, 3, "cnv_size")],
)
def test_size_and_callers(size: int, callers: int, expected: str) -> None:
    names = ("canvas", "manta", "tiddit")[:callers]
    assert outcome(copy_number(110_000, 110_000 + size, caller_names=names)) == expected
    assert outcome(copy_number(110_000, 110_000 + size, caller_names=(), callers=callers)) == expected


@pytest.mark.parametrize(
    ("start", "end", "more", "expected"),
    [
        (110_000, 116_000, {}, "A"), (113_000, 119_000, {}, "A"), (113_001, 119_001, {}, "cnv_callers"),
        (110_000, 122_000, {}, "A"), (110_000, 122_001, {}, "cnv_callers"),
        (110_000, 116_000, {"kind": "DUP"}, "cnv_callers"), (110_000, 116_000, {"filter": "q10"}, "cnv_callers"),
        (110_000, 116_000, {"calls": (REF, HET, REF)}, "cnv_callers"), (110_000, 116_000, {"chromosome": "2"}, "cnv_callers"),
        (110_000, 116_000, {"caller_names": ("manta",)}, "cnv_callers"),
    ],
)  # fmt: skip
def test_two_records_of_different_callers_agree_from_half_reciprocal_overlap(
    start: int, end: int, more: dict[str, object], expected: str
) -> None:
    other = copy_number(start, end, **{"caller_names": ("canvas",), **more})  # type: ignore[arg-type]
    other = replace(other, key=replace(other.key, reference="T"))  # another key, so that outcomes are told apart
    assert outcome(copy_number(110_000, 116_000), other) == expected


@pytest.mark.parametrize(
    ("consequences", "expected"),
    [
        ((), "A"), ((effect("transcript_ablation"),), "A"), ((effect("intron_variant", "feature_truncation"),), "B"),
        ((effect("intron_variant"), effect("coding_sequence_variant", transcript="T2")), "A"),
        ((effect("intron_variant"), effect("non_coding_transcript_exon_variant", biotype="retained_intron")), "B"),
        ((effect("upstream_gene_variant"),), "B"),
        ((effect("non_coding_transcript_exon_variant", biotype="lncRNA"),), "A"), ((effect("intron_variant", biotype="lncRNA"),), "B"), ((effect("stop_gained", symbol="GENE2"),), "A"),
    ],
)  # fmt: skip
def test_green_genes_by_location_and_annotation(consequences: tuple[Consequence, ...], expected: str) -> None:
    assert outcome(copy_number(consequences=consequences)) == expected


def test_a_gene_without_location_is_found_by_its_annotation_alone() -> None:
    on = panel(genes=[gene(where="")])
    assert outcome(copy_number(), on=on) == "cnv_no_green_overlap"
    assert outcome(copy_number(consequences=(effect("feature_truncation", "coding_sequence_variant"),)), on=on) == "A"
    assert outcome(copy_number(consequences=(effect("downstream_gene_variant"),)), on=on) == "cnv_no_green_overlap"


def test_a_variant_that_swallows_a_gene_needs_no_annotation_to_hit_its_exons() -> None:
    (whole,), _ = tiered(copy_number(90_000, 210_000))
    assert (whole.best.consequence, "exons_not_examined" in whole.best.flags) == ("transcript_ablation", False)
    (part,), _ = tiered(copy_number(90_000, 150_000, "DUP"))
    assert (part.best.consequence, "exons_not_examined" in part.best.flags) == ("copy_number_gain", True)


def test_a_gene_without_hgnc_id_is_joined_by_symbol() -> None:
    on = panel(genes=[gene(where="", hgnc_id="")])
    assert outcome(copy_number(consequences=(effect("coding_sequence_variant"),)), on=on) == "A"


def test_a_tier_a_event_names_the_most_severe_effect_of_the_preferred_transcript() -> None:
    effects = (
        effect("intron_variant", transcript="T1"),
        effect("coding_sequence_variant", "intron_variant", transcript="T3"),
        replace(effect("coding_sequence_variant", transcript="T9"), mane_select="NM_1.2"),
    )
    (item,), _ = tiered(copy_number(consequences=effects))
    assert (item.best.consequence, item.best.transcript) == ("coding_sequence_variant", "T9")


@pytest.mark.parametrize("rating", [Rating.AMBER, Rating.RED, Rating.NO_LIST])
def test_only_green_entries_count(rating: Rating) -> None:
    assert outcome(copy_number(), on=panel(genes=[gene(rating=rating)])) == "cnv_no_green_overlap"
    assert outcome(in_region(100), on=panel(regions=[region(rating=rating)])) == "cnv_no_green_overlap"


def test_the_highest_stream_wins_and_every_pass_is_an_event() -> None:
    on = panel(genes=[gene(where="22:1000100-1000200")], regions=[region()])
    (item,), _ = tiered(in_region(30), on=on)
    assert [(event.tier, event.rule) for event in item.events] == [(Tier.A, "cnv_a_gene"), (Tier.B, "cnv_b_region")]
    assert item.best.panel == "1@2.3"
    assert item.events[1].gene_symbol == "ISCA-37440-Loss"
    assert "30 % of the green region" in item.events[1].justification
    assert item.best.segregation is SegregationFilter.INHERITED_AUTOSOMAL_DOMINANT
    assert {"segregation_not_examined", "frequency_not_examined"} <= set(item.best.flags)


def test_tier_a_stands_before_tier_b() -> None:
    results, _ = tiered(
        copy_number(consequences=(effect("intron_variant"),)), copy_number(100_000, 180_000, "DUP"), on=GENES
    )
    assert [item.tier for item in results] == [Tier.A, Tier.B]


def test_copy_neutral_calls_and_rearrangements_in_green_genes_are_told_but_not_tiered() -> None:
    neutral = copy_number(calls=(Call(copies=1, ploidy=2, copy_number=2), REF, REF))
    assert outcome(neutral) == "cnv_copies"
    key = VariantKey("1", 150_000, "N", "<INV>")
    inversion = FamilyVariant(key, (HET, REF, REF), kind=VariantKind.STRUCTURAL, end=300_000, type="INV")
    assert outcome(inversion) == "sv_type_without_rule"
    assert outcome(replace(inversion, calls=(REF, HET, REF))) == ""


@pytest.mark.parametrize(
    ("kind", "call", "expected_number", "result"),
    [
        ("CNV", Call(copy_number=1), 2, Direction.LOSS), ("CNV", Call(copy_number=3), 2, Direction.GAIN),
        ("CNV", Call(copy_number=2), 2, None), ("CNV", Call(), 2, None), ("CNV", Call(copy_number=1), 1, None),
        ("CNV", Call(ploidy=2, copy_number=1), 2, None), ("CNV", Call(copies=1, ploidy=2, copy_number=0), 2, Direction.LOSS),
        ("DEL", HET, 2, Direction.LOSS), ("DUP", HET, 2, Direction.GAIN), ("DEL", REF, 2, None), ("DEL", Call(), 2, None),
        ("DEL", Call(copy_number=1), 2, Direction.LOSS), ("DEL", Call(copy_number=3), 2, None),
    ],
)  # fmt: skip
def test_whether_a_person_has_a_loss_or_a_gain(
    kind: str, call: Call, expected_number: int, result: Direction | None
) -> None:
    assert direction(copy_number(kind=kind), call, expected_number) is result


def test_a_man_has_one_x_but_two_of_its_pseudoautosomal_regions() -> None:
    assert expected_copies(copy_number(50_000_000, 50_100_000, chromosome="X"), 1, G38) == 1
    assert expected_copies(copy_number(50_000_000, 50_100_000, chromosome="X"), 2, G38) == 2
    assert expected_copies(copy_number(1_000_000, 1_100_000, chromosome="X"), 1, G38) == 2
    assert expected_copies(copy_number(10_000_000, 10_100_000, chromosome="Y"), 1, G38) == 1
    lost = copy_number(50_000_000, 50_100_000, "CNV", (Call(copy_number=1), NONE, NONE), chromosome="X")
    on = panel(genes=[gene(where="X:50050000-50060000")])
    girl, boy = (tiered(lost, on=on, family=trio(sex))[0] for sex in (Sex.FEMALE, Sex.MALE))
    assert [item.best.segregation for item in girl] == [SegregationFilter.X_LINKED_MONOALLELIC]
    assert boy == ()


def test_only_the_probands_call_decides_the_tier() -> None:
    results = {
        tiered(copy_number(calls=(HET, one, two)))[0][0].tier for one in (REF, HET, NONE) for two in (REF, HOM, NONE)
    }
    assert results == {Tier.A}
    assert tier_copy_number([copy_number()], ("father",), trio(), [GENES], G38) == ((), ())


def test_what_was_not_examined_is_told() -> None:
    on = panel(genes=[gene(where="")], regions=[region(), region(grch38=None), region("small")])
    assert [entry.what for entry in not_examined([on], False, False, G38)] == [
        "Copy-number and structural variants", "ISCA-37440-Loss", "ISCA-37440-Loss",
    ]  # fmt: skip
    assert [entry.what for entry in not_examined([on], True, False, G38)] == ["ISCA-37440-Loss", "GENE1 (copy number)"]
    assert [entry.what for entry in not_examined([on], True, True, G38)] == ["ISCA-37440-Loss"]
    assert not_examined([], False, False, G38) == ()


def test_locations_that_cannot_be_read_are_no_location() -> None:
    assert location(gene(where="12:53307456-53324864"), G38) == ("12", (53307456, 53324864))
    assert location(gene(where="12:5-6"), Assembly.GRCH37) is None
    assert all(location(gene(where=text), G38) is None for text in ("", "12", "12:5", "12:a-b", "HSCHR6:5-9"))


def test_rule_ids_are_distinct_and_numbers_are_found() -> None:
    assert len(ROWS) == len(RULES)
    assert threshold("cnv_size") == 10_000
    with pytest.raises(KeyError):
        threshold("cnv_filter")


SPANS = st.tuples(st.integers(1, 10_000), st.integers(0, 5_000)).map(lambda pair: (pair[0], pair[0] + pair[1]))


@given(SPANS, SPANS)
def test_reciprocal_overlap_is_symmetric_and_a_share(one: tuple[int, int], two: tuple[int, int]) -> None:
    assert reciprocal_overlap(one, two) == reciprocal_overlap(two, one)
    assert 0 <= reciprocal_overlap(one, two) <= 1
    assert (reciprocal_overlap(one, two) == 1) == (one == two)
    assert overlap(one, two) == len(set(range(one[0], one[1] + 1)) & set(range(two[0], two[1] + 1)))


CALLS = st.builds(
    lambda place, kind, caller, chromosome: copy_number(*place, kind, chromosome=chromosome, caller_names=(caller,)),
    st.tuples(st.integers(1, 300), st.integers(0, 100)).map(lambda pair: (pair[0], sum(pair))),
    st.sampled_from(("DEL", "DUP")),
    st.sampled_from(("canvas", "manta", "tiddit")),
    st.sampled_from(("1", "2")),
)


@given(st.lists(CALLS, min_size=1, max_size=12))
def test_agreeing_callers_are_those_of_a_plain_search(variants: list[FamilyVariant]) -> None:
    change = {"DEL": Direction.LOSS, "DUP": Direction.GAIN}
    carried = [Carried(variant, HET, change[variant.type]) for variant in variants]
    expected = {
        name
        for variant in variants
        if (variant.key.chromosome, variant.type) == (variants[0].key.chromosome, variants[0].type)
        and reciprocal_overlap(span(variant), span(variants[0])) >= 0.5
        for name in variant.caller_names
    }
    assert Calls(carried).agreeing(carried[0]) == expected


@given(st.integers(0, 100), st.integers(0, 100), st.integers(1, 100))
def test_a_larger_share_of_a_region_never_lowers_the_tier(one: int, two: int, required: int) -> None:
    on = panel(regions=[region(required=required)])
    order = {"A": 0, "B": 1}
    small, large = sorted((max(one, 2), max(two, 2)))
    assert order.get(outcome(in_region(large), on=on), 2) <= order.get(outcome(in_region(small), on=on), 2)


@given(st.floats(0, 0.1), st.floats(0, 0.1), st.floats(0, 0.1))
def test_a_rarer_variant_never_gets_a_lower_tier(first: float, second: float, less: float) -> None:
    order = {"A": 0, "B": 1, "cnv_common": 2}
    common = copy_number(copy_number_frequencies=(("CNV_AF", first), ("CNV_AUC", second)))
    rare = copy_number(copy_number_frequencies=(("CNV_AF", max(0.0, first - less)), ("CNV_AUC", second)))
    assert order[outcome(rare)] <= order[outcome(common)]
    assert exceeds(common, 0.05) == (first > 0.05 and second > 0.05)


@given(st.integers(1, 1_000_000), st.integers(1, 1_000_000))
def test_length_is_that_of_the_span(start: int, size: int) -> None:
    variant = copy_number(start, start + size)
    assert length(variant) == size == span(variant)[1] - span(variant)[0] + 1
