"""Operations on the life of a panel: making, describing, publishing, retiring, versions, sign-off, copies, super-panels."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from carrel.foundation.knowledge.actions import panels
from carrel.foundation.knowledge.queries import curated
from carrel.interfaces.api.v2.answers import answer
from carrel.interfaces.api.v2.asking import PanelPath, VersionPath, panel_at
from carrel.interfaces.api.v2.door import who
from carrel.interfaces.api.v2.operations import Operations
from carrel.interfaces.api.v2.shapes import (
    ChildrenGiven,
    CommentGiven,
    ComposedGiven,
    CopyGiven,
    PanelChange,
    PanelGiven,
    PanelShape,
    StepGiven,
)
from carrel.interfaces.api.v2.showing import shown_panel


on = Operations("Life of panels")


@on.posts("/panels", PanelShape, status=201)
def create_panel(request: HttpRequest, given: PanelGiven) -> HttpResponse:
    """Make a new, empty panel. It is internal at first; its version is 0.1."""
    about = given.about.model_dump(exclude_unset=True, exclude={"name"}) if given.about else {}
    made = panels.create_panel(who(request), name=given.name, about=about, at=timezone.now())
    return _shown(request, made.number, status=201)


@on.patches("/panels/{number}", PanelShape)
def edit_panel(request: HttpRequest, at: PanelPath, given: PanelChange) -> HttpResponse:
    """Change what a panel says of itself. Makes its next version."""
    actor = who(request)
    panel = panel_at(actor, at.number)
    about = given.about.model_dump(exclude_unset=True)
    panels.edit_about(actor, panel_id=panel.pk, about=about, base_sequence=given.base, at=timezone.now())
    return _shown(request, at.number)


@on.posts("/panels/{number}/steps", PanelShape)
def take_step(request: HttpRequest, at: PanelPath, given: StepGiven) -> HttpResponse:
    """Take a panel to another status: publish, promote, demote, withdraw, retire, restore, delete.

    Which verbs are open now, the panel says in `steps`. A deleted panel is no longer shown; its last shape is answered here.
    """
    actor = who(request)
    panel = panel_at(actor, at.number)
    version = panels.take_step(actor, panel_id=panel.pk, verb=given.verb, at=timezone.now())
    panel.refresh_from_db()
    return answer(request, shown_panel(request, panel, curated.version_row(panel, version.sequence)))


@on.posts("/panels/{number}/versions", PanelShape, status=201)
def promote_version(request: HttpRequest, at: PanelPath, given: CommentGiven) -> HttpResponse:
    """Make the next major version of a panel: from 3.17 to 4.0."""
    actor = who(request)
    panel = panel_at(actor, at.number)
    panels.promote_version(actor, panel_id=panel.pk, comment=given.comment, at=timezone.now())
    return _shown(request, at.number, status=201)


@on.puts("/panels/{number}/versions/{version}/sign-off", PanelShape)
def sign_off_version(request: HttpRequest, at: VersionPath) -> HttpResponse:
    """Declare one exact version of a panel fit for clinical use."""
    actor = who(request)
    panel = panel_at(actor, at.number)
    panels.sign_off(actor, panel_id=panel.pk, version=at.version, at=timezone.now())
    return _shown(request, at.number, at.version)


@on.posts("/panels/{number}/copies", PanelShape, status=201)
def copy_panel(request: HttpRequest, at: PanelPath, given: CopyGiven) -> HttpResponse:
    """Copy a version of a panel to a new, internal panel."""
    actor = who(request)
    panel = panel_at(actor, at.number)
    version = given.version or f"{panel.major}.{panel.minor}"
    made = panels.copy_panel(actor, panel_id=panel.pk, version=version, name=given.name, at=timezone.now())
    return _shown(request, made.number, status=201)


@on.posts("/super-panels", PanelShape, status=201)
def compose_panel(request: HttpRequest, given: ComposedGiven) -> HttpResponse:
    """Put a super-panel together from panels, named by their numbers. It follows each of them from version to version."""
    made = panels.compose(who(request), name=given.name, children=given.children, at=timezone.now())
    return _shown(request, made.number, status=201)


@on.puts("/super-panels/{number}/children", PanelShape)
def set_children(request: HttpRequest, at: PanelPath, given: ChildrenGiven) -> HttpResponse:
    """Say which panels a super-panel is put together from. Makes its next version."""
    actor = who(request)
    panel = panel_at(actor, at.number)
    panels.set_children(actor, panel_id=panel.pk, children=given.children, at=timezone.now())
    return _shown(request, at.number)


@on.puts("/panels/{number}/adoption", PanelShape)
def adopt_panel(request: HttpRequest, at: PanelPath) -> HttpResponse:
    """Curate here from now on a panel that followed its origin until now."""
    actor = who(request)
    panel = panel_at(actor, at.number)
    panels.adopt(actor, panel_id=panel.pk, at=timezone.now())
    return _shown(request, at.number)


def _shown(request: HttpRequest, number: int, version: str = "", *, status: int = 200) -> HttpResponse:
    panel = panel_at(who(request), number)
    return answer(request, shown_panel(request, panel, curated.version_named(panel, version)), status=status)
