"""report.pdf: the report on A4, set by typst with the fonts that typst carries, so that every machine gives the same bytes.

The words travel as JSON and are shown as text: nothing of a case is ever read as typst source.
"""

from __future__ import annotations

import json
import re
import unicodedata
from dataclasses import asdict
from functools import lru_cache
from importlib import resources
from typing import Any

import typst

from carrel.care.interpretation.adapters.markup import fit
from carrel.care.interpretation.adapters.pedigree_drawing import draw
from carrel.care.interpretation.adapters.report_content import Content
from carrel.care.interpretation.adapters.report_summary import sequenced
from carrel.care.interpretation.values import Interpretation


FONT = "Libertinus Serif"
LONGEST_WORD = 24  # letters without a place to break; longer words get invisible ones, so that they stay on the page
LIMITS = {"others": 15, "carriers": 10, "held_back": 10, "not_examined": 40, "features": 60, "excluded_features": 60}

# What the fonts inside typst can show, as ranges of code points; a test sets every one of them. Other characters are
# written as their number, because a font that lacks a letter would leave a hole (and PDF/UA forbids that).
SHOWN = (
    (0xA0, 0xAC), (0xAE, 0x2FF), (0x370, 0x377), (0x37A, 0x37F), (0x384, 0x38A), (0x38E, 0x3A1), (0x3A3, 0x482),
    (0x48A, 0x4FF), (0x1E00, 0x1EFF), (0x2000, 0x200B), (0x2010, 0x2027), (0x202F, 0x2040), (0x2044, 0x2052), (0x2070, 0x2071),
    (0x2074, 0x208E), (0x2090, 0x209C), (0x20A0, 0x20C0), (0x2100, 0x211E), (0x2190, 0x22FF), (0x2500, 0x25FF),
    (0xFFFD, 0xFFFD),
)  # fmt: skip
_NOT_SHOWN = re.compile(f"[^\\n -~{''.join(f'{chr(start)}-{chr(end)}' for start, end in SHOWN)}]")
_LONG_WORDS = re.compile(rf"\S{{{LONGEST_WORD + 1},}}")


def render(interpretation: Interpretation, words: Content) -> bytes:
    """The PDF (PDF/UA-1, tagged). No date and no path goes in. Raises typst.TypstError where typst itself fails."""
    pdf = typst.compile(
        _template(),
        ignore_system_fonts=True,
        format="pdf",
        pdf_standards="ua-1",
        timestamp=0,
        sys_inputs={"report": json.dumps(_data(interpretation, words)), "font": FONT},
    )
    if not isinstance(pdf, bytes):
        raise TypeError("typst gave no PDF")
    return pdf


@lru_cache(maxsize=1)
def _template() -> bytes:
    return (resources.files("carrel.care.interpretation.adapters") / "report.typ").read_bytes()


def _data(interpretation: Interpretation, words: Content) -> dict[str, Any]:
    misfits = {person for problem in interpretation.problems if problem.blocking for person in problem.people}
    marked = misfits if words.verdict == "stopped" else set()
    data = {name: value for name, value in asdict(words).items() if name != "cards"}
    data["cards"] = [asdict(card) for card in words.cards]
    for name, limit in LIMITS.items():
        data[f"{name}_more"] = max(0, len(data[name]) - limit)
        data[name] = data[name][:limit]
    shown: dict[str, Any] = _breakable(data)
    shown["pedigree"] = printable(draw(interpretation.case.family, sequenced(interpretation), marked, FONT))
    shown["software"] = printable(interpretation.provenance.software)
    shown["title"] = printable(f"{words.case_id}: {words.headline}")
    shown["misfits"] = bool(marked)
    return shown


def _breakable(value: Any) -> Any:
    """All text, fit for people and with places to break in very long words."""
    if isinstance(value, str):
        return _LONG_WORDS.sub(lambda found: "\u200b".join(_pieces(found.group())), printable(value))
    if isinstance(value, dict):
        return {key: _breakable(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_breakable(one) for one in value]
    return value


def printable(text: str) -> str:
    """The text with every character that the fonts lack written as its number, e.g. `[U+4F60]`."""
    return _NOT_SHOWN.sub(lambda found: f"[U+{ord(found.group()):04X}]", unicodedata.normalize("NFC", fit(text)))


def _pieces(word: str) -> list[str]:
    return [word[start : start + 12] for start in range(0, len(word), 12)]
