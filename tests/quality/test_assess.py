"""What the quality report says of made families: who fits, who does not, and what cannot be told."""

from __future__ import annotations

from dataclasses import fields, replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from carrel.care.genomes.rules.quality import assess
from carrel.care.genomes.rules.quality.relatedness import kinship
from carrel.care.genomes.values import (
    Check,
    CheckStatus,
    GenotypeCounts,
    PairCounts,
    PersonCounts,
    QualityReport,
    TrioCounts,
)
from carrel.care.participants.values import Family
from carrel.foundation.vocabulary.genome import Assembly
from carrel.foundation.vocabulary.inheritance import Sex
from tests.quality.made import (
    BROTHER,
    CHILD,
    FATHER,
    MOTHER,
    QUAD,
    SISTER,
    TRIO,
    Genomes,
    counts_of,
    family,
    man,
    person,
    woman,
)


pytestmark = pytest.mark.row("M4")
GRCH38 = Assembly.GRCH38


def report_of(genomes: Genomes, made: Family, **options) -> QualityReport:
    return assess(counts_of(genomes, made, **options), made, GRCH38)


def codes(report: QualityReport) -> set[str]:
    return {problem.code for problem in report.problems}


def the(report: QualityReport, code: str, *people: str) -> Check:
    (check,) = [c for c in report.checks if c.code == code and set(people) <= set(c.people)]
    return check


def warnings(report: QualityReport) -> set[str]:
    return {check.code for check in report.checks if check.status is CheckStatus.WARNING}


def with_person(counts: GenotypeCounts, name: str, change) -> GenotypeCounts:
    return replace(counts, people=tuple(change(p) if p.person == name else p for p in counts.people))


# Families that fit


@pytest.mark.parametrize("seed", range(4))
def test_a_family_as_stated_is_not_blocked_and_nothing_is_warned_of(seed: int) -> None:
    report = report_of(Genomes(seed).of(QUAD), QUAD)
    assert not report.problems
    assert not warnings(report)
    assert report.x_copies == {"child": 1, "mother": 2, "father": 1, "sister": 2}
    assert report.karyotype == {"child": "XY", "mother": "XX", "father": "XY", "sister": "XX"}


def test_members_without_a_genome_keep_their_stated_sex_and_no_karyotype() -> None:
    genomes = Genomes().of(TRIO)
    del genomes.haplotypes["father"]
    report = report_of(genomes, TRIO)
    assert (report.x_copies["father"], report.karyotype["father"]) == (1, "UNKNOWN")
    assert not report.problems


def test_coverage_of_the_genome_is_never_claimed_from_a_vcf() -> None:
    check = the(report_of(Genomes().of(TRIO), TRIO), "genome_coverage")
    assert check.status is CheckStatus.NOT_ASSESSED
    assert "VCF" in check.message


def test_every_check_that_was_decided_names_its_threshold_and_source() -> None:
    for check in report_of(Genomes().of(QUAD), QUAD).checks:
        assert check.message.endswith(".")
        assert check.threshold
        assert check.source


def test_equal_counts_give_an_equal_report() -> None:
    counts = counts_of(Genomes().of(QUAD), QUAD)
    assert repr(assess(counts, QUAD, GRCH38)) == repr(assess(counts, QUAD, GRCH38))


# People who do not fit


def test_a_stranger_as_father_blocks_and_is_named() -> None:
    genomes = Genomes().of(TRIO)
    genomes.founder("father")
    report = report_of(genomes, TRIO)
    assert codes(report) == {"parent_not_related", "mendelian_errors"}
    parent, errors = report.problems
    assert "father, stated as father of child, is not the child's parent" in parent.message
    assert "father is the likelier one not to belong" in parent.message
    assert "excess is with the father" in errors.message


def test_a_swapped_child_blocks_with_both_parents() -> None:
    genomes = Genomes().of(TRIO)
    genomes.founder("child")
    problems = report_of(genomes, TRIO).problems
    assert {p.people for p in problems if p.code == "parent_not_related"} == {("child", "mother"), ("child", "father")}


