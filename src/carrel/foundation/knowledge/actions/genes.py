"""Loading what genes are called, from a genes edition or from panels, and bringing the symbols on a panel up to date."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from carrel.foundation.knowledge.actions.entities import curating
from carrel.foundation.knowledge.actions.telling import Line, tell
from carrel.foundation.knowledge.actions.versions import NextVersion, RowChange, advance, locked, one_at_a_time, refuse
from carrel.foundation.knowledge.errors import NothingChanges
from carrel.foundation.knowledge.models import STANDING, EntityRow, Gene, GeneSymbol, PanelVersion
from carrel.foundation.knowledge.queries import curated
from carrel.foundation.knowledge.rules.activity_texts import said
from carrel.foundation.knowledge.rules.documents import dumped
from carrel.foundation.knowledge.rules.gene_data import GeneState, filled, of_panel, of_record
from carrel.foundation.knowledge.states import EntityKind
from carrel.foundation.knowledge.values import GeneRecord
from carrel.foundation.ledger import actions as ledger
from carrel.foundation.vocabulary.actors import Actor, Permission


FROM_PANELS = "panels"  # the edition of genes that only panels tell of
BATCH = 2000


@dataclass(frozen=True, slots=True)
class Refreshed:
    """The version that brought symbols up to date, (old, new) symbols, and sentences for those that had to stay."""

    version: PanelVersion
    renamed: tuple[tuple[str, str], ...]
    left: tuple[str, ...]


def load_genes(actor: Actor, records: Iterable[GeneRecord], edition: str, at: datetime) -> int:
    """Take names and places of genes from a genes edition; gives back how many. Genes it does not have stay as they are.

    Raises NotAllowed.
    """
    _refuse_strangers(actor)
    every = [record for record in records if record.hgnc_id and record.symbol]
    with transaction.atomic():
        one_at_a_time("genes")
        known = dict(Gene.objects.values_list("hgnc_id", "data"))
        states = {
            record.hgnc_id: of_record(record, json.loads(known[record.hgnc_id]) if record.hgnc_id in known else None)
            for record in every
        }
        _write(states, edition, at)
        ledger.record(actor, "panels.genes.loaded", f"edition:{edition}"[:160], {"genes": len(states)}, at=at)
    return len(states)


def load_genes_of_panels(actor: Actor, *, at: datetime) -> int:
    """Take what the panels here say of genes, for genes of which no edition tells; gives back how many are new or changed.

    Where panels differ, the one that changed last is taken, and the other symbols count as earlier ones. Raises NotAllowed.
    """
    _refuse_strangers(actor)
    newest: dict[str, Mapping[str, Any]] = {}
    symbols: dict[str, set[str]] = defaultdict(set)
    rows = EntityRow.objects.filter(until=STANDING).exclude(hgnc_id="").order_by("-panel__changed_at", "pk")
    for hgnc_id, symbol, text in rows.values_list("hgnc_id", "symbol", "document").iterator(BATCH):
        symbols[hgnc_id].add(symbol)
        if hgnc_id not in newest:
            newest[hgnc_id] = json.loads(text).get("gene_data") or {}
    with transaction.atomic():
        one_at_a_time("genes")
        known = {gene.hgnc_id: gene for gene in Gene.objects.all()}
        states = {}
        for hgnc_id, data in newest.items():
            state = _of_panels(known.get(hgnc_id), of_panel(data, frozenset(symbols[hgnc_id])))
            if state is not None and state.symbol:
                states[hgnc_id] = state
        _write({key: state for key, state in states.items() if key not in known or known[key].edition == FROM_PANELS},
               FROM_PANELS, at)  # fmt: skip
        for key, state in states.items():
            if key in known and known[key].edition != FROM_PANELS:
                Gene.objects.filter(hgnc_id=key).update(data=dumped(state.data))
        if states:
            ledger.record(actor, "panels.genes.loaded", "edition:panels", {"genes": len(states)}, at=at)
    return len(states)


def refresh_symbols(actor: Actor, *, panel_id: int, at: datetime) -> Refreshed:
    """Give the genes of a panel the symbols and gene data that they have today, as its next version.

    Reviews and decisions stay with their gene. Raises NotAllowed, NothingChanges.
    """
    with transaction.atomic():
        panel = locked(panel_id)
        refuse(curating(actor, panel))
        rows = list(curated.rows_at(panel).exclude(hgnc_id=""))
        today = _genes_of({row.hgnc_id for row in rows})
        taken = set(curated.rows_at(panel).values_list("kind", "name"))
        changes, renamed, left, lines = [], [], [], []
        for row in rows:
            gene = today.get(row.hgnc_id)
            if gene is None or gene.symbol == row.symbol:
                continue
            new_name = gene.symbol if row.kind == EntityKind.GENE and row.name == row.symbol else row.name
            if new_name != row.name and (row.kind, new_name) in taken:
                left.append(
                    f"{row.name} is {gene.symbol} today, but {gene.symbol} stands on the panel too; take one away first."
                )
                continue
            before = json.loads(row.document)
            data = filled(
                json.loads(gene.data), before.get("gene_data") or {}
            )  # a gene table may know less, as of OMIM
            document = {**before, "entity_name": new_name, "gene_data": data}
            changes.append(RowChange(row, document))
            renamed.append((row.symbol, gene.symbol))
            text = said("panel.symbols", renamed=f"{row.symbol} is now {gene.symbol}")
            lines.append(Line(text, row.kind, new_name, row.hgnc_id))
        if not changes:
            raise NothingChanges(" ".join(left) or f"Nothing changes: panel {panel.number} has today's symbols.")
        version = advance(panel, actor, NextVersion(changes, comment="Symbols brought up to date."), at=at)
        tell(panel, actor, lines, at=at)
        detail = {"version": str(version), "renamed": [list(pair) for pair in renamed[:200]], "count": len(renamed)}
        ledger.record(actor, "panels.symbols.refreshed", f"panel:{panel.number}", detail, at=at)
    return Refreshed(version, tuple(renamed), tuple(left))


def _refuse_strangers(actor: Actor) -> None:
    refuse([] if actor.may(Permission.CURATE_PANELS) else ["Only curators load genes."])


def _of_panels(known: Gene | None, state: GeneState) -> GeneState | None:
    """What panels add to a gene; None where they add nothing. An edition's own words go first."""
    if known is None:
        return state
    before = json.loads(known.data)
    if known.edition == FROM_PANELS:
        return None if state.data == before and state.symbol == known.symbol else state
    more = filled(before, state.data)
    return None if more == before else GeneState(known.symbol, frozenset(), more)


