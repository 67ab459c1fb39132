"""From variants and panels to tiers, events, carriers and the reason why not."""

from __future__ import annotations

import pytest

from carrel.care.interpretation.rules import tiers
from carrel.care.interpretation.rules.frequency import PROFILES
from carrel.foundation.vocabulary.inheritance import ModeOfInheritance, Rating, SegregationFilter, Tier
from tests.tiering.builders import (
    AD,
    AR,
    LOF,
    call,
    effect,
    family,
    gene,
    only_rule,
    panel,
    tier,
    trio,
    variant,
)


pytestmark = pytest.mark.row("M7")

M = ModeOfInheritance
TRIO, SON = trio(), trio("M+")
NEW = ("0/1", "0/0", "0/0")
MISSENSE, SYNONYMOUS = effect("missense_variant"), effect("synonymous_variant")
NC = effect("non_coding_transcript_exon_variant", biotype="snRNA")


def outcome(of, one, *panels, **more):
    """Tier and rule of the one variant given, or the rule that stopped it."""
    result = tier(of, [one], *panels, **more)
    return f"{result.variants[0].tier} {result.variants[0].best.rule}" if result.variants else only_rule(result)


@pytest.mark.parametrize(
    ("effects", "clinvar", "row", "expected"),
    [
        (effect(), "", gene(mode=AD), "1 T1-HIGH"),
        (effect("start_lost"), "", gene(mode=AD), "1 T1-HIGH"),
        (MISSENSE, "", gene(mode=AD), "1 T1-DENOVO"),
        (NC, "", gene(mode=AD, biotype="snRNA"), "1 T1-DENOVO-NC"),
        (NC, "", gene(mode=AD), "1 T1-DENOVO-NC"),  # no biotype on the panel: the transcripts tell
        (NC, "", gene(mode=AD, biotype="protein_coding"), "consequence"),
        (effect(), "", gene(mode=AD, mode_of_pathogenicity=LOF), "2 T2-LOF"),
        (effect(), "pathogenic", gene(mode=AD, mode_of_pathogenicity=LOF), "1 T1-KNOWN"),
        (MISSENSE, "", gene(mode=AD, mode_of_pathogenicity=LOF), "1 T1-DENOVO"),
        (SYNONYMOUS, "pathogenic", gene(mode=AD), "1 T1-KNOWN"),
        (SYNONYMOUS, "", gene(mode=AD), "consequence"),
        (effect(), "", gene(mode=AD, rating=Rating.AMBER), "3 T3"),
        (MISSENSE, "", gene(mode=AD, rating=Rating.RED), "3 T3"),
        (SYNONYMOUS, "pathogenic", gene(mode=AD, rating=Rating.RED), "3 T3"),
        (NC, "", gene(mode=AD, rating=Rating.RED), "panel"),
        (effect(), "", gene("2", mode=AD), "3 T3"),  # another gene
        (effect(), "", gene(mode=M.UNKNOWN), "1 T1-HIGH"),
        (effect(), "", gene(mode=M.X_LINKED_MONOALLELIC_IN_FEMALES), "1 T1-HIGH"),
        (effect(), "", gene(mode=M.X_LINKED_BIALLELIC_IN_FEMALES), "carrier_only"),
        (effect(), "", gene(mode=M.MITOCHONDRIAL), "3 T3-MISMATCH"),
        (NC, "", gene(mode=M.MITOCHONDRIAL), "moi"),
        (effect(), "", gene(mode=AR), "carrier_only"),
    ],
)
def test_a_new_variant_is_tiered_by_the_matrix(effects, clinvar, row, expected):
    assert outcome(TRIO, variant(NEW, effects, clinvar=clinvar), panel(row)) == expected


@pytest.mark.parametrize(
    ("effects", "expected"), [(effect(), "1 T1-HIGH"), (MISSENSE, "2 T2-MODERATE"), (NC, "2 T2-NC")]
)
def test_an_inherited_variant_of_a_dominant_gene(effects, expected):
    assert outcome(trio(mother="F+"), variant(["0/1", "0/0", "0/1"], effects), panel(gene(mode=AD))) == expected


