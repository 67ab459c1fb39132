"""Operations on people: oneself, one's tokens, accounts, roles, invitations."""

from __future__ import annotations

import uuid
from dataclasses import asdict
from datetime import timedelta
from typing import Annotated, Any, Literal

from allauth.account.internal.flows.reauthentication import did_recently_reauthenticate
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Path, Query, Schema

from carrel.foundation.people import actions, queries
from carrel.foundation.people.states import ROLES
from carrel.foundation.people.values import InvitationSeen, Person, TokenSeen
from carrel.foundation.vocabulary.actors import Permission
from carrel.interfaces.api.v2.answers import answer, nothing
from carrel.interfaces.api.v2.door import came_by_token, who
from carrel.interfaces.api.v2.operations import Operations
from carrel.interfaces.api.v2.problems import Refused
from carrel.interfaces.api.v2.shapes_people import (
    InvitationGiven,
    InvitationList,
    InvitationShape,
    Me,
    PersonList,
    PersonShape,
    RoleKey,
    RoleList,
    SuspensionGiven,
    TokenGiven,
    TokenIssued,
    TokenList,
)
from carrel.interfaces.api.v2.showing import shown_time


on = Operations("People")


class PersonAt(Schema):
    """Names an account by its id."""

    id: uuid.UUID


class RoleAt(PersonAt):
    """Names a role of an account."""

    role: RoleKey


class PeopleAsked(Schema):
    """Which accounts."""

    role: Literal["", "reviewer", "curator", "administrator", "auditor"] = ""


PersonPath = Annotated[PersonAt, Path(...)]
RolePath = Annotated[RoleAt, Path(...)]


@on.reads("/me", Me)
def show_me(request: HttpRequest) -> HttpResponse:
    """Show who you are here, and what you may do by this token or session."""
    actor = who(request)
    held = sorted(actor.permissions)
    shown = {"id": actor.id, "name": actor.name, "affiliation": actor.affiliation, "permissions": held}
    return answer(request, shown | {"by_token": came_by_token(request)})


@on.reads("/me/tokens", TokenList)
def list_my_tokens(request: HttpRequest) -> HttpResponse:
    """List your tokens, without their texts."""
    return answer(request, {"results": [_token(one) for one in queries.tokens_of(who(request).id, timezone.now())]})


@on.posts("/me/tokens", TokenIssued, status=201)
def issue_token(request: HttpRequest, given: TokenGiven) -> HttpResponse:
    """Make a token for yourself. Its text is shown this once. A token cannot make tokens: sign in for it."""
    if came_by_token(request):
        sentence = "A token cannot make tokens; sign in and make it on your account page."
        raise Refused(403, sentence, objections=[sentence])
    if not did_recently_reauthenticate(request):  # as on the page: a token outlives the session of an open browser
        sentence = "Confirm your password first: make the token on your account page."
        raise Refused(403, sentence, objections=[sentence])
    now = timezone.now()
    key, text = actions.issue_token(
        who(request),
        label=given.label,
        scopes=frozenset(given.scopes),
        expires_at=now + timedelta(days=given.days),
        at=now,
    )
    response = answer(request, {"id": key, "text": text}, status=201)
    response.headers["Cache-Control"] = "no-store"
    return response


@on.takes_away("/tokens/{id}")
def revoke_token(request: HttpRequest, at: PersonPath) -> HttpResponse:
    """Take a token back: your own, or as an administrator anybody's. It opens nothing from this moment."""
    actions.revoke_token(who(request), token_id=str(at.id), at=timezone.now())
    return nothing()


@on.reads("/roles", RoleList)
def list_roles(request: HttpRequest) -> HttpResponse:
    """List the roles, what each is for and what it may do."""
    shown = [
        {"key": role.key, "title": role.title, "prose": role.prose, "permissions": sorted(role.permissions),
         "second_factor": role.second_factor}
        for role in ROLES
    ]  # fmt: skip
    return answer(request, {"results": shown})


@on.reads("/people", PersonList)
def list_people(request: HttpRequest, asked: Annotated[PeopleAsked, Query(...)]) -> HttpResponse:
    """List accounts, by name. All of them, or those with a role."""
    return answer(request, {"results": [_person(one) for one in queries.people(role=asked.role, limit=10_000)]})


