"""Reads how many times short tandem repeats are repeated in each member of a family."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from carrel.care.genomes import errors
from carrel.care.genomes.adapters.vcf_lines import MISSING, Record, is_count, read_lines, whole_number
from carrel.care.genomes.values import Call, FamilyVariant, VariantFile, VariantKind
from carrel.foundation.vocabulary.genome import CHROMOSOME_INDEX, Assembly, VariantKey


# INFO fields with the name of the locus, the most telling first: ExpansionHunter (two), TRGT, and others.
NAMES = ("VARID", "REPID", "TRID", "LOCUS", "STRID")
REPEATED_ALLELE = re.compile(r"^<STR(\d+)>$")
NOTHING = Call()


@dataclass(frozen=True, slots=True)
class _Locus:
    """What makes lines of a file speak of the same repeat."""

    chromosome: str
    position: int
    end: int
    name: str
    unit: str


@dataclass(frozen=True, slots=True)
class _Line:
    """One line's word on one locus. `motif` is the unit's place among a line's motifs (TRGT)."""

    record: Record
    locus: _Locus
    motif: int
    reference_count: int | None
    file: str  # its name


def read_repeats(file: VariantFile, people: Sequence[str], assembly: Assembly) -> tuple[FamilyVariant, ...]:
    """One variant per locus and repeat unit, by chromosome and position; lines of one locus are merged.

    `Call.repeat_upper` is the upper confidence bound of each allele (ExpansionHunter's REPCI; TRGT's motif count plus
    whole units up to the upper end of ALLR). Where the caller gives no interval the count itself stands for it. `copies`
    counts the alleles that differ from the reference. Position is the VCF's POS, `end` its END, `type` the locus name.
    Raises a `GenomesCannotBeRead` with one sentence for people.
    """
    return read_repeat_files((file,), people, assembly)


def read_repeat_files(
    files: Sequence[VariantFile], people: Sequence[str], assembly: Assembly
) -> tuple[FamilyVariant, ...]:
    """As `read_repeats`, over files of several people: one variant per locus and unit for the whole family."""
    merged: dict[_Locus, list[_Line]] = {}
    for file in files:
        lines = read_lines(file, people, assembly)
        counted = [line for record in lines.records for line in _lines_of(record, lines.name)]
        if lines.records and not counted:
            raise errors.FileIsNotVcf(
                f"{lines.name} has records but none that counts repeats (INFO/RU or INFO/MOTIFS); give the VCF of a repeat caller."
            )
        for line in counted:
            merged.setdefault(line.locus, []).append(line)
    variants = [_variant(locus, group, len(people)) for locus, group in merged.items()]
    return tuple(sorted(variants, key=_place))


def _place(variant: FamilyVariant) -> tuple[int, int, int, str, str]:
    key = variant.key
    return (CHROMOSOME_INDEX[key.chromosome], key.position, variant.end or 0, variant.type, variant.repeat_unit)


def _lines_of(record: Record, name: str) -> Iterator[_Line]:
    """The repeats that a line counts: one, or one per motif."""
    info = record.info
    units = [unit for unit in (info.get("MOTIFS") or info.get("RU", "")).upper().split(",") if unit not in MISSING]
    if not units:
        return
    end = _end(record, units[0], name)
    locus_name = next((info[field] for field in NAMES if info.get(field, "") not in MISSING), record.identifier)
    reference = info.get("REF", "")
    for motif, unit in enumerate(units):
        locus = _Locus(record.chromosome, record.position, end, locus_name, unit)
        yield _Line(record, locus, motif, int(reference) if is_count(reference) else None, name)


def _end(record: Record, unit: str, name: str) -> int:
    """END, or from INFO/REF (repeats in the reference), or from the spelled-out reference allele."""
    info = record.info
    if info.get("END", "") not in MISSING:
        end = whole_number(info["END"], "END", record.line, name)
    elif is_count(info.get("REF", "")):
        end = record.position + int(info["REF"]) * len(unit)
    elif len(record.reference) > 1:
        end = record.position + len(record.reference) - 1
    else:
        raise errors.EndIsMissing(
            f"Line {record.line} of {name} (repeat at {record.chromosome}:{record.position}) has neither END nor REF, so its "
            f"place is unknown; call the file again with one of them."
        )
    if end < record.position:
        raise errors.LineIsMalformed(
            f"Line {record.line} of {name} ends at {end}, before its start at {record.position}; check how it was made."
        )
    return end


def _variant(locus: _Locus, lines: Sequence[_Line], people: int) -> FamilyVariant:
    first = lines[0].record
    names = {first.info[field]: None for field in NAMES if first.info.get(field, "") not in MISSING}
    gene = first.info.get("HGNCId", "")
    calls = tuple(_merged_call(lines, person) for person in range(people))
    failed = sorted({call.filter for call in calls if call.filter})
    return FamilyVariant(
        key=VariantKey(locus.chromosome, locus.position, first.reference[:1], f"<STR:{locus.unit}>"),
        calls=calls,
        kind=VariantKind.REPEAT,
        filter=";".join(failed) or next((line.record.filter for line in lines if line.record.filter), ""),
        identifiers=(*names, *([f"HGNC:{gene}"] if gene.isdigit() else [])),
        end=locus.end,
        type=locus.name,
        repeat_unit=locus.unit,
    )


