"""Reading an order from a GA4GH Phenopacket v2: a `Family`, or a `Phenopacket` of one person.

What is read of it: the proband with phenotypic features, the relatives, the pedigree, the files, and in the metaData's
externalReferences the order itself: `panel:<id>@<version>` for each panel to apply and `penetrance:incomplete`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import unquote, urlparse

from carrel.care.interpretation.errors import CaseCannotBeRead
from carrel.care.interpretation.values import Case, GenomeFile
from carrel.care.participants.rules import family
from carrel.care.participants.values import Family, Person
from carrel.care.records.values import PhenotypicFeature
from carrel.foundation.vocabulary.inheritance import Affection, Sex


_Word = TypeVar("_Word", Sex, Affection)
_LARGEST = 50 * 1024 * 1024
_CASE_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")
_HPO = re.compile(r"HP:\d{7}")
_ASSEMBLIES = {"grch38": "GRCh38", "hg38": "GRCh38", "grch37": "GRCh37", "hg19": "GRCh37", "b37": "GRCh37"}
_REPEAT_FORMATS = ("STR", "REPEAT")
_STRUCTURAL_FORMATS = ("SV", "CNV")


def read_case(path: Path) -> Case:
    """The order in a case file. Raises CaseCannotBeRead, or FamilyIsImpossible for its pedigree."""
    raw = _json(path)
    if "proband" not in raw and "subject" in raw:
        raw = {"id": raw.get("id"), "proband": raw, "files": raw.get("files", []), "metaData": raw.get("metaData", {})}
    case_id = safe_case_id(str(raw.get("id") or ""), path.name)
    proband = _object(raw, "proband", path)
    proband_id = str(_object(proband, "subject", path).get("id") or "")
    if not proband_id:
        raise CaseCannotBeRead(f"{path.name}: proband.subject.id is missing; give the proband an id.")
    whole = _family(raw, case_id, proband_id, path)
    features = tuple(_features(proband, path))
    ordered = list(_order(raw, path))
    files = list(_files(raw, whole, path))
    return Case(
        id=case_id,
        family=whole,
        features=features,
        files=tuple(file for kind, file in files if kind == "small"),
        panel_references=tuple(word.removeprefix("panel:") for word in ordered if word.startswith("panel:")),
        incomplete_penetrance="penetrance:incomplete" in ordered,
        structural_files=tuple(file for kind, file in files if kind == "structural"),
        repeat_files=tuple(file for kind, file in files if kind == "repeat"),
    )


def safe_case_id(case_id: str, where: str) -> str:
    """The id if it can be the name of a folder: letters, digits, dot, hyphen and underscore."""
    if not _CASE_ID.fullmatch(case_id):
        raise CaseCannotBeRead(
            f"{where}: the case id {case_id[:40]!r} cannot name a folder; use up to 100 letters, digits, '.', '-' and '_'."
        )
    return case_id


def feature(term: str, label: str, excluded: bool, where: str) -> PhenotypicFeature:
    """A phenotypic feature, refused where the term does not look like an HPO id."""
    if not _HPO.fullmatch(term):
        raise CaseCannotBeRead(
            f"{where}: {term[:40]!r} is not an HPO id; write HP: and seven digits, such as HP:0001250."
        )
    return PhenotypicFeature(term, label, excluded)


def _json(path: Path) -> dict[str, Any]:
    try:
        if path.exists() and not path.is_file():  # opening a pipe would wait for ever
            raise CaseCannotBeRead(f"The case file {path} is a folder, a pipe or a device; name the JSON file itself.")
        if path.stat().st_size > _LARGEST:
            raise CaseCannotBeRead(f"{path.name} is larger than 50 MB, which no case file is.")
        value = json.loads(path.read_bytes())
        json.dumps(value, ensure_ascii=False).encode()
    except OSError as fault:
        raise CaseCannotBeRead(f"The case file {path} cannot be opened: {fault.strerror}.") from None
    except UnicodeDecodeError as fault:
        raise CaseCannotBeRead(f"{path.name} is not text: byte {fault.start} is not UTF-8.") from None
    except UnicodeEncodeError:
        raise CaseCannotBeRead(
            f"{path.name} holds half of a letter (a lone \\ud800 to \\udfff); write the letter itself."
        ) from None
    except RecursionError:
        raise CaseCannotBeRead(f"{path.name} is nested too deeply to be a case file.") from None
    except json.JSONDecodeError as fault:
        raise CaseCannotBeRead(
            f"{path.name} is not JSON: line {fault.lineno}, column {fault.colno}: {fault.msg}."
        ) from None
    except ValueError:  # an integer of more digits than Python reads
        raise CaseCannotBeRead(f"{path.name} holds a number that is far too long; correct it.") from None
    if not isinstance(value, dict):
        raise CaseCannotBeRead(f"{path.name} holds no JSON object; a case is a GA4GH Phenopacket v2 Family.")
    return value


def _object(parent: Mapping[str, Any], key: str, path: Path) -> dict[str, Any]:
    value = parent.get(key)
    if not isinstance(value, dict):
        raise CaseCannotBeRead(
            f"{path.name}: {key!r} is missing or no object; a case is a GA4GH Phenopacket v2 Family."
        )
    return value


def _maybe_object(parent: Mapping[str, Any], key: str, path: Path) -> dict[str, Any]:
    return _object(parent, key, path) if parent.get(key) else {}


def _list(parent: Mapping[str, Any], key: str, path: Path) -> list[dict[str, Any]]:
    value = parent.get(key) or []
    if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
        raise CaseCannotBeRead(f"{path.name}: {key!r} is no list of objects.")
    return value


def _enumerated(kind: type[_Word], word: object, default: _Word) -> _Word:
    try:
        return kind(str(word))
    except ValueError:
        return default


def _family(raw: Mapping[str, Any], case_id: str, proband: str, path: Path) -> Family:
    pedigree = _maybe_object(raw, "pedigree", path)
    people = [_person(entry) for entry in _list(pedigree, "persons", path)]
    if not people:
        sex = _object(raw["proband"], "subject", path).get("sex")
        people = [Person(proband, _enumerated(Sex, sex, Sex.UNKNOWN), Affection.AFFECTED)]
    families = {str(entry.get("familyId") or case_id) for entry in _list(pedigree, "persons", path)}
    if len(families) > 1:
        raise CaseCannotBeRead(
            f"{path.name}: the pedigree mixes the families {', '.join(sorted(families))}; a case has one."
        )
    return family(families.pop() if families else case_id, proband, people)


def _person(entry: Mapping[str, Any]) -> Person:
    father, mother = (str(entry.get(key) or "0") for key in ("paternalId", "maternalId"))
    return Person(
        id=str(entry.get("individualId") or ""),
        sex=_enumerated(Sex, entry.get("sex"), Sex.UNKNOWN),
        affection=_enumerated(Affection, entry.get("affectedStatus"), Affection.UNCERTAIN),
        father="" if father == "0" else father,
        mother="" if mother == "0" else mother,
    )


def _features(person: Mapping[str, Any], path: Path) -> Iterator[PhenotypicFeature]:
    for number, entry in enumerate(_list(person, "phenotypicFeatures", path), 1):
        kind = _maybe_object(entry, "type", path)
        where = f"{path.name}, phenotypic feature {number}"
        yield feature(str(kind.get("id") or ""), str(kind.get("label") or ""), bool(entry.get("excluded")), where)


def _order(raw: Mapping[str, Any], path: Path) -> Iterator[str]:
    for reference in _list(_maybe_object(raw, "metaData", path), "externalReferences", path):
        yield str(reference.get("id") or "")


def _files(raw: Mapping[str, Any], whole: Family, path: Path) -> Iterator[tuple[str, GenomeFile]]:
    """("small", "structural" or "repeat", file) for each VCF of the family and of its members."""
    holders = [raw, raw["proband"], *_list(raw, "relatives", path)]
    seen: set[str] = set()
    for entry in (entry for holder in holders for entry in _list(holder, "files", path)):
        attributes = _maybe_object(entry, "fileAttributes", path)
        form = str(attributes.get("fileFormat") or "VCF").upper()
        uri = str(entry.get("uri") or "")
        if uri in seen or not ("VCF" in form or "BCF" in form or form in (*_REPEAT_FORMATS, *_STRUCTURAL_FORMATS)):
            continue
        seen.add(uri)
        samples = _maybe_object(entry, "individualToFileIdentifiers", path)
        strangers = sorted(set(samples) - set(whole.ids))
        if strangers:
            raise CaseCannotBeRead(f"{path.name}: {uri} names {strangers[0]}, who is not in the pedigree.")
        kind = str(attributes.get("variantType") or form).upper()
        what = "repeat" if kind in _REPEAT_FORMATS else "structural" if kind in _STRUCTURAL_FORMATS else "small"
        yield (
            what,
            GenomeFile(
                str(_local(path, uri)), {str(k): str(v) for k, v in samples.items()}, _assembly(attributes, path)
            ),
        )
    if not seen:
        raise CaseCannotBeRead(f"{path.name}: no VCF among its files; add one with individualToFileIdentifiers.")


def _assembly(attributes: Mapping[str, Any], path: Path) -> str:
    stated = str(attributes.get("genomeAssembly") or "")
    if stated and stated.lower() not in _ASSEMBLIES:
        raise CaseCannotBeRead(f"{path.name}: genome assembly {stated[:40]!r} is not known; use GRCh37 or GRCh38.")
    return _ASSEMBLIES.get(stated.lower(), "")


def _local(path: Path, uri: str) -> Path:
    """Where a file lies: a relative path counts from the case file's folder; only local files are read."""
    try:
        parts = urlparse(uri)
    except ValueError:  # brackets that hold no address
        raise CaseCannotBeRead(f"{path.name}: {uri[:80]!r} is no URI; give a path or a file:// URI.") from None
    if parts.scheme not in ("", "file") or not (parts.path or uri) or "\0" in unquote(uri):
        raise CaseCannotBeRead(f"{path.name}: {uri[:80]!r} is no local file; give a path or a file:// URI.")
    target = Path(unquote(parts.path) if parts.scheme else uri)
    return target if target.is_absolute() else path.parent / target
