"""What a web server loads."""

from __future__ import annotations

import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

from carrel.interfaces.gate.orphans import end_with_parent


os.environ.setdefault("DJANGO_SETTINGS_MODULE", "carrel.config.settings")
application = get_wsgi_application()
PAGES = get_resolver().url_patterns  # every page is loaded now, so that nobody is the first who waits for it
end_with_parent(os.environ)
