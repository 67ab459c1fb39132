"""The tables of people who sign in."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models

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
        "password": Privacy.IDENTIFYING,
        "last_login": Privacy.INDIRECT,
    }

    def __str__(self) -> str:
        return str(self.id)


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
