"""Families of the tiering benchmark: swaps and wrong sexes are blocked with their reason, nobody else is."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from carrel.care.genomes.rules.quality import assess
from carrel.care.genomes.values import CheckStatus, QualityReport
from carrel.foundation.vocabulary.genome import Assembly
from tests.quality.families import count_family, phenopacket_family


pytestmark = pytest.mark.row("M4")
REASONS = {"sample_swap": r"parent|father|kinship|swap", "sex_mismatch": r"\bsex\b"}


@pytest.fixture(scope="module")
def judged(benchmark: Path, tmp_path_factory: pytest.TempPathFactory) -> list[tuple[dict, QualityReport]]:
    """Fresh cases, most of them controls: the truth of each and its quality report."""
    out = tmp_path_factory.mktemp("cases")
    command = [sys.executable, "cases.py", "--n", "16", "--seed", "977", "--controls", "0.9", "--out", str(out)]
    done = subprocess.run(command, check=False, capture_output=True, text=True, cwd=benchmark)
    if done.returncode:
        pytest.skip(f"the benchmark cannot make cases here: {done.stderr[-300:]}")
    return [case(path) for path in sorted(out.glob("*/family.json"))]


def case(path: Path) -> tuple[dict, QualityReport]:
    family, samples, vcf = phenopacket_family(path)
    counts = count_family(family, samples, vcf, Assembly.GRCH38)
    return json.loads((path.parent / "truth.json").read_text()), assess(counts, family, Assembly.GRCH38)


def test_cases_are_blocked_exactly_where_they_must_and_with_the_reason(judged) -> None:
    assert {truth["control"] for truth, _ in judged} >= set(REASONS)
    for truth, report in judged:
        assert bool(report.problems) == (truth["expected_status"] == "blocked"), (truth["case_id"], report.problems)
        if report.problems:
            assert re.search(REASONS[truth["control"]], " ".join(problem.message for problem in report.problems))


def test_the_stranger_is_named_and_the_other_parent_is_not_accused(judged) -> None:
    swapped = [report for truth, report in judged if truth["control"] == "sample_swap"]
    for report in swapped:
        (problem,) = [problem for problem in report.problems if problem.code == "parent_not_related"]
        assert {person.rsplit("-", 1)[1] for person in problem.people} == {"proband", "father"}
        assert re.search(r"\S+-father is the likelier one", problem.message)


def test_the_number_of_x_is_that_of_the_genome_and_not_of_the_form(judged) -> None:
    """`truth.json` has the true sex, also where the family file states another."""
    for truth, report in judged:
        for member in truth["members"]:
            (person,) = [name for name in report.x_copies if name.endswith(f"-{member['role']}")]
            assert report.karyotype[person] == ("XY" if member["sex"] == "MALE" else "XX")
            assert report.x_copies[person] == (1 if member["sex"] == "MALE" else 2)


def test_nothing_is_warned_of_in_good_families(judged) -> None:
    for truth, report in judged:
        if truth["expected_status"] == "ok":
            assert not [check for check in report.checks if check.status is CheckStatus.WARNING]
