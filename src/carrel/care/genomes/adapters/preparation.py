"""Files that cannot be read as they are: BCF, one file per person, and variants without consequences. bcftools does the work."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pysam.bcftools
from pysam.utils import SamtoolsError

from carrel.care.genomes.adapters import pieces
from carrel.care.genomes.adapters.alignment import references_of
from carrel.care.genomes.errors import AnnotationFailed, AnnotationIsMissing, AssembliesDisagree
from carrel.care.genomes.rules.annotation_layout import layout_of
from carrel.care.genomes.rules.reading_header import Header, assembly_of, header_of, sample_place
from carrel.care.genomes.values import ReadRequest
from carrel.foundation.vocabulary.genome import Assembly, plain_chromosome


BY_CARREL = "bcftools csq (run by Carrel)"
PACKED = ("--output-type", "z1")


@dataclass(frozen=True)
class Prepared:
    """A file that the scanner can read. `people` gives each person's sample column, -1 for who is not in it."""

    path: Path
    header: Header
    people: tuple[int, ...]
    assembly: Assembly
    annotation: str = ""  # who annotated, where Carrel did
    absent_is_missing: bool = False  # merged from files of several people that do not say where each is reference


@dataclass(frozen=True)
class Named:
    """A file of the request with its header."""

    path: Path
    header: Header
    people: tuple[tuple[str, int], ...]  # (person, sample column)


def prepared_files(request: ReadRequest, folder: Path, report: Callable[[float, str], None]) -> list[Prepared]:
    """The files to scan, made ready in `folder` where need be. Files of the same people are read one after the other."""
    named = [_named(file.path, dict(file.samples), folder, number) for number, file in enumerate(request.files)]
    assembly = assembly_of([file.header for file in named], request.assembly)
    groups = _groups(named)
    if len(groups) > 1:
        report(0.0, "merging the files of the family")
        groups = [[_merged([_joined(group, folder) for group in groups], folder)]]
    gaps = len(request.people) > 1 and _absent_is_missing(named)
    return [replace(_annotated(file, request, assembly, folder, report), absent_is_missing=gaps) for file in groups[0]]


def _absent_is_missing(named: Sequence[Named]) -> bool:
    """Are the people in files of their own, at least one of which does not say where the person is reference?"""
    return len({frozenset(person for person, _ in file.people) for file in named}) > 1 and not all(
        file.header.has_blocks for file in named
    )


def _named(path: str, samples: dict[str, str], folder: Path, number: int) -> Named:
    """A file and its people; BCF is rewritten as VCF first."""
    place = Path(path)
    name = place.name
    if pieces.is_bcf(place):
        written = folder / f"{number}.vcf.gz"
        _run("view", name, *PACKED, "--output", str(written), str(place))
        place = written
    header = header_of(pieces.header_of(place), name)
    people = tuple((person, sample_place(header, person, sample)) for person, sample in samples.items())
    return Named(place, header, people)


def _groups(files: Sequence[Named]) -> list[list[Named]]:
    """Files of the same people together (one per chromosome, say)."""
    groups: dict[frozenset[str], list[Named]] = {}
    for file in files:
        groups.setdefault(frozenset(person for person, _ in file.people), []).append(file)
    return list(groups.values())


def _joined(group: Sequence[Named], folder: Path) -> Named:
    if len(group) == 1:
        return group[0]
    first = group[0]
    if any(file.people != first.people or file.header.samples != first.header.samples for file in group):
        raise AnnotationFailed(
            f"{first.header.name} and {group[1].header.name} are of the same people but name their samples differently; "
            "join them with bcftools concat first."
        )
    written = folder / f"joined-{first.people[0][1]}-{len(list(folder.iterdir()))}.vcf.gz"
    _run("concat", first.header.name, *PACKED, "--output", str(written), *[str(file.path) for file in group])
    return replace(first, path=written)


