"""What every page knows: who looks at it, where it can go from here, and whose house it is."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from carrel import __version__
from carrel.interfaces.gate.visitors import visitor
from carrel.interfaces.web.navigation import address_of, links


def house(request: HttpRequest) -> dict[str, Any]:
    """For every template: `actor`, `navigation`, addresses, `contact`, `version`. Nothing is asked before it is used."""
    return {
        "actor": SimpleLazyObject(lambda: visitor(request)),
        "navigation": SimpleLazyObject(lambda: links(visitor(request), request.path)),
        "search_address": address_of("panels") or "/panels/",
        "account_address": address_of("account"),
        "contact": settings.CARREL_CONTACT,
        "version": __version__,
    }
