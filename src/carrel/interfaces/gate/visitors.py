"""Who is asking: the actor of a request, and where the request came from."""

from __future__ import annotations

import hashlib
import hmac
import ipaddress

from django.conf import settings
from django.http import HttpRequest

from carrel.foundation.people.queries import actor_of
from carrel.foundation.vocabulary.actors import Actor


def visitor(request: HttpRequest) -> Actor:
    """The actor of a request, looked up once."""
    return known_visitor(request) or introduce(request, actor_of(getattr(request, "user", None)))


def known_visitor(request: HttpRequest) -> Actor | None:
    """The actor of a request if it was already looked up: asks the database nothing."""
    known: Actor | None = getattr(request, "_carrel_actor", None)
    return known


def opaque_id(request: HttpRequest) -> str:
    """The id of who is signed in or showed a token, as far as anybody looked; empty for the public. Asks the database nothing."""
    actor = known_visitor(request)
    if actor is not None:
        return "" if actor.is_public else actor.id
    account = getattr(request, "_cached_user", None)  # Django's, once it has looked the session up
    return str(account.pk) if account is not None and account.is_authenticated else ""


def introduce(request: HttpRequest, actor: Actor) -> Actor:
    """From here on the request is that of `actor`: for those who show a token instead of signing in."""
    request._carrel_actor = actor  # type: ignore[attr-defined]
    return actor


def address(request: HttpRequest) -> str:
    """The IP address of the client. X-Forwarded-For is believed only as far as the operator's own proxies wrote it."""
    remote = str(request.META.get("REMOTE_ADDR") or "")
    proxies = settings.CARREL_PROXIES
    if not proxies:
        return remote
    hops = [hop.strip() for hop in str(request.META.get("HTTP_X_FORWARDED_FOR", "")).split(",") if hop.strip()]
    return hops[-proxies] if len(hops) >= proxies else remote


def client_key(request: HttpRequest, actor: Actor | None = None) -> str:
    """Something opaque that stays the same for one client: the id of an actor, else a keyed hash of the address."""
    if actor is not None and not actor.is_public:
        return actor.id
    digest = hmac.new(settings.SECRET_KEY.encode(), _line(address(request)).encode(), hashlib.blake2s).hexdigest()
    return f"address:{digest[:24]}"


def _line(text: str) -> str:
    """What one client has for itself: an IPv4 address, or the 64 bits of IPv6 in which it may choose any of 2^64 addresses."""
    try:
        found = ipaddress.ip_address(text)
    except ValueError:
        return text
    if isinstance(found, ipaddress.IPv4Address):
        return text
    return str(found.ipv4_mapped or ipaddress.ip_network((int(found), 64), strict=False))
