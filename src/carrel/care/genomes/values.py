"""A family's variants and genotype counts as values.

Coordinates are 1-based and inclusive; chromosomes have plain names (`1`, `X`, `MT`). Missing is a value: None for a
number that was not given, "" for a word that was not given, an empty tuple for "none given".
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from carrel.foundation.vocabulary.genome import Assembly, VariantKey


class VariantKind(StrEnum):
    """What kind of change a variant is."""

    SMALL = "small"  # up to 50 bases, alleles spelled out
    COPY_NUMBER = "copy_number"  # loss or gain of a stretch
    STRUCTURAL = "structural"  # inversion, insertion, translocation, mobile element
    REPEAT = "repeat"  # short tandem repeat


@dataclass(frozen=True, slots=True)
class Call:
    """One person's genotype at one biallelic variant, as called.

    `copies` counts alleles equal to this alternate, `ploidy` the called alleles ("0/1" -> 1 of 2, "1" -> 1 of 1,
    "./." -> 0 of 0; "./1" -> 1 of 2 with `partial`). Other alternates of a multi-allelic site count as not-this-allele
    and are told by `other_alternate`.
    """

    copies: int = 0
    ploidy: int = 0
    reference_reads: int | None = None
    alternate_reads: int | None = None
    depth: int | None = None
    quality: int | None = None  # GQ, phred scale
    phase_set: str = ""  # "" where the genotype is not phased; with a plain "|" and no PS or PID the id is "file"
    haplotype: int | None = None  # 0 or 1: which phased haplotype carries the alternate; None where unphased or not het
    partial: bool = False
    other_alternate: bool = False
    de_novo_flag: str = ""  # the caller's own de novo verdict where it gave one: FORMAT/DN
    de_novo_quality: float | None = None  # FORMAT/DQ
    filter: str = ""  # FORMAT/FT; "" or "PASS" is good
    repeat_upper: tuple[int, ...] = ()  # repeats only: upper confidence bound of each allele's repeat count
    copy_number: int | None = None  # copy-number variants only: FORMAT/CN

    @property
    def missing(self) -> bool:
        return self.ploidy == 0

    @property
    def alternate_share(self) -> float | None:
        """Share of reads that show the alternate (allele balance, heteroplasmy); None without read counts."""
        if self.alternate_reads is None or self.reference_reads is None:
            return None
        total = self.alternate_reads + self.reference_reads
        return self.alternate_reads / total if total else None


@dataclass(frozen=True, slots=True)
class Consequence:
    """The effect of a variant on one transcript."""

    symbol: str
    hgnc_id: str  # HGNC:123, "" where the annotation has none and the gene table knows none
    gene_id: str  # ENSG... or NCBI gene id, "" where unknown
    transcript: str
    biotype: str
    terms: tuple[str, ...]  # Sequence Ontology names, as written, aliases resolved
    hgvs_c: str = ""
    hgvs_p: str = ""
    exon: str = ""
    intron: str = ""
    canonical: bool = False
    mane_select: str = ""
    loss_of_function: str = ""  # LOFTEE: HC, LC or ""
    splice_ai: float | None = None  # highest delta score, 0 to 1


@dataclass(frozen=True, slots=True)
class Frequency:
    """How common the alternate allele is in one population. No record at all means: not in this tuple."""

    population: str  # dataset and population, e.g. "gnomad_genomes:AFR", "gnomad_exomes:ALL", "thousand_genomes:ALL"
    frequency: float
    allele_number: int | None = None
    homozygotes: int | None = None


@dataclass(frozen=True, slots=True)
class Significance:
    """What ClinVar or the internal knowledge base says of this variant or of the same protein change."""

    source: str  # "clinvar" or "internal"
    significance: str  # lower case with underscores, e.g. "likely_pathogenic"
    review_status: str = ""  # lower case with underscores; "" where the annotation does not say
    accession: str = ""
    same_protein_change: bool = False  # the record is another variant with the same HGVSp


@dataclass(frozen=True, slots=True)
class FamilyVariant:
    """One biallelic variant with all that was read of it. `calls` is aligned with `FamilyTable.people`."""

    key: VariantKey
    calls: tuple[Call, ...]
    consequences: tuple[Consequence, ...] = ()
    frequencies: tuple[Frequency, ...] = ()
    significances: tuple[Significance, ...] = ()
    kind: VariantKind = VariantKind.SMALL
    filter: str = "PASS"  # PASS, or the failed filters joined by ";"; "" where the caller wrote "."
    identifiers: tuple[str, ...] = ()  # dbSNP and the like
    end: int | None = None  # last base of a structural or copy-number variant, 1-based inclusive
    type: str = ""  # structural: DEL, DUP, INS, INV, BND, MEI...; repeats: the locus id, e.g. "FMR1"
    repeat_unit: str = ""
    callers: int | None = None  # how many callers agree, where the file says so
    copy_number_frequencies: tuple[tuple[str, float], ...] = ()  # e.g. (("CNV_AF", 0.001), ("CNV_AUC", 0.01))
    caller_names: tuple[str, ...] = ()  # structural: lower case, sorted, e.g. ("canvas", "manta"); () where not told


class Stop(StrEnum):
    """Why the reader passed a record over: it can reach no tier under any rules edition and knowledge of today."""

    FILTER = "filter"  # the caller's FILTER is not PASS
    NO_CARRIER = "no_carrier"  # nobody in the family has the alternate allele
    FREQUENCY = "frequency"  # more common than every cut of every profile
    CONSEQUENCE = "consequence"  # no consequence of any tiered class, and not known pathogenic
    NOT_A_SEQUENCE = "not_a_sequence"  # `*` or <NON_REF>: no allele of its own
    NOT_PRIMARY = "not_primary"  # not on chromosome 1-22, X, Y or MT


@dataclass(frozen=True, slots=True)
class PersonCounts:
    """What the reader counted for one person over PASS biallelic records. SNV-only where said.

    `x_` and `y_` leave the pseudoautosomal regions out. A sum with its number gives a mean; None is never used: zero
    records is zero.
    """

    person: str
    called: int = 0  # autosomal records with a full call
    missing: int = 0  # autosomal records without
    reference: int = 0
    heterozygous: int = 0
    homozygous: int = 0
    transitions: int = 0  # autosomal SNVs that the person carries
    transversions: int = 0
    depth_sum: int = 0  # autosomal, over records with a DP (or AD)
    depth_records: int = 0
    balance: tuple[int, ...] = ()  # autosomal heterozygous SNVs by alternate share, 20 bins of 0.05; depth >= 10
    reference_site_alternate_reads: int = 0  # autosomal homozygous-reference SNV calls: reads that show the alternate
    reference_site_reads: int = 0
    homozygous_site_reference_reads: int = 0  # autosomal homozygous-alternate SNV calls: reads that show the reference
    homozygous_site_reads: int = 0
    x_called: int = 0
    x_heterozygous: int = 0  # heterozygous SNVs with GQ >= 20 where GQ is given
    x_alternate: int = 0  # homozygous or hemizygous alternate
    x_haploid: int = 0  # written with one allele
    x_depth_sum: int = 0
    x_depth_records: int = 0
    y_called: int = 0
    y_alternate: int = 0
    y_depth_sum: int = 0
    y_depth_records: int = 0


@dataclass(frozen=True, slots=True)
class PairCounts:
    """Two people's autosomal, biallelic PASS SNVs at which both are called: the counts of the KING-robust estimator."""

    one: str
    two: str
    both_called: int = 0
    opposite_homozygotes: int = 0  # IBS0
    both_heterozygous: int = 0
    one_heterozygous: int = 0  # heterozygous in `one`, whatever `two` has
    two_heterozygous: int = 0
    same_genotype: int = 0


