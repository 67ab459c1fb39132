"""`carrel panels` from the command line: import, export, compare, and what is said where something is wrong."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import pytest
from click.testing import CliRunner

from carrel.interfaces.cli.faults import sentence_of
from carrel.interfaces.cli.main import carrel
from carrel.interfaces.cli.panel_places import open_shelf
from tests.exchange.builders import activities, catalogue, gene, panel, save
from tests.exchange.server import serving


pytestmark = [pytest.mark.row("M6"), pytest.mark.django_db]
CARREL = [sys.executable, "-m", "carrel.interfaces.cli.main"]


@dataclass(frozen=True)
class Done:
    """What a command printed, and how it ended."""

    returncode: int
    stdout: str
    stderr: str


def verb(*arguments: str) -> Done:
    """Run a verb in this process, on the test's database."""
    result = CliRunner().invoke(carrel, ["panels", *arguments])
    sentence = ""
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        told = sentence_of(result.exception)
        if told is None:
            raise result.exception
        sentence = f"carrel: {told}\n"
    return Done(result.exit_code, result.stdout, result.stderr + sentence)


def environment(store: Path) -> dict[str, str]:
    source = Path(__file__).resolve().parents[2] / "src"
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("CARREL_", "DJANGO_"))}
    return {**kept, "CARREL_STORE": str(store), "PYTHONPATH": str(source), "PYTHONUNBUFFERED": "1"}


