"""Who is asking: accounts as actors with permissions."""

from __future__ import annotations

from carrel.foundation.people.models import Account, RoleGrant
from carrel.foundation.people.states import permissions_of
from carrel.foundation.vocabulary.actors import PUBLIC, Actor


def actor_of(account: object) -> Actor:
    """The actor behind Django's `request.user`: the public for anybody who is not signed in or is suspended."""
    if not isinstance(account, Account) or not account.is_active:
        return PUBLIC
    keys = RoleGrant.objects.filter(account=account, ended_at=None).values_list("role", flat=True)
    return Actor(str(account.id), account.name, permissions_of(frozenset(keys)), account.affiliation)
