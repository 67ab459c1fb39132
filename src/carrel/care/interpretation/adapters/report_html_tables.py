"""Tables of the page: they have captions and headers, scroll in their own region, and become blocks on a phone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from carrel.care.interpretation.adapters.markup import Markup, element, join
from carrel.care.interpretation.adapters.report_findings import Finding, Genotype
from carrel.care.interpretation.adapters.report_html_cards import balance, tier_chip
from carrel.care.interpretation.adapters.report_sections import Row


LONGEST_LIST = 50  # lines of tier 3, carriers and held-back variants that the page shows; the JSON has all


def finding_table(caption: str, findings: Sequence[Finding]) -> Markup:
    """Tiered variants, one row each, with one column for every person who was read."""
    people = findings[0].genotypes
    heads: list[Cell] = [
        "Tier",
        "Gene and change",
        "Effect and inheritance",
        *(join((one.person.capitalize(), " ", element("span", one.affection, class_="minor"))) for one in people),
    ]
    rows = [
        (
            tier_chip(one.tier),
            join(
                (
                    element("a", one.gene, href=f"#{one.anchor}", class_="gene")
                    if one.anchor
                    else element("b", one.gene),
                    element("span", one.change, class_="change"),
                    element("span", one.place, class_="minor place"),
                )
            ),
            join(
                (
                    element("span", one.consequence, class_="block"),
                    element("span", one.segregation, class_="block"),
                    element("span", one.group, class_="minor") if one.group else None,
                    [element("span", detail, class_="minor") for detail in one.detail],
                )
            ),
            *(genotype_cell(genotype) for genotype in one.genotypes),
        )
        for one in findings
    ]
    labels = ["Tier", "Gene", "Effect", *(f"{one.person.capitalize()}, {one.affection}" for one in people)]
    return table(caption, heads, rows, wide=True, labels=labels)


def genotype_cell(one: Genotype) -> Markup:
    """A genotype with its reads and the share of them as a bar."""
    return join(
        (
            element("span", one.words, class_=f"zygosity {one.state}"),
            balance(one.share),
            element("span", one.reads, class_="minor reads") if one.reads else None,
            element("span", f"depth {one.depth}", class_="minor") if one.depth is not None and not one.reads else None,
            [element("span", warning, class_="minor") for warning in one.warnings],
        )
    )


def more(total: int, shown: int) -> Markup | None:
    """A sentence that says how many lines are not shown, and where they are; nothing where all are shown."""
    if total <= shown:
        return None
    return element("p", f"{total - shown:,} more are not shown here; interpretation.json has them all.", class_="more")


def rows_of(rows: Sequence[Row]) -> Markup:
    """Names and what they say, as a list of definitions."""
    return element(
        "dl",
        *(
            element(
                "div",
                element("dt", row.name),
                element("dd", row.words, element("span", row.detail, class_="minor") if row.detail else None),
            )
            for row in rows
        ),
        class_="rows",
    )


Cell = str | Markup


def table(
    caption: str,
    heads: Sequence[Cell],
    rows: Iterable[Sequence[Cell]],
    *,
    wide: bool = False,
    labels: Sequence[str] = (),
) -> Markup:
    """A table with a caption for screen readers; wide ones scroll in their own region.

    With `labels`, one per column, a narrow screen shows each row as a block of labelled lines; the roles that a browser
    would then forget are written out.
    """
    kind = "stack" if labels else "wide" if wide else None
    roles = {"row": "row", "head": "columnheader", "first": "rowheader", "cell": "cell"} if labels else {}
    body = element(
        "table",
        element("caption", caption),
        element(
            "thead",
            element(
                "tr",
                *(element("th", head, scope="col", role=roles.get("head")) for head in heads),
                role=roles.get("row"),
            ),
            role="rowgroup" if labels else None,
        ),
        element("tbody", *(_table_row(row, labels, roles) for row in rows), role="rowgroup" if labels else None),
        class_=kind,
        role="table" if labels else None,
    )
    return element("div", body, class_="scroll", tabindex="0", role="group", aria_label=caption)


def _table_row(row: Sequence[Cell], labels: Sequence[str], roles: Mapping[str, str]) -> Markup:
    names: Sequence[str | None] = labels or [None] * len(row)
    first, *rest = row
    cells = [
        element("td", cell, role=roles.get("cell"), data_label=name) for cell, name in zip(rest, names[1:], strict=True)
    ]
    return element("tr", element("th", first, scope="row", role=roles.get("first")), *cells, role=roles.get("row"))
