"""What an annotation says of one alternate allele: consequences, frequencies, ClinVar's verdicts, splice scores."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

from carrel.care.genomes.rules import annotation_fields as named
from carrel.care.genomes.rules.annotation_layout import BCFTOOLS, SNPEFF, Layout
from carrel.care.genomes.values import Consequence, Frequency, Significance
from carrel.foundation.vocabulary.consequences import (
    ALIASES,
    CODING_BIOTYPES,
    HIGH,
    MODERATE,
    MODERATE_EXTENDED,
    NON_CODING,
    TERMS,
    standard_term,
)


Entry = Sequence[str]
NUMBER = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
ESCAPED = re.compile("%([0-7][0-9A-Fa-f])")
PROTEIN_CLASSES = HIGH | MODERATE | MODERATE_EXTENDED
WRITTEN_TERMS = (*TERMS, *ALIASES)  # every spelling that may stand in a file
WRITTEN_CODING_BIOTYPES = CODING_BIOTYPES | {"NMD"}  # bcftools csq writes nonsense_mediated_decay so


def is_tiered_term(term: str) -> bool:
    """Whether a term, as written, belongs to a class that some tier takes, non-coding transcripts left out."""
    return standard_term(term) in PROTEIN_CLASSES


def is_non_coding_term(term: str) -> bool:
    """Whether a term, as written, counts only in a gene that codes for no protein."""
    return standard_term(term) in NON_CODING


def cell(entry: Entry, place: int) -> str:
    """One field of an entry, "" where the entry is shorter or the annotation has no such field."""
    return entry[place] if 0 <= place < len(entry) else ""


def entries_of(layout: Layout, value: str) -> list[list[str]]:
    """The entries of an INFO value, one for each allele and transcript; SnpEff's features that are no transcripts left out."""
    entries = [entry.split("|") for entry in value.split(",") if entry not in ("", ".")]
    if layout.style != SNPEFF:
        return entries
    place = layout.place("feature_type")
    return [entry for entry in entries if cell(entry, place) in ("transcript", "")]


def shared_first_base(alleles: Sequence[str]) -> bool:
    """Whether VEP leaves out the first base of each allele: lengths differ and all begin alike (`*` and <...> aside)."""
    plain = [allele for allele in alleles if allele.isalpha()]
    return len({len(allele) for allele in plain}) > 1 and len({allele[0] for allele in plain}) == 1


def written_alleles(reference: str, alternates: Sequence[str]) -> list[str]:
    """The alternates as VEP writes them: without the first base where all share it, `-` where nothing is left."""
    if not shared_first_base((reference, *alternates)):
        return list(alternates)
    return [(allele[1:] or "-") if allele.isalpha() else allele for allele in alternates]


def alternate_of(layout: Layout, entry: Entry, alternates: Sequence[str], written: Sequence[str]) -> int:
    """Place of the alternate that an entry speaks of; -1 where it does not say or names none of them."""
    if layout.style == BCFTOOLS:
        changed = cell(entry, layout.place("dna_change")).rpartition(">")[2]
        return alternates.index(changed) if changed in alternates else -1
    number = cell(entry, layout.place("allele_number"))
    if number.isdigit() and 0 < int(number) <= len(alternates):
        return int(number) - 1
    allele = cell(entry, layout.place("allele"))
    if allele in written:
        return written.index(allele)
    return alternates.index(allele) if allele in alternates else -1


def coding_genes(layout: Layout, entries: Iterable[Entry]) -> frozenset[str]:
    """The genes that a coding transcript among these entries belongs to."""
    biotype = layout.place("biotype")
    return frozenset(gene_of(layout, entry) for entry in entries if cell(entry, biotype) in WRITTEN_CODING_BIOTYPES) - {
        ""
    }


def gene_of(layout: Layout, entry: Entry) -> str:
    """The gene of an entry: its HGNC id as written, or its symbol where there is none."""
    return cell(entry, layout.place("hgnc_id")) or cell(entry, layout.place("symbol"))


def is_relevant(layout: Layout, entry: Entry, coding: frozenset[str]) -> bool:
    """Whether an entry's consequence can reach a tier; in a coding gene an exon of a non-coding transcript cannot."""
    tiered, non_coding = term_classes(cell(entry, layout.place("terms")))
    return tiered or (non_coding and gene_of(layout, entry) not in coding)


@lru_cache(maxsize=1 << 10)
def term_classes(written: str) -> tuple[bool, bool]:
    """Whether joined terms name a consequence that some tier takes, and one that counts in non-coding genes alone."""
    terms = written.split("&")
    return any(map(is_tiered_term, terms)), any(map(is_non_coding_term, terms))


def hgnc_id(written: str) -> str:
    """`HGNC:123` from `HGNC:123` or `123`; "" from anything else."""
    bare = written.rpartition(":")[2]
    return f"HGNC:{bare}" if bare.isdigit() else ""


