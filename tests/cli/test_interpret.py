"""`carrel interpret` and `carrel explain` as a person runs them."""

from __future__ import annotations

import contextlib
import gzip
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from carrel.interfaces.cli.main import VERBS, carrel
from tests.families import (
    COMMON,
    DE_NOVO,
    FAILED,
    HET,
    INTRONIC,
    PAIR,
    REF,
    TOLD,
    Site,
    background,
    order,
    write_case,
    write_vcf,
)


PANELS = Path(__file__).resolve().parents[2] / "docs" / "demo" / "panels"
FILES = ["interpretation.json", "interpreted_genome.json", "phenopacket.json", "report.html", "report.pdf"]
QUIET = background(3000)


def carrel_in_process(*words: object) -> Result:
    """The command in this process: quick, for what needs no process of its own."""
    return CliRunner().invoke(carrel, [str(word) for word in words])


def carrel_as_process(*words: object, **environment: str) -> subprocess.CompletedProcess[str]:
    """The command as a person starts it."""
    command = [sys.executable, "-m", "carrel.interfaces.cli.main", *(str(word) for word in words)]
    return subprocess.run(command, capture_output=True, text=True, env={**os.environ, **environment}, check=False)


def carrel_as_process_for(seconds: float, *words: object) -> subprocess.CompletedProcess[str]:
    """As `carrel_as_process`, and fails where the command does not end by itself."""
    command = [sys.executable, "-m", "carrel.interfaces.cli.main", *(str(word) for word in words)]
    return subprocess.run(command, capture_output=True, text=True, timeout=seconds, check=False)


def answer(out: Path, case: str = "CASE1") -> dict[str, Any]:
    return json.loads((out / case / "interpretation.json").read_text())


def tiers(out: Path) -> dict[str, str]:
    return {variant["key"]: variant["tier"] for variant in answer(out)["variants"]}


@pytest.fixture(scope="module")
def reported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the case, its store and its report, made once."""
    folder = tmp_path_factory.mktemp("reported")
    case = write_case(folder, [*TOLD, *QUIET])
    done = carrel_as_process(
        "interpret", case, "--panels", PANELS, "--out", folder / "out", "--store", folder / "store"
    )
    assert done.returncode == 0, done.stderr
    return folder


@pytest.mark.row("M7", "M11")
def test_a_family_becomes_an_explained_tiered_report(reported: Path) -> None:
    out = reported / "out"
    assert sorted(path.name for path in (out / "CASE1").iterdir()) == FILES
    assert answer(out)["status"] == "ok"
    found = tiers(out)
    assert found["10:121517378:C:T"] == "1"  # de novo missense in a green dominant gene
    assert found["7:75985000:G:A"] == "1"  # stop gained, in trans with ...
    assert found["7:75986000:C:T"] == "2"  # ... a missense
    assert answer(out)["genes"][0]["symbol"] == "FGFR2"


@pytest.mark.row("M12")
def test_the_second_run_does_not_read_the_vcf_again(reported: Path, tmp_path: Path) -> None:
    tables = sorted((reported / "store" / "tables").iterdir())
    assert len(tables) == 1
    before = [(path.stat().st_ino, path.stat().st_mtime_ns) for path in tables[0].iterdir()]
    done = carrel_in_process(
        "interpret", reported / "family.json", "--panels", PANELS, "--out", tmp_path, "--store", reported / "store"
    )
    assert done.exit_code == 0, done.output
    assert [(path.stat().st_ino, path.stat().st_mtime_ns) for path in tables[0].iterdir()] == before


@pytest.mark.row("M11")
def test_equal_inputs_give_byte_identical_files_wherever_and_however_often(reported: Path, tmp_path: Path) -> None:
    """Another folder, another store, another process, another seed for Python's hashes."""
    case = write_case(tmp_path / "elsewhere", [*TOLD, *QUIET])
    done = carrel_as_process(
        "interpret",
        case,
        "--panels",
        PANELS,
        "--out",
        tmp_path / "out",
        "--store",
        tmp_path / "store",
        PYTHONHASHSEED="77",
    )
    assert done.returncode == 0, done.stderr
    for name in FILES:
        assert (tmp_path / "out" / "CASE1" / name).read_bytes() == (reported / "out" / "CASE1" / name).read_bytes(), (
            name
        )


