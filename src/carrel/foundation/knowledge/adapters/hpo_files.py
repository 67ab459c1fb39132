"""Reading HPO's release files: the ontology (hp.obo, hp.json), the disease annotations and the genes of diseases.

Every fault of a file is told as HpoFileIsDamaged with the file's name and, where there is one, the line.
"""

from __future__ import annotations

import gzip
import json
import re
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from carrel.foundation.knowledge.errors import HpoFileIsDamaged
from carrel.foundation.knowledge.rules.ontology import TermRecord
from carrel.foundation.knowledge.rules.phenotypes import AnnotationRow


_RELEASE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_GENE_COLUMNS = {6: 5, 9: 8}  # genes_to_phenotype: number of columns -> column of the disease; 9 before 2023-04
_COMPLETE = 0.98  # real releases name a few diseases more in their description than they have
_ANNOTATION_COLUMNS = ("databaseid", "diseasename", "qualifier", "hpoid", "reference", "frequency", "aspect")
_IRI = "http://purl.obolibrary.org/obo/HP_"


def read_text(path: Path) -> str:
    """The text of a file, plain or gzipped (told by its first bytes, not by its name)."""
    try:
        content = path.read_bytes()
        if content[:2] == b"\x1f\x8b":
            content = gzip.decompress(content)
        return content.decode("utf-8")
    except (EOFError, zlib.error, gzip.BadGzipFile) as fault:
        raise HpoFileIsDamaged(f"{path.name} is cut short or damaged gzip; fetch the file again.") from fault
    except UnicodeDecodeError as fault:
        raise HpoFileIsDamaged(f"{path.name} is not text in UTF-8; it is not a file of an HPO release.") from fault
    except OSError as fault:
        raise HpoFileIsDamaged(
            f"{path.name} cannot be read ({fault.strerror}); check the folder of the edition."
        ) from fault


def _lines(path: Path) -> list[str]:
    """The lines of a file; only a line feed ends one, with or without a carriage return before it.

    Raises HpoFileIsDamaged where the last line has no end: release files end with one, a cut file mostly does not.
    """
    *lines, rest = read_text(path).replace("\r\n", "\n").split("\n")
    if rest:
        raise HpoFileIsDamaged(f"{path.name} is cut short: its line {len(lines) + 1} has no end; fetch the file again.")
    return lines


def read_ontology(path: Path) -> tuple[str, list[TermRecord]]:
    """(release, terms) of hp.obo or hp.json."""
    text = read_text(path)
    if text.lstrip()[:1] == "{":
        return _read_obographs(text, path.name)
    return _read_obo(text, path.name)


def _read_obo(text: str, source: str) -> tuple[str, list[TermRecord]]:
    head, *stanzas = re.split(r"^\[", text, flags=re.MULTILINE)
    release = _release_of(head, source)
    records = [_obo_term(stanza) for stanza in stanzas if stanza.startswith("Term]")]
    return release, [record for record in records if record.id.startswith("HP:")]


def _obo_term(stanza: str) -> TermRecord:
    values: dict[str, list[str]] = {}
    for line in stanza.split("\n")[1:]:
        tag, found, value = line.partition(": ")
        if found:
            values.setdefault(tag, []).append(value.split(" ! ")[0].strip())
    successors = values.get("replaced_by", [])
    return TermRecord(
        id=values.get("id", [""])[0],
        name=values.get("name", [""])[0],
        parents=tuple(values.get("is_a", ())),
        alternatives=tuple(values.get("alt_id", ())),
        obsolete=values.get("is_obsolete", [""])[0] == "true",
        replaced_by=successors[0] if len(successors) == 1 else "",
    )


def _read_obographs(text: str, source: str) -> tuple[str, list[TermRecord]]:
    try:
        graph = json.loads(text)["graphs"][0]
        version = graph.get("meta", {}).get("version", "")
        parents: dict[str, list[str]] = {}
        for edge in graph["edges"]:
            if edge["pred"] == "is_a" and edge["obj"].startswith(_IRI):
                parents.setdefault(_curie(edge["sub"]), []).append(_curie(edge["obj"]))
        records = [
            _obographs_term(node, parents)
            for node in graph["nodes"]
            if node["id"].startswith(_IRI) and node.get("type", "CLASS") == "CLASS"
        ]
    except (ValueError, KeyError, IndexError, TypeError, AttributeError) as fault:
        raise HpoFileIsDamaged(f"{source} is cut short or is not an OBO graph of HPO; fetch hp.json again.") from fault
    return _release_of(version, source), records


