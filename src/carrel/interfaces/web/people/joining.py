"""Inviting somebody, and accepting an invitation."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from carrel.foundation.people import actions, queries, states
from carrel.foundation.people.errors import InvitationCannotBeUsed, NotAllowed, PeopleFault
from carrel.foundation.vocabulary.actors import Permission
from carrel.interfaces.gate.visitors import visitor
from carrel.interfaces.web.people.faults import tell
from carrel.interfaces.web.people.forms import AcceptanceForm, InvitationForm
from carrel.interfaces.web.people.needs import needs


@needs(Permission.INVITE_REVIEWERS)
@require_http_methods(["GET", "POST"])
def invite(request: HttpRequest) -> HttpResponse:
    """The form that asks somebody to join."""
    form = InvitationForm(visitor(request), request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.invite(visitor(request), at=timezone.now(), **form.cleaned_data)
        except NotAllowed as fault:
            tell(form, fault)
        else:
            messages.success(request, "The invitation is on its way. Its link works once, for 14 days.")
            return redirect("people")
    return render(request, "people/invite.html", {"form": form})


@needs(Permission.INVITE_REVIEWERS)
@require_POST
def withdraw(request: HttpRequest, invitation_id: str) -> HttpResponse:
    """Make an invitation's link useless."""
    try:
        actions.withdraw_invitation(visitor(request), invitation_id=str(invitation_id), at=timezone.now())
        messages.success(request, "The invitation was withdrawn; its link opens nothing any more.")
    except PeopleFault as fault:
        messages.error(request, str(fault))
    return redirect("people")


@require_http_methods(["GET", "POST"])
def accept(request: HttpRequest, secret: str) -> HttpResponse:
    """Where the link of an invitation leads."""
    try:
        response = _accept(request, secret)
    except InvitationCannotBeUsed as fault:
        response = render(request, "people/invitation_closed.html", {"why": str(fault)}, status=410)
    response["Referrer-Policy"] = (
        "strict-origin"  # the secret stays here; "no-referrer" would hide the form's origin too
    )
    response["Cache-Control"] = "no-store"
    return response


def _accept(request: HttpRequest, secret: str) -> HttpResponse:
    invitation = queries.invitation_for(secret, timezone.now())
    form = AcceptanceForm(request.POST or None, initial={"name": invitation.name})
    if request.method == "POST" and form.is_valid():
        try:
            actions.accept_invitation(secret, at=timezone.now(), **form.cleaned_data)
        except NotAllowed as fault:
            tell(form, fault)
        else:
            messages.success(
                request, "Your account is open. Sign in with your e-mail address and the password you chose."
            )
            return redirect("account_login")
    told = {"form": form, "invitation": invitation, "role": states.BY_KEY[invitation.role]}
    return render(request, "people/accept.html", told)
