"""What the tests of the API share."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.conf import LazySettings
from django.db import transaction

from carrel.interfaces.gate import throttle
from tests.api_v2.world import Program, World, made, more_tokens


@pytest.fixture(autouse=True)
def nobody_is_throttled(settings: LazySettings) -> Iterator[None]:
    """Throttling has its own test."""
    settings.CARREL_API_RATE = "off"
    throttle._throttle.cache_clear()
    yield
    throttle._throttle.cache_clear()


@pytest.fixture
def world(db: None) -> World:
    """People of every role, and panels."""
    return made()


@pytest.fixture
def program(world: World) -> Callable[..., Program]:
    """A program with the token of somebody with a role; without, it is anybody."""
    return lambda role="": Program(world, role)


@pytest.fixture(scope="module")
def role_world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    """One world for many tests, with tokens that open nothing too; each test takes back what it changes in it."""
    with django_db_blocker.unblock(), transaction.atomic():
        world = made()
        more_tokens(world)
        yield world
        transaction.set_rollback(True)
