"""A made-up catalogue of gene panels with the size of the public ones, as a folder of a PanelApp's answers.

    python benchmarks/panelapp_catalogue.py FOLDER [--panels 440] [--largest 9286]

Sizes follow what was measured of the public catalogues: median 17 genes, the largest 9,286, about 58,000 rows in all, a row about
1.5 KB of JSON, a few lines of history for each row. Genes, symbols and numbers are invented; the same call always writes the same
bytes. Written are `<id>.json` (details), `<id>.activities.json`, `list-<page>.json` and `signedoff-<page>.json`.
"""

from __future__ import annotations

import argparse
import json
import random
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import NormalDist, median
from typing import Any


PAGE = 100
POOL = 19_500  # genes to choose from
STR_PANEL = 3597  # the panel of repeats that Talos asks for by its number
STANDARD = 2_500  # one panel of this size is always there, for measuring
MODES = (
    ("BIALLELIC, autosomal or pseudoautosomal", 29_752),
    ("MONOALLELIC, autosomal or pseudoautosomal, NOT imprinted", 14_502),
    ("", 7_056),
    ("BOTH monoallelic and biallelic, autosomal or pseudoautosomal", 3_486),
    ("X-LINKED: hemizygous mutation in males, biallelic mutations in females", 3_301),
    ("MITOCHONDRIAL", 495),
)
TYPES = (
    ("Rare Disease 100K", "rare-disease-100k", "Rare Disease 100K"),
    (
        "GMS Rare Disease Virtual",
        "gms-rare-disease-virtual",
        "This is a panel for a genomic test that takes a virtual gene panel for rare disease.",
    ),
    ("GMS signed-off", "gms-signed-off", "This panel has undergone review by a disease specialist group."),
    ("Component Of Super Panel", "component-of-super-panel", "This panel is a component of a super panel."),
    ("Cancer Germline 100K", "cancer-germline-100k", "Cancer Germline 100K"),
)
GROUPS = ("Neurology and neurodevelopmental disorders", "Ophthalmological disorders", "Skeletal disorders", "Metabolic disorders",
          "Cardiovascular disorders", "Renal and urinary tract disorders", "Hearing and ear disorders", "Dermatological disorders")  # fmt: skip
WORDS = ("familial", "progressive", "infantile", "congenital", "syndromic", "isolated", "autosomal", "early-onset", "sensory", "distal",
         "neuropathy", "dystrophy", "cardiomyopathy", "dysplasia", "epilepsy", "ataxia", "retinopathy", "nephropathy", "deafness")  # fmt: skip
LABS = ("Expert Review", "Literature", "NHS GMS", "Radboud University Medical Center, Nijmegen", "Emory Genetics Laboratory",
        "Illumina TruGenome Clinical Sequencing Services", "UKGTN", "Eligibility statement prior genetic testing")  # fmt: skip
COLOURS = {"3": "Green", "2": "Amber", "1": "Red", "0": "Removed"}
LISTS = {
    "3": "Green List (High Evidence)",
    "2": "Amber List (Moderate Evidence)",
    "1": "Red List (Low Evidence)",
    "0": "No list",
}


def sizes(panels: int, largest: int) -> list[int]:
    """How many genes each panel has: a log-normal curve through the median, and the two that are fixed."""
    curve = NormalDist(2.833, 2.02)
    drawn = [
        max(1, min(5_200, round(2.718281828 ** curve.inv_cdf((i + 0.5) / (panels - 2))))) for i in range(panels - 2)
    ]
    return [largest, STANDARD, *drawn]


