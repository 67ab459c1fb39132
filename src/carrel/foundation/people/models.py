"""The tables of people who sign in."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower
from django.utils.crypto import salted_hmac

from carrel.foundation.vocabulary.privacy import Privacy


class AccountManager(BaseUserManager["Account"]):
    """Looks accounts up by e-mail address, whatever its letters' case."""

    def get_by_natural_key(self, username: str | None) -> Account:
        return self.get(email__iexact=username)


class Account(AbstractBaseUser):
    """Somebody who can sign in. What they may do is told by their roles."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    email = models.EmailField(unique=True)
    name = models.CharField(max_length=120)
    affiliation = models.CharField(max_length=160, blank=True)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField()
    suspended_at = models.DateTimeField(null=True, blank=True)
    suspension_reason = models.CharField(max_length=300, blank=True)
    sessions_ended = models.PositiveIntegerField(default=0)  # counts up; a session of before opens nothing

    objects: ClassVar[AccountManager] = AccountManager()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    privacy: ClassVar = {
        "id": Privacy.INDIRECT,
        "email": Privacy.IDENTIFYING,
        "name": Privacy.IDENTIFYING,
        "affiliation": Privacy.INDIRECT,
        "is_active": Privacy.TECHNICAL,
        "created_at": Privacy.TECHNICAL,
        "suspended_at": Privacy.TECHNICAL,
        "suspension_reason": Privacy.INDIRECT,
        "sessions_ended": Privacy.TECHNICAL,
        "password": Privacy.IDENTIFYING,
        "last_login": Privacy.INDIRECT,
    }

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(Lower("email"), name="an_address_has_one_account"),
            models.CheckConstraint(
                condition=models.Q(is_active=True, suspended_at=None)
                | models.Q(is_active=False, suspended_at__isnull=False),
                name="a_closed_account_says_since_when",
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """What a session must know to stay open: it changes with the password and when sessions are ended."""
        told = f"{self.password}:{self.sessions_ended}"
        return salted_hmac("carrel.people.sessions", told, secret=secret, algorithm="sha256").hexdigest()


class RoleGrant(models.Model):
    """A role that somebody has, or had: grants are ended, not deleted."""

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="grants")
    role = models.CharField(max_length=40)
    granted_at = models.DateTimeField()
    granted_by = models.CharField(max_length=64)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.CharField(max_length=64, blank=True)

    privacy: ClassVar = {
        "id": Privacy.TECHNICAL,
        "account": Privacy.INDIRECT,
        "role": Privacy.INDIRECT,
        "granted_at": Privacy.TECHNICAL,
        "granted_by": Privacy.INDIRECT,
        "ended_at": Privacy.TECHNICAL,
        "ended_by": Privacy.INDIRECT,
    }

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["account", "role"], condition=models.Q(ended_at=None), name="a_role_is_held_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.account_id} {self.role}"


class Invitation(models.Model):
    """Somebody who was asked to join, by a link in a letter that works once and for a while."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    email = models.EmailField()
    name = models.CharField(max_length=120)
    role = models.CharField(max_length=40)
    secret_digest = models.CharField(max_length=64, unique=True)
    invited_by = models.CharField(max_length=64)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    accepted_by = models.CharField(max_length=64, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.CharField(max_length=64, blank=True)

    privacy: ClassVar = {
        "id": Privacy.INDIRECT,
        "email": Privacy.IDENTIFYING,
        "name": Privacy.IDENTIFYING,
        "role": Privacy.INDIRECT,
        "secret_digest": Privacy.TECHNICAL,
        "invited_by": Privacy.INDIRECT,
        "created_at": Privacy.TECHNICAL,
        "expires_at": Privacy.TECHNICAL,
        "accepted_at": Privacy.TECHNICAL,
        "accepted_by": Privacy.INDIRECT,
        "withdrawn_at": Privacy.TECHNICAL,
        "withdrawn_by": Privacy.INDIRECT,
    }

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                Lower("email"),
                condition=models.Q(accepted_at=None, withdrawn_at=None),
                name="an_address_has_one_open_invitation",
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)


class Token(models.Model):
    """By which a program acts for a person, within the scopes it was given. Its text is shown once and stored as a digest."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="tokens")
    label = models.CharField(max_length=80)
    scopes = models.CharField(max_length=200)  # keys of the table of scopes, sorted, with spaces between
    digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_by = models.CharField(max_length=64, blank=True)

    privacy: ClassVar = {
        "id": Privacy.INDIRECT,
        "account": Privacy.INDIRECT,
        "label": Privacy.INDIRECT,
        "scopes": Privacy.TECHNICAL,
        "digest": Privacy.TECHNICAL,
        "created_at": Privacy.TECHNICAL,
        "expires_at": Privacy.TECHNICAL,
        "revoked_at": Privacy.TECHNICAL,
        "revoked_by": Privacy.INDIRECT,
    }

    def __str__(self) -> str:
        return str(self.id)
