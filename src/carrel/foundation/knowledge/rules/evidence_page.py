"""The page that shows what the words of gene-disease tables become here."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from carrel.foundation.knowledge.rules.evidence_words import MODES, RATINGS


def page() -> str:
    """The whole page in Markdown."""
    ratings = [(row.word, row.rating.name.lower(), row.source) for row in RATINGS]
    modes = [(row.word or "(nothing)", str(row.mode) or "(nothing)", row.source) for row in MODES]
    return "\n".join(
        (
            "# What the words of evidence tables become",
            "",
            "Written from the code; a test fails where this page is not current.",
            "",
            "`carrel panels import FILE --format g2p|acmg-sf|clingen|gencc` reads these words, in small or capital letters. Any other",
            "word is a fault of its row, told with line and column: nothing is guessed.",
            "",
            "## Confidence",
            "",
            "A gene's rating is that of its best row. Every gene of the ACMG list is green: to be on it is to be reported.",
            "",
            *_table(("word", "rating", "where this comes from"), ratings),
            "",
            "## Inheritance",
            "",
            "A gene's mode is that of the rows with its best rating, put together: what can be checked in a family goes before Unknown",
            "and Other; monoallelic and biallelic make BOTH; the two X-linked ones make the wider; anything else makes Other.",
            "",
            *_table(("word", "mode of inheritance", "where this comes from"), modes),
            "",
        )
    )


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    lines = [head, ["---"] * len(head), *rows]
    return [f"| {' | '.join(line)} |" for line in lines]
