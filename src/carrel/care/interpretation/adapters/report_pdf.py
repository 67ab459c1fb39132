"""report.pdf: the report on A4, set by typst with the fonts that typst carries, so that every machine gives the same bytes.

The words travel as JSON and are shown as text: nothing of a case is ever read as typst source.
"""

from __future__ import annotations

import json
import re
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
    shown["pedigree"] = draw(interpretation.case.family, sequenced(interpretation), marked, FONT)
    shown["software"] = fit(interpretation.provenance.software)
    shown["title"] = fit(f"{words.case_id}: {words.headline}")
    shown["misfits"] = bool(marked)
    return shown


def _breakable(value: Any) -> Any:
    """All text, fit for people and with places to break in very long words."""
    if isinstance(value, str):
        return _LONG_WORDS.sub(lambda found: "\u200b".join(_pieces(found.group())), fit(value))
    if isinstance(value, dict):
        return {key: _breakable(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_breakable(one) for one in value]
    return value


def _pieces(word: str) -> list[str]:
    return [word[start : start + 12] for start in range(0, len(word), 12)]
