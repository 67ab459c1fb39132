"""Where Carrel keeps what it has read: the store."""

from __future__ import annotations

import os
from pathlib import Path

import click


def default_store() -> Path:
    """`$CARREL_STORE`, else `$XDG_DATA_HOME/carrel`, else `~/.local/share/carrel`."""
    named = os.environ.get("CARREL_STORE")
    if named:
        return Path(named)
    base = os.environ.get("XDG_DATA_HOME") or str(Path.home() / ".local" / "share")
    return Path(base) / "carrel"


store_option = click.option(
    "--store",
    type=click.Path(file_okay=False, path_type=Path),
    default=default_store,
    show_default="$CARREL_STORE or ~/.local/share/carrel",
    help="Folder for variant tables and knowledge editions.",
)
