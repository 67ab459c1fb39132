"""Reading a family from a PED file, the six-column pedigree format of linkage programs and PLINK."""

from __future__ import annotations

from pathlib import Path

from carrel.care.participants.errors import FamilyIsImpossible, PedigreeCannotBeRead
from carrel.care.participants.rules import family
from carrel.care.participants.values import Family, Person
from carrel.foundation.vocabulary.inheritance import Affection, Sex


_LARGEST = 10 * 1024 * 1024  # a pedigree is a few lines; anything over this is some other file
_SEX = {"1": Sex.MALE, "2": Sex.FEMALE, "0": Sex.UNKNOWN, "other": Sex.OTHER, "male": Sex.MALE, "female": Sex.FEMALE}
_AFFECTION = {"1": Affection.UNAFFECTED, "2": Affection.AFFECTED, "0": Affection.UNCERTAIN, "-9": Affection.UNCERTAIN}


def read_ped(path: Path, family_id: str = "", proband: str = "") -> Family:
    """The family of a PED file: columns family, person, father, mother, sex (1 male, 2 female), phenotype (1 un-, 2 affected).

    `0` means not stated. With several families in the file `family_id` chooses one. Without `proband` it is the one affected
    child, or the one affected person. Raises PedigreeCannotBeRead or FamilyIsImpossible.
    """
    rows = _rows(path)
    families: dict[str, list[Person]] = {}
    home: dict[str, str] = {}
    for number, columns in rows:
        name, person = columns[0], _person(path, number, columns)
        if home.setdefault(person.id, name) != name:
            raise FamilyIsImpossible(
                f"{path.name}, line {number}: person {person.id} is in family {home[person.id]} and in family {name};"
                " a person belongs to one family."
            )
        families.setdefault(name, []).append(person)
    chosen = _chosen(path, families, family_id)
    members = families[chosen]
    return family(chosen, proband or _likely_proband(path, members), members)


def _rows(path: Path) -> list[tuple[int, list[str]]]:
    try:
        if path.exists() and not path.is_file():  # opening a pipe would wait for ever
            raise PedigreeCannotBeRead(f"The pedigree {path.name} is a folder, a pipe or a device; name the PED file.")
        if path.stat().st_size > _LARGEST:
            raise PedigreeCannotBeRead(f"{path.name} is larger than 10 MB, which no pedigree is; give a PED file.")
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as fault:
        raise PedigreeCannotBeRead(f"The pedigree {path.name} cannot be opened: {fault.strerror}.") from None
    except UnicodeDecodeError as fault:
        raise PedigreeCannotBeRead(
            f"{path.name} is not text (byte {fault.start} is not UTF-8); give a PED file."
        ) from None
    lines = [
        (number, _columns(line))
        for number, line in enumerate(text.splitlines(), 1)
        if line.strip() and not line.startswith("#")
    ]
    if not lines:
        raise PedigreeCannotBeRead(f"{path.name} has no line with a person; give a PED file with six columns.")
    return lines


def _columns(line: str) -> list[str]:
    """The columns of a line; where tabs part them, a name may hold spaces."""
    return [word.strip() for word in line.split("\t")] if line.count("\t") >= 5 else line.split()


def _person(path: Path, number: int, columns: list[str]) -> Person:
    if len(columns) < 6:
        raise PedigreeCannotBeRead(
            f"{path.name}, line {number}: {len(columns)} columns, but a PED line has six"
            " (family, person, father, mother, sex, phenotype)."
        )
    sex, affection = _SEX.get(columns[4].lower()), _AFFECTION.get(columns[5])
    if affection is None:
        raise PedigreeCannotBeRead(
            f"{path.name}, line {number}, column 6: {columns[5]!r} is no phenotype; write 1 (unaffected), 2 (affected) or 0."
        )
    father, mother = ("" if parent in ("0", "-9", ".") else parent for parent in columns[2:4])
    return Person(columns[1], sex or Sex.UNKNOWN, affection, father, mother)


def _chosen(path: Path, families: dict[str, list[Person]], family_id: str) -> str:
    if family_id:
        if family_id not in families:
            raise FamilyIsImpossible(f"{path.name} has no family {family_id}; it has {', '.join(families)}.")
        return family_id
    if len(families) > 1:
        raise FamilyIsImpossible(
            f"{path.name} has {len(families)} families ({', '.join(families)}); choose one with --family."
        )
    return next(iter(families))


def _likely_proband(path: Path, members: list[Person]) -> str:
    affected = [member for member in members if member.affection is Affection.AFFECTED]
    children = [member for member in affected if member.father or member.mother] or affected
    if len(children) != 1:
        raise FamilyIsImpossible(
            f"{path.name}: the proband cannot be told from {len(children)} affected members; name one with --proband."
        )
    return children[0].id
