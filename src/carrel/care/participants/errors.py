"""What can be wrong with a family."""

from __future__ import annotations


class FamilyIsImpossible(Exception):
    """The pedigree contradicts itself or the order. The message is one sentence a person can act on."""


class PedigreeCannotBeRead(Exception):
    """The pedigree file is not a PED file; the message names file and line."""
