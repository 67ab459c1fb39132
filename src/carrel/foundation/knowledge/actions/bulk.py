"""Importing a table of entities into a panel: all of it as one version, or nothing and what is wrong with it."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction

from carrel.foundation.knowledge.actions.entities import added_text, curating
from carrel.foundation.knowledge.actions.storing import store_many
from carrel.foundation.knowledge.actions.telling import Line, tell
from carrel.foundation.knowledge.actions.versions import NextVersion, RowChange, advance, locked, refuse
from carrel.foundation.knowledge.errors import EntryIsWrong, GeneIsAmbiguous, GeneIsUnknown
from carrel.foundation.knowledge.models import Decision, EntityRow, Gene, Panel
from carrel.foundation.knowledge.policies import objections_to_table_of_greens
from carrel.foundation.knowledge.queries import curated
from carrel.foundation.knowledge.queries.genes import resolve
from carrel.foundation.knowledge.rules.activity_texts import changes, classified, said
from carrel.foundation.knowledge.rules.bulk_tsv import Fault, Table, TableRow, read_table
from carrel.foundation.knowledge.rules.documents import columns_of
from carrel.foundation.knowledge.rules.entity_fields import (
    KIND_WORDS,
    changed_document,
    fields_of,
    new_document,
    refused_name,
    refused_repeats,
)
from carrel.foundation.knowledge.rules.panels import entity_hash
from carrel.foundation.knowledge.rules.ratings import decided_by, rating_of, with_decision, without_decision
from carrel.foundation.knowledge.states import Confidence, EntityKind
from carrel.foundation.ledger import actions as ledger
from carrel.foundation.vocabulary.actors import Actor


@dataclass(frozen=True, slots=True)
class BulkResult:
    """What an import did, or would do. With faults nothing was written; `faults_in_all` counts those beyond the listed ones."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    faults: tuple[Fault, ...] = ()
    faults_in_all: int = 0
    notes: tuple[Fault, ...] = ()  # told, and no hindrance: a symbol that is another today
    version: str = ""  # the version that it made; "" where nothing was written


@dataclass(slots=True)
class _Plan:
    table: Table
    changes: list[RowChange] = field(default_factory=list)
    notes: list[Fault] = field(default_factory=list)
    unchanged: int = 0

    @property
    def added(self) -> int:
        return sum(change.before is None for change in self.changes)

    @property
    def new_greens(self) -> int:
        return sum(
            columns_of(change.document).rating == Confidence.GREEN
            and (change.before is None or change.before.rating != Confidence.GREEN)
            for change in self.changes
            if change.document is not None
        )


def import_rows(
    actor: Actor, *, panel_id: int, text: bytes, at: datetime, dry_run: bool = False, comment: str = ""
) -> BulkResult:
    """Add and change the entities of a table, as one version of the panel; nothing at all where there is any fault.

    `text` as rules.bulk_tsv.read_table reads it. Ratings that the table gives are kept as decisions, with `comment` as their
    reason; a table that makes anything green needs one, as its criteria are not asked. With `dry_run` nothing is written. Raises
    NotAllowed, and EntryIsWrong where the comment is missing.
    """
    table = read_table(text)
    with transaction.atomic():
        panel = locked(panel_id)
        refuse(curating(actor, panel))
        plan = _planned(panel, table)
        version = ""
        if not (table.faults or dry_run) and plan.changes:
            wrong = [("comment", sentence) for sentence in objections_to_table_of_greens(plan.new_greens, comment)]
            if wrong:
                raise EntryIsWrong(wrong)
            digest = hashlib.sha256(text).hexdigest()
            version = _written(actor, panel, plan, comment.strip() or "Taken from an imported table.", digest, at)
    added = plan.added
    return BulkResult(
        added,
        len(plan.changes) - added,
        plan.unchanged,
        tuple(table.faults),
        table.faults_in_all,
        tuple(plan.notes),
        version,
    )


