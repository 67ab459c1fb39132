"""Which fields of a frequency file belong to which population: gnomAD v2, v3 and v4, and plain tables."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass


# Genetic ancestry groups of gnomAD v2.1.1, v3.1.2 and v4.1 (their release notes). Sub-groups (nfe_swe, eas_kor), sexes and
# gnomAD's "raw" and "popmax" are left out: no tiering table has a cut for them.
GROUPS = ("afr", "ami", "amr", "asj", "eas", "fin", "mid", "nfe", "oth", "remaining", "sas")
EVERYBODY = "ALL"
_COUNTS = {"ac": "ac", "an": "an", "nhomalt": "hom", "hom": "hom", "nhom": "hom", "af": "af"}
_FIELD = re.compile(rf"(AC|AN|AF|nhomalt|hom|nhom)(?:[_-]joint)?(?:[_-]({'|'.join(GROUPS)}))?", re.IGNORECASE)
_DATASET = re.compile(r"exomes|genomes|joint")


@dataclass(frozen=True, slots=True)
class PopulationFields:
    """The names of a population's fields in a file, "" for what the file does not give."""

    population: str
    ac: str = ""
    an: str = ""
    hom: str = ""
    af: str = ""

    @property
    def has_counts(self) -> bool:
        """Are alleles counted? Then the frequency is count by number, exactly."""
        return bool(self.ac and self.an)


def population_fields(names: Iterable[str]) -> tuple[PopulationFields, ...]:
    """Populations with a frequency, everybody first, then by name. A population without AF or AC and AN is left out."""
    found: dict[str, dict[str, str]] = {}
    for name in names:
        match = _FIELD.fullmatch(name)
        if match:
            population = match[2].upper() if match[2] else EVERYBODY
            found.setdefault(population, {}).setdefault(_COUNTS[match[1].lower()], name)
    fields = [PopulationFields(population, **parts) for population, parts in found.items()]
    usable = [field for field in fields if field.has_counts or field.af]
    return tuple(sorted(usable, key=lambda field: (field.population != EVERYBODY, field.population)))


def dataset_of(file_name: str) -> str:
    """gnomad_exomes, gnomad_genomes or gnomad_joint as gnomAD's file names tell it, "" otherwise."""
    match = _DATASET.search(file_name.lower())
    return f"gnomad_{match[0]}" if match and "gnomad" in file_name.lower() else ""


def version_of(file_name: str) -> str:
    """The version in a gnomAD file name: `...r2.1.1.sites...` or `...v4.1.sites...`, "" otherwise."""
    match = re.search(r"[._-][rv](\d+(?:\.\d+)+)(?=[._-])", file_name)
    return match[1] if match else ""
