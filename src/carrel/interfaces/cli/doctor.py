"""`carrel doctor`: looks at the installation and says what is missing, with what to do about it."""

from __future__ import annotations

import click


@click.command()
def doctor() -> None:
    """Look at the installation."""
