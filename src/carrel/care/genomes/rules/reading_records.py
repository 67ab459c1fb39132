"""One data line of a VCF, read in full: its variants, why each is kept or passed over, and what it adds to the counts."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from carrel.care.genomes.rules import annotation, reading
from carrel.care.genomes.rules import reading_counts as counting
from carrel.care.genomes.rules.annotation_fields import can_stop
from carrel.care.genomes.rules.annotation_layout import Layout
from carrel.care.genomes.rules.reading_calls import MISSING, Genotype, call_of, depth_of, genotype_of, reads_of, whole
from carrel.care.genomes.values import FamilyVariant, Frequency, Significance, Stop
from carrel.foundation.vocabulary.genome import (
    CHROMOSOME_INDEX,
    LENGTHS,
    Assembly,
    Region,
    VariantKey,
    plain_chromosome,
    region_of,
    trim_alleles,
)


BLOCK_ALLELES = ("<NON_REF>", "<*>", "<X>")  # "anything else", as gVCFs and mpileup write it


class NotALine(Exception):
    """A data line cannot be understood; the message says which column and why."""


@dataclass(frozen=True, slots=True)
class Setting:
    """What is the same for every line of a file.

    `people` gives for each person the sample's column (0 is the first sample). `is_known` tells of a packed key (stop
    bits empty) whether a local edition of ClinVar calls the variant pathogenic, likely pathogenic or conflicting.
    """

    layout: Layout
    people: tuple[int, ...]
    columns: int  # of a data line
    assembly: Assembly
    trios: tuple[tuple[int, int, int], ...] = ()
    is_known: Callable[[int], bool] = field(default=lambda _: False)


@dataclass(frozen=True, slots=True)
class Reading:
    """A line's outcome: for every alternate that is spelled out or `*`, its packed key with the stop's number; and the candidates."""

    keys: tuple[int, ...]
    variants: tuple[FamilyVariant, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """A line's columns. `alternates` leaves gVCF's "anything else" out; `numbers` are their allele numbers in GT."""

    chromosome: str | None
    position: int
    identifiers: tuple[str, ...]
    reference: str
    alternates: tuple[str, ...]
    numbers: tuple[int, ...]
    filter: str
    info: Mapping[str, str]
    people: tuple[tuple[dict[str, str], Genotype], ...]
    alleles: int  # how many alternates are written, "anything else" included


def line_of(text: str, setting: Setting) -> Line:
    """Splits a line. Raises NotALine where it is malformed."""
    columns = text.rstrip("\r\n").split("\t")
    if len(columns) != setting.columns:
        raise NotALine(f"it has {len(columns)} columns where the header has {setting.columns}")
    name, position, identifiers, reference, written, _, filters, info = columns[:8]
    if not position.isdigit():
        raise NotALine(f"its position (column 2) is {position[:20]!r}, which is no number")
    chromosome = plain_chromosome(name)
    if chromosome is not None and int(position) > LENGTHS[setting.assembly][chromosome]:
        raise NotALine(f"its position {position} lies beyond the end of chromosome {chromosome} of {setting.assembly}")
    alleles = [] if written == "." else written.split(",")
    numbers = tuple(number for number, allele in enumerate(alleles, 1) if allele not in BLOCK_ALLELES)
    return Line(
        chromosome=chromosome,
        position=int(position),
        identifiers=tuple(word for word in identifiers.split(";") if word != "."),
        reference=reference,
        alternates=tuple(alleles[number - 1] for number in numbers),
        numbers=numbers,
        filter="" if filters == "." else filters,
        info=dict(_pairs(info)),
        people=tuple(_person(columns, place, len(alleles)) for place in setting.people),
        alleles=len(alleles),
    )


def _pairs(info: str) -> list[tuple[str, str]]:
    pairs = [(key, value) for key, _, value in (part.partition("=") for part in info.split(";"))]
    return pairs[::-1]  # of a key that is written twice the first counts


def _person(columns: Sequence[str], place: int, alleles: int) -> tuple[dict[str, str], Genotype]:
    if place < 0 or len(columns) < 10:
        return {}, Genotype((), False)
    fields = dict(zip(columns[8].split(":"), columns[9 + place].split(":"), strict=False))
    try:
        genotype = genotype_of(fields.get("GT", "."))
    except ValueError:
        genotype = None
    if genotype is None or any(not 0 <= allele <= alleles for allele in genotype.called):
        raise NotALine(
            f"the genotype {fields['GT'][:20]!r} in column {10 + place} names an allele that the line does not have"
        )
    return fields, genotype


def is_sequence(allele: str) -> bool:
    """Whether an allele is spelled out; not `*`, `<DEL>`, breakends or a dot."""
    return allele.isascii() and allele.isalpha()


def read_line(text: str, setting: Setting, tally: counting.Tally, count: bool = True) -> Reading:
    """Everything of one line. Adds to the tally unless `count` is False. Raises NotALine."""
    line = line_of(text, setting)
    if count:
        _count(line, setting, tally)
    annotated = Annotated.of(line, setting.layout)
    keys, variants = [], []
    for place, alternate in enumerate(line.alternates):
        key = _key(line, alternate)
        facts = _facts(line, place, annotated, setting, key)
        number = reading.stop_number(facts)
        keys.append((key or 0) | number)
        if number == reading.CANDIDATE:
            variants.append(_variant(line, place, annotated, facts))
    if count:
        _count_stops(keys, line, tally)
    kept = tuple(key for key in keys if key >> reading.STOP_BITS)
    return Reading(kept, tuple(variants))


def _count(line: Line, setting: Setting, tally: counting.Tally) -> None:
    tally.file[counting.LINES] += 1
    tally.file[counting.RECORDS] += 1
    tally.file[counting.FILTERED] += line.filter != ""
    if len(line.alternates) != 1 or line.filter not in ("", "PASS") or not is_sequence(line.alternates[0]):
        return
    people = [_observed(fields, genotype, line.numbers[0]) for fields, genotype in line.people]
    alleles = (line.reference, line.alternates[0])
    counting.count_record(tally, people, alleles, _place(line, setting), setting.trios)


def _count_stops(keys: Sequence[int], line: Line, tally: counting.Tally) -> None:
    for key, alternate in zip(keys, line.alternates, strict=True):
        tally.file[counting.VARIANTS] += is_sequence(alternate)
        tally.file[counting.NOT_SPELLED] += not is_sequence(alternate) and alternate != "*"
        tally.file[counting.STOP + (key & 7)] += 1
    blocks = line.alleles - len(line.alternates) if line.alternates else 1
    tally.file[counting.STOP + reading.STOP_NUMBERS[Stop.NOT_A_SEQUENCE]] += blocks


def _place(line: Line, setting: Setting) -> int:
    if line.chromosome is None:
        return counting.ELSEWHERE
    region = region_of(setting.assembly, line.chromosome, line.position)
    places = {Region.AUTOSOMAL: counting.AUTOSOME, Region.X: counting.X_ONLY, Region.Y: counting.Y_ONLY}
    return places.get(region, counting.ELSEWHERE)


def _observed(fields: Mapping[str, str], genotype: Genotype, alternate: int) -> counting.Observed:
    reference_reads, alternate_reads = reads_of(fields, alternate)
    depth, quality = depth_of(fields), whole(fields.get("GQ", ""))
    return counting.Observed(
        genotype=genotype_class(genotype, alternate),
        haploid=len(genotype.alleles) == 1,
        depth=-1 if depth is None else depth,
        quality=-1 if quality is None else quality,
        reference_reads=-1 if reference_reads is None else reference_reads,
        alternate_reads=-1 if alternate_reads is None else alternate_reads,
    )


def genotype_class(genotype: Genotype, alternate: int) -> int:
    """REFERENCE, HETEROZYGOUS or HOMOZYGOUS of a full call of 0 and this alternate; MISSING of anything else."""
    if not genotype.full or any(allele not in (0, alternate) for allele in genotype.called):
        return counting.MISSING
    copies = genotype.called.count(alternate)
    if copies == 0:
        return counting.REFERENCE
    return counting.HOMOZYGOUS if copies == len(genotype.alleles) else counting.HETEROZYGOUS


@dataclass(frozen=True, slots=True)
class Annotated:
    """A line's annotation, sorted by alternate."""

    layout: Layout
    entries: tuple[list[list[str]], ...]  # for each alternate
    frequencies: tuple[tuple[tuple[str, float], ...], ...]  # from INFO, for each alternate
    splice: tuple[float | None, ...]  # from INFO, for each alternate
    significance: tuple[str, str, str]  # from INFO: significance, review status, accession

    @staticmethod
    def of(line: Line, layout: Layout) -> Annotated:
        return Annotated(
            layout,
            _entries(line, layout),
            tuple(_info_frequencies(line, layout, place) for place in range(len(line.alternates))),
            tuple(_info_splice(line, layout, place) for place in range(len(line.alternates))),
            (
                line.info.get(layout.info_significance, ""),
                line.info.get(layout.info_review, ""),
                line.info.get(layout.info_accession, ""),
            ),
        )


