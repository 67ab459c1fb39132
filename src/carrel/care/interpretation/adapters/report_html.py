"""report.html: the report as one page that needs nothing else: no script, no picture and no font from anywhere.

Made for WCAG 2.2 AA: every drawing has its words beside it, nothing is told by colour alone, tables have headers, and
wide tables scroll inside their own region. Prints on A4.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from importlib import resources

from carrel.care.interpretation.adapters.markup import Markup, element, join, verbatim
from carrel.care.interpretation.adapters.pedigree_drawing import draw
from carrel.care.interpretation.adapters.report_content import Content
from carrel.care.interpretation.adapters.report_findings import Finding
from carrel.care.interpretation.adapters.report_html_cards import gene_card, tier_chip
from carrel.care.interpretation.adapters.report_html_tables import (
    LONGEST_LIST,
    finding_table,
    more,
    rows_of,
    table,
)
from carrel.care.interpretation.adapters.report_sections import CheckLine, TraceLine
from carrel.care.interpretation.adapters.report_summary import Candidate, misfits, sequenced
from carrel.care.interpretation.adapters.wording import number
from carrel.care.interpretation.rules.pedigree_layout import layout
from carrel.care.interpretation.values import Interpretation


NAMES_IN_SIGHT = 12  # names that share a reason for not being examined; more are folded away
WIDEST_BESIDE = 4.01  # columns of a pedigree that has room beside the text; wider ones stand below it

VERDICTS = {"found": "Candidates found", "clear": "No candidate", "stopped": "Stopped"}


def render(interpretation: Interpretation, words: Content) -> bytes:
    """The page as UTF-8."""
    page = join((verbatim("<!DOCTYPE html>\n"), _page(interpretation, words), verbatim("\n")))
    return page.encode("utf-8")


@lru_cache(maxsize=1)
def _styles() -> Markup:
    file = resources.files("carrel.care.interpretation.adapters") / "report.css"
    return verbatim(file.read_text(encoding="utf-8"))


def _page(interpretation: Interpretation, words: Content) -> Markup:
    head = element(
        "head",
        element("meta", charset="utf-8"),
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        element("meta", name="referrer", content="no-referrer"),
        element("title", f"{words.case_id}: {words.headline}"),
        element("style", _styles()),
    )
    body = element(
        "body",
        element("a", "Skip to the answer", href="#answer", class_="skip"),
        _banner(words),
        element("main", *_sections(interpretation, words), id="answer", tabindex="-1"),
        element("footer", _footer(interpretation)),
    )
    return element("html", head, body, lang="en-GB")


def _banner(words: Content) -> Markup:
    return element(
        "header",
        element("p", element("strong", "Carrel"), " Rare disease report", class_="brand"),
        element("p", "Case ", element("strong", words.case_id), class_="case"),
        class_="banner",
    )


def _footer(interpretation: Interpretation) -> Markup:
    return element(
        "p",
        f"Written by {interpretation.provenance.software}. Research software: a registered clinical scientist must review it "
        "before any of it is used in care.",
    )


def _sections(interpretation: Interpretation, words: Content) -> Iterable[Markup | None]:
    yield _answer(words)
    yield _question(interpretation, words)
    if words.verdict != "stopped":
        yield _findings_section(words)
        if words.cards:
            cards = [gene_card(card, place) for place, card in enumerate(words.cards)]
            yield _section("The candidate genes", "genes", *cards)
        yield _copy_section("Copy-number and structural variants", "copies", words.copy_numbers)
        yield _copy_section("Short tandem repeats", "repeats", words.repeats)
        yield _others(words)
        yield _traces("Carried in one copy only", "carriers", CARRIER_NOTE, words.carriers)
        yield _traces("Looked at and set aside", "held", HELD_NOTE, words.held_back)
    yield _not_examined(words)
    yield _quality(words)
    yield _provenance(words)


CARRIER_NOTE = (
    "One change in a gene that needs two to cause disease. These are not findings; they are kept so that a second change, "
    "found later, can be put beside the first."
)
NOTHING_LEFT_NOTE = (
    "Records of the files name every green gene of the panels, and every kind of variant that the panels ask for was looked "
    "for. How well each gene was covered by reads was not examined, nor what nobody asked for (other genes, other kinds of "
    "variants)."
)
HELD_NOTE = "Variants that came close to a tier, each with the first rule that stopped it."


def _section(title: str, name: str, *children: Markup | None) -> Markup:
    return element(
        "section", element("h2", title, id=f"{name}-heading"), *children, aria_labelledby=f"{name}-heading", class_=name
    )


def _answer(words: Content) -> Markup:
    return element(
        "section",
        element("p", VERDICTS[words.verdict], class_="verdict"),
        element("h1", words.headline, id="headline"),
        *(element("p", sentence, class_="explanation") for sentence in words.explanation),
        _stops(words),
        element("ul", *(_candidate(one) for one in words.candidates), class_="candidates")
        if words.candidates
        else None,
        _cautions(words),
        aria_labelledby="headline",
        class_=f"answer {words.verdict}",
    )


def _stops(words: Content) -> Markup | None:
    if not words.stops:
        return None
    items = [
        element(
            "li",
            element("p", stop.message, class_="message"),
            element("p", "Concerns: ", element("strong", ", ".join(stop.people))) if stop.people else None,
            element("p", "Code: ", element("code", stop.code), class_="minor"),
        )
        for stop in words.stops
    ]
    return join(
        (element("h2", "Why it was stopped, and what to do", class_="inner"), element("ol", *items, class_="stops"))
    )


def _candidate(one: Candidate) -> Markup:
    changes = [element("span", change, class_="change") for change in one.changes]
    return element(
        "li",
        tier_chip(one.tier),
        element(
            "span",
            element("a", one.gene, href=f"#{one.anchor}", class_="gene"),
            " ",
            join(changes, " + "),
            element("span", one.reason + (f"; {one.rank}" if one.rank else ""), class_="minor"),
            class_="line",
        ),
    )


def _cautions(words: Content) -> Markup | None:
    if not words.cautions:
        return None
    return element(
        "div",
        element("p", element("strong", f"Read before use: {number(len(words.cautions), 'caution')}")),
        element("ul", *(element("li", one) for one in words.cautions)),
        class_="cautions",
        role="note",
        aria_label="Cautions",
    )


def _question(interpretation: Interpretation, words: Content) -> Markup:
    marked = misfits(interpretation)
    plan = layout(interpretation.case.family)
    drawing = draw(interpretation.case.family, sequenced(interpretation), marked)
    figure = element(
        "figure",
        element("div", drawing, class_="scroll", tabindex="0", role="group", aria_label="Pedigree"),
        element("figcaption", _legend(bool(marked))),
    )
    return _section(
        "Who was asked about what",
        "question",
        element(
            "div",
            element("div", _features(words), _panels(words), rows_of(words.asked), class_="asked"),
            element("div", figure, _people(words), class_="family"),
            class_="stacked" if plan.columns > WIDEST_BESIDE else "two",
        ),
    )


def _legend(marked: bool) -> str:
    words = "Square: male. Circle: female. Diamond: other or not stated. Filled: affected. Question mark: not certain. Arrow: proband."
    return f"{words} Dashed red ring with an exclamation mark: the sample does not fit." if marked else words


def _features(words: Content) -> Markup:
    parts = [element("h3", "Seen in the proband")]
    if words.features:
        parts.append(element("ul", *(element("li", one) for one in words.features), class_="terms"))
    else:
        parts.append(element("p", "No phenotype was stated."))
    if words.excluded_features:
        parts.append(element("h3", "Looked for and not found"))
        parts.append(element("ul", *(element("li", one) for one in words.excluded_features), class_="terms not"))
    if words.relatives_features:
        parts += [element("h3", "Seen in relatives"), rows_of(words.relatives_features)]
    return join(parts)


def _panels(words: Content) -> Markup:
    title = "Panels applied, proposed by Carrel" if words.panels_proposed else "Panels applied"
    if not words.panels:
        return join((element("h3", title), element("p", "No panel was applied.")))
    items = [
        element(
            "li",
            element("strong", line.name),
            element(
                "span",
                f"{line.reference}, {line.signed_off}; {line.green:,} of {number(line.total, 'gene')} green",
                f", {line.others}" if line.others else "",
                class_="minor",
            ),
        )
        for line in words.panels
    ]
    reasons = [element("li", reason) for reason in words.proposals]
    why = element("details", element("summary", "Why these panels"), element("ul", *reasons)) if reasons else None
    return join((element("h3", title), element("ul", *items, class_="panels"), why))


def _people(words: Content) -> Markup:
    heads = ("Member", "Identifier", "Sex", "Affected", "Genome")
    return element(
        "details", element("summary", "The family as a table"), table("Members of the family", heads, words.people)
    )


def _findings_section(words: Content) -> Markup:
    if not words.findings:
        return _section("Tier 1 and 2", "findings", element("p", "No small variant reached tier 1 or 2."))
    return _section("Tier 1 and 2", "findings", finding_table("Small variants in tier 1 and 2", words.findings))


def _copy_section(title: str, name: str, findings: Sequence[Finding]) -> Markup | None:
    if not findings:
        return None
    return _section(title, name, finding_table(title, findings))


def _others(words: Content) -> Markup | None:
    if not words.others:
        return None
    shown = words.others[:LONGEST_LIST]
    return _section(
        "Tier 3",
        "others",
        element(
            "p",
            "Variants that segregate but stand in no gene of diagnostic grade on the applied panels. Best ranked first.",
        ),
        element(
            "details",
            element("summary", f"Show {number(len(shown), 'variant')} in tier 3"),
            finding_table("Variants in tier 3", shown),
            more(len(words.others), len(shown)),
        ),
    )


def _traces(title: str, name: str, note: str, lines: Sequence[TraceLine]) -> Markup | None:
    if not lines:
        return None
    shown = lines[:LONGEST_LIST]
    rows = [(line.gene or "-", element("span", line.variant, class_="place"), line.sentence) for line in shown]
    return _section(
        title,
        name,
        element("p", note),
        element(
            "details",
            element("summary", f"Show {number(len(shown), 'variant')}"),
            table(title, ("Gene", "Variant", "Why"), rows),
            more(len(lines), len(shown)),
        ),
    )


def _not_examined(words: Content) -> Markup:
    if words.verdict == "stopped":
        note = "Nothing was examined: the case was stopped before its variants were interpreted."
        return _section("What was not examined", "missing", element("p", note))
    if not words.not_examined:
        note = NOTHING_LEFT_NOTE
        return _section("What was not examined", "missing", element("p", note))
    shown = words.not_examined[:LONGEST_LIST]
    rows = [(_unseen_names(one.names), one.why, one.panel or "-") for one in shown]
    note = "Nothing found here does not mean that nothing is there; nor was it examined how well any gene was covered by reads."
    return _section(
        "What was not examined",
        "missing",
        element("p", note),
        table("What was not examined", ("What", "Why", "Panel"), rows),
        more(len(words.not_examined), len(shown)),
    )


def _unseen_names(names: Sequence[str]) -> str:
    """Names that share a reason; many of them are folded away under the first three."""
    if len(names) <= NAMES_IN_SIGHT:
        return ", ".join(names)
    summary = element("summary", f"{len(names):,}: {', '.join(names[:3])} and others")
    return element("details", summary, element("p", ", ".join(names)))


def _quality(words: Content) -> Markup:
    kept = sum(check.status == "passed" for check in words.checks)
    parts: list[Markup | None] = []
    if words.checks:
        parts.append(element("p", f"{kept} of {number(len(words.checks), 'check')} kept."))
        parts += [_checks([check for check in words.checks if check.status != "passed"])]
        passed = [check for check in words.checks if check.status == "passed"]
        if passed:
            parts.append(
                element("details", element("summary", f"Show what was kept: {number(kept, 'check')}"), _checks(passed))
            )
    else:
        parts.append(element("p", "Quality and identity were not assessed."))
    if words.kinship:
        rows = [
            (line.pair, "not measured" if line.coefficient is None else f"{line.coefficient:.3f}", line.expected)
            for line in words.kinship
        ]
        parts.append(element("h3", "Who is related to whom"))
        parts.append(table("Kinship", ("Pair", "Kinship coefficient", "Stated relation"), rows))
    if words.measures.people:
        heads = ("Measure", *words.measures.people)
        measured = [(name, *values) for name, values in words.measures.rows]
        parts.append(element("h3", "Measures"))
        parts.append(table("Measures of each genome", heads, measured, wide=len(heads) > 4))
    parts += [element("h3", "Reading"), rows_of(words.reading)]
    return _section("Quality and identity", "quality", *parts)


def _checks(checks: Sequence[CheckLine]) -> Markup | None:
    return element("ul", *(_check(check) for check in checks), class_="checks") if checks else None


def _check(check: CheckLine) -> Markup:
    facts = [check.value and f"Found: {check.value}", check.expected and f"expected: {check.expected}"]
    basis = [check.threshold, check.source]
    kind = check.status.replace(" ", "-")
    return element(
        "li",
        element("span", check.word, class_=f"outcome {kind}"),
        element(
            "span",
            element("strong", check.name),
            f", {check.people[:1].lower()}{check.people[1:]}" if check.people else None,
            element("span", check.message, class_="block") if check.status != "passed" else None,
            element("span", "; ".join(fact for fact in facts if fact), class_="minor"),
            element("span", ". ".join(one for one in basis if one), class_="minor")
            if check.status != "passed"
            else None,
        ),
        class_=kind,
    )


def _provenance(words: Content) -> Markup:
    rows = [
        (row.name, row.words or "not stated", element("span", row.detail, class_="hash")) for row in words.provenance
    ]
    note = "Equal inputs and editions give this report byte for byte again."
    heads = ("What", "Edition", "Checksum")
    return _section("What this rests on", "provenance", element("p", note), table("Provenance", heads, rows))
