"""Pytest plugin: tests name the rows of the requirements that they prove.

`@pytest.mark.row("M7")` marks a test, `pytest --row M7,M9` runs those of some rows, `pytest --rows-table` prints, after the
run, the table of rows, tests and results.
"""

from __future__ import annotations

from collections import defaultdict

import pytest


RESULTS = pytest.StashKey[dict[str, dict[str, str]]]()


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("rows of the requirements")
    group.addoption("--row", help="run only the tests that prove these rows, e.g. M7,M9")
    group.addoption("--rows-table", action="store_true", help="print rows, tests and results after the run")


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "row(*ids): the rows of the requirements that a test proves, e.g. row('M7')")
    config.stash[RESULTS] = defaultdict(dict)


def rows_of(item: pytest.Item) -> set[str]:
    """Row ids of a test."""
    return {str(row) for mark in item.iter_markers("row") for row in mark.args}


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    for item in items:
        item.user_properties.append(("rows", ",".join(sorted(rows_of(item)))))
    wanted = set((config.getoption("--row") or "").replace(" ", "").split(",")) - {""}
    if not wanted:
        return
    known = {row for item in items for row in rows_of(item)}
    if wanted - known:
        raise pytest.UsageError(f"No test proves row {', '.join(sorted(wanted - known))}.")
    kept = [item for item in items if rows_of(item) & wanted]
    config.hook.pytest_deselected(items=[item for item in items if item not in kept])
    items[:] = kept


class _Reporter:
    def __init__(self, config: pytest.Config) -> None:
        self.results = config.stash[RESULTS]

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        rows = dict(report.user_properties).get("rows", "")
        if rows and (report.when == "call" or report.outcome != "passed"):
            for row in str(rows).split(","):
                self.results[row][report.nodeid] = report.outcome


def pytest_sessionstart(session: pytest.Session) -> None:
    if not hasattr(session.config, "workerinput"):
        session.config.pluginmanager.register(_Reporter(session.config), "rows-reporter")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    if not config.getoption("--rows-table"):
        return
    terminalreporter.section("rows of the requirements")
    results = config.stash[RESULTS]
    for row in sorted(results, key=lambda name: int(name[1:])):
        outcomes = results[row]
        good = sum(outcome == "passed" for outcome in outcomes.values())
        terminalreporter.write_line(f"{row:<4} {good} of {len(outcomes)} tests passed")
        for node, outcome in sorted(outcomes.items()):
            terminalreporter.write_line(f"       {outcome:<8} {node}")
