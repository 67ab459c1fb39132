"""Protein changes in one spelling, so that two sources that name the same change are seen to agree."""

from __future__ import annotations

import re


ONE_TO_THREE = {
    "A": "Ala", "R": "Arg", "N": "Asn", "D": "Asp", "C": "Cys", "Q": "Gln", "E": "Glu", "G": "Gly", "H": "His", "I": "Ile",
    "L": "Leu", "K": "Lys", "M": "Met", "F": "Phe", "P": "Pro", "S": "Ser", "T": "Thr", "W": "Trp", "Y": "Tyr", "V": "Val",
    "U": "Sec", "O": "Pyl", "X": "Xaa", "*": "Ter",
}  # fmt: skip
_SHORT = re.compile(r"([A-Z*])(\d{1,6})([A-Z*])", re.ASCII)
_TITLE = re.compile(r"\((?P<symbol>[A-Za-z0-9._-]+)\):[cgmn]\.\S+ \((?P<change>p\.[^\s()]+)\)", re.ASCII)
_CHANGE = re.compile(r"[A-Za-z0-9_*=?+^,;\[\]-]{1,400}", re.ASCII)


def protein_change(text: str) -> str:
    """`p.Arg97Gly` from `NP_000050.2:p.(Arg97Gly)`, `p.R97G` and the like; "" where no change is stated.

    HGVS nomenclature (doi:10.1002/humu.22981): brackets mark a prediction and are dropped, `*` is written Ter, `%3D` is `=`.
    Synonymous changes (`=`) and unknown ones (`p.?`) give "": they name no change to share.
    """
    bare = text.rpartition(":")[2].replace("%3D", "=").strip()
    if not bare.startswith("p."):
        return ""
    bare = bare[2:].replace("(", "").replace(")", "")
    short = _SHORT.fullmatch(bare)
    if short:
        bare = f"{ONE_TO_THREE.get(short[1], '?')}{short[2]}{ONE_TO_THREE.get(short[3], '?')}"
    bare = bare.replace("*", "Ter")
    if not _CHANGE.fullmatch(bare) or "=" in bare or "?" in bare:
        return ""
    return f"p.{bare}"


def change_in_title(title: str) -> tuple[str, str]:
    """Gene symbol and protein change of a ClinVar title, `NM_000059.4(BRCA2):c.1A>G (p.Met1Val)`; ("", "") without."""
    match = _TITLE.search(title)
    change = protein_change(match["change"]) if match else ""
    return (match["symbol"], change) if match and change else ("", "")
