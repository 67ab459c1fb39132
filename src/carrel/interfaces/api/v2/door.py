"""Who comes through the door of an operation: the token or the session, what they may do, how often, and with what in hand."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest
from django.utils import timezone
from ninja.utils import check_csrf

from carrel.foundation.people import queries as people
from carrel.foundation.people.errors import TokenIsRefused
from carrel.foundation.people.states import MEANINGS, roles_with
from carrel.foundation.vocabulary.actors import PUBLIC, Actor, Permission
from carrel.interfaces.api.v2.bodies import JSON, refuse_letters, refuse_media
from carrel.interfaces.api.v2.permissions import Needs, may_use
from carrel.interfaces.api.v2.problems import Refused
from carrel.interfaces.gate.throttle import seconds_to_wait
from carrel.interfaces.gate.visitors import client_key, introduce, visitor


SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


@dataclass(frozen=True, slots=True)
class Passed:
    """Who came through, and whether a program did by a token."""

    actor: Actor
    by_token: bool


class Door:
    """Stands before one operation. What it takes is told once, in the table of permissions."""

    def __init__(self, needs: Needs, takes: str = JSON) -> None:
        self.needs, self.takes = needs, takes

    def __call__(self, request: HttpRequest) -> Passed:
        """Let somebody through, or raise Refused: 400, 401, 403, 415 or 429."""
        refuse_letters(request)
        passed = self._passed(request)
        refuse_too_often(request, passed.actor)
        if not may_use(passed.actor, self.needs):
            raise _refusal(passed, self.needs)
        if request.method not in SAFE:
            refuse_media(request, self.takes)
        return passed

    def _passed(self, request: HttpRequest) -> Passed:
        header = request.headers.get("Authorization", "")
        if header:
            return Passed(_actor_of_header(request, header), by_token=True)
        actor = visitor(request)
        if not actor.is_public and request.method not in SAFE and check_csrf(request):
            raise Refused(
                403, "A change by a session needs the header X-CSRFToken; programs send a token instead.",
                objections=["The request does not prove that it comes from a page of this site."],
            )  # fmt: skip
        return Passed(actor, by_token=False)


def who(request: HttpRequest) -> Actor:
    """The actor whom the door let through."""
    passed: Passed = request.auth  # type: ignore[attr-defined]  # set by ninja from what the door returned
    return passed.actor


def came_by_token(request: HttpRequest) -> bool:
    """Did a program come through, by a token?"""
    passed: Passed = request.auth  # type: ignore[attr-defined]
    return passed.by_token


def _actor_of_header(request: HttpRequest, header: str) -> Actor:
    scheme, _, text = header.partition(" ")
    try:
        if scheme.lower() != "bearer" or not text.strip():
            raise TokenIsRefused("Send the header Authorization: Bearer, a space, and a token of your account page.")
        actor = people.actor_of_token(text.strip(), timezone.now())
    except TokenIsRefused as fault:
        refuse_too_often(request, PUBLIC)  # so that guessing is slow
        raise Refused(401, str(fault)) from None
    return introduce(request, actor)


def refuse_too_often(request: HttpRequest, actor: Actor, scope: str = "api") -> None:
    """Raise Refused (429) where this client has asked too often. `scope`: `api`, or `heavy` for what takes a second of work."""
    seconds = seconds_to_wait(request, scope, client_key(request, actor))
    if seconds:
        fault = Refused(429, f"Too many requests of one client; nothing was changed. Try again in {seconds} s.")
        fault.headers["Retry-After"] = str(seconds)
        raise fault


def _refusal(passed: Passed, needs: Needs) -> Refused:
    if passed.actor.is_public:
        return Refused(401, "Sign in first, or send a token: Authorization: Bearer, a space, and the token.")
    if not isinstance(needs, Permission):
        return Refused(403, "This needs an account.")
    roles = ", ".join(role.title for role in roles_with(needs))
    sentence = f"This needs a role that may {MEANINGS[needs]}: {roles}."
    if passed.by_token:
        sentence += " If your role is one of these, the token's scopes leave it out: issue another token."
    return Refused(403, sentence, objections=[sentence])