class Maker:
    """Draws everything from one seed."""

    def __init__(self, seed: int = 2026) -> None:
        self.draw = random.Random(seed)
        self.genes = [self._gene_data(number) for number in range(POOL)]

    def _words(self, least: int, most: int) -> str:
        return " ".join(self.draw.choices(WORDS, k=self.draw.randint(least, most)))

    def _gene_data(self, number: int) -> dict[str, Any]:
        draw = self.draw
        symbol = "".join(draw.choices("ABCDEFGHKLMNPRSTUVWXYZ", k=draw.randint(2, 4))) + str(number)
        place = draw.randint(1, 230_000_000)
        chromosome = draw.choice([*map(str, range(1, 23)), "X"])
        ensembl = f"ENSG{100_000 + number:011d}"
        return {
            "alias": [f"{symbol[:3]}{draw.randint(1, 99)}" for _ in range(draw.randint(0, 4))], "biotype": "protein_coding",
            "hgnc_id": f"HGNC:{number + 1}", "gene_name": self._words(3, 6), "omim_gene": [str(draw.randint(100_000, 619_999))],
            "alias_name": None if draw.random() < 0.5 else [self._words(2, 5)], "gene_symbol": symbol, "hgnc_symbol": symbol,
            "hgnc_release": draw.choice(("2017-11-03", "2017-11-03T00:00:00")),
            "ensembl_genes": {
                "GRch37": {"82": {"location": f"{chromosome}:{place}-{place + 40_000}", "ensembl_id": ensembl}},
                "GRch38": {"90": {"location": f"{chromosome}:{place + 900}-{place + 40_900}", "ensembl_id": ensembl}},
            },
            "hgnc_date_symbol_changed": f"{draw.randint(1988, 2016)}-{draw.randint(1, 12):02d}-{draw.randint(1, 28):02d}",
        }  # fmt: skip

    def entity(self, number: int) -> dict[str, Any]:
        """A gene as it stands on a panel."""
        draw, data = self.draw, self.genes[number]
        level = draw.choices("3210", weights=(45, 15, 38, 2))[0]
        return {
            "gene_data": data, "entity_type": "gene", "entity_name": data["gene_symbol"], "confidence_level": level,
            "penetrance": draw.choice(("Complete", "unknown", None)), "mode_of_pathogenicity": "",
            "publications": [str(draw.randint(8_000_000, 34_000_000)) for _ in range(draw.randint(0, 6))],
            "evidence": [f"Expert Review {COLOURS[level]}", *draw.sample(LABS, k=draw.randint(1, 4))],
            "phenotypes": [f"{self._words(3, 8)}, {draw.randint(100_000, 619_999)}" for _ in range(draw.randint(1, 11))],
            "mode_of_inheritance": draw.choices([m for m, _ in MODES], weights=[w for _, w in MODES])[0],
            "tags": draw.sample(("watchlist", "Q2_21_rating", "missense", "founder-effect"), k=1) if draw.random() < 0.06 else [],
            "transcript": None,
        }  # fmt: skip

    def repeat(self, number: int) -> dict[str, Any]:
        """A short tandem repeat."""
        draw, own = self.draw, self.entity(number)
        own.pop("transcript")
        own.pop("mode_of_pathogenicity")
        place = draw.randint(1, 200_000_000)
        return {
            **own, "entity_type": "str", "entity_name": f"{own['entity_name']}_CAG", "repeated_sequence": "CAG", "chromosome": "4",
            "grch37_coordinates": [place, place + 60], "grch38_coordinates": [place + 500, place + 560],
            "normal_repeats": draw.randint(10, 35), "pathogenic_repeats": draw.randint(36, 200),
        }  # fmt: skip

    def region(self, number: int) -> dict[str, Any]:
        """A region; it has no gene_data."""
        draw, own = self.draw, self.entity(number)
        own.pop("transcript")
        place = draw.randint(1, 200_000_000)
        return {
            **own, "gene_data": None, "entity_type": "region", "entity_name": f"ISCA-{37_000 + number}-Loss",
            "verbose_name": self._words(2, 5), "chromosome": "17", "grch37_coordinates": None,
            "grch38_coordinates": [place, place + 500_000], "haploinsufficiency_score": "3", "triplosensitivity_score": "",
            "required_overlap_percentage": 60, "type_of_variants": "cnv_loss",
        }  # fmt: skip

    def panel(self, number: int, size: int) -> dict[str, Any]:
        """A panel's detail, on its own."""
        draw = self.draw
        created = datetime(2024, 1, 1, tzinfo=UTC) + timedelta(microseconds=draw.randrange(86_400_000_000 * 600))
        chosen = draw.sample(range(POOL), k=size)
        strs = 60 if number == STR_PANEL else int(draw.random() < 0.08)
        regions = draw.randint(1, 8) if draw.random() < 0.1 else 0
        return {
            "id": number, "hash_id": f"{draw.getrandbits(96):024x}" if draw.random() < 0.4 else None,
            "name": f"{self._words(2, 4).capitalize()} {number}", "disease_group": draw.choice(GROUPS), "disease_sub_group": "",
            "status": draw.choices(("public", "promoted"), weights=(9, 1))[0],
            "version": f"{draw.randint(0, 8)}.{draw.randint(1, 400)}", "version_created": f"{created:%Y-%m-%dT%H:%M:%S.%fZ}",
            "relevant_disorders": [f"R{draw.randint(1, 450)}", f"HP:{draw.randint(1, 40_000):07d}"][: draw.randint(0, 2)],
            "stats": {"number_of_genes": size, "number_of_strs": strs, "number_of_regions": regions},
            "types": [dict(zip(("name", "slug", "description"), kind, strict=True)) for kind in draw.sample(TYPES, k=draw.randint(1, 3))],
            "genes": [self.entity(gene) for gene in chosen],
            "strs": [self.repeat(gene) for gene in draw.sample(range(POOL), k=strs)],
            "regions": [self.region(gene) for gene in draw.sample(range(POOL), k=regions)],
        }  # fmt: skip

    def activities(self, panel: dict[str, Any]) -> list[dict[str, Any]]:
        """The panel's history, the newest line first: each gene was added, described, and put on a list."""
        draw = self.draw
        at = datetime.strptime(panel["version_created"], "%Y-%m-%dT%H:%M:%S.%fZ").replace(tzinfo=UTC)
        lines = []
        for entity in reversed([*panel["genes"], *panel["strs"], *panel["regions"]]):
            kind, name = entity["entity_type"], entity["entity_name"]
            for text in (
                f"{kind.capitalize()}: {name} has been classified as {LISTS[entity['confidence_level']]}.",
                f"Mode of inheritance for {kind}: {name} was set to {entity['mode_of_inheritance'] or 'Unknown'}",
                f"Publications for {kind}: {name} were set to {'; '.join(entity['publications'])}",
                f"{kind}: {name} was added to {panel['name']}. Sources: {','.join(entity['evidence'])}",
            ):
                at -= timedelta(microseconds=draw.randrange(1, 60_000_000))
                lines.append({
                    "created": f"{at:%Y-%m-%dT%H:%M:%S.%fZ}", "panel_name": panel["name"], "panel_id": panel["id"],
                    "panel_version": panel["version"], "user_name": "A. Curator", "item_type": "entity", "text": text,
                    "entity_name": name, "entity_type": kind,
                })  # fmt: skip
        return lines


