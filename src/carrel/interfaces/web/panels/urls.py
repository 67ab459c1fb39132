"""The addresses of these pages."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path, register_converter

from carrel.interfaces.web.panels import lists, panel_page


class KindConverter:
    """The kind of an entry in an address."""

    regex = "gene|str|region"

    def to_python(self, value: str) -> str:
        """As it is written."""
        return value

    def to_url(self, value: str) -> str:
        """As it is written."""
        return str(value)


register_converter(KindConverter, "kind")

PANEL = "panels/<int:number>/"
ENTITY = PANEL + "<kind:kind>/<str:name>/"

own: list[URLPattern | URLResolver] = [
    path(PANEL, panel_page.panel_page, name="panel"),
    *[path(PANEL+x, panel_page.panel_page, name=n) for x,n in [("versions/","versions"),("compare/","compare"),("history/","history"),("download/<str:form>/","download"),("subscribe/","subscribe"),("add/","add"),("bulk/","bulk"),("about/","about"),("sign-off/","sign_off"),("promote/","promote"),("copy/","copy"),("children/","children"),("adopt/","adopt"),("step/<str:verb>/","step")]],
    *[path(ENTITY+x, panel_page.panel_page, name=n) for x,n in [("","entity"),("review/","review"),("decide/","decide"),("edit/","edit"),("remove/","remove")]],
    path("panels/create/", lists.panels, name="create"), path("panels/compose/", lists.panels, name="compose"),
    path("genes/<str:key>/", lists.panels, name="gene"),
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("panels/", lists.panels, name="panels"),
    path("genes/", lists.panels, name="genes"),
    path("", include((own, "panels"))),
]