def test_a_stranger_as_only_parent_blocks() -> None:
    genomes = Genomes().of(TRIO)
    del genomes.haplotypes["father"]
    genomes.founder("mother")
    assert codes(report_of(genomes, TRIO)) == {"parent_not_related", "mendelian_errors"}


def test_mother_and_child_swapped_in_a_trio_blocks() -> None:
    genomes = Genomes().of(TRIO)
    samples = genomes.haplotypes
    samples["child"], samples["mother"] = samples["mother"], samples["child"]
    assert "parent_not_related" in codes(report_of(genomes, TRIO))


@pytest.mark.parametrize("seed", range(3))
def test_an_uncle_as_father_blocks(seed: int) -> None:
    genomes = Genomes(seed)
    for name in ("grandfather", "grandmother", "mother"):
        genomes.founder(name)
    for name in ("father", "uncle"):
        genomes.child(name, "grandfather", "grandmother")
    genomes.child("child", "uncle", "mother")
    assert "parent_not_related" in codes(report_of(genomes, TRIO))


@pytest.mark.parametrize("seed", range(3))
def test_a_full_brother_as_father_blocks_though_kinship_fits(seed: int) -> None:
    genomes = Genomes(seed).of(TRIO)
    genomes.child("brother", "father", "mother")
    genomes.same("father", "brother")
    check = the(report_of(genomes, TRIO), "parent_not_related", "child", "father")
    assert check.blocking
    assert "first degree" in check.message


def test_a_duplicated_sample_blocks() -> None:
    genomes = Genomes().of(TRIO)
    genomes.same("father", "child")
    assert "duplicate_sample" in codes(report_of(genomes, TRIO))


def test_siblings_with_the_same_genome_may_be_identical_twins() -> None:
    twins = family(CHILD, MOTHER, FATHER, BROTHER)
    genomes = Genomes().of(twins)
    genomes.same("brother", "child")
    report = report_of(genomes, twins)
    assert not report.problems
    assert "identical twins" in the(report, "duplicate_sample", "child", "brother").message


def test_siblings_with_equal_data_to_the_last_read_are_one_sample() -> None:
    twins = family(CHILD, MOTHER, FATHER, BROTHER)
    genomes = Genomes().of(twins)
    counts = counts_of(genomes, twins)
    child = next(p for p in counts.people if p.person == "child")
    counts = with_person(counts, "brother", lambda _: replace(child, person="brother"))
    assert "duplicate_sample" in codes(assess(counts, twins, GRCH38))


def test_siblings_of_different_sex_with_the_same_genome_block() -> None:
    genomes = Genomes().of(QUAD)
    genomes.same("sister", "child")
    assert "duplicate_sample" in codes(report_of(genomes, QUAD))


def test_a_stranger_as_sister_blocks() -> None:
    genomes = Genomes().of(QUAD)
    genomes.founder("sister")
    report = report_of(genomes, QUAD)
    assert "relatedness_mismatch" in codes(report)
    assert "sister is the likelier one" in the(report, "relatedness_mismatch", "child", "sister").message


def test_a_half_sister_stated_as_full_sister_blocks() -> None:
    sisters = family(SISTER, CHILD)
    genomes = Genomes()
    for name in ("mother", "father", "other"):
        genomes.founder(name)
    genomes.child("child", "father", "mother")
    genomes.child("sister", "other", "mother")
    for name in ("mother", "father", "other"):
        del genomes.haplotypes[name]
    assert codes(report_of(genomes, sisters)) == {"relatedness_mismatch"}


def test_a_mother_stated_as_full_sister_blocks() -> None:
    genomes = Genomes().of(TRIO)
    genomes.same("sister", "mother")
    for name in ("mother", "father"):
        del genomes.haplotypes[name]
    report = report_of(genomes, family(SISTER, CHILD))
    assert codes(report) == {"relatedness_mismatch"}
    assert "fit as parent and child" in report.problems[0].message


HALVES = family(CHILD, person("half", Sex.FEMALE, "other", "mother"), MOTHER, FATHER, person("other", Sex.MALE))
GRANDMOTHER = family(
    CHILD, person("mother", Sex.FEMALE, mother="grandmother"), person("grandmother", Sex.FEMALE), FATHER
)  # fmt: skip


