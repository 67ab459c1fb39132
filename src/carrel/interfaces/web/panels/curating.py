"""What curators do with one entry of a panel: add, edit, decide its rating, remove. Whoever was slower sees both values."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from carrel.foundation.knowledge.actions import decisions, entities
from carrel.foundation.knowledge.errors import NotAllowed, SomebodyWasFaster
from carrel.foundation.knowledge.models import Panel
from carrel.foundation.knowledge.queries import curated, panel_pages, reviews
from carrel.foundation.knowledge.queries.genes import gene_by
from carrel.foundation.knowledge.rules.green_criteria import CRITERIA
from carrel.foundation.knowledge.states import Confidence, EntityKind
from carrel.foundation.vocabulary.actors import Permission
from carrel.interfaces.gate.visitors import visitor
from carrel.interfaces.web.panels.asking import Faults, attempted, panel_asked, refused, told
from carrel.interfaces.web.panels.entity_page import given
from carrel.interfaces.web.panels.forms import Question, answers, as_typed, form, questions_for
from carrel.interfaces.web.panels.offers import entity_offers, offers_for
from carrel.interfaces.web.panels.wording import KINDS, LIGHTS
from carrel.interfaces.web.people.needs import needs


FORM = ["GET", "HEAD", "POST"]
COMMENT = Question("comment", "Comment (optional)", "area", "Why; this becomes part of the version")
RATING = Question(
    "confidence", "Rating", "radios", choices=tuple((str(level.value), light.label) for level, light in LIGHTS.items())
)
ANSWERS = (("yes", "Yes"), ("no", "No"), ("", "Not answered"))
CHECKLIST = tuple(Question(one.letter, f"{one.letter}. {one.title}", "radios", one.prose, ANSWERS) for one in CRITERIA)
REASON = Question(
    "comment", "Comment", "area", "Needed where green is given without its criteria. Everybody can read it."
)


@require_http_methods(FORM)
@told
@needs(Permission.CURATE_PANELS)
def decide(request: HttpRequest, number: int, kind: str, name: str) -> HttpResponse:
    """The rating of an entry, with the green criteria as a checklist beside the reviews."""
    panel, line = _standing(request, number, kind, name)
    objections = _objections(request, panel, line, "decide")
    if objections:
        return refused(request, objections)
    questions = (*CHECKLIST, RATING, REASON)
    if request.method != "POST":
        return _decide_form(request, panel, line, {"confidence": str(line.rating)})
    sent = answers(questions, request.POST)
    try:
        version, faults = attempted(lambda: _decided(request, panel, line, sent))
    except SomebodyWasFaster as fault:
        return _conflict(request, panel, line, sent, [("confidence", "Rating", _word(sent["confidence"]))], str(fault))
    except NotAllowed as fault:
        version, faults = None, tuple(("comment", sentence) for sentence in fault.objections)
    if version is None:
        return _decide_form(request, panel, line, sent, faults)
    messages.success(request, f"{line.name} is rated {_word(sent['confidence'])}. Panel version {version}.")
    return redirect("panels:entity", number, kind, name)


def _decided(request: HttpRequest, panel: Panel, line: panel_pages.EntityLine, sent: dict[str, Any]) -> Any:
    level = sent["confidence"]
    return decisions.decide(
        visitor(request), panel_id=panel.pk, kind=line.kind, name=line.name,
        confidence=Confidence(int(level)) if level in {"0", "1", "2", "3"} else level,
        criteria={one.letter: {"yes": True, "no": False}.get(sent[one.letter]) for one in CRITERIA},
        comment=sent["comment"], base=request.POST.get("base", ""), at=timezone.now(),
    )  # fmt: skip


def _decide_form(
    request: HttpRequest, panel: Panel, line: panel_pages.EntityLine, values: dict[str, Any], faults: Faults = ()
) -> HttpResponse:
    opinions = reviews.reviews_of(panel, line.kind, line.name)
    context = _context(panel, line, f"Decide the rating of {line.name}", "decide") | {
        "form": form((*CHECKLIST, RATING, REASON), values, faults), "button": "Save decision",
        "reviews": [given(one) for one in opinions], "tally": Counter(one.rating for one in opinions),
    }  # fmt: skip
    return render(request, "panels/decide.html", context, status=422 if faults else 200)


@require_http_methods(FORM)
@told
@needs(Permission.CURATE_PANELS)
def edit(request: HttpRequest, number: int, kind: str, name: str) -> HttpResponse:
    """The fields of an entry."""
    panel, line = _standing(request, number, kind, name)
    objections = _objections(request, panel, line, "edit")
    if objections:
        return refused(request, objections)
    questions = questions_for(line.kind)
    if request.method != "POST":
        return _edit_form(request, panel, line, dict(line.document))
    base = request.POST.get("base", "")
    seen = panel_pages.document_seen(panel, line.kind, line.name, base) or line.document
    sent = answers([one for one in questions if one.name in request.POST], request.POST)
    changed = {key: value for key, value in sent.items() if as_typed(value) != as_typed(seen.get(key))}
    try:
        version, faults = attempted(lambda: entities.edit_entity(
            visitor(request), panel_id=panel.pk, kind=line.kind, name=line.name, fields=changed, base=base,
            at=timezone.now(), comment=request.POST.get("comment", "").strip(),
        ))  # fmt: skip
    except SomebodyWasFaster as fault:
        titles = {one.name: one.label for one in questions}
        return _conflict(
            request, panel, line, changed, [(k, titles[k], as_typed(v)) for k, v in changed.items()], str(fault)
        )
    if version is None:
        return _edit_form(request, panel, line, {**line.document, **sent}, faults)
    messages.success(request, f"{line.name} is changed. Panel version {version}.")
    return redirect("panels:entity", number, kind, name)


def _edit_form(
    request: HttpRequest, panel: Panel, line: panel_pages.EntityLine, values: dict[str, Any], faults: Faults = ()
) -> HttpResponse:
    shown = form((*questions_for(line.kind), COMMENT), {**values, "comment": request.POST.get("comment", "")}, faults)
    context = _context(panel, line, f"Edit {line.name}", "edit") | {"form": shown, "button": "Save"}
    return render(request, "panels/form.html", context, status=422 if faults else 200)


@require_http_methods(FORM)
@told
@needs(Permission.CURATE_PANELS)
def remove(request: HttpRequest, number: int, kind: str, name: str) -> HttpResponse:
    """Take an entry off the panel; earlier versions keep it."""
    panel, line = _standing(request, number, kind, name)
    objections = _objections(request, panel, line, "remove")
    if objections:
        return refused(request, objections)
    if request.method != "POST":
        context = _context(panel, line, f"Remove {line.name} from the panel", "remove") | {
            "form": form((COMMENT,), {}), "button": "Remove", "warning": True,
            "lead": "The next version will not have it. Earlier versions keep it, and its reviews stay readable there.",
        }  # fmt: skip
        return render(request, "panels/form.html", context)
    try:
        version = entities.remove_entity(
            visitor(request), panel_id=panel.pk, kind=line.kind, name=line.name, base=request.POST.get("base", ""),
            at=timezone.now(), comment=request.POST.get("comment", "").strip(),
        )  # fmt: skip
    except SomebodyWasFaster as fault:
        return _conflict(request, panel, line, {}, [], str(fault))
    messages.success(request, f"{line.name} is removed. Panel version {version}.")
    return redirect("panels:panel", number)


@require_http_methods(FORM)
@told
@needs(Permission.CURATE_PANELS)
def add(request: HttpRequest, number: int) -> HttpResponse:
    """Put a gene, repeat or region on a panel."""
    panel, version = panel_asked(request, number)
    objections = next(one.objections for one in offers_for(visitor(request), panel, version) if one.key == "add")
    if objections:
        return refused(request, objections)
    given_kind = request.POST.get("kind") or request.GET.get("kind") or "gene"
    kind = EntityKind(given_kind) if given_kind in set(EntityKind) else EntityKind.GENE
    if request.method != "POST":
        return _add_form(request, panel, kind, {})
    sent = answers((*_named(kind), *questions_for(kind)), request.POST)
    made, faults = attempted(lambda: _added(request, panel, kind, sent))
    if made is None:
        return _add_form(request, panel, kind, sent, [(name or "gene", sentence) for name, sentence in faults])
    messages.success(request, f"{made} is on the panel, not rated yet: decide its rating next.")
    return redirect("panels:entity", number, kind.value, made)


def _added(request: HttpRequest, panel: Panel, kind: EntityKind, sent: dict[str, Any]) -> str:
    key, name = sent.get("gene", "").strip(), sent.get("name", "").strip()
    gene = gene_by(key) if key or kind is EntityKind.GENE else None
    own = gene.symbol if gene and kind is EntityKind.GENE else name
    fields = {one.name: sent[one.name] for one in questions_for(kind) if sent[one.name] not in ("", [])}
    entities.add_entity(
        visitor(request), panel_id=panel.pk, kind=kind, name=own, fields=fields, at=timezone.now(),
        hgnc_id=gene.hgnc_id if gene else "",
    )  # fmt: skip
    return own


def _named(kind: EntityKind) -> tuple[Question, ...]:
    gene = Question("gene", "Gene", "text", "Symbol or HGNC id; an earlier symbol is found as well", width="20")
    name = Question("name", "Name", "text", "For example DMPK_CTG or ISCA-37440-Loss", width="20")
    return {EntityKind.GENE: (gene,), EntityKind.STR: (name, gene), EntityKind.REGION: (name,)}[kind]


def _add_form(
    request: HttpRequest, panel: Panel, kind: EntityKind, values: dict[str, Any], faults: Faults = ()
) -> HttpResponse:
    return render(request, "panels/add.html", {
        "panel": panel, "heading": f"Add a {KINDS[kind][0]}", "kind": kind.value, "hidden": {"kind": kind.value},
        "kinds": [(one.value, KINDS[one][0]) for one in EntityKind], "button": "Add to the panel",
        "back": reverse("panels:panel", args=[panel.number]),
        "form": form((*_named(kind), *questions_for(kind)), values, faults),
    }, status=422 if faults else 200)  # fmt: skip


def _standing(request: HttpRequest, number: int, kind: str, name: str) -> tuple[Panel, panel_pages.EntityLine]:
    panel, _ = panel_asked(request, number)
    return panel, panel_pages.entity_line(panel, curated.version_named(panel), EntityKind(kind), name)


def _objections(request: HttpRequest, panel: Panel, line: panel_pages.EntityLine, key: str) -> tuple[str, ...]:
    offers = entity_offers(visitor(request), panel, line.kind, line.name)
    return next((one.objections for one in offers if one.key == key), ())


def _context(panel: Panel, line: panel_pages.EntityLine, heading: str, verb: str) -> dict[str, Any]:
    href = reverse("panels:entity", args=[panel.number, line.kind.value, line.name])
    return {
        "panel": panel, "line": line, "entity_href": href, "back": href, "heading": heading, "verb": verb,
        "hidden": {"base": line.sha256},
    }  # fmt: skip


def _conflict(
    request: HttpRequest,
    panel: Panel,
    line: panel_pages.EntityLine,
    mine: dict[str, Any],
    shown: list[tuple[str, str, str]],
    sentence: str,
) -> HttpResponse:
    """Both values side by side for the one who was slower. `shown`: (field, title, what they entered)."""
    now = {**{key: as_typed(value) for key, value in line.document.items()}, "confidence": _word(str(line.rating))}
    context = _context(panel, line, f"Somebody else changed {line.name} while you were writing", "")
    context |= {
        "sentence": sentence, "rows": [(title, now.get(key, ""), value) for key, title, value in shown],
        "again": {**{key: as_typed(value) for key, value in mine.items()}, "base": line.sha256},
    }  # fmt: skip
    return render(request, "panels/conflict.html", context, status=409)


def _word(level: str) -> str:
    return LIGHTS[Confidence(int(level))].label if level in {"0", "1", "2", "3"} else level