@pytest.mark.row("M7")
@pytest.mark.parametrize(
    ("site", "said"),
    [
        (DE_NOVO, "is in tier 1 (FGFR2)"),
        (PAIR[1], "CompoundHeterozygous"),
        (COMMON, "more common"),
        (FAILED, "FILTER is not PASS"),
        (INTRONIC, "no consequence of a tiered class"),
    ],
)
def test_explain_tells_for_any_variant_why_or_why_not(reported: Path, site: Any, said: str) -> None:
    place = f"{site.chrom}:{site.pos}:{site.ref}:{site.alt}"
    done = carrel_in_process("explain", reported / "out" / "CASE1", place, "--store", reported / "store")
    assert done.exit_code == 0, done.output
    assert said in done.output


def test_explain_says_when_no_file_has_the_variant_or_it_is_written_wrongly(reported: Path) -> None:
    for words, said in (
        ("chr1:1:A:G", "No file of CASE1 has 1:1:A:G"),
        ("FGFR2", "is no variant; write CHROM:POS:REF:ALT"),
    ):
        done = carrel_as_process("explain", reported / "out" / "CASE1", words, "--store", reported / "store")
        assert (done.returncode, done.stdout) == (1, "")
        assert said in done.stderr
        assert done.stderr.count("\n") == 1


@pytest.mark.row("M4")
def test_a_father_who_is_somebody_else_blocks_the_case_and_is_named(tmp_path: Path) -> None:
    case = write_case(tmp_path, [*TOLD, *background(3000, stranger=True)])
    done = carrel_in_process("interpret", case, "--panels", PANELS, "--out", tmp_path / "out", "--no-pdf")
    assert done.exit_code == 0, done.output
    report = answer(tmp_path / "out")
    assert (report["status"], report["variants"], report["genes"]) == ("blocked", [], [])
    assert any("father" in problem["people"] for problem in report["problems"])


def test_a_position_beyond_the_end_of_its_chromosome_is_told_with_its_line_however_long_the_file(
    tmp_path: Path,
) -> None:
    sites = [Site("chr19", 58_700_000, "A", "G", (HET, REF, REF)), *background(40_000)]
    case = write_case(tmp_path, sites)
    with gzip.open(tmp_path / "family.vcf.gz", "rt") as lines:
        number = next(number for number, line in enumerate(lines, 1) if line.startswith("chr19\t58700000"))
    done = carrel_as_process("interpret", case, "--panels", PANELS, "--out", tmp_path / "out")
    assert done.returncode == 1
    assert f"Line {number:,} of family.vcf.gz" in done.stderr


def test_one_bad_case_never_stops_the_others(tmp_path: Path) -> None:
    good = write_case(tmp_path / "good", [*TOLD, *QUIET], case_id="GOOD")
    also = write_case(tmp_path / "also", [*TOLD, *QUIET], case_id="ALSO")
    cut = write_case(tmp_path / "cut", [*TOLD, *QUIET], case_id="CUT")
    whole = (tmp_path / "cut" / "family.vcf.gz").read_bytes()
    (tmp_path / "cut" / "family.vcf.gz").write_bytes(whole[: len(whole) // 2])
    text = tmp_path / "text.json"
    text.write_text("no case")
    done = carrel_as_process(
        "interpret", good, cut, text, also, "--panels", PANELS, "--out", tmp_path / "out", "--jobs", 2, "--no-pdf"
    )
    assert done.returncode == 1
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["ALSO", "GOOD"]
    assert "CUT: failed" in done.stderr
    assert "text.json is not JSON" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"panel": "panel:999"}, "999"),
        ({"panel": "panel:1@7.7"}, "7.7"),
    ],
)
def test_an_unknown_panel_is_refused_in_one_sentence(tmp_path: Path, change: dict[str, str], said: str) -> None:
    case = write_case(tmp_path, [*TOLD, *QUIET], **change)
    done = carrel_as_process("interpret", case, "--panels", PANELS, "--out", tmp_path / "out")
    assert done.returncode == 1
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "out").exists() or not any((tmp_path / "out").iterdir())