def run(store: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([*CARREL, *arguments], capture_output=True, text=True, env=environment(store), check=False)


@pytest.fixture(autouse=True)
def opened_anew() -> None:
    """Each test asks its own places."""
    open_shelf.cache_clear()


def test_panels_go_from_a_server_into_the_house_and_out_again(tmp_path: Path) -> None:
    made = [*catalogue(8, largest=20), panel(90, "1.0", signed_off="2020-01-01"), panel(90, "1.1")]
    with serving(made, {90: activities(90)}) as server:
        done = verb("import", server.address, "--signed-off")
        assert (done.returncode, done.stderr) == (0, "9 new, 1 updated\n")
        again = verb("import", server.address, "--signed-off", "--json")
        assert {entry["what"] for entry in json.loads(again.stdout)} == {"kept"}
        assert verb("diff", server.address, "database").returncode in (0, 1)
    for out in (("--snapshot", str(tmp_path / "all.json.gz")), ("--into-dir", str(tmp_path / "all"))):
        assert verb("export", *out).returncode == 0
    hashes = {
        verb("show", "90@1.1", "--panels", place).stdout
        for place in (str(tmp_path / "all"), str(tmp_path / "all.json.gz"), "database")
    }
    assert len(hashes) == 1
    assert verb("import", str(tmp_path / "all"), "--into", "copy").stderr == "9 new\n"
    assert "disagreements: 0" in verb("discordance", "copy").stderr


def test_a_bad_panel_makes_the_exit_code_1_and_one_sentence(tmp_path: Path) -> None:
    save(tmp_path / "in", panel(1), "1.json")
    save(tmp_path / "in", '{"id": 2, "genes": [', "2.json")
    done = verb("import", str(tmp_path / "in"))
    assert done.returncode == 1
    assert done.stdout == "new\t1@1.8\tTelangiectasia 1\n"
    assert done.stderr.splitlines()[0].startswith("fault\t\tPanel file 2.json cannot be used: it ends in the middle")
    assert "Traceback" not in done.stderr


def test_differences_are_told_field_by_field_and_end_with_1(tmp_path: Path) -> None:
    save(tmp_path / "a", panel(1, "1.0", [gene("A", 1), gene("B", 2)]))
    save(tmp_path / "b", panel(1, "1.1", [gene("A", 1, rating=1), gene("C", 3)]))
    done = verb("diff", f"{tmp_path}/a#1", f"{tmp_path}/b#1")
    assert done.returncode == 1
    assert done.stdout.splitlines() == [
        "~ version: 1.0 -> 1.1", "~ gene A rating: green -> red", "- gene B rating: green", "+ gene C rating: green",
    ]  # fmt: skip
    assert verb("diff", f"{tmp_path}/a#1", f"{tmp_path}/a#1@1.0").returncode == 0
    found = json.loads(verb("diff", f"{tmp_path}/a#1", f"{tmp_path}/b#1", "--json").stdout)
    assert found[1] == {
        "what": "changed",
        "kind": "gene",
        "entity": "A",
        "field": "rating",
        "before": "green",
        "after": "red",
    }


def test_disagreements_are_printed_as_table_json_and_tsv(tmp_path: Path) -> None:
    save(tmp_path / "uk", panel(1, "1.0", [gene("A", 1), gene("B", 2)], name="Epilepsy"))
    save(tmp_path / "au", panel(7, "0.3", [gene("A", 1, rating=2)], name="Epilepsies"))
    verb("import", str(tmp_path / "uk"))
    verb("import", str(tmp_path / "au"), "--into", "australia")
    assert verb("discordance", "australia").returncode == 1
    done = verb("discordance", "australia", "--pair", "7=1")
    assert done.stderr == "Panels compared: 1; disagreements: 2 (1 by one side, 1 by rating).\n"
    assert done.stdout.splitlines()[1].split()[:4] == ["A", "amber", "|", "green"]
    rows = json.loads(verb("discordance", "australia", "--pair", "7=1", "--json").stdout)
    assert [(row["symbol"], row["left_rating"], row["right_rating"]) for row in rows] == [
        ("B", "absent", "green"),
        ("A", "amber", "green"),
    ]
    lines = verb("discordance", "australia", "--pair", "7=1", "--tsv").stdout.splitlines()
    assert [len(line.split("\t")) for line in lines] == [12, 12, 12]


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("import", "nowhere"), "no folder or snapshot"),
        (("import", "http://127.0.0.1:9/"), "cannot be reached"),
        (("import", "ftp://x"), "not an address"),
        (("import", ".", "--into", "Not A Name"), "catalogue"),
        (("import", "x.csv", "--format", "g2p"), "--name"),
        (("import", "x.csv", "--format", "g2p", "--name", "X"), "x.csv cannot be used"),
        (("import", "x.csv"), "--format"),
        (("export",), "--into-dir"),
        (("export", "--snapshot", "x.json", "--catalogue", "nobody"), "there are: house"),
        (("export", "--snapshot", "/proc/nowhere/x.json"), "/proc"),
        (("diff", "a#1", "b"), "two places"),
        (("list", "--panels", "nowhere"), "no folder"),
        (("show", "1", "--panels", "database"), "database"),
        (("discordance", "nobody"), "no panel of nobody"),
        (("discordance", "a", "--pair", "x"), "--pair 3=47"),
    ],
)
def test_mistakes_end_in_one_sentence(arguments: tuple[str, ...], says: str) -> None:
    done = verb(*arguments)
    assert done.returncode == 1
    assert says in done.stderr
    assert done.stderr.count("\n") == 1 or arguments[0] == "import"
    assert "Traceback" not in done.stderr


def test_an_import_that_is_killed_keeps_what_it_told_and_the_next_one_goes_on(tmp_path: Path) -> None:
    store = tmp_path / "house"
    assert run(store, "migrate").returncode == 0
    with serving(catalogue(60, largest=120)) as server:

        def slowly(handler: object, path: str, count: int) -> bool:
            time.sleep(0.02)
            return False

        server.misbehave = slowly  # type: ignore[assignment]
        process = subprocess.Popen(
            [*CARREL, "panels", "import", server.address], stdout=subprocess.PIPE, text=True, env=environment(store)
        )
        assert process.stdout is not None
        told = [process.stdout.readline() for _ in range(10)]
        process.send_signal(signal.SIGKILL)
        told += process.stdout.readlines()
        process.wait()
        process.stdout.close()
        listed = run(store, "panels", "list", "--panels", "database").stdout
        assert all(line.split("\t")[1] in listed for line in told if line.endswith("\n"))
        done = run(store, "panels", "import", server.address)
    assert done.returncode == 0
    assert len(run(store, "panels", "list", "--panels", "database").stdout.splitlines()) == 60
