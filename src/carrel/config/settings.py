"""Django's settings, all from the environment: see docs/reference/settings.md."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import dj_database_url

from carrel.config.environment import secret, store_folder, switch


ENVIRONMENT = os.environ
STORE = store_folder(ENVIRONMENT)
STORE.mkdir(parents=True, exist_ok=True)

SECRET_KEY = secret(ENVIRONMENT, "CARREL_SECRET_KEY", STORE)
DEBUG = switch(ENVIRONMENT, "CARREL_DEBUG", default=False)
ALLOWED_HOSTS = [host for host in ENVIRONMENT.get("CARREL_HOSTS", "localhost,127.0.0.1,[::1]").split(",") if host]

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "carrel.foundation.ledger",
    "carrel.foundation.people",
    "carrel.foundation.knowledge",
    "carrel.interfaces.web",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
ROOT_URLCONF = "carrel.config.urls"
WSGI_APPLICATION = "carrel.config.wsgi.application"
AUTH_USER_MODEL = "people.Account"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
USE_TZ = True
TIME_ZONE = "UTC"
LANGUAGE_CODE = "en-gb"


def _database(url: str) -> dict[str, Any]:
    found: dict[str, Any] = dict(dj_database_url.parse(url, conn_max_age=60, conn_health_checks=True))
    if found["ENGINE"].endswith("sqlite3"):
        # One writer at a time, who takes the lock at the start of the transaction; readers never wait.
        found["OPTIONS"] = {
            "transaction_mode": "IMMEDIATE",
            "timeout": 30,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-65536;",
        }
    return found


DATABASES = {
    "default": _database(ENVIRONMENT.get("CARREL_DATABASE_URL") or f"sqlite:///{STORE.absolute()}/carrel.sqlite3")
}

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]
STATIC_URL = "/static/"
STATIC_ROOT = STORE / "static"
LOCAL_ASSETS = Path(__file__).resolve().parents[1] / "interfaces" / "web" / "static"
