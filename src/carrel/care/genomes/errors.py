"""Why a family's genomes cannot be read: each message is one sentence that says what, where and what to do."""

from __future__ import annotations


class GenomesCannotBeRead(Exception):
    """Base of all reasons; its message is meant for the person who ran the command."""


class FileIsMissing(GenomesCannotBeRead):
    """There is no file of that name, or it is a folder, or it may not be read."""


class FileIsEmpty(GenomesCannotBeRead):
    """The file has no bytes."""


class FileIsNotVcf(GenomesCannotBeRead):
    """The file is not a VCF or BCF, whatever its name says."""


class FileIsTruncated(GenomesCannotBeRead):
    """The file ends before its end, or a compressed block is damaged."""


class LineIsMalformed(GenomesCannotBeRead):
    """A data line cannot be understood."""


class PersonIsNotInFile(GenomesCannotBeRead):
    """No sample of the file has the name that the family gives."""


class AssembliesDisagree(GenomesCannotBeRead):
    """The files name two builds, or another one than the family's."""


class AssemblyIsUnknown(GenomesCannotBeRead):
    """Nothing tells the build."""


class AnnotationIsMissing(GenomesCannotBeRead):
    """The file has no consequences and there is nothing to derive them from, or its header does not describe them."""


class AnnotationFailed(GenomesCannotBeRead):
    """Bcftools could not normalise, merge or annotate the files."""


class KnowledgeCannotBeUsed(GenomesCannotBeRead):
    """A local edition of frequencies or of ClinVar is missing, damaged or of another build."""


class StoreCannotBeWritten(GenomesCannotBeRead):
    """The store is full or may not be written."""


class TableCannotBeOpened(GenomesCannotBeRead):
    """The folder does not hold a family's variant table of this edition."""


class EndIsMissing(GenomesCannotBeRead):
    """A deletion, duplication or inversion of which the file does not say where it ends."""
