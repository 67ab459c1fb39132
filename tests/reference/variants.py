"""Variants and panels around a drawn family: calls as a caller would write them, annotation, and panel rows of every kind."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass

from carrel.care.genomes.values import Call, Consequence, FamilyVariant, Frequency, Significance
from carrel.care.interpretation.values import Locus, Observation
from carrel.foundation.knowledge.values import Panel, PanelGene
from carrel.foundation.vocabulary.genome import Assembly, Region, VariantKey
from carrel.foundation.vocabulary.inheritance import ModeOfInheritance, Rating, Zygosity
from tests.reference.evidence import NEMBUS
from tests.reference.families import Drawn, draw


PLACES = {
    Region.AUTOSOMAL: ("7", 1_000_000),
    Region.PSEUDOAUTOSOMAL: ("X", 1_500_000),
    Region.X: ("X", 50_000_000),
    Region.Y: ("Y", 15_000_000),
    Region.MITOCHONDRIAL: ("MT", 3_000),
}
GENES = {"HGNC:1": "ONE", "HGNC:2": "TWO"}
SIZES = {
    "gnomad_exomes": {"AMR": 17296, "ASJ": 5040, "EAS": 9157, "FIN": 10824, "NFE": 56855, "SAS": 15308},
    "gnomad_genomes": {
        "AFR": 20744, "AMR": 7647, "FIN": 5316, "NFE": 34029, "ASJ": 1736, "EAS": 2604, "SAS": 2419, "AMI": 456,
        "MID": 158,
    },
    "internal": {"ALL": 5415},
}  # fmt: skip
TERMS = (
    "stop_gained", "frameshift_variant", "start_lost", "splice_donor_variant", "missense_variant", "missense_variant",
    "inframe_deletion", "splice_region_variant", "synonymous_variant", "intron_variant", "protein_altering_variant",
)  # fmt: skip
LOF_IS_NOT_THE_MECHANISM = (
    "Loss-of-function variants (as defined in pop up message) DO NOT cause this phenotype - please provide details in "
    "the comments"
)
WORDS = (
    "pathogenic", "likely_pathogenic", "pathogenic/likely_pathogenic", "conflicting_classifications_of_pathogenicity",
    "benign", "uncertain_significance",
)  # fmt: skip
STATUSES = (
    "", "reviewed_by_expert_panel", "practice_guideline", "criteria_provided_multiple_submitters_no_conflicts",
    "criteria_provided_single_submitter", "criteria_provided_conflicting_classifications",
    "no_assertion_criteria_provided", "no_assertion_provided",
)  # fmt: skip
MODES = {
    Region.X: (ModeOfInheritance.X_LINKED_BIALLELIC_IN_FEMALES, ModeOfInheritance.X_LINKED_MONOALLELIC_IN_FEMALES),
    Region.Y: (ModeOfInheritance.OTHER, ""),
    Region.MITOCHONDRIAL: (ModeOfInheritance.MITOCHONDRIAL,),
}


@dataclass(frozen=True)
class DrawnCase:
    """All that tiering takes but the penetrance order and the profile."""

    drawn: Drawn
    people: tuple[str, ...]
    variants: tuple[FamilyVariant, ...]
    panels: tuple[Panel, ...]
    incomplete: bool
    assembly: Assembly = Assembly.GRCH38


def case(source: random.Random) -> DrawnCase:
    """A family, one to four variants of one or two genes, and up to two panels."""
    drawn = draw(source, loci=source.choice((1, 2, 2, 3, 4)))
    people = tuple(drawn.loci[0].observations)
    biotypes = {gene: source.choice(("protein_coding",) * 6 + ("snRNA",)) for gene in GENES}
    variants = tuple(variant(source, drawn, people, index, biotypes) for index in range(len(drawn.loci)))
    region = drawn.loci[0].region
    panels = tuple(panel(source, f"{number + 1}", region, biotypes) for number in range(source.choice((0, 1, 1, 1, 2))))
    return DrawnCase(drawn, people, variants, panels, source.random() < 0.5)


def variant(
    source: random.Random, drawn: Drawn, people: tuple[str, ...], index: int, biotypes: Mapping[str, str]
) -> FamilyVariant:
    locus = drawn.loci[index]
    chromosome, start = PLACES[locus.region]
    proband = drawn.family.person(drawn.family.proband)
    calls = tuple(
        call(
            source, locus, locus.observations[person], drawn.x_copies[person],
            is_child=person == proband.id, has_y="Y" in drawn.karyotype[person],
        )
        for person in people
    )  # fmt: skip
    return FamilyVariant(
        VariantKey(chromosome, start + 10 * index, "A", "G"), calls, consequences(source, biotypes), frequencies(source),
        significances(source), filter=source.choice(("PASS",) * 18 + ("", "LowQual")),
    )  # fmt: skip


# Calls ------------------------------------------------------------------------------------------------------------------


def call(source: random.Random, locus: Locus, seen: Observation, nx: int, is_child: bool, has_y: bool) -> Call:
    """One way of writing this observation, with reads that are mostly good."""
    zygosity = seen.zygosity
    if locus.region is Region.Y and not has_y:  # reads that strayed there; whatever is called counts for nothing
        return source.choice((Call(), Call(1, 2, 10, 10, 20, 50), Call(1, 1, 0, 9, 9, 30), Call(0, 1, 9, 0, 9, 30)))
    if zygosity is Zygosity.MISSING:
        return Call()
    if locus.region is Region.MITOCHONDRIAL:
        return mitochondrial_call(source, zygosity)
    haploid = locus.region is Region.Y or (locus.region is Region.X and nx == 1)
    ploidy = 1 if (haploid and zygosity is not Zygosity.HETEROZYGOUS and source.random() < 0.7) else 2
    if zygosity is Zygosity.HOMOZYGOUS and source.random() < 0.1:
        ploidy = 1
    full = zygosity in (Zygosity.HOMOZYGOUS, Zygosity.HEMIZYGOUS)
    copies = ploidy if full else int(zygosity is Zygosity.HETEROZYGOUS)
    reference, alternate, depth, quality = reads(source, copies / ploidy, is_child)
    flag = source.choice(("",) * 6 + ("DeNovo", "Inherited")) if is_child else ""
    phase_set, haplotype = seen.phase_set, seen.haplotype
    return Call(
        copies, ploidy, reference, alternate, depth, quality, phase_set, haplotype, de_novo_flag=flag
    )  # fmt: skip


def reads(source: random.Random, share: float, is_child: bool) -> tuple[int | None, int | None, int | None, int | None]:
    """(reference reads, alternate reads, depth, GQ), now and then just at a limit of the de novo rules, or not given."""
    if source.random() < 0.1:
        return None, None, None, source.choice((None, 30))
    depth = source.choice((9, 10, 29, 30, 40, 60, 60, 80))
    if share == 0:
        alternate = source.choice((0, 0, 0, 0, 0, 1, 2))
    elif share == 1:
        alternate = depth - source.choice((0, 0, 1))
    else:
        alternate = source.choice((4, 5, depth // 5, depth // 2, depth // 2, depth // 2, depth - depth // 5))
    quality = source.choice((19, 20, 24, 25, 50, 50, 50, None))
    return depth - alternate, alternate, depth, quality


def mitochondrial_call(source: random.Random, zygosity: Zygosity) -> Call:
    copies = {Zygosity.REFERENCE: 0, Zygosity.HETEROZYGOUS: 1, Zygosity.HOMOZYGOUS: 2}[zygosity]
    if source.random() < 0.3:
        return Call(copies, 2)
    alternate = source.choice({0: (0, 9, 99), 1: (100, 101, 500, 949), 2: (950, 999, 1000)}[copies])
    return Call(source.choice((copies, 1)), 2, 1000 - alternate, alternate, 1000)


# Annotation -------------------------------------------------------------------------------------------------------------


def consequences(source: random.Random, biotypes: Mapping[str, str]) -> tuple[Consequence, ...]:
    genes = source.choice((["HGNC:1"], ["HGNC:1"], ["HGNC:1"], ["HGNC:2"], ["HGNC:1", "HGNC:2"]))
    return tuple(
        consequence(source, gene, number, biotypes[gene])
        for gene in genes
        for number in range(source.choice((1, 1, 2)))
    )


def consequence(source: random.Random, gene: str, number: int, of_gene: str) -> Consequence:
    """On a transcript of this gene; a coding gene also has transcripts that code for nothing, after its main one."""
    biotype = of_gene
    if of_gene == "protein_coding" and number > 0:
        biotype = source.choice(("protein_coding",) * 3 + ("nonsense_mediated_decay", "processed_transcript"))
    term = source.choice(TERMS)
    if biotype in ("snRNA", "processed_transcript"):
        term = source.choice(("non_coding_transcript_exon_variant",) * 3 + ("intron_variant",))
    splice = source.choice((None,) * 8 + (0.49, 0.5, 0.79, 0.8))
    return Consequence(GENES[gene], gene, "", f"T{gene[-1]}.{number}", biotype, (term,), splice_ai=splice)


def frequencies(source: random.Random) -> tuple[Frequency, ...]:
    """None, or a few populations with counts around the limits of both profiles."""
    if source.random() < 0.5:
        return ()
    return tuple(
        frequency(source, population) for population in source.sample(sorted(NEMBUS), source.choice((1, 2, 3)))
    )


def frequency(source: random.Random, population: str) -> Frequency:
    dataset, name = population.split(":")
    number = 2 * SIZES[dataset][name]
    cut = source.choice((0.0, 0.001, 0.001, 0.01, 0.05, *NEMBUS[population]))
    count = min(number, max(0, round(cut * number) + source.randint(-3, 12)))
    return Frequency(population, count / number, number)


def significances(source: random.Random) -> tuple[Significance, ...]:
    if source.random() < 0.85:
        return ()
    if source.random() < 0.2:
        return (Significance("internal", source.choice(("pathogenic", "likely_pathogenic", "benign")), "", "K1"),)
    same_protein_change = source.random() < 0.3
    return (Significance("clinvar", source.choice(WORDS), source.choice(STATUSES), "VCV1", same_protein_change),)


# Panels -----------------------------------------------------------------------------------------------------------------


def panel(source: random.Random, number: str, region: Region, biotypes: Mapping[str, str]) -> Panel:
    rows = tuple(
        row(source, gene, region, biotypes[gene])
        for gene in source.choices(sorted(GENES), k=source.choice((0, 1, 2, 2, 3)))
    )
    return Panel(f"90{number}", f"Panel {number}", "1.0", "2025-01-01", "public", "0" * 64, rows)


def row(source: random.Random, gene: str, region: Region, biotype: str) -> PanelGene:
    autosomal = tuple(mode for mode in ModeOfInheritance if "autosomal" in mode)
    fitting = MODES.get(region, autosomal)
    mode = source.choice(fitting) if source.random() < 0.75 else source.choice(("", *ModeOfInheritance))
    rating = source.choice((Rating.GREEN,) * 5 + (Rating.AMBER, Rating.RED, Rating.NO_LIST))
    mechanism = source.choice(("", "", "", "", LOF_IS_NOT_THE_MECHANISM))
    return PanelGene(gene, GENES[gene], rating, str(mode), mechanism, biotype)
