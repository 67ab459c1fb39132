"""Adds editions of outside knowledge to a store: read, checked, frozen, and visible only when complete."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from carrel.foundation.knowledge.adapters import clinvar, gnomad, hpo_copies
from carrel.foundation.knowledge.adapters import genes as gene_tables
from carrel.foundation.knowledge.adapters.editions import new_edition, publish
from carrel.foundation.knowledge.adapters.site_tables import SiteWriter
from carrel.foundation.knowledge.adapters.sources import Progress, Source, VcfHeader
from carrel.foundation.knowledge.errors import SourceIsUnreadable
from carrel.foundation.knowledge.rules.populations import PopulationFields, dataset_of, population_fields, version_of
from carrel.foundation.knowledge.values import Edition, EditionFile
from carrel.foundation.vocabulary.genome import Assembly


READER = "1"  # edition of the readers: raise it when equal sources would give other rows
_VCF = re.compile(r"\.vcf(\.b?gz)?$")
_DATE = re.compile(r"(\d{4})-?(\d{2})-?(\d{2})")
_DATASET = re.compile(r"[a-z0-9_]{1,40}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Stated:
    """What the person who adds an edition states of it; "" or None means: take it from the files."""

    version: str = ""
    assembly: Assembly | None = None
    dataset: str = ""  # gnomad only: the name in front of the population, e.g. gnomad_exomes


def add(
    kind: str, files: Sequence[Path], *, store: Path, stated: Stated | None = None, progress: Progress | None = None
) -> Edition:
    """Freeze the files as one edition of `kind` (gnomad, clinvar, genes, hpo) and give it back.

    The same files give the same edition, also when added again. Raises SourceIsUnreadable; then the store is as before.
    """
    if kind not in KINDS:
        raise SourceIsUnreadable(f"There is no kind of knowledge {kind!r:.40}; the kinds are {', '.join(KINDS)}.")
    if not files:
        raise SourceIsUnreadable(f"No file was given for the {kind} edition.")
    sources = [Source(path, progress) for path in files]
    with new_edition(store) as folder:
        edition, rows = KINDS[kind](sources, folder, stated or Stated())
        read = tuple(sorted((EditionFile(source.path.name, source.sha256) for source in sources), key=_by_name))
        edition = replace(edition, kind=kind, sources=read, reader=READER)
        if not edition.version:
            raise SourceIsUnreadable(
                f"{files[0].name} does not tell its version; state it with --edition, for example --edition 2024-05."
            )
        return publish(store, folder, edition, rows)


def _gnomad(sources: Sequence[Source], folder: Path, stated: Stated) -> tuple[Edition, dict[str, int]]:
    writers: dict[str, SiteWriter] = {}
    fields: dict[str, tuple[PopulationFields, ...]] = {}
    assemblies: dict[Assembly, None] = {}
    for source in sorted(sources, key=lambda source: source.path.name):
        found, assembly, read = _frequency_file(source, stated)
        dataset = _dataset(source, stated)
        if fields.setdefault(dataset, found) != found:
            source.refuse(
                f"its populations differ from those of the other files of {dataset}; give each set its own name"
            )
        assemblies[assembly] = None
        if len(assemblies) > 1:
            source.refuse("it is of another assembly than the file before")
        if dataset not in writers:
            writers[dataset] = SiteWriter(folder / dataset, assembly, gnomad.columns_of(found))
        with writers[dataset] as writer:
            read(writer)
    datasets = tuple((name, tuple(field.population for field in fields[name])) for name in sorted(fields))
    versions = {version_of(source.path.name) for source in sources} - {""}
    passed_over = _passed_over(writers.values())
    edition = _blank(stated.version or "+".join(sorted(versions)), "", next(iter(assemblies)), passed_over)
    return replace(edition, datasets=datasets), _site_rows(writers)


def _frequency_file(
    source: Source, stated: Stated
) -> tuple[tuple[PopulationFields, ...], Assembly, Callable[[SiteWriter], None]]:
    """The populations and assembly of a frequency file, and what appends its records to a writer."""
    lines = source.lines()
    if _VCF.search(source.path.name):
        header = VcfHeader(source, lines)
        found = gnomad.vcf_fields(source, header)
        return found, _assembly(source, header, stated), lambda writer: gnomad.read_vcf(source, lines, found, writer)
    columns = gnomad.table_columns(source, lines)
    found = population_fields(columns)
    return found, _assembly(source, None, stated), lambda writer: gnomad.read_table(source, lines, columns, writer)


def _clinvar(sources: Sequence[Source], folder: Path, stated: Stated) -> tuple[Edition, dict[str, int]]:
    sites = [source for source in sources if _VCF.search(source.path.name)]
    summaries = [source for source in sources if source not in sites]
    if len(sites) != 1 or len(summaries) > 1:
        raise SourceIsUnreadable("A ClinVar edition is one VCF, and at most one variant_summary.txt beside it.")
    changes = clinvar.read_protein_changes(summaries[0]) if summaries else {}
    lines = sites[0].lines()
    header = VcfHeader(sites[0], lines)
    if not clinvar.is_clinvar(header.info):
        sites[0].refuse("its header names no CLNSIG and CLNREVSTAT; is it ClinVar's VCF?")
    assembly = _assembly(sites[0], header, stated)
    with SiteWriter(folder / "variants", assembly, clinvar.COLUMNS) as writer:
        proteins = clinvar.read_vcf(sites[0], lines, changes, writer)
    date = _date(header.value("fileDate"))
    rows = _site_rows({"variants": writer})
    if summaries:
        rows[clinvar.PROTEINS] = clinvar.write_proteins(folder / clinvar.PROTEINS, proteins)
    return _blank(stated.version or date, date, assembly, _passed_over([writer])), rows


def _genes(sources: Sequence[Source], folder: Path, stated: Stated) -> tuple[Edition, dict[str, int]]:
    parts = [
        gene_tables.read_genes(source, stated.assembly)
        for source in sorted(sources, key=lambda source: source.path.name)
    ]
    records = gene_tables.merged(parts)
    if not records:
        raise SourceIsUnreadable(f"{sources[0].path.name} holds no gene with an HGNC id.")
    rows = {gene_tables.GENES: gene_tables.write_genes(folder, records)}
    passed_over = (("without an HGNC id", sum(count for _, _, count in parts)),)
    return _blank(stated.version, "", None, passed_over), rows


def _hpo(sources: Sequence[Source], folder: Path, stated: Stated) -> tuple[Edition, dict[str, int]]:
    version = hpo_copies.copy(sources, folder)
    return _blank(stated.version or version, _date(version), None, ()), {}


KINDS: dict[str, Callable[[Sequence[Source], Path, Stated], tuple[Edition, dict[str, int]]]] = {
    "gnomad": _gnomad,
    "clinvar": _clinvar,
    "genes": _genes,
    "hpo": _hpo,
}


def _assembly(source: Source, header: VcfHeader | None, stated: Stated) -> Assembly:
    told = header.assembly if header else None
    if told and stated.assembly and told is not stated.assembly:
        source.refuse(f"its header says {told}, not {stated.assembly}")
    assembly = told or stated.assembly
    if assembly is None:
        source.refuse("it does not tell its assembly; name it with --assembly")
    return assembly


def _dataset(source: Source, stated: Stated) -> str:
    dataset = stated.dataset or dataset_of(source.path.name)
    if not _DATASET.fullmatch(dataset):
        source.refuse(
            "its name does not tell whether it is gnomAD's exomes or genomes; name it with --dataset gnomad_exomes"
        )
    return dataset


def _blank(version: str, date: str, assembly: Assembly | None, passed_over: tuple[tuple[str, int], ...]) -> Edition:
    return Edition("", "", version, date, str(assembly or ""), (), (), passed_over=passed_over)


def _site_rows(writers: dict[str, SiteWriter]) -> dict[str, int]:
    return {
        f"{name}/{chromosome}.parquet": rows
        for name, writer in writers.items()
        for chromosome, rows in writer.rows.items()
    }


def _passed_over(writers: Iterable[SiteWriter]) -> tuple[tuple[str, int], ...]:
    counts: dict[str, int] = {}
    for writer in writers:
        for reason, count in writer.passed_over.items():
            counts[reason] = counts.get(reason, 0) + count
    return tuple(sorted((reason, count) for reason, count in counts.items() if count))


def _date(text: str) -> str:
    match = _DATE.search(text)
    return "-".join(match.groups()) if match else ""


def _by_name(file: EditionFile) -> tuple[str, str]:
    return file.name, file.sha256
