"""Runs the scanner over a file on all cores and reads in full the few lines that it keeps."""

from __future__ import annotations

import os
import queue
import sys
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from carrel.care.genomes.adapters import scanner
from carrel.care.genomes.adapters import scanner_alleles as places
from carrel.care.genomes.adapters.pieces import Piece, Text, header_of, padded, pieces
from carrel.care.genomes.adapters.sieve_setting import Compiled
from carrel.care.genomes.errors import LineIsMalformed
from carrel.care.genomes.rules import reading_counts as counting
from carrel.care.genomes.rules.annotation_layout import INFO_KEYS
from carrel.care.genomes.rules.linked_consequences import Linked, linked_lines
from carrel.care.genomes.rules.reading_records import NotALine, Reading, Setting, genes_of_line, read_line
from carrel.care.genomes.values import FamilyVariant


Keys = NDArray[np.uint64]
GENE_SLOTS, GENE_BYTES = 1 << 17, 4 << 20
TURN_SECONDS = 0.0001
MOST_WORKERS = 5  # more than cores: one may wait while this thread reads lines
KEYS_AT_ONCE, LINES_AT_ONCE = 1 << 17, 1 << 15
FAULTS = {
    scanner.WRONG_COLUMNS: "it does not have as many columns as the header",
    scanner.NO_POSITION: "its position is no number",
    scanner.BEYOND_END: "its position lies beyond the end of the chromosome",
    scanner.UNKNOWN_ALLELE: "a genotype names an allele that the line does not have",
}


@dataclass
class Sifted:
    """What one file gave."""

    tally: counting.Tally
    keys: list[Keys] = field(default_factory=list)
    variants: list[FamilyVariant] = field(default_factory=list)
    genes: set[str] = field(default_factory=set)
    unlinked: list[str] = field(default_factory=list)  # places whose consequence points to a line that is not there


@dataclass
class Part:
    """What one piece gave: its first and last incomplete lines, keys, and lines to read in full."""

    head: bytes
    tail: bytes
    lines: int
    keys: list[Keys]
    kept: list[tuple[bytes, bool]]
    fault: int = scanner.FINE
    fault_line: int = 0
    fault_text: bytes = b""


class Worker:
    """Scratch space of one thread."""

    def __init__(self, compiled: Compiled) -> None:
        self.compiled = compiled
        self.tally = counting.new_tally(compiled.people, len(compiled.trios))
        self.scratch = scanner.new_scratch(compiled.people, int(compiled.numbers[places.FIELDS]))
        self.state = np.zeros(places.STATE, np.int64)
        self.out = (np.empty(KEYS_AT_ONCE, np.uint64), np.empty((LINES_AT_ONCE, 3), np.int64))
        self.names = (np.zeros(GENE_SLOTS, np.uint64), np.zeros(GENE_SLOTS, np.int64), np.zeros(GENE_BYTES, np.uint8))

    def genes(self) -> set[str]:
        used = int(self.state[places.POOL])
        return set(self.names[2][:used].tobytes().decode("utf-8", "replace").splitlines())

    def scan(self, text: Text) -> Part:
        """Scans the whole lines of a text; what stands before the first newline and behind the last is handed back."""
        ends = _first_and_last_newline(text)
        if ends is None:
            return Part(text.tobytes(), b"", 0, [], [])
        first, last = ends
        part = Part(text[: first + 1].tobytes(), text[last + 1 :].tobytes(), 0, [], [])
        self.scan_lines(text, first + 1, last + 1, part)
        return part

    def scan_lines(self, text: Text, at: int, stop: int, part: Part) -> None:
        """Scans whole lines and adds what they give to `part`."""
        c = self.compiled
        tally = (self.tally.person, self.tally.pair, self.tally.trio, self.tally.file)
        while at < stop:
            before = int(self.tally.file[counting.LINES])
            start = at
            at = scanner.scan(text, at, stop, c.setting, self.scratch, tally, self.out, self.state, self.names)
            found, lines = self.out[0][: self.state[places.KEYS]], self.out[1][: self.state[places.LINES]]
            part.keys.append(found.copy())
            part.kept += [(text[begin:end].tobytes(), bool(odd)) for begin, end, odd in lines.tolist()]
            part.lines += int(self.tally.file[counting.LINES]) - before + int(np.count_nonzero(lines[:, 2]))
            self.state[places.KEYS] = self.state[places.LINES] = 0
            if self.state[places.ERROR]:
                part.fault, part.fault_line = int(self.state[places.ERROR]), part.lines + 1
                part.fault_text = _line_at(text, int(self.state[places.WHERE]))
                self.state[places.ERROR] = 0  # the next text of this worker may be an earlier part of the file
                return
            if at == start:
                raise AssertionError("the scanner does not advance")


def _first_and_last_newline(text: Text) -> tuple[int, int] | None:
    view = text.data
    size = len(text)
    first = _find(view, 0, size)
    if first < 0:
        return None
    at = size
    while at > 0:
        begin = max(0, at - (1 << 16))
        last = bytes(view[begin:at]).rfind(b"\n")
        if last >= 0:
            return first, begin + last
        at = begin
    return None


def _find(view: memoryview, at: int, size: int) -> int:
    while at < size:
        found = bytes(view[at : at + (1 << 16)]).find(b"\n")
        if found >= 0:
            return at + found
        at += 1 << 16
    return -1


