"""Which faults are the user's to mend, and how they are told."""

from __future__ import annotations

import errno

from carrel.care.genomes.errors import GenomesCannotBeRead
from carrel.care.interpretation.errors import CaseCannotBeRead, NoSuchReport, NoSuchVariant
from carrel.care.participants.errors import FamilyIsImpossible, PedigreeCannotBeRead
from carrel.foundation.knowledge.errors import KnowledgeIsUnusable
from carrel.foundation.ledger.errors import LedgerFault
from carrel.foundation.people.errors import PeopleFault


class Refused(Exception):
    """A request that the command line refuses; the message is the whole sentence."""


_TOLD = (
    CaseCannotBeRead, FamilyIsImpossible, GenomesCannotBeRead, KnowledgeIsUnusable, LedgerFault, NoSuchReport, NoSuchVariant,
    PedigreeCannotBeRead, PeopleFault, Refused,
)  # fmt: skip
_LONGEST = 600  # letters; sentences of Carrel's own are shorter
_OF_THE_MACHINE = {
    errno.ENOSPC: "the disk is full; free some space and run the command again",
    errno.EDQUOT: "the disk quota is used up; free some space and run the command again",
    errno.EACCES: "permission was denied; check who may write there",
    errno.EROFS: "the disk is read-only; choose another --out or --store",
    errno.EEXIST: "a file lies where a folder is needed; choose another --out or --store",
    errno.ENOTDIR: "a file lies where a folder is needed; choose another --out or --store",
    errno.EISDIR: "a folder lies where a file is needed; move it away, or choose another --out or --store",
    errno.EMFILE: "too many files are open; raise the limit with ulimit -n",
}


def sentence_of(fault: Exception) -> str | None:
    """One sentence for a fault that the user can mend, or None for a fault of Carrel itself."""
    if isinstance(fault, _TOLD):
        return _one_line(str(fault))
    if isinstance(fault, MemoryError):
        return "the memory of this machine is used up; run fewer cases at once with --jobs 1."
    if isinstance(fault, OSError) and fault.errno:
        where = f"{fault.filename}: " if fault.filename else ""
        why = _OF_THE_MACHINE.get(fault.errno, f"{fault.strerror}; check the path, or choose another --out or --store")
        return _one_line(f"{where}{why}.")
    return None


def _one_line(sentence: str) -> str:
    """The sentence as a terminal may show it: names from files hold no line ends or escapes, and are not endless."""
    shown = "".join(letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in sentence[:_LONGEST])
    return shown if len(sentence) <= _LONGEST else f"{shown} ... {_one_line(sentence[-200:])}"
