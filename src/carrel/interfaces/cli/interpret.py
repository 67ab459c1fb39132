"""`carrel interpret`: a family's genomes in, an explained, tiered report out."""

from __future__ import annotations

import gc
import json
import os
import signal
import sys
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from carrel.care.interpretation import actions as interpretation
from carrel.care.interpretation.adapters.case_file import read_case
from carrel.care.interpretation.values import Case, Interpretation
from carrel.interfaces.cli.faults import Refused, sentence_of
from carrel.interfaces.cli.order import case_of_options, order_options
from carrel.interfaces.cli.panel_places import open_shelf, panels_option
from carrel.interfaces.cli.places import store_option


if TYPE_CHECKING:
    from multiprocessing.process import BaseProcess

_SECONDS_TO_STOP = 5.0
_KILLED = "the process was killed; run this case again, with --jobs 1 if memory is short."


@dataclass(frozen=True)
class Outcome:
    """What became of one case."""

    case: str
    status: str  # ok, blocked or failed
    sentence: str
    folder: str
    seconds: float


@dataclass(frozen=True)
class Run:
    """What all cases of one call share; picklable, so that every process opens its own knowledge."""

    panels: str
    out: str
    store: str
    options: interpretation.Options


@click.command()
@click.argument("cases", nargs=-1, type=click.Path(path_type=Path))
@panels_option
@click.option(
    "--out", required=True, type=click.Path(path_type=Path), help="Folder for the reports: one folder a case."
)
@click.option(
    "--profile",
    type=click.Choice(["faf95", "gel-nembus"]),
    default="faf95",
    show_default=True,
    help="Population-frequency rule.",
)
@click.option(
    "--gff3", type=click.Path(path_type=Path), help="Gene models, to annotate VCFs that are not (with --fasta)."
)
@click.option("--fasta", type=click.Path(path_type=Path), help="Reference genome, to annotate and left-align.")
@click.option("--jobs", type=click.IntRange(min=1), help="Cases at once.  [default: one a core]")
@click.option("--pdf/--no-pdf", default=True, help="Also write report.pdf.  [default: pdf]")
@click.option(
    "--without-publication",
    "without",
    multiple=True,
    metavar="PMID",
    help="Ignore annotations from this publication (for benchmarks).",
)
@click.option("--json", "as_json", is_flag=True, help="Print the outcome of every case as JSON.")
@store_option
@order_options
def interpret(cases: tuple[Path, ...], panels: str, out: Path, **given: object) -> None:
    """Interpret families: read, check, tier, rank, report.

    A CASE is a GA4GH Phenopacket v2 Family (JSON). Without one, describe the family with --vcf, --ped, --hpo, --panel.

    \b
    carrel interpret cases/*/family.json --panels panels/ --out reports/
    carrel interpret --vcf trio.vcf.gz --ped trio.ped --hpo HP:0001250 --panel 402 --panels panels/ --out reports/
    """
    options = interpretation.Options(
        profile=str(given["profile"]),
        pdf=bool(given["pdf"]),
        gff3=str(given["gff3"] or ""),
        fasta=str(given["fasta"] or ""),
        without_publications=frozenset(str(word) for word in given["without"]),  # type: ignore[attr-defined]
    )
    _require_both(options)
    run = Run(panels, str(out), str(given["store"]), options)
    described = case_of_options(given)
    if described and cases:
        raise click.UsageError("Give case files, or one family with --vcf, not both.")
    if not described and not cases:
        raise click.UsageError("Nothing to interpret: give case files, or one family with --vcf.")
    jobs = given["jobs"] if isinstance(given["jobs"], int) else None
    outcomes = interpret_one(run, described) if described else interpret_files(run, cases, jobs)
    report(outcomes, bool(given["as_json"]))
    if any(outcome.status == "failed" for outcome in outcomes):
        sys.exit(1)


def _require_both(options: interpretation.Options) -> None:
    if bool(options.gff3) != bool(options.fasta) and options.gff3:
        raise click.UsageError("--gff3 needs --fasta: bcftools csq reads the gene models and the reference genome.")


