"""What browsers are told to refuse: the content security policy, and what holds where the site is reached by https."""

from __future__ import annotations

from typing import Any


YEAR = 365 * 24 * 3600
HTTPS_SETTINGS: dict[str, Any] = {
    "SECURE_SSL_REDIRECT": True,
    "SECURE_REDIRECT_EXEMPT": [r"^health/", r"^metrics$"],  # asked from the machine itself, by http
    "SECURE_HSTS_SECONDS": YEAR,
    "SECURE_HSTS_INCLUDE_SUBDOMAINS": False,  # other services of the same host name are not ours to decide on
    "SESSION_COOKIE_SECURE": True,
    "SESSION_COOKIE_NAME": "__Host-sessionid",
    "CSRF_COOKIE_SECURE": True,
    "CSRF_COOKIE_NAME": "__Host-csrftoken",
    "ACCOUNT_DEFAULT_HTTP_PROTOCOL": "https",
}


def content_policy(identity_provider: str) -> dict[str, Any]:
    """Everything comes from the site itself; nothing inline; nobody frames it. Forms may go to the identity provider, if any."""
    here = ["'self'"]
    return {
        "DIRECTIVES": {
            "default-src": ["'none'"],
            "script-src": here,
            "style-src": here,
            "img-src": ["'self'", "data:"],
            "font-src": here,
            "connect-src": here,
            "form-action": [*here, *([identity_provider] if identity_provider else [])],
            "frame-ancestors": ["'none'"],
            "base-uri": ["'none'"],
        }
    }