def gene_name(layout: Layout, written: str) -> str:
    """A gene as `annotated_genes` names it: the HGNC id, or the symbol as written."""
    return hgnc_id(written) or written if layout.place("hgnc_id") >= 0 else written


def splice_score(layout: Layout, entry: Entry) -> float | None:
    """The highest SpliceAI delta score of an entry, None without one."""
    scores = [score for place in layout.splice for score in numbers(cell(entry, place), "")]
    return max(scores, default=None)


@lru_cache(maxsize=1 << 14)  # the entries of a line repeat their frequencies
def numbers(text: str, allele: str) -> tuple[float, ...]:
    """The numbers of a field: `0.1`, `0.1&0.2`; of `A:0.1&T:0.2` those of `allele`. What is no number is left out."""
    found = []
    for part in text.split("&"):
        name, colon, value = part.rpartition(":")
        if colon and name != allele:
            continue
        if NUMBER.fullmatch(value):
            found.append(float(value))
    return tuple(found)


def distinct_cells(layout: Layout, entries: Sequence[Entry], column: int) -> Iterable[tuple[str, str]]:
    """(text, allele) of a column, each once and only where there is text: entries of one allele mostly repeat it."""
    allele = layout.place("allele")
    return dict.fromkeys((text, cell(entry, allele)) for entry in entries if (text := cell(entry, column)))


def consequence_of(layout: Layout, entry: Entry, splice: float | None) -> Consequence:
    """An entry as a value; `splice` is the variant's score where it stands in INFO and not in the entry."""
    own = splice_score(layout, entry) if layout.splice else None
    columns, size = layout.columns, len(entry)

    def field(name: str) -> str:
        place = columns.get(name, -1)
        return entry[place] if 0 <= place < size else ""

    biotype = field("biotype")
    return Consequence(
        symbol=field("symbol"),
        hgnc_id=hgnc_id(field("hgnc_id")),
        gene_id=field("gene_id"),
        transcript=field("transcript"),
        biotype="nonsense_mediated_decay" if biotype == "NMD" else biotype,
        terms=standard_terms(field("terms")),
        hgvs_c=plain(field("hgvs_c")),
        hgvs_p=plain(field("hgvs_p")),
        exon=field("exon"),
        intron=field("intron"),
        canonical=field("canonical") in ("YES", "1"),
        mane_select=field("mane_select"),
        loss_of_function=field("loss_of_function"),
        splice_ai=splice if own is None else own,
    )


@lru_cache(maxsize=1 << 10)
def standard_terms(written: str) -> tuple[str, ...]:
    """The terms of an entry, joined by `&` as annotators write them, in their standard names."""
    return tuple(standard_term(term) for term in written.split("&"))


def plain(text: str) -> str:
    """VEP writes `=` and `;` as `%3D` and `%3B`."""
    return ESCAPED.sub(lambda found: chr(int(found.group(1), 16)), text) if "%" in text else text


def frequencies_of(
    layout: Layout, entries: Sequence[Entry], info: Sequence[tuple[str, float]]
) -> tuple[Frequency, ...]:
    """The highest frequency of each population that any entry, or INFO, gives; in the order of the header."""
    best: dict[str, float] = {}
    for place, population in layout.frequencies:
        for text, allele in distinct_cells(layout, entries, place):
            for number in numbers(text, allele):
                best[population] = max(number, best.get(population, 0.0))
    for population, number in info:
        best[population] = max(number, best.get(population, 0.0))
    return tuple(Frequency(population, frequency) for population, frequency in best.items())


def significances_of(texts: Iterable[tuple[str, str, str]]) -> tuple[Significance, ...]:
    """ClinVar's verdicts from (significance, review status, accession) as written, each once, in order."""
    found: dict[Significance, None] = {}
    for significance, review, accession in texts:
        for word in significance.replace("|", "&").replace(",", "&").split("&"):
            bare = word.strip("_ ").lower()
            if bare not in ("", "."):
                meaning = named.OLD_SIGNIFICANCES.get(bare, bare).replace(" ", "_")
                found[Significance("clinvar", meaning, review_status(review), accession.strip("."))] = None
    return tuple(found)


def review_status(text: str) -> str:
    """A review status in ClinVar's words of today, lower case, underscores, no commas; "" where none is given."""
    bare = text.lower().replace("&_", "_").replace(",_", "_").replace(", ", "_").replace(" ", "_").strip("_.")
    return named.OLD_REVIEWS.get(bare, bare)


def may_be_pathogenic(significance: str) -> bool:
    """Whether a significance, as written, is pathogenic, likely pathogenic or conflicting: also in the old numbers 4, 5."""
    if "athogenic" in significance or "ATHOGENIC" in significance:
        return True
    words = significance.replace("|", "&").replace(",", "&").split("&")
    return "4" in words or "5" in words