def interpret_one(run: Run, case: Case) -> list[Outcome]:
    """One family described on the command line."""
    with _bar("reading", 100) as advance:
        return [_outcome(run, case.id, lambda: _interpret(run, case, advance))]


def interpret_files(run: Run, paths: Sequence[Path], jobs: int | None) -> list[Outcome]:
    """All case files; a fault of one never stops the others. Outcomes in the order of the files."""
    read, outcomes = _read_all(run, paths)
    shared = _samples_of_two_families(read.values())
    for path, case in list(read.items()):
        if case.id in shared:
            outcomes[path] = Outcome(case.id, "failed", shared[case.id], "", 0.0)
            del read[path]
    if len(read) == 1:
        path, case = next(iter(read.items()))
        with _bar(case.id, 100) as advance:
            outcomes[path] = _outcome(run, case.id, lambda: _interpret(run, case, advance))
    elif read:
        outcomes |= _in_processes(run, read, min(jobs or os.cpu_count() or 1, len(read)))
    return [outcomes[path] for path in dict.fromkeys(paths)]


def _read_all(run: Run, paths: Iterable[Path]) -> tuple[dict[Path, Case], dict[Path, Outcome]]:
    read: dict[Path, Case] = {}
    outcomes: dict[Path, Outcome] = {}
    named: dict[str, Path] = {}
    for path in dict.fromkeys(paths):
        try:
            case = read_case(path)
            if case.id in named:
                raise Refused(f"{path}: case {case.id} is also in {named[case.id]}; case ids must differ.")
            read[path] = case
            named[case.id] = path
        except Exception as fault:
            outcomes[path] = Outcome(path.parent.name or path.name, "failed", _told(fault), "", 0.0)
    return read, outcomes


def _samples_of_two_families(cases: Iterable[Case]) -> dict[str, str]:
    """Case id -> sentence, for cases that claim the same sample of the same file for different families."""
    owners: defaultdict[tuple[str, str], set[tuple[str, str]]] = defaultdict(set)
    for case in cases:
        for file in (*case.files, *case.structural_files, *case.repeat_files):
            for sample in file.samples.values():
                owners[os.path.realpath(file.path), sample].add((case.family.id, case.id))
    found = {}
    for (path, sample), claims in sorted(owners.items()):
        if len({family for family, _ in claims}) > 1:
            families = " and ".join(sorted({family for family, _ in claims}))
            for _, case_id in claims:
                found[case_id] = (
                    f"sample {sample} of {Path(path).name} is claimed by the families {families}; a sample belongs to one family."
                )
    return found


def _in_processes(run: Run, cases: dict[Path, Case], jobs: int) -> dict[Path, Outcome]:
    # Loaded here because a single case, which is what people wait for, needs no processes.
    import multiprocessing  # noqa: PLC0415
    from concurrent.futures import Future, ProcessPoolExecutor, as_completed  # noqa: PLC0415
    from concurrent.futures.process import BrokenProcessPool  # noqa: PLC0415

    context = multiprocessing.get_context("spawn")
    pool = ProcessPoolExecutor(jobs, mp_context=context, initializer=_die_with_the_parent)
    outcomes: dict[Path, Outcome] = {}
    with _bar("cases", len(cases)) as advance, pool:
        try:
            waiting: dict[Future[Outcome], Path] = {
                pool.submit(_in_process, run, case): path for path, case in cases.items()
            }
            for done in as_completed(waiting):
                path = waiting[done]
                try:
                    outcomes[path] = done.result()
                except BrokenProcessPool:
                    outcomes[path] = Outcome(cases[path].id, "failed", _KILLED, "", 0.0)
                advance(len(outcomes) / len(cases), "cases")
        except BaseException:  # Ctrl-C or a kill: do not wait for the cases that run, and start no other
            pool.shutdown(wait=False, cancel_futures=True)
            _stop(multiprocessing.active_children())
            raise
    return outcomes


