"""A server process ends when the one that started it is gone: otherwise it would hold the port, and nobody could stop it."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Mapping


PARENT = "CARREL_SERVER_PROCESS"  # set by `carrel serve` for the processes it starts
PAUSE = 1.0  # seconds


def end_with_parent(environment: Mapping[str, str]) -> None:
    """Watch from a thread; does nothing where `carrel serve` did not start this process."""
    parent = environment.get(PARENT, "")
    if parent.isdigit() and os.getppid() == int(parent):
        threading.Thread(target=_watch, args=(int(parent),), daemon=True).start()


def _watch(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(PAUSE)
    os._exit(1)  # the parent was killed: what is not committed is taken back by the database
