"""Reads copy-number and structural variants of a family from a VCF of any of the usual callers."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from carrel.care.genomes import errors
from carrel.care.genomes.adapters.vcf_lines import MISSING, Lines, Record, is_count, read_lines, whole_number
from carrel.care.genomes.values import Call, Consequence, FamilyVariant, VariantFile, VariantKind
from carrel.foundation.vocabulary.consequences import standard_term
from carrel.foundation.vocabulary.genome import CHROMOSOME_INDEX, LENGTHS, Assembly, VariantKey


SHORTEST = 50  # bases; below it a spelled-out change is a small variant and belongs to the other file
OVERHANG = 100_000  # bases that the last bin of a read-depth caller may run past the end of its chromosome

# Symbolic allele -> type. The longest name that the allele starts with counts.
SYMBOLS: dict[str, str] = {
    "DEL": "DEL",
    "DUP": "DUP",
    "CNV:TR": "TR",  # a tandem repeat that was counted: no copy-number variant
    "CNV": "CNV",  # a loss or a gain: FORMAT/CN tells which
    "CN": "CNV",  # <CN0>, <CN2>: 1000 Genomes
    "INS": "INS",
    "INS:ME": "MEI",
    "DEL:ME": "DEL",
    "ALU": "MEI",
    "LINE1": "MEI",
    "SVA": "MEI",
    "INV": "INV",
    "BND": "BND",
    "TRA": "BND",
    "CPX": "CPX",
}
COPY_NUMBER_TYPES = frozenset(("DEL", "DUP", "CNV"))
TYPES_WITH_END = frozenset(("DEL", "DUP", "CNV", "INV"))
NO_ALLELE = frozenset(("*", "<*>", "<NON_REF>", "<REF>", "."))

# INFO fields that name the callers of a merged record. In the first kind every name is a caller; in the second kind
# file tags stand beside callers' names, so only known names count.
CALLER_LISTS = ("CALLERS", "CALLER", "ALG", "ALGORITHMS", "SVMETHOD", "FOUND_BY")
CALLER_TAGS = ("svdb_origin", "set")
KNOWN_CALLERS = (
    "breakdancer", "canvas", "cnmops", "cnvkit", "cnvnator", "cnvpytor", "cutesv", "delly", "dragen", "gatk", "gcnv",
    "gridss", "lumpy", "manta", "melt", "mobster", "pbsv", "penncnv", "pindel", "retroseq", "sawfish", "scramble",
    "severus", "smoove", "sniffles", "svaba", "svim", "tiddit", "whamg", "wham", "xhmm",
)  # fmt: skip

# How common a copy-number variant is in the programme: the two metrics of Genomics England's CNV annotation.
FREQUENCY_FIELDS = ("CNV_AF", "CNV_AUC")

# FORMAT fields with reads for (reference, alternate): the first kind in one field, the second in two.
READ_PAIRS = ("PR", "SR", "AD")
READ_COUNTS = (("DR", "DV"), ("RR", "RV"), ("RO", "AO"))


def read_structural(file: VariantFile, people: Sequence[str], assembly: Assembly) -> tuple[FamilyVariant, ...]:
    """Every copy-number and structural variant of the file, by chromosome and position, one per alternate allele.

    `calls` follow `people`; people whose genome is not in the file have a missing call. The key's position is the VCF's
    POS, the base before the first changed one; `end` is the last changed base. Alleles spelled out count as structural
    from 50 bases. Raises a `GenomesCannotBeRead` with one sentence for people.
    """
    lines = read_lines(file, people, assembly)
    variants = [
        variant
        for record in lines.records
        for index in range(len(record.alternates))
        if (variant := _variant(record, index, lines, assembly)) is not None
    ]
    return tuple(sorted(variants, key=_place))


def read_structural_files(
    files: Sequence[VariantFile], people: Sequence[str], assembly: Assembly
) -> tuple[FamilyVariant, ...]:
    """As `read_structural`, over files of several people or callers.

    Equal variants by the same callers and with the same filter are joined where no person is called twice, so that a
    variant read from a file per person shows the whole family.
    """
    joined: dict[tuple[object, ...], list[FamilyVariant]] = {}
    for file in files:
        for variant in read_structural(file, people, assembly):
            same = (variant.key, variant.end, variant.type, variant.caller_names, variant.filter)
            group = joined.setdefault(same, [])
            place = next((i for i, other in enumerate(group) if _complementary(variant, other)), None)
            if place is None:
                group.append(variant)
            else:
                group[place] = _joined(group[place], variant)
    return tuple(sorted((variant for group in joined.values() for variant in group), key=_place))


def _silent(call: Call) -> bool:
    return call.missing and call.copy_number is None


def _complementary(one: FamilyVariant, two: FamilyVariant) -> bool:
    return all(_silent(a) or _silent(b) for a, b in zip(one.calls, two.calls, strict=True))


def _joined(one: FamilyVariant, two: FamilyVariant) -> FamilyVariant:
    return replace(
        one,
        calls=tuple(b if _silent(a) else a for a, b in zip(one.calls, two.calls, strict=True)),
        consequences=one.consequences or two.consequences,
        identifiers=tuple(dict.fromkeys((*one.identifiers, *two.identifiers))),
        copy_number_frequencies=one.copy_number_frequencies or two.copy_number_frequencies,
    )


def _place(variant: FamilyVariant) -> tuple[int, int, int, str, str, tuple[str, ...]]:
    key = variant.key
    return (
        CHROMOSOME_INDEX[key.chromosome],
        key.position,
        variant.end or 0,
        key.alternate,
        key.reference,
        variant.identifiers,
    )


def _variant(record: Record, index: int, lines: Lines, assembly: Assembly) -> FamilyVariant | None:
    alternate = record.alternates[index]
    kind_of_change = structural_type(record.reference, alternate, record.info.get("SVTYPE", ""))
    if kind_of_change is None:
        return None
    names = caller_names(record, lines.source)
    return FamilyVariant(
        key=VariantKey(record.chromosome, record.position, record.reference, alternate),
        calls=tuple(_call(sample, index + 1) for sample in record.samples),
        consequences=consequences(record, index, lines.annotation_fields),
        kind=VariantKind.COPY_NUMBER if kind_of_change in COPY_NUMBER_TYPES else VariantKind.STRUCTURAL,
        filter=record.filter,
        identifiers=(record.identifier,) if record.identifier else (),
        end=_end(record, index, kind_of_change, lines.name, assembly),
        type=kind_of_change,
        callers=len(names) or None,
        copy_number_frequencies=_frequencies(record.info, index),
        caller_names=names,
    )


def structural_type(reference: str, alternate: str, stated: str) -> str | None:
    """DEL, DUP, CNV, INS, INV, BND, MEI, TR or CPX; None for what is no structural variant (small, or no allele at all)."""
    if alternate in NO_ALLELE:
        return None
    if alternate.startswith("<"):
        return _symbolic_type(alternate.strip("<>").upper(), stated)
    if "[" in alternate or "]" in alternate or alternate.startswith(".") or alternate.endswith("."):
        return "BND"
    change = len(alternate) - len(reference)
    if max(len(reference), len(alternate)) <= SHORTEST:
        return None
    if stated.upper() in ("DUP", "INV", "MEI"):
        return stated.upper()
    if change == 0:
        return None
    return "INS" if change > 0 else "DEL"


def _symbolic_type(symbol: str, stated: str) -> str | None:
    if symbol == "CN0":
        return "DEL"
    if symbol.startswith("CN") and symbol[2:].isdigit():
        return None if symbol == "CN1" else "DUP"  # one copy on this haplotype is no change
    fitting = [name for name in SYMBOLS if symbol == name or symbol.startswith(f"{name}:")]
    if fitting:
        return SYMBOLS[max(fitting, key=len)]
    return SYMBOLS.get(stated.upper(), "CPX")


def _end(record: Record, index: int, kind_of_change: str, name: str, assembly: Assembly) -> int | None:
    """Last changed base. None for break-ends, whose other side is not on this line."""
    if kind_of_change == "BND":
        return None
    if kind_of_change not in TYPES_WITH_END:
        return record.position
    end = _stated_end(record, index, name)
    if end is None:
        raise errors.EndIsMissing(
            f"Line {record.line} of {name} ({kind_of_change} at {record.chromosome}:{record.position}) has neither END nor "
            f"SVLEN, so its size is unknown; call the file again with one of them."
        )
    if end < record.position:
        raise errors.LineIsMalformed(
            f"Line {record.line} of {name} ends at {end}, before its start at {record.position}; check how it was made."
        )
    length = LENGTHS[assembly][record.chromosome]
    if end > length + OVERHANG:
        raise errors.AssembliesDisagree(
            f"Line {record.line} of {name} ends at {record.chromosome}:{end}, beyond the end of that chromosome on "
            f"{assembly}; give the file made on {assembly}."
        )
    return min(end, length)


def _stated_end(record: Record, index: int, name: str) -> int | None:
    end = record.info.get("END", "")
    if end not in MISSING:
        return whole_number(end, "END", record.line, name)
    lengths = record.info.get("SVLEN", "").split(",")
    length = lengths[index] if index < len(lengths) else lengths[0]
    if length not in MISSING:
        return record.position + whole_number(length.lstrip("+-"), "SVLEN", record.line, name)
    if not record.alternates[index].startswith("<"):
        return record.position + len(record.reference) - 1
    return None


def caller_names(record: Record, source: str) -> tuple[str, ...]:
    """The callers that found this record: from the merged record's own fields, else from its id, else from the head."""
    listed = {
        word.lower()
        for field in CALLER_LISTS
        for word in re.split(r"[,|&+/]", record.info.get(field, ""))
        if word not in MISSING
    }
    listed = {_known_caller(word) or word for word in listed}
    tagged = {_known_caller(word) for field in CALLER_TAGS for word in re.split(r"[,|\-]", record.info.get(field, ""))}
    found = listed | {name for name in tagged if name}
    if not found:
        found = {name for name in (_known_caller(record.identifier) or _known_caller(source),) if name}
    return tuple(sorted(found))