def test_a_homozygous_variant_of_a_recessive_gene():
    result = tier(TRIO, [variant(["1/1", "0/1", "0/1"], MISSENSE)], panel(gene(mode=AR)))
    event = result.variants[0].best
    assert (event.tier, event.segregation, event.panel) == (Tier.TWO, SegregationFilter.SIMPLE_RECESSIVE, "9@1.0")
    assert event.justification == "Classified as: Tier2, passed the SimpleRecessive segregation filter"


def test_a_compound_heterozygote_names_its_partner_and_group():
    pair = [variant(["0/1", "0/1", "0/0"], at="1:10"), variant(["0/1", "0/0", "0/1"], MISSENSE, at="1:20")]
    result = tier(TRIO, pair, panel(gene(mode=AR)))
    first, second = (one.best for one in result.variants)
    assert (first.tier, second.tier) == (Tier.ONE, Tier.TWO)
    assert (first.partners, second.partners) == (("1:20:A:C",), ("1:10:A:C",))
    assert first.group == second.group == 1


def test_groups_are_numbered_through_the_report():
    pairs = [
        variant(calls, effect(gene=number), at=f"{number}:{place}")
        for number in ("1", "2")
        for place, calls in ((10, ["0/1", "0/1", "0/0"]), (20, ["0/1", "0/0", "0/1"]))
    ]
    result = tier(TRIO, pairs, panel(gene("1", AR), gene("2", AR)))
    assert [one.best.group for one in result.variants] == [1, 1, 2, 2]


@pytest.mark.parametrize(
    "second", [{"frequencies": {"gnomad_exomes:NFE": 0.05}}, {"effects": SYNONYMOUS}, {"filter": "LowQual"}]
)
def test_both_of_a_pair_must_be_rare_and_of_a_tiered_class(second):
    effects = second.pop("effects", MISSENSE)
    pair = [variant(["0/1", "0/1", "0/0"], at="1:10"), variant(["0/1", "0/0", "0/1"], effects, at="1:20", **second)]
    result = tier(TRIO, pair, panel(gene(mode=AR)))
    assert not result.variants
    assert [one.variant for one in result.carriers] == ["1:10:A:C"]


def test_a_known_pathogenic_partner_may_be_of_any_class_and_commoner():
    known = variant(
        ["0/1", "0/0", "0/1"], SYNONYMOUS, at="1:20", clinvar="pathogenic", frequencies={"gnomad_exomes:NFE": 0.03}
    )
    result = tier(TRIO, [variant(["0/1", "0/1", "0/0"], at="1:10"), known], panel(gene(mode=AR)))
    assert [one.tier for one in result.variants] == [Tier.ONE, Tier.ONE]
    assert result.variants[1].best.consequence == tiers.KNOWN


def test_a_known_pathogenic_variant_is_never_let_past_segregation():
    one = variant(["0/1", "0/1", "0/0"], clinvar="pathogenic")
    assert outcome(TRIO, one, panel(gene(mode=AD))) == "segregation"


def test_a_known_variant_counts_in_the_gene_that_it_hits_not_in_its_neighbour():
    near = effect("downstream_gene_variant", gene="2")
    one = variant(NEW, effect("intron_variant"), near, clinvar="pathogenic")
    (event,) = {event.gene_symbol for event in tier(TRIO, [one], panel(gene("1"), gene("2"))).variants[0].events}
    assert event == "GENE1"
    upstream = variant(NEW, effect("upstream_gene_variant"), clinvar="pathogenic")
    assert outcome(TRIO, upstream, panel(gene())) == "1 T1-KNOWN"


@pytest.mark.parametrize(
    ("frequency", "dominant", "recessive"),
    [(0.0009, "1 T1-HIGH", "1 T1-HIGH"), (0.005, "frequency", "1 T1-HIGH"), (0.02, "frequency", "frequency")],
)
def test_the_cut_is_that_of_the_filter(frequency, dominant, recessive):
    common = {"gnomad_exomes:NFE": frequency}
    assert outcome(TRIO, variant(NEW, frequencies=common), panel(gene(mode=AD))) == dominant
    assert outcome(TRIO, variant(["1/1", "0/1", "0/1"], frequencies=common), panel(gene(mode=AR))) == recessive


