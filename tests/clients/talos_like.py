"""A client that pulls a whole PanelApp as Talos' DownloadPanelApp is documented to: everything at once, over 100 connections.

    python tests/clients/talos_like.py http://127.0.0.1:8000/api/v1/panels OUTPUT.json

It follows `next` through the list of panels, then asks for every panel and every panel's activities in parallel, without a slash
at the end, and for the green repeats of panel 3597. Of each gene it keeps symbol, place and Ensembl id (GRCh38, the highest
release), and for each panel the inheritance, the rating and the day on which it went green, which it finds in the activities' text.
"""

from __future__ import annotations

import asyncio
import json
import re
import sys
import time
from pathlib import Path
from typing import Any

import aiohttp


HPO = re.compile(r"HP:\d+")
WENT_GREEN = ("green list (high evidence)", "expert review green")
NEVER = "1970-01-01"
REPEATS = 3597


async def pull(address: str) -> tuple[dict[str, Any], int]:
    """What the client makes of a PanelApp, and how many requests it took."""
    async with aiohttp.ClientSession() as session:  # aiohttp opens up to 100 connections
        listed = await _pages(session, address)
        wanted = [entry["id"] for entry in listed]
        details, histories = await asyncio.gather(
            asyncio.gather(*(_get(session, f"{address}/{number}") for number in wanted)),
            asyncio.gather(*(_get(session, f"{address}/{number}/activities") for number in wanted)),
        )
        repeats = await _get(session, f"{address}/{REPEATS}/strs?confidence_level=3", missing={"results": []})
    genes: dict[str, Any] = {}
    for panel, history in zip(details, histories, strict=True):
        _add(genes, panel, _green_dates(history))
    result = {
        "hpos": {str(entry["id"]): HPO.findall(" ".join(entry["relevant_disorders"] or [])) for entry in listed},
        "versions": [{"id": p["id"], "name": p["name"], "version": p["version"]} for p in details if p["genes"]],
        "genes": genes,
        "str_symbols": sorted({entry["gene_data"]["gene_symbol"] for entry in repeats["results"]}),
    }
    return result, 2 * len(wanted) + 1 + -(-len(wanted) // 100)


async def _get(session: aiohttp.ClientSession, address: str, missing: Any = None) -> Any:
    async with session.get(address) as answer:
        if answer.status == 404 and missing is not None:
            return missing
        answer.raise_for_status()
        return await answer.json()


async def _pages(session: aiohttp.ClientSession, address: str | None) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    while address:
        page = await _get(session, address)
        found += page["results"]
        address = page["next"]
    return found


def _green_dates(history: list[dict[str, Any]]) -> dict[str, str]:
    """The earliest line that says so is the last one of the list."""
    green = (line for line in history if any(words in line["text"].lower() for words in WENT_GREEN))
    return {line["entity_name"]: line["created"][:10] for line in green if line.get("entity_type") == "gene"}


def _add(genes: dict[str, Any], panel: dict[str, Any], dates: dict[str, str]) -> None:
    for entity in panel["genes"]:
        releases = entity["gene_data"]["ensembl_genes"].get("GRch38") or {}
        place = releases[max(releases, key=int)] if releases else {}
        if entity["entity_type"] != "gene" or not place.get("ensembl_id"):
            continue
        known = genes.setdefault(
            place["ensembl_id"], {"symbol": entity["entity_name"], "location": place["location"], "panels": {}}
        )
        known["panels"][str(panel["id"])] = {
            "moi": (entity.get("mode_of_inheritance") or "unknown").lower(),
            "confidence": int(entity["confidence_level"]),
            "date": dates.get(entity["entity_name"], NEVER),
        }


def main() -> None:
    """Pull, and say how long it took."""
    started = time.perf_counter()
    result, requests = asyncio.run(pull(sys.argv[1]))
    seconds = time.perf_counter() - started
    Path(sys.argv[2]).write_text(json.dumps(result, sort_keys=True))
    print(json.dumps({"seconds": round(seconds, 2), "requests": requests, "genes": len(result["genes"])}))


if __name__ == "__main__":
    main()
