"""Orders as phenopackets: what is read, and how a bad one is refused."""

from __future__ import annotations

import copy
import itertools
import json
import tarfile
from pathlib import Path
from typing import Any

import pytest

from carrel.care.interpretation.adapters.case_file import read_case
from carrel.care.interpretation.errors import CaseCannotBeRead
from carrel.care.participants.errors import FamilyIsImpossible
from carrel.foundation.vocabulary.inheritance import Affection, Sex


FAMILY: dict[str, Any] = {
    "id": "CASE1",
    "proband": {
        "id": "kid",
        "subject": {"id": "kid", "sex": "FEMALE"},
        "phenotypicFeatures": [
            {"type": {"id": "HP:0001250", "label": "Seizure"}},
            {"type": {"id": "HP:0000252", "label": "Microcephaly"}, "excluded": True},
        ],
    },
    "pedigree": {
        "persons": [
            {
                "familyId": "F1",
                "individualId": "mum",
                "paternalId": "0",
                "maternalId": "0",
                "sex": "FEMALE",
                "affectedStatus": "UNAFFECTED",
            },
            {
                "familyId": "F1",
                "individualId": "kid",
                "paternalId": "0",
                "maternalId": "mum",
                "sex": "FEMALE",
                "affectedStatus": "AFFECTED",
            },
        ]
    },
    "files": [
        {
            "uri": "family.vcf.gz",
            "individualToFileIdentifiers": {"kid": "S1", "mum": "S2"},
            "fileAttributes": {"fileFormat": "VCF", "genomeAssembly": "hg38"},
        }
    ],
    "metaData": {"externalReferences": [{"id": "panel:9001@1.0"}, {"id": "penetrance:incomplete"}]},
}


def write(folder: Path, value: object) -> Path:
    path = folder / "family.json"
    path.write_text(value if isinstance(value, str) else json.dumps(value))
    return path


def changed(*path: str | int, to: object) -> dict[str, Any]:
    """The family with one value replaced."""
    value = copy.deepcopy(FAMILY)
    place: Any = value
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = to
    return value


@pytest.mark.row("M7", "M30")
def test_a_phenopacket_family_becomes_a_case(tmp_path: Path) -> None:
    case = read_case(write(tmp_path, FAMILY))
    assert (case.id, case.family.id, case.family.proband) == ("CASE1", "F1", "kid")
    assert case.family.ids == ("kid", "mum")
    assert case.family.person("mum").affection is Affection.UNAFFECTED
    assert [(f.term, f.excluded) for f in case.features] == [("HP:0001250", False), ("HP:0000252", True)]
    assert case.panel_references == ("9001@1.0",)
    assert case.incomplete_penetrance
    assert case.files[0].path == str(tmp_path / "family.vcf.gz")
    assert case.files[0].assembly == "GRCh38"
    assert dict(case.files[0].samples) == {"kid": "S1", "mum": "S2"}


def test_a_phenopacket_of_one_person_is_an_affected_singleton(tmp_path: Path) -> None:
    alone = {**FAMILY["proband"], "files": [{**FAMILY["files"][0], "individualToFileIdentifiers": {"kid": "S1"}}]}
    case = read_case(write(tmp_path, alone))
    assert case.family.ids == ("kid",)
    assert case.family.person("kid").sex is Sex.FEMALE
    assert case.panel_references == ()


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("", "not JSON"),
        ('{"id": "CASE1", "proband": {', "not JSON: line 1"),
        ("[]", "no JSON object"),
        ("[" * 100_000, "nested too deeply|not JSON"),
        ("{}", "case id"),
        (changed("id", to="../../etc"), "cannot name a folder"),
        (changed("id", to="a" * 101), "cannot name a folder"),
        (changed("proband", to="kid"), "'proband' is missing or no object"),
        (changed("proband", "subject", "id", to=""), "proband.subject.id is missing"),
        (
            changed("proband", "phenotypicFeatures", 0, "type", "id", to="HP:12"),
            "phenotypic feature 1: 'HP:12' is not an HPO id",
        ),
        (changed("proband", "phenotypicFeatures", to={"a": 1}), "no list of objects"),
        (changed("pedigree", "persons", 0, "familyId", to="F2"), "mixes the families F1, F2"),
        (changed("files", to=[]), "no VCF among its files"),
        (changed("files", 0, "individualToFileIdentifiers", to={"dad": "S3"}), "names dad, who is not in the pedigree"),
        (changed("files", 0, "fileAttributes", "genomeAssembly", to="mm10"), "'mm10' is not known"),
        (changed("files", 0, "uri", to="https://example.org/a.vcf.gz"), "no local file"),
    ],
)
def test_a_bad_case_file_is_refused_in_one_sentence(tmp_path: Path, value: object, said: str) -> None:
    with pytest.raises(CaseCannotBeRead, match=said) as refused:
        read_case(write(tmp_path, value))
    assert "\n" not in str(refused.value)


def test_a_parent_who_is_not_in_the_pedigree_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FamilyIsImpossible, match="father dad, who is not in the pedigree"):
        read_case(write(tmp_path, changed("pedigree", "persons", 1, "paternalId", to="dad")))


def test_a_file_that_is_not_there_or_not_text_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CaseCannotBeRead, match="cannot be opened"):
        read_case(tmp_path / "absent.json")
    (tmp_path / "binary.json").write_bytes(b'{"id": "\xff"}')
    with pytest.raises(CaseCannotBeRead, match="not text"):
        read_case(tmp_path / "binary.json")


@pytest.mark.row("M7")
def test_every_benchmark_style_case_of_a_real_patient_is_read(test_data: Path, tmp_path: Path) -> None:
    """Phenopackets that others published: none of them may break the reader."""
    read = 0
    with tarfile.open(test_data / "phenopackets" / "dev" / "phenopackets.dev.tar.gz") as archive:
        for member in itertools.islice((m for m in archive if m.name.endswith(".json")), 300):
            packet = json.load(archive.extractfile(member))  # type: ignore[arg-type]
            case = read_case(write(tmp_path, {**packet, "id": "case", "files": [{"uri": "x.vcf.gz"}]}))
            assert len(case.features) == len(packet.get("phenotypicFeatures", []))
            read += 1
    assert read == 300