def test_a_variant_too_common_for_the_only_filter_it_passes_is_told_so():
    result = tier(TRIO, [variant(NEW, frequencies={"gnomad_exomes:NFE": 0.0042})], panel(gene(mode=AD)))
    assert result.traces[0].sentence == (
        "It passes deNovo alone, for which it is too common. "
        "In NFE of gnomAD exomes 0.0042, above the dominant cut 0.001 (AC 478, lower 95 % bound 0.0039)."
    )


def test_x_linked_genes_take_the_cut_of_their_mode():
    common = {"gnomad_exomes:NFE": 0.005}
    son = variant(["1", "0", "0/1"], at="X:50000000", frequencies=common)
    assert outcome(SON, son, panel(gene(mode=M.X_LINKED_BIALLELIC_IN_FEMALES))) == "1 T1-HIGH"
    ill = variant(["1", "0", "0/1"], at="X:50000000", frequencies=common)
    assert outcome(trio("M+", mother="F+"), ill, panel(gene(mode=M.X_LINKED_MONOALLELIC_IN_FEMALES))) == "frequency"


def test_a_new_hemizygous_variant_matches_the_x_linked_recessive_mode():
    one = variant(["1", "0", "0/0"], MISSENSE, at="X:50000000")
    result = tier(SON, [one], panel(gene(mode=M.X_LINKED_BIALLELIC_IN_FEMALES)))
    assert result.variants[0].best.rule == "T1-DENOVO"
    daughter = variant(["0/1", "0", "0/0"], MISSENSE, at="X:50000000")
    assert outcome(TRIO, daughter, panel(gene(mode=M.X_LINKED_BIALLELIC_IN_FEMALES))) == "carrier_only"


def test_a_healthy_carrier_mother_of_a_son_with_an_x_linked_dominant_gene_needs_incomplete_penetrance():
    """By Genomics England's table the mode takes XLinkedMonoallelic and deNovo; the variant is not lost: it is tier 3."""
    row = panel(gene(mode=M.X_LINKED_MONOALLELIC_IN_FEMALES))
    son = variant(["1", "0", "0/1"], MISSENSE, at="X:50000000")
    assert tier(SON, [son], row).variants[0].best.flags == ("moi_mismatch",)
    event = tier(SON, [son], row, incomplete=True).variants[0].best
    assert (event.rule, event.segregation) == ("T2-MODERATE", SegregationFilter.X_LINKED_MONOALLELIC)
    daughter = variant(["0/1", "0", "0/1"], MISSENSE, at="X:50000000")
    assert outcome(TRIO, daughter, row) == "segregation"
    from_father = variant(["0/1", "1", "0/0"], MISSENSE, at="X:50000000")
    assert outcome(TRIO, from_father, row) == "segregation"


def test_a_gene_called_x_linked_is_not_missed_where_it_lies_in_the_pseudoautosomal_region():
    ill = variant(["0/1", "0/1", "0/0"], at="X:634000")  # as in SHOX, from an affected father
    assert outcome(trio(father="M+"), ill, panel(gene(mode=M.X_LINKED_MONOALLELIC_IN_FEMALES))) == "1 T1-HIGH"
    both = variant(["1/1", "0/1", "0/1"], at="X:634000")
    assert outcome(SON, both, panel(gene(mode=M.X_LINKED_BIALLELIC_IN_FEMALES))) == "1 T1-HIGH"


def test_a_homozygous_variant_of_a_dominant_gene_from_healthy_parents_is_a_mismatch():
    result = tier(TRIO, [variant(["1/1", "0/1", "0/1"])], panel(gene(mode=AD)))
    assert (result.variants[0].best.rule, result.variants[0].best.flags) == ("T3-MISMATCH", (tiers.MOI_MISMATCH,))


