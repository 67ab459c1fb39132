"""A variant file as pieces of text, whatever its packing: BGZF (inflated in parallel), plain gzip, or plain text."""

from __future__ import annotations

import mmap
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

import deflate
import numpy as np
from numpy.typing import NDArray

from carrel.care.genomes.errors import FileIsEmpty, FileIsMissing, FileIsNotVcf, FileIsTruncated


Text = NDArray[np.uint8]
Piece = Callable[[], Text]  # inflates when called, on any thread
PIECE_BYTES = 8 << 20  # of text, about
PADDING = 64  # readable bytes behind a text, for the scanner's vectors
GZIP = b"\x1f\x8b"
BGZF_START = b"\x1f\x8b\x08\x04"
BGZF_EXTRA = b"BC\x02\x00"
BGZF_END = bytes.fromhex("1f8b08040000000000ff0600424302001b0003000000000000000000")
BCF = b"BCF\x02"
NEWLINE = 10


def opened(path: Path) -> memoryview:
    """The bytes of a file, mapped. Raises FileIsMissing, FileIsEmpty."""
    if path.is_dir():
        raise FileIsMissing(f"{path.name} is a folder, not a VCF; name the file in it.")
    try:
        if path.exists() and not path.is_file():  # opening a pipe would wait for ever
            raise FileIsMissing(f"{path.name} is a pipe or a device, not a file; save its content to a file first.")
        with path.open("rb") as file:
            if path.stat().st_size == 0:
                raise FileIsEmpty(f"{path.name} is empty (0 bytes); copy or export it again.")
            return memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))
    except FileNotFoundError:
        raise FileIsMissing(f"There is no file {path.name}; check the path in the case file.") from None
    except PermissionError:
        raise FileIsMissing(f"The file {path.name} may not be read; ask its owner for permission.") from None
    except OSError as error:
        raise FileIsMissing(f"The file {path.name} cannot be read ({error.strerror}); check the disk.") from None


def padded(text: bytes) -> Text:
    """A text as an array with PADDING behind its end."""
    return np.frombuffer(text + bytes(PADDING), np.uint8)[: len(text)]


def is_bgzf(content: memoryview) -> bool:
    """Whether a file is gzip in blocks of its own (htslib's BGZF)."""
    return bytes(content[:4]) == BGZF_START and bytes(content[12:16]) == BGZF_EXTRA


def is_bcf(path: Path) -> bool:
    """Whether a file is BCF, packed or not."""
    content = opened(path)
    start = first_bytes(content, path.name) if bytes(content[:2]) == GZIP else bytes(content[:4])
    return start[:4] == BCF


def first_bytes(content: memoryview, name: str) -> bytes:
    """The first bytes of what is packed."""
    try:
        return zlib.decompressobj(zlib.MAX_WBITS | 16).decompress(content[: 1 << 16], 1 << 16)
    except zlib.error:
        raise FileIsTruncated(f"The first block of {name} is damaged; copy the file again.") from None


def pieces(path: Path) -> Iterator[tuple[Piece, float]]:
    """The pieces of a file in order, each with the share of the file that is behind it. They join to its text."""
    content = opened(path)
    if is_bgzf(content):
        yield from _bgzf_pieces(content, path.name)
    elif bytes(content[:2]) == GZIP:
        yield from _gzip_pieces(content, path.name)
    else:
        if bytes(content[:2]) != b"##" and bytes(content[:4]) != BCF:
            raise FileIsNotVcf(
                f"{path.name} is not a VCF: it does not begin with ##fileformat; check which file was meant."
            )
        for start in range(0, len(content), PIECE_BYTES):
            text = padded(bytes(content[start : start + PIECE_BYTES]))
            yield _ready(text), min(1.0, (start + PIECE_BYTES) / len(content))


def _ready(text: Text) -> Piece:
    return lambda: text


