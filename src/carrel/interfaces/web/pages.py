"""The pages of the house itself: the way in, and what everybody may want to know."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from carrel.interfaces.web.navigation import address_of


DOORS = (
    ("panels", "Browse panels", "All panels with their versions, genes, ratings and the reasons for them."),
    ("genes", "Look up a gene", "One gene across all panels, with every opinion that experts gave."),
    ("api", "Use the API", "The answers of PanelApp for programs, and an API of our own with its description."),
)


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The way in: a search and three doors."""
    doors = [
        {"href": address, "label": label, "about": about}
        for name, label, about in DOORS
        if (address := address_of(name))
    ]
    return render(request, "web/home.html", {"doors": doors})


@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    """How these pages can be used, and whom to tell when they cannot."""
    return render(request, "web/accessibility.html")


@require_safe
def licence(request: HttpRequest) -> HttpResponse:
    """Under which terms the software may be used, and by whom its parts were made."""
    return render(request, "web/licence.html")
