"""Copies the three files of the Human Phenotype Ontology into an edition, byte for byte, under fixed names."""

from __future__ import annotations

import gzip
import io
import re
import zlib
from collections.abc import Sequence
from pathlib import Path

from carrel.foundation.knowledge.adapters.sources import LARGEST_JSON, Source
from carrel.foundation.knowledge.errors import SourceIsUnreadable


# What each file is called in an edition (".gz" is added where the source is compressed), and what its start looks like.
ONTOLOGY, OBO, ANNOTATIONS, GENES = "hp.json", "hp.obo", "phenotype.hpoa", "genes_to_phenotype.txt"
_STARTS = {
    ONTOLOGY: re.compile(rb"\s*\{.*?obo/(?:hp|HP)", re.DOTALL),
    OBO: re.compile(rb"format-version:[^\n]*\n(?:[^\n]+\n)*?data-version: hp/"),
    ANNOTATIONS: re.compile(rb"(?:#[^\n]*\n)*#?(?:database_id|DatabaseID)\t"),
    GENES: re.compile(rb"(?:#Format: entrez|#?ncbi_gene_id\t|#?entrez)[^\n]*"),
}
_VERSION = re.compile(rb"(?:hp/releases/|#version: ?|#date: ?)(\d{4}-\d{2}-\d{2})")


def copy(sources: Sequence[Source], folder: Path) -> str:
    """Copy the files, each recognised by its content; give the newest version that they state, "" if none.

    The ontology is required; without annotations or genes, nothing can be ranked by them.
    """
    versions: list[str] = []
    for source in sources:
        content = source.content()
        text = _unpacked(source, content)
        name = next((name for name, start in _STARTS.items() if start.match(text[:200_000])), "")
        if not name:
            source.refuse("it is none of hp.json, hp.obo, phenotype.hpoa and genes_to_phenotype.txt")
        target = folder / (f"{name}.gz" if content[:2] == b"\x1f\x8b" else name)
        if any(path.name.removesuffix(".gz") == name for path in folder.iterdir()):
            source.refuse(f"a second {name} was given")
        target.write_bytes(content)
        versions += [match.decode() for match in _VERSION.findall(text[:200_000])[:1]]
    if not any(path.name.startswith((ONTOLOGY, OBO)) for path in folder.iterdir()):
        raise SourceIsUnreadable(
            "An HPO edition needs the ontology: give hp.json or hp.obo, and the annotation files beside it."
        )
    return max(versions, default="")


def _unpacked(source: Source, content: bytes) -> bytes:
    if content[:2] != b"\x1f\x8b":
        return content
    try:
        text = gzip.GzipFile(fileobj=io.BytesIO(content)).read(LARGEST_JSON + 1)
    except (EOFError, zlib.error, gzip.BadGzipFile):
        source.refuse("it is truncated or damaged; download it again")
    if len(text) > LARGEST_JSON:
        source.refuse(f"it is larger than {LARGEST_JSON // 1024**2} MB")
    return text
