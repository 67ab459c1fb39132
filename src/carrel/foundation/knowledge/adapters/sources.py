"""Reads a downloaded file line by line, compressed or not, while its checksum is taken and faults are told plainly."""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import tarfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NoReturn

from carrel.foundation.knowledge.errors import SourceIsUnreadable
from carrel.foundation.vocabulary.genome import LENGTHS, Assembly, plain_chromosome


LONGEST_LINE = 64 * 1024 * 1024
LARGEST_JSON = 1024**3
BGZF_END = bytes.fromhex("1f8b08040000000000ff0600424302001b0003000000000000000000")
Progress = Callable[[int], None]  # called with the number of further bytes read


class Source:
    """One input file. After `lines()` or `json()` has been read to its end, `sha256` is the checksum of its bytes."""

    def __init__(self, path: Path, progress: Progress | None = None) -> None:
        self.path = path
        self.sha256 = ""
        self.line = 0
        self._progress = progress or (lambda count: None)
        try:
            if path.exists() and not path.is_file():  # opening a pipe would wait for ever
                self.refuse("it is a folder, a pipe or a device; name a file")
            with path.open("rb") as file:
                self._start = file.read(18)
                file.seek(0, io.SEEK_END)
                self._size = file.tell()
                file.seek(-min(len(BGZF_END), self._size), io.SEEK_END)
                end = file.read()
        except OSError as fault:
            self.refuse(f"it cannot be opened ({fault.strerror})")
        if not self._start:
            self.refuse("it is empty")
        if self._is_bgzf and end != BGZF_END:
            self.refuse("its last block is missing (truncated?); download it again")

    @property
    def _is_gzip(self) -> bool:
        return self._start[:2] == b"\x1f\x8b"

    @property
    def _is_bgzf(self) -> bool:
        return self._is_gzip and self._start[3:4] == b"\x04" and self._start[12:14] == b"BC"

    def lines(self) -> Iterator[bytes]:
        """Lines without their ends. `line` is the number of the line last given."""
        with self.path.open("rb") as raw:
            counted = _Counted(raw, self._progress)
            try:
                yield from self._split(self._unpacked(counted))
            except EOFError:
                self.refuse("it ends in the middle (truncated?); download it again", here=True)
            except (zlib.error, gzip.BadGzipFile):
                self.refuse("its compression is damaged; download it again", here=True)
            self.sha256 = counted.finish()

    def json(self) -> Any:
        """The document of a JSON file: plain, gzipped, or the only JSON file in a tar archive."""
        with self.path.open("rb") as raw:
            counted = _Counted(raw, self._progress)
            try:
                document = json.loads(self._json_text(counted), parse_constant=_no_constant)
            except RecursionError:
                self.refuse("it is nested too deeply")
            except (ValueError, EOFError, zlib.error, OSError, tarfile.TarError) as fault:
                self.refuse(f"it is damaged or not JSON ({fault!s:.80}); download it again")
            self.sha256 = counted.finish()
        return document

    def content(self) -> bytes:
        """All bytes as they are on disk."""
        with self.path.open("rb") as raw:
            counted = _Counted(raw, self._progress)
            content = io.BufferedReader(counted).read()
            self.sha256 = counted.finish()
        return content

    def refuse(self, what: str, here: bool = False) -> NoReturn:
        """Stop with one sentence about this file, and its line if `here`."""
        place = f"{self.path.name}, line {self.line}," if here else f"{self.path.name}"
        raise SourceIsUnreadable(f"{place} cannot be used: {what}.") from None

    def _unpacked(self, counted: _Counted) -> Any:
        return gzip.GzipFile(fileobj=counted) if self._is_gzip else io.BufferedReader(counted)

    def _split(self, file: Any) -> Iterator[bytes]:
        readline = file.readline
        while line := readline(LONGEST_LINE):
            self.line += 1
            if len(line) == LONGEST_LINE:
                self.refuse("the line is too long for a text file of this kind", here=True)
            if line[-1:] != b"\n":
                self.refuse("the last line has no end (truncated?); if the file is whole, end the line", here=True)
            yield line.rstrip(b"\r\n")

    def _json_text(self, counted: _Counted) -> bytes:
        file = self._unpacked(counted)
        if ".tgz" in self.path.name or ".tar" in self.path.name:
            with tarfile.open(fileobj=file, mode="r|") as archive:
                for member in archive:
                    content = archive.extractfile(member) if member.name.endswith(".json") else None
                    if content is not None:
                        return self._bounded(content.read(LARGEST_JSON + 1))
            self.refuse("there is no JSON file in the archive")
        return self._bounded(file.read(LARGEST_JSON + 1))

    def _bounded(self, content: bytes) -> bytes:
        if len(content) > LARGEST_JSON:
            self.refuse(f"it is larger than {LARGEST_JSON // 1024**2} MB")
        return content


class VcfHeader:
    """What is needed of a VCF's header: all `##` lines, INFO ids, and the assembly if contig lines tell it."""

    def __init__(self, source: Source, lines: Iterator[bytes]) -> None:
        self.meta: list[str] = []
        self.info: list[str] = []
        for line in lines:
            if line.startswith(b"##"):
                self._take(line.decode("utf-8", "replace"))
            elif line.startswith(b"#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO"):
                break
            else:
                source.refuse("it is not a VCF: a header line was expected", here=True)
        else:
            source.refuse("it is not a VCF: there is no #CHROM line")
        if not self.meta or not self.meta[0].startswith("##fileformat=VCF"):
            source.refuse("it is not a VCF: the first line is not ##fileformat=VCF")

    @property
    def assembly(self) -> Assembly | None:
        """The assembly by the contigs' lengths, else by the name in ##reference."""
        found = {self._by_length(line) for line in self.meta if line.startswith("##contig=")} - {None}
        named = self._by_name()
        if len(found) == 1:
            return found.pop()
        return named if not found else None

    def value(self, key: str) -> str:
        """The value of a plain `##key=value` line, "" where there is none."""
        return next((line.partition("=")[2] for line in self.meta if line.startswith(f"##{key}=")), "")

    def _take(self, line: str) -> None:
        self.meta.append(line)
        if line.startswith("##INFO=<ID="):
            self.info.append(line[11:].partition(",")[0])

    @staticmethod
    def _by_length(line: str) -> Assembly | None:
        parts = dict(part.partition("=")[::2] for part in line.partition("<")[2].rstrip(">").split(","))
        chromosome = plain_chromosome(parts.get("ID", ""))
        length = parts.get("length", "")
        if chromosome is None or chromosome == "MT":
            return None
        return next((a for a in Assembly if str(LENGTHS[a][chromosome]) == length), None)

    def _by_name(self) -> Assembly | None:
        name = self.value("reference").lower()
        if "grch38" in name or "hg38" in name:
            return Assembly.GRCH38
        return Assembly.GRCH37 if "grch37" in name or "hg19" in name or "hs37" in name else None


class _Counted(io.RawIOBase):
    """A file that is hashed and counted while it is read."""

    def __init__(self, raw: Any, progress: Progress) -> None:
        self._raw = raw
        self._digest = hashlib.sha256()
        self._progress = progress

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        count = int(self._raw.readinto(buffer))
        self._digest.update(memoryview(buffer)[:count])
        self._progress(count)
        return count

    def read(self, size: int = -1) -> bytes:
        content: bytes = self._raw.read(size)
        self._digest.update(content)
        self._progress(len(content))
        return content

    def finish(self) -> str:
        while self.read(1 << 20):
            pass
        return self._digest.hexdigest()


def _no_constant(word: str) -> NoReturn:
    raise ValueError(f"{word} is not a JSON number")