def test_an_hpo_id_that_does_not_exist_is_refused_in_one_sentence(tmp_path: Path) -> None:
    vcf = write_vcf(tmp_path / "one.vcf.gz", [*TOLD, *QUIET])
    done = carrel_as_process(
        "interpret",
        "--vcf",
        vcf,
        "--proband",
        "S1",
        "--hpo",
        "HP:9999999",
        "--panel",
        1,
        "--panels",
        PANELS,
        "--out",
        tmp_path / "out",
    )
    assert done.returncode == 1
    assert "HP:9999999" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_sample_that_two_families_claim_is_refused_for_both(tmp_path: Path) -> None:
    first = write_case(tmp_path / "first", [*TOLD, *QUIET], case_id="FIRST")
    second = tmp_path / "first" / "second.json"
    second.write_text(json.dumps(order(case_id="SECOND")))
    done = carrel_as_process("interpret", first, second, "--panels", PANELS, "--out", tmp_path / "out")
    assert done.returncode == 1
    assert done.stderr.count("claimed by the families FIRST and SECOND") == 2
    assert not (tmp_path / "out").exists()


@pytest.mark.row("M7")
def test_people_without_phenopackets_describe_the_family_in_the_command(tmp_path: Path) -> None:
    vcf = write_vcf(tmp_path / "trio.vcf.gz", [*TOLD, *QUIET])
    ped = tmp_path / "trio.ped"
    ped.write_text("F S1 S2 S3 1 2\nF S2 0 0 1 1\nF S3 0 0 2 1\n")
    done = carrel_in_process(
        "interpret", "--vcf", vcf, "--ped", ped, "--hpo", "HP:0001363,!HP:0001250", "--panel", "1", "--id", "CASE1",
        "--panels", PANELS, "--out", tmp_path / "out", "--no-pdf",
    )  # fmt: skip
    assert done.exit_code == 0, done.output
    assert tiers(tmp_path / "out")["10:121517378:C:T"] == "1"


@pytest.mark.row("M7")
def test_without_an_ordered_panel_carrel_proposes_panels_and_still_ranks(tmp_path: Path) -> None:
    case = write_case(tmp_path, [*TOLD, *QUIET], panel="")
    done = carrel_in_process("interpret", case, "--panels", PANELS, "--out", tmp_path / "out", "--no-pdf")
    assert done.exit_code == 0, done.output
    report = answer(tmp_path / "out")
    assert report["panels_proposed"]
    assert report["genes"][0]["symbol"] == "FGFR2"


