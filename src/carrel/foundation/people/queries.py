"""Who is asking, and who there is: accounts as actors with permissions, people, invitations and tokens as values."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import datetime

from allauth.account.app_settings import PASSWORD_RESET_TOKEN_GENERATOR
from allauth.account.utils import user_pk_to_url_str
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from carrel.foundation.people import policies
from carrel.foundation.people.errors import (
    AccountIsSuspended,
    InvitationCannotBeUsed,
    NoSuchAccount,
    TokenHasExpired,
    TokenIsUnknown,
    TokenWasRevoked,
)
from carrel.foundation.people.models import Account, Invitation, RoleGrant, Token
from carrel.foundation.people.rules import digest_of, invitation_secret
from carrel.foundation.people.states import ADMINISTRATOR, BY_KEY, narrowed, needs_second_factor, permissions_of
from carrel.foundation.people.values import TOKEN_PREFIX, Envelope, InvitationSeen, Person, Standing, TokenSeen
from carrel.foundation.vocabulary.actors import OPERATOR, PUBLIC, Actor


_SECOND_FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


def actor_of(account: object) -> Actor:
    """The actor behind Django's `request.user`: the public for anybody who is not signed in or is suspended."""
    if not isinstance(account, Account) or not account.is_active:
        return PUBLIC
    return Actor(str(account.id), account.name, permissions_of(roles_of(account)), account.affiliation)


def roles_of(account: Account) -> frozenset[str]:
    """The keys of the roles that somebody holds now."""
    return frozenset(RoleGrant.objects.filter(account=account, ended_at=None).values_list("role", flat=True))


def lacks_second_factor(account: Account) -> bool:
    """Do this person's roles ask for an authenticator app or a passkey that they have not set up?"""
    return needs_second_factor(roles_of(account)) and not _authenticators(account.id).exists()


def may_do_without(account: Account, authenticator: str) -> bool:
    """May this person remove one of their second factors: has a role that asks for none, or keeps another?"""
    return not needs_second_factor(roles_of(account)) or _authenticators(account.id).exclude(pk=authenticator).exists()


def _authenticators(account: object) -> QuerySet[Authenticator]:
    found: QuerySet[Authenticator] = Authenticator.objects.filter(user_id=account, type__in=_SECOND_FACTORS)
    return found


# -- programs ---------------------------------------------------------------------------------------------------------


def actor_of_token(text: str, now: datetime) -> Actor:
    """The actor for whom a program asks: its owner's permissions as far as the token's scopes go.

    One query by an index over digests, so neither time nor answer tells how near a guess was. Nothing is written. Raises
    TokenIsRefused: TokenIsUnknown, TokenHasExpired, TokenWasRevoked or AccountIsSuspended.
    """
    rows = list(
        Token.objects.filter(digest=digest_of(text)).values_list(
            "scopes", "expires_at", "revoked_at", "account_id", "account__name", "account__affiliation",
            "account__is_active", "account__grants__role", "account__grants__ended_at",
        )
    )  # fmt: skip
    if not rows or not text.startswith(TOKEN_PREFIX):
        raise TokenIsUnknown("This token is not known here; issue a new one on your account page.")
    scopes, expires_at, revoked_at, account_id, name, affiliation, is_active = rows[0][:7]
    if revoked_at is not None:
        raise TokenWasRevoked("This token was revoked; issue a new one on your account page.")
    if expires_at <= now:
        raise TokenHasExpired(f"This token expired on {expires_at:%Y-%m-%d}; issue a new one on your account page.")
    if not is_active:
        raise AccountIsSuspended("The account that owns this token is suspended; ask an administrator.")
    roles = frozenset(row[7] for row in rows if row[7] and row[8] is None)
    return Actor(str(account_id), name, narrowed(permissions_of(roles), frozenset(scopes.split())), affiliation)


def tokens_of(account_id: str, now: datetime) -> tuple[TokenSeen, ...]:
    """The tokens of one person, newest first."""
    return tuple(
        _token_seen(token, now) for token in Token.objects.filter(account_id=account_id).order_by("-created_at")
    )


