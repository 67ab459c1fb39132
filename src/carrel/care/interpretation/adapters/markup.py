"""HTML and SVG as values: everything that is not markup already is escaped, so no text can become markup."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable


class Markup(str):
    """Text that is markup already, made only by the functions of this module."""

    __slots__ = ()


# Not allowed in HTML, or able to reorder the text around them: C0 and C1 controls, bidirectional overrides, lone surrogates.
_UNFIT = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]"
)

_VOID = frozenset(("meta", "link", "br", "hr", "img", "input"))

Child = str | int | float | None | Iterable["Child"]


def fit(text: str) -> str:
    """Text for people: characters that cannot be shown, or that would reorder their surroundings, become U+FFFD."""
    return _UNFIT.sub("\ufffd", text)


def escape(text: str) -> Markup:
    """Markup that shows this text as it is."""
    if isinstance(text, Markup):
        return text
    return Markup(html.escape(fit(text), quote=True))


def element(name: str, /, *children: Child, **attributes: str | int | float | bool | None) -> Markup:
    """`<name attributes>children</name>`. `class_` is `class`, `data_x` is `data-x`; None and False leave an attribute out."""
    written = "".join(_attribute(key, value) for key, value in attributes.items())
    if name in _VOID:
        return Markup(f"<{name}{written}>")
    return Markup(f"<{name}{written}>{join(children)}</{name}>")


def join(children: Iterable[Child], separator: str = "") -> Markup:
    """Children one after the other; None shows nothing."""
    return Markup(escape(separator).join(_child(child) for child in children))


def _child(child: Child) -> str:
    if child is None:
        return ""
    if isinstance(child, str):
        return escape(child)
    if isinstance(child, int | float):
        return str(child)
    return join(child)


def _attribute(key: str, value: str | int | float | bool | None) -> str:
    if value is None or value is False:
        return ""
    name = key.rstrip("_").replace("_", "-")
    if value is True:
        return f" {name}"
    return f' {name}="{escape(str(value))}"'


def verbatim(text: str) -> Markup:
    """Markup that the package itself carries (its style sheet). Never call this with text of a case."""
    return Markup(text)
