"""Puts style sheets and scripts where the server serves them from, compressed, when they have changed."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command

from carrel.interfaces.web.assets.fetching import ADVICE, present


def collect() -> Iterator[str]:
    """Collect what changed; yields what the operator should know."""
    if not present():
        yield f"The style sheets of NHS.UK Frontend are missing, so pages will be plain: {ADVICE}."
    stamp = Path(settings.STATIC_ROOT) / ".collected"
    wanted = _fingerprint()
    if stamp.is_file() and stamp.read_text() == wanted:
        return
    call_command("collectstatic", interactive=False, verbosity=0)  # older files stay: open pages may still ask for them
    stamp.write_text(wanted)


def _fingerprint() -> str:
    """A hash over the content of all files that are to be collected."""
    digest = hashlib.sha256()
    for finder in get_finders():
        for name, storage in sorted(finder.list([]), key=lambda found: found[0]):
            with storage.open(name) as file:
                digest.update(name.encode() + b"\0" + hashlib.sha256(file.read()).digest())
    return digest.hexdigest()
