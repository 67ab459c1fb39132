"""The addresses of these pages. None of them ever holds a name or an e-mail address."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path
from django.views.generic import RedirectView

from carrel.interfaces.web.people import account, joining, managing, notes


notes.connect()

urlpatterns: list[URLPattern | URLResolver] = [
    path("roles/", managing.roles, name="roles"),
    path("account/", account.account, name="account"),
    path("account/sessions/", account.sessions, name="account_sessions"),
    path("account/tokens/", account.tokens, name="account_tokens"),
    path("account/tokens/<uuid:token_id>/revoke/", account.revoke, name="account_token_revoke"),
    path("invitations/<str:secret>/", joining.accept, name="accept_invitation"),
    path("people/", managing.people, name="people"),
    path("people/invite/", joining.invite, name="invite"),
    path("people/invitations/<uuid:invitation_id>/withdraw/", joining.withdraw, name="withdraw_invitation"),
    path("people/<uuid:account_id>/", managing.person, name="person"),
    path("people/<uuid:account_id>/give/", managing.give, name="give_role"),
    path("people/<uuid:account_id>/take/", managing.take, name="take_role"),
    path("people/<uuid:account_id>/suspend/", managing.suspend, name="suspend"),
    path("people/<uuid:account_id>/reinstate/", managing.reinstate, name="reinstate"),
    path("people/<uuid:account_id>/end-sessions/", managing.end_sessions, name="end_sessions"),
    path("people/<uuid:account_id>/revoke/", managing.revoke, name="revoke_token"),
    # of django-allauth's pages, those that the house has in its own way
    path("accounts/sessions/", RedirectView.as_view(pattern_name="account_sessions")),
    path("accounts/signup/", RedirectView.as_view(pattern_name="account_login"), name="account_signup"),
]
