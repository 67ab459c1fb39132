"""Families, genotypes and variants drawn from a given source of randomness: `random.Random(seed)`, or Hypothesis's.

Most genotypes are dropped through the pedigree as nature does, with the disease following them, so that every filter has
families that pass; a third are drawn member by member, so that no combination is out of reach.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from carrel.care.interpretation.values import Locus, Observation
from carrel.care.participants.values import Family, Person
from carrel.foundation.vocabulary.genome import Region
from carrel.foundation.vocabulary.inheritance import Affection, Sex, Zygosity


REF, HET, HOM = Zygosity.REFERENCE, Zygosity.HETEROZYGOUS, Zygosity.HOMOZYGOUS
HEMI, MISSING = Zygosity.HEMIZYGOUS, Zygosity.MISSING

REGIONS = (Region.AUTOSOMAL,) * 4 + (
    Region.PSEUDOAUTOSOMAL,
    Region.X,
    Region.X,
    Region.X,
    Region.Y,
    Region.MITOCHONDRIAL,
)
AFFECTIONS = (Affection.AFFECTED, Affection.UNAFFECTED, Affection.UNCERTAIN)


@dataclass(frozen=True)
class Genome:
    """A member's alleles at a few linked loci: one row of booleans per haplotype. An X of a man with one X is one row."""

    haplotypes: tuple[tuple[bool, ...], ...]


@dataclass(frozen=True)
class Drawn:
    """A family with what the filters need of it: loci of one gene, inferred X copies, and who was sequenced."""

    family: Family
    loci: tuple[Locus, ...]
    x_copies: Mapping[str, int]
    karyotype: Mapping[str, str]


# Pedigrees --------------------------------------------------------------------------------------------------------------


@dataclass
class Sketch:
    """A pedigree while it grows, children after their parents."""

    sexes: dict[str, Sex]
    parents: dict[str, tuple[str, str]]  # (father, mother)

    def add(self, name: str, sex: Sex, father: str = "", mother: str = "") -> str:
        self.sexes[name] = sex
        self.parents[name] = (father, mother)
        return name


def sex(source: random.Random) -> Sex:
    return source.choice((Sex.MALE, Sex.FEMALE))


def nuclear(source: random.Random) -> Sketch:
    """Up to two parents, a proband and up to three siblings."""
    sketch = Sketch({}, {})
    father = sketch.add("father", Sex.MALE) if source.random() < 0.85 else ""
    mother = sketch.add("mother", Sex.FEMALE) if source.random() < 0.85 else ""
    sketch.add("proband", sex(source), father, mother)
    for number in range(source.choice((0, 0, 0, 1, 1, 2, 3))):
        half = source.random() < 0.1
        sketch.add(f"sib{number}", sex(source), "" if half else father, mother)
    return sketch


def extended(source: random.Random) -> Sketch:
    """A nuclear family with grandparents, aunts, cousins and, sometimes, the proband's own child."""
    sketch = Sketch({}, {})
    sides = {}
    for side in ("father", "mother"):
        grandfather = sketch.add(f"{side}s_father", Sex.MALE) if source.random() < 0.6 else ""
        grandmother = sketch.add(f"{side}s_mother", Sex.FEMALE) if source.random() < 0.6 else ""
        sides[side] = (grandfather, grandmother)
        if (grandfather or grandmother) and source.random() < 0.5:
            aunt = sketch.add(f"{side}s_sib", sex(source), grandfather, grandmother)
            if source.random() < 0.5:
                as_father = sketch.sexes[aunt] is Sex.MALE
                sketch.add(f"{side}s_cousin", sex(source), aunt if as_father else "", "" if as_father else aunt)
    sketch.add("father", Sex.MALE, *sides["father"])
    sketch.add("mother", Sex.FEMALE, *sides["mother"])
    sketch.add("proband", sex(source), "father", "mother")
    if source.random() < 0.4:
        sketch.add("sib", sex(source), "father", "mother")
    if source.random() < 0.3:
        as_father = sketch.sexes["proband"] is Sex.MALE
        sketch.add("child", sex(source), "proband" if as_father else "", "" if as_father else "proband")
    return sketch


def consanguineous(source: random.Random) -> Sketch:
    """Parents who are first cousins, with or without their parents in the family."""
    sketch = Sketch({}, {})
    sketch.add("elder", Sex.MALE)
    sketch.add("eldress", Sex.FEMALE)
    uncle = sketch.add("uncle", Sex.MALE, "elder", "eldress")
    aunt = sketch.add("aunt", Sex.FEMALE, "elder", "eldress")
    sketch.add("father", Sex.MALE, uncle, "")
    sketch.add("mother", Sex.FEMALE, "", aunt)
    sketch.add("proband", sex(source), "father", "mother")
    for number in range(source.choice((0, 1, 2))):
        sketch.add(f"sib{number}", sex(source), "father", "mother")
    return sketch


