"""Which address leads where: each interface lists its own."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from carrel.interfaces.gate import figures, health


urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("carrel.interfaces.api.urls")),
    path("", include("carrel.interfaces.web.urls")),
    path("health/live", health.live, name="health-live"),
    path("health/ready", health.ready, name="health-ready"),
    path("metrics", figures.metrics, name="metrics"),
]
handler400 = "carrel.interfaces.gate.refusals.bad_request"
handler403 = "carrel.interfaces.gate.refusals.forbidden"
handler404 = "carrel.interfaces.gate.refusals.not_found"
handler500 = "carrel.interfaces.gate.refusals.broken"
