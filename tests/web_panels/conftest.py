"""A house with three demonstration panels, and browsers of people with roles."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.test import Client

from carrel.foundation.knowledge.actions import taking
from carrel.foundation.knowledge.actions.genes import load_genes_of_panels
from carrel.foundation.knowledge.models import Panel
from carrel.foundation.people import actions as people
from carrel.foundation.people.models import Account
from carrel.foundation.vocabulary.actors import OPERATOR


NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
PANELS = Path(__file__).resolve().parents[2] / "docs" / "demo" / "panels"


@pytest.fixture
def panels(db: None) -> dict[int, Panel]:
    """Panels 1 and 2 are curated here; 3 follows its origin."""
    for number in (1, 2, 3):
        document = json.loads((PANELS / f"panel_{number}.json").read_text())
        taking.take_panel(OPERATOR, document, origin="https://panels.example", at=NOW, follows=number == 3)
    load_genes_of_panels(OPERATOR, at=NOW)
    return {panel.number: panel for panel in Panel.objects.all()}


@pytest.fixture
def browser(db: None, settings: object) -> Callable[..., Client]:
    """The browser of somebody with these roles; of nobody in particular without."""
    settings.CARREL_MFA_REQUIRED = False  # type: ignore[attr-defined]

    def of(*roles: str) -> Client:
        client = Client()
        if roles:
            email = f"{'-'.join(roles)}@carrel.example"
            made = people.add_account(
                OPERATOR, email=email, name=f"Some {roles[0].title()}", roles=roles, password=None, at=NOW
            )
            client.force_login(
                Account.objects.get(id=made.id), backend="allauth.account.auth_backends.AuthenticationBackend"
            )
        return client

    return of