@dataclass(frozen=True, slots=True)
class TrioCounts:
    """Mendelian consistency of a child with both parents, autosomal biallelic PASS records with three full calls."""

    child: str
    father: str
    mother: str
    records: int = 0
    errors: int = 0
    errors_against_father: int = 0  # opposite homozygotes of child and father
    errors_against_mother: int = 0
    apparent_de_novo: int = 0  # both parents homozygous reference, the child carries


@dataclass(frozen=True, slots=True)
class GenotypeCounts:
    """All that quality control needs, counted in the one pass over the file."""

    records: int  # data lines
    variants: int  # biallelic variants after splitting
    people: tuple[PersonCounts, ...]
    pairs: tuple[PairCounts, ...]
    trios: tuple[TrioCounts, ...]
    stops: Mapping[Stop, int] = field(default_factory=dict)
    has_filters: bool = True  # False where every FILTER is "."


@dataclass(frozen=True, slots=True)
class Source:
    """An input file as provenance: its name without folders, size in bytes and SHA-256 (hex)."""

    name: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class TableSummary:
    """The head of a family's variant table: what was read, from what, under which address."""

    address: str  # content address: equal inputs, options and reader edition give the same
    assembly: Assembly
    people: tuple[str, ...]  # person ids in the order of every variant's calls; only people who were sequenced
    counts: GenotypeCounts
    sources: tuple[Source, ...]
    annotation: str  # "VEP CSQ", "bcftools BCSQ", "SnpEff ANN", "bcftools csq (run by Carrel)"
    frequency_sources: tuple[str, ...]  # datasets seen in the annotation or taken from local tables; () = not examined
    significance_sources: tuple[str, ...]  # likewise for ClinVar
    warnings: tuple[str, ...] = ()
    annotated_genes: frozenset[str] = frozenset()  # HGNC ids (or symbols) that any record's annotation named


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that blocks a case, or that a reader of the report must know."""

    code: str  # snake_case, stable
    message: str  # one sentence: what, where, what to do
    blocking: bool = True
    people: tuple[str, ...] = ()


class CheckStatus(StrEnum):
    """Outcome of a quality check. NOT_ASSESSED is never shown as a pass."""

    PASSED = "passed"
    WARNING = "warning"
    FAILED = "failed"
    NOT_ASSESSED = "not assessed"


@dataclass(frozen=True, slots=True)
class Check:
    """One quality or identity check of one person, pair or trio, with the threshold row that decided it."""

    code: str  # e.g. "sex_mismatch"; the code of the problem it raises
    name: str  # e.g. "Sex from the X chromosome"
    status: CheckStatus
    people: tuple[str, ...]
    value: str  # what was measured, for people: "2.1 % heterozygous on X (1 X)"
    expected: str
    message: str  # one sentence
    threshold: str = ""  # e.g. "kinship >= 0.177 for parent and child"
    source: str = ""  # citation of the threshold
    blocking: bool = False


@dataclass(frozen=True, slots=True)
class QualityReport:
    """All checks of a family, and what was inferred of each person."""

    checks: tuple[Check, ...]
    x_copies: Mapping[str, int]  # inferred number of X chromosomes; where it cannot be told, the stated sex's
    karyotype: Mapping[str, str]  # inferred: XX, XY, XO, XXY ..., or UNKNOWN
    measures: tuple[tuple[str, tuple[tuple[str, str], ...]], ...] = ()  # (person, ((measure, value for people), ...))
    kinship: tuple[tuple[str, str, float | None, str], ...] = ()  # (one, two, coefficient, expected relation)
    edition: str = ""

    @property
    def problems(self) -> tuple[Problem, ...]:
        """The failed blocking checks, as problems."""
        return tuple(
            Problem(check.code, check.message, True, check.people)
            for check in self.checks
            if check.blocking and check.status is CheckStatus.FAILED
        )


@dataclass(frozen=True, slots=True)
class VariantFile:
    """One VCF or BCF and whose genome each of its samples is."""

    path: str
    samples: Mapping[str, str]  # person id -> sample name in this file; people who are not in this file are left out


@dataclass(frozen=True, slots=True)
class ReadRequest:
    """What to read for one family, and with which local knowledge to annotate it.

    `trios` are the (child, father, mother) of the stated pedigree whose genomes are all in the files. `assembly` None
    means: take it from the header. The paths of knowledge are folders of frozen editions, "" where there is none.
    """

    files: tuple[VariantFile, ...]
    people: tuple[str, ...]  # order of the calls
    trios: tuple[tuple[str, str, str], ...] = ()
    assembly: Assembly | None = None
    gff3: str = ""
    fasta: str = ""
    frequency_edition: str = ""
    clinvar_edition: str = ""