def test_a_run_that_is_killed_leaves_nothing_half_written_and_the_next_one_succeeds(tmp_path: Path) -> None:
    case = write_case(tmp_path, [*TOLD, *background(60_000)])
    words = [
        "interpret",
        str(case),
        "--panels",
        str(PANELS),
        "--out",
        str(tmp_path / "out"),
        "--store",
        str(tmp_path / "store"),
    ]
    command = [sys.executable, "-m", "carrel.interfaces.cli.main", *words]
    killed = 0
    for delay in (0.4, 0.9, 1.4, 1.9):
        process = subprocess.Popen(
            command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
        )
        time.sleep(delay)
        killed += process.poll() is None
        os.killpg(process.pid, signal.SIGKILL) if process.poll() is None else None
        process.wait()
        visible = list((tmp_path / "out").glob("[!.]*")) if (tmp_path / "out").exists() else []
        for folder in visible:
            assert sorted(path.name for path in folder.iterdir()) == FILES
    assert killed, "no run was slow enough to be killed"
    done = carrel_as_process(*words)
    assert done.returncode == 0, done.stderr
    assert tiers(tmp_path / "out")["10:121517378:C:T"] == "1"


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may mount a small disk")
@pytest.mark.parametrize("which", ["--out", "--store"])
def test_a_full_disk_is_told_in_one_sentence_and_nothing_half_written_is_left(tmp_path: Path, which: str) -> None:
    case = write_case(tmp_path / "case", [*TOLD, *background(20_000)])
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=16k", "tmpfs", str(disk)], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip("mounting a small disk is not allowed here")
    folders = {"--out": tmp_path / "out", "--store": tmp_path / "store", which: disk}
    try:
        done = carrel_as_process(
            "interpret", case, "--panels", PANELS, *(word for pair in folders.items() for word in pair)
        )
        left = [path for path in disk.rglob("*") if path.name in FILES]
    finally:
        subprocess.run(["umount", str(disk)], check=True)
    assert done.returncode == 1
    assert "full" in done.stderr
    assert "Traceback" not in done.stderr
    assert left == []


@pytest.mark.parametrize("what", ["case", "--ped", "--vcf", "--structural", "--repeats", "panel file"])
def test_a_pipe_in_place_of_a_file_is_refused_at_once(tmp_path: Path, what: str) -> None:
    panels = tmp_path / "panels"
    panels.mkdir()
    pipe = panels / "pipe.json"
    os.mkfifo(pipe)
    vcf = write_vcf(tmp_path / "family.vcf", [DE_NOVO])
    words = {"case": [pipe], "panel file": [write_case(tmp_path, [DE_NOVO])]}
    given = words.get(what, ["--vcf", vcf, "--proband", "S1", what, pipe])
    rest = ("--panels", panels, "--out", tmp_path / "out", "--store", tmp_path / "store")
    done = carrel_as_process_for(30, "interpret", *given, *rest)
    assert done.returncode == 1, done.stderr
    assert "pipe" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_panel_file_that_is_empty_is_named_once(tmp_path: Path) -> None:
    (tmp_path / "empty.json").touch()
    case = write_case(tmp_path, [DE_NOVO])
    done = carrel_in_process("interpret", case, "--panels", tmp_path, "--out", tmp_path / "out")
    assert done.exit_code == 1
    assert done.output.count("cannot be used") == 1


@pytest.mark.parametrize("option", ["--vcf", "--structural", "--repeats"])
def test_a_file_with_nobody_of_the_family_is_refused(tmp_path: Path, option: str) -> None:
    own = write_vcf(tmp_path / "own.vcf.gz", [DE_NOVO])
    other = write_vcf(tmp_path / "other.vcf.gz", [DE_NOVO], ("A", "B", "C"))
    given = ["--vcf", own, "--proband", "S1", option, other]
    done = carrel_in_process("interpret", *given, "--panels", PANELS, "--out", tmp_path / "out")
    assert done.exit_code == 1
    assert "other.vcf.gz has nobody of the family" in str(done.exception)


