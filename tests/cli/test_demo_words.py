"""What the demonstration says at its end."""

from __future__ import annotations

from pathlib import Path

import pytest

from carrel.interfaces.cli.demo_site import tell


pytestmark = pytest.mark.row("M28")


def test_a_demonstration_that_is_not_served_says_how_to_serve_it(capsys: pytest.CaptureFixture[str]) -> None:
    tell({}, Path("demo/house"), 8000, serving=False)
    assert "CARREL_MFA_REQUIRED=0 carrel serve --store demo/house --port 8000" in capsys.readouterr().out
    tell({}, Path("demo/house"), 8000, serving=True)
    assert "carrel serve" not in capsys.readouterr().out
