"""Questions to a finished interpretation: why is this variant tiered, and why is that one not?"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from carrel.care.genomes import queries as genomes
from carrel.care.genomes.values import Stop
from carrel.care.interpretation.errors import NoSuchReport, NoSuchVariant
from carrel.foundation.vocabulary.genome import VariantKey, plain_chromosome, trim_alleles


_VARIANT = re.compile(r"(?P<chrom>[^:\s]+)[:-](?P<pos>[0-9][0-9,]{0,14})[:-](?P<ref>[A-Za-z]+)[:-](?P<alt>[A-Za-z]+)")
_WHY: dict[Stop, str] = {
    Stop.FILTER: "the caller's FILTER is not PASS",
    Stop.NO_CARRIER: "nobody in the family has the alternate allele",
    Stop.FREQUENCY: "it is more common in a population than the cut of every frequency profile",
    Stop.CONSEQUENCE: "it has no consequence of a tiered class, and ClinVar does not know it as pathogenic",
    Stop.NOT_A_SEQUENCE: "the alternate is no sequence of its own (`*`, <NON_REF> or another symbol)",
    Stop.NOT_PRIMARY: "it is not on chromosome 1 to 22, X, Y or MT",
}
_LISTS = ("variants", "copy_number_variants", "structural_variants", "repeats")


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why a variant is tiered (`tier` is set) or not (`rule` is set)."""

    case_id: str
    variant: str
    tier: str
    rule: str
    headline: str
    lines: tuple[str, ...]

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def explain(folder: Path, text: str, store: Path) -> Explanation:
    """All events that carried a variant of a family, or the first rule that stopped it.

    `folder` is a case's report, `text` is CHROM:POS:REF:ALT, `store` holds the family's variant table. Raises NoSuchReport
    without a readable report, and NoSuchVariant for a variant that is written wrongly or that no file of the family has.
    """
    key = parse_variant(text)
    report = _report(folder)
    try:
        for found in (*_tiered(report, key), *_traced(report, key)):
            return found
    except (AttributeError, KeyError, TypeError):
        raise NoSuchReport(
            f"The report in {folder} lacks parts that Carrel writes; interpret the case again."
        ) from None
    return _passed_over(report, key, store)


def parse_variant(text: str) -> VariantKey:
    """A variant as people write it: `chr1:12345:A:G`, `1-12345-A-G`; alleles are trimmed as in every report."""
    match = _VARIANT.fullmatch(text.strip())
    chromosome = plain_chromosome(match["chrom"]) if match else None
    if not match or chromosome is None:
        raise NoSuchVariant(f"{text[:80]!r} is no variant; write CHROM:POS:REF:ALT, such as chr10:121517378:C:T.")
    position = int(match["pos"].replace(",", ""))
    return VariantKey(chromosome, *trim_alleles(position, match["ref"].upper(), match["alt"].upper()))


def _report(folder: Path) -> dict[str, Any]:
    path = folder / "interpretation.json" if folder.is_dir() or not folder.suffix else folder
    if path.exists() and not path.is_file():  # opening a pipe would wait for ever
        raise NoSuchReport(f"{path} is no file; name the folder of one case.")
    try:
        report = json.loads(path.read_bytes())
    except OSError:
        raise NoSuchReport(f"There is no interpretation.json in {folder}; name the folder of one case.") from None
    except (json.JSONDecodeError, UnicodeDecodeError, RecursionError):
        raise NoSuchReport(f"{path} is not JSON; interpret the case again.") from None
    if not isinstance(report, dict) or not str(report.get("format", "")).startswith("carrel/interpretation@"):
        raise NoSuchReport(f"{path} is no interpretation of Carrel's.")
    if not {"case_id", "status", "problems", "table"} <= report.keys():
        raise NoSuchReport(f"The report {path} lacks parts that Carrel writes; interpret the case again.")
    return report


def _tiered(report: Mapping[str, Any], key: VariantKey) -> Iterator[Explanation]:
    found = [one for name in _LISTS for one in report[name] if one["key"] == str(key)]
    if not found:
        return
    best = min(found, key=lambda one: str(one["tier"]))
    lines = tuple(line for one in found for event in one["events"] for line in _event_lines(one, event))
    genes = ", ".join(dict.fromkeys(one["gene"]["symbol"] for one in found))
    yield Explanation(
        report["case_id"], str(key), best["tier"], "", f"{key} is in tier {best['tier']} ({genes}).", lines
    )


def _event_lines(variant: Mapping[str, Any], event: Mapping[str, Any]) -> Iterator[str]:
    panel = (
        f"green on {event['panel']} ({event['panel_name']})"
        if event["panel"] and event["tier"] != "3"
        else event["panel"] or "no applied panel"
    )
    mode = f", {event['mode_of_inheritance']}" if event["mode_of_inheritance"] else ""
    yield f"{variant['gene']['symbol']}: {event['justification']} ({event['penetrance']} penetrance)"
    yield f"  rule {event['rule']}; {event['consequence']} {event['transcript']}; {panel}{mode}"
    if event["partners"]:
        yield f"  together with {', '.join(event['partners'])}"
    if event["flags"]:
        yield f"  note: {', '.join(event['flags'])}"
    if event["missing"]:
        yield f"  no genotype here: {', '.join(event['missing'])}"


def _traced(report: Mapping[str, Any], key: VariantKey) -> Iterator[Explanation]:
    for trace in (*report["carriers"], *report["traces"]):
        if trace["variant"] == str(key):
            headline = f"{key} is not tiered. First rule that stopped it: {trace['rule']}."
            yield Explanation(report["case_id"], str(key), "", trace["rule"], headline, (trace["sentence"],))


def _passed_over(report: Mapping[str, Any], key: VariantKey, store: Path) -> Explanation:
    case_id = report["case_id"]
    if report["status"] == "blocked":
        messages = tuple(problem["message"] for problem in report["problems"] if problem["blocking"])
        return Explanation(
            case_id, str(key), "", "blocked", f"{case_id} is blocked, so no variant was tiered.", messages
        )
    address = (report["table"] or {}).get("address", "")
    if not (store / "tables" / address).is_dir() or not address:
        raise NoSuchReport(
            f"The variant table of {case_id} is not in {store}; name its store with --store, or interpret the case again."
        )
    table = genomes.open_table(store / "tables" / address)
    stop = table.stop_of(key)
    candidate = table.candidate(key) if stop is None else None
    if candidate is not None:
        pairs = zip(table.summary.people, candidate.calls, strict=True)
        carriers = ", ".join(person for person, call in pairs if call.copies)
        headline = f"{key} is not tiered. First rule that stopped it: not_in_proband."
        sentence = f"The proband is not known to carry it; carried by {carriers}."
        return Explanation(case_id, str(key), "", "not_in_proband", headline, (sentence,))
    if stop is None:
        raise NoSuchVariant(f"No file of {case_id} has {key}; check chromosome, position, alleles and build.")
    headline = f"{key} is not tiered. First rule that stopped it: {stop.value}."
    return Explanation(
        case_id, str(key), "", stop.value, headline, (f"Passed over when the file was read: {_WHY[stop]}.",)
    )
