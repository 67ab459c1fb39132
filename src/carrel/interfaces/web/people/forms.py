"""The forms of these pages: what is typed, and how it is read. Who may do it is decided elsewhere."""

from __future__ import annotations

import time
from datetime import timedelta
from typing import Any

from allauth.account.forms import ResetPasswordForm
from django import forms
from django.http import HttpRequest
from django.utils import timezone

from carrel.foundation.people import actions
from carrel.foundation.people.states import REVIEWER, ROLES, SCOPES
from carrel.foundation.vocabulary.actors import Actor, Permission


ANSWER_AFTER = 0.25  # seconds; longer than a letter takes to be put into the outbox, also on slow disks
LIVES = ((30, "30 days"), (90, "90 days"), (180, "6 months"), (365, "1 year"))


class ForgottenPassword(ResetPasswordForm):  # type: ignore[misc]  # allauth tells no types
    """Asks for a letter with a link. Whether an address is known is told neither by the answer nor by its time."""

    def save(self, request: HttpRequest, **kwargs: Any) -> str:
        email: str = self.cleaned_data["email"]
        end = time.monotonic() + ANSWER_AFTER
        actions.forget_password(email, at=timezone.now())
        time.sleep(max(0.0, end - time.monotonic()))  # a letter is written to disk, nothing is for a stranger
        return email


class InvitationForm(forms.Form):
    """Whom to invite, and as what."""

    name = forms.CharField(max_length=120, label="Full name", widget=forms.TextInput(attrs={"autocomplete": "off"}))
    email = forms.EmailField(label="E-mail address", help_text="We will send a link to this address.")
    role = forms.ChoiceField(label="Role", widget=forms.RadioSelect)

    def __init__(self, actor: Actor, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = [role for role in ROLES if actor.may(Permission.MANAGE_PEOPLE) or role.key == REVIEWER]
        self.fields["role"].choices = [(role.key, role.title) for role in offered]  # type: ignore[attr-defined]
        self.fields["role"].initial = REVIEWER


class AcceptanceForm(forms.Form):
    """What somebody who was invited tells about themselves."""

    name = forms.CharField(
        max_length=120, label="Full name", help_text="Shown beside what you write.",
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )  # fmt: skip
    affiliation = forms.CharField(
        max_length=160, required=False, label="Hospital, laboratory or institute",
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )  # fmt: skip
    password = forms.CharField(
        label="Password", strip=False, help_text="At least 12 letters; three words that nobody connects are good.",
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )  # fmt: skip


class ProfileForm(forms.Form):
    """What one is called on pages."""

    name = forms.CharField(max_length=120, label="Full name", widget=forms.TextInput(attrs={"autocomplete": "name"}))
    affiliation = forms.CharField(
        max_length=160, required=False, label="Hospital, laboratory or institute",
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )  # fmt: skip


class TokenForm(forms.Form):
    """A token that somebody asks for."""

    label = forms.CharField(max_length=80, label="What is it for?", help_text="For example: nightly export to the LIMS")
    scopes = forms.MultipleChoiceField(
        label="What may it be used for?", widget=forms.CheckboxSelectMultiple,
        help_text="Reading public panels needs no token.",
    )  # fmt: skip
    days = forms.TypedChoiceField(label="Good for", coerce=int, choices=LIVES, initial=90)

    def __init__(self, actor: Actor, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = [scope for scope in SCOPES if scope.permissions & actor.permissions]
        self.fields["scopes"].choices = [(scope.key, f"{scope.key}: {scope.prose}") for scope in offered]  # type: ignore[attr-defined]

    @property
    def life(self) -> timedelta:
        """How long the token is good for."""
        return timedelta(days=self.cleaned_data["days"])


class SearchForm(forms.Form):
    """Whom to look for."""

    words = forms.CharField(required=False, label="Name, e-mail address or institute")
    role = forms.ChoiceField(
        required=False, label="Role", choices=[("", "All roles"), *((role.key, role.title) for role in ROLES)]
    )


class SuspensionForm(forms.Form):
    """Why an account is closed."""

    reason = forms.CharField(
        max_length=300,
        label="Reason",
        help_text="Only administrators see it.",
        widget=forms.Textarea(attrs={"rows": 2}),
    )
