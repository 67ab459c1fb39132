"""The gene cards of the page, with their small drawings: allele balance, evidence bars, frequencies on a log axis."""

from __future__ import annotations

import math
from collections.abc import Sequence

from carrel.care.interpretation.adapters.markup import Markup, element, join, verbatim
from carrel.care.interpretation.adapters.report_cards import (
    Bar,
    EventLine,
    FrequencyLine,
    GeneCard,
    Genotype,
    PanelRating,
    VariantCard,
)
from carrel.care.interpretation.adapters.wording import number


INK, ACCENT, PALE, AGAINST = "#212b32", "#005a6f", "#dfe7ea", "#8a4b00"
RAREST = 1e-6  # left end of the frequency axis
POPULATIONS_SHOWN = 8
BARS_SHOWN = 12
BAR_WIDTH = 140

# Traffic lights with a shape and a word each, so that colour is never alone.
LIGHTS = {
    "green": ("#00703c", '<circle cx="7" cy="7" r="6.5"/>'),
    "amber": ("#b36b00", '<path d="M7 0.5L13.5 13H0.5z"/>'),
    "red": ("#b3261e", '<rect x="1" y="1" width="12" height="12"/>'),
    "no list": ("#5b6a72", '<path d="M0.5 6h13v2.4H0.5z"/>'),
}


def tier_chip(tier: str) -> Markup:
    """The tier as a label."""
    return element("span", tier, class_=f"tier tier-{tier.removeprefix('Tier ').lower()}")


def balance(share: float | None) -> Markup | None:
    """The share of reads that show the variant, as a bar with a mark at one half."""
    if share is None:
        return None
    filled = max(0.0, min(1.0, share)) * 72
    return element(
        "svg",
        element("rect", x=0, y=1, width=72, height=7, fill=PALE),
        element("rect", x=0, y=1, width=f"{filled:.1f}", height=7, fill=ACCENT),
        element("line", x1=36, x2=36, y1=0, y2=9, stroke=INK, stroke_width="1"),
        width=72,
        height=9,
        viewBox="0 0 72 9",
        aria_hidden="true",
        focusable="false",
        class_="balance",
    )


def gene_card(card: GeneCard, place: int) -> Markup:
    """One candidate gene with everything that speaks for and against it."""
    return element(
        "article",
        element("h3", card.gene, " ", tier_chip(card.tier), id=card.anchor, tabindex="-1"),
        element(
            "p", join([part for part in (card.hgnc_id, card.rank, card.disease) if part], " \u00b7 "), class_="minor"
        ),
        element("div", _panels(card.panels), _phenotype(card), class_="two even"),
        *(_variant(variant, f"{place}-{index}") for index, variant in enumerate(card.variants)),
        class_="card",
        aria_labelledby=card.anchor,
    )


def _panels(ratings: Sequence[PanelRating]) -> Markup:
    if not ratings:
        return element("div", element("h4", "On the panels"), element("p", "On no applied panel."))
    items = [
        element(
            "li",
            light(one.rating),
            element(
                "span",
                element("strong", one.panel),
                element("span", f"{one.mode}; {one.reference}", class_="block"),
                [element("span", note, class_="minor") for note in one.notes],
            ),
        )
        for one in ratings
    ]
    return element("div", element("h4", "On the panels"), element("ul", *items, class_="ratings"))


def light(rating: str) -> Markup:
    """A traffic light that is told by colour, shape and word."""
    colour, shape = LIGHTS[rating]
    drawing = element("svg", verbatim(shape), viewBox="0 0 14 14", width=14, height=14, fill=colour, aria_hidden="true")
    return element("span", drawing, element("span", rating.capitalize()), class_="light")


def _phenotype(card: GeneCard) -> Markup:
    if not card.phenotype and not card.evidence:
        return element(
            "div", element("h4", "Fit with the phenotype"), element("p", "Not ranked: no phenotype fit was computed.")
        )
    parts = [element("h4", "Fit with the phenotype")]
    parts.append(_bars(card.phenotype, card.axis) if card.phenotype else element("p", "No phenotype term contributed."))
    if card.evidence:
        parts += [element("h4", "Other evidence for the rank"), _bars(card.evidence, card.axis)]
    parts.append(
        element(
            "p",
            "Bars: natural logarithm of the likelihood ratio. To the right speaks for the gene, to the left against.",
            class_="minor",
        )
    )
    return element("div", *parts)


def _bars(bars: Sequence[Bar], axis: tuple[float, float]) -> Markup:
    shown = bars[:BARS_SHOWN]
    items = [
        element(
            "li",
            element(
                "span", bar.label, element("span", bar.detail, class_="minor") if bar.detail else None, class_="label"
            ),
            _bar(bar.weight, axis),
            element("span", f"{bar.weight:+.1f}", class_="figure"),
        )
        for bar in shown
    ]
    if len(bars) > len(shown):
        items.append(element("li", f"{number(len(bars) - len(shown), 'smaller contribution')} in interpretation.json"))
    return element("ul", *items, class_="bars")


