"""What curators do with a panel as a whole: make, describe, copy, compose, take through its steps, sign off."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from carrel.foundation.knowledge.actions import panels as actions
from carrel.foundation.knowledge.actions import superpanels
from carrel.foundation.knowledge.errors import EntryIsWrong, NotAllowed, SomebodyWasFaster
from carrel.foundation.knowledge.models import Panel, PanelVersion
from carrel.foundation.knowledge.queries import curated, panel_list
from carrel.foundation.vocabulary.actors import Permission
from carrel.interfaces.gate.visitors import visitor
from carrel.interfaces.web.panels.asking import Faults, attempted, panel_asked, told
from carrel.interfaces.web.panels.forms import Question, answers, form
from carrel.interfaces.web.panels.offers import STEPS, offers_for
from carrel.interfaces.web.people.needs import needs


FORM = ["GET", "HEAD", "POST"]
NAME = Question("name", "Name", "text", width="30")
ABOUT = (
    NAME,
    Question("description", "Description (optional)", "area", "What the panel is for, and what it is not for"),
    Question("disease_group", "Disease group (optional)", "text", width="30"),
    Question("disease_sub_group", "Disease sub-group (optional)", "text", width="30"),
    Question("relevant_disorders", "Relevant disorders (optional)", "list", "One a line: names, R-codes, HPO terms"),
    Question("types", "Panel types (optional)", "list", "One a line, for example Rare disease"),
)
CHILDREN = Question(
    "children", "Panels that it is made of", "list", "One panel number a line; words after the number are passed over"
)
COMMENT = Question("comment", "Comment (optional)", "area", "Why; it becomes part of the version")


@require_http_methods(FORM)
@told
@needs(Permission.CURATE_PANELS)
def create(request: HttpRequest) -> HttpResponse:
    """A new panel, internal until it is published."""
    words = {"heading": "Create a panel", "button": "Create", "back": reverse("panels"),
             "lead": "It starts empty and internal: only curators see it until you publish it."}  # fmt: skip
    if request.method != "POST":
        return asked(request, ABOUT, {}, words)
    sent = answers(ABOUT, request.POST)
    about = {key: value for key, value in sent.items() if key != "name" and value}
    made, faults = attempted(
        lambda: actions.create_panel(visitor(request), name=sent["name"], at=timezone.now(), about=about)
    )
    if made is None:
        return asked(request, ABOUT, sent, words, faults)
    messages.success(request, f"{made.name} is made. Add genes next, one by one or from a file.")
    return redirect("panels:panel", made.number)


@require_http_methods(FORM)
@told
@needs(Permission.CURATE_PANELS)
def compose(request: HttpRequest) -> HttpResponse:
    """A new super-panel out of other panels."""
    words = {"heading": "Compose a super-panel", "button": "Compose", "back": reverse("panels"),
             "lead": "A super-panel shows everything that its panels hold, and gets a new version with each of them."}  # fmt: skip
    questions = (NAME, CHILDREN)
    if request.method != "POST":
        return asked(request, questions, {}, words)
    sent = answers(questions, request.POST)
    made, faults = attempted(lambda: superpanels.compose(
        visitor(request), name=sent["name"], children=_numbers(sent["children"]), at=timezone.now()
    ))  # fmt: skip
    if made is None:
        return asked(request, questions, sent, words, faults)
    messages.success(request, f"{made.name} is made.")
    return redirect("panels:panel", made.number)


@require_http_methods(FORM)
@told
@needs(Permission.CURATE_PANELS)
def about(request: HttpRequest, number: int) -> HttpResponse:
    """What a panel says of itself."""
    panel, version = _offered(request, number, "about")
    head = panel_list.heads_of([version.head_id])[version.head_id]
    words = _words(panel, "Edit name and description", "Save") | {"hidden": {"base": panel.sequence}}
    standing = {**head, "types": [one.get("name") for one in head.get("types") or ()]}
    if request.method != "POST":
        return asked(request, ABOUT, standing, words)
    sent = answers(ABOUT, request.POST)
    types = {one.get("name"): one for one in head.get("types") or ()}
    given = {**sent, "types": [types.get(name, name) for name in sent["types"]]}
    changed = {
        key: value for key, value in given.items() if value != (head.get(key) or ("" if isinstance(value, str) else []))
    }
    base = request.POST.get("base", "")
    made, faults = _faster(lambda: actions.edit_about(
        visitor(request), panel_id=panel.pk, about=changed, base_sequence=int(base) if base.isdigit() else 0,
        at=timezone.now(),
    ))  # fmt: skip
    if made is None:
        return asked(request, ABOUT, sent, words, faults)
    messages.success(request, f"Saved. Panel version {made}.")
    return redirect("panels:panel", number)


@require_http_methods(FORM)
@told
@needs(Permission.CURATE_PANELS)
def children(request: HttpRequest, number: int) -> HttpResponse:
    """Which panels a super-panel is made of."""
    panel, version = _offered(request, number, "children")
    words = _words(panel, "Change which panels it is made of", "Save") | {"hidden": {"base": panel.sequence}}
    parts = [f"{part.number} {part.name}" for part, _ in curated.shown_parts(panel, version)]
    if request.method != "POST":
        return asked(request, (CHILDREN,), {"children": parts}, words)
    sent = answers((CHILDREN,), request.POST)
    base = request.POST.get("base", "")
    made, faults = _faster(lambda: superpanels.set_children(
        visitor(request), panel_id=panel.pk, children=_numbers(sent["children"]), at=timezone.now(),
        base_sequence=int(base) if base.isdigit() else None,
    ))  # fmt: skip
    if made is None:
        return asked(request, (CHILDREN,), sent, words, faults)
    messages.success(request, f"Saved. Panel version {made}.")
    return redirect("panels:panel", number)


@require_http_methods(FORM)
@told
@needs(Permission.CURATE_PANELS)
def copy(request: HttpRequest, number: int) -> HttpResponse:
    """A copy of a version of a panel, to curate on its own."""
    panel, _ = panel_asked(request, number)
    wanted = request.POST.get("version") or request.GET.get("version") or str(curated.version_named(panel))
    version = curated.version_named(panel, wanted)
    words = _words(panel, f"Copy version {version}", "Copy") | {
        "hidden": {"version": str(version)},
        "lead": "The copy is internal, starts at version 0.1 and holds every gene, repeat and region of this version. "
        "Reviews and decisions stay with the original.",
    }  # fmt: skip
    if request.method != "POST":
        return asked(request, (NAME,), {"name": f"{panel.name} (copy)"}, words)
    name = request.POST.get("name", "")
    made, faults = attempted(lambda: actions.copy_panel(
        visitor(request), panel_id=panel.pk, version=str(version), name=name, at=timezone.now()
    ))  # fmt: skip
    if made is None:
        return asked(request, (NAME,), {"name": name}, words, faults)
    messages.success(request, f"{made.name} is made as a copy of panel {panel.number} version {version}.")
    return redirect("panels:panel", made.number)


@require_http_methods(FORM)
@told
@needs(Permission.CURATE_PANELS)
def promote(request: HttpRequest, number: int) -> HttpResponse:
    """The next major version."""
    panel, _ = _offered(request, number, "promote")
    words = _words(panel, f"Make version {panel.major + 1}.0", f"Make version {panel.major + 1}.0") | {
        "lead": f"The content of version {panel.major}.{panel.minor} becomes version {panel.major + 1}.0. Nothing else changes."
    }  # fmt: skip
    if request.method != "POST":
        return asked(request, (COMMENT,), {}, words)
    comment = request.POST.get("comment", "")
    made = actions.promote_version(visitor(request), panel_id=panel.pk, comment=comment, at=timezone.now())
    messages.success(request, f"{panel.name} is at version {made}.")
    return redirect("panels:panel", number)


@require_http_methods(FORM)
@told
@needs(Permission.SIGN_OFF_PANELS)
def sign_off(request: HttpRequest, number: int) -> HttpResponse:
    """Declare a version fit for clinical use."""
    panel, _ = panel_asked(request, number)
    version = curated.version_named(panel, request.POST.get("version") or request.GET.get("version") or "")
    counts = panel_list.rating_counts([(panel, version)])[panel.pk]
    words = _words(panel, f"Sign off version {version}", f"Sign off version {version}") | {
        "hidden": {"version": str(version)},
        "lead": f"You declare that version {version}, with {counts.green:,} green, {counts.amber:,} amber and {counts.red:,} red "
        "entries, is fit for clinical use. Your decision is written into the ledger, and cannot be taken back.",
    }  # fmt: skip
    if request.method != "POST":
        return asked(request, (), {}, words)
    actions.sign_off(visitor(request), panel_id=panel.pk, version=str(version), at=timezone.now())
    messages.success(request, f"Version {version} of {panel.name} is signed off.")
    return redirect("panels:panel", number)


@require_http_methods(FORM)
@told
@needs(Permission.CURATE_PANELS)
def step(request: HttpRequest, number: int, verb: str) -> HttpResponse:
    """Take a panel to another status."""
    panel, _ = panel_asked(request, number)
    label = STEPS.get(verb, verb)
    if request.method != "POST":
        words = _words(panel, label, label.partition(":")[0]) | {"warning": verb in {"delete", "retire", "withdraw"},
            "lead": EXPLAINED.get(verb, "")}  # fmt: skip
        return asked(request, (), {}, words)
    version = actions.take_step(visitor(request), panel_id=panel.pk, verb=verb, at=timezone.now())
    messages.success(request, f"Done. Panel version {version}.")
    return redirect("panels") if verb == "delete" else redirect("panels:panel", number)


@require_http_methods(FORM)
@told
@needs(Permission.CURATE_PANELS)
def adopt(request: HttpRequest, number: int) -> HttpResponse:
    """Curate here from now on a panel that was kept as its origin has it."""
    panel, _ = panel_asked(request, number)
    words = _words(panel, "Adopt this panel", "Adopt") | {
        "lead": f"From now on it is curated here, and no longer changes with {panel.origin or 'its origin'}. Its versions stay."
    }
    if request.method != "POST":
        return asked(request, (), {}, words)
    actions.adopt(visitor(request), panel_id=panel.pk, at=timezone.now())
    messages.success(request, f"{panel.name} is curated here from now on.")
    return redirect("panels:panel", number)


EXPLAINED = {
    "publish": "Everybody can read it from then on, on these pages and by the API.",
    "promote": "It is marked as recommended; clients see the status “promoted”.",
    "demote": "It stays public, and is no longer marked as recommended.",
    "withdraw": "Only curators see it from then on. Versions that reports name stay readable by id and version.",
    "retire": "It is no longer kept up. Every version stays readable.",
    "restore": "It becomes internal, and can be curated again.",
    "delete": "It is withdrawn from view. Versions that reports name stay readable by id and version.",
}


def asked(
    request: HttpRequest,
    questions: tuple[Question, ...],
    values: dict[str, Any],
    words: dict[str, Any],
    faults: Faults = (),
) -> HttpResponse:
    """A form with these values and faults."""
    return render(
        request, "panels/form.html", words | {"form": form(questions, values, faults)}, status=422 if faults else 200
    )


def _words(panel: Panel, heading: str, button: str) -> dict[str, Any]:
    back = reverse("panels:panel", args=[panel.number])
    return {"panel": panel, "heading": heading, "button": button, "back": back}


def _offered(request: HttpRequest, number: int, key: str) -> tuple[Panel, PanelVersion]:
    """The panel, if this is offered there now. Raises NotAllowed with the objections."""
    panel = curated.panel_by(visitor(request), str(number))
    version = curated.version_named(panel)
    offer = next((one for one in offers_for(visitor(request), panel, version) if one.key == key), None)
    if offer is None or offer.objections:
        raise NotAllowed(offer.objections if offer else ["This is not a super-panel that was put together here."])
    return panel, version


def _faster(act: Callable[[], PanelVersion]) -> tuple[PanelVersion | None, Faults]:
    try:
        return attempted(act)
    except SomebodyWasFaster as fault:
        return None, (("", str(fault)),)


def _numbers(lines: list[str]) -> list[int]:
    found = [re.match(r"\d{1,9}", line) for line in lines]
    wrong = next((line for line, match in zip(lines, found, strict=True) if match is None), None)
    if wrong is not None:
        raise EntryIsWrong([("children", f"{wrong[:60]!r} does not begin with the number of a panel.")])
    return [int(match.group()) for match in found if match]
