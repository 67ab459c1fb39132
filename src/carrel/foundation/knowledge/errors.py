"""What can be wrong with an edition of the literature."""

from __future__ import annotations


class HpoTermUnknown(Exception):
    """A phenotype is not a term of the HPO edition in use, or no HPO id at all. The message is one sentence."""


class HpoFileIsDamaged(Exception):
    """A file of an HPO edition is missing, empty, cut short or something else. The message names file and line."""