def test_imprinted_filters_count_only_for_genes_called_imprinted():
    inherited = variant(["0/1", "0/0", "0/1"])
    assert outcome(TRIO, inherited, panel(gene(mode=M.MONOALLELIC_PATERNALLY_IMPRINTED))) == "1 T1-HIGH"
    assert outcome(TRIO, inherited, panel(gene(mode=M.MONOALLELIC_PATERNALLY_IMPRINTED, rating=Rating.AMBER))) == "3 T3"
    for mode in (AD, M.UNKNOWN, "", M.MONOALLELIC_MATERNALLY_IMPRINTED):
        assert outcome(TRIO, inherited, panel(gene(mode=mode))) == "segregation"
    assert outcome(TRIO, inherited) == "segregation"


def test_unspecified_modes_accept_any_filter_with_a_flag():
    for mode in ("", "Unknown", "Other", "Other - please specify in evaluation comments"):
        event = tier(TRIO, [variant(["1/1", "0/1", "0/1"])], panel(gene(mode=mode))).variants[0].best
        assert (event.tier, event.mode_of_inheritance, event.flags) == (Tier.ONE, mode, ("moi_unspecified",))


@pytest.mark.parametrize(
    ("one", "sentence"),
    [
        (effect("splice_region_variant&intron_variant", biotype="lncRNA"),
         "Its most severe consequence, splice_region_variant, is on transcripts that code for no protein alone (lncRNA), "
         "and it is not known pathogenic."),
        (SYNONYMOUS, "Its most severe consequence, synonymous_variant, is in no tiered class, and it is not known pathogenic."),
        (effect("missense_variant", symbol="", hgnc_id="", gene_id=""),
         "Its most severe consequence, missense_variant, is on transcripts of no named gene, and it is not known pathogenic."),
        (effect("splice_donor_region_variant&intron_variant"),
         "Its most severe consequence, splice_donor_region_variant, is of a class that counts in some profiles, most of it only "
         "with a high splice prediction, and it is not known pathogenic."),
    ],
)  # fmt: skip
def test_a_trace_says_why_a_consequence_did_not_count(one, sentence):
    (trace,) = tier(TRIO, [variant(NEW, one)], panel(gene())).traces
    assert (trace.rule, trace.sentence) == ("consequence", sentence)


def test_a_low_share_of_mitochondria_is_told_and_not_called_absent():
    of = family(p="F+")
    low = variant([call("0/1", "95,5")], at="MT:3243", clinvar="pathogenic")
    (trace,) = tier(of, [low], panel(gene(mode=M.MITOCHONDRIAL))).traces
    assert (trace.rule, trace.gene) == ("not_in_proband", "GENE1")
    assert trace.sentence == (
        "5.0% of the proband's reads show it, below the 10% that count; ClinVar says: pathogenic "
        "(criteria provided, single submitter)."
    )


def test_poor_reads_stop_a_new_variant_and_say_so():
    one = variant([call("0/1", "26,4"), call("0/0"), call("0/0")])
    result = tier(TRIO, [one], panel(gene(mode=AD)))
    assert only_rule(result) == "de_novo_quality"
    assert "failed D3" in result.traces[0].sentence


def test_a_new_variant_without_any_read_evidence_is_flagged():
    bare = [call(genotype, "", None) for genotype in NEW]
    event = tier(TRIO, [variant(bare)], panel(gene(mode=AD))).variants[0].best
    assert event.flags == ("de_novo_quality_not_assessed",)
    assert event.de_novo_quality == "passed, not assessed: D1, D2, D3"


def test_members_without_a_genotype_are_named():
    one = variant(["0/1", "./.", "0/1"])
    event = tier(trio(mother="F+"), [one], panel(gene(mode=AD))).variants[0].best
    assert event.missing == ("f",)


def test_every_panel_row_and_penetrance_gives_its_own_event():
    two = panel(gene(mode=AD), gene(mode=M.BOTH)), panel(gene(mode=AD), number="8")
    found = tier(TRIO, [variant(NEW)], *two, incomplete=True).variants[0].events
    assert [(event.panel, event.mode_of_inheritance, event.penetrance) for event in found] == [
        ("9@1.0", AD, "complete"), ("9@1.0", M.BOTH, "complete"), ("8@1.0", AD, "complete"),
        ("9@1.0", AD, "incomplete"), ("9@1.0", M.BOTH, "incomplete"), ("8@1.0", AD, "incomplete"),
    ]  # fmt: skip


