"""The demonstration: families, then a site with panels and people whose log-ins are told."""

from __future__ import annotations

import os
import re
import stat
import subprocess
import sys
from pathlib import Path

import pytest


def run(out: Path, store: Path) -> str:
    command = [
        sys.executable,
        "-m",
        "carrel.interfaces.cli.main",
        "demo",
        "--no-serve",
        "--out",
        str(out),
        "--store",
        str(store),
    ]
    environment = {
        key: value for key, value in os.environ.items() if key not in ("DJANGO_SETTINGS_MODULE", "CARREL_STORE")
    }
    done = subprocess.run(command, capture_output=True, text=True, env=environment, timeout=300)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.row("M6", "M20", "M28")
def test_the_demonstration_prepares_a_site_and_tells_its_log_ins_again_the_second_time(tmp_path: Path) -> None:
    first, second = (run(tmp_path / "demo", tmp_path / "store") for _ in range(2))
    told = [re.findall(r"^  (\w+) +(\S+@carrel\.example) +(\S+)$", output, re.MULTILINE) for output in (first, second)]
    assert {role for role, _, _ in told[0]} == {"curator", "reviewer", "administrator", "auditor"}
    assert told[0] == told[1]
    log_ins = tmp_path / "demo" / "house" / "log-ins.json"
    assert stat.S_IMODE(log_ins.stat().st_mode) == 0o600