@pytest.mark.parametrize("seed", range(3))
def test_half_siblings_as_stated_are_not_blocked(seed: int) -> None:
    report = report_of(Genomes(seed).of(HALVES), HALVES)
    assert not report.problems
    assert the(report, "relatedness_mismatch", "child", "half").status is CheckStatus.PASSED


def test_full_siblings_stated_as_half_siblings_block() -> None:
    genomes = Genomes().of(HALVES)
    genomes.child("half", "father", "mother")
    del genomes.haplotypes["other"]
    assert codes(report_of(genomes, HALVES)) == {"relatedness_mismatch"}


def test_a_stranger_stated_as_half_sister_blocks() -> None:
    genomes = Genomes().of(HALVES)
    genomes.founder("half")
    assert "relatedness_mismatch" in codes(report_of(genomes, HALVES))


def test_a_stranger_as_grandmother_blocks_though_the_mother_has_no_genome() -> None:
    genomes = Genomes()
    for name in ("grandmother", "mother", "father"):
        genomes.founder(name)
    genomes.child("child", "father", "mother")
    del genomes.haplotypes["mother"]
    assert codes(report_of(genomes, GRANDMOTHER)) == {"relatedness_mismatch"}


@pytest.mark.parametrize("same_father", [True, False])
def test_siblings_whose_father_is_not_stated_may_be_full_or_half(same_father: bool) -> None:
    made = family(person("child", Sex.MALE, mother="mother"), person("sister", Sex.FEMALE, mother="mother"), MOTHER)
    genomes = Genomes()
    for name in ("mother", "father", "other"):
        genomes.founder(name)
    genomes.child("child", "father", "mother")
    genomes.child("sister", "father" if same_father else "other", "mother")
    for name in ("father", "other"):
        del genomes.haplotypes[name]
    report = report_of(genomes, made)
    assert not report.problems
    assert not warnings(report)


def test_what_was_measured_of_a_person_is_in_the_report() -> None:
    report = report_of(Genomes().of(TRIO), TRIO)
    assert [name for name, _ in report.measures] == ["child", "mother", "father"]
    measures = dict(report.measures[0][1])
    assert measures["call rate"] == "100.0 %"
    assert measures["mean depth"] == "30.0"
    assert measures["X depth to autosomal depth"] == "0.50"
    assert measures["foreign DNA, estimated"] == "0.3 %"


def test_related_parents_are_a_warning_and_not_a_block() -> None:
    genomes = Genomes()
    for name in ("a", "b", "wife", "husband"):
        genomes.founder(name)
    genomes.child("c", "a", "b")
    genomes.child("d", "a", "b")
    genomes.child("mother", "husband", "c")
    genomes.child("father", "d", "wife")
    genomes.child("child", "father", "mother")
    report = report_of(genomes, TRIO)
    assert not report.problems
    assert warnings(report) == {"unexpected_relatedness"}


def test_no_genotypes_of_a_person_block() -> None:
    counts = counts_of(Genomes().of(TRIO), TRIO)
    total = counts.people[0].called
    counts = with_person(counts, "mother", lambda p: PersonCounts(p.person, missing=total))
    assert "no_genotypes" in codes(assess(counts, TRIO, GRCH38))


def test_an_empty_file_blocks() -> None:
    counts = GenotypeCounts(0, 0, (PersonCounts("child"),), (), ())
    assert codes(assess(counts, family(CHILD), GRCH38)) == {"no_genotypes"}


def test_a_file_of_a_few_variants_blocks_nobody_and_passes_nobody() -> None:
    counts = GenotypeCounts(3, 3, tuple(PersonCounts(n, called=3, heterozygous=3) for n in TRIO.ids), (), ())
    report = assess(counts, TRIO, GRCH38)
    assert not report.problems
    assert {check.status for check in report.checks} == {CheckStatus.NOT_ASSESSED}


def test_missing_filters_are_a_warning() -> None:
    counts = replace(counts_of(Genomes().of(TRIO), TRIO), has_filters=False)
    report = assess(counts, TRIO, GRCH38)
    assert warnings(report) == {"no_filters"}
    assert not report.problems


