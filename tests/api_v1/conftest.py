"""Panels to read: one that was taken from elsewhere, with every kind of entity."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from tests.api_v1.answers import panel_document


AT = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.fixture
def take(db: None) -> Callable[..., Any]:
    """Keeps a panel as another PanelApp answers it."""
    from carrel.foundation.knowledge.actions.taking import take_panel
    from carrel.foundation.vocabulary.actors import OPERATOR

    def taken(number: int = 1, **changes: Any) -> Any:
        return take_panel(OPERATOR, panel_document(number, **changes), origin="https://panels.example.org", at=AT)

    return taken


@pytest.fixture(autouse=True)
def nothing_kept() -> None:
    """Every test starts with an empty memory of answers."""
    from carrel.interfaces.api.v1.kept import kept_answers

    kept_answers.cache_clear()