def _write(states: Mapping[str, GeneState], edition: str, at: datetime) -> None:
    genes = [
        Gene(hgnc_id=key, symbol=state.symbol, name=str(state.data.get("gene_name") or "")[:255], data=dumped(dict(state.data)),
             edition=edition[:80], read_at=at)
        for key, state in states.items()
    ]  # fmt: skip
    fields = ["symbol", "name", "data", "edition", "read_at"]
    Gene.objects.bulk_create(genes, BATCH, update_conflicts=True, unique_fields=["hgnc_id"], update_fields=fields)
    _write_names(states)


def _write_names(states: Mapping[str, GeneState]) -> None:
    held: dict[str, set[tuple[str, str]]] = defaultdict(set)
    stale: list[int] = []
    for pk, gene, symbol, kind in GeneSymbol.objects.values_list("pk", "gene_id", "symbol", "kind").iterator(BATCH):
        if gene in states:
            held[gene].add((symbol, kind))
            if (symbol, kind) not in states[gene].names:
                stale.append(pk)
    for start in range(0, len(stale), 500):
        GeneSymbol.objects.filter(pk__in=stale[start : start + 500]).delete()
    fresh = [
        GeneSymbol(symbol=name, gene_id=key, kind=kind)
        for key, state in states.items()
        for name, kind in sorted(state.names - held[key])
    ]
    GeneSymbol.objects.bulk_create(fresh, BATCH)


def _genes_of(hgnc_ids: set[str]) -> dict[str, Gene]:
    wanted = sorted(hgnc_ids)
    found: dict[str, Gene] = {}
    for start in range(0, len(wanted), 500):
        found.update(Gene.objects.in_bulk(wanted[start : start + 500]))
    return found
