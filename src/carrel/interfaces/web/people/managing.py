"""The administrators' pages: who there is, and what can be done about their accounts."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from carrel.foundation.people import actions, queries, states
from carrel.foundation.people.errors import NoSuchAccount, PeopleFault
from carrel.foundation.vocabulary.actors import Permission
from carrel.interfaces.gate.visitors import visitor
from carrel.interfaces.web.people.forms import SearchForm, SuspensionForm
from carrel.interfaces.web.people.needs import View, needs


@require_GET
def roles(request: HttpRequest) -> HttpResponse:
    """What each role is for and may do: for everybody."""
    table = [
        {"key": role.key, "title": role.title, "prose": role.prose, "second_factor": role.second_factor,
         "may": [states.MEANINGS[permission] for permission in Permission if permission in role.permissions]}
        for role in states.ROLES
    ]  # fmt: skip
    told = {"roles": table, "scopes": states.SCOPES}
    return render(request, "people/roles.html", told)


@needs(Permission.INVITE_REVIEWERS)
@require_http_methods(["GET", "POST"])
def people(request: HttpRequest) -> HttpResponse:
    """Who there is. The words that are looked for are posted, as names do not belong into addresses and logs."""
    actor, form = visitor(request), SearchForm(request.POST or None)
    words, role = (form.cleaned_data["words"], form.cleaned_data["role"]) if form.is_valid() else ("", "")
    manages = actor.may(Permission.MANAGE_PEOPLE)
    told = {
        "form": form,
        "manages": manages,
        "people": queries.people(words, role) if manages else (),
        "invitations": queries.invitations(timezone.now(), "" if manages else actor.id),
    }
    return render(request, "people/people.html", told)


@needs(Permission.MANAGE_PEOPLE)
@require_GET
def person(request: HttpRequest, account_id: str) -> HttpResponse:
    """One account, and what can be done about it."""
    try:
        found = queries.person(str(account_id))
    except NoSuchAccount as fault:
        raise Http404(str(fault)) from None
    told = {
        "person": found,
        "is_me": found.id == visitor(request).id,
        "held": [states.BY_KEY[key] for key in found.roles],
        "others": [role for role in states.ROLES if role.key not in found.roles],
        "tokens": queries.tokens_of(found.id, timezone.now()),
        "form": SuspensionForm(),
    }
    return render(request, "people/person.html", told)


Done = Callable[[HttpRequest, str], str]


def _changing(change: Done) -> View:
    """A button on an account's page: do it, or say why not, and come back."""

    @needs(Permission.MANAGE_PEOPLE)
    @require_POST
    def view(request: HttpRequest, account_id: str) -> HttpResponse:
        try:
            messages.success(request, change(request, str(account_id)))
        except PeopleFault as fault:
            messages.error(request, str(fault))
        return redirect("person", account_id)

    return view


def _give(request: HttpRequest, account_id: str) -> str:
    actions.give_role(visitor(request), account_id=account_id, role=request.POST.get("role", ""), at=timezone.now())
    return "The role was given."


def _take(request: HttpRequest, account_id: str) -> str:
    actions.take_role(visitor(request), account_id=account_id, role=request.POST.get("role", ""), at=timezone.now())
    return "The role was taken."


def _suspend(request: HttpRequest, account_id: str) -> str:
    actions.suspend(visitor(request), account_id=account_id, reason=request.POST.get("reason", ""), at=timezone.now())
    return "The account is suspended: its sessions have ended and its tokens open nothing."


def _reinstate(request: HttpRequest, account_id: str) -> str:
    actions.reinstate(visitor(request), account_id=account_id, at=timezone.now())
    return "The account is open again."


def _end_sessions(request: HttpRequest, account_id: str) -> str:
    actions.end_sessions(visitor(request), account_id=account_id, at=timezone.now())
    return "This person is signed out everywhere."


def _revoke(request: HttpRequest, account_id: str) -> str:
    actions.revoke_token(visitor(request), token_id=request.POST.get("token", ""), at=timezone.now())
    return "The token was revoked; it opens nothing any more."


give, take, suspend = _changing(_give), _changing(_take), _changing(_suspend)
reinstate, end_sessions, revoke = _changing(_reinstate), _changing(_end_sessions), _changing(_revoke)
