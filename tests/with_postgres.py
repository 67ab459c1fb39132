"""Starts a PostgreSQL of its own in a temporary folder, runs the given command against it, and takes it away again.

python -m tests.with_postgres pytest tests/ledger
"""

from __future__ import annotations

import glob
import os
import pwd
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


def programs() -> Path:
    """The folder with PostgreSQL's programs, the newest version's where there are several."""
    found = sorted(glob.glob("/usr/lib/postgresql/*/bin/initdb"), key=lambda path: int(path.split("/")[4]))
    here = shutil.which("initdb")
    if not found and not here:
        sys.exit("PostgreSQL's server is not installed: apt-get install postgresql.")
    return Path(found[-1] if found else str(here)).parent


@contextmanager
def server() -> Iterator[str]:
    """A PostgreSQL that lives as long as the block; yields its URL."""
    folder = Path(tempfile.mkdtemp(prefix="carrel-pg-"))
    own = ["runuser", "-u", "nobody", "--"] if os.geteuid() == 0 else []  # PostgreSQL refuses to run as root
    if own:
        os.chown(folder, pwd.getpwnam("nobody").pw_uid, -1)
    port, bin_folder, data = _free_port(), programs(), folder / "data"
    quiet = {"stdout": subprocess.DEVNULL, "check": True, "cwd": folder}
    subprocess.run([*own, bin_folder / "initdb", "-D", data, "-U", "carrel", "-A", "trust", "-E", "UTF8"], **quiet)
    options = f"-p {port} -k {folder} -c listen_addresses=127.0.0.1 -c fsync=off -c max_connections=200"
    control = [*own, bin_folder / "pg_ctl", "-D", data, "-w"]
    subprocess.run([*control, "-o", options, "-l", folder / "log", "start"], **quiet)
    try:
        yield f"postgres://carrel@127.0.0.1:{port}/postgres"
    finally:
        subprocess.run([*control, "-m", "immediate", "stop"], **quiet)
        shutil.rmtree(folder, ignore_errors=True)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


if __name__ == "__main__":
    with server() as url:
        done = subprocess.run(sys.argv[1:], env={**os.environ, "CARREL_TEST_DATABASE_URL": url})
    sys.exit(done.returncode)
