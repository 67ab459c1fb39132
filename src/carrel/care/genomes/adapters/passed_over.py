"""Every variant of a family's files as one sorted array of numbers: place, alleles (hashed) and why it was passed over."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from carrel.care.genomes.adapters.table import PASSED_OVER, cannot_write
from carrel.care.genomes.errors import TableCannotBeOpened
from carrel.care.genomes.rules import reading
from carrel.foundation.vocabulary.genome import CHROMOSOME_INDEX, VariantKey


def sorted_keys(parts: Sequence[NDArray[np.uint64]]) -> tuple[NDArray[np.uint64], bool]:
    """All numbers in order, and whether the files were."""
    keys = np.concatenate(parts) if parts else np.zeros(0, np.uint64)
    places = keys >> np.uint64(reading.STOP_BITS + reading.HASH_BITS)
    in_order = bool(np.all(places[1:] >= places[:-1]))
    keys.sort(kind="stable")
    return keys, in_order


def write_keys(folder: Path, keys: NDArray[np.uint64]) -> None:
    """Writes the array. Raises StoreCannotBeWritten."""
    path = folder / PASSED_OVER
    try:
        with path.open("wb") as file:
            np.save(file, keys)
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        raise cannot_write(path, error) from None


def stop_number_of(folder: Path, key: VariantKey) -> int | None:
    """The number of a variant's stop, CANDIDATE for a candidate, None where no file has it. Raises TableCannotBeOpened."""
    if key.chromosome not in CHROMOSOME_INDEX:
        return None
    try:
        keys = np.load(folder / PASSED_OVER, mmap_mode="r")
    except (OSError, ValueError):
        raise TableCannotBeOpened(f"The table {folder.name} is damaged; read the family's VCF again.") from None
    wanted = reading.packed_key(CHROMOSOME_INDEX[key.chromosome], key.position, key.reference, key.alternate)
    at = int(np.searchsorted(keys, np.uint64(wanted)))
    if at == len(keys) or int(keys[at]) >> reading.STOP_BITS != wanted >> reading.STOP_BITS:
        return None
    return int(keys[at]) & ((1 << reading.STOP_BITS) - 1)