def _line_at(text: Text, at: int) -> bytes:
    return bytes(text.data[at : at + (1 << 16)]).split(b"\n", 1)[0]


def sift(path: Path, setting: Setting, compiled: Compiled, progress: Callable[[float], None]) -> Sifted:
    """Reads a whole file. Raises LineIsMalformed and what `pieces` raises."""
    workers = [Worker(compiled) for _ in range(min((os.cpu_count() or 1) + 1, MOST_WORKERS))]
    sifted = Sifted(counting.new_tally(compiled.people, len(compiled.trios)))
    with ThreadPoolExecutor(len(workers)) as pool, _quick_turns():
        reader = Reader(path.name, setting, sifted)
        for part, share in _parts(path, workers, pool, compiled):
            reader.take(part)
            progress(share)
        reader.finish()
    for worker in workers:
        sifted.tally.add(worker.tally)
        sifted.genes |= worker.genes()
    _refuse_second_header(path, reader.lines - int(sifted.tally.file[counting.RECORDS]))
    return sifted


def _refuse_second_header(path: Path, found: int) -> None:
    """Files joined without a tool have header lines among the records, which may order the samples otherwise."""
    wanted = len(header_of(path))
    if found != wanted:
        raise LineIsMalformed(
            f"{path.name} has {found - wanted} header lines among its records, as files have that were joined by hand; join them "
            "with bcftools concat."
        )


@contextmanager
def _quick_turns() -> Iterator[None]:
    """Lets the threads that inflate take their turn at once, although this one reads lines in plain Python meanwhile."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(TURN_SECONDS)
    try:
        yield
    finally:
        sys.setswitchinterval(before)


def _parts(
    path: Path, workers: list[Worker], pool: ThreadPoolExecutor, compiled: Compiled
) -> Iterator[tuple[Part, float]]:
    """The parts of a file in order, lines that span two pieces in parts of their own."""
    idle: queue.SimpleQueue[Worker] = queue.SimpleQueue()
    for worker in workers:
        idle.put(worker)

    def work(piece: Piece) -> Part:
        text = piece()
        worker = idle.get()
        try:
            return worker.scan(text)
        finally:
            idle.put(worker)

    between = b""
    waiting: deque[tuple[Future[Part], float]] = deque()
    stream = iter(pieces(path))
    more = True
    while more or waiting:
        while more and len(waiting) < len(workers) + 2:
            item = next(stream, None)
            more = item is not None
            if item is not None:
                waiting.append((pool.submit(work, item[0]), item[1]))
        if not waiting:
            break
        future, share = waiting.popleft()
        part = future.result()
        between += part.head
        if part.head.endswith(b"\n"):
            yield _stitched(between, idle), share
            between = part.tail
        yield part, share
    if between:
        yield _stitched(between + b"\n", idle), 1.0


def _stitched(line: bytes, idle: queue.SimpleQueue[Worker]) -> Part:
    """A part of one line that two or more pieces held together."""
    part = Part(b"", b"", 0, [], [])
    if line == b"\n":
        return part
    worker = idle.get()
    try:
        worker.scan_lines(padded(line), 0, len(line), part)
    finally:
        idle.put(worker)
    return part


class Reader:
    """Takes parts in order, reads the kept lines in full, and names the line where something is wrong."""

    def __init__(self, name: str, setting: Setting, sifted: Sifted) -> None:
        self.name, self.setting, self.sifted = name, setting, sifted
        self.lines = 0
        self.linked = Linked()

    def take(self, part: Part) -> None:
        self.sifted.keys += part.keys
        for text, odd in part.kept:
            line = text.decode("utf-8", "replace")
            if (
                odd
                and f"{INFO_KEYS[self.setting.layout.style]}=" in line
                and self.linked.take(line, self.setting.layout)
            ):
                continue
            self._read(line, odd, self.lines)
        if part.fault:
            self._refuse(part.fault_text.decode("utf-8", "replace"), part.fault, self.lines + part.fault_line)
        self.lines += part.lines

    def finish(self) -> None:
        """Reads the lines whose consequences point to each other, now that all are known."""
        for line, resolved in linked_lines(self.linked, self.setting.layout):
            if not resolved:
                self.sifted.unlinked.append(":".join(line.split("\t", 2)[:2]))
            self._read(line, True, None)

    def _read(self, line: str, odd: bool, before: int | None) -> Reading:
        try:
            reading = read_line(line, self.setting, self.sifted.tally, count=odd)
        except NotALine as problem:
            place = ":".join(line.split("\t", 2)[:2])
            where = f"the line of {place}" if before is None else f"a line after line {before}, {place}"
            raise LineIsMalformed(
                f"{self.name} cannot be read at {where}: {problem}; correct or export it again."
            ) from None
        self.sifted.variants += reading.variants
        if odd:
            self.sifted.keys.append(np.array(reading.keys, np.uint64))
            self.sifted.genes |= genes_of_line(line, self.setting.layout)
        return reading

    def _refuse(self, text: str, fault: int, number: int) -> None:
        try:
            read_line(text, self.setting, counting.new_tally(len(self.setting.people), len(self.setting.trios)))
            reason = FAULTS[fault]
        except NotALine as problem:
            reason = str(problem)
        raise LineIsMalformed(f"Line {number:,} of {self.name} cannot be read: {reason}; correct or export it again.")
