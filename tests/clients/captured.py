"""PanelApp's answers as others captured them, put in the places at which its server has them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any


ENTITIES = ("genes", "strs", "regions")


def captured(folder: Path) -> dict[str, Any]:
    """Path below `/api/v1/` -> document. Entities, panels and lines of history are as they were captured.

    Of panels whose entities were not captured the lists are empty. The captures tell no sign-off: two are given one.
    """
    details = _details(folder)
    activities = json.loads((folder / "panelapp_activities.json").read_text())
    answers: dict[str, Any] = {f"panels/{number}": detail for number, detail in details.items()}
    answers.update({f"panels/{number}/activities": activities if number == 3149 else [] for number in details})
    for number, detail in details.items():
        head = head_of(detail)
        for kind in ENTITIES:
            answers[f"panels/{number}/{kind}"] = page(
                [{**entity, "panel": entity.get("panel", head)} for entity in detail[kind]]
            )
    heads = sorted((head_of(detail) for detail in details.values()), key=lambda head: head["name"].casefold())
    signed = [
        {**head, "signed_off": details[head["id"]]["signed_off"]}
        for head in heads
        if "signed_off" in details[head["id"]]
    ]
    return {**answers, "panels": page(heads), "panels/signedoff": page(signed)}


def _details(folder: Path) -> dict[int, dict[str, Any]]:
    details: dict[int, dict[str, Any]] = {}
    for entity in json.loads((folder / "au_panelapp_genes.json").read_text())["results"]:
        detail = details.setdefault(entity["panel"]["id"], {**entity["panel"], **{kind: [] for kind in ENTITIES}})
        detail["genes"].append({key: value for key, value in entity.items() if key != "panel"})
    for head in json.loads((folder / "panelapp_all_panels.json").read_text())["results"]:
        details[head["id"]] = {**head, **{kind: [] for kind in ENTITIES}}
    for entity in json.loads((folder / "uk_panelapp_genes.json").read_text())["results"]:
        head = {**entity["panel"], "id": 261}  # 260 is another panel in Australia
        own = {key: value for key, value in entity.items() if key != "panel"}
        details[261] = {**head, **{kind: [] for kind in ENTITIES}, "genes": [own]}
    _add_super_panel(details)
    details[261]["signed_off"], details[260]["signed_off"] = "2019-03-01", "2021-02-01"
    return details


def _add_super_panel(details: dict[int, dict[str, Any]]) -> None:
    """A super-panel of the two whose genes were captured, as PanelApp answers one: each gene says its own panel."""
    parts = [details[260], details[261]]
    genes = [{**gene, "panel": head_of(part)} for part in parts for gene in part["genes"]]
    stats = {"number_of_genes": len(genes), "number_of_strs": 0, "number_of_regions": 0}
    details[465] = {**details[260], "id": 465, "name": "Both together", "hash_id": None, "genes": genes, "stats": stats}


def head_of(detail: Mapping[str, Any]) -> dict[str, Any]:
    """What lists say of a panel."""
    return {key: value for key, value in detail.items() if key not in (*ENTITIES, "signed_off")}


def page(results: list[Any]) -> dict[str, Any]:
    """PanelApp's envelope of a list that fits on one page."""
    return {"count": len(results), "next": None, "previous": None, "results": results}


def written(answers: Mapping[str, Any], folder: Path) -> Path:
    """The answers as a folder that `carrel panels import` takes."""
    folder.mkdir(parents=True, exist_ok=True)
    for path, document in answers.items():
        parts = path.split("/")
        name = ".".join(parts[1:]) if len(parts) > 1 else "list"
        if name == "list" or name.isdigit() or name.endswith("activities"):
            (folder / f"{name}.json").write_text(json.dumps(document), encoding="utf-8")
    return folder