def _known_caller(text: str) -> str:
    lower = text.lower()
    if "generatesvcandidates" in lower:  # the name of Manta's last program
        return "manta"
    return next((name for name in KNOWN_CALLERS if name in lower), "")


def _frequencies(info: Mapping[str, str], index: int) -> tuple[tuple[str, float], ...]:
    found = []
    for field in FREQUENCY_FIELDS:
        values = info.get(field, "").split(",")
        number = decimal(values[index] if index < len(values) else values[0])
        if number is not None:
            found.append((field, number))
    return tuple(found)


def decimal(text: str) -> float | None:
    """The finite, non-negative number that `text` is, else None."""
    try:
        number = float(text)
    except ValueError:
        return None
    return number if math.isfinite(number) and number >= 0 else None


def consequences(record: Record, index: int, fields: Sequence[str]) -> tuple[Consequence, ...]:
    """What VEP's CSQ says of this alternate, per transcript; () where the file is not annotated."""
    if not fields or record.info.get("CSQ", "") in MISSING:
        return ()
    found = []
    for entry in record.info["CSQ"].split(","):
        row = dict(zip(fields, entry.split("|"), strict=False))
        number = row.get("ALLELE_NUM", "")
        if is_count(number) and int(number) != index + 1:
            continue
        if row.get("Feature_type", "Transcript") == "Transcript" and row.get("Feature"):
            found.append(_consequence(row))
    return tuple(found)


