"""Reads what the operator set in the environment: one place, one sentence for each thing that is wrong."""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from pathlib import Path


class SettingIsWrong(Exception):
    """An environment variable cannot be used; the message says which and what to set."""


def store_folder(environment: Mapping[str, str]) -> Path:
    """`$CARREL_STORE`, else `$XDG_DATA_HOME/carrel`, else `~/.local/share/carrel`."""
    named = environment.get("CARREL_STORE")
    if named:
        return Path(named)
    return Path(environment.get("XDG_DATA_HOME") or Path.home() / ".local" / "share") / "carrel"


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


def secret(environment: Mapping[str, str], name: str, folder: Path) -> str:
    """A secret from the environment, or from a file that only this user can read, made at the first start."""
    if environment.get(name):
        return environment[name]
    path = folder / "secrets" / name.lower()
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
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
    return path.read_text().strip()