def _bgzf_pieces(content: memoryview, name: str) -> Iterator[tuple[Piece, float]]:
    if bytes(content[-len(BGZF_END) :]) != BGZF_END:
        raise FileIsTruncated(f"{name} is cut off: its last block (the BGZF end marker) is missing; copy it again.")
    size, at, blocks, total = len(content), 0, [], 0
    wanted = 1 << 16  # a small first piece, so that the header is there at once
    while at < size:
        if bytes(content[at : at + 4]) != BGZF_START or bytes(content[at + 12 : at + 16]) != BGZF_EXTRA:
            raise FileIsTruncated(f"{name} is damaged at byte {at:,}: no BGZF block begins there; copy the file again.")
        end = at + int.from_bytes(content[at + 16 : at + 18], "little") + 1
        if end > size:
            raise FileIsTruncated(f"{name} is cut off in the block at byte {at:,}; copy it again.")
        blocks.append((at, end))
        total += int.from_bytes(content[end - 4 : end], "little")
        at = end
        if total >= wanted or at >= size:
            yield _bgzf_piece(content, blocks, total, name), at / size
            blocks, total, wanted = [], 0, PIECE_BYTES


def _bgzf_piece(content: memoryview, blocks: list[tuple[int, int]], total: int, name: str) -> Piece:
    def inflate() -> Text:
        text, filled = np.empty(total + PADDING, np.uint8), 0
        for start, end in blocks:
            try:
                block = deflate.gzip_decompress(content[start:end])  # checks the block's CRC
            except deflate.DeflateError:
                raise FileIsTruncated(f"{name} is damaged in the block at byte {start:,}; copy it again.") from None
            text[filled : filled + len(block)] = np.frombuffer(block, np.uint8)
            filled += len(block)
        return text[:filled]

    return inflate


def _gzip_pieces(content: memoryview, name: str) -> Iterator[tuple[Piece, float]]:
    unpacker, at = zlib.decompressobj(zlib.MAX_WBITS | 16), 0
    while at < len(content):
        parts, total = [], 0
        while at < len(content) and total < PIECE_BYTES:
            try:
                part = unpacker.decompress(content[at : at + (1 << 18)])
            except zlib.error:
                raise FileIsTruncated(f"{name} is damaged near byte {at:,}; copy the file again.") from None
            at = min(at + (1 << 18), len(content)) - len(unpacker.unused_data)
            if unpacker.eof and at < len(content):
                unpacker = zlib.decompressobj(zlib.MAX_WBITS | 16)
            parts.append(part)
            total += len(part)
        if at >= len(content) and not unpacker.eof:
            raise FileIsTruncated(f"{name} is cut off: its gzip stream has no end; copy it again.")
        text = padded(b"".join(parts))
        yield _ready(text), at / len(content)


def header_of(path: Path) -> list[str]:
    """The header lines of a VCF, the `#CHROM` line last. Raises FileIsNotVcf, FileIsTruncated and what `opened` raises."""
    text = b""
    for piece, _ in pieces(path):
        text += piece().tobytes()
        if text.startswith(BCF):
            text = text[9:].split(b"\0", 1)[0]  # magic, length, then the header as VCF writes it
        if not text.startswith(b"##fileformat=VCF"[: len(text)]):
            raise FileIsNotVcf(
                f"{path.name} is not a VCF: it does not begin with ##fileformat=VCF; check which file was meant."
            )
        start = 0 if text.startswith(b"#CHROM") else text.find(b"\n#CHROM") + 1
        if start and (end := text.find(b"\n", start)) >= 0:
            return text[:end].decode("utf-8", "replace").splitlines()
        if len(text) > 200 << 20:
            break
    start = text.find(b"\n#CHROM") + 1
    if start:
        return text[start and 0 :].decode("utf-8", "replace").splitlines()
    raise FileIsNotVcf(f"{path.name} has no #CHROM line; it is no complete VCF, so export it again.")
