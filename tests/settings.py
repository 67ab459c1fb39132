"""Settings under which tests run: a store of their own, and SQLite unless CARREL_TEST_DATABASE_URL names a PostgreSQL."""

from __future__ import annotations

import os
import tempfile


os.environ["CARREL_STORE"] = tempfile.mkdtemp(prefix="carrel-tests-")
os.environ["CARREL_DATABASE_URL"] = os.environ.get("CARREL_TEST_DATABASE_URL", "")
os.environ["CARREL_SECRET_KEY"] = "only for tests, and long enough for every algorithm"  # noqa: S105

from carrel.config.settings import *  # noqa: F403


PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # quick, for tests only
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
CARREL_HEAVY_RATE = "off"  # a whole suite of tests is one client
