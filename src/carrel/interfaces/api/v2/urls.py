"""The addresses of the API for programs of our own."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver

from carrel.interfaces.api.v2.mounting import mounted


urlpatterns: list[URLPattern | URLResolver] = mounted()