def _planned(panel: Panel, table: Table) -> _Plan:
    plan = _Plan(table)
    held = _Held(panel)
    genes = resolve({key for row in table.rows if row.gene for key in (row.gene, row.symbol) if key})
    seen: dict[tuple[str, str], int] = {}
    for row in table.rows:
        gene = _gene(row, genes, plan) if row.gene else None
        if row.gene and gene is None:
            continue
        if row.panel and row.panel.casefold() != panel.name.casefold():
            table.fault(row.line, "Level4", f"This row is of panel {row.panel[:60]!r}, not of {panel.name!r}.")
            continue
        name = _name(row, gene)
        key = (row.kind.value, gene.hgnc_id if gene and row.kind is EntityKind.GENE else name)
        if key in seen:
            table.fault(row.line, "", f"{name} is in the table twice: in line {seen[key]} already.")
            continue
        seen[key] = row.line
        _plan_row(row, name, gene, held, plan)
    return plan


def _gene(row: TableRow, genes: Mapping[str, Any], plan: _Plan) -> Gene | None:
    found = genes[row.gene]
    if not isinstance(found, Gene):
        plan.table.fault(row.line, "hgnc_id" if row.gene != row.symbol else "gene_symbol", str(found))
        return None
    if row.symbol and not _is_called(found, genes[row.symbol]):
        plan.table.fault(
            row.line, "gene_symbol", f"{row.symbol[:40]} is no name of {found.hgnc_id}, which is {found.symbol}."
        )
        return None
    given = row.symbol or ("" if row.gene == found.hgnc_id else row.gene)
    if given and given.upper() != found.symbol.upper():
        plan.notes.append(Fault(row.line, "gene_symbol", f"{given[:40]} is {found.symbol} today ({found.hgnc_id})."))
    return found


def _is_called(gene: Gene, meant: Gene | GeneIsUnknown) -> bool:
    if isinstance(meant, GeneIsAmbiguous):
        return gene.hgnc_id in dict(meant.candidates)
    return isinstance(meant, Gene) and meant.hgnc_id == gene.hgnc_id


def _name(row: TableRow, gene: Gene | None) -> str:
    return gene.symbol if gene and row.kind is EntityKind.GENE else row.name


class _Held:
    """What stands on the panel now, by gene and by name."""

    def __init__(self, panel: Panel) -> None:
        self._by_gene: dict[str, list[EntityRow]] = defaultdict(list)
        self._by_name: dict[tuple[str, str], list[EntityRow]] = defaultdict(list)
        for row in curated.rows_at(panel):
            self._by_name[row.kind, row.name].append(row)
            if row.kind == EntityKind.GENE and row.hgnc_id:
                self._by_gene[row.hgnc_id].append(row)

    def of(self, kind: EntityKind, name: str, given: str, gene: Gene | None) -> list[EntityRow]:
        """The rows that a row of the table is about: none, one, or several where the panel has a gene more than once."""
        if kind is EntityKind.GENE and gene and gene.hgnc_id in self._by_gene:
            return self._by_gene[gene.hgnc_id]
        return self._by_name.get((kind.value, name)) or self._by_name.get((kind.value, given)) or []


def _plan_row(row: TableRow, name: str, gene: Gene | None, held: _Held, plan: _Plan) -> None:
    found = held.of(row.kind, name, row.name, gene)
    if len(found) > 1:
        plan.table.fault(row.line, "", f"{name} stands on the panel {len(found)} times; change it on its page.")
        return
    if row.rating is not None and decided_by(row.fields.get("evidence") or []) not in (None, row.rating):
        plan.table.fault(row.line, "rating", "The rating is another than the “Expert Review” among the sources says.")
        return
    if found:
        before = json.loads(found[0].document)
        after = changed_document(before, _told(before, _rated(row, before, found[0].rating)))
        if entity_hash(after) == found[0].sha256:
            plan.unchanged += 1
        elif not _contradicts(row, before, plan):
            plan.changes.append(RowChange(found[0], after))
        return
    missing = [
        one for one in fields_of(row.kind) if row.kind in one.required and row.fields.get(one.name) in (None, "")
    ]
    for one in missing:
        plan.table.fault(row.line, one.name, f"{one.title} is missing; a {KIND_WORDS[row.kind]} needs it.")
    fault = refused_name(row.kind, name)
    if fault:
        plan.table.fault(row.line, "entity_name", fault)
    if not (missing or fault or _contradicts(row, {}, plan)):
        data = json.loads(gene.data) if gene else None
        plan.changes.append(RowChange(None, new_document(row.kind, name, data, _rated(row, {}, None))))


