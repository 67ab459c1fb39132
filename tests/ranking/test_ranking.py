"""Ranking of genes: what each HPO term and each piece of variant evidence does, on an edition small enough to check."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from carrel.care.genomes.values import Call, FamilyVariant, Significance, VariantKind
from carrel.care.interpretation.rules import ranking_table as table
from carrel.care.interpretation.rules.ranking import RankingRequest, rank
from carrel.care.interpretation.rules.ranking_phenotype import (
    discounted,
    excluded_evidence,
    observed_evidence,
    phenotype_evidence,
    profile,
    query,
)
from carrel.care.interpretation.rules.ranking_variants import by_gene, known_rule
from carrel.care.interpretation.values import GeneRank, TieredVariant
from carrel.care.records.values import PhenotypicFeature
from carrel.foundation.knowledge.rules.phenotypes import Phenotypes
from carrel.foundation.vocabulary.genome import VariantKey
from carrel.foundation.vocabulary.inheritance import Penetrance, SegregationFilter, Tier
from tests.ranking import toy


pytestmark = pytest.mark.row("M7")

LEAVES = ["HP:0001001", "HP:0001002", "HP:0001003", "HP:0002001", "HP:0002002", "HP:0002003", "HP:0002004"]
GENES = ("THUMB", "LENS", "COLO", "LIMB", "NEW", "UNKNOWN")
VARIANTS = tuple(toy.variant(symbol, position=100 + place) for place, symbol in enumerate(GENES))


@pytest.fixture(scope="module")
def knowledge(tmp_path_factory: pytest.TempPathFactory) -> Phenotypes:
    return toy.edition(tmp_path_factory.mktemp("hpo") / "edition")


def ranked(
    knowledge: Phenotypes,
    features: tuple[PhenotypicFeature, ...],
    variants: tuple[TieredVariant, ...] = VARIANTS,
    **more: object,
) -> dict[str, GeneRank]:
    genes = rank(RankingRequest(features, variants, **more), knowledge)  # type: ignore[arg-type]
    return {gene.symbol: gene for gene in genes}


def weights(gene: GeneRank) -> dict[str, float]:
    return {row.name: row.weight for row in gene.evidence}


term_lists = st.lists(st.tuples(st.sampled_from(LEAVES), st.booleans()), max_size=6, unique_by=lambda pair: pair[0])


def features_of(pairs: list[tuple[str, bool]]) -> tuple[PhenotypicFeature, ...]:
    return tuple(PhenotypicFeature(term, excluded=excluded) for term, excluded in pairs)


# What must always hold ------------------------------------------------------------------------------------------------


@settings(max_examples=60, deadline=None)
@given(pairs=term_lists, data=st.data())
def test_the_order_of_terms_and_variants_does_not_matter(
    knowledge: Phenotypes, pairs: list[tuple[str, bool]], data: st.DataObject
) -> None:
    one = rank(RankingRequest(features_of(pairs), VARIANTS), knowledge)
    two = rank(
        RankingRequest(features_of(data.draw(st.permutations(pairs))), tuple(data.draw(st.permutations(VARIANTS)))),
        knowledge,
    )
    assert one == two


@settings(max_examples=60, deadline=None)
@given(pairs=term_lists)
def test_every_gene_has_its_own_rank_and_its_score_is_the_sum_of_what_is_shown(
    knowledge: Phenotypes, pairs: list[tuple[str, bool]]
) -> None:
    genes = rank(RankingRequest(features_of(pairs), VARIANTS), knowledge)
    assert [gene.rank for gene in genes] == list(range(1, len(GENES) + 1))
    assert [gene.score for gene in genes] == sorted((gene.score for gene in genes), reverse=True)
    for gene in genes:
        assert gene.score == pytest.approx(sum(row.weight for row in gene.evidence), abs=1e-3)
        assert all(row.label and row.kind in ("phenotype", "variant") for row in gene.evidence)


@settings(max_examples=60, deadline=None)
@given(pairs=term_lists, term=st.sampled_from(LEAVES))
def test_excluding_what_a_disease_has_never_helps_it_and_what_it_lacks_never_harms_it(
    knowledge: Phenotypes, pairs: list[tuple[str, bool]], term: str
) -> None:
    others = [pair for pair in pairs if pair[0] != term]
    before = query(features_of(others), knowledge.ontology)
    after = query(features_of([*others, (term, True)]), knowledge.ontology)
    number = knowledge.ontology.number(term)
    if len(after.excluded) != len(before.excluded) + 1:
        return  # the term says nothing new
    for disease in range(len(knowledge.diseases)):
        known = profile(knowledge, disease)
        if not known.shares:
            continue
        change = sum(row.weight for row in phenotype_evidence(after, known, knowledge)) - sum(
            row.weight for row in phenotype_evidence(before, known, knowledge)
        )
        if known.shares.get(number, 0.0) > knowledge.background[number]:
            assert change <= 1e-3
        if number not in known.shares:
            assert change >= -1e-3


@settings(max_examples=60, deadline=None)
@given(term=st.sampled_from(LEAVES))
def test_one_term_never_ranks_a_disease_without_it_above_a_disease_with_it(knowledge: Phenotypes, term: str) -> None:
    asked = discounted(query(toy.seen(term), knowledge.ontology), knowledge).observed[0]
    number = knowledge.ontology.number(term)
    profiles = [profile(knowledge, disease) for disease in range(len(knowledge.diseases))]
    having = [
        observed_evidence(asked, known, knowledge).weight for known in profiles if known.shares.get(number, 0) > 0.3
    ]
    lacking = [observed_evidence(asked, known, knowledge).weight for known in profiles if number not in known.shares]
    assert not having or not lacking or min(having) >= max(lacking)


@settings(max_examples=60, deadline=None)
@given(pairs=term_lists)
def test_no_term_speaks_louder_than_the_ceiling_nor_a_misfit_lower_than_its_allowance(
    knowledge: Phenotypes, pairs: list[tuple[str, bool]]
) -> None:
    for gene in rank(RankingRequest(features_of(pairs), VARIANTS), knowledge):
        rows = [row for row in gene.evidence if row.kind == "phenotype"]
        assert all(row.weight <= table.TERM_CEILING.value for row in rows)
        assert sum(row.weight for row in rows) >= math.log(table.OTHER_DISEASE.value) - 1.0


# Phenotype ------------------------------------------------------------------------------------------------------------


def test_a_fitting_gene_comes_first_and_shows_which_term_matched_what(knowledge: Phenotypes) -> None:
    genes = ranked(knowledge, toy.seen("HP:0001002"))
    assert genes["THUMB"].rank == 1
    assert (genes["THUMB"].disease, genes["THUMB"].disease_name) == ("OMIM:1", "Thumb syndrome")
    shown = genes["THUMB"].evidence[0]
    assert (shown.name, shown.label) == ("HP:0001002", "Broad thumb")
    assert shown.detail == "matched by Broad thumb (HP:0001002) in OMIM:1, 87 % of patients"


def test_exact_beats_more_general_beats_related_beats_nothing(knowledge: Phenotypes) -> None:
    asked = query(toy.seen("HP:0001003"), knowledge.ontology).observed[0]

    def weight(disease: str) -> tuple[float, str]:
        row = observed_evidence(asked, profile(knowledge, knowledge.disease_index[disease]), knowledge)
        return row.weight, row.detail.split(" Broad")[0].split(" Limb")[0]

    of_thumb, of_limb, of_lens = weight("OMIM:1"), weight("OMIM:4"), weight("OMIM:2")
    assert of_thumb > of_limb > of_lens
    assert of_thumb[1] == "a kind of"
    assert of_lens == (pytest.approx(math.log(table.NOISE.value), abs=1e-3), "nothing alike is known in OMIM:2")
    short = query(toy.seen("HP:0001001"), knowledge.ontology).observed[0]
    near = observed_evidence(short, profile(knowledge, knowledge.disease_index["OMIM:1"]), knowledge)
    assert near.detail.startswith("related to Broad thumb")
    assert near.weight > math.log(table.NOISE.value)


def test_an_old_id_a_repeat_or_a_more_general_term_beside_its_kind_changes_nothing(knowledge: Phenotypes) -> None:
    plain = rank(RankingRequest(toy.seen("HP:0001003"), VARIANTS), knowledge)
    more = toy.seen("HP:0001003", "HP:0001003", "HP:0001002", "HP:0009000", "HP:0001000", "HP:0000118", "HP:0000006")
    assert rank(RankingRequest(more, VARIANTS), knowledge) == plain


def test_a_term_the_edition_does_not_know_is_passed_over(knowledge: Phenotypes) -> None:
    plain = rank(RankingRequest(toy.seen("HP:0001003"), VARIANTS), knowledge)
    assert rank(RankingRequest(toy.seen("HP:0001003", "HP:7777777", "!HP:7777778"), VARIANTS), knowledge) == plain


def test_terms_that_repeat_each_other_are_not_counted_twice(knowledge: Phenotypes) -> None:
    gene = ranked(knowledge, toy.seen("HP:0001001", "HP:0001002"))["THUMB"]
    alone = ranked(knowledge, toy.seen("HP:0001002"))["THUMB"]
    together = sum(row.weight for row in gene.evidence if row.name.startswith("HP:"))
    assert together < 2 * sum(row.weight for row in alone.evidence if row.name.startswith("HP:"))
    assert any("because it repeats" in row.detail for row in gene.evidence)


def test_an_excluded_term_lowers_the_diseases_that_have_it(knowledge: Phenotypes) -> None:
    seen, excluded = toy.seen("HP:0002002"), toy.seen("HP:0002002", "!HP:0001002")
    before, after = ranked(knowledge, seen), ranked(knowledge, excluded)
    assert after["THUMB"].score < before["THUMB"].score
    assert after["LENS"].score >= before["LENS"].score
    row = next(row for row in after["THUMB"].evidence if row.name == "HP:0001002")
    assert (row.label, row.detail) == ("No Broad thumb", "excluded, but 87 % of patients with OMIM:1 have it")


def test_excluding_a_general_term_excludes_all_its_kinds(knowledge: Phenotypes) -> None:
    known = profile(knowledge, knowledge.disease_index["OMIM:2"])
    asked = query(toy.seen("!HP:0002001", "!HP:0002002"), knowledge.ontology)
    assert [term.id for term in asked.excluded] == ["HP:0002001"]
    assert excluded_evidence(asked.excluded[0], known, knowledge).weight < 0


def test_a_phenotype_both_observed_and_excluded_counts_as_observed(knowledge: Phenotypes) -> None:
    asked = query(toy.seen("HP:0002002", "!HP:0002001"), knowledge.ontology)
    assert [term.id for term in asked.observed] == ["HP:0002002"]
    assert not asked.excluded


def test_what_rests_on_a_left_out_publication_does_not_count(knowledge: Phenotypes) -> None:
    plain = ranked(knowledge, toy.seen("HP:0001002"))["THUMB"]
    without = ranked(knowledge, toy.seen("HP:0001002"), exclude_publications=frozenset({"PMID:11"}))["THUMB"]
    assert without.score < plain.score
    nothing = ranked(knowledge, toy.seen("HP:0001002"), exclude_publications=frozenset({"PMID:11", "PMID:12"}))["THUMB"]
    assert weights(nothing)[table.NO_PHENOTYPES.id] == table.NO_PHENOTYPES.weight


def test_genes_without_a_disease_or_on_no_panel_take_part(knowledge: Phenotypes) -> None:
    genes = ranked(knowledge, toy.seen("HP:0001002"))
    assert set(genes) == set(GENES)
    assert weights(genes["UNKNOWN"])[table.NO_DISEASE.id] == table.NO_DISEASE.weight
    assert genes["UNKNOWN"].disease == ""
    assert weights(genes["NEW"])[table.NO_PHENOTYPES.id] == table.NO_PHENOTYPES.weight


def test_a_gene_is_found_by_its_older_symbol(knowledge: Phenotypes) -> None:
    renamed = toy.variant("THUMB2", hgnc_id="HGNC:5")
    gene = ranked(knowledge, toy.seen("HP:0001002"), (renamed,), aliases={"HGNC:5": ("THUMB1", "THUMB")})["THUMB2"]
    assert gene.disease == "OMIM:1"


def test_without_phenotypes_the_variants_alone_rank(knowledge: Phenotypes) -> None:
    genes = ranked(knowledge, ())
    assert not any(row.name.startswith("HP:") for gene in genes.values() for row in gene.evidence)
    assert genes["THUMB"].rank == 1  # dominant, de novo: the mode fits; then symbols in order
    assert genes["LENS"].rank == len(GENES)  # recessive, but de novo


def test_nothing_to_rank_is_an_empty_ranking(knowledge: Phenotypes) -> None:
    assert rank(RankingRequest(toy.seen("HP:0001002"), ()), knowledge) == ()


# Variants ---------------------------------------------------------------------------------------------------------------

F = SegregationFilter


@pytest.mark.parametrize(
    ("better", "worse"),
    [
        (toy.variant("X1"), toy.variant("X1", F.INHERITED_AUTOSOMAL_DOMINANT)),
        (toy.variant("X1", F.SIMPLE_RECESSIVE), toy.variant("X1", F.INHERITED_AUTOSOMAL_DOMINANT)),
        (toy.variant("X1", terms=("stop_gained",)), toy.variant("X1")),
        (toy.variant("X1"), toy.variant("X1", terms=("splice_region_variant", "intron_variant"))),
        (toy.variant("X1", terms=("stop_gained",)), toy.variant("X1", terms=("stop_gained",), loss_of_function="LC")),
        (toy.variant("X1"), toy.variant("X1", frequency=0.0009)),
        (toy.variant("X1", frequency=0.000001), toy.variant("X1", frequency=0.00005)),
        (
            toy.variant("X1", F.SIMPLE_RECESSIVE, frequency=0.0009),
            toy.variant("X1", F.SIMPLE_RECESSIVE, frequency=0.009),
        ),
        (toy.variant("X1", significance="pathogenic"), toy.variant("X1", significance="likely_pathogenic")),
        (toy.variant("X1", significance="likely_pathogenic"), toy.variant("X1")),
        (toy.variant("X1"), toy.variant("X1", significance="benign/likely_benign")),
        (toy.variant("X1", tier=Tier.ONE), toy.variant("X1")),
        (toy.variant("X1"), toy.variant("X1", penetrance=Penetrance.INCOMPLETE)),
        (toy.variant("X1"), toy.variant("X1", call=Call(copies=1, ploidy=2, quality=10))),
        (toy.variant("X1"), toy.variant("X1", call=Call(copies=1, ploidy=2, depth=4))),
        (toy.variant("X1"), toy.variant("X1", call=Call(copies=1, ploidy=2, reference_reads=95, alternate_reads=5))),
    ],
)
def test_stronger_variant_evidence_gives_a_higher_score(
    knowledge: Phenotypes, better: TieredVariant, worse: TieredVariant
) -> None:
    assert ranked(knowledge, (), (better,))["X1"].score > ranked(knowledge, (), (worse,))["X1"].score


def test_segregation_that_fits_the_disease_counts_for_it_and_any_other_against_it(knowledge: Phenotypes) -> None:
    recessive = ranked(
        knowledge, (), (toy.variant("LENS", F.SIMPLE_RECESSIVE), toy.variant("THUMB", F.SIMPLE_RECESSIVE, 200))
    )
    assert weights(recessive["LENS"])["mode_fits"] == table.MODE_FITS.weight
    assert weights(recessive["THUMB"])["mode_differs"] == table.MODE_DIFFERS.weight
    unknown = ranked(knowledge, (), (toy.variant("COLO"),))["COLO"]
    assert not {"mode_fits", "mode_differs"} & weights(unknown).keys()


def test_a_pair_is_judged_by_both_its_variants_and_a_good_one_beside_beats_a_bad_pair(knowledge: Phenotypes) -> None:
    one = toy.variant("X1", F.COMPOUND_HETEROZYGOUS, 100, ("stop_gained",), partners=("1:200:A:T",))
    good = toy.variant("X1", F.COMPOUND_HETEROZYGOUS, 200, ("stop_gained",), partners=("1:100:A:T",))
    poor = toy.variant("X1", F.COMPOUND_HETEROZYGOUS, 200, ("splice_region_variant",), partners=("1:100:A:T",))
    strong, weak = ranked(knowledge, (), (one, good))["X1"], ranked(knowledge, (), (one, poor))["X1"]
    assert strong.variants == weak.variants == ("1:100:A:T", "1:200:A:T")
    assert strong.score > weak.score
    assert sum(row.weight for row in strong.evidence if row.name == "loss_of_function") == table.LOSS_OF_FUNCTION.weight


def test_many_rare_variants_in_one_gene_count_against_it_up_to_a_floor(knowledge: Phenotypes) -> None:
    def score(number: int) -> float:
        variants = tuple(toy.variant("TTN", position=100 + place) for place in range(number))
        return ranked(knowledge, (), variants)["TTN"].score

    assert score(1) > score(2) > score(3)
    assert score(6) == score(40) == pytest.approx(score(1) + table.MANY_VARIANTS_FLOOR)


def test_a_panel_that_was_ordered_counts_more_than_one_that_was_proposed(knowledge: Phenotypes) -> None:
    variants = (toy.variant("X1", tier=Tier.ONE),)
    ordered = ranked(knowledge, (), variants)["X1"]
    proposed = ranked(knowledge, (), variants, panels_proposed=True)["X1"]
    assert ordered.score - proposed.score == pytest.approx(table.TIER_ORDERED.weight - table.TIER_PROPOSED.weight)


def test_a_frequency_that_was_not_examined_is_not_taken_for_absent(knowledge: Phenotypes) -> None:
    gene = ranked(knowledge, (), (toy.variant("X1"),), frequency_examined=False)["X1"]
    assert table.RARITY_ABSENT.id not in weights(gene)


def test_a_proband_without_a_genome_has_no_call_to_doubt(knowledge: Phenotypes) -> None:
    poor = toy.variant("X1", call=Call(copies=1, ploidy=2, quality=3))
    assert table.POOR_CALL.id not in weights(ranked(knowledge, (), (poor,), proband=None)["X1"])
    assert table.POOR_CALL.id not in weights(ranked(knowledge, (), (poor,), proband=4)["X1"])


@pytest.mark.parametrize(
    ("kind", "tier", "row"),
    [
        (VariantKind.COPY_NUMBER, Tier.A, table.STRUCTURAL),
        (VariantKind.STRUCTURAL, Tier.B, table.STRUCTURAL),
        (VariantKind.REPEAT, Tier.ONE, table.EXPANSION),
        (VariantKind.REPEAT, Tier.TWO, table.LONG_REPEAT),
    ],
)
def test_structural_variants_and_repeats_take_part(
    knowledge: Phenotypes, kind: VariantKind, tier: Tier, row: table.Weight
) -> None:
    small = toy.variant("THUMB", tier=tier)
    large = replace(small, variant=replace(small.variant, kind=kind, consequences=(), calls=()))
    assert weights(ranked(knowledge, (), (large,))["THUMB"])[row.id] == row.weight


def test_a_variant_in_two_genes_stands_in_both(knowledge: Phenotypes) -> None:
    one, two = toy.variant("THUMB"), toy.variant("LENS")
    both = TieredVariant(one.variant, Tier.THREE, (*one.events, *two.events))
    assert {gene.symbol for gene in by_gene((both,))} == {"THUMB", "LENS"}
    assert set(ranked(knowledge, toy.seen("HP:0001002"), (both,))) == {"THUMB", "LENS"}


def test_genes_without_an_hgnc_id_are_kept_apart_by_symbol(knowledge: Phenotypes) -> None:
    nameless = [toy.variant(symbol, position=place) for place, symbol in enumerate(("A", "B"))]
    stripped = tuple(replace(one, events=(replace(one.events[0], hgnc_id=""),)) for one in nameless)
    assert set(ranked(knowledge, (), stripped)) == {"A", "B"}


@pytest.mark.parametrize(
    ("significances", "row"),
    [
        ((), None),
        ((Significance("clinvar", "pathogenic/likely_pathogenic"),), "known_pathogenic"),
        ((Significance("clinvar", "Pathogenic&other"),), "known_pathogenic"),
        ((Significance("clinvar", "likely_pathogenic"), Significance("internal", "pathogenic")), "known_pathogenic"),
        ((Significance("clinvar", "conflicting_interpretations_of_pathogenicity"),), "known_conflicting"),
        ((Significance("clinvar", "conflicting_classifications_of_pathogenicity"),), "known_conflicting"),
        ((Significance("clinvar", "likely_benign"),), "known_benign"),
        ((Significance("clinvar", "uncertain_significance"),), None),
        ((Significance("clinvar", "pathogenic", same_protein_change=True),), "same_protein"),
        ((Significance("clinvar", "benign", same_protein_change=True),), None),
    ],
)
def test_what_is_known_of_a_variant_is_read_from_its_significance(
    significances: tuple[Significance, ...], row: str | None
) -> None:
    rule = known_rule(FamilyVariant(VariantKey("1", 1, "A", "T"), (), significances=significances))
    assert (rule.id if rule else None) == row


def test_equal_scores_are_ordered_by_symbol(knowledge: Phenotypes) -> None:
    genes = ranked(
        knowledge, (), tuple(toy.variant(symbol, position=place) for place, symbol in enumerate(("Q", "B", "Z")))
    )
    assert [gene.symbol for gene in sorted(genes.values(), key=lambda gene: gene.rank)] == ["B", "Q", "Z"]


# The table --------------------------------------------------------------------------------------------------------------


def rows_of_the_table() -> list[table.Weight]:
    plain = [value for value in vars(table).values() if isinstance(value, table.Weight)]
    mapped = [row for rows in (table.SEGREGATION, table.KNOWN) for row in rows.values()]
    return plain + mapped + [row for _, row in (*table.RARITY_DOMINANT, *table.RARITY_RECESSIVE)]


def test_every_weight_says_why_and_has_a_name_of_its_own() -> None:
    rows = rows_of_the_table()
    assert all(row.reason and row.label for row in rows)
    assert len({row.id for row in rows}) == len(rows)
    constants = [value for value in vars(table).values() if isinstance(value, table.Constant)]
    assert all(constant.reason for constant in constants)


def test_every_segregation_filter_has_a_weight() -> None:
    assert set(table.SEGREGATION) == set(SegregationFilter)
