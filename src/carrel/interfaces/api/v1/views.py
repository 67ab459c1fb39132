"""The addresses of the REST API v1: each reads its parameters and asks one question."""

from __future__ import annotations

from django.http import HttpRequest

from carrel.foundation.knowledge.queries import panelapp_answers, panelapp_entities, panelapp_history
from carrel.foundation.knowledge.queries.panelapp_answers import Answer, Listing, whole_number
from carrel.foundation.knowledge.queries.panelapp_entities import Wanted
from carrel.foundation.knowledge.rules.documents import dumped
from carrel.foundation.knowledge.states import EntityKind
from carrel.interfaces.api.v1 import parameters
from carrel.interfaces.api.v1.door import answers
from carrel.interfaces.api.v1.parameters import ParameterIsWrong
from carrel.interfaces.api.v1.readers import who


KINDS = {kind.plural: kind for kind in EntityKind}
ROOT = ("panels/signedoff", "panels", "activities", "genes", "strs", "regions", "entities")


@answers
def root(request: HttpRequest) -> Answer:
    """`/api/v1/`: where things are."""
    here = request.build_absolute_uri(request.path).rstrip("/")
    places = {name: f"{here}/{name}/" for name in ROOT}
    return Answer(("root", here), lambda: dumped(places).encode())


@answers
def panels(request: HttpRequest) -> Listing:
    """`/panels/`: public and promoted ones; `retired=True` also retired ones; by type and by name."""
    return panelapp_answers.panel_list(
        retired=parameters.is_true(request, "retired"),
        types=parameters.words(request, "type"),
        name=parameters.text(request, "name"),
    )


@answers
def panel(request: HttpRequest, key: str) -> Answer:
    """`/panels/{id|hash|name}/`."""
    entities = not parameters.is_true(request, "exclude_entities")
    return panelapp_answers.panel_detail(who(request), key, parameters.version(request), entities=entities)


@answers
def versions(request: HttpRequest, key: str) -> Listing:
    """`/panels/{id}/versions/`."""
    return panelapp_answers.panel_versions(who(request), key)


@answers
def activities(request: HttpRequest, key: str) -> Answer:
    """`/panels/{id}/activities/`: a bare list."""
    return panelapp_history.panel_activities(who(request), key)


@answers
def all_activities(request: HttpRequest) -> Listing:
    """`/activities/`."""
    return panelapp_history.all_activities()


@answers
def panel_entities(request: HttpRequest, key: str, kinds: str) -> Listing:
    """`/panels/{id}/genes/`, `strs/` and `regions/`."""
    wanted = _wanted(request, (KINDS[kinds],), parameters.words(request, "entity_name"))
    return panelapp_entities.entities_of_panel(who(request), key, wanted, parameters.version(request))


@answers
def evaluations(request: HttpRequest, key: str, kinds: str, name: str) -> Listing:
    """`/panels/{id}/genes/{symbol}/evaluations/`: only of the current version, as in PanelApp."""
    version = parameters.version(request)
    found = panelapp_answers.readable(who(request), key)
    if version and version != str(found):
        raise ParameterIsWrong("Evaluations are kept of the current version only; leave version out.")
    comments = parameters.is_true(request, "include_comments")
    return panelapp_history.evaluations(who(request), key, KINDS[kinds], name, comments=comments)


@answers
def signed_off(request: HttpRequest) -> Listing:
    """`/panels/signedoff/`."""
    number = parameters.text(request, "panel_id")
    if number and whole_number(number) is None:
        raise ParameterIsWrong(f"panel_id is {number!r:.40}; write the number of a panel.")
    return panelapp_answers.signed_off_list(whole_number(number) if number else None)


@answers
def signed_off_panel(request: HttpRequest, key: str) -> Answer:
    """`/panels/signedoff/{id}/`."""
    return panelapp_answers.signed_off_detail(key)


@answers
def everywhere(request: HttpRequest, kinds: str, names: str = "") -> Listing:
    """`/genes/`, `/genes/{symbol,symbol}/`, and the same of strs, regions and entities."""
    wanted_names = parameters.several("entity_name", names) or parameters.words(request, "entity_name")
    wanted = _wanted(request, (KINDS[kinds],) if kinds in KINDS else tuple(EntityKind), wanted_names)
    return panelapp_entities.entities_everywhere(
        wanted, panel_names=parameters.words(request, "panel_name"), types=parameters.words(request, "type")
    )


def _wanted(request: HttpRequest, kinds: tuple[EntityKind, ...], names: tuple[str, ...]) -> Wanted:
    tags = parameters.words(request, "tags", parameters.MOST_TAGS)
    return Wanted(kinds, names, parameters.confidence(request), tags)
