"""The addresses of pages: those of the house here, those of each area in its own list."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from carrel.interfaces.web import pages


urlpatterns: list[URLPattern | URLResolver] = [
    path("", pages.home, name="home"),
    path("accessibility/", pages.accessibility, name="accessibility"),
    path("licence/", pages.licence, name="licence"),
    path("", include("carrel.interfaces.web.panels.urls")),
    path("", include("carrel.interfaces.web.people.urls")),
    path("", include("carrel.interfaces.web.ledger.urls")),
    path("accounts/", include("allauth.urls")),
]
