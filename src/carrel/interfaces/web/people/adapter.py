"""How django-allauth is bent to the rules of the house: nobody signs up without an invitation."""

from __future__ import annotations

from allauth.account.adapter import DefaultAccountAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.http import HttpRequest


class AccountAdapter(DefaultAccountAdapter):
    """Accounts with a password."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False


class SocialAccountAdapter(DefaultSocialAccountAdapter):
    """Accounts of an identity provider."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: object) -> bool:
        return False


def display_name(account: object) -> str:
    """What somebody is called on pages."""
    return str(getattr(account, "name", ""))
