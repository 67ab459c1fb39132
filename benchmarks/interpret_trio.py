"""Times, in one run and by turns, how long a trio takes from VCF to report, against the tools that others use.

    python benchmarks/make_trio.py && python benchmarks/interpret_trio.py --panels PANELS_DIR

Rows: `bgzip -dc` (the floor), reading alone, `carrel interpret` (with --panels), tiering again from the stored table, bcftools
with a full expression, a cyvcf2 loop. Trust the ratios more than the seconds; medians of several turns.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path


HERE = Path(__file__).resolve().parent
SOURCE = HERE.parent / "src"
PEOPLE = ("CHILD", "FATHER", "MOTHER")
READ = """
import sys
from pathlib import Path
from carrel.care.genomes import actions, queries
from carrel.care.genomes.values import ReadRequest, VariantFile
people = ("CHILD", "FATHER", "MOTHER")
file = VariantFile(sys.argv[1], {person: person for person in people})
table = actions.read_family(ReadRequest((file,), people, (people,)), Path(sys.argv[2]))
print(len(queries.open_table(table).candidates()))
"""
OPEN = """
import sys
from pathlib import Path
from carrel.care.genomes import queries
print(len(queries.open_table(next(Path(sys.argv[1], "tables").iterdir())).candidates()))
"""
LOOP = """
import sys
from cyvcf2 import VCF
vcf, found = VCF(sys.argv[1]), 0
fields = vcf.get_header_type("CSQ")["Description"].split("Format: ")[1].strip('"').split("|")
term, share = fields.index("Consequence"), [number for number, name in enumerate(fields) if name.startswith("gnomAD")]
wanted = ("missense", "stop_gained", "frameshift", "splice_acceptor", "splice_donor", "inframe", "start_lost", "stop_lost")
for record in vcf:
    if record.FILTER is not None:
        continue
    entries = [entry.split("|") for entry in record.INFO["CSQ"].split(",")]
    if any(float(entry[number]) > 0.01 for entry in entries for number in share if entry[number]):
        continue
    if any(word in entry[term] for entry in entries for word in wanted) and record.gt_types[0] in (1, 3):
        found += 1
