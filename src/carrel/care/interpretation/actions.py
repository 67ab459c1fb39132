"""Interpreting a case: read, check, choose panels, tier, rank, report. One readable sequence of steps."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from importlib import metadata
from pathlib import Path

from carrel import __version__
from carrel.care.genomes import actions as genomes
from carrel.care.genomes import queries as tables
from carrel.care.genomes.rules import quality
from carrel.care.genomes.values import (
    FamilyVariant,
    Problem,
    QualityReport,
    ReadRequest,
    TableSummary,
    VariantFile,
)
from carrel.care.interpretation.adapters import documents
from carrel.care.interpretation.errors import CaseCannotBeRead
from carrel.care.interpretation.rules import gene_identity, ranking, tiering
from carrel.care.interpretation.rules.all_types import Files, with_other_types
from carrel.care.interpretation.rules.editions import RULES_EDITION
from carrel.care.interpretation.values import (
    Case,
    GeneRank,
    GenomeFile,
    Interpretation,
    NotExamined,
    Provenance,
    TieredVariant,
    Trace,
)
from carrel.care.participants.rules import stated_trios
from carrel.foundation.knowledge import queries as literature
from carrel.foundation.knowledge.rules.gene_fit import fit_of_genes
from carrel.foundation.knowledge.rules.ontology import require_terms
from carrel.foundation.knowledge.rules.phenotypes import Phenotypes
from carrel.foundation.knowledge.values import Edition, Panel, PhenotypeTerm
from carrel.foundation.vocabulary.genome import CHROMOSOME_INDEX, Assembly


Progress = Callable[[float, str], None]
_LIBRARIES = ("numpy", "pyarrow", "pysam", "typst")  # those whose version can change what a report says or looks like


@dataclass(frozen=True, slots=True)
class Options:
    """How a case is interpreted; the same for all cases of a call."""

    profile: str = "faf95"
    pdf: bool = True
    gff3: str = ""
    fasta: str = ""
    without_publications: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Found:
    """What tiering made of all kinds of variants."""

    variants: tuple[TieredVariant, ...] = ()
    carriers: tuple[Trace, ...] = ()
    traces: tuple[Trace, ...] = ()
    not_examined: tuple[NotExamined, ...] = ()
    held_back: tuple[TieredVariant, ...] = ()  # carriers, as they would tier in a gene on no panel: for ranking alone


@dataclass(frozen=True)
class Knowledge:
    """Everything outside the family that an interpretation rests on, opened once per process."""

    shelf: literature.Shelf
    phenotypes: Phenotypes
    phenotypes_digest: str
    store: Path

    def edition(self, kind: str, assembly: Assembly | None = None) -> Edition | None:
        """The newest edition of a kind in the store, or None."""
        return literature.latest(self.store, kind, assembly)


@functools.lru_cache(maxsize=4)
def open_knowledge(panels: Path | literature.Shelf, store: Path) -> Knowledge:
    """Open panels (of a folder, or from the shelf that is given) and the editions of a store; a process does it once."""
    hpo = literature.latest(store, "hpo")
    folder = Path(hpo.folder) if hpo else None
    phenotypes = literature.open_phenotypes(store, folder)
    shelf = literature.open_panels(panels, store) if isinstance(panels, Path) else panels
    return Knowledge(shelf, phenotypes, literature.phenotypes_digest(store, folder), store)


def interpret_and_write(
    case: Case, knowledge: Knowledge, out: Path, options: Options, progress: Progress | None = None
) -> Interpretation:
    """Interpret a case and write its documents into `out/<case id>`, all of them or none."""
    told = progress or (lambda share, text: None)
    done = interpret(case, knowledge, options, told)
    told(0.9, "writing the report")
    documents.write_all(done, out / case.id, pdf=options.pdf)
    told(1.0, "done")
    return done


def interpret(case: Case, knowledge: Knowledge, options: Options, progress: Progress) -> Interpretation:
    """Read the family, check it, and, if everybody fits, tier and rank. A blocked case has problems and no variants."""
    case = _labelled(case, knowledge.phenotypes)
    notes = _newer_terms(case, knowledge)
    panels, proposed = _panels(case, knowledge)
    table = tables.open_table(
        genomes.read_family(_request(case, knowledge, options), knowledge.store, _scaled(progress, 0.8))
    )
    summary = table.summary
    checked = quality.assess(summary.counts, case.family, summary.assembly)
    found = Found()
    genes: tuple[GeneRank, ...] = ()
    if not checked.problems:
        progress(0.8, "tiering")
        found = _tier(case, table, checked, panels, knowledge, options)
        progress(0.85, "ranking genes")
        genes = _rank(case, found, summary, panels, knowledge, options)
    return Interpretation(
        case=case,
        status="blocked" if checked.problems else "ok",
        problems=(*checked.problems, *notes, *proposed, *_cautions(summary)),
        panels=panels,
        panels_proposed=not case.panel_references,
        table=summary,
        quality=checked,
        variants=_in_order(found.variants, genes),
        genes=genes,
        carriers=found.carriers,
        traces=found.traces,
        not_examined=(*found.not_examined, *_never_asked(notes)),
        provenance=_provenance(panels, checked, knowledge, summary, options),
    )


def _labelled(case: Case, phenotypes: Phenotypes) -> Case:
    """The case with HPO's own label wherever the order gives a term without one."""
    features = tuple(
        feature if feature.label else replace(feature, label=phenotypes.ontology.name(feature.term))
        for feature in case.features
    )
    return replace(case, features=features)