# Different ancestry, and files of one person each


def test_a_child_of_parents_of_different_ancestry_keeps_both_parents() -> None:
    """Kinship suffers where heterozygosity differs, opposite homozygotes do not."""
    genomes = Genomes()
    genomes.founder("father")
    genomes.frequency = genomes.rng.beta(0.5, 1.2, len(genomes.frequency)) * 0.4
    genomes.founder("mother")
    genomes.child("child", "father", "mother")
    assert not report_of(genomes, TRIO).problems


def test_files_of_single_exomes_neither_confirm_nor_block_a_stranger() -> None:
    genomes = Genomes().of(TRIO)
    genomes.founder("father")
    report = report_of(genomes, TRIO, listed_only=True)
    assert not report.problems
    assert the(report, "parent_not_related", "child", "father").status is CheckStatus.NOT_ASSESSED
    assert the(report, "mendelian_errors").status is CheckStatus.NOT_ASSESSED
    assert the(report, "low_call_rate", "child").status is CheckStatus.NOT_ASSESSED


def test_files_of_single_persons_confirm_parents_who_fit() -> None:
    report = report_of(Genomes().of(TRIO), TRIO, listed_only=True)
    check = the(report, "parent_not_related", "child", "father")
    assert check.status is CheckStatus.PASSED
    assert "read as reference" in check.message


def test_files_of_single_whole_genomes_block_a_stranger() -> None:
    genomes = Genomes().of(TRIO)
    genomes.founder("father")
    counts = counts_of(genomes, TRIO, listed_only=True)
    report = assess(enlarged(counts, 200), TRIO, GRCH38)
    assert codes(report) == {"parent_not_related"}
    (problem,) = report.problems
    assert set(problem.people) == {"child", "father"}


def enlarged(counts: GenotypeCounts, factor: int) -> GenotypeCounts:
    """The same proportions over more sites: a genome out of an exome."""

    def larger(row, names: tuple[str, ...]):
        return replace(row, **{name: factor * getattr(row, name) for name in names})

    people = ("called", "missing", "reference", "heterozygous", "homozygous", "transitions", "transversions")
    pairs = tuple(f.name for f in fields(PairCounts) if f.name not in ("one", "two"))
    return replace(
        counts,
        people=tuple(larger(p, people) for p in counts.people),
        pairs=tuple(larger(p, pairs) for p in counts.pairs),
    )


def test_a_sample_given_twice_in_two_files_blocks() -> None:
    genomes = Genomes().of(TRIO)
    genomes.same("father", "child")
    assert "duplicate_sample" in codes(report_of(genomes, TRIO, listed_only=True))


def with_pair(counts: GenotypeCounts, one: str, two: str, **change: int) -> GenotypeCounts:
    pairs = tuple(replace(p, **change) if (p.one, p.two) == (one, two) else p for p in counts.pairs)
    return replace(counts, pairs=pairs)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"opposite_homozygotes": 20}, "more opposite homozygotes than good genotypes"),
        ({"both_heterozygous": 1_000, "one_heterozygous": 3_000, "two_heterozygous": 2_000}, "though kinship is low"),
    ],
)
def test_a_parent_with_poor_genotypes_or_other_ancestry_is_a_warning(change: dict[str, int], words: str) -> None:
    plain = {
        "both_heterozygous": 1_000,
        "one_heterozygous": 2_000,
        "two_heterozygous": 2_000,
        "opposite_homozygotes": 2,
    }
    counts = with_pair(counts_of(Genomes().of(TRIO), TRIO), "child", "mother", **plain | change)
    report = assess(counts, TRIO, GRCH38)
    assert not report.problems
    assert warnings(report) == {"parent_not_related"}
    assert words in the(report, "parent_not_related", "child", "mother").message


