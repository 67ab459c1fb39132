"""What can go wrong with those who sign in: each message is a sentence for the person who reads it."""

from __future__ import annotations

from collections.abc import Iterable


class PeopleFault(Exception):
    """Base of all faults of this room."""


class NotAllowed(PeopleFault):
    """The request was refused; `objections` are the reasons, one sentence each."""

    def __init__(self, objections: Iterable[str]) -> None:
        self.objections = tuple(objections)
        super().__init__(" ".join(self.objections))


class NoSuchAccount(PeopleFault):
    """There is no account with this id or e-mail address."""


class NoSuchInvitation(PeopleFault):
    """There is no invitation with this id."""


class InvitationCannotBeUsed(PeopleFault):
    """The link of an invitation is unknown, used, withdrawn or too old."""


class NoSuchToken(PeopleFault):
    """There is no token with this id."""


class TokenIsRefused(PeopleFault):
    """A program showed a token that opens nothing. The message never repeats the token."""


class TokenIsUnknown(TokenIsRefused):
    """No token of this text was ever issued."""


class TokenHasExpired(TokenIsRefused):
    """The token was good until a day that has passed."""


class TokenWasRevoked(TokenIsRefused):
    """The token was taken back."""


class AccountIsSuspended(TokenIsRefused):
    """The token's owner may not use this site at present."""
