"""Reads what the operator set in the environment: one place, one sentence for each thing that is wrong."""

from __future__ import annotations

import os
import re
import secrets
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import SplitResult, urlsplit

from django.core.exceptions import ImproperlyConfigured


RATE = re.compile(r"([1-9]\d*)/(second|minute|hour|day)")


class SettingIsWrong(ImproperlyConfigured):
    """An environment variable cannot be used; the message says which and what to set."""


def store_folder(environment: Mapping[str, str]) -> Path:
    """`$CARREL_STORE`, else `$XDG_DATA_HOME/carrel`, else `~/.local/share/carrel`."""
    named = environment.get("CARREL_STORE")
    if named:
        return Path(named)
    return Path(environment.get("XDG_DATA_HOME") or Path.home() / ".local" / "share") / "carrel"


def opened_store(environment: Mapping[str, str]) -> Path:
    """The store, made where it is missing."""
    folder = store_folder(environment)
    try:
        (folder / "static").mkdir(parents=True, exist_ok=True)
    except OSError as fault:
        raise SettingIsWrong(
            f"The store {folder} cannot be made or written ({fault.strerror}); set CARREL_STORE to a folder that you can write."
        ) from None
    return folder


def switch(environment: Mapping[str, str], name: str, default: bool) -> bool:
    """An on/off setting: 1, true, yes, on; 0, false, no, off."""
    text = environment.get(name, "").strip().lower()
    if text in ("1", "true", "yes", "on"):
        return True
    if text in ("0", "false", "no", "off"):
        return False
    if text:
        raise SettingIsWrong(f"{name} is {text!r:.40}; set it to 1 or 0.")
    return default


def whole_number(environment: Mapping[str, str], name: str, default: int, *, least: int = 0) -> int:
    """A whole number that is not smaller than `least`."""
    text = environment.get(name, "").strip()
    if not text:
        return default
    if not text.isascii() or not text.isdigit() or int(text) < least:
        raise SettingIsWrong(f"{name} is {text!r:.40}; set it to a whole number from {least}.")
    return int(text)


def rate(environment: Mapping[str, str], name: str, default: str) -> str:
    """How often a client may ask: `3000/minute`; `off` for as often as it likes."""
    text = environment.get(name, "").strip().lower() or default
    if text != "off" and not RATE.fullmatch(text):
        raise SettingIsWrong(f"{name} is {text!r:.40}; set it like 3000/minute (second, minute, hour, day), or off.")
    return text


def one_of(environment: Mapping[str, str], name: str, default: str, choices: tuple[str, ...]) -> str:
    """A word out of a few."""
    text = environment.get(name, "").strip().lower() or default
    if text not in choices:
        raise SettingIsWrong(f"{name} is {text!r:.40}; set it to one of {', '.join(choices)}.")
    return text


def several(environment: Mapping[str, str], name: str, default: str = "") -> list[str]:
    """Words between commas."""
    return [word.strip() for word in environment.get(name, default).split(",") if word.strip()]


def web_address(environment: Mapping[str, str], name: str) -> SplitResult | None:
    """An address such as https://panels.example.org, or None where none is set."""
    text = environment.get(name, "").strip().rstrip("/")
    if not text:
        return None
    parts = urlsplit(text)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise SettingIsWrong(f"{name} is {text!r:.60}; set it to an address like https://panels.example.org.")
    return parts


def secret(environment: Mapping[str, str], name: str, folder: Path) -> str:
    """A secret from the environment, or from a file that only this user can read, made at the first start."""
    if environment.get(name):
        return environment[name]
    path = folder / "secrets" / name.lower()
    try:
        return _kept(path)
    except OSError as fault:
        raise SettingIsWrong(
            f"The secret {path} cannot be read or made ({fault.strerror}); let this user read it, or set {name}."
        ) from None


def _kept(path: Path) -> str:
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        _draw(path)
    return path.read_text().strip()


def _draw(path: Path) -> None:
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(secrets.token_urlsafe(48))
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(draft, path)  # the first of two starting processes wins; the other reads its secret
    except FileExistsError:
        pass
    finally:
        draft.unlink()
