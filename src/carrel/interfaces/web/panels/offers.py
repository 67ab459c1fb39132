"""What somebody can do with a panel or an entry here, and why not: each offer is a link, or a greyed button with its reasons."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.urls import reverse

from carrel.foundation.knowledge import policies
from carrel.foundation.knowledge.models import Panel, PanelVersion
from carrel.foundation.knowledge.states import PANEL_PROCESS, EntityKind, PanelStatus
from carrel.foundation.vocabulary.actors import Actor, Permission


@dataclass(frozen=True, slots=True)
class Offer:
    """Something that can be done: what it is called, where, and the objections to it (none: it can be done now)."""

    key: str
    label: str
    href: str
    objections: tuple[str, ...] = ()


def offers_for(actor: Actor, panel: Panel, version: PanelVersion) -> list[Offer]:
    """What a curator does with a panel; empty for everybody who has no part in it."""
    if not actor.may(Permission.CURATE_PANELS) and not actor.may(Permission.SIGN_OFF_PANELS):
        return []
    status = PanelStatus(panel.status)
    curating = tuple(policies.objections_to_curating(actor, status, panel.origin, panel.follows, panel.composed))
    signing = tuple(policies.objections_to_signing_off(actor, status, version.signed_off_on is not None, panel.follows))
    about = tuple(policies.objections_to_curating(actor, status, panel.origin, panel.follows, False))
    found = [
        _offer("add", "Add a gene, repeat or region", "panels:add", panel, curating),
        _offer("bulk", "Import rows from a file", "panels:bulk", panel, curating),
        _offer("about", "Edit name and description", "panels:about", panel, about),
        Offer(
            "sign-off", f"Sign off version {version}", _to("panels:sign_off", panel) + f"?version={version}", signing
        ),
        _offer("promote", "Make a new major version", "panels:promote", panel, about),
        Offer("copy", "Copy this panel", _to("panels:copy", panel) + f"?version={version}"),
    ]
    if panel.composed:
        found.append(_offer("children", "Change which panels it is made of", "panels:children", panel, about))
    if panel.follows:
        found.append(_offer("adopt", "Adopt: keep it here from now on", "panels:adopt", panel, ()))
    return [*found, *_steps(actor, panel, status)]


def _steps(actor: Actor, panel: Panel, status: PanelStatus) -> Iterator[Offer]:
    for step in PANEL_PROCESS.open_to(actor, status):
        objections = policies.objections_to_step(actor, status, step.verb, follows=panel.follows)
        yield Offer(step.verb, STEPS[step.verb], _to("panels:step", panel, step.verb), tuple(objections))


STEPS = {
    "publish": "Publish: everybody can read it",
    "promote": "Recommend (promote) this panel",
    "demote": "Recommend it no longer",
    "withdraw": "Withdraw from the public",
    "retire": "Retire this panel",
    "restore": "Restore as internal",
    "delete": "Delete this panel",
}


def entity_offers(actor: Actor, panel: Panel, kind: EntityKind, name: str) -> list[Offer]:
    """What can be done with an entry of a panel: review for everybody to see, the rest for curators."""
    status = PanelStatus(panel.status)
    reviewing = tuple(policies.objections_to_reviewing(actor, status))
    curating = tuple(policies.objections_to_curating(actor, status, panel.origin, panel.follows, panel.composed))
    found = [_entity("review", "Review", panel, kind, name, reviewing)]
    if actor.may(Permission.CURATE_PANELS):
        found += [
            _entity("decide", "Decide the rating", panel, kind, name, curating),
            _entity("edit", "Edit the fields", panel, kind, name, curating),
            _entity("remove", "Remove from the panel", panel, kind, name, curating),
        ]
    return found


def _entity(key: str, label: str, panel: Panel, kind: EntityKind, name: str, objections: Iterable[str]) -> Offer:
    href = reverse(f"panels:{key}", args=[panel.number, kind.value, name])
    return Offer(key, label, href, tuple(objections))


def _offer(key: str, label: str, url_name: str, panel: Panel, objections: tuple[str, ...]) -> Offer:
    return Offer(key, label, _to(url_name, panel), objections)


def _to(url_name: str, panel: Panel, *args: object) -> str:
    return reverse(url_name, args=[panel.number, *args])
