"""How the objections of the rooms are shown on a form."""

from __future__ import annotations

from django import forms

from carrel.foundation.people.errors import NotAllowed, PeopleFault


def tell(form: forms.Form, fault: PeopleFault) -> None:
    """Put what the room objected to above the form, one sentence each."""
    for sentence in fault.objections if isinstance(fault, NotAllowed) else (str(fault),):
        form.add_error(None, sentence)