def _bar(weight: float, axis: tuple[float, float]) -> Markup:
    """A bar from the axis's zero to the weight; all bars of a card share the axis."""
    least, most = axis
    unit = BAR_WIDTH / (most - least)
    zero = -least * unit
    start = zero + min(0.0, weight) * unit
    return element(
        "svg",
        element("rect", x=0, y=4, width=BAR_WIDTH, height=2, fill=PALE),
        element("rect", x=f"{start:.1f}", y=0, width=f"{abs(weight) * unit:.1f}", height=10, fill=ACCENT if weight >= 0 else AGAINST),
        element("line", x1=f"{zero:.1f}", x2=f"{zero:.1f}", y1=-1, y2=11, stroke=INK, stroke_width="1"),
        viewBox=f"-1 -1 {BAR_WIDTH + 2} 12",
        width=BAR_WIDTH + 2,
        height=12,
        aria_hidden="true",
    )  # fmt: skip


def _variant(variant: VariantCard, name: str) -> Markup:
    lines = [(element("dt", row.name), element("dd", row.words, _minor(row.detail))) for row in variant.rows]
    return element(
        "section",
        element("h4", variant.title, " ", tier_chip(variant.tier), class_="variant-title", id=f"variant-{name}"),
        element("p", variant.place, class_="minor place"),
        element("p", variant.segregation, class_="segregation") if variant.segregation else None,
        element("ul", *(element("li", flag) for flag in variant.flags), class_="flags") if variant.flags else None,
        element(
            "div",
            element("div", element("dl", lines, class_="facts"), _significances(variant)),
            _frequencies(variant),
            class_="two even",
        ),
        _people(variant.genotypes),
        _events(variant.events),
        class_="variant",
        aria_labelledby=f"variant-{name}",
    )


def _minor(words: str) -> Markup | None:
    return element("span", words, class_="minor") if words else None


def _significances(variant: VariantCard) -> Markup:
    items = [element("li", words) for words in variant.significances]
    return element("div", element("h5", "Known significance"), element("ul", *items, class_="plain"))


def _frequencies(variant: VariantCard) -> Markup:
    heading = element("h5", "How common it is")
    if not variant.frequencies:
        return (
            element("div", heading, element("p", variant.frequency_note)) if variant.frequency_note else element("div")
        )
    shown = variant.frequencies[:POPULATIONS_SHOWN]
    rows = [
        element(
            "tr",
            element("th", line.population, scope="row"),
            element("td", _dot(line)),
            element("td", line.words, _minor(line.people), class_="figure"),
        )
        for line in shown
    ]
    axis = element("tr", element("td"), element("td", _axis()), element("td"), aria_hidden="true", class_="axis")
    more = len(variant.frequencies) - len(shown)
    return element(
        "div",
        heading,
        element(
            "table",
            element("caption", "Frequency of the allele by population"),
            element(
                "thead",
                element(
                    "tr", *(element("th", head, scope="col") for head in ("Population", "On a log axis", "Frequency")), class_="quiet"
                ),
            ),
            element("tbody", *rows, axis),
            class_="frequencies",
        ),
        element("p", f"{number(more, 'population')} with lower frequencies in interpretation.json", class_="minor") if more > 0 else None,
    )  # fmt: skip


def _at(frequency: float) -> float:
    """Where a frequency stands on the axis from one in a million to one; 0 stands at the left end."""
    if frequency <= RAREST:
        return 4.0
    return 4 + 112 * (math.log10(min(frequency, 1.0)) - math.log10(RAREST)) / -math.log10(RAREST)


TICKS = ((1e-4, "0.01 %"), (1e-2, "1 %"))


def _dot(line: FrequencyLine) -> Markup:
    return element(
        "svg",
        element("line", x1=4, x2=116, y1=7, y2=7, stroke="#a9b7bd", stroke_width="1"),
        *(element("line", x1=f"{_at(tick):.1f}", x2=f"{_at(tick):.1f}", y1=3, y2=11, stroke="#a9b7bd") for tick, _ in TICKS),
        element("circle", cx=f"{_at(line.frequency):.1f}", cy=7, r=4, fill="#ffffff" if line.frequency == 0 else ACCENT, stroke=ACCENT, stroke_width="1.5"),
        viewBox="0 0 120 14",
        width=120,
        height=14,
        aria_hidden="true",
    )  # fmt: skip


def _axis() -> Markup:
    return element(
        "svg",
        *(
            element("text", words, x=f"{_at(tick):.1f}", y=10, text_anchor="middle", font_size=10, fill="#4c5b64")
            for tick, words in TICKS
        ),
        viewBox="0 0 120 14",
        width=120,
        height=14,
    )


def _people(people: Sequence[Genotype]) -> Markup | None:
    if not people:
        return None
    items = [
        element(
            "li",
            element("strong", one.person.capitalize()),
            element("span", one.affection, class_="minor"),
            element("span", one.words, class_=f"zygosity {one.state}"),
            balance(one.share),
            _minor("; ".join(part for part in (one.reads, one.quality, *one.warnings, *one.notes) if part)),
        )
        for one in people
    ]
    return element("ul", *items, class_="people")


def _events(events: Sequence[EventLine]) -> Markup:
    rows = [
        element(
            "li",
            element("strong", f"{event.tier}: "),
            f"{event.segregation}, {event.penetrance} penetrance, {event.panel}"
            + (f", {event.mode}" if event.mode else ""),
            element("span", event.justification, f" (rule {event.rule})" if event.rule else "", class_="minor"),
        )
        for event in events
    ]
    return element(
        "details",
        element("summary", f"Why this tier: {number(len(events), 'event')}"),
        element("ul", *rows, class_="plain"),
    )
