"""Small families, panels and variants to tier, with the defaults of a clean trio."""

from __future__ import annotations

from collections.abc import Sequence

from carrel.care.genomes.values import Call, Consequence, FamilyVariant, Frequency, Significance
from carrel.care.interpretation.rules import tiering
from carrel.care.interpretation.values import Locus, Observation
from carrel.care.participants.values import Family, Person
from carrel.foundation.knowledge.values import Panel, PanelGene
from carrel.foundation.vocabulary.genome import Assembly, Region, VariantKey
from carrel.foundation.vocabulary.inheritance import Affection, ModeOfInheritance, Rating, Sex, Zygosity


AD, AR = ModeOfInheritance.MONOALLELIC_NOT_IMPRINTED, ModeOfInheritance.BIALLELIC
LOF = "Loss-of-function variants (as defined in pop up message) DO NOT cause this phenotype - please provide details"
CLASSES = {
    "ref": Zygosity.REFERENCE,
    "het": Zygosity.HETEROZYGOUS,
    "hom": Zygosity.HOMOZYGOUS,
    "hemi": Zygosity.HEMIZYGOUS,
    "missing": Zygosity.MISSING,
}
SEXES = {"F": Sex.FEMALE, "M": Sex.MALE}
AFFECTIONS = {"+": Affection.AFFECTED, "-": Affection.UNAFFECTED, "?": Affection.UNCERTAIN}


def family(**members: str) -> Family:
    """`p="F+ f m"`: female, affected, father f, mother m. The first member is the proband."""
    people = []
    for name, text in members.items():
        what, *parents = text.split()
        father, mother = [*parents, "", ""][:2]
        stated = [parent if parent in members else "" for parent in (father, mother)]
        people.append(Person(name, SEXES[what[0]], AFFECTIONS[what[1]], *stated))
    return Family("family", people[0].id, tuple(people))


def trio(proband: str = "F+", father: str = "M-", mother: str = "F-") -> Family:
    return family(p=f"{proband} f m", f=father, m=mother)


def x_copies(of: Family) -> dict[str, int]:
    return {person.id: 1 if person.sex is Sex.MALE else 2 for person in of.members}


def locus(region: Region = Region.AUTOSOMAL, de_novo_passed: bool = True, **classes: str) -> Locus:
    """`p="het"`, or phased `p="het 7 1"` (phase set 7, haplotype 1); "homoplasmic" is hom and homoplasmic."""
    seen = {}
    for person, text in classes.items():
        name, *phase = text.split()
        if name == "homoplasmic":
            seen[person] = Observation(Zygosity.HOMOZYGOUS, homoplasmic=True)
        else:
            seen[person] = Observation(CLASSES[name], *((phase[0], int(phase[1])) if phase else ()))
    return Locus(region, seen, de_novo_passed)


def call(genotype: str, reads: str = "good", quality: int | None = 99, phase_set: str = "") -> Call:
    """A call as a VCF writes it: "0/1", "1", "./.", "0|1"."""
    alleles = genotype.replace("|", "/").split("/")
    known = [allele for allele in alleles if allele != "."]
    copies = known.count("1")
    expected = {0: (30, 0), len(alleles): (0, 30)}.get(copies, (15, 15))
    counts = expected if reads == "good" else (None, None) if not reads else tuple(map(int, reads.split(",")))
    depth = None if counts[0] is None else sum(counts)
    phased = "|" in genotype and copies == 1
    return Call(
        copies, len(alleles) if known else 0, *counts, depth, quality, phase_set if phased else "",
        alleles.index("1") if phased else None, partial=0 < len(known) < len(alleles),
    )  # fmt: skip


def effect(terms: str = "stop_gained", gene: str = "1", biotype: str = "protein_coding", **more: object) -> Consequence:
    values = {"symbol": f"GENE{gene}", "hgnc_id": f"HGNC:{gene}", "gene_id": f"ENSG{gene}", "transcript": f"ENST{gene}"}
    return Consequence(biotype=biotype, terms=tuple(terms.split("&")), **(values | more))  # type: ignore[arg-type]


def variant(
    calls: Sequence[Call | str],
    *effects: Consequence,
    at: str = "1:1000",
    frequencies: dict[str, float] | None = None,
    clinvar: str = "",
    review: str = "criteria_provided,_single_submitter",
    **more: object,
) -> FamilyVariant:
    """Calls in the order of the family's members, as `call` reads them."""
    chromosome, position = at.split(":")
    return FamilyVariant(
        VariantKey(chromosome, int(position), "A", "C"),
        tuple(call(one) if isinstance(one, str) else one for one in calls),
        effects or (effect(),),
        tuple(Frequency(population, value) for population, value in (frequencies or {}).items()),
        (Significance("clinvar", clinvar, review),) if clinvar else (),
        **more,  # type: ignore[arg-type]
    )


def gene(number: str = "1", mode: str = AD, rating: Rating = Rating.GREEN, **more: object) -> PanelGene:
    return PanelGene(f"HGNC:{number}", f"GENE{number}", rating, mode, **more)  # type: ignore[arg-type]


def panel(*genes: PanelGene, number: str = "9") -> Panel:
    return Panel(number, f"Panel {number}", "1.0", "", "public", "hash", genes)


def tier(
    of: Family,
    variants: Sequence[FamilyVariant],
    *panels: Panel,
    incomplete: bool = False,
    profile: str = "faf95",
    karyotype: dict[str, str] | None = None,
) -> tiering.Tiering:
    """Everyone is sequenced; X copies and karyotypes are those of the stated sex."""
    stated = {person.id: "XY" if person.sex is Sex.MALE else "XX" for person in of.members}
    return tiering.tier(
        variants, of.ids, of, panels, x_copies(of), karyotype or stated, Assembly.GRCH38, incomplete, profile
    )


def only_rule(result: tiering.Tiering) -> str:
    """The rule that stopped the one variant given."""
    (trace,) = (*result.traces, *result.carriers)
    return trace.rule