def test_the_order_in_which_a_pair_was_counted_does_not_matter() -> None:
    counts = counts_of(Genomes().of(TRIO), TRIO, listed_only=True)
    turned = tuple(
        replace(p, one=p.two, two=p.one, one_heterozygous=p.two_heterozygous, two_heterozygous=p.one_heterozygous)
        for p in counts.pairs
    )
    report, other = (assess(replace(counts, pairs=pairs), TRIO, GRCH38) for pairs in (counts.pairs, turned))
    assert [row[2:] for row in report.kinship] == [row[2:] for row in other.kinship]


@pytest.mark.parametrize(
    ("father", "mother", "de_novo", "words"),
    [
        (800, 20, 300, "excess is with the father"),
        (15, 800, 300, "excess is with the mother"),
        (400, 380, 100, "with no parent alone"),
        (40, 38, 900, "alleles that neither parent has"),
    ],
)
def test_mendelian_errors_say_whose_they_are(father: int, mother: int, de_novo: int, words: str) -> None:
    trio = TrioCounts("child", "father", "mother", 10_000, 1_200, father, mother, de_novo)
    report = assess(replace(counts_of(Genomes().of(TRIO), TRIO), trios=(trio,)), TRIO, GRCH38)
    assert codes(report) == {"mendelian_errors"}
    assert words in report.problems[0].message


def test_a_few_stray_calls_are_no_genome() -> None:
    counts = counts_of(Genomes().of(TRIO), TRIO)
    total = counts.people[0].called
    stray = PersonCounts("mother", called=5, missing=total - 5, heterozygous=5, depth_sum=40, depth_records=5)
    assert "no_genotypes" in codes(assess(with_person(counts, "mother", lambda _: stray), TRIO, GRCH38))


# Sex


def sexed(stated: Sex, **found: int) -> QualityReport:
    """A family of one with these X and Y counts, and a father and brother with a Y beside."""
    child = person("child", stated, "father", "mother")
    made = family(child, MOTHER, FATHER)
    counts = counts_of(Genomes(sites=12_000).of(made), made)
    return assess(with_person(counts, "child", lambda p: replace(p, **found)), made, GRCH38)


HAPLOID = {f.name: getattr(man(PersonCounts("")), f.name) for f in fields(PersonCounts) if f.name[:2] in ("x_", "y_")}
DIPLOID = HAPLOID | {"x_haploid": 0}
TWO_X = {f.name: getattr(woman(PersonCounts("")), f.name) for f in fields(PersonCounts) if f.name[:2] in ("x_", "y_")}
Y = {name: count for name, count in HAPLOID.items() if name.startswith("y_")}
NO_Y = dict.fromkeys(Y, 0)
GENOME_MAN = {"x_called": 160_000, "x_heterozygous": 5_000, "x_alternate": 75_000, "x_haploid": 0}
GENOME_WOMAN = {"x_called": 160_000, "x_heterozygous": 60_000, "x_alternate": 40_000, "x_haploid": 0}


@pytest.mark.parametrize("found", [HAPLOID, DIPLOID, HAPLOID | GENOME_MAN], ids=["haploid", "diploid", "genome"])
def test_a_man_is_one_x_however_his_calls_are_written(found: dict[str, int]) -> None:
    right, wrong = sexed(Sex.MALE, **found), sexed(Sex.FEMALE, **found)
    assert (right.x_copies["child"], right.karyotype["child"], codes(right)) == (1, "XY", set())
    assert (wrong.x_copies["child"], codes(wrong)) == (1, {"sex_mismatch"})


@pytest.mark.parametrize("found", [TWO_X, TWO_X | GENOME_WOMAN], ids=["exome", "genome"])
def test_a_woman_is_two_x(found: dict[str, int]) -> None:
    right, wrong = sexed(Sex.FEMALE, **found), sexed(Sex.MALE, **found)
    assert (right.x_copies["child"], right.karyotype["child"], codes(right)) == (2, "XX", set())
    assert (wrong.x_copies["child"], codes(wrong)) == (2, {"sex_mismatch"})


