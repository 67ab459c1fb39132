"""How panels, versions and entries are shown: from rows to what the API answers."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest
from django.utils.http import urlencode

from carrel.foundation.knowledge.rules.comparing import FieldChange, PanelDifference
from carrel.foundation.knowledge.rules.documents import spelled
from carrel.foundation.knowledge.rules.entity_fields import fields_of
from carrel.foundation.knowledge.states import EntityKind
from carrel.interfaces.api.v2.shapes import RATINGS


if TYPE_CHECKING:
    from carrel.foundation.knowledge.models import EntityRow, Panel, PanelVersion


def shown_version(version: PanelVersion) -> dict[str, Any]:
    """A version as the API shows it."""
    stats = json.loads(version.stats)
    return {
        "text": str(version), "major": version.major, "minor": version.minor, "sequence": version.sequence,
        "created_at": spelled(version.created_at), "content_hash": version.content_hash, "comment": version.comment,
        "counts": {kind.plural: int(stats.get(f"number_of_{kind.plural}") or 0) for kind in EntityKind},
        "signed_off_on": version.signed_off_on.isoformat() if version.signed_off_on else None,
        "children": [{"number": number, "sequence": at} for number, at in json.loads(version.children or "[]")],
    }  # fmt: skip


def shown_panel(request: HttpRequest, panel: Panel, version: PanelVersion) -> dict[str, Any]:
    """A panel in one version as the API shows it."""
    head = json.loads(version.head.document)
    return {
        "number": panel.number, "catalogue": panel.catalogue, "hash_id": panel.hash_id, "origin": panel.origin,
        "follows": panel.follows, "composed": panel.composed, "version": shown_version(version),
        "about": shown_about(head), "href": _address(request, panel),
    }  # fmt: skip


def shown_about(head: Mapping[str, Any]) -> dict[str, Any]:
    """What a panel says of itself; panels taken from elsewhere may lack members, or have them empty."""
    return {
        **{key: str(head.get(key) or "") for key in ("name", "status", "disease_group", "disease_sub_group", "description")},
        "relevant_disorders": [str(one) for one in head.get("relevant_disorders") or []],
        "types": [
            {key: str(one.get(key) or "") for key in ("name", "slug", "description")} for one in head.get("types") or []
        ],
    }  # fmt: skip


def shown_entity(panel: Panel, row: EntityRow) -> dict[str, Any]:
    """An entry as the API shows it."""
    document = json.loads(row.document)
    gene = document.get("gene_data")
    return {
        "panel": panel.number, "kind": row.kind, "name": row.name, "hgnc_id": row.hgnc_id, "symbol": row.symbol,
        "rating": RATINGS[row.rating], "base": row.sha256, "fields": fields_shown(row.kind, document),
        "gene": gene if isinstance(gene, dict) else None,
    }  # fmt: skip


def fields_shown(kind: str, document: Mapping[str, Any]) -> dict[str, Any]:
    """The values of an entry that people may set, in the order of forms."""
    return {field.name: document.get(field.name) for field in fields_of(EntityKind(kind))}


def shown_difference(found: PanelDifference) -> dict[str, Any]:
    """What differs between two versions as the API shows it: entries as the PanelApp REST API answers them."""
    return {
        "added": [dict(entity) for entity in found.added],
        "removed": [dict(entity) for entity in found.removed],
        "changed": [
            {"kind": one.kind, "name": one.name, "fields": [_shown_change(change) for change in one.fields]}
            for one in found.changed
        ],
        "about": [_shown_change(change) for change in found.head],
    }


def _shown_change(change: FieldChange) -> dict[str, Any]:
    return {"field": change.field, "before": change.before, "after": change.after}


def shown_time(at: datetime | None) -> str | None:
    """A time in UTC with microseconds and `Z`."""
    return spelled(at) if at else None


def _address(request: HttpRequest, panel: Panel) -> str:
    query = "" if panel.catalogue == "house" else f"?{urlencode({'catalogue': panel.catalogue})}"
    return request.build_absolute_uri(f"/api/v2/panels/{panel.number}{query}")
