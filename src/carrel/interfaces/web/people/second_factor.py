"""Whoever holds a role that can do harm shows more than a password, or sets that up before anything else."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from carrel.foundation.people import queries
from carrel.interfaces.gate.refusals import Refusal, refusal


_OPEN = ("/accounts/", "/static/", "/health", "/roles/", "/accessibility/", "/licence/")
_SENTENCE = "Your role needs a second factor: set up an authenticator app or a passkey, then you can go on."
_FOR_PROGRAMS = Refusal(
    "Your role needs a second factor", _SENTENCE, "Set up an authenticator app or a passkey, then you can go on."
)


class SecondFactorMiddleware:
    """Leads curators, administrators and auditors without a second factor to the page where they set one up.

    Off where CARREL_MFA_REQUIRED is 0, which is for demonstrations.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if self._is_missing(request):
            if request.path.startswith("/api/"):
                return refusal(request, 403, _FOR_PROGRAMS)
            messages.warning(request, _SENTENCE)
            return redirect("mfa_index")
        return self.get_response(request)

    def _is_missing(self, request: HttpRequest) -> bool:
        if not settings.CARREL_MFA_REQUIRED or request.path.startswith(_OPEN) or "sessionid" not in _cookies(request):
            return False
        return request.user.is_authenticated and queries.lacks_second_factor(request.user)


def _cookies(request: HttpRequest) -> str:
    """Names of cookies: without a session there is nobody to look up."""
    return " ".join(request.COOKIES)
