"""The addresses of these pages."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path, register_converter

from carrel.interfaces.web.panels import (
    bulk,
    comparing,
    curating,
    downloads,
    entity_page,
    following,
    gene_page,
    history_page,
    lists,
    managing,
    panel_page,
    queue,
    reviewing,
)


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
ENTITY = PANEL + "<kind:kind>/<path:name>/"

own: list[URLPattern | URLResolver] = [
    path("panels/create/", managing.create, name="create"),
    path("panels/compose/", managing.compose, name="compose"),
    path("panels/activity/", history_page.activity, name="activity"),
    path(PANEL, panel_page.panel_page, name="panel"),
    path(PANEL + "versions/", comparing.versions, name="versions"),
    path(PANEL + "compare/", comparing.compare, name="compare"),
    path(PANEL + "history/", history_page.panel_history, name="history"),
    path(PANEL + "download/<str:form>/", downloads.download, name="download"),
    path(PANEL + "subscribe/", following.panel, name="subscribe"),
    path(PANEL + "add/", curating.add, name="add"),
    path(PANEL + "bulk/", bulk.bulk, name="bulk"),
    path(PANEL + "about/", managing.about, name="about"),
    path(PANEL + "sign-off/", managing.sign_off, name="sign_off"),
    path(PANEL + "promote/", managing.promote, name="promote"),
    path(PANEL + "copy/", managing.copy, name="copy"),
    path(PANEL + "children/", managing.children, name="children"),
    path(PANEL + "adopt/", managing.adopt, name="adopt"),
    path(PANEL + "step/<str:verb>/", managing.step, name="step"),
    path(PANEL + "symbols/", queue.refresh, name="refresh"),
    path(ENTITY + "review/", reviewing.review, name="review"),
    path(ENTITY + "withdraw/", reviewing.withdraw, name="withdraw"),
    path(ENTITY + "decide/", curating.decide, name="decide"),
    path(ENTITY + "edit/", curating.edit, name="edit"),
    path(ENTITY + "remove/", curating.remove, name="remove"),
    path(ENTITY, entity_page.entity, name="entity"),
    path("genes/<path:key>/subscribe/", following.gene, name="subscribe_gene"),
    path("genes/<path:key>/", gene_page.gene, name="gene"),
    path("curation/symbols/", queue.stale, name="stale"),
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("panels/", lists.panels, name="panels"),
    path("panels/compare/", comparing.compare_panels, name="compare"),
    path("genes/", gene_page.genes, name="genes"),
    path("curation/", queue.queue, name="queue"),
    path("curation/discordance/", queue.disagreements, name="discordance"),
    path("", include((own, "panels"))),
]