def _merged_call(lines: Sequence[_Line], person: int) -> Call:
    """The call of one person from all lines of a locus: the line with the most alleles, and of these the longest."""
    calls = [call for line in lines if (call := _counted_call(line, person)) is not None]
    if not calls:
        return _call_from_alleles(lines, person)
    return max(calls, key=lambda call: (len(call.repeat_upper), sorted(call.repeat_upper), call.copies))


def _counted_call(line: _Line, person: int) -> Call | None:
    """The call of a line that counts repeats in its own fields; None where it says nothing of this person."""
    sample = line.record.samples[person]
    upper = _expansion_hunter(sample, line) or _trgt(sample, line)
    if not upper:
        return None
    genotype = [text for text in re.split(r"[/|]", sample.get("GT", "")) if text]
    written = len(re.split(r"[/,|]", sample.get("REPCN") or sample.get("MC", "")))
    ploidy = max(len(upper), written, len(genotype))
    record_filter = line.record.filter
    return Call(
        copies=sum(text not in ("0", ".") for text in genotype) if "." not in genotype else _differing(upper, line),
        ploidy=ploidy,
        partial=len(upper) < ploidy,
        filter="" if record_filter == "PASS" else record_filter,
        repeat_upper=upper,
    )


def _differing(upper: Sequence[int], line: _Line) -> int:
    return sum(count != line.reference_count for count in upper)


def _expansion_hunter(sample: Mapping[str, str], line: _Line) -> tuple[int, ...]:
    """Upper ends of REPCI ("10-10/37-65" -> 10, 65), or the counts of REPCN for alleles without an interval."""
    counts = re.split(r"[/,|]", sample.get("REPCN", ""))
    intervals = re.split(r"[/,|]", sample.get("REPCI", ""))
    alleles = max(len(counts), len(intervals))
    found = []
    for index in range(alleles):
        interval = intervals[index] if index < len(intervals) else ""
        count = counts[index] if index < len(counts) else ""
        text = interval.rpartition("-")[2] if interval not in MISSING else count
        if text not in MISSING:
            found.append(whole_number(text, "repeat count", line.record.line, line.file))
    return tuple(found)


def _trgt(sample: Mapping[str, str], line: _Line) -> tuple[int, ...]:
    """Count of the motif per allele, plus the whole units between the allele's length and the upper end of its range."""
    motif_counts = [text for text in sample.get("MC", "").split(",") if text not in MISSING]
    lengths, ranges = sample.get("AL", "").split(","), sample.get("ALLR", "").split(",")
    found = []
    for index, text in enumerate(motif_counts):
        parts = text.split("_")
        if line.motif >= len(parts):
            raise errors.LineIsMalformed(
                f"Line {line.record.line} of {line.file} counts {len(parts)} motifs but names more; check how it was made."
            )
        count = whole_number(parts[line.motif], "motif count", line.record.line, line.file)
        length = lengths[index] if index < len(lengths) else ""
        longest = ranges[index].rpartition("-")[2] if index < len(ranges) else ""
        room = int(longest) - int(length) if is_count(length) and is_count(longest) else 0
        found.append(count + max(0, room) // len(line.locus.unit))
    return tuple(found)


def _call_from_alleles(lines: Sequence[_Line], person: int) -> Call:
    """The call where only genotypes are given: counts from the alleles' names (<STR12>), split over several lines."""
    slots: dict[int, int] = {}
    ploidy = 0
    for line in lines:
        genotype = [text for text in re.split(r"[/|]", line.record.samples[person].get("GT", "")) if text]
        ploidy = max(ploidy, len(genotype))
        for slot, text in enumerate(genotype):
            count = _allele_count(line, text)
            if count is not None:
                slots[slot] = max(slots.get(slot, 0), count)
    if not slots:
        return NOTHING
    upper = tuple(slots[slot] for slot in sorted(slots))
    failed = sorted({line.record.filter for line in lines} - {"PASS", ""})
    return Call(
        copies=_differing(upper, lines[0]),
        ploidy=ploidy,
        repeat_upper=upper,
        partial=len(upper) < ploidy,
        filter=";".join(failed),
    )


def _allele_count(line: _Line, text: str) -> int | None:
    if text == "0":
        return line.reference_count
    if not is_count(text) or int(text) > len(line.record.alternates):
        return None
    named = REPEATED_ALLELE.match(line.record.alternates[int(text) - 1])
    return int(named[1]) if named and is_count(named[1]) else None
