"""The table of settings is whole."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest


pytestmark = pytest.mark.row("M28")
ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "carrel"
DOCUMENT = ROOT / "docs" / "reference" / "settings.md"
READ = re.compile(
    r"""(?:ENVIRONMENT|environment|environ)(?:\.get\(|\[|,\s*)\s*"(CARREL_\w+)"|^PARENT = "(CARREL_\w+)"|name = "(CARREL_\w+)\"""",
    re.M,
)


def read_somewhere() -> set[str]:
    return {name for path in SOURCE.rglob("*.py") for found in READ.findall(path.read_text()) for name in found if name}


def documented() -> set[str]:
    return set(re.findall(r"^\| `(CARREL_\w+)` \|", DOCUMENT.read_text(), re.M))


def test_every_setting_that_is_read_is_documented_and_the_other_way_round() -> None:
    assert len(read_somewhere()) > 15
    assert read_somewhere() == documented()


@pytest.mark.parametrize(
    ("settings", "name", "value"),
    [
        ({}, "DEBUG", "False"),
        ({}, "CARREL_HTTPS", "False"),
        ({"CARREL_BASE_URL": "https://panels.example.org"}, "SESSION_COOKIE_SECURE", "True"),
        ({"CARREL_BASE_URL": "https://panels.example.org"}, "CSRF_TRUSTED_ORIGINS", "['https://panels.example.org']"),
        ({"CARREL_BASE_URL": "https://panels.example.org"}, "SECURE_PROXY_SSL_HEADER", "None"),
        (
            {"CARREL_HTTPS": "1", "CARREL_PROXIES": "1"},
            "SECURE_PROXY_SSL_HEADER",
            "('HTTP_X_FORWARDED_PROTO', 'https')",
        ),
        ({"CARREL_UPLOAD_MB": "7"}, "CARREL_UPLOAD_BYTES", str(7 * 1024 * 1024)),
        ({"CARREL_HOSTS": "a.example, b.example"}, "ALLOWED_HOSTS", "['a.example', 'b.example']"),
    ],
)
def test_settings_do_what_the_table_says(own_store: Path, settings: dict[str, str], name: str, value: str) -> None:
    kept = {key: text for key, text in os.environ.items() if not key.startswith(("CARREL_", "DJANGO_"))}
    code = f"from django.conf import settings; print(settings.{name})"
    told = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True,
        env={**kept, **settings, "CARREL_STORE": str(own_store), "PYTHONPATH": str(ROOT / "src"),
             "DJANGO_SETTINGS_MODULE": "carrel.config.settings"},
    )  # fmt: skip
    assert told.stdout.strip() == value


def test_secrets_are_drawn_once_and_are_for_this_user_only(own_store: Path) -> None:
    from carrel.config.environment import secret

    first = secret({}, "CARREL_SECRET_KEY", own_store)
    assert secret({}, "CARREL_SECRET_KEY", own_store) == first
    assert len(first) >= 48
    path = own_store / "secrets" / "carrel_secret_key"
    assert path.stat().st_mode & 0o077 == 0
    assert secret({"CARREL_SECRET_KEY": "from outside"}, "CARREL_SECRET_KEY", own_store) == "from outside"
