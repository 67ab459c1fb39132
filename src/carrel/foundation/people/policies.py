"""Who may do what to whom: each function yields objections, sentences that a person can read; silence means yes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime

from carrel.foundation.people.states import ADMINISTRATOR, BY_KEY, REVIEWER, SCOPE_BY_KEY, narrowed
from carrel.foundation.people.values import LONGEST_TOKEN_LIFE, MOST_TOKENS, Standing, TokenWish
from carrel.foundation.vocabulary.actors import OPERATOR, Actor, Permission


_EMAIL = re.compile(r"[^@\s,;<>]+@[^@\s,;<>.]+(\.[^@\s,;<>.]+)+")
LONGEST_NAME, LONGEST_EMAIL, LONGEST_REASON, LONGEST_LABEL = 120, 254, 300, 80


def to_be_called(name: str) -> Iterator[str]:
    """Is this a name to show on pages?"""
    if not name.strip():
        yield "Say what the person is called."
    elif len(name) > LONGEST_NAME:
        yield f"The name is longer than {LONGEST_NAME} letters."
    elif not name.isprintable():
        yield "The name holds letters that cannot be shown."


def to_be_written_to(email: str) -> Iterator[str]:
    """Does this look like an e-mail address?"""
    if len(email) > LONGEST_EMAIL or not _EMAIL.fullmatch(email):
        yield "This is not an e-mail address, such as name@hospital.example."


def to_inviting(actor: Actor, role: str, *, is_known: bool) -> Iterator[str]:
    """May the actor invite somebody as this? `is_known`: an account with the address exists."""
    if role not in BY_KEY:
        yield f"There is no role {role!r:.40}; the roles are {', '.join(BY_KEY)}."
    elif role == REVIEWER and not (actor.may(Permission.INVITE_REVIEWERS) or actor.may(Permission.MANAGE_PEOPLE)):
        yield "Only curators and administrators can invite reviewers."
    elif role != REVIEWER and not actor.may(Permission.MANAGE_PEOPLE):
        yield f"Only an administrator can invite {_a(role)}; you can invite reviewers."
    if is_known:
        yield "Somebody with this e-mail address has an account already; an administrator can give them another role."


def to_withdrawing(actor: Actor, role: str, *, is_own: bool, is_open: bool) -> Iterator[str]:
    """May the actor withdraw an invitation?"""
    if not actor.may(Permission.MANAGE_PEOPLE) and not (is_own and actor.may(Permission.INVITE_REVIEWERS)):
        yield f"Only an administrator, or whoever sent it, can withdraw this invitation of a {role}."
    if not is_open:
        yield "This invitation is no longer open."


def _to_managing(actor: Actor) -> Iterator[str]:
    if not actor.may(Permission.MANAGE_PEOPLE):
        yield "Only an administrator can do this."


def to_giving(actor: Actor, standing: Standing, role: str) -> Iterator[str]:
    """May the actor give somebody this role?"""
    yield from _to_managing(actor)
    if actor.id == standing.id:
        yield "You cannot give a role to yourself; ask another administrator."
    if role not in BY_KEY:
        yield f"There is no role {role!r:.40}; the roles are {', '.join(BY_KEY)}."
    elif role in standing.roles:
        yield f"This person is {_a(role)} already."
    if standing.suspended:
        yield "This account is suspended; reinstate it first."


def to_taking(actor: Actor, standing: Standing, role: str) -> Iterator[str]:
    """May the actor take this role from somebody?"""
    yield from _to_managing(actor)
    if actor.id == standing.id:
        yield "You cannot take a role from yourself; ask another administrator."
    if role not in standing.roles:
        yield f"This person is not {_a(role)}."
    elif role == ADMINISTRATOR and standing.is_last_administrator:
        yield "This is the last administrator; make somebody else administrator first."


def to_suspending(actor: Actor, standing: Standing, reason: str) -> Iterator[str]:
    """May the actor suspend this account?"""
    yield from _to_managing(actor)
    if actor.id == standing.id:
        yield "You cannot suspend yourself; ask another administrator."
    if standing.suspended:
        yield "This account is suspended already."
    elif standing.is_last_administrator:
        yield "This is the last administrator; make somebody else administrator first."
    if not reason.strip():
        yield "Say why the account is suspended."
    elif len(reason) > LONGEST_REASON:
        yield f"The reason is longer than {LONGEST_REASON} letters."


def to_reinstating(actor: Actor, standing: Standing) -> Iterator[str]:
    """May the actor open a suspended account again?"""
    yield from _to_managing(actor)
    if actor.id == standing.id:
        yield "You cannot reinstate yourself; ask another administrator."
    if not standing.suspended:
        yield "This account is not suspended."


def to_resetting_second_factor(actor: Actor) -> Iterator[str]:
    """Why somebody's second factor may not be taken away by this actor: who asks must be known in person, not by a page."""
    if actor != OPERATOR:
        yield "Only the operator at the command line can do this: carrel user reset-second-factor."


def to_ending_sessions(actor: Actor, account_id: str) -> Iterator[str]:
    """May the actor sign this person out everywhere?"""
    if actor.id != account_id:
        yield from _to_managing(actor)


def to_issuing(actor: Actor, wish: TokenWish, *, held: int, at: datetime) -> Iterator[str]:
    """May the actor have this token? `held` counts the usable tokens they have."""
    if actor.is_public or actor.id == OPERATOR.id:
        yield "Sign in first: a token belongs to a person."
    if not wish.label.strip() or len(wish.label) > LONGEST_LABEL or not wish.label.isprintable():
        yield f"Say in at most {LONGEST_LABEL} letters what the token is for."
    unknown = sorted(wish.scopes - SCOPE_BY_KEY.keys())
    if unknown or not wish.scopes:
        yield f"Choose what the token may be used for: {', '.join(SCOPE_BY_KEY)}."
    empty = sorted(key for key in wish.scopes - set(unknown) if not narrowed(actor.permissions, frozenset({key})))
    if empty:
        yield f"Your roles do not allow {', '.join(empty)}."
    if not at < wish.expires_at <= at + LONGEST_TOKEN_LIFE:
        yield f"A token is good for at least a moment and at most {LONGEST_TOKEN_LIFE.days} days."
    if held >= MOST_TOKENS:
        yield f"You have {MOST_TOKENS} usable tokens; revoke one first."


def to_revoking(actor: Actor, owner_id: str, *, is_revoked: bool) -> Iterator[str]:
    """May the actor take this token back?"""
    if actor.id != owner_id and not actor.may(Permission.MANAGE_PEOPLE):
        yield "Only its owner or an administrator can revoke a token."
    if is_revoked:
        yield "This token is revoked already."


def _a(role: str) -> str:
    """`a curator`, `an auditor`."""
    title = BY_KEY[role].title.lower() if role in BY_KEY else f"{role!r:.40}"
    return f"{'an' if title[0] in 'aeiou' else 'a'} {title}"
