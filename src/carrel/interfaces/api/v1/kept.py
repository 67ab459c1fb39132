"""Answers that were put together already, kept in memory up to a number of bytes. Nothing in here becomes stale.

Each is kept under a key from which its bytes follow (see Answer): a change makes another key, so no process has to tell another.
"""

from __future__ import annotations

from collections import OrderedDict
from functools import lru_cache
from threading import Lock

from django.conf import settings


OVERHEAD = 400  # bytes that an answer takes besides its own: key, table and objects


class KeptAnswers:
    """The least recently asked go first. One answer may take at most a quarter of the room."""

    def __init__(self, room: int) -> None:
        self.room = room
        self.held = 0
        self._answers: OrderedDict[str, bytes] = OrderedDict()
        self._lock = Lock()

    def get(self, key: str) -> bytes | None:
        """The bytes under this key, if they are here."""
        with self._lock:
            found = self._answers.get(key)
            if found is not None:
                self._answers.move_to_end(key)
            return found

    def put(self, key: str, body: bytes) -> None:
        """Keep these bytes, and let go of others for them."""
        if len(body) > self.room // 4:
            return
        with self._lock:
            if (old := self._answers.pop(key, None)) is not None:
                self.held -= len(old) + OVERHEAD
            self.held += len(body) + OVERHEAD
            self._answers[key] = body
            while self.held > self.room:
                self.held -= len(self._answers.popitem(last=False)[1]) + OVERHEAD

    def __len__(self) -> int:
        return len(self._answers)


@lru_cache(maxsize=1)
def kept_answers() -> KeptAnswers:
    """Those of this process."""
    return KeptAnswers(settings.CARREL_API_MEMORY_MB * 1024 * 1024)
