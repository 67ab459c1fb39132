"""What the tests of the web share."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from types import SimpleNamespace

import pytest
from allauth.account.models import EmailAddress
from django.test import Client
from django.utils import timezone

from carrel.foundation.people.models import Account, RoleGrant
from carrel.interfaces.gate import throttle


@pytest.fixture(autouse=True)
def fresh_allowances() -> Iterator[None]:
    """No test has used up what another may ask."""
    throttle._throttle.cache_clear()
    yield
    throttle._throttle.cache_clear()


@pytest.fixture
def visitor() -> Client:
    """Somebody's browser; faults come back as pages, as they do from a server."""
    return Client(raise_request_exception=False)


@pytest.fixture
def signed_in(db: None) -> Callable[..., Client]:
    """Browsers of people with roles."""

    def browser(*roles: str, name: str = "Rosalind Franklin") -> Client:
        now = timezone.now()
        account = Account.objects.create(email=f"{'-'.join(roles) or 'nobody'}@example.org", name=name, created_at=now)
        EmailAddress.objects.create(user=account, email=account.email, verified=True, primary=True)
        for role in roles:
            RoleGrant.objects.create(account=account, role=role, granted_at=now, granted_by="operator")
        client = Client(raise_request_exception=False)
        client.force_login(account, backend="allauth.account.auth_backends.AuthenticationBackend")
        client.account = account  # type: ignore[attr-defined]
        return client

    return browser


@pytest.fixture
def broken_pages() -> SimpleNamespace:
    """A list of addresses with a page that breaks, for override_settings(ROOT_URLCONF=...)."""
    return SimpleNamespace(urls="tests.web.breaking_urls")
