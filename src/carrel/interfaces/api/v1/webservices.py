"""The addresses of PanelApp's web services, older than its REST API."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import URLPattern, URLResolver, re_path

from carrel.foundation.knowledge.queries import panelapp_webservices as services
from carrel.foundation.knowledge.queries.panelapp_answers import Answer, Listing
from carrel.foundation.knowledge.rules.panelapp_old_words import ASSEMBLIES, OldFilter
from carrel.interfaces.api.v1 import parameters
from carrel.interfaces.api.v1.door import answers
from carrel.interfaces.api.v1.parameters import ParameterIsWrong
from carrel.interfaces.api.v1.readers import who


FILTERS = (
    "ModeOfInheritance", "ModeOfPathogenicity", "Penetrance", "LevelOfConfidence", "HaploinsufficiencyScore",
    "TriplosensitivityScore",
)  # fmt: skip


@answers
def list_panels(request: HttpRequest) -> Answer:
    """`list_panels/?Name=&Types=&Retired=`."""
    types = parameters.words(request, "Types")
    return services.old_list(
        name=parameters.text(request, "Name"),
        types=() if "all" in types else types,
        retired=parameters.is_true(request, "Retired"),
    )


@answers
def get_panel(request: HttpRequest, key: str) -> Answer:
    """`get_panel/{name|hash|id}/`."""
    version = parameters.version(request)
    return services.old_get(who(request), key, _filter(request), version=version, assembly=_assembly(request))


@answers
def search_genes(request: HttpRequest, names: str) -> Answer:
    """`search_genes/{symbol,symbol|all}/`."""
    symbols = () if names == "all" else parameters.several("the address", names)
    panels = parameters.words(request, "panel_name")
    return services.old_search(symbols, _filter(request), panel_names=panels, assembly=_assembly(request))


@answers
def list_entities(request: HttpRequest) -> Listing:
    """`list_entities/`."""
    names, panels = parameters.words(request, "entity_name"), parameters.words(request, "panel_name")
    return services.old_entities(names, panel_names=panels, assembly=_assembly(request))


def _filter(request: HttpRequest) -> OldFilter:
    return OldFilter({word: parameters.words(request, word) for word in FILTERS if word in request.GET})


def _assembly(request: HttpRequest) -> str:
    value = parameters.text(request, "assembly").lower() or "grch37"
    if value not in ASSEMBLIES:
        raise ParameterIsWrong(f"assembly is {value!r:.40}; write GRch37 or GRch38.")
    return value


app_name = "webservices"
urlpatterns: list[URLPattern | URLResolver] = [
    re_path(r"^list_panels/?$", list_panels, name="list-panels"),
    re_path(r"^list_entities/?$", list_entities, name="list-entities"),
    re_path(r"^get_panel/(?P<key>[^/]+)/?$", get_panel, name="get-panel"),
    re_path(r"^search_genes/(?P<names>[^/]+)/?$", search_genes, name="search-genes"),
]
