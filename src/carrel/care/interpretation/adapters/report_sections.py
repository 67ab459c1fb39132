"""The later sections of the report: panels, carriers, what was not examined, quality and identity, provenance."""

from __future__ import annotations

from collections.abc import Container, Mapping
from dataclasses import dataclass

from carrel.care.genomes.values import CheckStatus, Stop
from carrel.care.interpretation.adapters.wording import CHECK_WORDS, listed, number, relation, source_words
from carrel.care.interpretation.values import Interpretation, Trace
from carrel.care.records.values import PhenotypicFeature
from carrel.foundation.vocabulary.inheritance import Rating


STOP_WORDS = {
    Stop.FILTER: "did not pass the caller's filter",
    Stop.NO_CARRIER: "carried by nobody in the family",
    Stop.FREQUENCY: "too common",
    Stop.CONSEQUENCE: "no consequence that tiering counts",
    Stop.NOT_A_SEQUENCE: "not an allele of its own",
    Stop.NOT_PRIMARY: "not on a primary chromosome",
}
CHECK_ORDER = (CheckStatus.FAILED, CheckStatus.WARNING, CheckStatus.NOT_ASSESSED, CheckStatus.PASSED)


@dataclass(frozen=True, slots=True)
class Row:
    """A name and what it says."""

    name: str
    words: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Unseen:
    """What was not examined, for one and the same reason."""

    names: tuple[str, ...]
    why: str
    panel: str


@dataclass(frozen=True, slots=True)
class PanelLine:
    """One applied panel."""

    name: str
    reference: str
    signed_off: str
    green: int
    total: int
    others: str  # repeats and regions, "" where it has none


@dataclass(frozen=True, slots=True)
class TraceLine:
    """A variant that reached no tier, and why."""

    gene: str
    variant: str
    sentence: str
    rule: str


@dataclass(frozen=True, slots=True)
class CheckLine:
    """One check with its outcome."""

    status: str  # value of CheckStatus
    word: str  # Kept, Look, Broken, Not assessed
    name: str
    people: str
    value: str
    expected: str
    message: str
    threshold: str
    source: str


@dataclass(frozen=True, slots=True)
class KinshipLine:
    """How related two people are, measured and expected. `coefficient` None: not measured."""

    pair: str
    coefficient: float | None
    expected: str


@dataclass(frozen=True, slots=True)
class Measures:
    """Quality measures: one row per measure, one column per person."""

    people: tuple[str, ...]
    rows: tuple[tuple[str, tuple[str, ...]], ...]


def person_words(interpretation: Interpretation, person: str) -> str:
    """`Father (F-22)`."""
    return f"{relation(interpretation.case.family, person).capitalize()} ({person})"


def feature_words(feature: PhenotypicFeature) -> str:
    """`Short stature (HP:0004322), since HP:0003577`."""
    words = f"{feature.label} ({feature.term})" if feature.label else feature.term
    return f"{words}, onset {feature.onset}" if feature.onset else words


def relatives_features(interpretation: Interpretation) -> tuple[Row, ...]:
    """What was seen in relatives."""
    rows = []
    for person, features in interpretation.case.relatives_features.items():
        words = [feature_words(one) if not one.excluded else f"not: {feature_words(one)}" for one in features]
        rows.append(Row(person_words(interpretation, person), "; ".join(words) or "nothing stated"))
    return tuple(sorted(rows, key=lambda row: row.name))


def panels(interpretation: Interpretation) -> tuple[PanelLine, ...]:
    """The applied panels in the order in which they were applied."""
    return tuple(
        PanelLine(
            panel.name,
            panel.reference,
            f"signed off {panel.signed_off}" if panel.signed_off else "not signed off",
            len({gene.symbol for gene in panel.genes if gene.rating is Rating.GREEN}),
            len({gene.symbol for gene in panel.genes}),
            listed(
                [number(len(panel.repeats), "repeat")] * bool(panel.repeats)
                + [number(len(panel.regions), "region")] * bool(panel.regions)
            ),
        )
        for panel in interpretation.panels
    )


def genome_words(interpretation: Interpretation, person: str, sequenced: frozenset[str]) -> str:
    """Was this person's genome read, and as which sample?"""
    if person not in sequenced:
        return "not read"
    names = {file.samples[person] for file in interpretation.case.files if person in file.samples}
    return f"read as sample {listed(sorted(names))}" if names else "read"


def trace_lines(interpretation: Interpretation, traces: tuple[Trace, ...]) -> tuple[TraceLine, ...]:
    """Traces as lines of a table, so that a list that is cut keeps those that matter: see `_weight`."""
    green = {
        name
        for panel in interpretation.panels
        for gene in panel.genes
        if gene.rating is Rating.GREEN
        for name in (gene.symbol, *gene.aliases)
    }
    ranks = {gene.symbol: gene.rank for gene in interpretation.genes}
    ordered = sorted(traces, key=lambda trace: _weight(trace, green, ranks))
    return tuple(TraceLine(trace.gene, trace.variant, trace.sentence, trace.rule) for trace in ordered)


