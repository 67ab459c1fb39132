"""What can be wrong with an order."""

from __future__ import annotations


class CaseCannotBeRead(Exception):
    """The case file is not a usable order. The message is one sentence: what, where, what to do."""


class NoSuchVariant(Exception):
    """The variant that was asked about is written wrongly, or no file of the family has it."""


class NoSuchReport(Exception):
    """There is no readable report in the folder that was named."""