def _newer_terms(case: Case, knowledge: Knowledge) -> tuple[Problem, ...]:
    """HPO terms that this edition does not have: told, not examined. Raises HpoTermUnknown where no term is known."""
    labels = {feature.term: feature.label for feature in case.features}
    unknown = require_terms(knowledge.phenotypes.ontology, tuple(labels))
    nameless = [term for term in unknown if not labels[term]]
    if nameless:
        knowledge.phenotypes.ontology.number(nameless[0])  # raises: a bare id that nobody can read is a slip of the pen
    edition = knowledge.phenotypes.ontology.edition
    return tuple(
        Problem(
            "hpo_term_not_in_edition",
            f"{term} ({labels[term]}) is not in HPO {edition} and was not used for ranking.",
            False,
        )
        for term in unknown
    )


def _never_asked(notes: Sequence[Problem]) -> tuple[NotExamined, ...]:
    return tuple(NotExamined(note.message.split(" is not in ")[0], note.message) for note in notes)


def _panels(case: Case, knowledge: Knowledge) -> tuple[tuple[Panel, ...], tuple[Problem, ...]]:
    """The ordered panels, or those that Carrel proposes, with a sentence for each proposal."""
    if case.panel_references:
        return tuple(knowledge.shelf.get(reference) for reference in dict.fromkeys(case.panel_references)), ()
    terms = proposing_terms(case, knowledge.phenotypes)
    fit = fit_of_genes([term.id for term in terms], knowledge.phenotypes)
    proposals = literature.propose_panels(terms, knowledge.shelf.latest(), fit)
    told = tuple(
        Problem(
            "panel_proposed",
            f"No panel was ordered; Carrel proposes {one.panel} ({one.name}): {' '.join(one.reasons)}",
            False,
        )
        for one in proposals
    )
    return tuple(knowledge.shelf.get(one.panel) for one in proposals), told


def proposing_terms(case: Case, phenotypes: Phenotypes) -> tuple[PhenotypeTerm, ...]:
    """The observed phenotypes with their more general terms, as far as this edition of HPO knows them."""
    ontology = phenotypes.ontology
    numbers = {feature.term: ontology.find(feature.term) for feature in case.features if not feature.excluded}
    return tuple(
        PhenotypeTerm(
            ontology.ids[number],
            ontology.names[number],
            frozenset(ontology.ids[one] for one in ontology.ancestors(number).tolist()),
        )
        for number in numbers.values()
        if number is not None
    )


def _request(case: Case, knowledge: Knowledge, options: Options) -> ReadRequest:
    sequenced = tuple(person for person in case.family.ids if any(person in file.samples for file in case.files))
    if case.family.proband not in sequenced:
        raise CaseCannotBeRead(
            f"Case {case.id}: no VCF has the genome of the proband {case.family.proband}; name its sample in the order."
        )
    stated = sorted({file.assembly for file in case.files if file.assembly})
    assembly = Assembly(stated[0]) if len(stated) == 1 else tables.assembly_of([file.path for file in case.files])
    frequencies, clinvar = (knowledge.edition(kind, assembly) for kind in ("gnomad", "clinvar"))
    return ReadRequest(
        files=tuple(_file(file) for file in case.files),
        people=sequenced,
        trios=stated_trios(case.family, sequenced),
        assembly=assembly,
        gff3=options.gff3,
        fasta=options.fasta,
        frequency_edition=frequencies.folder if frequencies else "",
        clinvar_edition=clinvar.folder if clinvar else "",
    )


def _file(file: GenomeFile) -> VariantFile:
    return VariantFile(file.path, file.samples)


def _scaled(progress: Progress, share: float) -> Progress:
    return lambda done, text: progress(done * share, text)