def _stop(workers: Sequence[BaseProcess]) -> None:
    """Lets the workers take away what they have half written; one that is deep in C code is killed."""
    for worker in workers:
        worker.terminate()
    until = time.monotonic() + _SECONDS_TO_STOP
    for worker in workers:
        worker.join(max(0.0, until - time.monotonic()))
        worker.kill()


def _die_with_the_parent() -> None:
    """In a worker: Ctrl-C is the parent's to handle, and a parent that was killed leaves no orphans."""
    from multiprocessing import parent_process  # noqa: PLC0415 - see _in_processes

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    parent = parent_process()
    if parent is not None:
        threading.Thread(target=_watch, args=(parent,), daemon=True).start()


def _watch(parent: BaseProcess) -> None:
    parent.join()
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(_SECONDS_TO_STOP)
    os._exit(143)


def _in_process(run: Run, case: Case) -> Outcome:
    try:
        return _outcome(run, case.id, lambda: _interpret(run, case, None))
    except SystemExit:  # told to stop; the pool would take it for a result and go on with the next case
        os._exit(143)


def _interpret(run: Run, case: Case, advance: Callable[[float, str], None] | None) -> Interpretation:
    gc.disable()  # nothing of a case is circular and all of it lives until the report: collecting only costs time
    try:
        return _interpret_case(run, case, advance)
    finally:
        gc.enable()


def _interpret_case(run: Run, case: Case, advance: Callable[[float, str], None] | None) -> Interpretation:
    knowledge = interpretation.open_knowledge(open_shelf(run.panels, Path(run.store)), Path(run.store))
    return interpretation.interpret_and_write(case, knowledge, Path(run.out), run.options, advance)


def _outcome(run: Run, case_id: str, work: Callable[[], Interpretation]) -> Outcome:
    started = time.perf_counter()
    try:
        done = work()
    except Exception as fault:
        return Outcome(case_id, "failed", _told(fault), "", time.perf_counter() - started)
    return Outcome(case_id, done.status, summary(done), str(Path(run.out) / case_id), time.perf_counter() - started)


def _told(fault: Exception) -> str:
    told = sentence_of(fault)
    if told is None:
        return f"a fault of Carrel itself ({type(fault).__name__}: {fault}); please report it."
    return told


def summary(done: Interpretation) -> str:
    """One line: what was found, or why the case is blocked."""
    if done.status != "ok":
        return "; ".join(problem.message for problem in done.problems if problem.blocking)
    tiers = [item.tier.value for item in done.variants]
    found = ", ".join(f"{tiers.count(tier)} in tier {tier}" for tier in ("1", "2", "3", "A", "B") if tiers.count(tier))
    best = f"; best gene {done.genes[0].symbol}" if done.genes else ""
    return (found or "no variant in any tier") + best


def report(outcomes: Sequence[Outcome], as_json: bool) -> None:
    """Print what became of every case."""
    if as_json:
        click.echo(json.dumps([asdict(outcome) for outcome in outcomes], indent=1))
        return
    for outcome in outcomes:
        stream_is_error = outcome.status == "failed"
        where = f" -> {outcome.folder}" if outcome.folder else ""
        click.echo(
            f"{outcome.case}: {outcome.status} ({outcome.seconds:.1f} s): {outcome.sentence}{where}",
            err=stream_is_error,
        )
    if len(outcomes) > 1:
        counted = {
            status: sum(outcome.status == status for outcome in outcomes) for status in ("ok", "blocked", "failed")
        }
        click.echo(", ".join(f"{count} {status}" for status, count in counted.items() if count), err=True)


@contextmanager
def _bar(label: str, total: int) -> Iterator[Callable[[float, str], None]]:
    """A progress bar on the error stream, only where a person looks at it."""
    if not sys.stderr.isatty():
        yield lambda share, text: None
        return
    from rich.console import Console  # noqa: PLC0415 - slow to load, and only a person looks at it
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn  # noqa: PLC0415

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task(label, total=total)
        yield lambda share, text: progress.update(task, completed=int(share * total), description=text)