@on.reads("/people/{id}", PersonShape)
def show_person(request: HttpRequest, at: PersonPath) -> HttpResponse:
    """Show an account."""
    return answer(request, _person(queries.person(str(at.id))))


@on.reads("/people/{id}/tokens", TokenList)
def list_tokens_of_person(request: HttpRequest, at: PersonPath) -> HttpResponse:
    """List somebody's tokens, without their texts."""
    person = queries.person(str(at.id))
    return answer(request, {"results": [_token(one) for one in queries.tokens_of(person.id, timezone.now())]})


@on.puts("/people/{id}/roles/{role}", PersonShape)
def give_role(request: HttpRequest, at: RolePath) -> HttpResponse:
    """Give somebody a role."""
    actions.give_role(who(request), account_id=str(at.id), role=at.role, at=timezone.now())
    return answer(request, _person(queries.person(str(at.id))))


@on.takes_away("/people/{id}/roles/{role}", PersonShape, status=200)
def take_role(request: HttpRequest, at: RolePath) -> HttpResponse:
    """Take a role from somebody."""
    actions.take_role(who(request), account_id=str(at.id), role=at.role, at=timezone.now())
    return answer(request, _person(queries.person(str(at.id))))


@on.puts("/people/{id}/suspension", PersonShape)
def suspend_person(request: HttpRequest, at: PersonPath, given: SuspensionGiven) -> HttpResponse:
    """Close an account. Its sessions end and its tokens are refused from this moment."""
    actions.suspend(who(request), account_id=str(at.id), reason=given.reason, at=timezone.now())
    return answer(request, _person(queries.person(str(at.id))))


@on.takes_away("/people/{id}/suspension", PersonShape, status=200)
def reinstate_person(request: HttpRequest, at: PersonPath) -> HttpResponse:
    """Open a suspended account again."""
    actions.reinstate(who(request), account_id=str(at.id), at=timezone.now())
    return answer(request, _person(queries.person(str(at.id))))


@on.takes_away("/people/{id}/sessions")
def end_sessions(request: HttpRequest, at: PersonPath) -> HttpResponse:
    """Sign somebody out everywhere, at once."""
    actions.end_sessions(who(request), account_id=str(at.id), at=timezone.now())
    return nothing()


@on.reads("/invitations", InvitationList)
def list_invitations(request: HttpRequest) -> HttpResponse:
    """List invitations, newest first. Administrators see all, others those that they sent."""
    actor = who(request)
    inviter = "" if actor.may(Permission.MANAGE_PEOPLE) else actor.id
    found = queries.invitations(timezone.now(), inviter, limit=10_000)
    return answer(request, {"results": [_invitation(one, actor.id) for one in found]})


@on.posts("/invitations", InvitationShape, status=201)
def invite_person(request: HttpRequest, given: InvitationGiven) -> HttpResponse:
    """Ask somebody to join, by a letter with a link. Curators invite reviewers; administrators invite anybody."""
    actor = who(request)
    seen = actions.invite(actor, email=given.email, name=given.name, role=given.role, at=timezone.now())
    return answer(request, _invitation(seen, actor.id), status=201)


@on.takes_away("/invitations/{id}")
def withdraw_invitation(request: HttpRequest, at: PersonPath) -> HttpResponse:
    """Make an invitation's link useless."""
    actions.withdraw_invitation(who(request), invitation_id=str(at.id), at=timezone.now())
    return nothing()


def _person(person: Person) -> dict[str, Any]:
    times = ("created_at", "last_login", "suspended_at")
    return asdict(person) | {name: shown_time(getattr(person, name)) for name in times}


def _token(token: TokenSeen) -> dict[str, Any]:
    return asdict(token) | {"created_at": shown_time(token.created_at), "expires_at": shown_time(token.expires_at)}


def _invitation(seen: InvitationSeen, actor_id: str) -> dict[str, Any]:
    shown = asdict(seen) | {"created_at": shown_time(seen.created_at), "expires_at": shown_time(seen.expires_at)}
    return {**shown, "mine": shown.pop("invited_by") == actor_id}
