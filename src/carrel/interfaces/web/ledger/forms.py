"""What an auditor asks the ledger for."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

from django import forms

from carrel.foundation.ledger.values import Wanted


def _day(label: str, hint: str = "") -> forms.DateField:
    return forms.DateField(required=False, label=label, help_text=hint, widget=forms.DateInput(attrs={"type": "date"}))


class WantedForm(forms.Form):
    """Filters; all of them are ids and words of this software, so they may stand in an address."""

    event = forms.CharField(
        required=False, max_length=80, label="Event", help_text="Whole, or its beginning up to a dot: people."
    )
    subject = forms.CharField(required=False, max_length=160, label="Subject", help_text="For example panel:402")
    actor = forms.CharField(required=False, max_length=64, label="Actor", help_text="The id of an account, or operator")
    since = _day("From")
    until = _day("To and including")
    before = forms.IntegerField(required=False, min_value=1, max_value=2**62, widget=forms.HiddenInput)

    @property
    def wanted(self) -> Wanted:
        """The question in the room's words; days are UTC."""
        data = self.cleaned_data
        until = data["until"] + timedelta(days=1) if data["until"] else None
        return Wanted(
            data["event"], data["subject"], data["actor"], _midnight(data["since"]), _midnight(until), data["before"]
        )


def _midnight(day: object) -> datetime | None:
    return datetime.combine(day, time(), UTC) if day else None  # type: ignore[arg-type]