@pytest.mark.parametrize("stated", [Sex.MALE, Sex.FEMALE])
def test_too_few_calls_on_x_leave_the_stated_sex(stated: Sex) -> None:
    few = dict.fromkeys(HAPLOID, 0) | {"x_called": 10, "x_alternate": 8, "x_heterozygous": 2}
    report = sexed(stated, **few)
    assert the(report, "sex_mismatch", "child").status is CheckStatus.NOT_ASSESSED
    assert report.x_copies["child"] == (1 if stated is Sex.MALE else 2)
    assert report.karyotype["child"] == "UNKNOWN"


def test_without_depths_heterozygosity_decides() -> None:
    assert codes(sexed(Sex.MALE, **TWO_X | {"x_depth_sum": 0, "x_depth_records": 0})) == {"sex_mismatch"}


def test_a_man_with_two_x_and_a_y_is_explained_and_not_blocked() -> None:
    report = sexed(Sex.MALE, **TWO_X | Y)
    assert (report.x_copies["child"], report.karyotype["child"]) == (2, "XXY")
    assert not report.problems
    assert warnings(report) == {"unusual_karyotype"}
    assert codes(sexed(Sex.FEMALE, **TWO_X | Y)) == {"sex_mismatch"}


def test_a_woman_with_one_x_and_no_y_is_explained_and_not_blocked() -> None:
    report = sexed(Sex.FEMALE, **DIPLOID | NO_Y)
    assert (report.x_copies["child"], report.karyotype["child"]) == (1, "XO")
    assert not report.problems
    assert warnings(report) == {"unusual_karyotype"}


def test_one_x_in_a_woman_blocks_where_nobody_shows_whether_y_was_called() -> None:
    counts = counts_of(Genomes(sites=12_000).of(family(MOTHER)), family(MOTHER))
    counts = with_person(counts, "mother", lambda p: replace(p, **DIPLOID | NO_Y))
    report = assess(counts, family(MOTHER), GRCH38)
    assert codes(report) == {"sex_mismatch"}
    assert "Turner" in report.problems[0].message


def test_a_woman_with_a_homozygous_x_is_told_by_depth() -> None:
    report = sexed(Sex.FEMALE, **TWO_X | {"x_heterozygous": 0, "x_alternate": 43})
    assert not report.problems
    assert report.x_copies["child"] == 2


def test_evidence_that_disagrees_without_y_is_a_warning_and_the_stated_sex_stands() -> None:
    counts = counts_of(Genomes(sites=12_000).of(family(MOTHER)), family(MOTHER))
    counts = with_person(counts, "mother", lambda p: replace(p, x_heterozygous=0, x_alternate=43))
    report = assess(counts, family(MOTHER), GRCH38)
    assert warnings(report) == {"sex_mismatch"}
    assert report.x_copies == {"mother": 2}


def test_three_x_by_depth() -> None:
    report = sexed(Sex.FEMALE, **TWO_X | {"x_depth_sum": 60 * 45})
    assert (report.x_copies["child"], report.karyotype["child"]) == (3, "XXX")
    assert warnings(report) == {"unusual_karyotype"}


def test_two_y_by_depth() -> None:
    report = sexed(Sex.MALE, **HAPLOID | {"y_depth_sum": 120 * 29, "y_depth_records": 120})
    assert (report.x_copies["child"], report.karyotype["child"]) == (1, "XYY")
    assert warnings(report) == {"unusual_karyotype"}


def test_stray_reads_on_y_make_no_man_of_a_woman() -> None:
    stray = {"y_called": 40, "y_alternate": 40, "y_depth_sum": 40 * 2, "y_depth_records": 40}
    report = sexed(Sex.FEMALE, **TWO_X | stray)
    assert not report.problems
    assert report.karyotype["child"] == "XX"


@pytest.mark.parametrize("stated", [Sex.UNKNOWN, Sex.OTHER])
def test_without_a_stated_sex_the_number_of_x_is_still_inferred(stated: Sex) -> None:
    report = sexed(stated, **HAPLOID)
    assert report.x_copies["child"] == 1
    assert the(report, "sex_mismatch", "child").status is CheckStatus.NOT_ASSESSED


