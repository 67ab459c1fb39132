"""How a page demands that somebody is signed in and may do something."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render

from carrel.foundation.people import states
from carrel.foundation.vocabulary.actors import Permission
from carrel.interfaces.gate.visitors import visitor


View = Callable[..., HttpResponseBase]


def needs(permission: Permission) -> Callable[[View], View]:
    """Only for those with a permission: others are led to the sign-in page, or told which role it takes and whom to ask."""

    def wrap(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            actor = visitor(request)
            if actor.may(permission):
                return view(request, *args, **kwargs)
            if actor.is_public:
                return redirect_to_login(request.get_full_path())
            return forbidden(request, permission)

        return guarded

    return wrap


def signed_in(view: View) -> View:
    """Only for those who are signed in, whatever their roles."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if visitor(request).is_public:
            return redirect_to_login(request.get_full_path())
        return view(request, *args, **kwargs)

    return guarded


def forbidden(request: HttpRequest, permission: Permission) -> HttpResponse:
    """A page that says which role it takes, and whom to ask."""
    told = {"meaning": states.MEANINGS[permission], "roles": states.roles_with(permission)}
    return render(request, "people/forbidden.html", told, status=403)
