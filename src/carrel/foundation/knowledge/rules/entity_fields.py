"""The fields that people may set on a gene, repeat or region of a panel: one table for forms, files and programs."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from carrel.foundation.knowledge.errors import EntryIsWrong
from carrel.foundation.knowledge.states import EntityKind
from carrel.foundation.vocabulary.genome import plain_chromosome
from carrel.foundation.vocabulary.inheritance import ModeOfInheritance


LONGEST_TEXT = 2_000  # letters of one publication, phenotype or tag
MOST_TEXTS = 500
MODES = tuple(mode.value for mode in ModeOfInheritance)
PENETRANCES = ("Complete", "Incomplete", "unknown")
VARIANT_TYPES = ("small", "cnv_loss", "cnv_gain", "cnv_both")
ALL = frozenset(EntityKind)
STR, REGION = frozenset({EntityKind.STR}), frozenset({EntityKind.REGION})
PLACED = STR | REGION


UNFIT = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")  # control characters, and halves of characters


class _Wrong(Exception):
    """What is wrong with one value, as the end of a sentence."""


@dataclass(frozen=True, slots=True)
class EntityField:
    """One field: its name in the REST API, its title for people, which kinds of entity have it, and how a value is read."""

    name: str
    title: str
    kinds: frozenset[EntityKind]
    read: Callable[[object], Any]
    required: frozenset[EntityKind] = frozenset()
    choices: tuple[str, ...] = ()

    def attempt(self, value: object) -> tuple[Any, str]:
        """The value as it is kept and "", or None and what is wrong with it as the end of a sentence."""
        try:
            return self.read(value), ""
        except _Wrong as fault:
            return None, str(fault)


def _text(longest: int) -> Callable[[object], str]:
    def read(value: object) -> str:
        if value is None:
            return ""
        if not isinstance(value, str):
            raise _Wrong("is not text")
        clean = value.strip()
        if len(clean) > longest:
            raise _Wrong(f"is longer than {longest} letters")
        if UNFIT.search(clean):
            raise _Wrong("has control characters in it")
        return clean

    return read


def _one_of(choices: tuple[str, ...]) -> Callable[[object], str]:
    def read(value: object) -> str:
        text = _text(400)(value)
        if text and text not in choices:
            raise _Wrong(f"is {text[:60]!r}; write one of: {' | '.join(choices)}")
        return text

    return read


def _texts(value: object) -> list[str]:
    if value is None:
        return []
    if isinstance(value, str) or not isinstance(value, list | tuple):
        raise _Wrong("is not a list of texts")
    if len(value) > MOST_TEXTS:
        raise _Wrong(f"has more than {MOST_TEXTS} entries")
    return list(dict.fromkeys(text for text in (_text(LONGEST_TEXT)(one) for one in value) if text))


def _whole(low: int, high: int) -> Callable[[object], int | None]:
    def read(value: object) -> int | None:
        if value is None or value == "":
            return None
        text = str(value).strip()
        if isinstance(value, bool) or not re.fullmatch(r"\d{1,10}", text) or not low <= int(text) <= high:
            raise _Wrong(f"is {text[:40]!r}, not a whole number from {low} to {high}")
        return int(text)

    return read


def _span(value: object) -> list[int] | None:
    if value is None or value in ("", []):
        return None
    parts = value if isinstance(value, list | tuple) else _ends(str(value))
    if len(parts) != 2:
        raise _Wrong("is not a start and an end; write for example 45770205-45770264")
    start, end = (_whole(1, 400_000_000)(part) for part in parts)
    if start is None or end is None or start > end:
        raise _Wrong("is not a start and an end, the start first")
    return [start, end]


def _ends(text: str) -> list[str]:
    """Start and end as people write them: 100-200, 100,200, or with commas between thousands as genome browsers show them."""
    if re.fullmatch(r"\s*\d{1,3}(,\d{3})*\s*-\s*\d{1,3}(,\d{3})*\s*", text, re.ASCII):
        text = text.replace(",", "")
    return re.split(r"\s*[-,]\s*", text.strip())


def _chromosome(value: object) -> str:
    text = _text(20)(value)
    plain = plain_chromosome(text) if text else ""
    if plain is None:
        raise _Wrong(f"is {text!r}, not a chromosome")
    return plain


def _repeat_unit(value: object) -> str:
    text = _text(100)(value).upper()
    if text and not re.fullmatch(r"[ACGTNRYSWKMBDHV]+", text):
        raise _Wrong("is not written in the letters of bases")
    return text


FIELDS = (
    EntityField("mode_of_inheritance", "Mode of inheritance", ALL, _one_of(MODES), choices=MODES),
    EntityField("mode_of_pathogenicity", "Mode of pathogenicity", ALL, _text(255)),
    EntityField("penetrance", "Penetrance", ALL, _one_of(PENETRANCES), choices=PENETRANCES),
    EntityField("publications", "Publications", ALL, _texts),
    EntityField("evidence", "Sources and evidence", ALL, _texts),
    EntityField("phenotypes", "Phenotypes", ALL, _texts),
    EntityField("tags", "Tags", ALL, _texts),
    EntityField("transcript", "Transcripts", ALL, _texts),
    EntityField("repeated_sequence", "Repeated sequence", STR, _repeat_unit, required=STR),
    EntityField("verbose_name", "Name in full", REGION, _text(255)),
    EntityField("chromosome", "Chromosome", PLACED, _chromosome, required=PLACED),
    EntityField("grch37_coordinates", "Place on GRCh37 (start, end; 1-based, both inclusive)", PLACED, _span),
    EntityField("grch38_coordinates", "Place on GRCh38 (start, end; 1-based, both inclusive)", PLACED, _span, required=PLACED),
    EntityField("normal_repeats", "Normal up to (repeats)", STR, _whole(0, 1_000_000), required=STR),
    EntityField("pathogenic_repeats", "Pathogenic from (repeats)", STR, _whole(0, 1_000_000), required=STR),
    EntityField("haploinsufficiency_score", "Haploinsufficiency score", REGION, _text(20)),
    EntityField("triplosensitivity_score", "Triplosensitivity score", REGION, _text(20)),
    EntityField("required_overlap_percentage", "Required overlap (%)", REGION, _whole(0, 100), required=REGION),
    EntityField("type_of_variants", "Types of variants", REGION, _one_of(VARIANT_TYPES), required=REGION, choices=VARIANT_TYPES),
)  # fmt: skip
BY_NAME = {field.name: field for field in FIELDS}
KIND_WORDS = {EntityKind.GENE: "gene", EntityKind.STR: "repeat", EntityKind.REGION: "region"}  # in sentences
_REPEATS = ("normal_repeats", "pathogenic_repeats")
_OF_KIND = {kind: tuple(field for field in FIELDS if kind in field.kinds) for kind in EntityKind}


def fields_of(kind: EntityKind) -> tuple[EntityField, ...]:
    """The fields that this kind of entity has, in the order of forms."""
    return _OF_KIND[kind]


def validated(kind: EntityKind, given: Mapping[str, object], *, new: bool) -> dict[str, Any]:
    """The given fields as the API answers them. `new`: required fields must be there.

    Raises EntryIsWrong with all faults, each a field's name and a sentence.
    """
    faults = [(name, f"{name}: a {KIND_WORDS[kind]} has no such field.") for name in given if not _has(kind, name)]
    result: dict[str, Any] = {}
    for field in fields_of(kind):
        if field.name in given:
            value, fault = field.attempt(given[field.name])
            if fault:
                faults.append((field.name, f"{field.title} {fault}."))
            else:
                result[field.name] = value
    for field in fields_of(kind):
        missing = result.get(field.name) in (None, "") and (new or field.name in given)
        if kind in field.required and missing and field.name not in dict(faults):
            faults.append((field.name, f"{field.title} is missing; a {KIND_WORDS[kind]} needs it."))
    if faults:
        raise EntryIsWrong(faults)
    return result


def refused_repeats(before: Mapping[str, Any], after: Mapping[str, Any]) -> str:
    """Why these numbers of repeats cannot be set, as a sentence; "" where they can, or stood there before.

    A length from which a repeat causes disease, below one that is still normal, would put healthy people into tier 1.
    """
    normal, pathogenic = (after.get(name) for name in _REPEATS)
    if [before.get(name) for name in _REPEATS] == [normal, pathogenic]:
        return ""
    if not (isinstance(normal, int) and isinstance(pathogenic, int) and pathogenic < normal):
        return ""
    return (
        f"Pathogenic from {pathogenic} repeats contradicts normal up to {normal}; the first must be the larger number."
    )


def refused_name(kind: EntityKind, name: str) -> str:
    """Why an entity cannot have this name, as a sentence; "" where it can. Names become parts of addresses and files."""
    if not name:
        return f"The {KIND_WORDS[kind]} needs a name."
    seen = name.isprintable() and name not in (".", "..")  # no letters without a shape, and none that addresses swallow
    if len(name) > 128 or not seen or re.search(r"[\s/\\<>\"'?#%&]", name):
        return f"The name {name[:40]!r} is not 1 to 128 letters, digits, dots, dashes or underscores."
    return ""


def _has(kind: EntityKind, name: str) -> bool:
    return name in BY_NAME and kind in BY_NAME[name].kinds


def new_document(
    kind: EntityKind, name: str, gene: Mapping[str, Any] | None, fields: Mapping[str, Any]
) -> dict[str, Any]:
    """The document of an entity that was not on the panel, unrated. `fields` come from `validated`; `gene` is gene_data."""
    empty: dict[str, Any] = {"publications": [], "evidence": [], "phenotypes": [], "tags": [], "transcript": None}
    text = {"mode_of_inheritance": "", "mode_of_pathogenicity": "", "penetrance": None}
    own = {field.name: None for field in fields_of(kind) if field.name not in empty and field.name not in text}
    return {
        "gene_data": dict(gene) if gene else None,
        "entity_type": kind.value,
        "entity_name": name,
        "confidence_level": "0",
        **text,
        **empty,
        **own,
        **fields,
    }


def changed_document(document: Mapping[str, Any], fields: Mapping[str, Any]) -> dict[str, Any]:
    """The document with these fields set; everything else, known here or not, stays as it was and where it was.

    One kind of emptiness (null, "", []) does not take the place of another: that would be a change that nobody made.
    """
    empty: tuple[object, ...] = (None, "", [])
    real = {key: value for key, value in fields.items() if not (value in empty and document.get(key) in empty)}
    return {**document, **real}
