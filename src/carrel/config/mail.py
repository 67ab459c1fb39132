"""How letters leave: by a mail server, or as files in the store where none is named."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from carrel.config.environment import SettingIsWrong


_EXAMPLE = (
    "set it like smtp://user:password@mail.example.org:587/?tls=1, or smtps://... (port 465), console:, or file:/folder"
)
_BACKENDS = "django.core.mail.backends"


def mail_settings(environment: Mapping[str, str], store: Path) -> dict[str, Any]:
    """Django's mail settings from CARREL_MAIL_URL and CARREL_MAIL_FROM. Without them letters land in the store's folder `mail`."""
    sender = environment.get("CARREL_MAIL_FROM", "").strip() or "Carrel <carrel@localhost>"
    return {
        "DEFAULT_FROM_EMAIL": sender,
        "SERVER_EMAIL": sender,
        "EMAIL_TIMEOUT": 20,
        **_way(environment.get("CARREL_MAIL_URL", "").strip(), store),
    }


def _way(url: str, store: Path) -> dict[str, Any]:
    parts = urlsplit(url)
    if not url or parts.scheme == "file":
        folder = Path(unquote(parts.path)) if parts.path else store / "mail"
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)  # letters hold links that open accounts
        return {"EMAIL_BACKEND": f"{_BACKENDS}.filebased.EmailBackend", "EMAIL_FILE_PATH": str(folder.absolute())}
    if parts.scheme == "console":
        return {"EMAIL_BACKEND": f"{_BACKENDS}.console.EmailBackend"}
    if parts.scheme not in ("smtp", "smtps") or not parts.hostname:
        raise SettingIsWrong(f"CARREL_MAIL_URL names no mail server; {_EXAMPLE}.")
    return _smtp(url)


def _smtp(url: str) -> dict[str, Any]:
    parts = urlsplit(url)
    try:
        port = parts.port or (465 if parts.scheme == "smtps" else 25)
    except ValueError:
        raise SettingIsWrong(f"CARREL_MAIL_URL has no usable port; {_EXAMPLE}.") from None
    return {
        "EMAIL_BACKEND": f"{_BACKENDS}.smtp.EmailBackend",
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": port,
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_SSL": parts.scheme == "smtps",
        "EMAIL_USE_TLS": parts.scheme == "smtp" and parse_qs(parts.query).get("tls", ["0"])[-1] not in ("0", ""),
    }
