"""Invented people and panels for tests of the API: some of every role, and panels in every state."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import orjson
from django.test import Client
from django.utils import timezone

from carrel.foundation.knowledge.actions import entities, panels
from carrel.foundation.knowledge.actions.genes import load_genes
from carrel.foundation.knowledge.models import Panel
from carrel.foundation.knowledge.states import EntityKind
from carrel.foundation.knowledge.values import GeneRecord
from carrel.foundation.people import actions as people
from carrel.foundation.people import queries
from carrel.foundation.people.models import Account, Token
from carrel.foundation.people.states import ROLES, SCOPES, narrowed
from carrel.foundation.vocabulary.actors import OPERATOR, Actor
from tests.api_v2 import described


SYMBOLS = {"HGNC:1100": "BRCA1", "HGNC:1101": "BRCA2", "HGNC:2625": "CYP2D6", "HGNC:3690": "FGFR3", "HGNC:2928": "DMD"}


@dataclass
class World:
    """Who there is (actors and the texts of their tokens, by role), and which panels."""

    actors: dict[str, Actor] = field(default_factory=dict)
    tokens: dict[str, str] = field(default_factory=dict)
    public: Panel | None = None
    internal: Panel | None = None

    def headers(self, role: str) -> dict[str, str]:
        """What a program sends; nothing for the public."""
        return {"Authorization": f"Bearer {self.tokens[role]}"} if role in self.tokens else {}


def made() -> World:
    """A small world."""
    now = timezone.now()
    world = World()
    for role in ROLES:
        _person(world, role.key, [role.key], now)
    _person(world, "everything", [role.key for role in ROLES], now)
    _person(world, "nobody-in-particular", ["reviewer"], now, scopes=["panels:review"])
    people.take_role(OPERATOR, account_id=world.actors["nobody-in-particular"].id, role="reviewer", at=now)
    _genes(now)
    _panels(world, now)
    return world


def _person(world: World, name: str, roles: list[str], now: datetime, scopes: list[str] | None = None) -> None:
    made = people.add_account(
        OPERATOR, email=f"{name}@hospital.example", name=name.title(), roles=roles, password=None, at=now
    )
    actor = queries.actor_of(Account.objects.get(id=made.id))
    held = [scope.key for scope in SCOPES if narrowed(actor.permissions, frozenset({scope.key}))]
    _, text = people.issue_token(
        actor, label="tests", scopes=frozenset(scopes or held), expires_at=now + timedelta(days=30), at=now
    )
    world.actors[name], world.tokens[name] = actor, text


def more_tokens(world: World) -> None:
    """Tokens that open nothing, or less than their owner may: of a suspended person, expired, revoked, narrow, invented."""
    now = timezone.now()
    _person(world, "suspended", ["curator", "administrator"], now)
    people.suspend(OPERATOR, account_id=world.actors["suspended"].id, reason="left", at=now)
    for name in ("expired", "revoked"):
        _person(world, name, [role.key for role in ROLES], now)
    mine = Token.objects.filter(account_id=world.actors["expired"].id)
    mine.update(created_at=now - timedelta(days=2), expires_at=now - timedelta(days=1))
    token = Token.objects.get(account_id=world.actors["revoked"].id)
    people.revoke_token(world.actors["revoked"], token_id=str(token.id), at=now)
    _person(world, "narrow", [role.key for role in ROLES], now, scopes=["ledger:read"])
    world.tokens["invented"] = "carrel_" + "A" * 43


def _genes(now: datetime) -> None:
    records = [GeneRecord(hgnc_id, symbol, previous=(f"OLD{symbol}",)) for hgnc_id, symbol in SYMBOLS.items()]
    load_genes(OPERATOR, records, "tests", now)


def _panels(world: World, now: datetime) -> None:
    curator = world.actors["curator"]
    world.public = panels.create_panel(curator, name="Hearts", at=now, about={"types": ["Rare disease"]})
    world.internal = panels.create_panel(curator, name="Drafts", at=now)
    for panel in (world.public, world.internal):
        for hgnc_id in ("HGNC:1100", "HGNC:1101"):
            entities.add_entity(
                curator, panel_id=panel.pk, kind=EntityKind.GENE, name="", hgnc_id=hgnc_id, fields={}, at=now
            )
    panels.take_step(curator, panel_id=world.public.pk, verb="publish", at=now)


class Program:
    """A program that uses the API with one token. Every answer that it gets must be as the description says."""

    def __init__(self, world: World, role: str = "") -> None:
        self._headers = world.headers(role)
        self._client = Client(raise_request_exception=False)

    def ask(self, method: str, path: str, content: Any = None, **headers: str) -> Any:
        """The answer; JSON is sent where `content` is given, bytes as they are."""
        sent: dict[str, Any] = {}
        if content is not None:
            sent = {"data": content if isinstance(content, bytes) else orjson.dumps(content)}
            sent["content_type"] = headers.pop("Content-Type", "application/json")
        address = path if path.startswith("/api") else f"/api/v2{path}"
        answer = self._client.generic(method, address, headers={**self._headers, **headers}, **sent)
        described.check(method, address, answer)
        return answer
