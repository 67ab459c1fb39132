"""Who reads: the public, somebody who is signed in, or a program that shows a token. Asked only where it matters."""

from __future__ import annotations

from functools import partial

from django.http import HttpRequest
from django.utils import timezone

from carrel.foundation.knowledge.queries.panelapp_answers import Who
from carrel.foundation.people.queries import actor_of_token
from carrel.foundation.vocabulary.actors import Actor
from carrel.interfaces.gate.visitors import introduce, known_visitor, visitor


SCHEMES = ("bearer", "token")  # ours, and PanelApp's


def who(request: HttpRequest) -> Who:
    """A question that is put at most once. It raises TokenIsRefused where a token was shown that opens nothing."""
    return partial(_reader, request)


def _reader(request: HttpRequest) -> Actor:
    scheme, _, token = str(request.META.get("HTTP_AUTHORIZATION", "")).strip().partition(" ")
    known = known_visitor(request)
    if known is None and scheme.lower() in SCHEMES and token:
        return introduce(request, actor_of_token(token.strip(), timezone.now()))
    return visitor(request)
