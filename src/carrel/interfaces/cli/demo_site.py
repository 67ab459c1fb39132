"""The demonstration's site: a house of its own with public panels and invented people, served on this machine."""

from __future__ import annotations

import json
import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from carrel.foundation.knowledge.states import EntityKind, Opinion
from carrel.foundation.vocabulary.actors import OPERATOR, PUBLIC
from carrel.interfaces.cli.house import open_house


@dataclass(frozen=True, slots=True)
class DemoPerson:
    """Somebody invented, of whom the demonstration tells the log-in."""

    email: str
    name: str
    role: str
    affiliation: str


PEOPLE = (
    DemoPerson("curator@carrel.example", "Cora Curator", "curator", "Example Genomic Laboratory Hub"),
    DemoPerson("reviewer@carrel.example", "Rafi Reviewer", "reviewer", "Example University Hospital"),
    DemoPerson("second.reviewer@carrel.example", "Sanna Second", "reviewer", "Example Eye Hospital"),
    DemoPerson("administrator@carrel.example", "Ada Administrator", "administrator", "Example Genomic Service"),
    DemoPerson("auditor@carrel.example", "Otto Auditor", "auditor", "Example Audit Office"),
)
# Opinions on genes of a demonstration panel, so that the queue and the gene pages are not empty: person, rating, comment.
OPINIONS = (
    (1, "GREEN", "Reported in more than three unrelated families; the mode of inheritance fits what we see in clinic."),
    (2, "GREEN", "Agree, with functional evidence in two publications."),
)
DISSENT = (
    (1, "RED", "One family only in the literature that I know of."),
    (2, "AMBER", "Two families; waiting for a third."),
)


def prepare(house: Path, data: Path | None) -> Mapping[str, str]:
    """Make the house, load its panels, add its people. Returns e-mail address -> password.

    A house that is there already is kept as it is, so that what somebody tried in it is not lost; its log-ins lie in a file
    that only this user can read.
    """
    os.environ["CARREL_MFA_REQUIRED"] = "0"  # invented people have no telephones
    os.environ.setdefault("CARREL_LOG_LEVEL", "warning")  # or the log-ins scroll away under a line for each request
    os.environ.pop("CARREL_DATABASE_URL", None)  # the demonstration never touches a house that is in use
    open_house(house, tables=False)
    from django.utils import timezone  # noqa: PLC0415 - needs the open house

    from carrel.foundation.people import queries as people  # noqa: PLC0415 - needs the open house
    from carrel.interfaces.cli.demo_panels import load_demo_panels  # noqa: PLC0415 - needs the open house
    from carrel.interfaces.cli.migrate import bring_up_to_date  # noqa: PLC0415 - needs the open house

    bring_up_to_date()
    kept = house / "log-ins.json"
    if people.accounts():
        return json.loads(kept.read_text()) if kept.exists() else {}
    load_demo_panels(data, at=timezone.now())
    passwords = {person.email: secrets.token_urlsafe(12) for person in PEOPLE}  # no two demonstrations share one
    kept.touch(mode=0o600)
    kept.write_text(json.dumps(passwords, indent=1))
    _add_people(passwords)
    _give_opinions()
    return passwords


def _add_people(passwords: Mapping[str, str]) -> None:
    from django.utils import timezone  # noqa: PLC0415 - needs the open house

    from carrel.foundation.people import actions as people  # noqa: PLC0415 - needs the open house

    for person in PEOPLE:
        people.add_account(
            OPERATOR, email=person.email, name=person.name, roles=[person.role], password=passwords[person.email],
            at=timezone.now(), affiliation=person.affiliation,
        )  # fmt: skip


def _give_opinions() -> None:
    """The two reviewers rate the first genes of one panel, which this house curates: most alike, one differently."""
    from django.utils import timezone  # noqa: PLC0415 - needs the open house

    from carrel.foundation.knowledge.actions.panels import adopt  # noqa: PLC0415 - needs the open house
    from carrel.foundation.knowledge.actions.reviews import review  # noqa: PLC0415 - needs the open house
    from carrel.foundation.knowledge.queries import curated  # noqa: PLC0415 - needs the open house
    from carrel.foundation.people import queries as people  # noqa: PLC0415 - needs the open house

    actors = {person.email: people.actor_by_email(person.email) for person in PEOPLE}
    panel = curated.panels_for(PUBLIC).filter(name__startswith="Cardiac").first()
    if panel is None:
        return
    adopt(OPERATOR, panel_id=panel.pk, at=timezone.now())  # so that there is one to curate; the others follow G2P
    rows = curated.rows_at(panel).filter(kind="gene")[:4]
    for number, row in enumerate(rows):
        for who, rating, comment in DISSENT if number == 1 else OPINIONS:
            review(
                actors[PEOPLE[who].email], panel_id=panel.pk, kind=EntityKind.GENE, name=row.name, opinion=Opinion(rating),
                fields={"comment": f"{comment} (An invented review, for the demonstration.)"}, at=timezone.now(),
            )  # fmt: skip


def serve_until_stopped(house: Path, port: int) -> None:
    """Serve the demonstration's house until Ctrl-C."""
    from carrel.interfaces.cli.serve import serve  # noqa: PLC0415 - start-up time

    callback: Any = serve.callback
    callback(host="127.0.0.1", port=port, workers=2, threads=8, no_worker=False, no_migrate=True, store=house)


def tell(passwords: Mapping[str, str], house: Path, port: int, serving: bool) -> None:
    """Print the address and the log-ins, or how to start the site."""
    click.echo(f"\nThe site's data: {house}; letters it sends: {house / 'mail'}. Log-ins of its invented people:")
    for person in PEOPLE:
        if person.email in passwords:
            click.echo(f"  {person.role:14} {person.email:32} {passwords[person.email]}")
    if not passwords:
        click.echo(f"  nobody knows them any more; delete {house} to begin anew.")
    start = f"CARREL_MFA_REQUIRED=0 carrel serve --store {house} --port {port}"
    click.echo(f"The site: http://localhost:{port}/" if serving else f"Start the site with: {start}")