def test_incomplete_penetrance_runs_only_where_ordered():
    one = variant(["0/1", "0/0", "0/1"])
    assert outcome(TRIO, one, panel(gene(mode=AD))) == "segregation"
    result = tier(TRIO, [one], panel(gene(mode=AD)), incomplete=True)
    assert (result.variants[0].tier, result.variants[0].best.penetrance) == (Tier.ONE, "incomplete")


def test_an_amber_row_beside_a_green_one_adds_no_tier_three():
    result = tier(TRIO, [variant(NEW)], panel(gene(mode=AD)), panel(gene(mode=AR, rating=Rating.AMBER), number="8"))
    assert [event.panel for event in result.variants[0].events] == ["9@1.0"]


def test_tier_three_names_the_panel_on_which_the_gene_is_not_green():
    on = tier(TRIO, [variant(NEW)], panel(gene(mode=AD, rating=Rating.AMBER))).variants[0].best
    assert (on.panel, on.mode_of_inheritance) == ("9@1.0", AD)
    off = tier(TRIO, [variant(NEW)]).variants[0].best
    assert (off.panel, off.panel_name, off.mode_of_inheritance) == (None, "", "")


def test_a_variant_in_two_genes_has_events_in_both():
    one = variant(NEW, effect(), effect("missense_variant", gene="2"))
    found = tier(TRIO, [one], panel(gene("1", AD), gene("2", AD, rating=Rating.RED))).variants[0]
    assert [(event.gene_symbol, event.tier) for event in found.events] == [("GENE1", Tier.ONE), ("GENE2", Tier.THREE)]


def test_the_best_consequence_of_a_gene_makes_the_event():
    effects = (effect("missense_variant", transcript="A", mane_select="A"), effect("stop_gained", transcript="B"))
    ill = trio(mother="F+")
    event = tier(ill, [variant(["0/1", "0/0", "0/1"], *effects)], panel(gene(mode=AD))).variants[0].best
    assert (event.consequence, event.transcript, event.tier) == ("stop_gained", "B", Tier.ONE)
    excluded = panel(gene(mode=AD, mode_of_pathogenicity=LOF))
    event = tier(TRIO, [variant(NEW, *effects)], excluded).variants[0].best
    assert (event.consequence, event.tier) == (
        "missense_variant",
        Tier.ONE,
    )  # new and MODERATE beats HIGH that is not the mechanism


@pytest.mark.parametrize(
    ("names", "on_panel", "joined"),
    [
        ({"hgnc_id": "HGNC:1", "symbol": "OLD"}, {}, True),
        ({"hgnc_id": "HGNC:2", "symbol": "GENE1"}, {}, False),  # the id decides, not the symbol
        ({"hgnc_id": "", "symbol": "GENE1"}, {}, True),
        ({"hgnc_id": "", "symbol": "OLD"}, {"aliases": ("OLD",)}, True),
        ({"hgnc_id": "", "symbol": "OLD"}, {}, False),
        ({"hgnc_id": "", "symbol": "", "gene_id": "ENSG7.3"}, {"ensembl_ids": (("GRCh38", "ENSG7"),)}, True),
    ],
)
def test_a_gene_is_joined_by_id_then_symbol_then_ensembl(names, on_panel, joined):
    found = tier(TRIO, [variant(NEW, effect(**names))], panel(gene(mode=AD, **on_panel))).variants[0].best
    assert (found.tier is Tier.ONE) is joined
    assert not joined or found.hgnc_id == "HGNC:1"


def test_an_alias_of_two_genes_joins_neither():
    both = panel(gene("1", AD, aliases=("OLD",)), gene("2", AD, aliases=("OLD",)))
    assert outcome(TRIO, variant(NEW, effect(hgnc_id="", symbol="OLD")), both) == "3 T3"


