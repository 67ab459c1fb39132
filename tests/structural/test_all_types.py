"""A case's small variants, losses and repeats end in one outcome."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from carrel.care.genomes.adapters.repeat_vcf import read_repeat_files
from carrel.care.genomes.adapters.structural_vcf import read_structural_files
from carrel.care.genomes.values import Call, Consequence, FamilyVariant, Frequency, VariantFile
from carrel.care.interpretation.rules import tiering
from carrel.care.interpretation.rules.all_types import Files, with_other_types
from carrel.care.interpretation.values import NotExamined
from carrel.foundation.knowledge.values import Panel, PanelRepeat
from carrel.foundation.vocabulary.genome import Assembly, VariantKey
from carrel.foundation.vocabulary.inheritance import Rating, SegregationFilter, Sex, Tier
from tests.structural.builders import (
    BIALLELIC,
    DOMINANT,
    HET,
    HOM,
    REF,
    TRIO,
    copy_number,
    gene,
    panel,
    region,
    repeat,
    repeat_record,
    trio,
)


pytestmark = pytest.mark.row("M7")
FXN = panel(genes=[gene("FXN", BIALLELIC, "9:69035000-69080000")], repeats=[repeat("FXN_GAA"), repeat("DMPK_CTG")])
LOSS = copy_number(69_010_000, 69_045_000, calls=(HET, REF, HET), chromosome="9")
EXPANSION = repeat_record("FXN_GAA", (9, 900), (9, 9), (9, 100))


def small(
    calls: tuple[Call, ...], term: str = "stop_gained", position: int = 69_050_000, hgnc: str = "HGNC:FXN"
) -> FamilyVariant:
    effect = Consequence("FXN", hgnc, "", "T1", "protein_coding", (term,))
    return FamilyVariant(VariantKey("9", position, "C", "T"), calls, (effect,))


def run(files: Files, on: Panel = FXN, incomplete: bool = False) -> tuple[tiering.Tiering, tuple[NotExamined, ...]]:
    asked = (TRIO, trio(), [on], {"child": 2, "father": 1, "mother": 2}, {}, Assembly.GRCH38, incomplete)
    return with_other_types(tiering.tier(files.small, *asked), files, *asked)


def test_a_lone_carrier_gains_its_tier_by_a_loss_and_leaves_the_carriers() -> None:
    alone, _ = run(Files([small((HET, HET, REF))], None, None))
    assert (len(alone.variants), [trace.rule for trace in alone.carriers]) == (0, ["carrier_only"])
    outcome, _ = run(Files([small((HET, HET, REF))], [LOSS], None))
    assert outcome.carriers == outcome.traces == ()
    assert [item.tier for item in outcome.variants] == [Tier.ONE, Tier.A]
    one, two = outcome.variants
    assert one.best.group == two.events[-1].group == 1
    assert one.best.partners == (str(LOSS.key),)
    assert (one.best.consequence, one.best.transcript) == ("stop_gained", "T1")


@pytest.mark.parametrize(
    ("term", "tiers"), [("missense_variant", [Tier.TWO, Tier.A]), ("synonymous_variant", [Tier.A])]
)
def test_the_small_variant_must_meet_the_consequence_rule(term: str, tiers: list[Tier]) -> None:
    outcome, _ = run(Files([small((HET, HET, REF), term)], [LOSS], None))
    assert [item.tier for item in outcome.variants] == tiers


@pytest.mark.parametrize(("share", "tiers"), [(0.009, [Tier.ONE, Tier.A]), (0.2, [Tier.A])])
def test_the_small_variant_must_meet_the_recessive_frequency_cut(share: float, tiers: list[Tier]) -> None:
    known = (Frequency("gnomad_genomes:NFE", share, 100_000),)
    outcome, _ = run(Files([replace(small((HET, HET, REF)), frequencies=known)], [LOSS], None))
    assert [item.tier for item in outcome.variants] == tiers


def test_an_annotation_without_hgnc_ids_is_joined_by_symbol() -> None:
    outcome, _ = run(Files([small((HET, HET, REF), hgnc="")], [LOSS], None))
    assert [item.tier for item in outcome.variants] == [Tier.ONE, Tier.A]


def test_an_expansion_and_a_small_variant_are_tiered_together() -> None:
    outcome, not_examined = run(Files([small((HET, HET, REF))], None, [EXPANSION]))
    assert [item.tier for item in outcome.variants] == [Tier.ONE, Tier.ONE]
    assert [item.variant.kind.value for item in outcome.variants] == ["small", "repeat"]
    assert outcome.carriers == ()
    assert [entry.what for entry in not_examined] == ["Copy-number and structural variants", "DMPK_CTG"]


def test_an_expansion_alone_is_a_carriers() -> None:
    outcome, _ = run(Files([], None, [EXPANSION]))
    assert outcome.variants == ()
    assert [(trace.rule, trace.gene) for trace in outcome.carriers] == [("carrier_only", "FXN")]


def test_apparent_disomy_is_flagged_as_explained_by_the_loss() -> None:
    outcome, _ = run(Files([small((HOM, HET, REF), position=69_040_000)], [LOSS], None))
    filters = {event.segregation: event.flags for event in outcome.variants[0].events}
    assert "explained_by_loss" in filters[SegregationFilter.UNIPARENTAL_ISODISOMY]
    assert filters[SegregationFilter.COMPOUND_HETEROZYGOUS] == ()


def test_groups_are_numbered_on_after_those_of_small_variants() -> None:
    two = [small((HET, HET, REF)), small((HET, REF, HET), position=69_051_000)]
    outcome, _ = run(Files(two, [LOSS], [EXPANSION]))
    groups = {
        event.group: event.partners for item in outcome.variants for event in item.events if event.group is not None
    }
    assert sorted(groups) == [1, 2]


def test_without_structural_files_the_outcome_of_small_variants_is_unchanged() -> None:
    files = Files([small((HOM, HET, HET)), small((HET, HET, REF), position=69_052_000)], None, None)
    asked = (TRIO, trio(), [FXN], {"child": 2, "father": 1, "mother": 2}, {}, Assembly.GRCH38, True)
    before = tiering.tier(files.small, *asked)
    assert run(files, incomplete=True)[0] == before
    assert run(replace(files, structural=(), repeats=()), incomplete=True)[0] == before


def test_a_case_without_structural_file_says_which_regions_were_not_examined() -> None:
    _, told = run(Files([], None, ()), on=panel(regions=[region()], repeats=[repeat("DMPK_CTG")]))
    assert [(entry.what, entry.panel) for entry in told] == [
        ("Copy-number and structural variants", ""), ("ISCA-37440-Loss", "1@2.3"), ("DMPK_CTG", "1@2.3"),
    ]  # fmt: skip


def test_the_ceph_trio_is_read_and_tiered_whole(test_data: Path) -> None:
    folder = test_data / "vcf_germline" / "scout_ceph_trio"
    samples = {"child": "ADM1059A1", "father": "ADM1059A2", "mother": "ADM1059A3"}
    read = {
        name: VariantFile(str(folder / f"643594.clinical.{name}.vcf.gz"), samples)
        for name in ("SV", "mei", "str.stranger")
    }
    on = panel(
        genes=[gene("SLC9A3", DOMINANT, "", hgnc_id="HGNC:11073")],
        repeats=[
            repeat("DMPK_CTG"), repeat("FXN_GAA"), repeat("FMR1_CGG"), repeat("AR_CAG"),
            PanelRepeat("RFC1_AAGGG", "HGNC:RFC1", "RFC1", Rating.GREEN, DOMINANT, "AAGGG", "4", 11, 12, (39350045, 39350099)),
            PanelRepeat("GLS_GCA", "HGNC:GLS", "GLS", Rating.GREEN, BIALLELIC, "GCA", "2", 26, 90, (191745599, 191745646)),
        ],
    )  # fmt: skip
    files = Files(
        (),
        read_structural_files((read["SV"], read["mei"]), TRIO, Assembly.GRCH37),
        read_repeat_files((read["str.stranger"],), TRIO, Assembly.GRCH37),
    )
    asked = (TRIO, trio(Sex.MALE), [on], {}, {}, Assembly.GRCH37, True)
    outcome, not_examined = with_other_types(tiering.tier((), *asked), files, *asked)
    assert [(item.variant.type, item.tier) for item in outcome.variants] == [("RFC1", Tier.ONE)]
    assert [call.copies for call in outcome.variants[0].variant.calls] == [1, 2, 2]
    assert [entry.what for entry in not_examined] == ["GLS_GCA"]  # the file counts GGA there
    rules = {(trace.gene, trace.rule) for trace in outcome.traces}
    assert {(name, "repeat_normal") for name in ("DMPK", "FXN", "FMR1", "AR")} <= rules
    assert ("SLC9A3", "cnv_size") in rules
