"""The worker that `carrel serve` starts beside itself, and starts again when it dies."""

from __future__ import annotations

import subprocess
import sys
import threading

import click


PAUSE = 5.0  # seconds before a worker that died is started again
PATIENCE = 15.0  # seconds a worker may take to finish what it is at


class WorkerChild:
    """`carrel worker` as a child process, watched by a thread."""

    def __init__(self) -> None:
        self._ending = threading.Event()
        self._child = self._start()
        self._watcher = threading.Thread(target=self._watch, daemon=True)
        self._watcher.start()

    def stop(self) -> None:
        """Ask the worker to finish what it is at, and wait for it."""
        self._ending.set()
        self._child.terminate()
        try:
            self._child.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            self._child.kill()
            self._child.wait()

    @staticmethod
    def _start() -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "carrel.interfaces.cli.main", "worker", "--with-parent"]
        return subprocess.Popen(command, stdin=subprocess.DEVNULL, start_new_session=True)  # noqa: S603 - fixed arguments

    def _watch(self) -> None:
        while not self._ending.is_set():
            self._child.wait()
            if self._ending.wait(PAUSE):
                return
            click.echo("carrel: the worker ended and is started again.", err=True)
            self._child = self._start()