def any_shape(source: random.Random) -> Sketch:
    """Members added one by one, each the child of earlier members or of nobody: loops and strange marriages included."""
    sketch = Sketch({}, {})
    for number in range(source.randint(1, 8)):
        men = ["", *(name for name in sketch.sexes if sketch.sexes[name] is Sex.MALE)]
        women = ["", *(name for name in sketch.sexes if sketch.sexes[name] is Sex.FEMALE)]
        sketch.add(f"m{number}", sex(source), source.choice(men), source.choice(women))
    names = list(sketch.sexes)
    chosen = source.choice(names[-3:])
    return renamed(sketch, {chosen: "proband"})


def renamed(sketch: Sketch, names: Mapping[str, str]) -> Sketch:
    def new(name: str) -> str:
        return names.get(name, name)

    return Sketch(
        {new(name): sex for name, sex in sketch.sexes.items()},
        {new(name): (new(father), new(mother)) for name, (father, mother) in sketch.parents.items()},
    )


SHAPES = (nuclear, nuclear, nuclear, extended, consanguineous, any_shape)


# Genotypes --------------------------------------------------------------------------------------------------------------


def dropped(
    source: random.Random, sketch: Sketch, region: Region, copies: Mapping[str, int], loci: int
) -> dict[str, Genome]:
    """Alleles of each member: founders carry now and then, children take one haplotype of each parent, some alleles are new.

    Some families are made for a filter that chance rarely meets: something new in the proband alone ("new"), or the
    proband's two haplotypes one and the same ("isodisomy"). Founders are mixed in all else.
    """
    genomes: dict[str, Genome] = {}
    style = source.choice(("mixed",) * 7 + ("new", "new", "isodisomy"))
    rate = 0.0 if style == "new" else source.choice((0.0, 0.1, 0.3, 0.6))
    new_rate = 0.0 if style == "new" else source.choice((0.0, 0.0, 0.05, 0.3))
    new_in_proband = 1.0 if style == "new" else source.choice((0.0, 0.0, 0.5))

    def founder() -> tuple[bool, ...]:
        return tuple(source.random() < rate for _ in range(loci))

    def given(parent: str) -> tuple[bool, ...]:
        rows = genomes[parent].haplotypes if parent else (founder(),)
        row = source.choice(rows) if rows else tuple(False for _ in range(loci))
        chance = new_in_proband if name == "proband" else new_rate
        return tuple(allele or source.random() < chance * 0.5 for allele in row)

    for name, (father, mother) in sketch.parents.items():
        male = sketch.sexes[name] is Sex.MALE
        if region is Region.MITOCHONDRIAL:
            rows: tuple[tuple[bool, ...], ...] = (given(mother),)
        elif region is Region.Y:
            rows = (given(father),) if male else ()
        elif region is Region.X and copies[name] == 1:
            rows = (given(mother),)
        else:
            rows = (given(mother), given(father))
            if style == "isodisomy" and name == "proband":
                rows = (rows[0], rows[0])
        genomes[name] = Genome(rows)
    return genomes


def seen_in(region: Region, genome: Genome, index: int, source: random.Random) -> Observation:
    """What sequencing shows of a member's alleles at one locus."""
    alleles = [row[index] for row in genome.haplotypes]
    count = sum(alleles)
    if not alleles:
        return Observation(MISSING)
    if count == 0:
        return Observation(REF)
    if region is Region.MITOCHONDRIAL:
        homoplasmic = source.random() < 0.5
        return Observation(HOM if homoplasmic else HET, homoplasmic=homoplasmic)
    if len(alleles) == 1:
        return Observation(HEMI)
    return Observation(HOM) if count == 2 else Observation(HET, haplotype=alleles.index(True))


def at_random(source: random.Random, region: Region, nx: int, male: bool) -> Observation:
    if region is Region.MITOCHONDRIAL:
        return source.choice(
            (Observation(REF), Observation(HET), Observation(HOM, homoplasmic=True), Observation(MISSING))
        )
    if region is Region.Y:
        return Observation(source.choice((REF, HET, HEMI, MISSING))) if male else Observation(MISSING)
    top = HEMI if region is Region.X and nx == 1 else HOM
    zygosity = source.choice((REF, HET, HET, top, MISSING))
    return Observation(zygosity, haplotype=source.choice((0, 1)) if zygosity is HET else None)


def phased(observation: Observation, phase_set: str) -> Observation:
    """With this phase set, or stripped of all phase where it is ""."""
    if observation.zygosity is not HET or phase_set == "":
        return Observation(observation.zygosity, homoplasmic=observation.homoplasmic)
    return Observation(observation.zygosity, phase_set, observation.haplotype)


