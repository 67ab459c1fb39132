"""People who sign in, their invitations and tokens, as values that pages and programs may read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta


LONGEST_TOKEN_LIFE = timedelta(days=365)
INVITATION_LIFE = timedelta(days=14)
MOST_TOKENS = 20  # that one person may hold at the same time
TOKEN_PREFIX = "carrel_"  # noqa: S105 - by which secret scanners know that a leaked text is a token of this software


@dataclass(frozen=True, slots=True)
class Person:
    """An account as administrators see it. `roles` are keys of the table of roles, in its order."""

    id: str
    email: str
    name: str
    affiliation: str
    roles: tuple[str, ...]
    created_at: datetime
    last_login: datetime | None
    suspended_at: datetime | None
    suspension_reason: str
    second_factor: bool  # has an authenticator app or a passkey

    @property
    def is_suspended(self) -> bool:
        """Is the account closed at present?"""
        return self.suspended_at is not None


@dataclass(frozen=True, slots=True)
class InvitationSeen:
    """An invitation as inviters see it. `state` is open, accepted, withdrawn or expired."""

    id: str
    email: str
    name: str
    role: str
    invited_by: str
    created_at: datetime
    expires_at: datetime
    state: str


@dataclass(frozen=True, slots=True)
class TokenSeen:
    """A token without its text, which nobody can read again. `state` is usable, expired or revoked."""

    id: str
    label: str
    scopes: tuple[str, ...]
    created_at: datetime
    expires_at: datetime
    state: str


@dataclass(frozen=True, slots=True)
class Standing:
    """What the policies must know of an account."""

    id: str
    roles: frozenset[str]
    suspended: bool
    is_last_administrator: bool  # the only one who holds that role and is not suspended


@dataclass(frozen=True, slots=True)
class TokenWish:
    """A token that somebody asks for."""

    label: str
    scopes: frozenset[str]
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Envelope:
    """Where a letter goes, and what only the moment of sending can know (links with secrets are never stored)."""

    email: str
    name: str
    facts: dict[str, str]
