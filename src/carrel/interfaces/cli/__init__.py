"""The `carrel` command."""
