"""Invented people for tests: none of them exists."""

from __future__ import annotations

from datetime import UTC, datetime

from carrel.foundation.people import actions, queries
from carrel.foundation.people.models import Account
from carrel.foundation.vocabulary.actors import OPERATOR, Actor


NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
PASSWORD = "quiet harbour lanterns"  # noqa: S105


def somebody(name: str, *roles: str, password: str | None = PASSWORD, at: datetime = NOW) -> Actor:
    """An account as the operator opens one: `Ada Curie` gets ada.curie@hospital.example."""
    email = f"{name.lower().replace(' ', '.')}@hospital.example"
    made = actions.add_account(OPERATOR, email=email, name=name, roles=roles, password=password, at=at)
    return fresh(made.id)


def fresh(actor_id: str) -> Actor:
    """The actor as of now: roles may have changed."""
    return queries.actor_of(Account.objects.get(id=actor_id))
