"""One number for one allele of a chromosome, so that millions of variants can be looked up by sorted search.

A key has 64 bits: 28 for the position, 36 for the alleles. Short alleles of A, C, G and T are packed exactly; the others
get a hash with its top bit set, and whoever finds such a key compares the alleles themselves.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray


ALLELE_BITS = 36
LONGEST_PACKED = 13  # bases of both alleles together: 26 bits, and 4 + 4 bits of lengths
HASHED = 1 << (ALLELE_BITS - 1)
_BASES = str.maketrans("ACGT", "0123")
_known: dict[tuple[str, str], int] = {}
_MOST_KNOWN = 100_000


def allele_code(reference: str, alternate: str) -> int:
    """36 bits for a pair of upper-case alleles: exact up to 13 bases together, else a hash with the `HASHED` bit."""
    bases = reference + alternate
    if len(bases) > LONGEST_PACKED or bases.strip("ACGT"):
        digest = hashlib.blake2b(f"{reference}>{alternate}".encode(), digest_size=8).digest()
        return HASHED | (int.from_bytes(digest, "little") & (HASHED - 1))
    if not bases.isalpha():
        return 0
    packed = int(bases.translate(_BASES), 4)
    return (packed << 8 | len(reference) << 4 | len(alternate)) & (HASHED - 1)


def allele_codes(references: Sequence[str], alternates: Sequence[str]) -> NDArray[np.uint64]:
    """`allele_code` of many pairs; pairs seen before cost one look-up."""
    known = _known
    if len(known) > _MOST_KNOWN:
        known.clear()
    get = known.get
    codes = [get(pair) or _remember(pair) for pair in zip(references, alternates, strict=True)]
    return np.array(codes, dtype=np.uint64)


def site_keys(
    positions: Sequence[int] | NDArray[np.int64], references: Sequence[str], alternates: Sequence[str]
) -> NDArray[np.uint64]:
    """Keys of variants on one chromosome: 1-based positions below 2**28 and trimmed, upper-case alleles."""
    places = np.asarray(positions, dtype=np.uint64) << np.uint64(ALLELE_BITS)
    keys: NDArray[np.uint64] = places | allele_codes(references, alternates)
    return keys


def _remember(pair: tuple[str, str]) -> int:
    code = _known[pair] = allele_code(*pair)
    return code
