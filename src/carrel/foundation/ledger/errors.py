"""What can be wrong with the ledger: each message is a sentence for the person who reads it."""

from __future__ import annotations


class LedgerFault(Exception):
    """Base of all faults of this room."""


class LedgerIsBroken(LedgerFault):
    """The ledger no longer holds what was written to it."""


class AnchorIsNotOne(LedgerFault):
    """What was given as a line's number and hash is not one."""
