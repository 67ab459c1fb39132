"""Logs as one JSON object per line, with fields that are named, so that none holds a person.

Two rules. Of Carrel's own events only the fields in FIELDS are written. Of what libraries say only the place where they said it
is written, with the kind and the place of a fault: their texts may quote an address, a form or a name.
"""

from __future__ import annotations

import logging
import traceback
from collections.abc import MutableMapping
from typing import Any

import structlog


FIELDS = (
    "time", "level", "event", "request", "method", "route", "status", "milliseconds", "actor_kind", "actor", "said_by", "fault",
    "frames", "count", "put_off", "given_up",
)  # fmt: skip
SPEAKING = ("_granian", "granian")  # the server speaks of processes and ports, never of requests
DEEPEST = 12  # frames of a fault that are told, the innermost


def only_named_fields(_: Any, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Drops every field that is not in the list, whoever set it."""
    return {name: event[name] for name in FIELDS if name in event}


def only_places(_: Any, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """What a library said, as its place: `django.request:253`. Its text is dropped, unless the library never sees requests."""
    record: logging.LogRecord = event["_record"]
    if not record.name.startswith(SPEAKING):
        event["event"] = "library"
        event["said_by"] = f"{record.name}:{record.lineno}"
    if record.exc_info and record.exc_info[0]:
        event.update(_fault(record.exc_info[0], record.exc_info[2]))
    event.pop("exc_info", None)
    return event


def own_faults(_: Any, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """`exc_info` of Carrel's own events, as kind and place."""
    given = event.pop("exc_info", None)
    if isinstance(given, BaseException):
        event.update(_fault(type(given), given.__traceback__))
    return event


def _fault(kind: type[BaseException], where: Any) -> dict[str, Any]:
    """The kind of a fault and the lines it passed; not its message and no values of variables."""
    frames = traceback.extract_tb(where)[-DEEPEST:]
    return {"fault": kind.__name__, "frames": [f"{_short(f.filename)}:{f.lineno} {f.name}" for f in frames]}


def _short(file: str) -> str:
    for root in ("site-packages/", "/src/"):
        if root in file:
            return file.rsplit(root, 1)[1]
    return file.rsplit("/", 1)[-1]


def logging_for(level: str) -> dict[str, Any]:
    """Python's logging configuration; also tells structlog to go the same way."""
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True, key="time"),
    ]
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *shared,
            own_faults,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    end = [
        structlog.stdlib.ProcessorFormatter.remove_processors_meta,
        only_named_fields,
        structlog.processors.JSONRenderer(sort_keys=False),
    ]
    formatter = {
        "()": structlog.stdlib.ProcessorFormatter,
        "foreign_pre_chain": [*shared, only_places],
        "processors": end,
        "keep_exc_info": False,
        "keep_stack_info": False,
    }
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"json": formatter},
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
        "root": {"handlers": ["stderr"], "level": "WARNING"},
        "loggers": {
            "carrel": {"level": level.upper()},
            "django": {"handlers": [], "level": "WARNING", "propagate": True},
            "django.request": {"level": "ERROR"},  # each request has its own line already
            "django.security.DisallowedHost": {"level": "CRITICAL"},  # as above; strangers ask for odd hosts all day
            "django.server": {"handlers": [], "level": "ERROR", "propagate": True},
        },
    }
