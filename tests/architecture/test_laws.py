"""The laws of the house that import-linter cannot say."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from django.apps import apps

from carrel.foundation.vocabulary.privacy import Privacy


ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "carrel"
DOORS = ("actions", "queries", "values", "states", "errors", "rules", "adapters")
FORBIDDEN_NAMES = ("utils", "helpers", "common", "manager", "service", "handler", "misc")


def modules() -> list[Path]:
    return sorted(path for path in SOURCE.rglob("*.py") if path.parent.name != "migrations")


def test_no_module_has_a_name_that_says_nothing() -> None:
    said_nothing = [path for path in modules() if path.stem in FORBIDDEN_NAMES]
    assert said_nothing == []


def test_every_module_opens_with_a_sentence() -> None:
    silent = [str(path) for path in modules() if not ast.get_docstring(ast.parse(path.read_text()))]
    assert silent == []


def test_files_stay_small_enough_to_read() -> None:
    long = {str(path): lines for path in modules() if (lines := len(path.read_text().splitlines())) > 600}
    assert long == {}


def test_the_pure_core_never_asks_the_clock_the_disk_or_the_dice() -> None:
    """Also through a call that needs no import: open(), print(), input()."""
    spoken = re.compile(r"(?<![\w.])(open|print|input)\(")
    pure = [
        path
        for path in modules()
        if {"rules", "vocabulary"} & set(path.parts) or path.stem in ("values", "errors", "rules")
    ]
    assert [str(path) for path in pure if spoken.search(path.read_text())] == []


def test_a_family_is_interpreted_from_files_without_loading_a_web_framework() -> None:
    program = (
        "import sys, carrel.interfaces.cli.interpret; print(*sorted({'django', 'ninja', 'allauth'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.split() == []


def test_tables_are_written_only_by_actions() -> None:
    writing = re.compile(r"\.(bulk_create|bulk_update|get_or_create|update_or_create|create|save|delete)\(")
    rooms = [path for path in modules() if "models" not in path.parts and "migrations" not in path.parts]
    django = [path for path in rooms if re.search(r"^from carrel\.\S*models|^from django", path.read_text(), re.M)]
    allowed = {"actions", "tasks"}
    strangers = [
        str(path) for path in django
        if not allowed & {path.stem, *path.parts} and writing.search(path.read_text())
    ]  # fmt: skip
    assert strangers == []


def test_every_stored_field_declares_its_privacy_class() -> None:
    ours = [model for model in apps.get_models() if model.__module__.startswith("carrel.")]
    undeclared = [
        f"{model.__name__}.{field.name}"
        for model in ours
        for field in model._meta.concrete_fields
        if not isinstance(getattr(model, "privacy", {}).get(field.name), Privacy)
    ]
    assert ours
    assert undeclared == []


def test_every_dependency_says_why_it_is_there() -> None:
    text = (ROOT / "pyproject.toml").read_text()
    project = tomllib.loads(text)["project"]
    wanted = [
        *project["dependencies"],
        *(name for names in project["optional-dependencies"].values() for name in names),
    ]
    lines = text.splitlines()
    silent = [name for name in wanted if not any(f'"{name}"' in line and "#" in line for line in lines)]
    assert silent == []


@pytest.mark.parametrize("first", ["demo", "test"])
def test_the_readme_opens_with_the_two_commands(first: str) -> None:
    opening = (ROOT / "README.md").read_text().split("\n## ")[0]
    assert f"make {first}" in opening
