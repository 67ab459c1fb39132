"""All versions of a panel, and two versions or two panels side by side."""

from __future__ import annotations

import difflib
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from carrel.foundation.knowledge.models import Panel, PanelVersion
from carrel.foundation.knowledge.queries import curated, history
from carrel.foundation.knowledge.rules.comparing import FieldChange, PanelDifference
from carrel.foundation.knowledge.rules.documents import columns_of
from carrel.foundation.knowledge.rules.entity_fields import BY_NAME
from carrel.foundation.knowledge.rules.tsv_cells import tsv
from carrel.interfaces.gate.throttle import throttled
from carrel.interfaces.gate.visitors import visitor
from carrel.interfaces.web.panels.asking import told
from carrel.interfaces.web.panels.downloads import attachment
from carrel.interfaces.web.panels.forms import as_typed
from carrel.interfaces.web.panels.paging import Pages, asked_page
from carrel.interfaces.web.panels.wording import LIGHTS, light


SIZE, SHOWN = 50, 150
TITLES = {"confidence_level": "Rating", "gene_data": "Gene data", "status": "Status", "name": "Name"}
WORDS = re.compile(r"\S+\s*|\s+")


@require_safe
@told
def versions(request: HttpRequest, number: int) -> HttpResponse:
    """Every version of a panel, newest first, with a form to compare two."""
    panel = curated.panel_by(visitor(request), str(number))
    every = history.versions_of(panel)
    pages = Pages(asked_page(request), SIZE, every.count())
    shown = list(every[pages.start : pages.start + SIZE])
    names = [f"{major}.{minor}" for major, minor in every.values_list("major", "minor")[:2000]]
    context = {"panel": panel, "versions": shown, "pages": pages, "names": names}
    return render(request, "panels/versions.html", context)


@require_safe
@throttled("heavy")
@told
def compare(request: HttpRequest, number: int) -> HttpResponse:
    """What changed between two versions of a panel, or, unless `from` is given, since the one before; `?form=tsv|json` downloads it."""
    panel = curated.panel_by(visitor(request), str(number))
    from_name, to_name = request.GET.get("from", "").strip(), request.GET.get("to", "").strip()
    new = curated.version_named(panel, to_name)
    old = curated.version_named(panel, from_name) if from_name else _before(panel, new)
    found = history.compare(panel, str(old), str(new))
    if request.GET.get("form") in ("tsv", "json"):
        return _file(found, request.GET["form"], f"panel-{number}-v{old}-v{new}")
    context = difference_shown(found) | {
        "panel": panel, "left": f"version {old}", "right": f"version {new}", "old": old, "new": new,
        "heading": f"{panel.name}: {old} and {new}", "reverse": f"?from={new}&to={old}",
        "downloads": f"?from={old}&to={new}&form=",
    }  # fmt: skip
    return render(request, "panels/compare.html", context)


def _before(panel: Panel, version: PanelVersion) -> PanelVersion:
    """The version before this one; the first has none, and is given back itself."""
    return history.versions_of(panel).filter(sequence__lt=version.sequence).first() or version


@require_safe
@throttled("heavy")
@told
def compare_panels(request: HttpRequest) -> HttpResponse:
    """Two panels side by side, a version of each: `?left=285@4.1&right=99`."""
    left, right = (_reference(request, side) for side in ("left", "right"))
    if left is None or right is None:
        lines = curated.panels_for(visitor(request)).order_by("name").values_list("number", "name")
        sides = {"left": request.GET.get("left", ""), "right": request.GET.get("right", "")}
        return render(request, "panels/compare_choose.html", {"panels": list(lines), **sides})
    if left[0] == right[0]:
        return redirect(reverse("panels:compare", args=[left[0].number]) + f"?from={left[1]}&to={right[1]}")
    found = history.compare_panels(left[0], left[1], right[0], right[1])
    query = f"?left={left[0].number}@{left[1]}&right={right[0].number}@{right[1]}"
    if request.GET.get("form") in ("tsv", "json"):
        return _file(found, request.GET["form"], f"panels-{left[0].number}-{right[0].number}")
    context = difference_shown(found) | {
        "left": f"{left[0].name} {left[1]}", "right": f"{right[0].name} {right[1]}", "downloads": f"{query}&form=",
        "heading": f"{left[0].name} and {right[0].name}", "two_panels": True, "left_panel": left[0], "right_panel": right[0],
        "reverse": f"?left={right[0].number}@{right[1]}&right={left[0].number}@{left[1]}",
    }  # fmt: skip
    return render(request, "panels/compare.html", context)


