"""Gene panels as values, as PanelApp's REST API v1 describes them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from carrel.foundation.vocabulary.inheritance import Rating


@dataclass(frozen=True, slots=True)
class PanelGene:
    """A gene on a panel. A gene may stand on a panel more than once, with another mode of inheritance."""

    hgnc_id: str  # HGNC:123
    symbol: str
    rating: Rating
    mode_of_inheritance: str  # byte for byte as on the panel; "" where the panel says nothing
    mode_of_pathogenicity: str = ""
    biotype: str = ""
    penetrance: str = ""
    phenotypes: tuple[str, ...] = ()
    publications: tuple[str, ...] = ()
    evidence: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    ensembl_ids: tuple[tuple[str, str], ...] = ()  # (assembly, ENSG id)
    locations: tuple[tuple[str, str], ...] = ()  # (assembly, "12:53307456-53324864")


@dataclass(frozen=True, slots=True)
class PanelRepeat:
    """A short tandem repeat on a panel."""

    name: str  # e.g. DMPK_CTG
    hgnc_id: str
    symbol: str
    rating: Rating
    mode_of_inheritance: str
    repeat_unit: str
    chromosome: str  # plain
    normal_repeats: int | None
    pathogenic_repeats: int | None
    grch37: tuple[int, int] | None = None  # 1-based inclusive
    grch38: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class PanelRegion:
    """A copy-number region on a panel."""

    name: str
    verbose_name: str
    rating: Rating
    mode_of_inheritance: str
    chromosome: str
    grch37: tuple[int, int] | None
    grch38: tuple[int, int] | None
    type_of_variants: str  # small, cnv_loss, cnv_gain, cnv_both
    required_overlap_percentage: int | None
    haploinsufficiency_score: str = ""
    triplosensitivity_score: str = ""


@dataclass(frozen=True, slots=True)
class Panel:
    """One version of a panel, frozen. `content_hash` is the SHA-256 of its canonical JSON."""

    id: str
    name: str
    version: str
    signed_off: str  # date, "" where this version is not signed off
    status: str
    content_hash: str
    genes: tuple[PanelGene, ...]
    repeats: tuple[PanelRepeat, ...] = ()
    regions: tuple[PanelRegion, ...] = ()
    disease_group: str = ""
    relevant_disorders: tuple[str, ...] = ()
    types: tuple[str, ...] = ()

    @property
    def reference(self) -> str:
        """How reports name it: `id@version`."""
        return f"{self.id}@{self.version}"


@dataclass(frozen=True, slots=True)
class PanelHeader:
    """What a folder of panels says of one panel version without its genes."""

    id: str
    name: str
    version: str
    signed_off: str
    status: str
    file: str  # name of the file in the folder, no path


@dataclass(frozen=True, slots=True)
class PhenotypeTerm:
    """A phenotype of the patient: HPO id, label, and the ids of all more general terms (itself may be among them)."""

    id: str
    label: str
    ancestors: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class PanelProposal:
    """A panel proposed for a patient whose order names none. `score` orders proposals of one patient, no more."""

    panel: str  # id@version
    name: str
    score: float
    reasons: tuple[str, ...]  # sentences for the report


@dataclass(frozen=True, slots=True)
class EditionFile:
    """One file by its bytes. `rows` is None where rows are not counted."""

    name: str
    sha256: str
    rows: int | None = None


@dataclass(frozen=True, slots=True)
class Edition:
    """A frozen, checksummed edition of outside knowledge in the store.

    `id` is content-addressed: the same sources read by the same reader edition give the same id. `version` and `date` are
    as the sources state them, "" where they state nothing. `assembly` is "" for knowledge without coordinates.
    """

    id: str
    kind: str  # gnomad, clinvar, genes or hpo
    version: str
    date: str  # ISO date
    assembly: str
    sources: tuple[EditionFile, ...]
    files: tuple[EditionFile, ...]
    datasets: tuple[tuple[str, tuple[str, ...]], ...] = ()  # gnomad: ("gnomad_exomes", ("ALL", "AFR", ...))
    passed_over: tuple[tuple[str, int], ...] = ()  # records that are not in the data, counted by reason
    reader: str = ""
    folder: str = ""  # where this store keeps it; not part of the edition itself

    @property
    def rows(self) -> int:
        """Rows of all data files."""
        return sum(file.rows or 0 for file in self.files)


class PopulationFrequency(NamedTuple):
    """How common an alternate allele is in one population of a frequency edition."""

    population: str  # dataset:population, e.g. "gnomad_exomes:AFR"; "gnomad_exomes:ALL" is everybody
    frequency: float
    allele_number: int | None
    homozygotes: int | None


@dataclass(frozen=True, slots=True)
class ClinVarRecord:
    """What a ClinVar edition says of one variant. Words are ClinVar's own, in lower case, with underscores."""

    accession: str  # VCV000012345
    significance: str  # e.g. "pathogenic/likely_pathogenic", "conflicting_classifications_of_pathogenicity"
    review_status: str  # e.g. "criteria_provided,_multiple_submitters,_no_conflicts"
    conflicting: str = ""  # the submissions behind a conflict, e.g. "pathogenic(1)|uncertain_significance(2)"
    symbols: tuple[str, ...] = ()
    protein_change: str = ""  # p.Met1Val; "" where the edition does not know it


class GeneName(NamedTuple):
    """A gene as HGNC names it today (as of the table that was asked)."""

    hgnc_id: str
    symbol: str


@dataclass(frozen=True, slots=True)
class GeneRecord:
    """One gene: its current names and places. Places are (plain chromosome, start, end), 1-based inclusive."""

    hgnc_id: str
    symbol: str
    previous: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    ensembl_ids: tuple[str, ...] = ()  # without version
    ncbi_ids: tuple[str, ...] = ()
    biotype: str = ""
    grch37: tuple[str, int, int] | None = None
    grch38: tuple[str, int, int] | None = None
