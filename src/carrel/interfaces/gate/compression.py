"""Compresses pages on their way out, except those that hold a secret: its length could betray it (BREACH)."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.middleware.gzip import GZipMiddleware


class SafeGzip(GZipMiddleware):
    """Django's compression, for answers in which no form token was put and that compressed nothing themselves."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        if settings.CSRF_COOKIE_NAME in response.cookies:  # set whenever a page holds the token
            return response
        return super().process_response(request, response)
