"""Fixtures of the tests of panels."""

from __future__ import annotations

from tests.ledger.conftest import threads_share_the_database  # noqa: F401 - a fixture
