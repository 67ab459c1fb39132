"""Fields of forms in the markup of NHS.UK Frontend."""

from __future__ import annotations

from django import forms, template
from django.forms.boundfield import BoundField
from django.utils.safestring import SafeString


register = template.Library()
_CLASSES = ((forms.Textarea, "nhsuk-textarea"), (forms.Select, "nhsuk-select"), (forms.TextInput, "nhsuk-input"))


@register.filter
def kind(field: BoundField) -> str:
    """How a field is laid out: hidden, check (one box), choices (several boxes or buttons), or line."""
    widget = field.field.widget
    if widget.is_hidden:
        return "hidden"
    if isinstance(widget, forms.CheckboxInput):
        return "check"
    if isinstance(widget, forms.CheckboxSelectMultiple):
        return "checkboxes"
    return "radios" if isinstance(widget, forms.RadioSelect) else "line"


@register.filter
def dressed(field: BoundField) -> SafeString:
    """The field's element with the class that its kind has; described by its hint and its error."""
    widget = field.field.widget
    name = next((css for kind_, css in _CLASSES if isinstance(widget, kind_)), "nhsuk-input")
    if isinstance(widget, forms.CheckboxInput):
        name = "nhsuk-checkboxes__input"
    name += f" {name}--error" if field.errors else ""
    if isinstance(widget, forms.DateInput):
        name += " nhsuk-input--width-10"
    return field.as_widget(attrs={"class": name, **_described(field)})


def _described(field: BoundField) -> dict[str, str]:
    ids = [f"{field.id_for_label}_helptext"] if field.help_text else []
    ids += [f"{field.id_for_label}_error"] if field.errors else []
    return {"aria-describedby": " ".join(ids)} if ids else {}
