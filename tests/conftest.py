"""Fixtures that every test may use."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.ledger.guards import ledgers_can_be_emptied_between_tests  # noqa: F401 - a fixture of every test


ROOT = Path(__file__).resolve().parent.parent
TEST_DATA = Path(os.environ.get("CARREL_TEST_DATA", ROOT.parent / "shared" / "data"))
BENCHMARK = TEST_DATA.parent / "benchmark"


@pytest.fixture(scope="session")
def test_data() -> Path:
    """The folder of real public data; the test is skipped where it is absent."""
    if not TEST_DATA.is_dir():
        pytest.skip(f"real public test data is not in {TEST_DATA}; set CARREL_TEST_DATA to its folder")
    return TEST_DATA


@pytest.fixture(scope="session")
def benchmark() -> Path:
    """The folder of the tiering benchmark; the test is skipped where it is absent."""
    if not BENCHMARK.is_dir():
        pytest.skip(f"the tiering benchmark is not in {BENCHMARK}; set CARREL_TEST_DATA to the folder beside it")
    return BENCHMARK


@pytest.fixture(autouse=True)
def own_store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Every test has its own store, so no test sees what another left."""
    store = tmp_path / "carrel-store"
    monkeypatch.setenv("CARREL_STORE", str(store))
    return store
