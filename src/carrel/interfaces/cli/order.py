"""An order from options, for people without phenopackets: --vcf, --ped, --hpo, --panel, --sex."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import click

from carrel.care.genomes.queries import samples_of
from carrel.care.interpretation.adapters.case_file import feature, safe_case_id
from carrel.care.interpretation.values import Case, GenomeFile
from carrel.care.participants.adapters.ped import read_ped
from carrel.care.participants.rules import family
from carrel.care.participants.values import Family, Person
from carrel.foundation.vocabulary.inheritance import Affection, Sex
from carrel.interfaces.cli.faults import Refused


_OPTIONS = (
    click.option("--vcf", "vcfs", multiple=True, type=click.Path(path_type=Path), help="A VCF or BCF of the family; repeat for one file per person."),
    click.option("--ped", type=click.Path(path_type=Path), help="Pedigree (PED file). Without it: one affected person."),
    click.option("--family", "family_id", default="", help="Family of the PED file, where it has several."),
    click.option("--proband", default="", help="Person of the PED file who is asked about."),
    click.option("--hpo", "terms", multiple=True, metavar="HP:...", help="Observed HPO term; several with commas; '!HP:...' was looked for and not found."),
    click.option("--panel", "panel_references", multiple=True, metavar="ID[@VERSION]", help="Panel to apply; repeat for more. Without it Carrel proposes panels."),
    click.option("--sex", type=click.Choice(["female", "male", "unknown"]), default="unknown", help="Sex of a single person without --ped."),
    click.option("--assembly", type=click.Choice(["GRCh37", "GRCh38"]), help="Refuse files of another build."),
    click.option("--incomplete-penetrance", is_flag=True, help="Also look for variants that unaffected relatives carry."),
    click.option("--structural", "structural_vcfs", multiple=True, type=click.Path(path_type=Path), help="VCF of copy-number and structural variants."),
    click.option("--repeats", "repeat_vcfs", multiple=True, type=click.Path(path_type=Path), help="VCF of short tandem repeats (ExpansionHunter, TRGT)."),
    click.option("--id", "case_id", default="", help="Name of the case.  [default: the name of the VCF]"),
)  # fmt: skip


def order_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options that describe one family."""
    return functools.reduce(lambda wrapped, option: option(wrapped), reversed(_OPTIONS), command)


def case_of_options(given: Mapping[str, Any]) -> Case | None:
    """The case that the options describe, or None where no --vcf was given."""
    vcfs: tuple[Path, ...] = tuple(dict.fromkeys(given["vcfs"]))
    if not vcfs:
        return None
    samples = {path: samples_of(path) for path in vcfs}
    names = tuple(dict.fromkeys(name for found in samples.values() for name in found))
    whole = _family(given, names)
    return Case(
        id=safe_case_id(given["case_id"] or _name_of(vcfs[0]), "--id"),
        family=whole,
        features=tuple(_features(given["terms"])),
        files=tuple(_file(path, whole, samples[path], given) for path in vcfs),
        panel_references=tuple(given["panel_references"]),
        incomplete_penetrance=given["incomplete_penetrance"],
        structural_files=tuple(
            _file(path, whole, samples_of(path), given) for path in dict.fromkeys(given["structural_vcfs"])
        ),
        repeat_files=tuple(_file(path, whole, samples_of(path), given) for path in dict.fromkeys(given["repeat_vcfs"])),
    )


def _family(given: Mapping[str, Any], names: tuple[str, ...]) -> Family:
    if given["ped"]:
        return read_ped(given["ped"], given["family_id"], given["proband"])
    if len(names) != 1 and not given["proband"]:
        raise click.UsageError(
            f"The files hold {len(names)} people ({', '.join(names[:5])}); describe the family with --ped, or name one with --proband."
        )
    person = given["proband"] or names[0]
    return family(person, person, [Person(person, Sex(given["sex"].upper()), Affection.AFFECTED)])


def _file(path: Path, whole: Family, samples: tuple[str, ...], given: Mapping[str, Any]) -> GenomeFile:
    found = {person: person for person in whole.ids if person in samples}
    if not found:
        raise Refused(
            f"{path.name} has nobody of the family (its samples: {', '.join(samples[:10]) or 'none'}; "
            f"the family: {', '.join(whole.ids[:10])}); name the people as in the file, or leave the file out."
        )
    return GenomeFile(str(path), found, given["assembly"] or "")


def _features(terms: tuple[str, ...]) -> list[Any]:
    words = [word for entry in terms for word in re.split(r"[,\s]+", entry) if word]
    return [feature(word.removeprefix("!"), "", word.startswith("!"), "--hpo") for word in words]


def _name_of(path: Path) -> str:
    name = re.sub(r"(\.g)?\.(vcf|bcf)(\.b?gz)?$", "", path.name)
    return re.sub(r"[^A-Za-z0-9._-]", "-", name)
