"""How letters leave: by the mail server that CARREL_MAIL_HOST names; without one they are kept as files in the store."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from carrel.config.environment import one_of, whole_number


def mail_for(environment: Mapping[str, str], store: Path) -> dict[str, Any]:
    """Django's settings for mail."""
    host = environment.get("CARREL_MAIL_HOST", "").strip()
    sender = environment.get("CARREL_MAIL_FROM", "").strip() or "carrel@localhost"
    common = {"DEFAULT_FROM_EMAIL": sender, "SERVER_EMAIL": sender}
    if not host:
        return {
            **common,
            "EMAIL_BACKEND": "django.core.mail.backends.filebased.EmailBackend",
            "EMAIL_FILE_PATH": str(store / "mail"),
        }
    encryption = one_of(environment, "CARREL_MAIL_TLS", "starttls", ("starttls", "tls", "off"))
    return {
        **common,
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": host,
        "EMAIL_PORT": whole_number(environment, "CARREL_MAIL_PORT", 465 if encryption == "tls" else 587, least=1),
        "EMAIL_HOST_USER": environment.get("CARREL_MAIL_USER", ""),
        "EMAIL_HOST_PASSWORD": environment.get("CARREL_MAIL_PASSWORD", ""),
        "EMAIL_USE_TLS": encryption == "starttls",
        "EMAIL_USE_SSL": encryption == "tls",
        "EMAIL_TIMEOUT": 20,
    }