def _tier(
    case: Case,
    table: tables.FamilyTable,
    checked: QualityReport,
    panels: tuple[Panel, ...],
    knowledge: Knowledge,
    options: Options,
) -> Found:
    """Small variants, then copy-number variants and repeats, then pairs across the types."""
    summary = table.summary
    family, people, assembly = case.family, summary.people, summary.assembly
    variants = _named(table.carried_by(family.proband), panels, knowledge.edition("genes"))
    rest = (checked.x_copies, checked.karyotype, assembly, case.incomplete_penetrance, options.profile)
    small = tiering.tier(variants, people, family, panels, *rest)
    alone = {trace.variant for trace in small.carriers}
    held_back = tiering.tier([one for one in variants if str(one.key) in alone], people, family, (), *rest).variants
    read = Files(
        variants,
        _read(tables.structural_variants, case.structural_files, case, people, assembly),
        _read(tables.repeats, case.repeat_files, case, people, assembly),
    )
    every, unseen = with_other_types(small, read, people, family, panels, *rest)
    return Found(
        variants=every.variants,
        carriers=every.carriers,
        traces=every.traces,
        not_examined=(*gene_identity.never_named(panels, summary.annotated_genes), *unseen),
        held_back=held_back,
    )


def _read(
    read: Callable[[Sequence[VariantFile], Sequence[str], Assembly], tuple[FamilyVariant, ...]],
    files: Sequence[GenomeFile],
    case: Case,
    people: Sequence[str],
    assembly: Assembly,
) -> tuple[FamilyVariant, ...] | None:
    """What the files say; None where the proband's genome is in none of them, which is not the same as nothing found."""
    if not any(case.family.proband in file.samples for file in files):
        return None
    return read([_file(file) for file in files], people, assembly)


def _named(
    variants: tuple[FamilyVariant, ...], panels: Sequence[Panel], genes: Edition | None
) -> tuple[FamilyVariant, ...]:
    """The variants with HGNC ids where the annotation had only symbols."""
    if not gene_identity.nameless(variants):
        return variants
    names = literature.gene_names(Path(genes.folder) if genes else None, panels)

    def resolve(name: str) -> str:
        gene = names.resolve(name)
        return gene.hgnc_id if gene else ""

    return gene_identity.with_hgnc_ids(variants, resolve)


def _rank(
    case: Case,
    found: Found,
    summary: TableSummary,
    panels: Sequence[Panel],
    knowledge: Knowledge,
    options: Options,
) -> tuple[GeneRank, ...]:
    request = ranking.RankingRequest(
        features=case.features,
        variants=found.variants,
        proband=summary.people.index(case.family.proband) if case.family.proband in summary.people else None,
        panels_proposed=not case.panel_references,
        frequency_examined=bool(summary.frequency_sources),
        aliases={gene.hgnc_id: gene.aliases for panel in panels for gene in panel.genes if gene.aliases},
        held_back=found.held_back,
        exclude_publications=options.without_publications,
    )
    return ranking.rank(request, knowledge.phenotypes)


def _in_order(variants: Sequence[TieredVariant], genes: Sequence[GeneRank]) -> tuple[TieredVariant, ...]:
    """By tier, then by the rank of the best event's gene, then by place."""
    ranks = {gene.symbol: gene.rank for gene in genes}

    def place(item: TieredVariant) -> tuple[str, int, int, int, str]:
        key = item.variant.key
        rank = ranks.get(item.best.gene_symbol, len(ranks) + 1)
        return item.tier.value, rank, CHROMOSOME_INDEX[key.chromosome], key.position, str(key)

    return tuple(sorted(variants, key=place))


def _cautions(summary: TableSummary) -> Iterator[Problem]:
    """What a reader of the report must know of the files; none of it blocks."""
    for warning in summary.warnings:
        yield Problem("reading", warning, False)
    if not summary.frequency_sources:
        yield Problem(
            "frequency_not_examined",
            "Population frequencies were not examined: the files have none and no gnomAD edition was added; expect common variants among the tiers.",
            False,
        )
    if not summary.significance_sources:
        yield Problem(
            "clinvar_not_examined",
            "ClinVar was not examined: the files do not mention it and no edition was added.",
            False,
        )


def _provenance(
    panels: Sequence[Panel], checked: QualityReport, knowledge: Knowledge, summary: TableSummary, options: Options
) -> Provenance:
    used = [knowledge.edition(kind, summary.assembly) for kind in ("gnomad", "clinvar", "genes")]
    return Provenance(
        software=f"carrel {__version__}",
        rules_edition=RULES_EDITION.id,
        frequency_profile=options.profile,
        quality_edition=checked.edition,
        editions=(
            (
                "hpo",
                f"{knowledge.phenotypes.ontology.edition}, annotations {knowledge.phenotypes.edition}",
                knowledge.phenotypes_digest,
            ),
            *((one.kind, one.version or one.date, one.id) for one in used if one),
        ),
        panels=tuple((panel.reference, panel.name, panel.content_hash) for panel in panels),
        libraries=tuple((name, metadata.version(name)) for name in _LIBRARIES),
    )
