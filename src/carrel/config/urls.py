"""Which address leads where: each interface lists its own."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path


urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("carrel.interfaces.api.urls")),
    path("", include("carrel.interfaces.web.urls")),
]
