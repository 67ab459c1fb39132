"""Django's settings, all from the environment: see docs/reference/settings.md."""

from __future__ import annotations

import os
from typing import Any

from carrel.config.databases import database
from carrel.config.environment import (
    SettingIsWrong,
    one_of,
    opened_store,
    rate,
    secret,
    several,
    switch,
    web_address,
    whole_number,
)
from carrel.config.logs import logging_for
from carrel.config.mail import mail_settings
from carrel.config.security import HTTPS_SETTINGS, content_policy
from carrel.config.sign_in import *  # noqa: F403 - allauth's settings, in a file of their own


ENVIRONMENT = os.environ
STORE = opened_store(ENVIRONMENT)

# --- where the site is, and how people reach it
BASE_URL = web_address(ENVIRONMENT, "CARREL_BASE_URL")
CARREL_BASE_URL = BASE_URL.geturl() if BASE_URL else ""
CARREL_HTTPS = switch(ENVIRONMENT, "CARREL_HTTPS", default=bool(BASE_URL and BASE_URL.scheme == "https"))
CARREL_PROXIES = whole_number(ENVIRONMENT, "CARREL_PROXIES", 0)
CARREL_CONTACT = ENVIRONMENT.get("CARREL_CONTACT", "").strip()
if CARREL_CONTACT and not CARREL_CONTACT.startswith(("https://", "http://", "mailto:")):
    raise SettingIsWrong("CARREL_CONTACT must start with https:// or mailto:, as it becomes a link on every page.")
DEBUG = switch(ENVIRONMENT, "CARREL_DEBUG", default=False)
ALLOWED_HOSTS = several(ENVIRONMENT, "CARREL_HOSTS", "localhost,127.0.0.1,[::1]")
if BASE_URL and BASE_URL.hostname:
    ALLOWED_HOSTS.append(BASE_URL.hostname)
    CSRF_TRUSTED_ORIGINS = [f"{BASE_URL.scheme}://{BASE_URL.netloc}"]

# --- what the house is made of
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
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.usersessions",
    "django_htmx",
    "csp",
]
MIDDLEWARE = [
    "carrel.interfaces.gate.passage.Passage",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "carrel.interfaces.gate.compression.SafeGzip",
    "carrel.interfaces.gate.limits.BodyLimit",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "carrel.interfaces.gate.limits.SignInLimit",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "carrel.interfaces.web.people.second_factor.SecondFactorMiddleware",
    "carrel.interfaces.gate.limits.Sentences",
]
ROOT_URLCONF = "carrel.config.urls"
WSGI_APPLICATION = "carrel.config.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
USE_TZ = True
TIME_ZONE = "UTC"
LANGUAGE_CODE = "en-gb"
USE_I18N = False
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "carrel.interfaces.web.context.house",
            ]
        },
    }
]

# --- what is kept
DATABASES = {"default": database(ENVIRONMENT, STORE)}
SESSION_SAVE_EVERY_REQUEST = False
STATIC_URL = "/static/"
STATIC_ROOT = STORE / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "carrel.interfaces.web.storage.HouseStorage"},
}
WHITENOISE_USE_FINDERS = True  # so that a page also finds its style sheet where nobody has collected them
WHITENOISE_ALLOW_ALL_ORIGINS = False

# --- who may come in, and how much they may bring
SECRET_KEY = secret(ENVIRONMENT, "CARREL_SECRET_KEY", STORE)
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = whole_number(ENVIRONMENT, "CARREL_SESSION_HOURS", 12, least=1) * 3600
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "carrel.interfaces.gate.refusals.expired"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
if CARREL_HTTPS:
    globals().update(HTTPS_SETTINGS)
    if CARREL_PROXIES:
        SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
OIDC = web_address(ENVIRONMENT, "CARREL_OIDC_URL")
CONTENT_SECURITY_POLICY = content_policy(f"{OIDC.scheme}://{OIDC.netloc}" if OIDC else "")
DATA_UPLOAD_MAX_MEMORY_SIZE = whole_number(ENVIRONMENT, "CARREL_BODY_MB", 10, least=1) * 1024 * 1024
CARREL_UPLOAD_BYTES = whole_number(ENVIRONMENT, "CARREL_UPLOAD_MB", 50, least=1) * 1024 * 1024
CARREL_API_RATE = rate(ENVIRONMENT, "CARREL_API_RATE", "3000/minute")
CARREL_HEAVY_RATE = rate(ENVIRONMENT, "CARREL_HEAVY_RATE", "60/minute")
CARREL_LOGIN_RATE = rate(ENVIRONMENT, "CARREL_LOGIN_RATE", "20/minute")
CARREL_API_MEMORY_MB = whole_number(ENVIRONMENT, "CARREL_API_MEMORY_MB", 64)
CARREL_METRICS_TOKEN = ENVIRONMENT.get("CARREL_METRICS_TOKEN", "")

# --- people and the ledger
# It seals the end of the ledger, and is kept outside the database.
CARREL_LEDGER_KEY = secret(ENVIRONMENT, "CARREL_LEDGER_KEY", STORE)
CARREL_MFA_REQUIRED = switch(ENVIRONMENT, "CARREL_MFA_REQUIRED", default=True)  # 0 only for a demonstration
ALLAUTH_TRUSTED_PROXY_COUNT = CARREL_PROXIES  # whose X-Forwarded-For is believed when sign-ins are counted

# --- what leaves: mail, logs
globals().update(mail_settings(ENVIRONMENT, STORE))
CARREL_LOG_LEVEL = one_of(ENVIRONMENT, "CARREL_LOG_LEVEL", "info", ("debug", "info", "warning", "error"))
LOGGING: dict[str, Any] = logging_for(CARREL_LOG_LEVEL)
