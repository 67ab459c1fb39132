"""Writes the pages of the documentation that are made from the API: `PYTHONPATH=src python -m tests.api_v2.write_pages`."""

from __future__ import annotations

import os

import django


if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
    django.setup()
    from tests.api_v2 import test_doors, test_reference

    test_doors.PAGE.write_text(test_doors.page())
    test_reference.PAGE.write_text(test_reference.page())
