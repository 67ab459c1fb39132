"""Small drawings made on the server: bars of ratings, and a rating over time. Each says in words what it shows."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from carrel.foundation.knowledge.states import Confidence
from carrel.interfaces.web.panels.wording import LIGHTS, light


WIDE, HIGH, LEFT, RIGHT, TOP, STEP = 640, 190, 74, 20, 18, 40  # of the drawing over time
ROWS = (Confidence.GREEN, Confidence.AMBER, Confidence.RED, Confidence.NO_LIST)


def mark(rating: int, words: bool = True) -> SafeString:
    """A rating as its shape and its word; without `words`, the word is for screen readers only."""
    shown = light(rating)
    hidden = "carrel-light__word" if words else "nhsuk-u-visually-hidden"
    return format_html(
        '<span class="carrel-light carrel-light--{}"><svg class="carrel-light__shape" viewBox="0 0 20 20" width="20" height="20" '
        'focusable="false" aria-hidden="true"><path fill-rule="evenodd" d="{}"/></svg><span class="{}">{}</span></span>',
        shown.key, shown.shape, hidden, shown.label,
    )  # fmt: skip


def bar(counts: Mapping[str, int], words: str) -> SafeString:
    """Numbers by light (`green`, `amber`, `red`, `none`, `comment`) as one bar; `words` say the same."""
    total = sum(counts.values())
    if not total:
        return format_html('<span class="carrel-quiet">{}</span>', words or "none")
    start, pieces = 0.0, []
    for key, number in counts.items():
        if number:
            width = 100 * number / total
            pieces.append((f"{start:.2f}", f"{max(width, 0.8):.2f}", key))
            start += width
    drawn = format_html_join("", '<rect x="{}" y="0" width="{}" height="10" class="carrel-fill--{}"/>', pieces)
    return format_html(
        '<svg class="carrel-bar" viewBox="0 0 100 10" preserveAspectRatio="none" role="img" aria-label="{}">{}</svg>',
        words, drawn,
    )  # fmt: skip


def rating_words(green: int, amber: int, red: int, no_list: int) -> str:
    """A panel's entries by rating, in words."""
    parts = ((green, "green"), (amber, "amber"), (red, "red"), (no_list, "not rated"))
    return ", ".join(f"{number:,} {word}" for number, word in parts if number)


def rating_bar(green: int, amber: int, red: int, no_list: int) -> SafeString:
    """A panel's entries by rating."""
    words = rating_words(green, amber, red, no_list)
    return bar({"green": green, "amber": amber, "red": red, "none": no_list}, words)


def over_time(points: Sequence[tuple[datetime, int, str]], until: datetime, name: str) -> SafeString:
    """A rating as a line of steps: (since when, Confidence, version) in order, drawn until `until`."""
    if not points:
        return SafeString("")
    first, last = points[0][0], max(until, points[-1][0])
    span = max((last - first).total_seconds(), 1.0)

    def across(at: datetime) -> float:
        return LEFT + (WIDE - LEFT - RIGHT) * (at - first).total_seconds() / span

    return format_html(
        '<svg class="carrel-chart" viewBox="0 0 {} {}" role="img" aria-labelledby="over-time-title over-time-desc">'
        '<title id="over-time-title">Rating of {} over time</title><desc id="over-time-desc">{}</desc>{}{}{}{}</svg>',
        WIDE, HIGH, name, _told(points), _grid(first, last), _line(points, across), _dots(points, across), _ends(first, last),
    )  # fmt: skip


def _down(rating: int) -> int:
    return TOP + ROWS.index(Confidence(rating)) * STEP


def _told(points: Sequence[tuple[datetime, int, str]]) -> str:
    return "; ".join(f"{light(rating).label} from {at:%d %B %Y} (version {version})" for at, rating, version in points)


def _grid(first: datetime, last: datetime) -> SafeString:
    rows = [(_down(level), WIDE - RIGHT, _down(level) + 5, LIGHTS[level].label, LEFT) for level in ROWS]
    return format_html_join(
        "",
        '<line class="carrel-chart__grid" x1="{4}" x2="{1}" y1="{0}" y2="{0}"/><text class="carrel-chart__word" x="0" y="{2}">{3}</text>',
        rows,
    )


def _line(points: Sequence[tuple[datetime, int, str]], across: Callable[[datetime], float]) -> SafeString:
    path = ""
    for number, (at, rating, _) in enumerate(points):
        path += f"{'H' if number else 'M'}{across(at):.1f}" + (f"V{_down(rating)}" if number else f" {_down(rating)}")
    return format_html('<path class="carrel-chart__line" d="{}H{}"/>', path, WIDE - RIGHT)


def _dots(points: Sequence[tuple[datetime, int, str]], across: Callable[[datetime], float]) -> SafeString:
    drawn = [(f"{across(at):.1f}", _down(rating), light(rating).key) for at, rating, _ in points]
    return format_html_join("", '<circle class="carrel-fill--{2}" cx="{0}" cy="{1}" r="6"/>', drawn)


def _ends(first: datetime, last: datetime) -> SafeString:
    return format_html(
        '<text class="carrel-chart__word" x="{}" y="{}">{}</text><text class="carrel-chart__word carrel-chart__word--end" x="{}" y="{}">{}</text>',
        LEFT, HIGH - 12, f"{first:%b %Y}", WIDE - RIGHT, HIGH - 12, f"{last:%b %Y}",
    )  # fmt: skip


def opinions(numbers: Mapping[str, int]) -> SafeString:
    """What reviewers said, by Opinion (GREEN, AMBER, RED, "" for a comment alone): a bar, and the same in words below it."""
    if not numbers:
        return format_html('<span class="carrel-quiet">{}</span>', "none yet")
    kinds = (("GREEN", "green"), ("AMBER", "amber"), ("RED", "red"), ("", "comment"))
    counts = {key: numbers.get(opinion, 0) for opinion, key in kinds}
    words = ", ".join(
        f"{number} {key if key != 'comment' or number == 1 else 'comments'}" for key, number in counts.items() if number
    )
    return format_html('{}<span class="carrel-quiet">{}</span>', bar(counts, words), words)