def _consequence(row: Mapping[str, str]) -> Consequence:
    hgnc = row.get("HGNC_ID", "")
    return Consequence(
        symbol=row.get("SYMBOL", ""),
        hgnc_id=f"HGNC:{hgnc}" if hgnc.isdigit() else hgnc,
        gene_id=row.get("Gene", ""),
        transcript=row.get("Feature", ""),
        biotype=row.get("BIOTYPE", ""),
        terms=tuple(standard_term(term) for term in row.get("Consequence", "").split("&") if term),
        hgvs_c=row.get("HGVSc", ""),
        hgvs_p=row.get("HGVSp", ""),
        exon=row.get("EXON", ""),
        intron=row.get("INTRON", ""),
        canonical=row.get("CANONICAL", "") == "YES",
        mane_select=row.get("MANE_SELECT", ""),
    )


def _call(sample: Mapping[str, str], allele: int) -> Call:
    genotype = re.split(r"[/|]", sample.get("GT", ""))
    numbers = [int(text) for text in genotype if is_count(text)]
    copies = numbers.count(allele)
    reference_reads, alternate_reads = _reads(sample, allele)
    return Call(
        copies=copies,
        ploidy=len(genotype) if numbers else 0,
        reference_reads=reference_reads,
        alternate_reads=alternate_reads,
        quality=_optional_number(sample.get("GQ", "")),
        partial=bool(numbers) and len(numbers) < len(genotype),
        other_alternate=any(number not in (0, allele) for number in numbers),
        filter=sample.get("FT", ""),
        copy_number=_optional_number(sample.get("CN", "")),
    )


def _reads(sample: Mapping[str, str], allele: int) -> tuple[int | None, int | None]:
    """Reads for the reference and for the alternate, summed over pairs and split reads; None where none are told."""
    pairs = [sample[field].split(",") for field in READ_PAIRS if field in sample]
    pairs += [[sample[one], *[sample[two]] * allele] for one, two in READ_COUNTS if one in sample and two in sample]
    numbers = [(_optional_number(pair[0]), _optional_number(pair[allele])) for pair in pairs if len(pair) > allele]
    whole = [(one, two) for one, two in numbers if one is not None and two is not None]
    if not whole:
        return None, None
    return sum(one for one, _ in whole), sum(two for _, two in whole)


def _optional_number(text: str) -> int | None:
    """A whole number, rounding a decimal one (some callers write CN and GQ as decimals); None for anything else."""
    number = decimal(text)
    return None if number is None or number > 1e9 else round(number)