def numbers(panels: int) -> list[int]:
    """The ids: the first of them is the panel of repeats' place in the list of sizes that is small."""
    own = [number for number in range(1, panels * 3, 2) if number != STR_PANEL][: panels - 1]
    return [*own[:20], STR_PANEL, *own[20:]]


def superpanel(number: int, parts: list[dict[str, Any]], maker: Maker) -> dict[str, Any]:
    """A panel put together from others: each entity says its own panel."""
    whole = {**maker.panel(number, 1), "genes": [], "strs": [], "regions": []}
    for part in parts:
        head = head_of(part)
        for kind in ("genes", "strs", "regions"):
            whole[kind] += [{**entity, "panel": head} for entity in part[kind]]
    whole["stats"] = {f"number_of_{kind}": len(whole[kind]) for kind in ("genes", "strs", "regions")}
    return whole


def head_of(panel: dict[str, Any]) -> dict[str, Any]:
    """What lists say of a panel."""
    return {key: value for key, value in panel.items() if key not in ("genes", "strs", "regions", "signed_off")}


def write(folder: Path, panels: int, largest: int) -> dict[str, int]:
    """The whole catalogue. Returns its figures."""
    folder.mkdir(parents=True, exist_ok=True)
    maker = Maker()
    own = [maker.panel(number, size) for number, size in zip(numbers(panels), sizes(panels, largest), strict=True)]
    small = [panel for panel in own if 5 <= len(panel["genes"]) <= 60][:12]
    own[-3:] = [superpanel(own[-3 + i]["id"], small[i * 4 : i * 4 + 4], maker) for i in range(3)]
    lines = 0
    for index, panel in enumerate(own):
        if index % 3 == 0:
            panel["signed_off"] = panel["version_created"][:10]
        _write(folder / f"{panel['id']}.json", panel)
        activities = maker.activities(panel)
        lines += len(activities)
        _write(folder / f"{panel['id']}.activities.json", activities)
    listed = sorted(own, key=lambda panel: (panel["name"].casefold(), panel["id"]))
    _pages(folder, "list", [head_of(panel) for panel in listed])
    _pages(folder, "signedoff", [{**head_of(p), "signed_off": p["signed_off"]} for p in listed if "signed_off" in p])
    rows = [len(panel["genes"]) for panel in own]
    return {
        "panels": len(own),
        "genes": sum(rows),
        "median": int(median(rows)),
        "largest": max(rows),
        "activities": lines,
    }


def _pages(folder: Path, name: str, entries: list[dict[str, Any]]) -> None:
    for start in range(0, len(entries), PAGE):
        page = {"count": len(entries), "next": None, "previous": None, "results": entries[start : start + PAGE]}
        _write(folder / f"{name}-{start // PAGE + 1}.json", page)


def _write(path: Path, value: object) -> None:
    path.write_text(json.dumps(value, separators=(",", ":"), ensure_ascii=False), encoding="utf-8")


def main() -> None:
    """Reads the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--panels", type=int, default=440)
    parser.add_argument("--largest", type=int, default=9_286)
    given = parser.parse_args()
    print(json.dumps(write(given.folder, given.panels, given.largest)))


if __name__ == "__main__":
    main()
