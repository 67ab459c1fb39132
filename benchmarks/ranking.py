"""How often does ranking put the causal gene first? Measured on generated cases of published patients.

    python benchmarks/ranking.py CASES --panels PANELS [--store STORE] [--json]
    python benchmarks/ranking.py CASES --out REPORTS

CASES is a folder with `<case>/family.json` and `<case>/truth.json`. With --panels every case is interpreted in this process,
twice: as it is, and without the annotations that rest on the patient's own publication only (panels are proposed from all
annotations in both). With --out the ranking is read from finished reports, once.

Rates are micro (over cases) and macro (mean over causal genes, so that big cohorts weigh less). A case whose causal gene is not
ranked counts as a miss.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import tempfile
from collections import defaultdict
from pathlib import Path
from time import perf_counter
from typing import Any


TOP = (1, 3, 5, 10)
NOT_RANKED = 10**6


def truths(cases: Path) -> list[tuple[Path, dict[str, Any]]]:
    """The cases with a causal gene that must be found: controls are left out."""
    found = [(path.parent, json.loads(path.read_text())) for path in sorted(cases.glob("*/truth.json"))]
    return [(folder, truth) for folder, truth in found if not truth.get("control")]


def rank_of(genes: list[tuple[str, int]], truth: dict[str, Any]) -> int:
    return min((rank for hgnc_id, rank in genes if hgnc_id == truth["gene"]["hgnc_id"]), default=NOT_RANKED)


def from_reports(cases: list[tuple[Path, dict[str, Any]]], out: Path) -> list[int]:
    ranks = []
    for _, truth in cases:
        path = out / truth["case_id"] / "interpretation.json"
        told = json.loads(path.read_text()) if path.is_file() else {"genes": []}
        ranks.append(rank_of([(gene["hgnc_id"], gene["rank"]) for gene in told["genes"]], truth))
    return ranks


def interpreted(cases: list[tuple[Path, dict[str, Any]]], panels: Path, store: Path) -> dict[str, list[int]]:
    from carrel.care.interpretation import actions
    from carrel.care.interpretation.adapters.case_file import read_case

    knowledge = actions.open_knowledge(panels, store)
    ranks: dict[str, list[int]] = {"as it is": [], "without the patient's own publication": []}
    for number, (folder, truth) in enumerate(cases, start=1):
        case = read_case(folder / "family.json")
        started = perf_counter()
        for name, left_out in zip(ranks, (frozenset(), frozenset({truth["source_reference"]})), strict=True):
            done = actions.interpret(
                case, knowledge, actions.Options(pdf=False, without_publications=left_out), lambda share, text: None
            )
            ranks[name].append(rank_of([(gene.hgnc_id, gene.rank) for gene in done.genes], truth))
        places = " and ".join("not ranked" if own[-1] == NOT_RANKED else str(own[-1]) for own in ranks.values())
        print(
            f"{number}/{len(cases)} {truth['case_id']} {truth['gene']['symbol']}: {places} of {len(done.genes)}, "
            f"{truth['inheritance']}, {perf_counter() - started:.1f} s",
            file=sys.stderr,
        )
    return ranks


def figures(cases: list[tuple[Path, dict[str, Any]]], ranks: list[int]) -> dict[str, dict[str, float]]:
    """Share of cases, and mean over genes of the share of their cases, with the gene among the first k."""
    by_gene: dict[str, list[int]] = defaultdict(list)
    for (_, truth), rank in zip(cases, ranks, strict=True):
        by_gene[truth["gene"]["hgnc_id"]].append(rank)
    return {
        f"top-{k}": {
            "micro": statistics.mean(rank <= k for rank in ranks),
            "macro": statistics.mean(statistics.mean(rank <= k for rank in own) for own in by_gene.values()),
        }
        for k in TOP
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("cases", type=Path)
    source = parser.add_mutually_exclusive_group(required=True)
    source.add_argument("--panels", type=Path)
    source.add_argument("--out", type=Path)
    parser.add_argument("--store", type=Path)
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    cases = truths(asked.cases)
    if not cases:
        sys.exit(f"No cases with a truth.json in {asked.cases}.")
    if asked.out:
        ranks = {"as reported": from_reports(cases, asked.out)}
    elif asked.store:
        ranks = interpreted(cases, asked.panels, asked.store)
    else:
        with tempfile.TemporaryDirectory() as store:
            ranks = interpreted(cases, asked.panels, Path(store))
    result = {name: figures(cases, own) for name, own in ranks.items()}
    if asked.json:
        print(json.dumps({"cases": len(cases), "rank": result}, indent=1))
        return
    for name, rows in result.items():
        print(f"{len(cases)} cases, {name}")
        for top, row in rows.items():
            print(f"  {top:<7} {row['micro']:6.1%} of cases   {row['macro']:6.1%} macro over genes")


if __name__ == "__main__":
    main()
