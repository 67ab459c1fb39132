"""`carrel user` and `carrel ledger`, as an operator runs them."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest


pytestmark = [pytest.mark.row("M20", "M27")]
ADD = ("user", "add", "ada@hospital.example", "--name", "Ada Curie", "--role", "curator")


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with its tables, copied for each test."""
    store = tmp_path_factory.mktemp("house")
    assert carrel(store, "migrate").returncode == 0
    return store


@pytest.fixture
def store(house: Path, tmp_path: Path) -> Path:
    own = tmp_path / "store"
    (own / "secrets").mkdir(parents=True)
    for path in house.glob("secrets/*"):
        (own / "secrets" / path.name).write_bytes(path.read_bytes())
    with sqlite3.connect(house / "carrel.sqlite3") as source, sqlite3.connect(own / "carrel.sqlite3") as copy:
        source.backup(copy)
    return own


def carrel(store: Path, *words: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
    clean = {key: value for key, value in os.environ.items() if not key.startswith(("CARREL_", "DJANGO_"))}
    environment = {**clean, "CARREL_STORE": str(store), "PYTHONPATH": "src"}
    command = [sys.executable, "-m", "carrel.interfaces.cli.main", *words]
    return subprocess.run(command, input=stdin, env=environment, capture_output=True, text=True, check=False)


def test_an_account_is_opened_changed_suspended_and_listed(store: Path) -> None:
    assert carrel(store, *ADD, "--password-stdin", stdin="quiet harbour lanterns\n").returncode == 0
    assert (
        carrel(store, "user", "role", "ADA@hospital.example", "--give", "auditor", "--take", "curator").returncode == 0
    )
    assert carrel(store, "user", "suspend", "ada@hospital.example", "--reason", "left").returncode == 0
    (ada,) = json.loads(carrel(store, "user", "list", "--json").stdout)
    assert ada["roles"] == ["auditor"]
    assert ada["suspended_at"]
    assert carrel(store, "user", "reinstate", "ada@hospital.example").returncode == 0
    done = carrel(store, "ledger", "verify", "--json")
    assert done.returncode == 0
    assert json.loads(done.stdout)["lines"] == 6


def test_an_invitation_lands_as_a_letter_in_the_store(store: Path) -> None:
    assert carrel(store, *ADD, "--invite").returncode == 0
    assert carrel(store, "worker", "--once").returncode == 0
    (letter,) = (store / "mail").iterdir()
    assert "/invitations/" in letter.read_text()
    assert oct((store / "mail").stat().st_mode)[-3:] == "700"


@pytest.mark.parametrize(
    ("words", "stdin", "sentence"),
    [
        (("user", "suspend", "no@one.example", "--reason", "x"), "", "There is no account with this e-mail address"),
        ((*ADD, "--password-stdin"), "", "Standard input held no password"),
        ((*ADD, "--password-stdin"), "short\n", "This password is too short"),
        ((*ADD, "--role", "wizard"), "", "There is no role 'wizard'"),
        ((*ADD, "--role", "auditor", "--invite"), "", "An invitation is for one role"),
        (("user", "role", "no@one.example"), "", "Say what to change"),
        (("ledger", "verify", "--against", "nonsense"), "", "Give the line's number and its hash"),
    ],
)
def test_what_cannot_be_done_is_told_in_a_sentence(
    store: Path, words: tuple[str, ...], stdin: str, sentence: str
) -> None:
    done = carrel(store, *words, stdin=stdin)
    assert done.returncode == 1
    assert sentence in done.stderr
    assert "Traceback" not in done.stderr
    assert "@" not in done.stderr


def test_a_broken_ledger_has_its_own_exit_code_and_so_has_one_that_was_rolled_back(store: Path) -> None:
    backup = (store / "carrel.sqlite3").read_bytes()
    carrel(store, *ADD)
    noted = carrel(store, "ledger", "head").stdout.strip()
    with sqlite3.connect(store / "carrel.sqlite3") as database:
        database.execute("DROP TRIGGER ledger_lines_stay_as_they_are")
        database.execute("UPDATE ledger_ledgerentry SET actor = 'nobody' WHERE sequence = 1")
    done = carrel(store, "ledger", "verify")
    assert done.returncode == 3
    assert "Line 1 was changed after it was written." in done.stderr
    for path in store.glob("carrel.sqlite3*"):
        path.unlink()
    (store / "carrel.sqlite3").write_bytes(backup)
    assert carrel(store, "ledger", "verify").returncode == 0
    assert carrel(store, "ledger", "verify", "--against", noted).returncode == 3