def processes_of(group: int) -> list[str]:
    """What still runs of a process group; the dead that nobody has buried do not count."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):  # it ended meanwhile
            name, rest = stat.read_text().rsplit(")", 1)
            state, _, its_group = rest.split()[:3]
            if its_group == str(group) and state != "Z":
                found.append(name)
    return found


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="looks for processes in Linux's /proc")
@pytest.mark.parametrize("by", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_a_batch_that_is_stopped_ends_at_once_with_all_its_workers(tmp_path: Path, by: signal.Signals) -> None:
    cases = [write_case(tmp_path / f"c{number}", [*TOLD, *QUIET], case_id=f"C{number}") for number in range(12)]
    words = ["interpret", *cases, "--panels", PANELS, "--out", tmp_path / "out", "--store", tmp_path / "s", "--jobs", 2]
    command = [sys.executable, "-m", "carrel.interfaces.cli.main", *(str(word) for word in words)]
    batch = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, start_new_session=True)
    until = time.monotonic() + 60
    while not (tmp_path / "out").exists() and time.monotonic() < until:
        time.sleep(0.01)
    batch.send_signal(by)  # to the parent alone
    told = batch.communicate(timeout=20)[1]
    assert batch.returncode == {signal.SIGINT: 130, signal.SIGTERM: 143, signal.SIGKILL: -9}[by]
    assert "Traceback" not in told
    until = time.monotonic() + 15
    while processes_of(batch.pid) and time.monotonic() < until:
        time.sleep(0.05)
    assert processes_of(batch.pid) == []
    for folder in (tmp_path / "out").iterdir():
        assert sorted(path.name for path in folder.iterdir()) == FILES
    if by != signal.SIGKILL:
        assert not list((tmp_path / "s" / "tables").glob(".*"))


@pytest.mark.parametrize("rest", [{}, {"variants": 1}, {"variants": [1]}, {"variants": [{"key": "1:1:A:T"}]}])
def test_explain_refuses_a_report_that_somebody_cut_down(tmp_path: Path, rest: dict[str, Any]) -> None:
    (tmp_path / "interpretation.json").write_text(json.dumps({"format": "carrel/interpretation@1"} | rest))
    done = carrel_in_process("explain", tmp_path, "1:1:A:T")
    assert "lacks parts" in str(done.exception)


@pytest.mark.parametrize("option", ["--out", "--store"])
def test_a_file_in_place_of_a_folder_is_told_in_one_sentence(tmp_path: Path, option: str) -> None:
    case = write_case(tmp_path, [DE_NOVO])
    folders = {"--out": tmp_path / "out", "--store": tmp_path / "store", option: case / "below"}
    done = carrel_in_process(
        "interpret", case, "--panels", PANELS, *(word for pair in folders.items() for word in pair)
    )
    assert done.exit_code == 1
    assert "a fault of Carrel" not in done.output
    assert "choose another" in done.output


@pytest.mark.parametrize(
    "change",
    [
        {"pedigree": [1]},
        {"pedigree": {"persons": 1}},
        {"metaData": 1},
        {"metaData": {"externalReferences": ["panel:1"]}},
        {"files": [{"uri": "http://["}]},
        {"files": [{"uri": "file:///a%00"}]},
        {"files": [{"uri": "a.vcf", "fileAttributes": 1}]},
        {"files": [{"uri": "a.vcf", "individualToFileIdentifiers": ["S1"]}]},
        {"proband": {"id": "child", "subject": {"id": "child"}, "phenotypicFeatures": [{"type": 1}]}},
        {"proband": {"id": "child", "subject": {"id": "\ud800"}}},
        {"proband": {"id": "child", "subject": {"id": "\x1b[31m" + "x" * 100_000 + "\n"}}},
    ],
)
def test_a_case_file_of_another_shape_is_refused_in_one_line(tmp_path: Path, change: dict[str, Any]) -> None:
    path = tmp_path / "case.json"
    path.write_text(json.dumps(order() | change))
    done = carrel_in_process("interpret", path, "--panels", PANELS, "--out", tmp_path / "out")
    assert done.exit_code == 1
    assert "a fault of Carrel" not in done.output
    assert len(done.output.splitlines()) == 1
    assert len(done.output) < 1200
    assert "\x1b" not in done.output


def test_every_verb_has_help_with_an_example() -> None:
    for name in VERBS:
        done = CliRunner().invoke(carrel, [name, "--help"])
        assert done.exit_code == 0, done.output
        assert f"carrel {name}" in done.output.replace("Usage: carrel", ""), name