def _obographs_term(node: dict[str, Any], parents: dict[str, list[str]]) -> TermRecord:
    meta = node.get("meta", {})
    properties = [(entry["pred"].rsplit("/", 1)[-1], entry["val"]) for entry in meta.get("basicPropertyValues", ())]
    successors = [_curie(value) for name, value in properties if name == "IAO_0100001"]
    term = _curie(node["id"])
    return TermRecord(
        id=term,
        name=node.get("lbl", ""),
        parents=tuple(sorted(parents.get(term, ()))),
        alternatives=tuple(value for name, value in properties if name.endswith("hasAlternativeId")),
        obsolete=bool(meta.get("deprecated", False)),
        replaced_by=successors[0] if len(successors) == 1 else "",
    )


def _curie(iri: str) -> str:
    return "HP:" + iri.removeprefix(_IRI) if iri.startswith(_IRI) else iri


def _release_of(text: str, source: str) -> str:
    found = _RELEASE.search(text)
    if not found:
        raise HpoFileIsDamaged(f"{source} does not say which HPO release it is; use hp.obo or hp.json of a release.")
    return found.group()


def read_annotations(path: Path) -> tuple[str, list[AnnotationRow]]:
    """(release, statements) of phenotype.hpoa, in the layout before and since 2023-04."""
    lines = _lines(path)
    comments = [line for line in lines[:20] if line.startswith("#")]
    dated = [line for line in comments if line.lstrip("#").startswith(("version:", "date:"))]
    release = _release_of(" ".join(dated), path.name)
    rows = list(_annotation_rows(lines, path.name))
    if not rows:
        raise HpoFileIsDamaged(f"{path.name} has no annotations; fetch phenotype.hpoa again.")
    _check_completeness(comments, rows, path.name)
    return release, rows


def _check_completeness(comments: list[str], rows: list[AnnotationRow], source: str) -> None:
    """Does the file have as many diseases as its description says, e.g. `[8359: OMIM; 47: DECIPHER; 4283 ORPHANET]`?"""
    described = " ".join(line for line in comments if line.startswith("#description"))
    stated = sum(int(number) for number in re.findall(r"[\[;] ?([0-9]+):? [A-Z]", described))
    found = len({row.disease for row in rows})
    if found < stated * _COMPLETE:
        raise HpoFileIsDamaged(
            f"{source} is cut short: it has {found} of the {stated} diseases that its first line names; fetch the file again."
        )


def _annotation_rows(lines: list[str], source: str) -> Iterator[AnnotationRow]:
    columns: dict[str, int] = {}
    for number, line in enumerate(lines, start=1):
        if not columns:
            columns = _annotation_columns(line)
            continue
        cells = line.split("\t")
        if len(cells) < len(columns):
            raise HpoFileIsDamaged(
                f"{source} is cut short or damaged: line {number} has {len(cells)} columns instead of {len(columns)}; "
                "fetch the file again."
            )
        yield AnnotationRow(
            disease=cells[columns["databaseid"]],
            name=cells[columns["diseasename"]],
            negated=cells[columns["qualifier"]].strip().upper() == "NOT",
            term=cells[columns["hpoid"]],
            references=cells[columns["reference"]],
            frequency=cells[columns["frequency"]],
            aspect=cells[columns["aspect"]],
        )
    if not columns:
        raise HpoFileIsDamaged(f"{source} has no line of column names; it is not a phenotype.hpoa of an HPO release.")


def _annotation_columns(line: str) -> dict[str, int]:
    """Columns by name without underscores, in lower case; {} where this is not the whole line of names."""
    names = [name.strip().lower().replace("_", "") for name in line.lstrip("#").split("\t")]
    columns = {name: number for number, name in enumerate(names)}
    return columns if columns.keys() >= set(_ANNOTATION_COLUMNS) else {}


def read_genes(path: Path) -> dict[str, list[str]]:
    """Disease ids of each gene symbol, from genes_to_phenotype.txt in the layout before and since 2023-04."""
    lines = _lines(path)
    pairs: set[tuple[str, str]] = set()
    for number, line in enumerate(lines, start=1):
        if line.startswith(("#", "ncbi_gene_id")):
            continue
        cells = line.split("\t")
        disease = cells[_GENE_COLUMNS[len(cells)]] if len(cells) in _GENE_COLUMNS else ""
        if ":" not in disease:
            raise HpoFileIsDamaged(
                f"{path.name} is cut short or damaged: line {number} does not name gene, term and disease; fetch the file again."
            )
        pairs.add((cells[1], disease))
    if not pairs:
        raise HpoFileIsDamaged(f"{path.name} names no genes; fetch genes_to_phenotype.txt again.")
    genes: dict[str, list[str]] = {}
    for symbol, disease in sorted(pairs):
        genes.setdefault(symbol, []).append(disease)
    return genes