def _entries(line: Line, layout: Layout) -> tuple[list[list[str]], ...]:
    """An entry that names no alternate of the line counts for all of them."""
    entries = annotation.entries_of(layout, line.info.get(layout.key, ""))
    if len(line.alternates) == 1:
        return (entries,)
    written = annotation.written_alleles(line.reference, line.alternates)
    sorted_entries: tuple[list[list[str]], ...] = tuple([] for _ in line.alternates)
    for entry in entries:
        place = annotation.alternate_of(layout, entry, line.alternates, written)
        for mine in sorted_entries if place < 0 else sorted_entries[place : place + 1]:
            mine.append(entry)
    return sorted_entries


def _info_frequencies(line: Line, layout: Layout, place: int) -> tuple[tuple[str, float], ...]:
    found = []
    for key, population in layout.info_frequencies:
        values = line.info.get(key, "").split(",")
        value = values[line.numbers[place] - 1] if len(values) == line.alleles else "&".join(values)
        found += [(population, number) for number in annotation.numbers(value, "")]
    return tuple(found)


def _info_splice(line: Line, layout: Layout, place: int) -> float | None:
    if not layout.info_splice:
        return None
    scores: list[float] = []
    for entry in line.info.get(layout.info_splice, "").split(","):
        parts = entry.split("|")
        if len(line.alternates) == 1 or parts[0] == line.alternates[place]:
            scores += [number for part in parts[2:6] for number in annotation.numbers(part, "")]
    return max(scores, default=None)


