"""The plugin that ties tests to rows of the requirements."""

from __future__ import annotations

import pytest


pytest_plugins = ["pytester"]

SUITE = """
import pytest

@pytest.mark.row("M7")
def test_tiering(): pass

@pytest.mark.row("M4", "M7")
def test_quality(): assert False

def test_other(): pass
"""


@pytest.fixture
def suite(pytester: pytest.Pytester) -> pytest.Pytester:
    pytester.makepyfile(SUITE)
    return pytester


def test_row_runs_only_the_tests_of_that_row(suite: pytest.Pytester) -> None:
    outcome = suite.runpytest("-p", "no:django", "-p", "tests.rows", "--row", "M4")
    outcome.assert_outcomes(failed=1, deselected=2)


def test_a_row_that_no_test_proves_is_refused(suite: pytest.Pytester) -> None:
    outcome = suite.runpytest("-p", "no:django", "-p", "tests.rows", "--row", "M99")
    assert outcome.ret != 0
    outcome.stderr.fnmatch_lines(["*No test proves row M99*"])


def test_the_table_shows_rows_tests_and_results(suite: pytest.Pytester) -> None:
    outcome = suite.runpytest("-p", "no:django", "-p", "tests.rows", "--rows-table")
    outcome.stdout.fnmatch_lines(["M4 *0 of 1 tests passed", "*failed*test_quality", "M7 *1 of 2 tests passed"])
