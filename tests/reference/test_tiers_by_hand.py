"""The tier matrix, the frequency cuts and the quality of a new variant as examples that can be checked by eye.

The reference and the implementation must both say so.
"""

from __future__ import annotations

import pytest

from carrel.care.genomes.values import Call, Consequence, FamilyVariant, Frequency, Significance
from carrel.care.participants.values import Family, Person
from carrel.foundation.knowledge.values import Panel, PanelGene
from carrel.foundation.vocabulary.genome import Assembly, VariantKey
from carrel.foundation.vocabulary.inheritance import Affection, ModeOfInheritance, Rating, Sex
from tests.reference import evidence
from tests.reference.agreement import tiering_disagreement
from tests.reference.families import Drawn
from tests.reference.tiering import Asked, best_tiers, expected
from tests.reference.variants import LOF_IS_NOT_THE_MECHANISM, DrawnCase


AD, AR = ModeOfInheritance.MONOALLELIC_NOT_IMPRINTED, ModeOfInheritance.BIALLELIC
FAMILY = Family(
    "F",
    "child",
    (
        Person("child", Sex.FEMALE, Affection.AFFECTED, "father", "mother"),
        Person("father", Sex.MALE, Affection.UNAFFECTED),
        Person("mother", Sex.FEMALE, Affection.UNAFFECTED),
    ),
)
REF, HET, HOM = Call(0, 2, 40, 0, 40, 50), Call(1, 2, 20, 20, 40, 50), Call(2, 2, 0, 40, 40, 50)
NEW, FROM_BOTH, FROM_FATHER = (HET, REF, REF), (HOM, HET, HET), (HET, HET, REF)
KNOWN = (Significance("clinvar", "pathogenic", "reviewed_by_expert_panel"),)


def common(population: str, count: int, number: int) -> tuple[Frequency, ...]:
    return (Frequency(population, count / number, number),)


def case(
    calls, term, mode, rating=Rating.GREEN, *, frequencies=(), known=(), biotype="protein_coding", lof=""
) -> DrawnCase:
    consequence = Consequence("ONE", "HGNC:1", "", "T1", biotype, (term,))
    variant = FamilyVariant(VariantKey("7", 1000, "A", "G"), calls, (consequence,), frequencies, known)
    rows = (PanelGene("HGNC:1", "ONE", rating, str(mode), lof, biotype),) if rating else ()
    panel = Panel("1", "Panel", "1.0", "", "public", "0", rows)
    copies = {"child": 2, "father": 1, "mother": 2}
    drawn = Drawn(FAMILY, (), copies, {"child": "XX", "father": "XY", "mother": "XX"})
    return DrawnCase(drawn, FAMILY.ids, (variant,), (panel,), incomplete=False)