def _reference(request: HttpRequest, side: str) -> tuple[Any, str] | None:
    key, _, version = request.GET.get(side, "").strip().partition("@")
    if not key.strip():
        return None
    number = re.match(r"\d+", key)
    panel = curated.panel_by(visitor(request), number.group() if number else key.strip())
    return panel, str(curated.version_named(panel, version))


@dataclass(frozen=True, slots=True)
class Change:
    """A field before and after, with the words that differ marked."""

    title: str
    before: SafeString
    after: SafeString


def difference_shown(found: PanelDifference) -> dict[str, Any]:
    """What the page of a comparison shows: at most 150 of each sort; the download has all."""
    return {
        "found": found, "most": SHOWN,
        "added": [columns_of(one) for one in found.added[:SHOWN]],
        "removed": [columns_of(one) for one in found.removed[:SHOWN]],
        "changed": [
            (columns_of(one.after), [_change(field) for field in one.fields]) for one in found.changed[:SHOWN]
        ],
        "head": [_change(field) for field in found.head if field.field not in ("id", "hash_id")],
    }  # fmt: skip


def _change(field: FieldChange) -> Change:
    title = TITLES.get(field.field) or (BY_NAME[field.field].title if field.field in BY_NAME else "")
    before, after = _text(field.field, field.before), _text(field.field, field.after)
    return Change(title or field.field.replace("_", " ").capitalize(), *marked(before, after))


def _text(name: str, value: Any) -> str:
    if name == "confidence_level" and str(value) in {str(level.value) for level in LIGHTS}:
        return light(int(value)).label
    if isinstance(value, Mapping) or (isinstance(value, list) and any(isinstance(one, Mapping) for one in value)):
        return json.dumps(value, ensure_ascii=False, indent=1)
    return as_typed(value)


def marked(before: str, after: str) -> tuple[SafeString, SafeString]:
    """Both texts with the words that only one of them has marked as taken out and put in."""
    old, new = WORDS.findall(before), WORDS.findall(after)
    if len(old) * len(new) > 1_000_000:
        return format_html("{}", before), format_html("{}", after)
    steps = difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    gone = [(tag != "equal", "".join(old[start:end])) for tag, start, end, _, _ in steps if end > start]
    come = [(tag != "equal", "".join(new[start:end])) for tag, _, _, start, end in steps if end > start]
    return _drawn(gone, "del", "carrel-old"), _drawn(come, "ins", "carrel-new")


def _drawn(pieces: Sequence[tuple[bool, str]], element: str, css: str) -> SafeString:
    drawn = [
        (format_html(f'<{element} class="{css}">{{}}</{element}>', text) if changed else format_html("{}", text),)
        for changed, text in pieces
    ]
    return format_html_join("", "{}", drawn)


def _file(found: PanelDifference, form: str, name: str) -> HttpResponse:
    if form == "json":
        return attachment(json.dumps(_as_json(found), ensure_ascii=False, indent=1), "application/json", f"{name}.json")
    return attachment(tsv(_rows(found)), "text/tab-separated-values", f"{name}.tsv")


def _as_json(found: PanelDifference) -> dict[str, Any]:
    return {
        "added": list(found.added), "removed": list(found.removed),
        "changed": [
            {"kind": one.kind, "name": one.name,
             "fields": [{"field": field.field, "before": field.before, "after": field.after} for field in one.fields]}
            for one in found.changed
        ],
        "panel": [{"field": field.field, "before": field.before, "after": field.after} for field in found.head],
    }  # fmt: skip


def _rows(found: PanelDifference) -> Iterator[tuple[str, ...]]:
    yield ("what", "kind", "name", "hgnc_id", "field", "before", "after")
    for what, documents in (("added", found.added), ("removed", found.removed)):
        for one in map(columns_of, documents):
            rating = light(one.rating).label.lower()
            sides = ("", rating) if what == "added" else (rating, "")
            yield (what, one.kind.value, one.name, one.hgnc_id, "rating", *sides)
    for change in found.changed:
        own = columns_of(change.after)
        for field in change.fields:
            before, after = _text(field.field, field.before), _text(field.field, field.after)
            yield ("changed", own.kind.value, own.name, own.hgnc_id, field.field, before, after)
    for field in found.head:
        yield ("panel", "", "", "", field.field, _text(field.field, field.before), _text(field.field, field.after))
