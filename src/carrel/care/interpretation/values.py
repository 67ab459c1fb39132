"""A case, and what interpretation makes of it, as values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from carrel.care.genomes.values import FamilyVariant, Problem, QualityReport, TableSummary
from carrel.care.participants.values import Family
from carrel.care.records.values import PhenotypicFeature
from carrel.foundation.knowledge.values import Panel
from carrel.foundation.vocabulary.genome import Region
from carrel.foundation.vocabulary.inheritance import Penetrance, SegregationFilter, Tier, Zygosity


@dataclass(frozen=True, slots=True)
class GenomeFile:
    """One VCF of the case and whose genome each of its samples is."""

    path: str
    samples: Mapping[str, str]  # person id -> sample name in this file
    assembly: str = ""  # "GRCh37", "GRCh38" or "" where the order does not say


@dataclass(frozen=True, slots=True)
class Case:
    """An order: one family, its files, what was seen, which panels, and whether incomplete penetrance is asked too."""

    id: str
    family: Family
    features: tuple[PhenotypicFeature, ...]  # of the proband
    files: tuple[GenomeFile, ...]
    panel_references: tuple[str, ...]  # "9001@1.0" or "9001"; () = Carrel proposes panels
    incomplete_penetrance: bool = False
    relatives_features: Mapping[str, tuple[PhenotypicFeature, ...]] = field(default_factory=dict)
    structural_files: tuple[GenomeFile, ...] = ()
    repeat_files: tuple[GenomeFile, ...] = ()


@dataclass(frozen=True, slots=True)
class Observation:
    """One person's genotype at one variant as the segregation filters see it."""

    zygosity: Zygosity
    phase_set: str = ""  # "" where unphased
    haplotype: int | None = None  # 0 or 1 where phased and heterozygous
    homoplasmic: bool = False  # mitochondrial only: (nearly) every copy carries the alternate


@dataclass(frozen=True, slots=True)
class Locus:
    """One variant with everyone's observations: the input of the segregation filters.

    A member who is not a key of `observations` was not sequenced, which counts as MISSING.
    """

    region: Region
    observations: Mapping[str, Observation]
    de_novo_passed: bool = True  # do the reads support a de novo change (rules D1 to D4)?


@dataclass(frozen=True, slots=True)
class Event:
    """One (variant x gene x panel x mode of inheritance x segregation x penetrance) that reached a tier."""

    tier: Tier
    gene_symbol: str
    hgnc_id: str
    panel: str | None  # "id@version"; None for tier 3 outside every applied panel
    panel_name: str
    mode_of_inheritance: str  # the panel's string, byte for byte; "" where no panel
    segregation: SegregationFilter
    penetrance: Penetrance
    justification: str  # e.g. "Classified as: Tier1, passed the deNovo segregation filter"
    rule: str  # id of the row of the tier matrix
    consequence: str  # the Sequence Ontology term that counted, or "known_pathogenic"
    transcript: str = ""
    flags: tuple[
        str, ...
    ] = ()  # moi_unspecified, moi_mismatch, lof_not_mechanism, hom_in_AD, parent_of_origin_unknown...
    partners: tuple[str, ...] = ()  # the other variant(s) of a compound heterozygote, as "chrom:pos:ref:alt"
    group: int | None = None  # number of the compound-heterozygous group within the report
    missing: tuple[str, ...] = ()  # members without a genotype here
    de_novo_quality: str = ""  # "passed", or which of D1-D4 could not be assessed


@dataclass(frozen=True, slots=True)
class TieredVariant:
    """A variant with all its events; its tier is the best of them."""

    variant: FamilyVariant
    tier: Tier
    events: tuple[Event, ...]  # best first

    @property
    def best(self) -> Event:
        return self.events[0]


@dataclass(frozen=True, slots=True)
class Trace:
    """Why a variant was not tiered: the first rule that stopped it."""

    variant: str  # "chrom:pos:ref:alt", plain chromosome
    rule: str  # id of a rule row, e.g. "filter", "frequency", "consequence", "segregation", "moi", "carrier_only"
    sentence: str
    gene: str = ""


@dataclass(frozen=True, slots=True)
class Evidence:
    """One contribution to a gene's rank: an HPO term or a piece of variant evidence, with its weight."""

    kind: str  # "phenotype" or "variant"
    name: str  # HPO id, or e.g. "tier", "frequency", "loss of function"
    label: str
    weight: float  # natural-log likelihood ratio; negative speaks against
    detail: str = ""  # e.g. "matched by Brachydactyly (HP:0001156) in OMIM:101600"


@dataclass(frozen=True, slots=True)
class GeneRank:
    """A gene's place in the ranking, and what each piece of evidence contributed."""

    hgnc_id: str
    symbol: str
    rank: int  # 1 is best; ties are broken by evidence and then by symbol, so ranks are distinct
    score: float  # sum of the weights; comparable within a case only
    disease: str = ""  # the disease that fits best, e.g. "OMIM:101600"
    disease_name: str = ""
    evidence: tuple[Evidence, ...] = ()
    variants: tuple[str, ...] = ()  # keys of the variants that stand behind it


@dataclass(frozen=True, slots=True)
class NotExamined:
    """Something that was asked for and not looked at, or not fully."""

    what: str  # e.g. a gene symbol, "FMR1_CGG", "Copy-number variants"
    why: str
    panel: str = ""


@dataclass(frozen=True, slots=True)
class Provenance:
    """What the result rests on: versions, editions and checksums. No clock and no path: equal inputs give equal bytes."""

    software: str  # "carrel 0.1.0"
    rules_edition: str
    frequency_profile: str
    quality_edition: str
    editions: tuple[tuple[str, str, str], ...] = ()  # (kind, edition, sha256): hpo, clinvar, gnomad, genes
    panels: tuple[tuple[str, str, str], ...] = ()  # (reference, name, content hash)
    libraries: tuple[tuple[str, str], ...] = ()  # (name, version)


@dataclass(frozen=True, slots=True)
class Interpretation:
    """Everything a report says. `table` is None where the case was blocked before its genomes were read."""

    case: Case
    status: str  # "ok" or "blocked"
    problems: tuple[Problem, ...]
    panels: tuple[Panel, ...]
    panels_proposed: bool  # True where Carrel chose the panels
    table: TableSummary | None
    quality: QualityReport | None
    variants: tuple[TieredVariant, ...]  # tier order, then rank of the gene, then position
    genes: tuple[GeneRank, ...]
    carriers: tuple[Trace, ...]  # lone heterozygous variants of biallelic genes, kept for a later second hit
    traces: tuple[Trace, ...]  # candidates that no filter let through
    not_examined: tuple[NotExamined, ...]
    provenance: Provenance
