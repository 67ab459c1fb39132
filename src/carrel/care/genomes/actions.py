"""Reading a family's genomes: from VCF files to a frozen table that tiering and re-analysis start from."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

from carrel.care.genomes.adapters import digests, passed_over, table
from carrel.care.genomes.adapters.digests import source_of
from carrel.care.genomes.rules.reading import READER_EDITION
from carrel.care.genomes.rules.reading_counts import counts_of
from carrel.care.genomes.values import ReadRequest, Source, TableSummary


if TYPE_CHECKING:
    from carrel.care.genomes.adapters.reading_files import Read


Progress = Callable[[float, str], None]


def read_family(request: ReadRequest, store: Path, progress: Progress | None = None) -> Path:
    """The folder of the family's table, read now or, where equal inputs were read before, then.

    Equal files, options, knowledge and reader give the same address. Nothing half-written is ever visible under
    `store/tables`. Raises a GenomesCannotBeRead.
    """
    report = progress or (lambda share, what: None)
    tables = store / "tables"
    _make(tables)
    _clean(tables)
    inputs = digests.inputs_of(request)
    if all(digests.remembered(store, path) for path in inputs) or _maybe_known(tables, inputs):
        address = address_of(request, [source_of(store, path) for path in inputs])
        if (tables / address).is_dir():
            report(1.0, "read before")
            return tables / address
    temporary = _new_folder(tables)
    try:
        return _read(request, store, inputs, temporary, report)
    finally:
        shutil.rmtree(temporary, ignore_errors=True)


def _read(request: ReadRequest, store: Path, inputs: list[Path], temporary: Path, report: Progress) -> Path:
    # numba and pyarrow take a quarter of a second to load; a family that was read before needs neither.
    from carrel.care.genomes.adapters.reading_files import read_files  # noqa: PLC0415

    with ThreadPoolExecutor(1) as pool:  # the digests, while the files are scanned
        sources = pool.submit(lambda: [source_of(store, path) for path in inputs])
        read = read_files(request, temporary, report)
        found = sources.result()
    report(0.97, "writing the table")
    address = address_of(request, found)
    _write(request, read, tuple(found), address, temporary)
    table.publish(temporary, store / "tables" / address)
    report(1.0, "done")
    return store / "tables" / address


def _write(request: ReadRequest, read: Read, sources: tuple[Source, ...], address: str, folder: Path) -> None:
    summary = TableSummary(
        address=address,
        assembly=read.assembly,
        people=request.people,
        counts=counts_of(read.tally, request.people, request.trios),
        sources=sources,
        annotation=read.annotation,
        frequency_sources=read.frequency_sources,
        significance_sources=read.significance_sources,
        warnings=read.warnings,
        annotated_genes=read.genes,
    )
    with ThreadPoolExecutor(1) as pool:
        keys = pool.submit(passed_over.write_keys, folder, read.keys)
        table.write_file(folder / table.CANDIDATES, table.candidates_text(read.variants))
        table.write_file(folder / table.SUMMARY, table.summary_text(summary))
        keys.result()


def address_of(request: ReadRequest, sources: list[Source]) -> str:
    """The content address: SHA-256 of the inputs' digests, the options and the reader's edition."""
    content = {
        "reader": READER_EDITION,
        "format": table.FORMAT,
        "sources": [(source.name, source.sha256) for source in sources],
        "samples": [(Path(file.path).name, sorted(file.samples.items())) for file in request.files],
        "people": request.people,
        "trios": request.trios,
        "assembly": request.assembly,
        "annotation": (Path(request.gff3).name, Path(request.fasta).name),
        "editions": [_manifest(folder) for folder in (request.frequency_edition, request.clinvar_edition)],
    }
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


def _manifest(folder: str) -> str:
    """The digest of an edition's manifest, which holds those of all its files; "" for no edition."""
    path = Path(folder) / "edition.json"
    return hashlib.sha256(path.read_bytes()).hexdigest() if folder and path.is_file() else ""


def _maybe_known(tables: Path, inputs: list[Path]) -> bool:
    """Whether some table was read from files of these names and sizes, so that hashing first may save the reading."""
    wanted = {(path.name, path.stat().st_size) for path in inputs}
    for summary in tables.glob(f"*/{table.SUMMARY}"):
        try:
            sources = json.loads(summary.read_text(encoding="utf-8"))["sources"]
        except (OSError, ValueError, KeyError):
            continue
        if wanted <= {(source["name"], source["size"]) for source in sources}:
            return True
    return False


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise table.cannot_write(folder / "x" / "y", error) from None


def _new_folder(tables: Path) -> Path:
    try:
        return Path(tempfile.mkdtemp(prefix=f".reading-{os.getpid()}-", dir=tables))
    except OSError as error:
        raise table.cannot_write(tables / "x", error) from None


def _clean(tables: Path) -> None:
    """Removes what killed runs left behind."""
    for folder in tables.glob(".reading-*"):
        process = folder.name.split("-")[1]
        if process.isdigit() and not Path(f"/proc/{process}").exists():
            shutil.rmtree(folder, ignore_errors=True)
