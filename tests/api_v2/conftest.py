"""What the tests of the API share."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from django.conf import LazySettings

from carrel.interfaces.gate import throttle
from tests.api_v2.world import Program, World, made


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