def _token_seen(token: Token, now: datetime) -> TokenSeen:
    state = "revoked" if token.revoked_at else "expired" if token.expires_at <= now else "usable"
    return TokenSeen(str(token.id), token.label, tuple(token.scopes.split()), token.created_at, token.expires_at, state)


# -- people -----------------------------------------------------------------------------------------------------------


def names_of(ids: Iterable[str]) -> dict[str, str]:
    """What people are called on pages, by their id; ids of nobody are left out."""
    known = {actor.id: actor.name for actor in (OPERATOR, PUBLIC)}
    wanted = set(ids)
    found = {key: known[key] for key in wanted & known.keys()}
    accounts = Account.objects.filter(id__in=[key for key in wanted if is_id(key)]).values_list("id", "name")
    return found | {str(key): name for key, name in accounts}


def person(account_id: str) -> Person:
    """One account as administrators see it. Raises NoSuchAccount."""
    found = _people().filter(id=account_id).first() if is_id(account_id) else None
    if found is None:
        raise NoSuchAccount("There is no account with this id.")
    return _seen(found)


def person_by_email(email: str) -> Person:
    """One account by its e-mail address, whatever its letters' case. Raises NoSuchAccount, without repeating the address."""
    found = _people().filter(email__iexact=email.strip()).first()
    if found is None:
        raise NoSuchAccount("There is no account with this e-mail address; see `carrel user list`.")
    return _seen(found)


def actor_by_email(email: str) -> Actor:
    """The actor that an account is, by its e-mail address. Raises NoSuchAccount, without repeating the address."""
    return actor_of(Account.objects.get(id=person_by_email(email).id))


def accounts() -> int:
    """How many accounts there are."""
    return Account.objects.count()


def people(search: str = "", role: str = "", *, limit: int = 200) -> tuple[Person, ...]:
    """Accounts whose name, address or affiliation holds the words, by name."""
    found = _people()
    for word in search.split():
        found = found.filter(Q(name__icontains=word) | Q(email__icontains=word) | Q(affiliation__icontains=word))
    if role:
        found = found.filter(Exists(RoleGrant.objects.filter(account=OuterRef("pk"), role=role, ended_at=None)))
    return tuple(_seen(account) for account in found.order_by("name", "id")[:limit])


def _people() -> QuerySet[Account]:
    open_grants = Prefetch("grants", RoleGrant.objects.filter(ended_at=None), to_attr="open_grants")
    second = Exists(_authenticators(OuterRef("pk")))
    return Account.objects.prefetch_related(open_grants).annotate(second_factor=second)


def _seen(account: Account) -> Person:
    held = {grant.role for grant in account.open_grants}  # type: ignore[attr-defined]  # prefetched by _people
    return Person(
        str(account.id), account.email, account.name, account.affiliation, tuple(key for key in BY_KEY if key in held),
        account.created_at, account.last_login, account.suspended_at, account.suspension_reason,
        bool(account.second_factor),  # type: ignore[attr-defined]  # annotated by _people
    )  # fmt: skip


def standing(account_id: str) -> Standing:
    """What the policies must know of an account. Raises NoSuchAccount."""
    account = Account.objects.filter(id=account_id).first() if is_id(account_id) else None
    if account is None:
        raise NoSuchAccount("There is no account with this id.")
    roles = roles_of(account)
    others = RoleGrant.objects.filter(role=ADMINISTRATOR, ended_at=None, account__is_active=True).exclude(
        account=account
    )
    is_last = ADMINISTRATOR in roles and account.is_active and not others.exists()
    return Standing(str(account.id), roles, not account.is_active, is_last)


def is_suspended(actor_id: str) -> bool:
    """Is this the id of a suspended account? Not for ids of nobody, such as the operator's."""
    return is_id(actor_id) and Account.objects.filter(id=actor_id, is_active=False).exists()


def is_known(email: str) -> bool:
    """Has somebody with this address an account?"""
    return Account.objects.filter(email__iexact=email).exists()


