"""One's own account: name, roles, sessions, tokens."""

from __future__ import annotations

from allauth.account.decorators import reauthentication_required
from allauth.usersessions.internal.flows.sessions import end_other_sessions, end_sessions
from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from carrel.foundation.people import actions, queries, states
from carrel.foundation.people.errors import NotAllowed, PeopleFault
from carrel.interfaces.gate.visitors import visitor
from carrel.interfaces.web.people.faults import tell
from carrel.interfaces.web.people.forms import ProfileForm, TokenForm
from carrel.interfaces.web.people.needs import signed_in


@signed_in
@require_http_methods(["GET", "POST"])
def account(request: HttpRequest) -> HttpResponse:
    """My account: what I am called, my roles, and the ways to how I sign in."""
    me = queries.person(visitor(request).id)
    form = ProfileForm(request.POST or None, initial={"name": me.name, "affiliation": me.affiliation})
    if request.method == "POST" and form.is_valid():
        try:
            actions.update_profile(visitor(request), at=timezone.now(), **form.cleaned_data)
        except NotAllowed as fault:
            tell(form, fault)
        else:
            messages.success(request, "Your name was saved.")
            return redirect("account")
    roles = [states.BY_KEY[key] for key in me.roles]
    return render(request, "people/account.html", {"me": me, "form": form, "roles": roles})


@signed_in
@require_http_methods(["GET", "POST"])
def tokens(request: HttpRequest) -> HttpResponse:
    """My tokens, and the form for a new one."""
    if request.method == "POST":
        response: HttpResponse = issue(request)
        return response
    return _tokens(request, TokenForm(visitor(request)))


@reauthentication_required  # type: ignore[untyped-decorator]  # allauth tells no types
def issue(request: HttpRequest) -> HttpResponse:
    """Make a token; its text is on this one answer and nowhere else."""
    now, form = timezone.now(), TokenForm(visitor(request), request.POST)
    if not form.is_valid():
        return _tokens(request, form)
    data = form.cleaned_data
    try:
        _, text = actions.issue_token(
            visitor(request), label=data["label"], scopes=frozenset(data["scopes"]), expires_at=now + form.life, at=now
        )
    except NotAllowed as fault:
        tell(form, fault)
        return _tokens(request, form)
    return _tokens(request, TokenForm(visitor(request)), text)


def _tokens(request: HttpRequest, form: TokenForm, text: str = "") -> HttpResponse:
    mine = queries.tokens_of(visitor(request).id, timezone.now())
    response = render(request, "people/tokens.html", {"form": form, "tokens": mine, "text": text})
    response["Cache-Control"] = "no-store"
    return response


@signed_in
@require_POST
def revoke(request: HttpRequest, token_id: str) -> HttpResponse:
    """Take one of my tokens back."""
    try:
        actions.revoke_token(visitor(request), token_id=str(token_id), at=timezone.now())
        messages.success(request, "The token was revoked; it opens nothing any more.")
    except PeopleFault as fault:
        messages.error(request, str(fault))
    return redirect("account_tokens")


@signed_in
@require_http_methods(["GET", "POST"])
def sessions(request: HttpRequest) -> HttpResponse:
    """Where I am signed in, and the buttons that end it."""
    mine = UserSession.objects.filter(user_id=visitor(request).id).order_by("-created_at")
    if request.method == "GET":
        return render(request, "people/sessions.html", {"sessions": mine})
    if "others" in request.POST:
        end_other_sessions(request, request.user)
        messages.success(request, "You are signed out everywhere else.")
    else:
        asked = request.POST.get("session", "")
        end_sessions(request, [one for one in mine if str(one.pk) == asked])
        messages.success(request, "The session was ended.")
    return redirect("account_sessions")
