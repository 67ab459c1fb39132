"""A panel version as tables to download: TSV for spreadsheets, which can be uploaded again, and BED for genome tools."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from carrel.foundation.knowledge.rules.bulk_tsv import LISTS
from carrel.foundation.knowledge.rules.documents import columns_of
from carrel.foundation.knowledge.rules.entity_fields import FIELDS
from carrel.foundation.knowledge.rules.panels import ENTITIES
from carrel.foundation.knowledge.rules.tsv_cells import joined, tsv
from carrel.foundation.knowledge.states import Confidence
from carrel.foundation.vocabulary.genome import CHROMOSOME_INDEX, Assembly, display_chromosome, plain_chromosome


RATING_WORDS = {
    Confidence.GREEN: "green",
    Confidence.AMBER: "amber",
    Confidence.RED: "red",
    Confidence.NO_LIST: "no list",
}
COLUMNS = (
    "entity_type", "entity_name", "gene_symbol", "hgnc_id", "rating", *(field.name for field in FIELDS), "grch37_location",
    "grch38_location", "panel", "version",
)  # fmt: skip
_LOCATION = re.compile(r"(?:chr)?([0-9A-Za-z]{1,2}):(\d{1,10})-(\d{1,10})", re.ASCII)


class Bed(NamedTuple):
    """BED lines, and the entities that have no place on the assembly: (name, why)."""

    text: str
    without_place: tuple[tuple[str, str], ...]


def panel_tsv(panel: Mapping[str, Any]) -> str:
    """A panel's detail document as TSV, one row an entity, in the panel's order, each cell safe to open in a spreadsheet."""
    return tsv(_rows(panel))


def panel_bed(panel: Mapping[str, Any], assembly: Assembly, ratings: Iterable[int] = tuple(Confidence)) -> Bed:
    """A panel's detail document as BED: 0-based, half-open; columns chromosome, start, end, name, score, strand `.`.

    Score is the rating (3 green to 0 no list) times 333, as genome browsers shade it. Chromosomes are named as the assembly's
    references usually do (chr1 on GRCh38, 1 on GRCh37). Sorted by place. Entities without a place are named in the answer, and as
    comment lines at its top.
    """
    wanted = set(ratings)
    placed: list[tuple[int, int, int, str]] = []
    missing: list[tuple[str, str]] = []
    for entity in _entities(panel):
        columns = columns_of(entity)
        if columns.rating not in wanted:
            continue
        place = _place(entity, assembly)
        if place is None:
            missing.append((columns.name, f"no place on {assembly} is known"))
            continue
        chromosome, start, end = place
        name = re.sub(r"\s+", "_", columns.name)
        line = f"{display_chromosome(assembly, chromosome)}\t{start - 1}\t{end}\t{name}\t{columns.rating * 333}\t."
        placed.append((CHROMOSOME_INDEX[chromosome], start, end, line))
    title = f"# panel {panel.get('id')} version {panel.get('version')}, {assembly}, 0-based half-open\n"
    comments = "".join(f"# without a place: {re.sub(r'[^ -~]+', ' ', name)} ({why})\n" for name, why in missing)
    return Bed(title + comments + "".join(f"{line}\n" for *_, line in sorted(placed)), tuple(missing))


def _rows(panel: Mapping[str, Any]) -> Iterator[list[str]]:
    yield list(COLUMNS)
    reference = [str(panel.get("id") or ""), str(panel.get("version") or "")]
    for entity in _entities(panel):
        columns = columns_of(entity)
        own = entity.get("panel") or {}
        yield [
            columns.kind.value, columns.name, columns.symbol, columns.hgnc_id, RATING_WORDS[Confidence(columns.rating)],
            *(_cell(field.name, entity.get(field.name)) for field in FIELDS), _location(entity, "grch37"), _location(entity, "grch38"),
            *([str(own.get("id")), str(own.get("version"))] if own else reference),
        ]  # fmt: skip


def _cell(name: str, value: Any) -> str:
    if value is None:
        return ""
    if name in LISTS:
        return joined([str(one) for one in value] if isinstance(value, list) else [str(value)] if value else [])
    if isinstance(value, list):
        return "-".join(str(one) for one in value)
    return str(value)


def _entities(panel: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    for kind in ENTITIES:
        yield from panel.get(kind) or []


def _location(entity: Mapping[str, Any], assembly: str) -> str:
    """The gene's place as PanelApp writes it, 1-based inclusive: `12:53307456-53324864`."""
    gene = entity.get("gene_data")
    releases = (gene if isinstance(gene, Mapping) else {}).get("ensembl_genes")
    for name, found in (releases if isinstance(releases, Mapping) else {}).items():
        if name.lower() == assembly and isinstance(found, Mapping) and found:
            newest = found[max(found, key=lambda release: (len(release), release))]
            return str(newest.get("location") or "") if isinstance(newest, Mapping) else ""
    return ""


def _place(entity: Mapping[str, Any], assembly: Assembly) -> tuple[str, int, int] | None:
    """(plain chromosome, start, end), 1-based inclusive: of the repeat or region itself, else of its gene."""
    span, chromosome = (
        entity.get(f"{assembly.lower()}_coordinates"),
        plain_chromosome(str(entity.get("chromosome") or "")),
    )
    if isinstance(span, list) and len(span) == 2 and chromosome:
        return chromosome, int(span[0]), int(span[1])
    match = _LOCATION.fullmatch(_location(entity, assembly.lower()))
    if match is None:
        return None
    chromosome, start, end = plain_chromosome(match[1]), int(match[2]), int(match[3])
    return (chromosome, start, end) if chromosome and 1 <= start <= end else None
