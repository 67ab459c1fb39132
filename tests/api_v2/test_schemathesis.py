"""Generated requests, good and bad, as every role: never a fault of the server, never an answer that is not described."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

import hypothesis
import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, transaction
from hypothesis import HealthCheck

from carrel.foundation.people.states import ROLES
from tests.api_v2.described import DOCUMENT
from tests.api_v2.world import World


schemathesis = pytest.importorskip("schemathesis", reason="the Python package schemathesis is not installed")
from schemathesis.checks import not_a_server_error  # noqa: E402
from schemathesis.specs.openapi.checks import (  # noqa: E402
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)


pytestmark = [pytest.mark.django_db, pytest.mark.row("M6", "M30")]
EXAMPLES = int(os.environ.get("CARREL_API_EXAMPLES", "3"))
ASKING = ["", *(role.key for role in ROLES), "everything", "suspended", "expired", "revoked", "narrow", "invented"]
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
THOROUGH = EXAMPLES > 50
SETTINGS = {
    "phases": {"examples": {"enabled": False}, "coverage": {"enabled": THOROUGH}, "stateful": {"enabled": False}}
}
SCHEMA = schemathesis.openapi.from_dict(DOCUMENT, config=schemathesis.Config.from_dict(SETTINGS))
SCHEMA.app = WSGIHandler()


@pytest.fixture(scope="module", autouse=True)
def one_connection() -> Iterator[None]:
    """Requests do not close the connection on which the world's transaction is; Django's own test client does the same."""
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    yield
    for signal in signals:
        signal.connect(close_old_connections)


@schemathesis.serializer("text/tab-separated-values")
def tables(context: Any, value: Any) -> bytes:
    """Tables are sent as they are."""
    return value if isinstance(value, bytes) else str(value).encode("utf-8", "replace")


def real(world: World, case: Any) -> Iterator[Any]:
    """The request as it was generated, and the same about things that exist."""
    yield case
    known = {"number": world.public.number, "kind": "gene", "name": "BRCA1", "version": "0.4", "key": "BRCA1",
             "id": world.actors["reviewer"].id, "role": "auditor"}  # fmt: skip
    if set(case.path_parameters or {}) & set(known):
        case.path_parameters = {name: known.get(name, value) for name, value in case.path_parameters.items()}
        yield case


@SCHEMA.parametrize()
@hypothesis.settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=not THOROUGH,
    database=None,
    suppress_health_check=list(HealthCheck),
)
def test_no_generated_request_breaks_the_api(case: Any, role_world: World, django_db_blocker: Any) -> None:
    with django_db_blocker.unblock():
        for request in real(role_world, case):
            for role in ASKING:
                with transaction.atomic():
                    answer = request.call(headers={"Accept-Encoding": "identity", **role_world.headers(role)})
                    transaction.set_rollback(True)
                request.validate_response(answer, checks=CHECKS)