print(found)
"""
BCFTOOLS = 'FILTER="PASS" && GT[0]="alt" && (INFO/CSQ~"missense" || INFO/CSQ~"stop_gained" || INFO/CSQ~"frameshift" || INFO/CSQ~"splice_")'


def first_panel(folder: Path) -> str:
    """Id of the panel to order: the first in the folder."""
    path = min(path for path in folder.glob("*.json") if path.name != "index.json")
    return str(json.loads(path.read_text())["id"])


def family(folder: Path, vcf: Path, panel: str) -> Path:
    """A case file (Phenopacket Family) of the trio, all affected statuses stated."""
    people = [
        {
            "individualId": "CHILD",
            "paternalId": "FATHER",
            "maternalId": "MOTHER",
            "sex": "FEMALE",
            "affectedStatus": "AFFECTED",
        },
        {"individualId": "FATHER", "paternalId": "0", "maternalId": "0", "sex": "MALE", "affectedStatus": "UNAFFECTED"},
        {
            "individualId": "MOTHER",
            "paternalId": "0",
            "maternalId": "0",
            "sex": "FEMALE",
            "affectedStatus": "UNAFFECTED",
        },
    ]
    for person in people:
        person["familyId"] = "TRIO"
    case = {
        "id": "TRIO",
        "proband": {
            "id": "CHILD", "subject": {"id": "CHILD", "sex": "FEMALE"},
            "phenotypicFeatures": [{"type": {"id": "HP:0001250", "label": "Seizure"}}],
            "metaData": {"created": "2026-01-01T00:00:00Z", "createdBy": "benchmark", "phenopacketSchemaVersion": "2.0"},
        },
        "relatives": [],
        "pedigree": {"persons": people},
        "files": [
            {
                "uri": os.path.relpath(vcf, folder), "individualToFileIdentifiers": {person: person for person in PEOPLE},
                "fileAttributes": {"genomeAssembly": "GRCh38", "fileFormat": "VCF"},
            }
        ],
        "metaData": {
            "created": "2026-01-01T00:00:00Z", "createdBy": "benchmark", "phenopacketSchemaVersion": "2.0",
            "externalReferences": [{"id": f"panel:{panel}"}] if panel else [],
        },
    }  # fmt: skip
    path = folder / "family.json"
    path.write_text(json.dumps(case))
    return path


def run(command: list[str], store: Path | None = None) -> tuple[float, float]:
    """Wall seconds and peak resident megabytes of a command."""
    environment = {**os.environ, "PYTHONPATH": str(SOURCE)}
    if store:
        environment["CARREL_STORE"] = str(store)
    start = time.perf_counter()
    with open(os.devnull, "w") as nowhere:
        process = subprocess.Popen(command, stdout=nowhere, env=environment)
        _, status, usage = os.wait4(process.pid, 0)
    if os.waitstatus_to_exitcode(status) not in (0,):
        raise SystemExit(f"{' '.join(command[:4])} ended with {os.waitstatus_to_exitcode(status)}")
    return time.perf_counter() - start, usage.ru_maxrss / 1024


def rows(vcf: Path, folder: Path, panels: Path | None, others: bool) -> dict[str, Callable[[], tuple[float, float]]]:
    """What is timed, by name."""
    python, store = sys.executable, folder / "store"
    case = family(folder, vcf, first_panel(panels) if panels else "")

    def fresh(command: list[str]) -> tuple[float, float]:
        """A family that was never read, on a machine that is in use: knowledge is compiled, the family's table and digest are not there."""
        for name in ("tables", "digests"):
            shutil.rmtree(store / name, ignore_errors=True)
        return run(command, store)

    interpret = [python, "-m", "carrel.interfaces.cli.main", "interpret", str(case), "--out", str(folder / "out")]
    table: dict[str, Callable[[], tuple[float, float]]] = {
        "bgzip -dc": lambda: run(["bgzip", "-dc", str(vcf)]),
        "reading": lambda: fresh([python, "-c", READ, str(vcf), str(store)]),
        "opening the stored table": lambda: run([python, "-c", OPEN, str(store)]),
    }
    if panels:
        interpret += ["--panels", str(panels)]
        table["carrel interpret"] = lambda: fresh(interpret)
        table["carrel interpret, again from the table"] = lambda: run(interpret, store)
        table["the same without the PDF"] = lambda: run([*interpret, "--no-pdf"], store)
    if others and shutil.which("bcftools"):
        table["bcftools view, full expression"] = lambda: run(["bcftools", "view", "-H", "-i", BCFTOOLS, str(vcf)])
    if others and importlib.util.find_spec("cyvcf2"):
        table["cyvcf2 loop"] = lambda: run([python, "-c", LOOP, str(vcf)])
    return table


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--vcf", type=Path, default=HERE / "data" / "trio.vcf.gz")
    parser.add_argument("--panels", type=Path, help="a folder of panels; without it only the reading is timed")
    parser.add_argument("--turns", type=int, default=5)
    parser.add_argument(
        "--others", action="store_true", help="also bcftools and cyvcf2 where installed (20 to 40 seconds a turn)"
    )
    options = parser.parse_args()
    if not shutil.which("bgzip"):
        raise SystemExit("bgzip is not installed (package tabix); every ratio is against it.")
    with tempfile.TemporaryDirectory(dir=options.vcf.parent) as name:
        table = rows(options.vcf.resolve(), Path(name), options.panels and options.panels.resolve(), options.others)
        found: dict[str, list[tuple[float, float]]] = {row: [] for row in table}
        for turn in range(options.turns + 1):  # the first turn warms caches and is not counted
            for row, measure in table.items():
                if turn == 0 and row in ("bcftools view, full expression", "cyvcf2 loop"):
                    continue
                seconds = measure()
                if turn:
                    found[row].append(seconds)
    floor = statistics.median(seconds for seconds, _ in found["bgzip -dc"])
    print(f"{'':42}{'median s':>10}{'x bgzip':>10}{'peak MB':>10}")
    for row, measured in found.items():
        middle = statistics.median(seconds for seconds, _ in measured)
        print(f"{row:42}{middle:10.2f}{middle / floor:10.2f}{max(size for _, size in measured):10.0f}")


if __name__ == "__main__":
    main()
