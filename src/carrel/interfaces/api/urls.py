"""The addresses for programs: PanelApp's REST v1, and our own v2."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path


urlpatterns: list[URLPattern | URLResolver] = [
    path("api/v1/", include("carrel.interfaces.api.v1.urls")),
    path("WebServices/", include("carrel.interfaces.api.v1.webservices")),
    path("api/v2/", include("carrel.interfaces.api.v2.urls")),
]
