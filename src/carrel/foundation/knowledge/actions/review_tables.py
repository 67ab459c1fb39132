"""Importing reviews that were given elsewhere, from PanelApp's table of reviews: all of them, or none and what is wrong."""

from __future__ import annotations

import hashlib
from datetime import datetime

from django.db import transaction

from carrel.foundation.knowledge.actions.bulk import BulkResult
from carrel.foundation.knowledge.actions.reviews import record_opinion
from carrel.foundation.knowledge.actions.telling import Line, tell
from carrel.foundation.knowledge.actions.versions import locked, refuse
from carrel.foundation.knowledge.errors import NothingChanges
from carrel.foundation.knowledge.models import EntityRow, Gene, Panel
from carrel.foundation.knowledge.policies import objections_to_reviewing
from carrel.foundation.knowledge.queries import curated
from carrel.foundation.knowledge.queries.genes import resolve
from carrel.foundation.knowledge.rules.bulk_tsv import Table
from carrel.foundation.knowledge.rules.review_tsv import ReviewRow, read_reviews
from carrel.foundation.knowledge.states import EntityKind, PanelStatus
from carrel.foundation.ledger import actions as ledger
from carrel.foundation.vocabulary.actors import Actor, Permission


def import_reviews(actor: Actor, *, panel_id: int, text: bytes, at: datetime, dry_run: bool = False) -> BulkResult:
    """Keep the reviews of a table under the names that it gives. They make no version.

    Their authors have no account here, so each is `imported:` and a digest of the name: an import never speaks for somebody who
    signs in. Raises NotAllowed.
    """
    rows, table = read_reviews(text)
    with transaction.atomic():
        panel = locked(panel_id)
        refuse([] if actor.may(Permission.CURATE_PANELS) else ["Only curators import reviews."])
        refuse(list(objections_to_reviewing(actor, PanelStatus(panel.status))))
        about = _rows_of(panel, rows, table)
        if table.faults or dry_run:
            return BulkResult(len(about), 0, 0, tuple(table.faults), table.faults_in_all)
        added = sum(_kept(actor, panel, about[row.line], row, at) for row in rows)
        if added:
            tell(panel, actor, [Line(f"{added} reviews were imported from a table.")], at=at)
            detail = {"reviews": added, "table": hashlib.sha256(text).hexdigest()}
            ledger.record(actor, "panels.reviews.imported", f"panel:{panel.number}", detail, at=at)
    return BulkResult(added, 0, len(rows) - added)


def _rows_of(panel: Panel, rows: list[ReviewRow], table: Table) -> dict[int, EntityRow]:
    """The row of the panel that each line is about; what is wrong is noted."""
    genes = resolve({row.gene for row in rows})
    held = {row.hgnc_id or row.name: row for row in curated.rows_at(panel).filter(kind=EntityKind.GENE.value)}
    found: dict[int, EntityRow] = {}
    for row in rows:
        gene = genes[row.gene]
        own = held.get(gene.hgnc_id if isinstance(gene, Gene) else row.gene)
        if row.panel and row.panel.casefold() != panel.name.casefold():
            table.fault(row.line, "Level4", f"This row is of panel {row.panel[:60]!r}, not of {panel.name!r}.")
        elif own is None:
            what = f"{row.gene[:40]} is not on this panel." if isinstance(gene, Gene) else str(gene)
            table.fault(row.line, "Gene_Symbol", what)
        else:
            found[row.line] = own
    return found


def _kept(actor: Actor, panel: Panel, about: EntityRow, row: ReviewRow, at: datetime) -> bool:
    digest = hashlib.sha256(row.reviewer.encode()).hexdigest()[:32]
    author = Actor(f"imported:{digest}", row.reviewer, frozenset(), "imported from a table")
    try:
        record_opinion(author, panel, about, row.said, at)
    except NothingChanges:
        return False
    return True