# -- invitations ------------------------------------------------------------------------------------------------------


def invitations(now: datetime, invited_by: str = "", *, limit: int = 200) -> tuple[InvitationSeen, ...]:
    """Invitations, newest first; only those of one inviter where named."""
    found = Invitation.objects.filter(invited_by=invited_by) if invited_by else Invitation.objects.all()
    return tuple(_invitation_seen(row, now) for row in found.order_by("-created_at")[:limit])


def invitation_for(secret: str, now: datetime) -> InvitationSeen:
    """The invitation that a link's secret opens. Raises InvitationCannotBeUsed, which says why."""
    row = Invitation.objects.filter(secret_digest=digest_of(secret)).first()
    if row is None:
        raise InvitationCannotBeUsed(
            "This link is not one of ours; copy it whole from the letter, or ask for a new invitation."
        )
    seen = _invitation_seen(row, now)
    why = {
        "accepted": "This invitation has been accepted already; sign in instead.",
        "withdrawn": "This invitation was withdrawn; ask whoever invited you for a new one.",
        "expired": "This invitation is too old; ask whoever invited you for a new one.",
    }
    if seen.state in why:
        raise InvitationCannotBeUsed(why[seen.state])
    if not _is_backed(row):
        raise InvitationCannotBeUsed("Whoever invited you may not do so any more; ask a curator or an administrator.")
    return seen


def open_invitation_by_email(email: str, now: datetime) -> InvitationSeen | None:
    """The invitation that waits for the owner of an address, if one does."""
    row = Invitation.objects.filter(
        email__iexact=email, accepted_at=None, withdrawn_at=None, expires_at__gt=now
    ).first()
    return _invitation_seen(row, now) if row and _is_backed(row) else None


def _is_backed(row: Invitation) -> bool:
    """Might whoever sent this invitation still send it? Not after they were suspended, or lost the role that allowed it."""
    if not is_id(row.invited_by):
        return True  # the operator of the machine
    inviter = actor_of(Account.objects.filter(id=row.invited_by).first())
    return not list(policies.to_inviting(inviter, row.role, is_known=False))


def _invitation_seen(row: Invitation, now: datetime) -> InvitationSeen:
    state = (
        "accepted"
        if row.accepted_at
        else "withdrawn"
        if row.withdrawn_at
        else "expired"
        if row.expires_at <= now
        else "open"
    )
    return InvitationSeen(
        str(row.id), row.email, row.name, row.role, row.invited_by, row.created_at, row.expires_at, state
    )


# -- letters ----------------------------------------------------------------------------------------------------------


def address_of(recipient: str) -> Envelope | None:
    """Where a letter of the outbox goes: `account:<id>` or `invitation:<id>`. None if nobody should get it any more.

    Links with secrets are made here, at the moment of sending, from the server's key: the outbox never holds one.
    """
    kind, _, key = recipient.partition(":")
    if not is_id(key):
        return None
    if kind == "account":
        return _envelope_of_account(key)
    row = (
        Invitation.objects.filter(id=key, accepted_at=None, withdrawn_at=None).first() if kind == "invitation" else None
    )
    if row is None:
        return None
    made = (invitation_secret(str(key), str(row.id)) for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS))
    fitting = next((secret for secret in made if digest_of(secret) == row.secret_digest), None)
    return Envelope(row.email, row.name, {"secret": fitting}) if fitting else None


def _envelope_of_account(key: str) -> Envelope | None:
    account = Account.objects.filter(id=key, is_active=True).first()
    if account is None:
        return None
    reset_key = f"{user_pk_to_url_str(account)}-{PASSWORD_RESET_TOKEN_GENERATOR().make_token(account)}"
    return Envelope(account.email, account.name, {"reset_key": reset_key})


def is_id(text: str) -> bool:
    """Could this be the id of an account, an invitation or a token? Anything may be typed into an address or sent by a form."""
    try:
        return str(uuid.UUID(text)) == text
    except ValueError:
        return False
