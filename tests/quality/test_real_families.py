"""Real trios: the numbers of other people's programs, and no block without cause."""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest

from carrel.care.genomes.rules.quality import assess
from carrel.care.genomes.values import CheckStatus, GenotypeCounts, QualityReport
from carrel.care.participants.values import Family, Person
from carrel.foundation.vocabulary.genome import AUTOSOMES, Assembly
from tests.quality.families import count_family, ped_family


pytestmark = pytest.mark.row("M4")


@dataclass(frozen=True)
class Trio:
    family: Family
    vcf: Path
    counts: GenotypeCounts

    @property
    def report(self) -> QualityReport:
        return assess(self.counts, self.family, Assembly.GRCH37)


def trio(ped: Path, proband: str, vcf: Path) -> Trio:
    family = ped_family(ped, proband)
    return Trio(family, vcf, count_family(family, {i: i for i in family.ids}, vcf, Assembly.GRCH37))


@pytest.fixture(scope="module")
def ashkenazim(test_data: Path) -> Trio:
    """HG002 and parents: exome, chromosomes 1 and 2 only."""
    folder = test_data / "vcf_germline" / "giab_ashk_trio"
    return trio(folder / "ashk-trio.ped", "HG002", folder / "ashk-trio.vcf.gz")


@pytest.fixture(scope="module")
def ceph(test_data: Path) -> Trio:
    """A CEPH trio of 680 records."""
    folder = test_data / "vcf_germline" / "scout_ceph_trio"
    return trio(folder / "643594.ped", "ADM1059A2", folder / "643594.clinical.vcf.gz")


@pytest.fixture(params=["ashkenazim", "ceph"])
def real(request: pytest.FixtureRequest) -> Trio:
    return request.getfixturevalue(request.param)


def program(name: str) -> str:
    found = shutil.which(name)
    if not found:
        pytest.skip(f"{name} is not installed; it is the oracle of this test")
    return found


def filtered(real: Trio, folder: Path, *options: str) -> Path:
    """Passing, biallelic, autosomal records, selected by bcftools."""
    out = folder / "filtered.vcf.gz"
    command = [program("bcftools"), "view", "-f", "PASS,.", "-m2", "-M2", "-t", ",".join(AUTOSOMES), *options]
    subprocess.run([*command, "-Oz", "-o", str(out), str(real.vcf)], check=True, capture_output=True)
    return out


def test_kinship_and_its_counts_agree_with_plink2(real: Trio, tmp_path: Path) -> None:
    vcf = filtered(real, tmp_path, "-v", "snps")
    command = [program("plink2"), "--vcf", str(vcf), "--make-king-table", "counts", "--out", str(tmp_path / "king")]
    options = ["--threads", "1", "--memory", "640", "--vcf-half-call", "missing"]
    subprocess.run([*command, *options], check=True, capture_output=True, timeout=60)
    head, *lines = [line.split() for line in (tmp_path / "king.kin0").read_text().splitlines()]
    from carrel.care.genomes.rules.quality.relatedness import kinship

    ours = {frozenset((p.one, p.two)): p for p in real.counts.pairs}
    assert len(lines) == len(ours) == 3
    for line in lines:
        theirs = dict(zip(head, line, strict=True))
        pair = ours[frozenset((theirs["#IID1"], theirs["IID2"]))]
        assert pair.both_called == int(theirs["NSNP"])
        assert pair.opposite_homozygotes == int(theirs["IBS0"])
        assert pair.both_heterozygous == int(theirs["HETHET"])
        assert kinship(pair) == pytest.approx(float(theirs["KINSHIP"]), abs=1e-6)


def test_mendelian_errors_agree_with_bcftools(real: Trio, tmp_path: Path) -> None:
    """On records with full calls of all three; bcftools also judges some where a parent is missing."""
    vcf = filtered(real, tmp_path, "-g", "^miss")
    counted = real.counts.trios[0]
    people = f"{counted.mother},{counted.father},{counted.child}"
    command = [program("bcftools"), "+mendelian", str(vcf), "-t", people, "-m", "c"]
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    if done.returncode:
        pytest.skip(f"this bcftools has no plugin +mendelian: {done.stderr[-200:]}")
    good, bad, *_ = done.stdout.splitlines()[-1].split()
    assert (counted.records - counted.errors, counted.errors) == (int(good), int(bad))


def test_the_ashkenazim_trio_fits_and_its_sex_is_not_known_without_x(ashkenazim: Trio) -> None:
    report = ashkenazim.report
    assert not report.problems
    assert not [check for check in report.checks if check.status is CheckStatus.WARNING]
    sexes = [check for check in report.checks if check.code == "sex_mismatch"]
    assert {check.status for check in sexes} == {CheckStatus.NOT_ASSESSED}
    assert report.x_copies == {"HG002": 1, "HG003": 1, "HG004": 2}
    assert [(one, two, round(value or 0, 2), word) for one, two, value, word in report.kinship] == [
        ("HG002", "HG003", 0.25, "parent and child"),
        ("HG002", "HG004", 0.25, "parent and child"),
        ("HG003", "HG004", -0.02, "unrelated"),
    ]


def test_a_family_of_680_records_is_not_judged_and_not_blocked(ceph: Trio) -> None:
    report = ceph.report
    assert not report.problems
    decided = {check.code for check in report.checks if check.status is not CheckStatus.NOT_ASSESSED}
    assert decided == {"no_genotypes"}
    assert all(coefficient is None for _, _, coefficient, _ in report.kinship)


def test_real_people_who_are_stated_wrongly_are_blocked_by_name(ashkenazim: Trio) -> None:
    """The same genomes with the pedigree turned: HG003, father of HG002, as the child of HG002 and HG004."""
    child, father, mother = (ashkenazim.family.person(name) for name in ("HG002", "HG003", "HG004"))
    turned = (
        Person("HG003", father.sex, father.affection, "HG002", "HG004"),
        Person("HG002", child.sex, child.affection),
        mother,
    )
    family = Family("turned", "HG003", turned)
    counts = count_family(family, {i: i for i in family.ids}, ashkenazim.vcf, Assembly.GRCH37)
    problems = assess(counts, family, Assembly.GRCH37).problems
    assert {p.people for p in problems if p.code == "parent_not_related"} == {("HG003", "HG004")}