def _merged(files: Sequence[Named], folder: Path) -> Named:
    """One file of several people's: sites that a person's file lacks are missing there, or reference where a gVCF says so."""
    styles = {name.startswith("chr") for file in files for name in file.header.contigs}
    if len(styles) > 1:
        names = " and ".join(file.header.name for file in files)
        raise AssembliesDisagree(f"{names} name their chromosomes differently (1, chr1); rename them alike first.")
    written = folder / "merged.vcf.gz"
    blocks = ("--gvcf", "-") if any(file.header.has_blocks for file in files) else ()
    _run(
        "merge", files[0].header.name, "--no-index", "--force-samples", "--merge", "none", "--filter-logic", "x", *blocks,
        *PACKED, "--output", str(written), *[str(file.path) for file in files],
    )  # fmt: skip
    people, before = [], 0
    for file in files:
        people += [(person, before + column) for person, column in file.people]
        before += len(file.header.samples)
    header = header_of(pieces.header_of(written), files[0].header.name)
    return Named(written, header, tuple(people))


def _annotated(
    file: Named, request: ReadRequest, assembly: Assembly, folder: Path, report: Callable[[float, str], None]
) -> Prepared:
    """The file itself where it has consequences; else bcftools norm and csq write a copy that has."""
    annotation = ""
    if layout_of(file.header.descriptions, file.header.name) is None:
        if not (request.gff3 and request.fasta):
            raise AnnotationIsMissing(
                f"{file.header.name} has no consequences (no INFO/CSQ, BCSQ or ANN); annotate it with VEP or bcftools csq, "
                "or give a GFF3 and a FASTA so that Carrel can."
            )
        report(0.0, "normalising and annotating with bcftools")
        file, annotation = _with_consequences(file, request, folder), BY_CARREL
    columns = dict(file.people)
    return Prepared(
        file.path, file.header, tuple(columns.get(person, -1) for person in request.people), assembly, annotation
    )


def _named_as_reference(file: Named, fasta: str, folder: Path) -> Named:
    """The file with its chromosomes named as the FASTA names them (`chr1`, `1`), rewritten only where they differ."""
    names = {plain_chromosome(name): name for name in references_of(fasta)}
    renamed = [
        (name, names[plain])
        for name in file.header.contigs
        if (plain := plain_chromosome(name)) in names and names[plain] != name
    ]
    if not renamed:
        return file
    table, written = folder / f"names-{file.path.stem}.txt", folder / f"named-{file.path.stem}.bcf"
    table.write_text("".join(f"{name} {new}\n" for name, new in renamed))
    _run(
        "annotate", file.header.name, "--rename-chrs", str(table), "--output-type", "u", "--output", str(written), str(file.path),
    )  # fmt: skip
    return replace(file, path=written)


def _with_consequences(file: Named, request: ReadRequest, folder: Path) -> Named:
    name = file.header.name
    file = _named_as_reference(file, request.fasta, folder)
    normal, written = folder / f"normal-{file.path.stem}.bcf", folder / f"csq-{file.path.stem}.vcf.gz"
    _run(
        "norm", name, "--fasta-ref", request.fasta, "--multiallelics", "-any", "--output-type", "u",
        "--output", str(normal), str(file.path),
    )  # fmt: skip
    _run(
        "csq", name, "--local-csq", "--fasta-ref", request.fasta, "--gff-annot", request.gff3, *PACKED,
        "--output", str(written), str(normal),
    )  # fmt: skip
    normal.unlink()
    header = header_of(pieces.header_of(written), name)
    return replace(file, path=written, header=header)


def _run(command: str, name: str, *arguments: str) -> None:
    """Runs bcftools in this process. Raises AnnotationFailed with what bcftools said."""
    program: Any = getattr(pysam.bcftools, command)
    try:
        program(*arguments, catch_stdout=False)
    except SamtoolsError as error:
        said = " ".join(str(error).partition("stderr=")[2].replace("\\n", " ").strip("\"' ").split())
        raise AnnotationFailed(
            f"bcftools {command} could not read {name}: {said[-300:]!r}; correct the file."
        ) from None