def _contradicts(row: TableRow, before: Mapping[str, Any], plan: _Plan) -> bool:
    fault = refused_repeats(before, {**before, **row.fields})
    if fault:
        plan.table.fault(row.line, "pathogenic_repeats", fault)
    return bool(fault)


def _told(before: Mapping[str, Any], fields: Mapping[str, Any]) -> dict[str, Any]:
    """The fields without those that are as empty as before: an empty cell does not tell null from an empty list or text."""
    empty: tuple[object, ...] = (None, "", [])
    return {name: value for name, value in fields.items() if not (value in empty and before.get(name) in empty)}


def _rated(row: TableRow, before: Mapping[str, Any], rating: int | None) -> dict[str, Any]:
    """The row's fields with the sources and the rating that fit each other: a decision in the table, else the one that stands."""
    fields = dict(row.fields)
    old = list(before.get("evidence") or [])
    given = list(fields.get("evidence", old))
    level = row.rating if row.rating is not None else decided_by(given)
    if level is None:  # the table rates nothing
        if rating is None:
            return {**fields, "evidence": given, "confidence_level": str(rating_of(given).value)}
        standing = [name for name in old if name not in without_decision(old)]
        return {**fields, "evidence": [*standing, *given]} if "evidence" in fields else fields
    if level == rating and decided_by(given) in (None, level):
        return fields if given != old else {key: value for key, value in fields.items() if key != "evidence"}
    evidence = given if decided_by(given) is level else with_decision(given, level)
    return {**fields, "evidence": evidence, "confidence_level": str(level.value)}


def _written(actor: Actor, panel: Panel, plan: _Plan, comment: str, digest: str, at: datetime) -> str:
    version = advance(panel, actor, NextVersion(plan.changes, comment=comment), at=at)
    decisions, lines = [], []
    for change in plan.changes:
        after = change.document or {}
        before = json.loads(change.before.document) if change.before else None
        lines += _lines(panel, before, after)
        old = change.before.rating if change.before else None
        if str(after["confidence_level"]) != str(old if old is not None else 0):
            decisions.append(_decision(actor, panel, str(version), old, after, comment, at))
    store_many(Decision, decisions)
    added = plan.added
    total = said("panel.imported", added=added, changed=len(plan.changes) - added)
    tell(panel, actor, [Line(total), *lines], at=at)
    detail = {
        "version": str(version), "added": added, "changed": len(plan.changes) - added, "rated": len(decisions), "table": digest,
    }  # fmt: skip
    ledger.record(actor, "panels.table.imported", f"panel:{panel.number}", detail, at=at)
    return str(version)


def _lines(panel: Panel, before: Mapping[str, Any] | None, after: Mapping[str, Any]) -> list[Line]:
    columns = columns_of(after)
    kind, name = columns.kind, columns.name
    if before is None:
        texts = [added_text(panel, after)]
    else:
        rated = columns.rating != columns_of(before).rating
        texts = [classified(kind, name, Confidence(columns.rating))] if rated else []
        texts += changes(kind, name, before, after)
    return [Line(text, kind.value, name, columns.hgnc_id) for text in texts]


def _decision(
    actor: Actor, panel: Panel, version: str, old: int | None, after: Mapping[str, Any], comment: str, at: datetime
) -> dict[str, Any]:
    columns = columns_of(after)
    return {
        "panel_id": panel.pk, "kind": columns.kind.value, "entity": columns.name, "hgnc_id": columns.hgnc_id, "before": old,
        "after": columns.rating, "comment": comment, "decider": actor.id, "decider_name": actor.name[:120], "version": version,
        "created_at": at,
    }  # fmt: skip
