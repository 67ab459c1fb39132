"""Reads a small VCF or BCF line by line: for structural variants and repeats, where files are small and dialects many."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path

from carrel.care.genomes import errors
from carrel.care.genomes.values import VariantFile
from carrel.foundation.vocabulary.genome import LENGTHS, Assembly, plain_chromosome


FIXED_COLUMNS = ("#CHROM", "POS", "ID", "REF", "ALT", "QUAL", "FILTER", "INFO")
GZIP_MAGIC = b"\x1f\x8b"
BCF_MAGIC = b"BCF\x02"
BGZF_END = bytes.fromhex(
    "1f8b08040000000000ff0600424302001b0003000000000000000000"
)  # the empty block that closes a BGZF file
LONGEST_LINE = 64 * 1024 * 1024  # bytes; no real record comes near
MISSING = ("", ".")


@dataclass(frozen=True, slots=True)
class Record:
    """One line of a VCF. `chromosome` is plain; `samples` are the columns of the people asked for, "" for absent ones."""

    line: int
    chromosome: str
    position: int
    identifier: str
    reference: str
    alternates: tuple[str, ...]  # () where the file says "."
    filter: str  # "" for "."
    info: Mapping[str, str]  # flags have the value ""
    samples: tuple[Mapping[str, str], ...]  # FORMAT key -> text, in the order of the people; {} where not in the file


@dataclass(frozen=True, slots=True)
class Lines:
    """A VCF opened for reading: what its head says, and its records on primary chromosomes."""

    name: str  # of the file, without folders
    annotation_fields: tuple[str, ...]  # names of the VEP CSQ columns; () where there is no CSQ
    source: str  # ##source, "" where the head has none
    records: tuple[Record, ...]


def read_lines(file: VariantFile, people: Sequence[str], assembly: Assembly) -> Lines:
    """The whole file. Records on other contigs than 1-22, X, Y and MT are passed over.

    Raises a `GenomesCannotBeRead`: file absent, empty, cut off, no VCF, a sample missing, another assembly, a bad line.
    """
    name = Path(file.path).name
    head: list[str] = []
    records: list[Record] = []
    columns: tuple[int | None, ...] = ()
    width = 0
    for number, line in enumerate(_text_lines(file.path, name), start=1):
        if line.startswith("##"):
            head.append(line)
        elif not width:
            names = _column_names(line, name)
            width = len(names)
            columns = _sample_columns(names, file, people, name)
            _check_assembly(head, assembly, name)
        elif line:
            record = _record(line.split("\t"), number, width, columns, name)
            if record is not None:
                _check_position(record, assembly, name)
                records.append(record)
    if not width:
        raise errors.FileIsNotVcf(
            f"{name} has no line that starts with #CHROM, so it is not a VCF; give the VCF itself."
        )
    return Lines(name, _annotation_fields(head), _source(head), tuple(records))


def _text_lines(path: str, name: str) -> Iterator[str]:
    """The lines of a plain, gzipped or block-gzipped VCF, or of a BCF turned into text."""
    try:
        if Path(path).exists() and not Path(path).is_file():  # opening a pipe would wait for ever
            raise errors.FileIsMissing(
                f"{name} cannot be opened: it is a folder, a pipe or a device; name the VCF itself."
            )
        with Path(path).open("rb") as raw:
            start = raw.read(18)
    except OSError as reason:
        raise errors.FileIsMissing(f"{name} cannot be opened ({reason.strerror}); check the path.") from reason
    if not start:
        raise errors.FileIsEmpty(f"{name} is empty; make or copy the file again.")
    zipped = start[:2] == GZIP_MAGIC
    if name.endswith((".gz", ".bgz")) and not zipped:
        raise errors.FileIsNotVcf(
            f"{name} is named as if compressed but is not; rename it to .vcf or compress it with bgzip."
        )
    if zipped and start[3] & 4 and start[12:14] == b"BC":
        _check_last_block(path, name)
    try:
        yield from _decoded(path, name, zipped)
    except (EOFError, gzip.BadGzipFile, zlib.error) as reason:
        raise errors.FileIsTruncated(
            f"{name} is cut off or damaged: it cannot be decompressed to its end; copy it again."
        ) from reason


def _check_last_block(path: str, name: str) -> None:
    with Path(path).open("rb") as raw:
        raw.seek(0, 2)
        raw.seek(max(0, raw.tell() - len(BGZF_END)))
        if raw.read() != BGZF_END:
            raise errors.FileIsTruncated(
                f"{name} is cut off: the empty block that ends a bgzip file is missing; copy it again."
            )


def _decoded(path: str, name: str, zipped: bool) -> Iterator[str]:
    with Path(path).open("rb") as raw, gzip.GzipFile(fileobj=raw) if zipped else nullcontext(raw) as stream:
        first = stream.readline(LONGEST_LINE)
        if first.startswith(BCF_MAGIC):
            yield from _binary_lines(path, name)
            return
        if not first.startswith(b"##fileformat=VCF"):
            raise errors.FileIsNotVcf(
                f"{name} does not start with ##fileformat=VCF, so it is not a VCF; give the VCF itself."
            )
        line = first
        while line:
            if len(line) >= LONGEST_LINE:
                raise errors.LineIsMalformed(
                    f"{name} has a line of more than {LONGEST_LINE} bytes; check how it was made."
                )
            yield line.decode("utf-8", errors="replace").rstrip("\r\n")
            line = stream.readline(LONGEST_LINE)


def _binary_lines(path: str, name: str) -> Iterator[str]:
    import pysam  # noqa: PLC0415 - only BCF needs it, and it takes a while to load

    previous = pysam.set_verbosity(0)
    try:
        with pysam.VariantFile(path) as stream:
            yield from str(stream.header).rstrip("\n").split("\n")
            for record in stream:
                yield str(record).rstrip("\n")
    except (OSError, ValueError) as reason:
        raise errors.FileIsTruncated(
            f"{name} is cut off or damaged: its BCF records cannot be read; copy it again."
        ) from reason
    finally:
        pysam.set_verbosity(previous)


def _column_names(line: str, name: str) -> list[str]:
    names = line.split("\t")
    if tuple(names[:8]) != FIXED_COLUMNS:
        raise errors.FileIsNotVcf(
            f"{name} has no line that starts with #CHROM before its records; give a VCF with its whole head."
        )
    return names


def _sample_columns(names: list[str], file: VariantFile, people: Sequence[str], name: str) -> tuple[int | None, ...]:
    """For each person the column of their sample, None for people whose genome is not in this file."""
    present = {sample: index for index, sample in enumerate(names[9:], start=9)}
    if len(present) < len(names[9:]):
        raise errors.FileIsNotVcf(
            f"The #CHROM line of {name} names a sample twice, so it cannot be told whose calls are whose; rename one of them."
        )
    for person, sample in file.samples.items():
        if sample not in present:
            known = ", ".join(name[:40] for name in list(present)[:10]) or "none"
            raise errors.PersonIsNotInFile(
                f"{name} has no sample {sample} (for {person}); its samples are: {known}; name the sample as in the file."
            )
    return tuple(present[file.samples[person]] if person in file.samples else None for person in people)


def _check_assembly(head: list[str], assembly: Assembly, name: str) -> None:
    """Compares the contig lengths of the head with both assemblies: the lengths tell the build, the names do not."""
    for line in head:
        if line.startswith("##contig=<"):
            fields = dict(item.split("=", 1) for item in line[10:].rstrip(">").split(",") if "=" in item)
            chromosome = plain_chromosome(fields.get("ID", ""))
            length = fields.get("length", "")
            if chromosome is None or chromosome == "MT" or not is_count(length):
                continue
            for other in Assembly:
                if other is not assembly and int(length) == LENGTHS[other][chromosome]:
                    raise errors.AssembliesDisagree(
                        f"{name} was made on {other} (length of chromosome {chromosome}), the case is on {assembly}; "
                        f"give the file made on {assembly}."
                    )


def _check_position(record: Record, assembly: Assembly, name: str) -> None:
    length = LENGTHS[assembly][record.chromosome]
    if record.position > length:
        raise errors.AssembliesDisagree(
            f"Line {record.line} of {name} lies at {record.chromosome}:{record.position}, beyond the end of that "
            f"chromosome on {assembly}; give the file made on {assembly}."
        )


def _record(
    columns: list[str], number: int, width: int, sample_columns: tuple[int | None, ...], name: str
) -> Record | None:
    if len(columns) != width:
        raise errors.LineIsMalformed(
            f"Line {number} of {name} has {len(columns)} columns instead of {width}; the file is cut off or damaged, copy it again."
        )
    chromosome = plain_chromosome(columns[0])
    if chromosome is None:
        return None
    keys = columns[8].split(":") if width > 8 else []
    return Record(
        line=number,
        chromosome=chromosome,
        position=whole_number(columns[1], "position", number, name),
        identifier="" if columns[2] in MISSING else columns[2],
        reference=columns[3],
        alternates=() if columns[4] in MISSING else tuple(columns[4].split(",")),
        filter="" if columns[6] in MISSING else columns[6],
        info=_info(columns[7]),
        samples=tuple({} if index is None else _sample(keys, columns[index]) for index in sample_columns),
    )


def whole_number(text: str, what: str, line: int, name: str) -> int:
    """The non-negative whole number that `text` is. Raises LineIsMalformed, naming the line, where it is none."""
    if not is_count(text):
        raise errors.LineIsMalformed(
            f"Line {line} of {name} has a {what} that is no whole number ({text[:20]!r}); check the file."
        )
    return int(text)


def is_count(text: str) -> bool:
    """Is it a non-negative whole number in plain digits, short enough to be meant?"""
    return text.isascii() and text.isdigit() and len(text) < 12


def _info(text: str) -> dict[str, str]:
    if text in MISSING:
        return {}
    pairs = (item.partition("=") for item in text.split(";") if item)
    return {key: value for key, _, value in pairs}


def _sample(keys: list[str], text: str) -> dict[str, str]:
    return {key: value for key, value in zip(keys, text.split(":"), strict=False) if value not in MISSING}


def _annotation_fields(head: list[str]) -> tuple[str, ...]:
    for line in head:
        if line.startswith("##INFO=<ID=CSQ,") and "Format: " in line:
            return tuple(line.split("Format: ", 1)[1].rstrip('">').split("|"))
    return ()


def _source(head: list[str]) -> str:
    return next((line.partition("=")[2] for line in head if line.startswith("##source=")), "")