def _key(line: Line, alternate: str) -> int | None:
    if line.chromosome is None:
        return None
    position, reference, trimmed = line.position, line.reference, alternate
    if is_sequence(alternate):
        position, reference, trimmed = trim_alleles(position, reference, alternate)
    return reading.packed_key(CHROMOSOME_INDEX[line.chromosome], position, reference, trimmed)


def _facts(line: Line, place: int, annotated: Annotated, setting: Setting, key: int | None) -> reading.Facts:
    layout, entries = annotated.layout, annotated.entries[place]
    coding = annotation.coding_genes(layout, entries)
    columns = [(column, population) for column, population in layout.frequencies if can_stop(population)]
    frequencies = [number for population, number in annotated.frequencies[place] if can_stop(population)]
    for column, _ in columns:
        for text, allele in annotation.distinct_cells(layout, entries, column):
            frequencies += annotation.numbers(text, allele)
    scores = [score for entry in entries if (score := annotation.splice_score(layout, entry)) is not None]
    return reading.Facts(
        primary=line.chromosome is not None,
        sequence=is_sequence(line.alternates[place]),
        passed=line.filter in ("", "PASS"),
        carried=any(line.numbers[place] in genotype.called for _, genotype in line.people),
        known=_is_known(annotated, entries) or (key is not None and setting.is_known(key)),
        frequency=max(frequencies, default=0.0),
        relevant=any(annotation.is_relevant(layout, entry, coding) for entry in entries),
        splice=max([*scores, annotated.splice[place] or 0.0]),
    )


def _is_known(annotated: Annotated, entries: Sequence[annotation.Entry]) -> bool:
    texts = [annotation.cell(entry, place) for entry in entries for place in annotated.layout.significances]
    return any(map(annotation.may_be_pathogenic, (annotated.significance[0], *texts)))


def _variant(line: Line, place: int, annotated: Annotated, facts: reading.Facts) -> FamilyVariant:
    assert line.chromosome is not None  # noqa: S101 (a candidate is on a primary chromosome)
    layout, entries = annotated.layout, annotated.entries[place]
    trimmed = trim_alleles(line.position, line.reference, line.alternates[place])
    number = line.numbers[place]
    return FamilyVariant(
        key=VariantKey(line.chromosome, *trimmed),
        calls=tuple(call_of(fields, gt, number) if fields else MISSING for fields, gt in line.people),
        consequences=tuple(
            annotation.consequence_of(layout, entry, annotated.splice[place])
            for entry in _kept_entries(layout, entries, facts)
        ),
        frequencies=_frequencies(annotated, place),
        significances=_significances(annotated, entries),
        filter=line.filter,
        identifiers=line.identifiers,
    )


def _kept_entries(layout: Layout, entries: Sequence[list[str]], facts: reading.Facts) -> list[list[str]]:
    """All transcripts of what ClinVar or SpliceAI points to; of other variants those whose consequence can count."""
    if facts.known or facts.splice >= reading.SPLICE_CUT.threshold:
        return list(entries)
    coding = annotation.coding_genes(layout, entries)
    return [entry for entry in entries if annotation.is_relevant(layout, entry, coding)]


def _frequencies(annotated: Annotated, place: int) -> tuple[Frequency, ...]:
    return annotation.frequencies_of(annotated.layout, annotated.entries[place], annotated.frequencies[place])


def _significances(annotated: Annotated, entries: Sequence[annotation.Entry]) -> tuple[Significance, ...]:
    layout = annotated.layout
    texts = [
        (
            annotation.cell(entry, column),
            annotation.cell(entry, layout.place("review")),
            annotation.cell(entry, layout.place("accession")),
        )
        for entry in entries
        for column in layout.significances
    ]
    return annotation.significances_of(dict.fromkeys([*texts, annotated.significance]))


def genes_of_line(text: str, layout: Layout) -> frozenset[str]:
    """The genes that a line's annotation names, as written."""
    info = text.split("\t", 8)[7]
    value = next((part.partition("=")[2] for part in info.split(";") if part.startswith(f"{layout.key}=")), "")
    return frozenset(annotation.gene_of(layout, entry) for entry in annotation.entries_of(layout, value)) - {""}
