"""A house for the browser tests: its people, panels and a few reviews. `python -m tests.browser.house STORE`."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path


PASSWORD = "four words and a number 7"  # noqa: S105 - of invented people
PEOPLE = (
    ("curator@carrel.example", "Cora Curator", "curator", "Example Laboratory Hub"),
    ("reviewer@carrel.example", "Rafi Reviewer", "reviewer", "Example University Hospital"),
    ("admin@carrel.example", "Ada Administrator", "administrator", "Example Service"),
    ("auditor@carrel.example", "Otto Auditor", "auditor", "Example Audit Office"),
)
PANELS = Path(__file__).resolve().parents[2] / "docs" / "demo" / "panels"
MARKUP = "Seen in four families.\n<b>bold</b> <script>alert('no')</script>"
TAKEN_AS_IT_IS = 3  # the panel that follows its origin; the others are curated here


def build(store: Path) -> None:
    """Make the house. Uses actions only, as people and programs do."""
    os.environ["CARREL_STORE"], os.environ["CARREL_MFA_REQUIRED"] = str(store), "0"
    from carrel.interfaces.cli.house import open_house

    open_house(store, tables=False)
    from django.utils import timezone

    from carrel.foundation.knowledge.actions import decisions, entities, reviews, superpanels, taking
    from carrel.foundation.knowledge.actions.genes import load_genes_of_panels
    from carrel.foundation.knowledge.models import Panel
    from carrel.foundation.knowledge.queries import curated
    from carrel.foundation.knowledge.states import Confidence, EntityKind
    from carrel.foundation.people import actions as people
    from carrel.foundation.people.models import Account
    from carrel.foundation.people.queries import actor_of
    from carrel.foundation.vocabulary.actors import OPERATOR
    from carrel.interfaces.cli.migrate import bring_up_to_date

    bring_up_to_date()
    for email, name, role, affiliation in PEOPLE:
        people.add_account(
            OPERATOR,
            email=email,
            name=name,
            roles=[role],
            password=PASSWORD,
            at=timezone.now(),
            affiliation=affiliation,
        )
    for file in sorted(PANELS.glob("panel_*.json")):
        document = json.loads(file.read_text())
        follows = document["id"] == TAKEN_AS_IT_IS
        taking.take_panel(OPERATOR, document, origin="https://panels.example", at=timezone.now(), follows=follows)
        changed = {**document, "name": f"{document['name']} elsewhere"}
        changed["genes"] = [{**gene, "confidence_level": "1"} for gene in document["genes"]]
        taking.take_panel(
            OPERATOR, changed, origin="https://elsewhere.example", at=timezone.now(), catalogue="elsewhere"
        )
    load_genes_of_panels(OPERATOR, at=timezone.now())

    curator, reviewer = (actor_of(Account.objects.get(email=one)) for one in (PEOPLE[0][0], PEOPLE[1][0]))
    panel = Panel.objects.get(catalogue="house", number=1)
    first, second = curated.rows_at(panel).filter(kind="gene")[:2]
    about = {"panel_id": panel.pk, "kind": EntityKind.GENE}
    for row, opinion in ((first, "GREEN"), (second, "RED")):
        fields = {"comment": MARKUP, "publications": ["20301500", "no number"], "phenotypes": ["Ataxia"]}
        reviews.review(reviewer, **about, name=row.name, opinion=opinion, fields=fields, at=timezone.now())
    yes = {"A": True, "D": True, "E": True}
    for level in (Confidence.AMBER, Confidence.GREEN):
        base = curated.current_row(panel, EntityKind.GENE, first.name).sha256
        decisions.decide(
            curator,
            **about,
            name=first.name,
            confidence=level,
            criteria=yes,
            comment="A reason.",
            base=base,
            at=timezone.now(),
        )
    base = curated.current_row(panel, EntityKind.GENE, first.name).sha256
    changed = {"tags": ["watchlist"], "phenotypes": ["Ataxia, early"]}
    entities.edit_entity(curator, **about, name=first.name, fields=changed, base=base, at=timezone.now())
    superpanels.compose(curator, name="All of it", children=[1, 2], at=timezone.now())


if __name__ == "__main__":
    build(Path(sys.argv[1]))
