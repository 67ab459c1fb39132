"""The addresses of the house, with a page for each entry of the navigation and one that has a bit of everything."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template import engines
from django.urls import path

from carrel.config import urls
from carrel.interfaces.web import navigation


EVERYTHING = """{% extends "base.html" %}{% block title %}Everything{% endblock %}
{% block breadcrumbs %}<nav class="nhsuk-breadcrumb" aria-label="Breadcrumb"><ol class="nhsuk-breadcrumb__list">
<li class="nhsuk-breadcrumb__list-item"><a class="nhsuk-breadcrumb__link" href="/">Home</a></li></ol></nav>{% endblock %}
{% block content %}<h1>Everything</h1>
<div class="carrel-scroll" tabindex="0" role="region" aria-label="A wide table"><table class="nhsuk-table"><caption class="nhsuk-table__caption">Wide</caption>
<thead><tr>{% for _ in "123456789012345" %}<th scope="col">Heading {{ forloop.counter }}</th>{% endfor %}</tr></thead>
<tbody><tr>{% for _ in "123456789012345" %}<td>{{ forloop.counter }}</td>{% endfor %}</tr></tbody></table></div>
<form method="post">{% csrf_token %}<button class="nhsuk-button" type="submit">Save</button></form>
<div id="place"></div><button class="nhsuk-button" type="button" hx-post="/piece/" hx-target="#place">Fetch</button>
<button class="nhsuk-button" type="button" hx-post="/breaks/" hx-target="#place">Fail</button>{% endblock %}"""


def everything(request: HttpRequest) -> HttpResponse:
    if request.method == "POST":
        messages.success(request, "The panel was saved.")
        messages.error(request, "One gene was not.")
    return HttpResponse(engines["django"].from_string(EVERYTHING).render({}, request))


def piece(request: HttpRequest) -> HttpResponse:
    """Only with the token that protects forms."""
    return HttpResponse("<p>A piece</p>")


def plain(request: HttpRequest) -> HttpResponse:
    return render(request, "web/home.html")


def breaks(request: HttpRequest) -> HttpResponse:
    raise ValueError


known = {entry.url_name for entry in navigation.ENTRIES}
urlpatterns = [
    *urls.urlpatterns,
    path("everything/", everything),
    path("piece/", piece),
    path("breaks/", breaks),
    *(path(f"made-up/{name}/", plain, name=name) for name in sorted(known) if not navigation.address_of(name)),
]
handler400, handler403, handler404, handler500 = urls.handler400, urls.handler403, urls.handler404, urls.handler500
