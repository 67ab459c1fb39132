"""What people, invitations, tokens and the ledger look like in the API."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from ninja import Schema
from pydantic import Field

from carrel.foundation.people.states import SCOPE_BY_KEY
from carrel.interfaces.api.v2.shapes import Given


RoleKey = Literal["reviewer", "curator", "administrator", "auditor"]
ScopeKey = Literal[
    "panels:read", "panels:review", "panels:curate", "panels:sign_off", "people:manage", "ledger:read"
]  # fmt: skip


class Me(Schema):
    """Who asks. `permissions` are those that the token's scopes leave; `by_token` says whether a token was shown."""

    id: str
    name: str
    affiliation: str
    permissions: list[str]
    by_token: bool


class RoleShape(Schema):
    key: str
    title: str
    prose: str
    permissions: list[str]
    second_factor: bool


class RoleList(Schema):
    results: list[RoleShape]


class PersonShape(Schema):
    """An account, as administrators see it."""

    id: str
    email: str
    name: str
    affiliation: str
    roles: list[str]
    created_at: datetime
    last_login: datetime | None
    suspended_at: datetime | None
    suspension_reason: str
    second_factor: bool


class PersonList(Schema):
    results: list[PersonShape]


class SuspensionGiven(Given):
    reason: Annotated[str, Field(min_length=1, max_length=300)]


class InvitationGiven(Given):
    email: Annotated[str, Field(min_length=3, max_length=254)]
    name: Annotated[str, Field(min_length=1, max_length=120)]
    role: RoleKey


class InvitationShape(Schema):
    """An invitation. `state` is open, accepted, withdrawn or expired."""

    id: str
    email: str
    name: str
    role: str
    created_at: datetime
    expires_at: datetime
    state: str
    mine: bool


class InvitationList(Schema):
    results: list[InvitationShape]


class TokenGiven(Given):
    """`days`: how long the token is good for."""

    label: Annotated[str, Field(min_length=1, max_length=80)]
    scopes: Annotated[list[ScopeKey], Field(min_length=1, max_length=len(SCOPE_BY_KEY))]
    days: Annotated[int, Field(ge=1, le=365)] = 90


class TokenShape(Schema):
    """A token without its text. `state` is usable, expired or revoked."""

    id: str
    label: str
    scopes: list[str]
    created_at: datetime
    expires_at: datetime
    state: str


class TokenList(Schema):
    results: list[TokenShape]


class TokenIssued(Schema):
    """The token's text is shown this once and stored nowhere."""

    id: str
    text: str


class LedgerLine(Schema):
    """What happened once. Hashes are SHA-256 in hex; `previous_hash` is that of the line before."""

    sequence: int
    at: str
    actor: str
    event: str
    subject: str
    detail: dict[str, Any]
    previous_hash: str
    hash: str


class LedgerPage(Schema):
    """Lines, newest first. `next` is the whole address of those before, or null."""

    next: str | None
    results: list[LedgerLine]


class Anchor(Schema):
    """Number and hash of the last line, to be written down somewhere else."""

    sequence: int
    hash: str


class LedgerCheck(Schema):
    at: datetime
    lines: int
    whole: bool
    sentence: str


class LedgerState(Schema):
    """The last line, and what the last check found (null: never checked)."""

    head: Anchor
    last_check: LedgerCheck | None


class LedgerVerification(Schema):
    """What reading the whole ledger through found; `sentence` is empty where it is whole."""

    whole: bool
    lines: int
    end: Anchor
    sentence: str