@given(st.integers(0, 200), st.integers(0, 200), st.integers(1, 50))
def test_more_heterozygous_calls_never_turn_two_x_into_one(alternate: int, heterozygous: int, more: int) -> None:
    from carrel.care.genomes.rules.quality.sex import copies_by_heterozygosity as copies

    fewer, many = copies(heterozygous, alternate), copies(heterozygous + more, alternate)
    assert not (fewer == 2 and many == 1)
    if heterozygous + alternate >= 20:
        assert (fewer or 1.5) <= (many or 1.5)


# Genotype quality


@pytest.mark.parametrize(
    ("change", "code", "blocks"),
    [
        ({"missing": 5_000}, "low_call_rate", False),
        ({"depth_sum": 9 * 12_000, "depth_records": 12_000}, "low_depth", False),
        ({"heterozygous": 3_000, "homozygous": 6_000}, "het_hom_ratio", False),
        ({"heterozygous": 9_000, "homozygous": 1_000}, "het_hom_ratio", False),
        ({"transitions": 4_000, "transversions": 6_000}, "ti_tv_ratio", False),
        ({"homozygous_site_reference_reads": 1_500, "homozygous_site_reads": 100_000}, "contamination", False),
        ({"homozygous_site_reference_reads": 8_000, "homozygous_site_reads": 100_000}, "contamination", True),
        ({"balance": (300,) * 4 + (300,) * 12 + (0,) * 4}, "contamination", False),
        ({"balance": (900,) * 4 + (100,) * 12 + (900,) * 4}, "contamination", True),
    ],
)
def test_poor_genotypes_are_named_and_block_only_where_impossible(change, code: str, blocks: bool) -> None:
    counts = counts_of(Genomes().of(TRIO), TRIO)
    report = assess(with_person(counts, "mother", lambda p: replace(p, **change)), TRIO, GRCH38)
    found = [check for check in report.checks if check.code == code and check.people == ("mother",)]
    assert (CheckStatus.FAILED if blocks else CheckStatus.WARNING) in {check.status for check in found}
    assert codes(report) == ({code} if blocks else set())


# Any counts at all

NUMBERS = st.one_of(st.integers(0, 30), st.integers(0, 10_000_000))


def rows_of(kind, names: list[str], **others):
    numbers = {f.name: NUMBERS for f in fields(kind) if f.type == "int"}
    return st.builds(
        kind, *[st.sampled_from(names)] * len([f for f in fields(kind) if f.type == "str"]), **numbers, **others
    )


NAMES = ["child", "mother", "father", "sister", "stranger"]
ANY_COUNTS = st.builds(
    GenotypeCounts,
    NUMBERS,
    NUMBERS,
    st.lists(
        rows_of(PersonCounts, NAMES, balance=st.sampled_from([(), (0,) * 20, tuple(range(0, 2000, 100))])),
        unique_by=lambda p: p.person,
    ).map(tuple),
    st.lists(rows_of(PairCounts, NAMES)).map(tuple),
    st.lists(rows_of(TrioCounts, NAMES)).map(tuple),
    has_filters=st.booleans(),
)


@settings(max_examples=300)
@given(ANY_COUNTS)
def test_any_counts_have_a_report_that_never_passes_what_it_did_not_see(counts: GenotypeCounts) -> None:
    report = assess(counts, QUAD, GRCH38)
    assert set(QUAD.ids) <= set(report.x_copies) == set(report.karyotype)
    assert all(copies in (1, 2, 3) for copies in report.x_copies.values())
    assert all(check.blocking == (check.status is CheckStatus.FAILED) for check in report.checks)
    assert len(report.kinship) == len(counts.people) * (len(counts.people) - 1) // 2
    for one, two, coefficient, _ in report.kinship:
        judged = [c for c in report.checks if c.name == "Relatedness" and c.people == (one, two)]
        assert coefficient is not None or all(c.status is not CheckStatus.PASSED for c in judged)


@given(rows_of(PairCounts, NAMES), st.integers(1, 1000))
def test_more_opposite_homozygotes_never_raise_kinship(pair: PairCounts, more: int) -> None:
    before, after = kinship(pair), kinship(replace(pair, opposite_homozygotes=pair.opposite_homozygotes + more))
    assert (before is None and after is None) or (before is not None and after is not None and after < before)
