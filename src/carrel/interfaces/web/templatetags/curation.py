"""Ratings, times and literature in templates: {% load curation %}."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django import template
from django.http import QueryDict
from django.utils.safestring import SafeString

from carrel.foundation.knowledge.queries.panel_list import Counts
from carrel.foundation.knowledge.states import EntityKind, PanelStatus
from carrel.interfaces.web.panels import charts, wording


register = template.Library()


@register.filter
def light(rating: int | str) -> SafeString:
    """A rating as its shape and word, from a Confidence or a reviewer's word (GREEN, AMBER, RED)."""
    return charts.mark(wording.OPINION_LIGHTS[rating] if rating in wording.OPINION_LIGHTS else int(rating))


@register.filter
def rating_word(rating: int) -> str:
    """Green, Amber, Red, No list."""
    return wording.light(int(rating)).label


@register.filter
def moment(at: datetime | None) -> str:
    """4 March 2026, 14:05 UTC."""
    return wording.moment(at)


@register.filter
def short_mode(mode: str) -> str:
    """A mode of inheritance in a few words."""
    return wording.short_mode(mode or "")


@register.filter
def references(publications: Iterable[str] | None) -> list[wording.Reference]:
    """Publications with their links."""
    return wording.references(publications)


@register.filter
def status_word(status: str) -> str:
    """Internal, Public, ..."""
    return wording.STATUSES[PanelStatus(status)][0]


@register.filter
def status_colour(status: str) -> str:
    """The colour of a status's tag."""
    return wording.STATUSES[PanelStatus(status)][1]


@register.simple_tag(takes_context=True)
def address_with(context: template.Context, **changes: object) -> str:
    """This page's address with other values in its question; empty values leave it."""
    query: QueryDict = context["request"].GET.copy()
    for key, value in changes.items():
        if value in (None, ""):
            query.pop(key, None)
        else:
            query[key] = str(value)
    return f"?{query.urlencode()}" if query else context["request"].path


@register.filter
def kind_word(kind: str) -> str:
    """Gene, short tandem repeat, region."""
    return wording.KINDS[EntityKind(kind)][0]


@register.simple_tag
def rating_bar(counts: Counts) -> SafeString:
    """A panel's entries by rating, as a bar that says its numbers."""
    return charts.rating_bar(counts.green, counts.amber, counts.red, counts.no_list)


@register.filter
def rating_words(counts: Counts) -> str:
    """A panel's entries by rating, in words."""
    return charts.rating_words(counts.green, counts.amber, counts.red, counts.no_list)


@register.simple_tag
def mark_of(key: str) -> SafeString:
    """The shape and word of a light by its key: green, amber, red, none."""
    return charts.mark(wording.BY_KEY[key])


@register.simple_tag
def opinions_bar(opinions: Mapping[str, int]) -> SafeString:
    """What reviewers said, as a bar and in words."""
    return charts.opinions(opinions)


@register.filter
def rating_meaning(rating: int) -> str:
    """What a rating means."""
    return wording.light(int(rating)).meaning


@register.simple_tag
def tally_bar(counts: Any) -> SafeString:
    """The opinions that the queue counted, as a bar and in words."""
    return charts.opinions({"GREEN": counts.green, "AMBER": counts.amber, "RED": counts.red, "": counts.comments})
