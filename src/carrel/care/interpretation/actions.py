"""Interpreting a case: read, check, choose panels, tier, rank, report. One readable sequence of steps."""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from carrel import __version__
from carrel.care.genomes import actions as genomes
from carrel.care.genomes import queries as tables
from carrel.care.genomes.rules import quality
from carrel.care.genomes.values import FamilyVariant, QualityReport, ReadRequest, VariantFile
from carrel.care.interpretation.adapters import documents
from carrel.care.interpretation.rules import cross_type, gene_identity, proposals, ranking, repeats, structural, tiering
from carrel.care.interpretation.rules.editions import RULES_EDITION
from carrel.care.interpretation.values import (
    Case,
    GeneRank,
    GenomeFile,
    Interpretation,
    NotExamined,
    Problem,
    Provenance,
    TieredVariant,
    Trace,
)
from carrel.care.participants.rules import stated_trios
from carrel.foundation.knowledge import queries as literature
from carrel.foundation.knowledge.values import Panel
from carrel.foundation.vocabulary.genome import Assembly


Progress = Callable[[float, str], None]


@dataclass(frozen=True, slots=True)
class Options:
    """How a case is interpreted; the same for all cases of a call."""

    profile: str = "faf95"
    pdf: bool = True
    gff3: str = ""
    fasta: str = ""
    without_publications: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Found:
    """What tiering made of all kinds of variants."""

    variants: tuple[TieredVariant, ...]
    carriers: tuple[Trace, ...]
    traces: tuple[Trace, ...]
    not_examined: tuple[NotExamined, ...]
