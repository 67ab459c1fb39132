"""Making a panel from a table of genes and diseases (G2P, ACMG SF, ClinGen, GenCC), and refreshing it from a newer one."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

from django.db import transaction
from django.db.models import Max

from carrel.foundation.knowledge.actions.taking import ratings_told, row_changes
from carrel.foundation.knowledge.actions.telling import Line, tell
from carrel.foundation.knowledge.actions.versions import (
    FIRST_NUMBER,
    NextVersion,
    RowChange,
    advance,
    locked,
    one_at_a_time,
    refuse,
)
from carrel.foundation.knowledge.adapters import acmg_sf, clingen, g2p, gencc
from carrel.foundation.knowledge.adapters.evidence_tables import EvidenceTable
from carrel.foundation.knowledge.errors import TableHasFaults
from carrel.foundation.knowledge.models import HOUSE, Panel
from carrel.foundation.knowledge.queries.evidence_genes import join_genes
from carrel.foundation.knowledge.rules.evidence_panels import EvidenceRow, Remark, entries
from carrel.foundation.knowledge.rules.evidence_words import TITLES
from carrel.foundation.knowledge.states import PanelStatus
from carrel.foundation.ledger import actions as ledger
from carrel.foundation.vocabulary.actors import Actor, Permission


class Form(NamedTuple):
    """A kind of table: what it is called, and how it is read."""

    title: str  # also the evidence of its panels' genes, and their origin
    description: str
    columns: tuple[Any, ...]
    read: Callable[[EvidenceTable], Iterator[EvidenceRow]]


FORMS: Mapping[str, Form] = {
    "g2p": Form(TITLES["g2p"], "Gene2Phenotype gene list", g2p.COLUMNS, g2p.read),
    "acmg-sf": Form(TITLES["acmg-sf"], "ACMG list of genes for secondary findings", acmg_sf.COLUMNS, acmg_sf.read),
    "clingen": Form(TITLES["clingen"], "ClinGen gene-disease validity", clingen.COLUMNS, clingen.read),
    "gencc": Form(TITLES["gencc"], "Gene Curation Coalition submissions", gencc.COLUMNS, gencc.read),
}


@dataclass(frozen=True, slots=True)
class TableTaken:
    """What became of a table."""

    panel: str  # id@version
    name: str
    rows: int
    genes: int
    added: int
    changed: int
    removed: int
    notes: tuple[Remark, ...]
    left_out: tuple[Remark, ...]  # rows that could not be taken, where leaving them out was asked for


def take_table(
    actor: Actor,
    path: Path,
    form: str,
    *,
    name: str,
    at: datetime,
    catalogue: str = HOUSE,
    leave_out_faulty: bool = False,
) -> TableTaken:
    """Make the panel `name` from a table, or its next version with what changed; nothing where nothing did.

    Raises TableHasFaults with all faults (line, column, sentence), and then nothing is taken, unless `leave_out_faulty`;
    SourceIsUnreadable, NotAllowed.
    """
    refuse([] if actor.may(Permission.CURATE_PANELS) else ["Only curators import panels."])
    refuse([] if 0 < len(name.strip()) <= 255 and name.isprintable() else ["A panel needs a name of 1 to 255 letters."])
    own = FORMS[form]
    table = EvidenceTable(path, own.columns)
    rows = list(own.read(table))
    joined = join_genes(rows)
    faults = sorted([*table.faults, *joined.faults])
    if faults and not leave_out_faulty:
        raise TableHasFaults(path.name, faults)
    taken = [row for row in rows if row.line in joined.genes]
    refuse([] if taken else [f"Table {path.name} has no row that can be taken."])
    genes = entries(taken, joined.genes, own.title)
    with transaction.atomic():
        panel = _panel(catalogue, name.strip(), own, at)
        changes = row_changes(panel, {"genes": genes})
        if changes:
            _advance(actor, panel, own, changes, path.name, at)
    return TableTaken(
        f"{panel.number}@{panel.major}.{panel.minor}", panel.name, len(taken), len(genes), *_counts(changes),
        tuple(sorted([*table.notes, *joined.notes])), tuple(faults),
    )  # fmt: skip


def _panel(catalogue: str, name: str, form: Form, at: datetime) -> Panel:
    """The panel of this name, which nobody else changes until the transaction ends; a new one where there is none."""
    one_at_a_time("new panel")
    found = Panel.objects.filter(catalogue=catalogue, name=name).exclude(status=PanelStatus.DELETED).first()
    if found is None:
        highest = Panel.objects.filter(catalogue=catalogue).aggregate(highest=Max("number"))["highest"] or 0
        return Panel.objects.create(
            catalogue=catalogue, number=max(highest + 1, FIRST_NUMBER), origin=form.title, follows=True, name=name,
            status=PanelStatus.PUBLIC, changed_at=at,
        )  # fmt: skip
    panel = locked(found.pk)
    if not panel.follows or panel.origin != form.title:
        whose = f"is kept as {panel.origin} has it" if panel.follows else "is curated here"
        refuse(
            [f"Panel {panel.number} {panel.name!r} {whose}; give the panel of the {form.title} table another --name."]
        )
    return panel


def _advance(actor: Actor, panel: Panel, form: Form, changes: Sequence[RowChange], file: str, at: datetime) -> None:
    head = {
        "id": panel.number, "hash_id": None, "name": panel.name, "disease_group": "", "disease_sub_group": "",
        "description": form.description, "status": panel.status, "relevant_disorders": [],
        "types": [{"name": form.title, "slug": form.title.lower().replace(" ", "-"), "description": form.description}],
    }  # fmt: skip
    first = panel.sequence == 0
    added, changed, removed = _counts(changes)
    comment = f"From {file}: {added} genes added, {changed} changed, {removed} removed."
    following = NextVersion(
        changes=changes, head=head if first else None, number=(1, 0) if first else None, comment=comment
    )
    version = advance(panel, actor, following, at=at)
    whole = Line(f"Panel {panel.name} was {'made' if first else 'refreshed'}. {comment}")
    tell(panel, actor, [*ratings_told(changes), whole], at=at)
    detail = {"version": str(version), "format": form.title, "file": file[:100], "content_hash": version.content_hash}
    ledger.record(actor, "panels.table.taken", f"panel:{panel.number}", detail, at=at)


def _counts(changes: Sequence[RowChange]) -> tuple[int, int, int]:
    added = sum(change.before is None for change in changes)
    removed = sum(change.document is None for change in changes)
    return added, len(changes) - added - removed, removed
