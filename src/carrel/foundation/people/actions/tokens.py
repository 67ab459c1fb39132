"""Tokens, by which programs act for people."""

from __future__ import annotations

import secrets
import uuid
from datetime import datetime

from django.db import transaction

from carrel.foundation.ledger import actions as ledger
from carrel.foundation.people import policies, queries
from carrel.foundation.people.actions.accounts import refuse_if
from carrel.foundation.people.errors import NoSuchToken
from carrel.foundation.people.models import Account, Token
from carrel.foundation.people.rules import digest_of
from carrel.foundation.people.values import TOKEN_PREFIX, TokenWish
from carrel.foundation.vocabulary.actors import Actor


def issue_token(
    actor: Actor, *, label: str, scopes: frozenset[str], expires_at: datetime, at: datetime
) -> tuple[str, str]:
    """Make a token for oneself. Returns its id, and its text, which is shown once and stored nowhere. Raises NotAllowed."""
    text = TOKEN_PREFIX + secrets.token_urlsafe(32)
    wish = TokenWish(label, scopes, expires_at)
    with transaction.atomic():
        list(Account.objects.select_for_update().filter(id=_account_id(actor)))
        held = sum(token.state == "usable" for token in queries.tokens_of(_account_id(actor), at))
        refuse_if(policies.to_issuing(actor, wish, held=held, at=at))
        token = Token.objects.create(
            account_id=actor.id, label=label.strip(), scopes=" ".join(sorted(scopes)), digest=digest_of(text),
            created_at=at, expires_at=expires_at,
        )  # fmt: skip
        detail = {"scopes": sorted(scopes), "expires_at": f"{expires_at:%Y-%m-%d}"}
        ledger.record(actor, "people.token.issued", f"token:{token.id}", detail, at=at)
    return str(token.id), text


def _account_id(actor: Actor) -> str:
    """The actor's account, or the id of no account for the operator and the public, whom the policy then refuses."""
    try:
        return str(uuid.UUID(actor.id))
    except ValueError:
        return str(uuid.UUID(int=0))


def revoke_token(actor: Actor, *, token_id: str, at: datetime) -> None:
    """Take a token back; it opens nothing from this moment. Raises NotAllowed, NoSuchToken."""
    with transaction.atomic():
        known = queries.is_id(token_id)
        token = Token.objects.select_for_update().filter(id=token_id).first() if known else None
        if token is None:
            raise NoSuchToken("There is no token with this id.")
        refuse_if(policies.to_revoking(actor, str(token.account_id), is_revoked=token.revoked_at is not None))
        token.revoked_at, token.revoked_by = at, actor.id
        token.save(update_fields=["revoked_at", "revoked_by"])
        ledger.record(actor, "people.token.revoked", f"token:{token.id}", {}, at=at)
