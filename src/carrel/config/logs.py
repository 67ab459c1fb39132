"""Logs as one JSON object per line, with fields that are named, so that none holds a person."""

from __future__ import annotations

from typing import Any


def logging_for(level: str) -> dict[str, Any]:
    """Python's logging configuration."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "handlers": {"stderr": {"class": "logging.StreamHandler"}},
        "root": {"handlers": ["stderr"], "level": level.upper()},
    }
