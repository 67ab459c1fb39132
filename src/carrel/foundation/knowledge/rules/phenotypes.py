"""Which phenotypes each disease has and how often, and which genes cause it, as HPO's curators wrote it down.

Source: HPO annotations (Gargano et al. 2024, doi:10.1093/nar/gkad1005). Frequencies are shares of patients, 0 to 1. A
statement without a frequency has frequency NaN; a phenotype that was looked for and not found (`NOT`) has frequency 0.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from carrel.foundation.knowledge.errors import HpoFileIsDamaged
from carrel.foundation.knowledge.rules.ontology import Numbers, Ontology


UNSTATED_FREQUENCY = 0.6  # a phenotype without a frequency: curators list what most patients have
PRIOR_PATIENTS = 1.0  # a count of n/m patients is pulled towards UNSTATED_FREQUENCY as if by so many more patients

_MISFIT = 0.1  # releases a year apart differ by less than 1 %

# HPO's frequency terms: the middle of the range that each one names.
FREQUENCY_TERMS: dict[str, float] = {
    "HP:0040280": 1.0,  # obligate, 100 %
    "HP:0040281": 0.895,  # very frequent, 80 to 99 %
    "HP:0040282": 0.545,  # frequent, 30 to 79 %
    "HP:0040283": 0.17,  # occasional, 5 to 29 %
    "HP:0040284": 0.025,  # very rare, 1 to 4 %
    "HP:0040285": 0.0,  # excluded
}


@dataclass(frozen=True, slots=True)
class AnnotationTable:
    """The statements "disease has phenotype", sorted by disease; one entry of each array per statement.

    The statements of disease i are rows `offsets[i]` to `offsets[i + 1]`.
    """

    offsets: Numbers
    terms: Numbers  # row numbers of the ontology
    frequencies: NDArray[np.float32]  # NaN where unstated
    patients: Numbers  # denominator of "n/m", 0 where the frequency is no count
    references: Numbers  # row numbers of `Phenotypes.references`


@dataclass(frozen=True, slots=True)
class Phenotypes:
    """One edition of HPO with its disease and gene annotations: all that ranking by phenotype needs to know.

    `background[i]` is the mean over all diseases of the share of patients with term i or a kind of it.
    """

    ontology: Ontology
    edition: str  # of the disease annotations
    diseases: tuple[str, ...]
    disease_names: tuple[str, ...]
    table: AnnotationTable
    modes: tuple[tuple[str, ...], ...]  # HPO ids of the modes of inheritance of each disease
    references: tuple[str, ...]  # "PMID:1;PMID:2"
    genes: Mapping[str, tuple[int, ...]]  # symbol -> row numbers of diseases
    background: NDArray[np.float64]
    disease_index: Mapping[str, int] = field(default_factory=dict)

    def diseases_of(self, symbol: str, aliases: Sequence[str] = ()) -> tuple[str, ...]:
        """Ids of the diseases that a gene causes, by its symbol or one of its older symbols; () where none is known."""
        return tuple(self.diseases[number] for number in disease_numbers(self, symbol, aliases))

    def disease_name(self, disease: str) -> str:
        number = self.disease_index.get(disease)
        return "" if number is None else self.disease_names[number]


@dataclass(frozen=True, slots=True)
class AnnotationRow:
    """One line of phenotype.hpoa as far as it is used."""

    disease: str
    name: str
    negated: bool
    term: str
    references: str
    frequency: str
    aspect: str  # P phenotype, I mode of inheritance; the rest is not used


def disease_numbers(knowledge: Phenotypes, symbol: str, aliases: Sequence[str] = ()) -> tuple[int, ...]:
    """Row numbers of the diseases of a gene: those of its symbol, or else of its first older symbol that is known."""
    for name in (symbol, *aliases):
        if name in knowledge.genes:
            return knowledge.genes[name]
    return ()


def read_frequency(written: str) -> tuple[float, int]:
    """(share, patients) of a frequency as written: `3/7`, `45%`, an HPO frequency term or "" (NaN).

    A frequency that is none of these, or impossible such as 5/3 or 1/0, counts as unstated: one odd line of a
    curated file must not stop every report.
    """
    text = written.strip()
    if text in FREQUENCY_TERMS:
        return FREQUENCY_TERMS[text], 0
    if "/" in text:
        found, _, examined = text.partition("/")
        if found.isdecimal() and examined.isdecimal() and int(found) <= int(examined) != 0:
            return int(found) / int(examined), int(examined)
    if text.endswith("%"):
        try:
            share = float(text[:-1]) / 100
        except ValueError:
            return math.nan, 0
        if 0 <= share <= 1:
            return share, 0
    return math.nan, 0


def direct_frequencies(knowledge: Phenotypes, disease: int, left_out: frozenset[str] = frozenset()) -> dict[int, float]:
    """Frequency of each phenotype that a disease is annotated with itself, from all statements about it together.

    Counts of patients are added up; other statements count where no patients were counted. `left_out` are
    publications (`PMID:1`): a statement that rests on nothing else is not used.
    """
    start, end = int(knowledge.table.offsets[disease]), int(knowledge.table.offsets[disease + 1])
    counted: dict[int, list[float]] = defaultdict(lambda: [0.0, 0.0])
    stated: dict[int, float] = {}
    for row in range(start, end):
        if left_out and _rests_on(knowledge.references[knowledge.table.references[row]], left_out):
            continue
        term, share = int(knowledge.table.terms[row]), float(knowledge.table.frequencies[row])
        patients = int(knowledge.table.patients[row])
        if patients:
            counted[term][0] += share * patients
            counted[term][1] += patients
        else:
            share = UNSTATED_FREQUENCY if math.isnan(share) else share
            stated[term] = max(share, stated.get(term, 0.0))
    pooled = {
        term: (found + UNSTATED_FREQUENCY * PRIOR_PATIENTS) / (examined + PRIOR_PATIENTS) if found else 0.0
        for term, (found, examined) in counted.items()
    }
    return {**stated, **pooled}


def _rests_on(references: str, publications: frozenset[str]) -> bool:
    """Are all the references of a statement among these publications?"""
    return bool(references) and all(reference in publications for reference in references.split(";"))


def propagated(ontology: Ontology, direct: Mapping[int, float]) -> dict[int, float]:
    """Frequency of each annotated term and of everything it is a kind of: at least that of its most frequent kind."""
    shares: dict[int, float] = {}
    for term, share in direct.items():
        for ancestor in ontology.ancestors(term).tolist():
            if share > shares.get(ancestor, 0.0):
                shares[ancestor] = share
    return shares


def compile_phenotypes(
    ontology: Ontology, edition: str, rows: Sequence[AnnotationRow], genes: Mapping[str, Sequence[str]]
) -> Phenotypes:
    """An edition ready for use, from the lines of its files. Statements about terms the ontology lacks are left out.

    `genes` gives the disease ids of each symbol; diseases without any statement are kept, as they name the gene's disease.
    Raises HpoFileIsDamaged where more than a tenth of the statements use terms the ontology does not have.
    """
    unknown = sum(ontology.find(row.term) is None for row in rows)
    if unknown > len(rows) * _MISFIT:
        raise HpoFileIsDamaged(
            f"{unknown} of the {len(rows)} annotations {edition} use terms that the ontology {ontology.edition} does not have; "
            "take hp.obo (or hp.json) and phenotype.hpoa of one release, both complete."
        )
    names = {row.disease: row.name for row in rows}
    diseases = tuple(sorted(names.keys() | {disease for ids in genes.values() for disease in ids}))
    index = {disease: number for number, disease in enumerate(diseases)}
    references = tuple(sorted({row.references for row in rows}))
    modes: list[set[str]] = [set() for _ in diseases]
    for row in rows:
        if row.aspect == "I" and not row.negated:
            modes[index[row.disease]].add(row.term)
    draft = Phenotypes(
        ontology=ontology,
        edition=edition,
        diseases=diseases,
        disease_names=tuple(names.get(disease, "") for disease in diseases),
        table=_table(ontology, rows, index, references),
        modes=tuple(tuple(sorted(terms)) for terms in modes),
        references=references,
        genes={
            symbol: tuple(sorted({index[disease] for disease in ids})) for symbol, ids in sorted(genes.items()) if ids
        },
        background=np.zeros(len(ontology.ids)),
        disease_index=index,
    )
    draft.background[:] = background(draft)
    return draft


def _table(
    ontology: Ontology, rows: Sequence[AnnotationRow], index: Mapping[str, int], references: Sequence[str]
) -> AnnotationTable:
    reference_index = {reference: number for number, reference in enumerate(references)}
    entries = []
    for row in rows:
        term = ontology.find(row.term)
        if row.aspect != "P" or term is None:
            continue
        share, patients = (0.0, 0) if row.negated else read_frequency(row.frequency)
        order = -1.0 if math.isnan(share) else share
        entries.append((index[row.disease], term, reference_index[row.references], patients, order, share))
    entries.sort(key=lambda entry: entry[:5])
    counts = np.bincount(np.array([entry[0] for entry in entries], dtype=np.int64), minlength=len(index))
    return AnnotationTable(
        offsets=np.concatenate(([0], np.cumsum(counts))).astype(np.int32),
        terms=np.array([entry[1] for entry in entries], dtype=np.int32),
        frequencies=np.array([entry[5] for entry in entries], dtype=np.float32),
        patients=np.array([entry[3] for entry in entries], dtype=np.int32),
        references=np.array([entry[2] for entry in entries], dtype=np.int32),
    )


def background(knowledge: Phenotypes) -> NDArray[np.float64]:
    """Mean over the annotated diseases of the share of patients with each term. Never 0: half a disease is added.

    The half disease spreads with the ontology, so that a term without annotations is rarer than what it is a kind of.
    """
    total = np.zeros(len(knowledge.ontology.ids))
    annotated = 0
    for disease in range(len(knowledge.diseases)):
        shares = propagated(knowledge.ontology, direct_frequencies(knowledge, disease))
        annotated += bool(shares)
        for term, share in shares.items():
            total[term] += share
    return (total + 0.5) / (annotated + 1)