def _weight(trace: Trace, green: Container[str], ranks: Mapping[str, int]) -> tuple[bool, bool, int]:
    """Green genes first, there what looks new but has doubtful reads (a mosaic does too), then by the gene's rank."""
    new = trace.rule != "de_novo_quality"
    return trace.gene not in green, new, ranks.get(trace.gene, len(ranks) + 1)


def not_examined(interpretation: Interpretation) -> tuple[Unseen, ...]:
    """What was asked for and not looked at, or not fully; things with the same reason stand together."""
    grouped: dict[tuple[str, str], dict[str, None]] = {}
    for one in interpretation.not_examined:
        grouped.setdefault((one.why, one.panel), {}).setdefault(one.what)
    return tuple(Unseen(tuple(names), why, panel) for (why, panel), names in grouped.items())


def checks(interpretation: Interpretation) -> tuple[CheckLine, ...]:
    """All checks, broken ones first."""
    if interpretation.quality is None:
        return ()
    ordered = sorted(interpretation.quality.checks, key=lambda check: CHECK_ORDER.index(check.status))
    return tuple(
        CheckLine(
            check.status.value,
            CHECK_WORDS[check.status],
            check.name,
            listed([relation(interpretation.case.family, person) for person in check.people]).capitalize(),
            check.value,
            check.expected,
            check.message,
            check.threshold,
            check.source,
        )
        for check in ordered
    )


def kinship(interpretation: Interpretation) -> tuple[KinshipLine, ...]:
    """Every pair that was compared."""
    if interpretation.quality is None:
        return ()
    family = interpretation.case.family
    return tuple(
        KinshipLine(f"{relation(family, one)} and {relation(family, other)}".capitalize(), coefficient, expected)
        for one, other, coefficient, expected in interpretation.quality.kinship
    )


def measures(interpretation: Interpretation) -> Measures:
    """Quality measures side by side, with the karyotype that was inferred."""
    quality = interpretation.quality
    if quality is None:
        return Measures((), ())
    people = [person for person, _ in quality.measures] or sorted(quality.karyotype)
    by_person = {person: dict(values) for person, values in quality.measures}
    names = dict.fromkeys(name for _, values in quality.measures for name, _ in values)
    rows = [
        ("Sex chromosomes (inferred)", tuple(quality.karyotype.get(person, "not assessed") for person in people)),
        ("Copies of X (inferred)", tuple(str(quality.x_copies.get(person, "not assessed")) for person in people)),
    ]
    rows += [(name, tuple(by_person.get(person, {}).get(name, "not assessed") for person in people)) for name in names]
    return Measures(tuple(person_words(interpretation, person) for person in people), tuple(rows))


def reading(interpretation: Interpretation) -> tuple[Row, ...]:
    """What was read, and what was passed over on the way."""
    table = interpretation.table
    if table is None:
        return (Row("Genomes", "not read: the case was stopped before"),)
    counts = table.counts
    rows = [
        Row("Records read", f"{counts.records:,}, holding {number(counts.variants, 'variant')}"),
        Row("Annotation", table.annotation or "none"),
        Row("Population frequencies from", source_words(table.frequency_sources) or "not examined"),
        Row("Known pathogenic variants from", source_words(table.significance_sources) or "not examined"),
        Row(
            "Genes named by the annotation",
            f"{len(table.annotated_genes):,}" if table.annotated_genes else "not counted",
        ),
    ]
    if not counts.has_filters:
        rows.append(Row("Filters of the caller", "the file states none, so none could be applied"))
    rows += [
        Row(f"Passed over: {STOP_WORDS[stop]}", f"{counts.stops[stop]:,}") for stop in Stop if stop in counts.stops
    ]
    rows += [Row("Warning of the reader", warning) for warning in table.warnings]
    return tuple(rows)


def provenance(interpretation: Interpretation) -> tuple[Row, ...]:
    """What the result rests on, by edition and checksum."""
    origin = interpretation.provenance
    rows = [
        Row("Software", origin.software),
        Row("Tiering rules", origin.rules_edition),
        Row("Frequency profile", origin.frequency_profile),
        Row("Quality thresholds", origin.quality_edition),
    ]
    rows += [Row(f"Edition of {kind}", edition, checksum) for kind, edition, checksum in origin.editions]
    rows += [Row(f"Panel {reference}", name, checksum) for reference, name, checksum in origin.panels]
    if interpretation.table is not None:
        rows += [Row(f"File {one.name}", f"{one.size:,} bytes", one.sha256) for one in interpretation.table.sources]
        rows.append(Row("Variant table", "content address", interpretation.table.address))
    if origin.libraries:
        rows.append(Row("Libraries", ", ".join(f"{name} {version}" for name, version in origin.libraries)))
    return tuple(rows)
