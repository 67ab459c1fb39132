"""How django-allauth is bent to the rules of the house: nobody signs up without an invitation."""

from __future__ import annotations

import base64
import hashlib
import logging
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialLogin
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.http import HttpRequest
from django.shortcuts import render
from django.utils import timezone
from django.utils.encoding import force_bytes

from carrel.foundation.people import actions, queries
from carrel.foundation.people.errors import PeopleFault


LOG = logging.getLogger("carrel.people")


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth tells no types
    """Accounts with a password."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """A mail server that is away must not shut the sign-in pages; its fault is logged without the address."""
        try:
            super().send_mail(template_prefix, email, context)
        except OSError as fault:
            LOG.error(
                "a letter of the sign-in pages could not be sent",
                extra={"letter": template_prefix, "fault": type(fault).__name__},
            )


class SocialAccountAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """Accounts of an identity provider, which are matched by an e-mail address that both sides have proven."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        return False

    def can_authenticate_by_email(self, login: SocialLogin, email: str) -> bool:
        return bool(super().can_authenticate_by_email(login, email)) and self._is_proven(login, email)

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Whoever was invited and comes by this way joins now; a stranger and a suspended person are told so."""
        if not sociallogin.is_existing:
            for address in sociallogin.email_addresses:
                if address.verified and queries.open_invitation_by_email(address.email, timezone.now()):
                    self._join(address.email)
                    sociallogin.lookup()
                    break
        if not sociallogin.is_existing and sociallogin.state.get("process") != "connect":
            raise ImmediateHttpResponse(render(request, "account/signup_closed.html", status=403))

    def _join(self, email: str) -> None:
        try:
            actions.accept_invitation_of(email, at=timezone.now())
        except PeopleFault as fault:
            LOG.warning("an invitation could not be accepted by single sign-on", extra={"fault": type(fault).__name__})

    def _is_proven(self, login: SocialLogin, email: str) -> bool:
        return any(address.verified and address.email.lower() == email.lower() for address in login.email_addresses)


class MFAAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Second factors: their secrets are encrypted in the database, and roles that need one keep one."""

    def encrypt(self, text: str) -> str:
        return str(_cipher().encrypt(text.encode()), "ascii")

    def decrypt(self, encrypted_text: str) -> str:
        return str(_cipher().decrypt(encrypted_text.encode()), "utf-8")

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        if not settings.CARREL_MFA_REQUIRED or authenticator.type == Authenticator.Type.RECOVERY_CODES:
            return True
        return queries.may_do_without(authenticator.user, str(authenticator.pk))


def _cipher() -> MultiFernet:
    """By the server's key; older keys still open what they closed."""
    return MultiFernet([Fernet(_made_of(key)) for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)])


def _made_of(key: str | bytes) -> bytes:
    digest = hashlib.sha256(b"mfa:" + force_bytes(key)).digest()
    return base64.urlsafe_b64encode(digest)


def display_name(account: object) -> str:
    """What somebody is called on pages."""
    return str(getattr(account, "name", ""))
