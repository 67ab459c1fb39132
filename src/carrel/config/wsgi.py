"""What a web server loads."""

from __future__ import annotations

import os

from django.core.wsgi import get_wsgi_application

from carrel.interfaces.gate.orphans import end_with_parent


os.environ.setdefault("DJANGO_SETTINGS_MODULE", "carrel.config.settings")
application = get_wsgi_application()
end_with_parent(os.environ)