ROWS = [
    ("green, new, stop gained", case(NEW, "stop_gained", AD), "1"),
    ("green, new, missense", case(NEW, "missense_variant", AD), "1"),
    ("green, start lost is HIGH", case(FROM_BOTH, "start_lost", AR), "1"),
    ("green, recessive, missense", case(FROM_BOTH, "missense_variant", AR), "2"),
    ("green, recessive, frameshift", case(FROM_BOTH, "frameshift_variant", AR), "1"),
    ("green, recessive, synonymous", case(FROM_BOTH, "synonymous_variant", AR), ""),
    ("green, recessive, synonymous but known", case(FROM_BOTH, "synonymous_variant", AR, known=KNOWN), "1"),
    ("amber", case(NEW, "stop_gained", AD, Rating.AMBER), "3"),
    ("red", case(NEW, "missense_variant", AD, Rating.RED), "3"),
    ("on no panel", case(NEW, "missense_variant", AD, None), "3"),
    ("green, another mode", case(FROM_BOTH, "stop_gained", AD), "3"),
    ("green for two copies, one found", case(NEW, "stop_gained", AR), ""),
    ("inherited from a well parent", case(FROM_FATHER, "stop_gained", AD), ""),
    ("loss of function is not the mechanism", case(NEW, "stop_gained", AD, lof=LOF_IS_NOT_THE_MECHANISM), "2"),
    ("green non-coding gene, new", case(NEW, "non_coding_transcript_exon_variant", AD, biotype="snRNA"), "1"),
    ("green non-coding gene", case(FROM_BOTH, "non_coding_transcript_exon_variant", AR, biotype="snRNA"), "2"),
    ("amber non-coding gene", case(NEW, "non_coding_transcript_exon_variant", AD, Rating.AMBER, biotype="snRNA"), ""),
    ("no mode named", case(FROM_BOTH, "stop_gained", ""), "1"),
    ("too common for dominant", case(NEW, "stop_gained", AD, frequencies=common("gnomad_genomes:AFR", 200, 41488)), ""),
    ("rare enough for recessive", case(FROM_BOTH, "stop_gained", AR, frequencies=common("gnomad_genomes:AFR", 200, 41488)), "1"),
    ("too common, but known", case(NEW, "stop_gained", AD, frequencies=common("gnomad_genomes:AFR", 900, 41488), known=KNOWN), "1"),
    ("known, but common here", case(NEW, "stop_gained", AD, frequencies=common("internal:ALL", 542, 10830), known=KNOWN), ""),
    ("new, child GQ 24", case((Call(1, 2, 20, 20, 40, 24), REF, REF), "stop_gained", AD), ""),
    ("new, a parent at depth 9", case((HET, Call(0, 2, 9, 0, 9, 50), REF), "stop_gained", AD), ""),
    ("new, two reads in a parent", case((HET, Call(0, 2, 98, 2, 100, 50), REF), "stop_gained", AD), ""),
    ("new, one read of 60 in a parent", case((HET, Call(0, 2, 59, 1, 60, 50), REF), "stop_gained", AD), "1"),
    ("new, four reads", case((Call(1, 2, 8, 4, 12, 50), REF, REF), "stop_gained", AD), ""),
    ("new, balance below 0.2", case((Call(1, 2, 33, 7, 40, 50), REF, REF), "stop_gained", AD), ""),
]  # fmt: skip


@pytest.mark.row("M7")
@pytest.mark.parametrize("profile", ["gel-nembus", "faf95"])
@pytest.mark.parametrize(("drawn", "tier"), [row[1:] for row in ROWS], ids=[row[0] for row in ROWS])
def test_a_variant_has_the_tier_that_the_matrix_gives(drawn: DrawnCase, tier: str, profile: str) -> None:
    asked = Asked(
        drawn.variants, drawn.people, FAMILY, drawn.panels, drawn.drawn.x_copies, drawn.drawn.karyotype,
        Assembly.GRCH38, incomplete=False, profile=profile, extended=False,
    )  # fmt: skip
    assert "".join(best_tiers(expected(asked).events).values()) == tier
    _, difference = tiering_disagreement(drawn, profile)
    assert difference == ""


@pytest.mark.row("M7")
@pytest.mark.parametrize(
    ("number", "first_excluded"),
    [(5208, 10), (4838, 10), (3472, 8), (912, 4), (316, 2)],
    ids=["EAS", "SAS", "ASJ", "AMI", "MID"],
)
def test_the_confidence_bound_first_excludes_the_count_that_the_rules_name(number: int, first_excluded: int) -> None:
    assert evidence.lower_bound_exceeds(0.001, first_excluded, number)
    assert not evidence.lower_bound_exceeds(0.001, first_excluded - 1, number)


@pytest.mark.row("M7")
@pytest.mark.parametrize(("count", "number"), [(1, 100), (4, 912), (10, 5208), (53, 41488)])
def test_the_chance_of_so_many_or_more_is_the_sum_of_the_chances_of_each(count: int, number: int) -> None:
    mean, term, below = 0.001 * number, 1.0, 0.0
    for k in range(count):
        below += term
        term *= mean / (k + 1)
    assert evidence.chance_of_at_least(count, mean) == pytest.approx(1 - below * 2.718281828459045**-mean, abs=1e-12)
