"""What can be wrong with a family's variant files, as sentences that say where and what to do."""

from __future__ import annotations


class GenomesCannotBeRead(Exception):
    """Base of everything that stops the reading of a variant file. The message is one sentence for people."""


class FileIsNotThere(GenomesCannotBeRead):
    """The path names no file that can be opened."""


class FileIsEmpty(GenomesCannotBeRead):
    """Not a single byte."""


class FileIsTruncated(GenomesCannotBeRead):
    """The file stops in the middle."""


class FileIsNotVcf(GenomesCannotBeRead):
    """Something else than a VCF or BCF."""


class LineIsMalformed(GenomesCannotBeRead):
    """A line that is no VCF record: too few columns, a position that is no number, an end before its start."""


class SampleIsMissing(GenomesCannotBeRead):
    """The case names a sample that the file does not have."""


class AssemblyDiffers(GenomesCannotBeRead):
    """The file was made on another reference genome than the case says."""


class EndIsMissing(GenomesCannotBeRead):
    """A deletion, duplication or inversion of which the file does not say where it ends."""
