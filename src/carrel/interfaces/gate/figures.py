"""Figures for monitoring, in the form that Prometheus reads: how many requests, how long they took, by the name of the page.

Each server process counts for itself. Where PROMETHEUS_MULTIPROC_DIR is set, as `carrel serve` does, the answer adds all
processes up; otherwise it tells of the process that answers.
"""

from __future__ import annotations

import hmac
import ipaddress
import os

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector

from carrel.interfaces.gate.visitors import address


METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
REQUESTS = Counter("carrel_requests_total", "Requests answered.", ["method", "route", "status"])
SECONDS = Histogram(
    "carrel_request_seconds", "How long answers took.", ["route"],
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10),
)  # fmt: skip


def count(method: str, route: str, status: int, seconds: float) -> None:
    """Count one answer. `route` is one of the names in the list of addresses, so there is an end to them."""
    REQUESTS.labels(method if method in METHODS else "other", route, str(status)).inc()
    SECONDS.labels(route).observe(seconds)


@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """All figures; only for this machine, or for whoever brings the token. Others see no such page."""
    if not _may_read(request):
        raise Http404
    registry = REGISTRY
    if os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
        registry = CollectorRegistry()
        MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    return HttpResponse(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)


def _may_read(request: HttpRequest) -> bool:
    token = settings.CARREL_METRICS_TOKEN
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if token and hmac.compare_digest(given.encode(), token.encode()):
        return True
    if not settings.CARREL_PROXIES and "X-Forwarded-For" in request.headers:
        return False  # a proxy that nobody told of: the address is the proxy's, not the client's
    try:
        return ipaddress.ip_address(address(request)).is_loopback
    except ValueError:
        return False
