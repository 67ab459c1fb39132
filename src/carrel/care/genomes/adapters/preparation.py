"""Which files a family's request names."""

from __future__ import annotations

from pathlib import Path

from carrel.care.genomes.adapters.pieces import opened
from carrel.care.genomes.values import ReadRequest


def inputs_of(request: ReadRequest) -> list[Path]:
    """Every file that decides what the table holds, each once. Raises FileIsMissing and FileIsEmpty."""
    names = [file.path for file in request.files] + [name for name in (request.gff3, request.fasta) if name]
    paths = [Path(name) for name in dict.fromkeys(names)]
    for path in paths:
        opened(path)
    return paths