def x_copies(source: random.Random, sexes: Mapping[str, Sex]) -> dict[str, int]:
    """One X in men and two in women; now and then XXY, X0 or XXX."""
    copies = {}
    for name, stated in sexes.items():
        usual = 1 if stated is Sex.MALE else 2
        copies[name] = usual if source.random() < 0.95 else source.choice((1, 2, 3))
    return copies


KARYOTYPES = {
    (Sex.MALE, 1): "XY", (Sex.MALE, 2): "XXY", (Sex.MALE, 3): "XXXY",
    (Sex.FEMALE, 1): "XO", (Sex.FEMALE, 2): "XX", (Sex.FEMALE, 3): "XXX",
}  # fmt: skip


# Affection --------------------------------------------------------------------------------------------------------------


def affections(source: random.Random, sketch: Sketch, sick: Callable[[str], bool]) -> dict[str, Affection]:
    """The disease as the alleles say, at random, or the proband alone; with some who are uncertain or mistaken."""
    style = source.choice(("by alleles", "by alleles", "by alleles", "proband", "proband", "random"))
    blur = source.choice((0.0, 0.0, 0.1))
    result = {}
    for name in sketch.sexes:
        ill = sick(name) if style == "by alleles" else name == "proband"
        if style == "random" or source.random() < blur:
            result[name] = source.choice(AFFECTIONS)
        else:
            result[name] = Affection.AFFECTED if ill else Affection.UNAFFECTED
    if source.random() < 0.95:
        result["proband"] = Affection.AFFECTED
    return result


def sickness(source: random.Random, genomes: Mapping[str, Genome]) -> Callable[[str], bool]:
    """Who is ill by the alleles: with one haplotype hit, with every haplotype hit, or with more than none."""
    dominant = source.random() < 0.5

    def sick(name: str) -> bool:
        hit = [any(row) for row in genomes[name].haplotypes]
        return any(hit) if dominant else bool(hit) and all(hit)

    return sick


# All together -----------------------------------------------------------------------------------------------------------


def draw(source: random.Random, region: Region | None = None, loci: int | None = None) -> Drawn:
    """One family with one to three loci of one gene (or as many as asked for). The proband is always sequenced."""
    sketch = source.choice(SHAPES)(source)
    region = region or source.choice(REGIONS)
    number = loci or source.choice((1, 2, 2, 2, 3))
    copies = x_copies(source, sketch.sexes)
    genomes = dropped(source, sketch, region, copies, number)
    affection = affections(source, sketch, sickness(source, genomes))
    unsequenced = source.choice((0.0, 0.0, 0.2, 0.5))
    sequenced = [name for name in sketch.sexes if name == "proband" or source.random() >= unsequenced]
    return Drawn(
        family_of(sketch, affection, shuffle=source),
        observed(source, region, number, sketch, copies, genomes, sequenced),
        {name: copies[name] for name in sketch.sexes},
        {name: KARYOTYPES[(sketch.sexes[name], copies[name])] for name in sketch.sexes},
    )


def observed(
    source: random.Random,
    region: Region,
    number: int,
    sketch: Sketch,
    copies: Mapping[str, int],
    genomes: Mapping[str, Genome],
    sequenced: list[str],
) -> tuple[Locus, ...]:
    truthful = source.random() < 0.7
    missing = source.choice((0.0, 0.0, 0.1, 0.4))
    phasing = source.choice((0.0, 0.0, 0.5, 1.0))
    blocks = {
        name: source.choice((True, True, False)) for name in sequenced
    }  # is it one phase set, or one for each locus
    with_phase = {name: source.random() < phasing for name in sequenced}
    result = []
    for index in range(number):
        observations = {}
        for name in sequenced:
            if source.random() < missing and (name != "proband" or source.random() < 0.2):
                observations[name] = Observation(MISSING)
                continue
            if truthful:
                seen = seen_in(region, genomes[name], index, source)
            else:
                seen = at_random(source, region, copies[name], sketch.sexes[name] is Sex.MALE)
            phase_set = ("1000" if blocks[name] else str(1000 + index)) if with_phase[name] else ""
            observations[name] = phased(seen, phase_set)
        result.append(Locus(region, observations, de_novo_passed=source.random() < 0.7))
    return tuple(result)


def family_of(sketch: Sketch, affection: Mapping[str, Affection], shuffle: random.Random | None = None) -> Family:
    """The proband first, the others in any order."""
    others = [name for name in sketch.sexes if name != "proband"]
    if shuffle is not None:
        shuffle.shuffle(others)
    members = tuple(
        Person(name, sketch.sexes[name], affection[name], *sketch.parents[name]) for name in ("proband", *others)
    )
    return Family("F", "proband", members)
