"""Which faults are the user's to mend, and how they are told."""

from __future__ import annotations

import errno

from carrel.care.genomes.errors import GenomesCannotBeRead
from carrel.care.interpretation.errors import CaseCannotBeRead, NoSuchReport, NoSuchVariant
from carrel.care.participants.errors import FamilyIsImpossible, PedigreeCannotBeRead
from carrel.foundation.knowledge.errors import KnowledgeIsUnusable


class Refused(Exception):
    """A request that the command line refuses; the message is the whole sentence."""


_TOLD = (
    CaseCannotBeRead, FamilyIsImpossible, GenomesCannotBeRead, KnowledgeIsUnusable, NoSuchReport, NoSuchVariant,
    PedigreeCannotBeRead, Refused,
)  # fmt: skip
_OF_THE_MACHINE = {
    errno.ENOSPC: "the disk is full; free some space and run the command again",
    errno.EDQUOT: "the disk quota is used up; free some space and run the command again",
    errno.EACCES: "permission was denied; check who may write there",
    errno.EROFS: "the disk is read-only; choose another --out or --store",
    errno.EMFILE: "too many files are open; raise the limit with ulimit -n",
}


def sentence_of(fault: Exception) -> str | None:
    """One sentence for a fault that the user can mend, or None for a fault of Carrel itself."""
    if isinstance(fault, _TOLD):
        return str(fault)
    if isinstance(fault, MemoryError):
        return "the memory of this machine is used up; run fewer cases at once with --jobs 1."
    if isinstance(fault, OSError) and fault.errno in _OF_THE_MACHINE:
        where = f"{fault.filename}: " if fault.filename else ""
        return f"{where}{_OF_THE_MACHINE[fault.errno]}."
    return None
