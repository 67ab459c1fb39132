"""Places on the human genome: assemblies, chromosomes, pseudoautosomal regions, parsimonious alleles.

Positions are 1-based and inclusive throughout Carrel, as in VCF. Chromosome names are plain inside Carrel
(`1` to `22`, `X`, `Y`, `MT`); `display_chromosome` gives the name that a report shows.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Assembly(StrEnum):
    """A reference genome."""

    GRCH37 = "GRCh37"
    GRCH38 = "GRCh38"


class Region(StrEnum):
    """How many copies of a place people have, and from whom: what segregation needs to know of a locus."""

    AUTOSOMAL = "autosomal"
    PSEUDOAUTOSOMAL = "pseudoautosomal"
    X = "X"
    Y = "Y"
    MITOCHONDRIAL = "mitochondrial"


AUTOSOMES = tuple(str(number) for number in range(1, 23))
CHROMOSOMES = (*AUTOSOMES, "X", "Y", "MT")
CHROMOSOME_INDEX = {name: index for index, name in enumerate(CHROMOSOMES)}

# Lengths of the primary assembled chromosomes (Genome Reference Consortium, GRCh37.p13 and GRCh38.p14). The lengths of
# no chromosome but MT are equal in the two, so any contig line of a header tells the build.
LENGTHS: dict[Assembly, dict[str, int]] = {
    Assembly.GRCH37: dict(
        zip(
            CHROMOSOMES,
            (249250621, 243199373, 198022430, 191154276, 180915260, 171115067, 159138663, 146364022,
             141213431, 135534747, 135006516, 133851895, 115169878, 107349540, 102531392, 90354753,
             81195210, 78077248, 59128983, 63025520, 48129895, 51304566, 155270560, 59373566, 16569),
            strict=True,
        )
    ),
    Assembly.GRCH38: dict(
        zip(
            CHROMOSOMES,
            (248956422, 242193529, 198295559, 190214555, 181538259, 170805979, 159345973, 145138636,
             138394717, 133797422, 135086622, 133275309, 114364328, 107043718, 101991189, 90338345,
             83257441, 80373285, 58617616, 64444167, 46709983, 50818468, 156040895, 57227415, 16569),
            strict=True,
        )
    ),
}  # fmt: skip

# Pseudoautosomal regions of X and Y, 1-based inclusive (Genome Reference Consortium, human assembly regions).
PSEUDOAUTOSOMAL: dict[Assembly, dict[str, tuple[tuple[int, int], ...]]] = {
    Assembly.GRCH37: {
        "X": ((60001, 2699520), (154931044, 155260560)),
        "Y": ((10001, 2649520), (59034050, 59363566)),
    },
    Assembly.GRCH38: {
        "X": ((10001, 2781479), (155701383, 156030895)),
        "Y": ((10001, 2781479), (56887903, 57217415)),
    },
}

_ALIASES = {"M": "MT", "23": "X", "24": "Y", "25": "MT", "26": "MT"}


def plain_chromosome(name: str) -> str | None:
    """The plain name of a primary chromosome (`chr1`, `Chr1`, `1` -> `1`; `chrM` -> `MT`), or None for any other contig."""
    bare = name[3:] if name[:3].lower() == "chr" else name
    bare = bare.upper()
    bare = _ALIASES.get(bare, bare)
    return bare if bare in CHROMOSOME_INDEX else None


def display_chromosome(assembly: Assembly, chromosome: str) -> str:
    """The name as reports write it: `chr1`, `chrM` on GRCh38; `1`, `MT` on GRCh37."""
    if assembly is Assembly.GRCH37:
        return chromosome
    return "chrM" if chromosome == "MT" else f"chr{chromosome}"


def region_of(assembly: Assembly, chromosome: str, position: int) -> Region:
    """Which kind of place this is. `chromosome` is plain, `position` 1-based."""
    if chromosome == "MT":
        return Region.MITOCHONDRIAL
    if chromosome not in ("X", "Y"):
        return Region.AUTOSOMAL
    if any(start <= position <= end for start, end in PSEUDOAUTOSOMAL[assembly][chromosome]):
        return Region.PSEUDOAUTOSOMAL
    return Region.X if chromosome == "X" else Region.Y


def trim_alleles(position: int, reference: str, alternate: str) -> tuple[int, str, str]:
    """Parsimonious form of a small variant: shared suffix, then shared prefix removed; one base always stays.

    This is the normal form of Tan et al. 2015 (doi:10.1093/bioinformatics/btv112) without the shift to the left, which
    needs the reference sequence.
    """
    while len(reference) > 1 and len(alternate) > 1 and reference[-1] == alternate[-1]:
        reference, alternate = reference[:-1], alternate[:-1]
    while len(reference) > 1 and len(alternate) > 1 and reference[0] == alternate[0]:
        position, reference, alternate = position + 1, reference[1:], alternate[1:]
    return position, reference, alternate


@dataclass(frozen=True, slots=True, order=True)
class VariantKey:
    """A biallelic variant by its plain chromosome, 1-based position and alleles. Symbolic alleles keep their brackets."""

    chromosome: str
    position: int
    reference: str
    alternate: str

    def __str__(self) -> str:
        return f"{self.chromosome}:{self.position}:{self.reference}:{self.alternate}"
