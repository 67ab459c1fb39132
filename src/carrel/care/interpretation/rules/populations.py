"""The populations whose allele frequencies tiering reads: how many people stand behind each, and Genomics England's cuts."""

from __future__ import annotations

from dataclasses import dataclass


NEMBUS_SOURCE = "Genomics England, rare-disease tiering, Nembus release: gnomAD genomes v3.1.2, exomes v2.1.1, internal"


@dataclass(frozen=True, slots=True)
class NembusRow:
    """One row of Genomics England's table. `people` were sequenced; frequencies above a cut exclude."""

    id: str
    population: str
    people: int
    dominant: float
    recessive: float
    mitochondrial: float
    reason: str


_LARGE = "large enough that 0.1 % can be told"
_SMALL = "small: the dominant cut is raised so that a few alleles do not exclude"
_TINY = "too small to tell: in effect switched off"


def _nembus(dataset: str, name: str, people: int, dominant: float, recessive: float) -> NembusRow:
    reason = _LARGE if dominant <= 0.001 else _TINY if dominant >= 0.1 else _SMALL
    # The release names a mitochondrial cut for the internal data alone; elsewhere the dominant one is used.
    mitochondrial = 0.001 if dataset == "internal" else dominant
    return NembusRow(f"AF-{dataset}-{name}", f"{dataset}:{name}", people, dominant, recessive, mitochondrial, reason)


NEMBUS: tuple[NembusRow, ...] = (
    _nembus("gnomad_exomes", "AMR", 17296, 0.001, 0.01),
    _nembus("gnomad_exomes", "ASJ", 5040, 0.001, 0.01),
    _nembus("gnomad_exomes", "EAS", 9157, 0.001, 0.01),
    _nembus("gnomad_exomes", "FIN", 10824, 0.001, 0.01),
    _nembus("gnomad_exomes", "NFE", 56855, 0.001, 0.01),
    _nembus("gnomad_exomes", "SAS", 15308, 0.001, 0.01),
    _nembus("gnomad_genomes", "AFR", 20744, 0.001, 0.01),
    _nembus("gnomad_genomes", "AMR", 7647, 0.001, 0.01),
    _nembus("gnomad_genomes", "FIN", 5316, 0.001, 0.01),
    _nembus("gnomad_genomes", "NFE", 34029, 0.001, 0.01),
    _nembus("gnomad_genomes", "ASJ", 1736, 0.003, 0.01),
    _nembus("gnomad_genomes", "EAS", 2604, 0.002, 0.01),
    _nembus("gnomad_genomes", "SAS", 2419, 0.002, 0.01),
    _nembus("gnomad_genomes", "AMI", 456, 0.1, 0.1),
    _nembus("gnomad_genomes", "MID", 158, 0.1, 0.1),
    _nembus("internal", "ALL", 5415, 0.001, 0.01),
)

# People sequenced, for annotations that give a frequency without the number of alleles. Sizes of later editions of a
# dataset are larger; the smaller number makes the confidence bound wider and so excludes less.
PEOPLE: dict[str, int] = {row.population: row.people for row in NEMBUS} | {
    "gnomad:ALL": 76156,  # which of the two is not said
    "gnomad_exomes:ALL": 125748,
    "gnomad_exomes:AFR": 8128,
    "gnomad_exomes:OTH": 3070,
    "gnomad_genomes:ALL": 76156,
    "gnomad_genomes:OTH": 1047,
    "thousand_genomes:ALL": 2504,
    "thousand_genomes:AFR": 661,
    "thousand_genomes:AMR": 347,
    "thousand_genomes:EAS": 504,
    "thousand_genomes:EUR": 503,
    "thousand_genomes:SAS": 489,
    "exac:ALL": 60706,
    "exac:AFR": 5203,
    "exac:AMR": 5789,
    "exac:EAS": 4327,
    "exac:FIN": 3307,
    "exac:NFE": 33370,
    "exac:OTH": 454,
    "exac:SAS": 8256,
    "esp:AA": 2203,
    "esp:EA": 4300,
    "swegen:ALL": 1000,
    "topmed:ALL": 62784,
}
UNKNOWN_PEOPLE = 500  # a population not listed: as small as the smaller ones that are

NAMES: dict[str, str] = {
    "gnomad": "gnomAD",
    "gnomad_exomes": "gnomAD exomes",
    "gnomad_genomes": "gnomAD genomes",
    "thousand_genomes": "1000 Genomes",
    "exac": "ExAC",
    "swegen": "SweGen",
    "topmed": "TOPMed",
    "internal": "the programme's own genomes",
}
INTERNAL = "internal"