def test_variants_named_by_id_and_by_symbol_are_of_one_gene():
    pair = [
        variant(["0/1", "0/1", "0/0"], at="1:10"),
        variant(["0/1", "0/0", "0/1"], effect(hgnc_id="", transcript="other"), at="1:20"),
    ]
    assert {one.best.segregation for one in tier(TRIO, pair).variants} == {SegregationFilter.COMPOUND_HETEROZYGOUS}


@pytest.mark.parametrize(
    ("one", "rule"),
    [
        (variant(NEW, filter="LowQual"), "filter"),
        (variant(["0/0", "0/0", "0/0"]), "no_carrier"),
        (variant(["./.", "0/0", "0/0"]), "no_carrier"),
        (variant(["0/0", "0/1", "0/0"]), "not_in_proband"),
        (variant(NEW, frequencies={"gnomad_exomes:NFE": 0.2}), "frequency"),
        (variant(NEW, SYNONYMOUS), "consequence"),
        (variant(["0/1", "0/1", "0/0"]), "segregation"),
        (variant(["0/1", "0/1", "0/0"], effect(gene="7")), "carrier_only"),
    ],
)
def test_a_variant_without_a_tier_names_the_first_rule_that_stopped_it(one, rule):
    assert outcome(TRIO, one, panel(gene("1", AD), gene("7", AR))) == rule


def test_a_file_without_filters_is_read():
    assert outcome(TRIO, variant(NEW, filter=""), panel(gene(mode=AD))) == "1 T1-HIGH"


def test_the_segregation_sentence_lists_everyone():
    result = tier(TRIO, [variant(["0/1", "0/1", "./."])], panel(gene(mode=AD)))
    assert result.traces[0].sentence == (
        "No segregation filter passes: p affected heterozygous, f unaffected heterozygous, m unaffected missing."
    )


def test_a_carrier_of_poor_reads_is_no_carrier():
    one = variant([call("0/1", "26,4"), call("0/0"), call("0/0")])
    assert outcome(TRIO, one, panel(gene(mode=AR))) == "de_novo_quality"


def test_a_mitochondrial_variant_of_a_mitochondrial_gene():
    calls = [call("0/1", "50,50"), call("0/0", "100,0"), call("0/1", "97,3")]
    one = variant(calls, MISSENSE, at="MT:3243")
    assert outcome(TRIO, one, panel(gene(mode=M.MITOCHONDRIAL))) == "2 T2-MODERATE"
    common = variant(calls, MISSENSE, at="MT:3243", frequencies={"internal:ALL": 0.004})
    assert outcome(TRIO, common, panel(gene(mode=M.MITOCHONDRIAL))) == "frequency"


def test_the_profiles_differ_where_they_should():
    few = variant(NEW, frequencies={"gnomad_genomes:EAS": 11 / 5208})
    assert outcome(TRIO, few, panel(gene(mode=AD)), profile="faf95") == "frequency"
    rare = variant(NEW, frequencies={"gnomad_exomes:SAS": 35 / 30616})  # 0.00114; 35 alleles may well be chance
    assert outcome(TRIO, rare, panel(gene(mode=AD)), profile="faf95") == "1 T1-HIGH"
    assert outcome(TRIO, rare, panel(gene(mode=AD)), profile="gel-nembus") == "frequency"
    spliced = variant(NEW, effect("intron_variant", splice_ai=0.9))
    assert outcome(TRIO, spliced, panel(gene(mode=AD)), profile="faf95") == "1 T1-DENOVO"
    assert outcome(TRIO, spliced, panel(gene(mode=AD)), profile="gel-nembus") == "consequence"


def test_an_unsequenced_parent_is_missing():
    of = family(p="F+ f m", f="M-", m="F-")
    from carrel.care.interpretation.rules import tiering
    from carrel.foundation.vocabulary.genome import Assembly

    result = tiering.tier([variant(["0/1"])], ("p",), of, [panel(gene(mode=AD))], {}, {}, Assembly.GRCH38, False)
    assert result.variants[0].best.missing == ("f", "m")


def test_every_row_of_the_matrix_has_its_own_id_and_is_reachable():
    assert len({row.id for row in tiers.ROWS}) == len(tiers.ROWS)
    assert set(PROFILES) == {"faf95", "gel-nembus"}
