"""The addresses of these pages."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from carrel.interfaces.web.ledger import pages


urlpatterns: list[URLPattern | URLResolver] = [
    path("ledger/", pages.lines, name="ledger"),
    path("ledger/download/", pages.download, name="ledger_download"),
    path("ledger/verify/", pages.verify, name="ledger_verify"),
    path("ledger/letters/", pages.letters, name="letters"),
    path("ledger/letters/<int:letter_id>/again/", pages.letter_again, name="letter_again"),
]
